"""Decoded text to lines and paragraphs, at offsets that never move."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.model import Block, BlockKind

_LINE = re.compile(r"[^\r\n]+|\r\n|\r|\n")
_SENTENCE_END = re.compile(r"[.!?…:;,—–-][\"'”’»)\]*_]*\s*$")
_LONGEST_WRAPPED = 160


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file without its line end."""

    text: str
    start: int
    """Code point of the file."""
    number: int
    """Counted from 1."""

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def blank(self) -> bool:
        return not self.text or self.text.isspace()

    @property
    def indented(self) -> bool:
        return self.text[:1].isspace()


def split_lines(text: str) -> tuple[Line, ...]:
    """Every line of the text; only CR, LF and CR LF end a line."""
    lines: list[Line] = []
    start = 0
    for match in _LINE.finditer(text):
        piece = match.group()
        if piece[0] in "\r\n":
            lines.append(Line(text[start : match.start()], start, len(lines) + 1))
            start = match.end()
    if start < len(text):
        lines.append(Line(text[start:], start, len(lines) + 1))
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text sets its paragraphs, decided once for the whole of it."""

    wrapped: bool
    """Whether a paragraph runs over several lines."""
    indented: bool
    """Whether an indented line begins a paragraph without a blank line before it."""


def layout_of(lines: Sequence[Line]) -> Layout:
    """How the text sets its paragraphs.

    Where lines are broken for their width, about three lines in four go on in lower case;
    where each line is a paragraph, hardly any does.
    """
    following = [(a, b) for a, b in pairwise(lines) if not a.blank and not b.blank]
    if not following:
        return Layout(wrapped=False, indented=False)
    lower = sum(b.text.lstrip()[0].islower() for _, b in following)
    long = sum(len(a.text) > _LONGEST_WRAPPED for a, _ in following)
    if lower < 0.2 * len(following) or long > 0.5 * len(following):
        return Layout(wrapped=False, indented=False)
    steps = [(a, b) for a, b in following if b.indented and not a.indented]
    ended = sum(_SENTENCE_END.search(a.text[-20:]) is not None for a, _ in steps)
    indented = len(steps) >= 0.05 * len(following) and ended >= 0.8 * len(steps)
    return Layout(wrapped=True, indented=indented)


def paragraphs(lines: Iterable[Line], layout: Layout) -> list[list[Line]]:
    """The lines that are not blank, by paragraph."""
    found: list[list[Line]] = []
    before: Line | None = None
    for line in lines:
        if not line.blank:
            begins = (
                before is None
                or before.blank
                or not layout.wrapped
                or (layout.indented and line.indented and not before.indented)
            )
            if begins:
                found.append([])
            found[-1].append(line)
        before = line
    return found


@dataclass(frozen=True, slots=True)
class Draft:
    """Lines that become one block."""

    kind: BlockKind
    lines: Sequence[Line]
    level: int = 0
    reason: str = ""


def blocks(drafts: Iterable[Draft], text: str) -> tuple[Block, ...]:
    """The blocks of these lines: slices of the text, without outer white space."""
    found: list[Block] = []
    number = 0
    for draft in drafts:
        first, last = draft.lines[0], draft.lines[-1]
        raw = text[first.start : last.end]
        start = first.start + len(raw) - len(raw.lstrip())
        space = max(0, first.number - number - 1)
        found.append(Block(draft.kind, raw.strip(), start, space, draft.level, reason=draft.reason))
        number = last.number
    return tuple(found)
