"""DOCX, the format of Microsoft Word (Office Open XML, ECMA-376 part 1, 17)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.model import Book
from pipeline.sources.epub.archive import Archive
from pipeline.sources.html_writer import HtmlWriter
from pipeline.sources.marked import book_of_html
from pipeline.sources.markup import Element
from pipeline.sources.whole import About
from pipeline.sources.xml_parts import elements, root_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_HR = "{urn:schemas-microsoft-com:office:office}hr"
_MOST_XML = 60_000_000
_MOST_PART = 8_000_000
_HEADING = re.compile(r"heading ?(\d)", re.I)
_FRONT = frozenset({"title", "subtitle", "author", "date"})
_CONTENTS = re.compile(r"(?:toc|contents|index)(?: heading)?(?: ?\d)?|table of contents.*", re.I)
_LEFT_OUT = {
    f"{_W}{name}"
    for name in (
        "del", "moveFrom", "pPr", "rPr", "instrText", "delText", "delInstrText", "rt",
        "footnoteReference", "endnoteReference", "annotationRef", "commentReference",
    )
} | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}  # fmt: skip
_LONGEST_HEADING = 80
"""Characters of a heading that only its looks tell."""
_OFF = ("0", "false", "none", "off")
_SIGNS = {
    f"{_W}tab": " ",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
    f"{_W}ptab": " ",
}


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    level: int
    """Of a heading, counted from 1; 0 for none."""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    style: str
    """The name of its style, in lower case."""
    level: int
    initial: bool = False
    """Whether it is a drop cap, which belongs to the next paragraph."""
    rule: bool = False
    contents: bool = False
    bold: bool = False
    """Whether all of it is set in bold by hand."""
    centred: bool = False


def read(path: Path, data: bytes, sha256: str) -> Book:
    """The book in a DOCX file: one section. Raises SourceError."""
    archive = Archive(data, str(path))
    body = archive.read("word/document.xml", _MOST_XML)
    if not body:
        raise SourceError(f"{path} is no DOCX file.", "Open it in a word processor and save it.")
    styles = _styles(root_of(archive.read("word/styles.xml", _MOST_PART)))
    found = list(_joined(_paragraphs(body, path, styles)))
    about = _about(root_of(archive.read("docProps/core.xml", _MOST_PART)))
    return book_of_html(path, sha256, _html(found), _with_title(about, found))


def _html(found: list[_Paragraph]) -> bytes:
    writer = HtmlWriter()
    # Who styles every chapter's name as the title of a document means headings.
    titles = sum(paragraph.style == "title" for paragraph in found)
    by_hand = _headings_by_hand(found)
    for place, paragraph in enumerate(found):
        if paragraph.rule and not paragraph.text.strip():
            writer.rule()
        elif paragraph.contents:
            writer.paragraph(paragraph.text, "doc-toc")
        elif place in by_hand:
            writer.heading(paragraph.text, 1)
        elif paragraph.level:
            writer.heading(paragraph.text, paragraph.level)
        elif paragraph.style == "title" and titles > 1:
            writer.heading(paragraph.text, 1)
        elif paragraph.style in _FRONT:
            writer.paragraph(paragraph.text, "titlepage")
        elif paragraph.style == "caption":
            writer.paragraph(paragraph.text, tag="figcaption")
        else:
            writer.paragraph(paragraph.text)
    return writer.html()


def _headings_by_hand(found: list[_Paragraph]) -> frozenset[int]:
    """Where a document without a styled heading has short bold lines above its text.

    They are headings where there are several of them, all centred if one of them is, and few
    beside the text. Several bold or centred lines in a row are a title page.
    """
    if any(paragraph.level or paragraph.style == "title" for paragraph in found):
        return frozenset()
    texts = [place for place, paragraph in enumerate(found) if paragraph.text.strip()]
    heads = [
        place
        for place, following in pairwise(texts)
        if _may_head(found[place]) and not (found[following].bold or found[following].centred)
    ]
    centred = [place for place in heads if found[place].centred]
    heads = centred if len(centred) > 1 else heads
    return frozenset(heads if 1 < len(heads) < 0.2 * len(texts) else ())


def _may_head(paragraph: _Paragraph) -> bool:
    text = paragraph.text.strip()
    return (
        paragraph.bold
        and len(text) <= _LONGEST_HEADING
        and any(map(str.isalnum, text))
        and text[-1] not in '.,;:”"’»'
        and text[0] not in '“"‘«'
    )


def _is_bold(element: Element) -> bool:
    runs = [
        run
        for run in element.iter(f"{_W}r")
        if any((t.text or "").strip() for t in run.iter(f"{_W}t"))
    ]
    marks = [run.find(f"{_W}rPr/{_W}b") for run in runs]
    return bool(runs) and all(mark is not None and _value(mark) not in _OFF for mark in marks)


def _styles(root: Element | None) -> Mapping[str, _Style]:
    """The styles of paragraphs, by id."""
    found: dict[str, _Style] = {}
    for style in () if root is None else root.iter(f"{_W}style"):
        name = _value(style.find(f"{_W}name")).lower()
        level = style.find(f"{_W}pPr/{_W}outlineLvl")
        match = _HEADING.fullmatch(name)
        found[style.get(f"{_W}styleId") or ""] = _Style(
            name,
            _value(style.find(f"{_W}basedOn")),
            int(match[1]) if match else _level(level),
        )
    return found


def _level(element: Element | None) -> int:
    value = _value(element)
    return int(value) + 1 if value.isdecimal() and int(value) < 9 else 0


def _value(element: Element | None) -> str:
    return "" if element is None else str(element.get(f"{_W}val") or "")


def _paragraphs(body: bytes, path: Path, styles: Mapping[str, _Style]) -> Iterator[_Paragraph]:
    for element in elements(body, path, f"{_W}body"):
        gallery = element.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
        contents = _value(gallery).lower() == "table of contents"
        for item in [element] if element.tag == f"{_W}p" else element.iter(f"{_W}p", f"{_W}tr"):
            if item.tag == f"{_W}tr":
                continue
            yield from _paragraph(item, styles, contents=contents)


def _paragraph(
    element: Element, styles: Mapping[str, _Style], *, contents: bool
) -> Iterator[_Paragraph]:
    """The paragraph; of those in a box inside of it, which come by themselves, nothing."""
    properties = element.find(f"{_W}pPr")
    name, level, initial, rule, centred = "", 0, False, False, False
    if properties is not None:
        style = styles.get(_value(properties.find(f"{_W}pStyle")))
        name = style.name if style else ""
        level = _level(properties.find(f"{_W}outlineLvl")) or _inherited(style, styles)
        frame = properties.find(f"{_W}framePr")
        initial = frame is not None and frame.get(f"{_W}dropCap") in ("drop", "margin")
        rule = properties.find(f"{_W}pBdr/{_W}bottom") is not None
        centred = _value(properties.find(f"{_W}jc")) == "center"
    pieces: list[str] = []
    boxes: list[Element] = []
    _collect(element, pieces, boxes)
    rule = rule or any(inner.get(_HR) for inner in element.iter() if _HR in inner.attrib)
    listed = contents or _CONTENTS.fullmatch(name) is not None
    text = "".join(pieces)
    bold = len(text) <= _LONGEST_HEADING and _is_bold(element)
    yield _Paragraph(text, name, level, initial, rule, listed, bold, centred)
    for box in boxes:
        for inner in box.iterchildren(f"{_W}p"):
            yield from _paragraph(inner, styles, contents=contents)


def _inherited(style: _Style | None, styles: Mapping[str, _Style]) -> int:
    for _ in range(20):
        if style is None or style.level:
            return style.level if style else 0
        style = styles.get(style.based_on)
    return 0


def _collect(element: Element, pieces: list[str], boxes: list[Element]) -> None:
    """Write down the visible text below an element; lxml has seen to it that it is not deep."""
    for child in element.iterchildren():
        tag = child.tag
        if tag == f"{_W}t":
            pieces.append(child.text or "")
        elif tag == f"{_W}txbxContent":
            boxes.append(child)
        elif tag in _SIGNS:
            if child.get(f"{_W}type") not in ("page", "column"):
                pieces.append(_SIGNS[tag])
        elif tag in _LEFT_OUT or (tag == f"{_W}r" and _is_hidden(child)):
            continue
        else:
            _collect(child, pieces, boxes)


def _is_hidden(run: Element) -> bool:
    hidden = run.find(f"{_W}rPr/{_W}vanish")
    return hidden is not None and _value(hidden) not in _OFF


def _joined(found: Iterator[_Paragraph]) -> Iterator[_Paragraph]:
    """The paragraphs, each with the drop cap that stands before it."""
    initial = ""
    for paragraph in found:
        if paragraph.initial and len(paragraph.text.strip()) <= 3:
            initial = paragraph.text.strip()
        elif initial:
            yield _Paragraph(initial + paragraph.text, paragraph.style, paragraph.level)
            initial = ""
        else:
            yield paragraph


def _about(root: Element | None) -> About:
    if root is None:
        return About()
    said = {name: " ".join((root.findtext(_DC + name) or "").split()) for name in _SAID}
    return About(said["title"], (said["creator"],) if said["creator"] else (), said["language"])


_SAID = ("title", "creator", "language")


def _with_title(about: About, found: list[_Paragraph]) -> About:
    """What the paragraphs styled as title and author say goes before the file's properties."""
    first = {p.style: " ".join(p.text.split()) for p in reversed(found) if p.style in _FRONT}
    titles = sum(paragraph.style == "title" for paragraph in found)
    title = first.get("title", "") if titles == 1 else ""
    author = first.get("author", "")
    return About(title or about.title, (author,) if author else about.authors, about.language)
