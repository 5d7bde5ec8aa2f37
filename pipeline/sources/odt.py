"""ODT, the format of LibreOffice Writer (OpenDocument 1.3, part 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.model import Book
from pipeline.sources.epub.archive import Archive
from pipeline.sources.html_writer import HtmlWriter
from pipeline.sources.marked import book_of_html
from pipeline.sources.markup import Element
from pipeline.sources.whole import About
from pipeline.sources.xml_parts import elements, root_of

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _STYLE, _OFFICE = (f"{{{_NS}{name}:1.0}}" for name in ("text", "style", "office"))
_DRAW, _MANIFEST = (f"{{{_NS}{name}:1.0}}" for name in ("drawing", "manifest"))
_DC = "{http://purl.org/dc/elements/1.1/}"
_MOST_XML = 60_000_000
_MOST_PART = 8_000_000
_FRONT = frozenset({"title", "subtitle", "author", "date"})
_PASSED_OVER = {
    f"{_TEXT}note", f"{_TEXT}tracked-changes", f"{_TEXT}ruby-text", f"{_TEXT}soft-page-break",
    f"{_TEXT}sequence-decls", f"{_TEXT}variable-decls", f"{_TEXT}page-number",
    f"{_OFFICE}annotation", f"{_OFFICE}forms",
}  # fmt: skip
_CONTENTS = {
    f"{_TEXT}{name}"
    for name in ("table-of-content", "illustration-index", "table-index", "alphabetical-index")
}
_ESCAPED = re.compile(r"_([0-9a-f]{2,4})_")
_MOST_SPACES = 200


def read(path: Path, data: bytes, sha256: str) -> Book:
    """The book in an ODT file: one section. Raises SourceError."""
    archive = Archive(data, str(path))
    manifest = root_of(archive.read("META-INF/manifest.xml", _MOST_PART))
    if (
        manifest is not None
        and next(manifest.iter(f"{_MANIFEST}encryption-data"), None) is not None
    ):
        raise SourceError(
            f"{path} is locked with a password.", "Save it without one and read that."
        )
    body = archive.read("content.xml", _MOST_XML)
    if not body:
        raise SourceError(f"{path} is no ODT file.", "Open it in a word processor and save it.")
    parents: dict[str, str] = {}
    common = root_of(archive.read("styles.xml", _MOST_PART))
    if common is not None:
        parents.update(_parents(common.iter(f"{_STYLE}style")))
    parents.update(_parents(elements(body, path, f"{_OFFICE}automatic-styles")))
    walk = _Walk(parents)
    for element in elements(body, path, f"{_OFFICE}text"):
        walk.block(element)
    said = _about(root_of(archive.read("meta.xml", _MOST_PART)))
    about = About(walk.front.get("title") or said.title, said.authors, said.language)
    return book_of_html(path, sha256, walk.writer.html(), about)


def _parents(styles: Iterator[Element]) -> Iterator[tuple[str, str]]:
    for style in styles:
        if name := style.get(f"{_STYLE}name"):
            yield name, style.get(f"{_STYLE}parent-style-name") or ""


class _Walk:
    """Writes the blocks of a text down; lxml has seen to it that they are not deep."""

    def __init__(self, parents: Mapping[str, str]) -> None:
        self._parents = parents
        self.writer = HtmlWriter()
        self.front: dict[str, str] = {}

    def block(self, element: Element, *, contents: bool = False) -> None:
        tag = element.tag
        if tag in _PASSED_OVER or not isinstance(tag, str):
            return
        if tag == f"{_TEXT}h":
            level = element.get(f"{_TEXT}outline-level") or "1"
            text, boxes = self._inline(element)
            if contents:
                self.writer.paragraph(text, "doc-toc")
            else:
                self.writer.heading(text, int(level) if level.isdecimal() else 1)
        elif tag == f"{_TEXT}p":
            text, boxes = self._inline(element)
            self._paragraph(text, self._named(element), contents=contents)
        else:
            boxes = list(element)
            contents = contents or tag in _CONTENTS
        for inner in boxes:
            self.block(inner, contents=contents)

    def _paragraph(self, text: str, names: list[str], *, contents: bool) -> None:
        style = next((name for name in names if name in _FRONT), "")
        if contents:
            self.writer.paragraph(text, "doc-toc")
        elif style and text.strip():
            self.front.setdefault(style, " ".join(text.split()))
            self.writer.paragraph(text, "titlepage")
        elif "horizontal line" in names and not text.strip():
            self.writer.rule()
        else:
            self.writer.paragraph(text)

    def _named(self, element: Element) -> list[str]:
        """The names of the element's style and of those that it is made from, in lower case."""
        names: list[str] = []
        style = element.get(f"{_TEXT}style-name") or ""
        while style and len(names) < 20:
            names.append(_ESCAPED.sub(lambda m: chr(int(m[1], 16)), style).lower())
            style = self._parents.get(style, "")
        return names

    def _inline(self, element: Element) -> tuple[str, list[Element]]:
        """The text of a paragraph, and the boxes of text that hang on it."""
        pieces: list[str] = [_plain(element.text)]
        boxes: list[Element] = []
        for child in element:
            tag = child.tag
            if tag == f"{_TEXT}s":
                count = child.get(f"{_TEXT}c") or "1"
                pieces.append(" " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES))
            elif tag == f"{_TEXT}tab":
                pieces.append(" ")
            elif tag == f"{_TEXT}line-break":
                pieces.append("\n")
            elif tag == f"{_DRAW}frame":
                boxes += child.iterchildren(f"{_DRAW}text-box")
            elif isinstance(tag, str) and tag not in _PASSED_OVER:
                text, inner = self._inline(child)
                pieces.append(text)
                boxes += inner
            pieces.append(_plain(child.tail))
        return "".join(pieces), boxes


def _plain(text: str | None) -> str:
    """Text as OpenDocument means it: a line end in the file is white space."""
    return re.sub(r"[\t\r\n ]+", " ", text) if text else ""


def _about(root: Element | None) -> About:
    if root is None:
        return About()
    title, author, language = (
        " ".join((root.findtext(f".//{name}") or "").split())
        for name in (
            f"{_DC}title",
            "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}initial-creator",
            f"{_DC}language",
        )
    )
    creator = " ".join((root.findtext(f".//{_DC}creator") or author).split())
    return About(title, (creator,) if creator else (), language)
