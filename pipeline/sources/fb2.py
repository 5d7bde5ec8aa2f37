"""FictionBook 2: a book as one file of XML, at times in a zip file."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.model import Book
from pipeline.publication import Cover, Series
from pipeline.sources.decoding import MOST_BYTES, decode
from pipeline.sources.epub.archive import Archive
from pipeline.sources.html_writer import HtmlWriter
from pipeline.sources.marked import book_of_tree
from pipeline.sources.markup import Element, parse
from pipeline.sources.whole import About

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""", re.I)
_BINARY = re.compile(r"<binary\b[^>]*>[^<]*</binary\s*>")
_BINARY_BYTES = re.compile(rb"<binary\b[^>]*>[^<]*</binary\s*>")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*["']([^"']*)["']""")
_MOST_TAGS = 600_000
_DEEPEST_HEADING = 6
_PARAGRAPHS = ("p", "text-author", "date", "v")
_SKIPPED = ("image", "table", "binary", "stylesheet", "description")


def read(path: Path, data: bytes, sha256: str) -> Book:
    """The book in an FB2 file, or in a zip file that holds one: one section. Raises SourceError."""
    if data.startswith(b"PK\x03\x04"):
        data = _unpacked(path, data)
    match = _DECLARED.search(data, 0, 1024)
    declared = match[1].decode("ascii") if match else ""
    decoded = decode(_BINARY_BYTES.sub(b"", data), path, declared)
    text = _BINARY.sub("", decoded.text)
    if text.count("<") > _MOST_TAGS:
        raise SourceError(
            f"{path} has more than {_MOST_TAGS:,} tags, more than any novel.",
            "Divide it into books.",
        )
    root = parse(("\ufeff" + text).encode(), str(path))
    if _name(root) != "fictionbook":
        root = next((e for e in root.iter() if _name(e) == "fictionbook"), None)
    if root is None:
        raise SourceError(f"{path} is no FB2 file.", "Open it in a reading program and save it.")
    writer = HtmlWriter()
    for body in (element for element in root if _name(element) == "body"):
        notes = (body.get("name") or "").lower() in ("notes", "comments", "footnotes")
        _walk(body, writer, 0, "doc-endnotes" if notes else "")
    tree = parse(writer.html(), str(path))
    book = book_of_tree(path, sha256, tree, _about(root), decoded.encoding)
    return replace(book, series=_series(root), cover=_cover(root, data))


def _unpacked(path: Path, data: bytes) -> bytes:
    archive = Archive(data, str(path))
    for name in archive.names:
        if name.lower().endswith(".fb2"):
            return archive.read(name, MOST_BYTES) or b""
    raise SourceError(f"{path} holds no FB2 file.", "Unpack it and read the book in it.")


def _walk(element: Element, writer: HtmlWriter, depth: int, role: str) -> None:
    """Write the blocks of an element down; the parser has seen to it that they are not deep."""
    for child in element:
        name = _name(child)
        if name == "title":
            for line in child:
                _heading(_text(line), writer, depth, role or ("" if depth else "titlepage"))
        elif name == "subtitle":
            _heading(_text(child), writer, depth + 1, role)
        elif name in _PARAGRAPHS:
            writer.paragraph(_text(child), role)
        elif name == "stanza":
            writer.paragraph("\n".join(_text(line) for line in child), role)
        elif name == "empty-line":
            writer.blank()
        elif name == "section":
            _walk(child, writer, min(depth + 1, _DEEPEST_HEADING), role)
        elif name and name not in _SKIPPED:
            _walk(child, writer, depth, role)


def _heading(text: str, writer: HtmlWriter, level: int, role: str) -> None:
    if not any(map(str.isalnum, text)):
        writer.rule()
    elif role:
        writer.paragraph(text, role)
    else:
        writer.heading(text, min(level, _DEEPEST_HEADING))


def _text(element: Element) -> str:
    """The text of a paragraph, without the marks of its notes."""
    pieces = [element.text or ""]
    for child in element:
        note = _name(child) == "a" and child.get("type") == "note"
        if not note and _name(child) != "image":
            pieces.append(_text(child))
        pieces.append(child.tail or "")
    return " ".join("".join(pieces).split())


def _about(root: Element) -> About:
    info = next((e for e in root.iter() if _name(e) == "title-info"), None)
    if info is None:
        return About()
    authors: list[str] = []
    said = {"book-title": "", "lang": ""}
    for child in info:
        name = _name(child)
        if name == "author":
            parts = {_name(part): _text(part) for part in child}
            full = " ".join(
                filter(None, (parts.get(k) for k in ("first-name", "middle-name", "last-name")))
            )
            authors.append(full or parts.get("nickname", ""))
        elif name in said:
            said[name] = _text(child)
    return About(said["book-title"], tuple(filter(None, authors)), said["lang"])


def _series(root: Element) -> Series | None:
    found = next((e for e in root.iter() if _name(e) == "sequence" and e.get("name")), None)
    return None if found is None else Series(found.get("name"), found.get("number") or "")


def _cover(root: Element, data: bytes) -> Cover | None:
    """The picture that the description names, from the file's bytes: the tree is without it."""
    page = next((e for e in root.iter() if _name(e) == "coverpage"), None)
    for image in () if page is None else page:
        wanted = next((v for k, v in image.attrib.items() if k.endswith("href")), "").lstrip("#")
        for match in _BINARY_BYTES.finditer(data):
            opening, _, rest = match[0].partition(b">")
            said = dict(_ATTRIBUTE.findall(opening.decode("ascii", errors="replace")))
            if wanted and said.get("id") == wanted:
                try:
                    picture = base64.b64decode(rest.partition(b"<")[0])
                except ValueError:
                    return None
                return Cover(said.get("content-type", "image/jpeg"), picture)
    return None


def _name(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
