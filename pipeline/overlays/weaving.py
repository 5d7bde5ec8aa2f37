"""Spans around letters of a document, so that its elements still nest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.overlays.page import Page, Tag
from pipeline.overlays.tokens import Kind

Edit = tuple[int, int, str]
"""A stretch of the source, in code points, and what is to stand in its place."""

_WITHIN_RUBY = frozenset(["rb", "rp", "rt", "rtc"])


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the source that one span can hold."""

    first: int
    """Its first letter."""
    last: int
    start: int
    """Code point of the source."""
    end: int


def pieces(page: Page, first: int, last: int) -> tuple[Piece, ...]:
    """What spans can hold of the letters from `first` to `last`, both of them included.

    One piece where the tags in between allow it: elements that begin or end right at its
    edges are taken in whole. Otherwise a piece for each run that does not cross a tag's edge.
    """
    cuts = [tag for tag in page.tags_between(first + 1, last) if not tag.phrasing]
    return tuple(piece for run in _parted(first, last, cuts) for piece in _held(page, *run))


def span(page: Page, piece: Piece, name: str) -> tuple[Edit, Edit]:
    """The edits that put a span with an id around a piece."""
    element = f"{page.prefix}span"
    return (
        (piece.start, piece.start, f'<{element} id="{name}">'),
        (piece.end, piece.end, f"</{element}>"),
    )


def edited(source: str, edits: Sequence[Edit]) -> str:
    """The source with its edits, which don't overlap; what stands at one place keeps its order."""
    written: list[str] = []
    at = 0
    for start, end, text in sorted(edits, key=lambda edit: edit[:2]):
        written += (source[at:start], text)
        at = end
    return "".join((*written, source[at:]))


def _parted(first: int, last: int, cuts: Sequence[Tag]) -> list[tuple[int, int]]:
    edges = sorted({first, *(tag.at for tag in cuts if first < tag.at <= last), last + 1})
    return [(a, b - 1) for a, b in pairwise(edges)]


def _held(page: Page, first: int, last: int) -> list[Piece]:
    whole = _whole(page, first, last)
    if isinstance(whole, Piece):
        return [whole]
    return [piece for run in _parted(first, last, whole) for piece in _held(page, *run)]


def _bare(page: Page, first: int, last: int) -> Piece:
    return Piece(first, last, page.starts[first], page.ends[last])


def _whole(page: Page, first: int, last: int) -> Piece | list[Tag]:
    """The run as one piece, or the tags at which it has to be parted."""
    inside = page.tags_between(first + 1, last)
    closes, opens = _unmatched(inside)
    piece = _bare(page, first, last)
    before: Tag | None = None
    if closes:
        before = _edge(tuple(reversed(page.tags_between(first, first))), len(closes), Kind.OPEN)
        if before is None:
            return [*closes, *opens]
        piece = Piece(first, last, before.start, piece.end)
    if opens:
        after = _edge(page.tags_between(last + 1, last + 1), len(opens), Kind.CLOSE)
        if after is None:
            return [*closes, *opens]
        piece = Piece(first, last, piece.start, after.end)
    held = [t for t in page.tags_between(first, last + 1) if piece.start <= t.start < piece.end]
    if stray := _stray(held):
        return [tag for tag in stray if first < tag.at <= last] or [*closes, *opens]
    return piece


def _unmatched(tags: Sequence[Tag]) -> tuple[list[Tag], list[Tag]]:
    """The closing tags whose elements begin before these, and the opening ones that go on."""
    closes: list[Tag] = []
    opens: list[Tag] = []
    for tag in tags:
        if tag.kind is Kind.OPEN:
            opens.append(tag)
        elif tag.kind is Kind.CLOSE:
            if opens:
                opens.pop()
            else:
                closes.append(tag)
    return closes, opens


def _edge(tags: Sequence[Tag], count: int, kind: Kind) -> Tag | None:
    """The last of so many tags of a kind, going outwards; elements on the way are stepped over."""
    deep = 0
    for tag in tags:
        if not tag.phrasing:
            return None
        if tag.kind is kind and deep:
            deep -= 1
        elif tag.kind is kind:
            count -= 1
            if not count:
                return tag
        elif tag.kind is not Kind.EMPTY:
            deep += 1
    return None


def _stray(tags: Sequence[Tag]) -> list[Tag]:
    """The parts of a ruby that stand among these without it."""
    found: list[Tag] = []
    rubies = 0
    for tag in tags:
        if tag.name == "ruby":
            rubies += {Kind.OPEN: 1, Kind.CLOSE: -1}.get(tag.kind, 0)
        elif tag.name in _WITHIN_RUBY and not rubies:
            found.append(tag)
    return found
