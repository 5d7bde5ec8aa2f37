"""A text's blocks to a book: its title and authors, found in the text or in the file's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.model import Block, BlockKind, Book, Section, SectionRole, Source
from pipeline.sources.decoding import Decoded
from pipeline.sources.language import settled_language

_FIELD = re.compile(r"^[ \t]*(title|authors?)[ \t]*:[ \t]*(\S.*?)[ \t]*$", re.I | re.M)
_LANGUAGE = re.compile(
    r"^lang(?:uage)?[ \t]*:[ \t]*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})[\"']?[ \t]*$", re.M
)
_BY = re.compile(r"^[_*]*by[_*]*[ \t]*(?:[\r\n]+[ \t]*)?(\S[^\r\n]{2,60}?)[_*]*$", re.I)
_FIRST = 6
_LONGEST_TITLE = 100
_LONGEST_FRONT = 4000
_LONGEST_PARAGRAPH = 2_000_000
"""Code points: about four novels."""
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of its book in a place made for that; empty where it does not."""

    title: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    """BCP 47 tag."""


def book_of(
    path: Path, sha256: str, decoded: Decoded, blocks: tuple[Block, ...], about: About = About()
) -> Book:
    """The book of one section that a file of text is. Raises SourceError where nothing speaks."""
    spoken = [b for b in blocks if b.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)]
    if not any(character.isalnum() for block in spoken for character in block.text):
        raise SourceError(f"{path} holds nothing to read aloud.", "Name a file with a story in it.")
    longest = max(len(block.text) for block in spoken)
    if longest > _LONGEST_PARAGRAPH:
        raise SourceError(
            f"{path} has a paragraph of {longest:,} characters, more than a whole novel has.",
            "Put a line end between its paragraphs.",
        )
    title, authors = _named(blocks, spoken)
    title, authors = about.title or title, about.authors or authors
    section = Section("text", title, SectionRole.BODY, blocks)
    source = Source(str(path), sha256, len(decoded.text), decoded.encoding)
    declared = about.language or _language(blocks)
    language = settled_language(declared, (block.text for block in spoken))
    return Book(title or _from_stem(path.stem), authors, language, (section,), source)


def _named(blocks: tuple[Block, ...], spoken: list[Block]) -> tuple[str, tuple[str, ...]]:
    """Title and authors, from the first place of the text that says them."""
    for block in [b for b in blocks if b.kind is BlockKind.LEFT_OUT] + spoken[:_FIRST]:
        if block.reason in ("", "gutenberg-header", "front-matter"):
            fields = {
                name.lower()[:6]: value
                for name, value in _FIELD.findall(block.text[:_LONGEST_FRONT])
            }
            if "title" in fields:
                return _plain(fields["title"]), _people(block, spoken, fields)
    headings = [b for b in spoken if b.kind is BlockKind.HEADING]
    if headings and headings[0] is spoken[0] and _alone_on_top(headings):
        return _plain(headings[0].text), _by(spoken[1:3])
    if len(spoken) > 2 and len(spoken[0].text) <= _LONGEST_TITLE:
        first, *rest = spoken[0].text.splitlines()
        authors = _by(spoken[1:3]) if not rest else ()
        if authors:
            return _plain(first), authors
    return "", ()


def _language(blocks: tuple[Block, ...]) -> str:
    """The tag in the front matter of a Markdown file."""
    front = next((b.text for b in blocks[:1] if b.reason == "front-matter"), "")
    found = _LANGUAGE.search(front[:_LONGEST_FRONT])
    return found[1] if found else ""


def _fields(block: Block) -> dict[str, str]:
    found = _FIELD.findall(block.text[:_LONGEST_FRONT])
    return {name.lower().removesuffix("s"): value for name, value in found}


def _people(block: Block, spoken: list[Block], fields: dict[str, str]) -> tuple[str, ...]:
    author = fields.get("author")
    if author is None and block in spoken[:-1]:
        author = _fields(spoken[spoken.index(block) + 1]).get("author")
    return (_plain(author),) if author else ()


def _alone_on_top(headings: list[Block]) -> bool:
    return all(heading.level > headings[0].level for heading in headings[1:])


def _by(blocks: list[Block]) -> tuple[str, ...]:
    for block, after in zip_longest(blocks, blocks[1:]):
        text = block.text.strip()
        if after is not None and text.lower() == "by":
            text = f"{text} {after.text.strip()}"
        if len(text) <= _LONGEST_TITLE and (match := _BY.match(text)):
            return (_plain(match[1]),)
    return ()


def _plain(text: str) -> str:
    """A name without the marks of headings, emphasis and quotation around it."""
    text = re.sub(r"^#+\s+|\s+#+\s*$|\n\s*(?:=+|-+)\s*$", "", text.strip())
    return _SPACES.sub(" ", text).strip("\"'_* ")


def _from_stem(stem: str) -> str:
    """A file's name as a title: `seed-excerpt` is `Seed excerpt`."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", stem)
    words = _SPACES.sub(" ", re.sub(r"[-_\s]+", " ", words)).strip()
    return words[:1].upper() + words[1:] if words else "Story"
