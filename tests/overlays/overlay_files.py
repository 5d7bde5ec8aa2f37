"""What tests look for in an EPUB with overlays."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from pipeline.sources.markup import parse
from pipeline.sources.markup.naming import local


@dataclass(frozen=True, slots=True)
class Par:
    page: str
    anchor: str
    sound: str
    begins: int
    """Milliseconds."""
    ends: int


def pars(path: Path) -> list[Par]:
    """What is heard, in the order of the spine and of the overlays."""
    found = []
    with zipfile.ZipFile(path) as book:
        package = etree.fromstring(book.read("OPS/content.opf"))
        items = {item.get("id"): item for item in package.iter("{*}item")}
        for step in package.iter("{*}itemref"):
            overlay = items.get(items[step.get("idref")].get("media-overlay"))
            if overlay is None:
                continue
            name = f"OPS/{overlay.get('href')}"
            for par in etree.fromstring(book.read(name)).iter("{*}par"):
                text, audio = par
                page, _, anchor = text.get("src").partition("#")
                place = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(page)))
                assert place == f"OPS/{unquote(items[step.get('idref')].get('href'))}"
                sound = audio.get("src").rpartition("/")[2]
                times = [_milliseconds(audio.get(edge)) for edge in ("clipBegin", "clipEnd")]
                found.append(Par(place, anchor, unquote(sound), *times))
    return found


def shown_text(data: bytes) -> str:
    """The text of a page's body, white space and all."""
    root = parse(data, "page")
    return "".join("".join(e.itertext()) for e in root if local(e) == "body")


def _milliseconds(stamp: str) -> int:
    hours, minutes, seconds = stamp.split(":")
    whole, _, rest = seconds.partition(".")
    return ((int(hours) * 60 + int(minutes)) * 60 + int(whole)) * 1000 + int(rest)
