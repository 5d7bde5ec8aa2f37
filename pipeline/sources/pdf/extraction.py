"""PDF to print, with pdfium, in a process of its own: `python -m …extraction FILE`.

pdfium is native code that reads whatever it is given; here a file that crashes it, or makes it
ask for too much memory or time, ends this process and not the one that asked.
"""

from __future__ import annotations

import ctypes
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pypdfium2
import pypdfium2.raw

from pipeline.sources.pdf.print import Bookmark, Extracted, Page, Print, Refusal, Stroke

raw: Any = pypdfium2.raw  # the C functions, made by ctypes: nothing in it is typed

MEMORY = 400 * 1024 * 1024
"""Bytes of address space; a novel of 300 pages takes 70 MB."""
MOST_CHARACTERS = 12_000_000
MOST_PAGES = 10_000
_MOST_BOOKMARKS = 5_000
_REASONS = {
    raw.FPDF_ERR_PASSWORD: "password",
    raw.FPDF_ERR_SECURITY: "scheme",
}
_COLUMN_GAP = 1.3
"""Of the font's size: wider than any space between words, narrower than between columns."""
_RAISED = 0.15
_SMALLER = 0.8
_BOLD = 600
_CHECKED_EVERY = 8
"""Characters after which weight and direction are asked for again."""


@dataclass(slots=True)
class _Run:
    """A stroke that still grows."""

    left: float
    right: float
    base: float
    size: float
    bold: bool
    characters: list[str] = field(default_factory=list)

    def stroke(self) -> Stroke | None:
        text = "".join(self.characters).strip()
        if not text:
            return None
        numbers = (self.left, self.right, self.base, self.size)
        left, right, base, size = (round(number, 2) for number in numbers)
        return Stroke(text, left, right, base, size, self.bold)


def extract(path: str) -> Extracted | Refusal:
    """What the PDF at `path` prints, or why it can't be told."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        return Refusal(_REASONS.get(code, "broken") if code is not None else "broken")
    said = document.get_metadata_dict()
    pages: list[Page] = []
    characters = strange = 0
    for index in range(min(len(document), MOST_PAGES)):
        try:
            page = document[index]
            text = page.get_textpage()
        except pypdfium2.PdfiumError:
            pages.append(Page(0.0, 0.0, ()))
            continue
        count = text.count_chars()
        characters += max(count, 0)
        if characters > MOST_CHARACTERS:
            return Refusal("long")
        strokes = tuple(_strokes(text, count))
        strange += sum(map(_is_strange, "".join(stroke.text for stroke in strokes)))
        pictures = 0 if strokes else _pictures(page)
        width, height = page.get_size()
        pages.append(Page(round(width, 2), round(height, 2), strokes, pictures))
        text.close()
        page.close()
    return Extracted(
        Print(
            tuple(pages),
            tuple(_outline(document)),
            said.get("Title", ""),
            said.get("Author", ""),
            strange / characters if characters else 0.0,
        )
    )


@dataclass(frozen=True, slots=True)
class _Sign:
    """A character with its place; without one it is a space between two others."""

    character: str
    left: float
    right: float
    base: float
    size: float
    bold: bool


def _strokes(text: Any, count: int) -> Iterator[Stroke]:
    run: _Run | None = None
    for sign in _signs(text, count):
        if run is not None and not sign.size:
            run.characters.append(" ")
        elif sign.size and not (run is not None and _is_reference(run, sign)):
            if run is None or not _goes_on(run, sign):
                if run is not None and (done := run.stroke()):
                    yield done
                run = _Run(sign.left, sign.right, sign.base, sign.size, sign.bold)
            run.characters.append(sign.character)
            run.right = max(run.right, sign.right)
            run.size = max(run.size, sign.size)
    if run is not None and (done := run.stroke()):
        yield done


def _signs(text: Any, count: int) -> Iterator[_Sign]:
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    nominal, scale, upright, bold = -1.0, 1.0, True, False
    for index in range(count):
        character = _character(raw.FPDFText_GetUnicode(text.raw, index))
        if raw.FPDFText_IsGenerated(text.raw, index) == 1:
            if character == " ":
                yield _Sign(" ", 0.0, 0.0, 0.0, 0.0, False)
            continue
        if not character or not raw.FPDFText_GetLooseCharBox(text.raw, index, box):
            continue
        raw.FPDFText_GetCharOrigin(text.raw, index, x, y)
        size = raw.FPDFText_GetFontSize(text.raw, index)
        if size != nominal or index % _CHECKED_EVERY == 0:
            raw.FPDFText_GetMatrix(text.raw, index, matrix)
            # What runs up the page is a watermark, or the side of a figure.
            upright = abs(matrix.b) <= abs(matrix.a)
            nominal, scale = size, math.hypot(matrix.c, matrix.d) or 1.0
            bold = raw.FPDFText_GetFontWeight(text.raw, index) >= _BOLD
        real = size * scale if size > 0 else abs(box.top - box.bottom)
        if upright and real > 0 and all(map(math.isfinite, (box.left, box.right, y.value, real))):
            yield _Sign(character, box.left, box.right, y.value, real, bold)


def _character(code: int) -> str:
    """The character of a code; a hyphen where pdfium marks one at a line's end."""
    if code in (0x02, 0xFFFE):
        return "\u00ad"
    if code == 0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return ""
    character = chr(code)
    return " " if character.isspace() and character != "\u00a0" else character


def _goes_on(run: _Run, sign: _Sign) -> bool:
    largest = max(run.size, sign.size)
    level = abs(sign.base - run.base) <= 0.35 * largest
    return level and -0.6 * largest <= sign.left - run.right <= _COLUMN_GAP * largest


def _is_reference(run: _Run, sign: _Sign) -> bool:
    """Whether a character is the raised mark of a note."""
    return (
        sign.size < _SMALLER * run.size
        and sign.base - run.base > _RAISED * run.size
        and (sign.character.isdigit() or sign.character in "*†‡§[]")
        and run.characters[-1] != " "
    )


def _is_strange(character: str) -> bool:
    return character == "\ufffd" or "\ue000" <= character <= "\uf8ff" or character < " "


def _pictures(page: Any) -> int:
    return sum(1 for _ in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=2))


def _outline(document: Any) -> Iterator[Bookmark]:
    for number, mark in enumerate(document.get_toc(max_depth=6)):
        if number >= _MOST_BOOKMARKS:
            return
        destination = mark.get_dest()
        page = destination.get_index() if destination is not None else None
        title = " ".join(mark.get_title().split())
        yield Bookmark(mark.level + 1, title, -1 if page is None else page)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on this system: the caller's time limit is what there is
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    _limit_memory()
    sys.stdout.buffer.write(msgspec.json.encode(extract(sys.argv[1])))


if __name__ == "__main__":
    main()
