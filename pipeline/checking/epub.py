"""A read-along EPUB: whether all that its overlays name is there, and in order.

`epubcheck` is the judge of the format; this finds what it does not look at, the times.
"""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

from pipeline.checking.report import FileReport, Measure
from pipeline.findings import Finding, Severity

_PAR = re.compile(
    r'<text src="([^"#]+)#([^"]+)"/><audio src="([^"]+)" clipBegin="([^"]+)" clipEnd="([^"]+)"/>'
)
_PAGE = re.compile(r'<text src="([^"#]+)#')
_ID = re.compile(r"""\sid\s*=\s*["']([^"']+)["']""")


def check_epub(path: Path) -> FileReport:
    """Check that each overlay names elements and sounds that are there, one after another."""
    try:
        with zipfile.ZipFile(path) as book:
            names = set(book.namelist())
            overlays = {n: book.read(n).decode() for n in names if n.endswith(".smil")}
            shown = {_place(n, page) for n in overlays for page in _PAGE.findall(overlays[n])}
            pages = {n: book.read(n).decode() for n in names & shown}
    except (OSError, zipfile.BadZipFile, UnicodeDecodeError) as error:
        message = f"{path.name} can't be read ({error})."
        finding = Finding("file-unreadable", Severity.ERROR, message, path.name)
        return FileReport(path.name, (), (finding,))
    ids = {name: set(_ID.findall(text)) for name, text in pages.items()}
    problems: list[str] = []
    heard = 0
    for name, overlay in sorted(overlays.items()):
        times: list[tuple[str, float, float]] = []
        for page, anchor, sound, begin, end in _PAR.findall(overlay):
            heard += 1
            if anchor not in ids.get(_place(name, page), ()):
                problems.append(f"{name} names {page}#{anchor}, which is not there.")
            if _place(name, sound) not in names:
                problems.append(f"{name} names {sound}, which is not there.")
            times.append((sound, _seconds(begin), _seconds(end)))
        for (sound, begin, end), (other, after, _) in pairwise([*times, ("", 0.0, 0.0)]):
            if end <= begin or (sound == other and after < end):
                problems.append(f"In {name} what is heard at {begin:.3f} s overlaps the next.")
    if not heard:
        problems.append("Nothing is heard in it.")
    findings = tuple(Finding("overlay", Severity.ERROR, text, path.name) for text in problems)
    return FileReport(path.name, (Measure("stretches heard", heard),), findings)


def _place(overlay: str, reference: str) -> str:
    """The name in the archive that a reference of an overlay means."""
    joined = posixpath.join(posixpath.dirname(overlay), unquote(html.unescape(reference)))
    return posixpath.normpath(joined)


def _seconds(stamp: str) -> float:
    total = 0.0
    for part in stamp.split(":"):
        total = 60 * total + float(part)
    return total
