"""PDF: what is printed, put back into paragraphs and chapters."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import msgspec

from pipeline.errors import SourceError
from pipeline.model import Block, BlockKind, Book
from pipeline.sources.decoding import Decoded
from pipeline.sources.marked import settled_blocks
from pipeline.sources.markup import section_text
from pipeline.sources.markup.layout import BETWEEN
from pipeline.sources.pdf.furniture import without_furniture
from pipeline.sources.pdf.headings import heading_levels
from pipeline.sources.pdf.paragraphs import Paragraph, paragraphs
from pipeline.sources.pdf.print import Extracted, Print, Refusal
from pipeline.sources.pdf.rows import in_order
from pipeline.sources.whole import About, book_of

_LEAST_TEXT = 40
"""Characters a page: a scan has a stray stamp or none."""
_SECONDS = 8.0
_SECONDS_A_MEGABYTE = 4.0
_LONGEST_WAIT = 120.0
_MOST_OUTPUT = 64 * 1024 * 1024
_GARBLED = 0.2
_FILE_NAME = re.compile(r"\.\w{2,5}$|^(?:untitled|microsoft word|unknown|title)\b", re.I)
_REFUSED = {
    "password": ("is locked with a password", "Save it without one and read that file."),
    "scheme": ("is protected in a way that can't be read", "Use a copy without protection."),
    "broken": ("is damaged, or no PDF", "Open it in a PDF reader and save it again."),
    "long": ("has more text than twenty novels", "Split it into books."),
    "slow": ("takes too long to read", "Print it to a new PDF, or save it as text."),
    "failed": ("can't be read", "Print it to a new PDF, or save it as text."),
}


def read(path: Path, data: bytes, sha256: str) -> Book:
    """The book in a PDF: one section. Raises SourceError."""
    if b"%PDF-" not in data[:1024]:
        raise _refused(path, "broken")
    if find_spec("pypdfium2") is None:
        raise SourceError(
            f"{path} is a PDF, and reading those needs one more package.",
            "Install it with `pip install 'fullcast[pdf]'`.",
        )
    printed = _extract(path, len(data))
    _check_text(path, printed)
    strokes, furniture = without_furniture(printed.pages)
    rows = [row for index, page in enumerate(strokes) for row in in_order(page, index)]
    found = paragraphs(rows)
    levels = heading_levels(found, printed.outline)
    about = _about(printed)
    blocks = settled_blocks(_blocks(found, levels, furniture), about.title)
    return book_of(path, sha256, Decoded(section_text(blocks)), blocks, about)


def _about(printed: Print) -> About:
    """What the file says of its book, where that is not the name of the file it was made from."""
    title, author = (" ".join(said.split()) for said in (printed.title, printed.author))
    if _FILE_NAME.search(title) or not any(map(str.isalpha, title)):
        return About()
    return About(title, (author,) if author else ())


def _extract(path: Path, size: int) -> Print:
    seconds = min(_SECONDS + _SECONDS_A_MEGABYTE * size / 1e6, _LONGEST_WAIT)
    command = [sys.executable, "-m", "pipeline.sources.pdf.extraction", str(path.resolve())]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _refused(path, "slow") from error
    if done.returncode != 0 or len(done.stdout) > _MOST_OUTPUT:
        raise _refused(path, "failed")
    try:
        answer = msgspec.json.decode(done.stdout, type=Extracted | Refusal)
    except msgspec.DecodeError as error:
        raise _refused(path, "failed") from error
    if isinstance(answer, Refusal):
        raise _refused(path, answer.reason)
    return answer.print


def _check_text(path: Path, printed: Print) -> None:
    """Raises SourceError where the pages are pictures, or their letters are unknown."""
    pages = len(printed.pages)
    lengths = [sum(len(stroke.text) for stroke in page.strokes) for page in printed.pages]
    bare = sum(length < _LEAST_TEXT for length in lengths)
    scanned = any(page.pictures for page in printed.pages) and bare >= 0.8 * pages
    if not sum(lengths) or (scanned and sum(lengths) < _LEAST_TEXT * pages):
        raise SourceError(
            f"{path} has pages, but no text on them: it is most likely a scan.",
            "Run it through text recognition (OCR) first, for example with ocrmypdf.",
        )
    if printed.garbled > _GARBLED:
        raise SourceError(
            f"{path} does not say which letters its signs stand for.",
            "Run it through text recognition (OCR) first, for example with ocrmypdf.",
        )


def _blocks(
    found: Sequence[Paragraph],
    levels: Mapping[int, int],
    furniture: Sequence[tuple[int, str, str]],
) -> tuple[Block, ...]:
    """The blocks of the section, what pages carry besides the text at the end."""
    placed = [
        Block(
            BlockKind.HEADING if index in levels else BlockKind.PARAGRAPH,
            paragraph.text,
            0,
            paragraph.space,
            levels.get(index, 0),
            f"page={paragraph.page + 1}",
        )
        for index, paragraph in enumerate(found)
    ]
    for reason in ("running-head", "page-number"):
        texts = dict.fromkeys(text for _, text, why in furniture if why == reason)
        if texts:
            text = "\n".join(texts)
            placed.append(Block(BlockKind.LEFT_OUT, text, 0, 1, 0, "page=1", reason))
    start = 0
    for index, block in enumerate(placed):
        placed[index] = replace(block, start=start)
        start += len(block.text) + len(BETWEEN)
    return tuple(placed)


def _refused(path: Path, reason: str) -> SourceError:
    message, hint = _REFUSED[reason]
    return SourceError(f"{path} {message}.", hint)
