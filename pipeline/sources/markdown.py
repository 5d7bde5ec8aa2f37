"""Markdown: headings, thematic breaks, front matter and comments; all else is text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from pipeline.model import BlockKind, Book
from pipeline.sources.apparatus import without_apparatus
from pipeline.sources.decoding import decode
from pipeline.sources.inline_markup import without_inline_markup
from pipeline.sources.leftovers import stretches
from pipeline.sources.lines import Draft, Layout, Line, blocks, layout_of, paragraphs, split_lines
from pipeline.sources.markdown_markup import markup_stretches
from pipeline.sources.whole import book_of

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+\S")
_BREAK = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_SENTENCE_END = re.compile(r"[.!?…,;\"'”’»*_]\s*$")
_LONGEST_HEADING = 80
_QUOTED = re.compile(r" {0,3}(?:>[ \t]?)+")
_FIELD = re.compile(r"[\w-]+\s*:")
_IMAGE = re.compile(r"\s*!\[[^\]]*\]\([^)]*\)(?:\{[^{}]*\})?\s*$")


def read(path: Path, data: bytes, sha256: str) -> Book:
    """The book in a Markdown file: one section. Raises SourceError."""
    decoded = decode(data, path)
    text = decoded.text
    lines = _unquoted(split_lines(text))
    front = _front_matter(lines)
    apart = _comments(lines, front)
    for more in (markup_stretches(lines), stretches(lines)):
        taken = {index for first, last, _ in apart for index in range(first, last + 1)}
        apart += [item for item in more if taken.isdisjoint(range(item[0], item[1] + 1))]
    apart.sort()
    skipped = {index for first, last, _ in apart for index in range(first, last + 1)}
    layout = layout_of([line for index, line in enumerate(lines) if index not in skipped])
    drafts: list[Draft] = []
    begin = 0
    for first, last, reason in [*apart, (len(lines), len(lines), "")]:
        drafts += _drafts(lines[begin:first], layout)
        if reason:
            drafts.append(Draft(BlockKind.LEFT_OUT, lines[first : last + 1], reason=reason))
        begin = last + 1
    found = map(without_inline_markup, blocks(drafts, text))
    return book_of(path, sha256, decoded, without_apparatus(tuple(found)))


def _unquoted(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines without the marks of quotation before them, so that `>` alone parts paragraphs."""
    marks = [_QUOTED.match(line.text) for line in lines]
    found: list[Line] = []
    for index, (line, mark) in enumerate(zip(lines, marks, strict=True)):
        if mark is not None and mark.end() == len(line.text):
            beside = (index and marks[index - 1], index + 1 < len(lines) and marks[index + 1])
            mark = mark if any(beside) else None  # alone it may be an ornament
        if mark is not None:
            line = Line(line.text[mark.end() :], line.start + mark.end(), line.number)
        found.append(line)
    return tuple(found)


def _drafts(lines: Sequence[Line], layout: Layout) -> list[Draft]:
    drafts: list[Draft] = []
    begin = index = 0
    while index < len(lines):
        marked = _marked(lines, index)
        if marked is None:
            index += 1
            continue
        drafts += _text(lines[begin:index], layout)
        drafts.append(marked)
        begin = index = index + len(marked.lines)
    return drafts + _text(lines[begin:], layout)


def _text(lines: Sequence[Line], layout: Layout) -> list[Draft]:
    return [Draft(BlockKind.PARAGRAPH, paragraph) for paragraph in paragraphs(lines, layout)]


def _marked(lines: Sequence[Line], index: int) -> Draft | None:
    """The heading, break or picture that begins at this line."""
    line = lines[index]
    if match := _HEADING.match(line.text):
        return Draft(BlockKind.HEADING, [line], level=len(match[1]))
    if level := _underlined(lines, index):
        return Draft(BlockKind.HEADING, lines[index : index + 2], level=level)
    if _BREAK.match(line.text):
        return Draft(BlockKind.SCENE_BREAK, [line])
    if _IMAGE.match(line.text):
        return Draft(BlockKind.LEFT_OUT, [line], reason="illustration")
    return None


def _underlined(lines: Sequence[Line], index: int) -> int:
    """The level of a heading whose mark is a line under it; 0 where there is none.

    A line of hyphens right under a sentence is taken as a break, which is what it is in stories.
    """
    line = lines[index]
    if line.blank or index + 1 >= len(lines) or (index and not lines[index - 1].blank):
        return 0
    match = _UNDERLINE.match(lines[index + 1].text)
    if match is None or len(line.text) > _LONGEST_HEADING:
        return 0
    if match[1][0] == "=":
        return 1
    return 0 if _SENTENCE_END.search(line.text) else 2


def _front_matter(lines: Sequence[Line]) -> int:
    """How many lines of front matter there are at the top."""
    if not lines or lines[0].text.rstrip() != "---":
        return 0
    for index, line in enumerate(lines[1:], start=1):
        if line.text.rstrip() in ("---", "..."):
            return index + 1 if _FIELD.match(lines[1].text) else 0
    return 0


def _comments(lines: Sequence[Line], front: int) -> list[tuple[int, int, str]]:
    """Front matter, and the comments that fill whole lines."""
    found = [(0, front - 1, "front-matter")] if front else []
    opened = -1
    for index in range(front, len(lines)):
        text = lines[index].text.strip()
        if opened < 0 and text.startswith("<!--"):
            opened = index
        if opened >= 0 and text.endswith("-->"):
            found.append((opened, index, "comment"))
            opened = -1
    return found
