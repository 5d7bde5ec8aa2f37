"""What a page carries besides its text: running heads and page numbers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.sources.pdf.print import Page, Stroke
from pipeline.sources.pdf.rows import by_base, text_of

_EDGE_ROWS = 3
_FEWEST = 3
_NEAR = 2
"""Pages: running heads come again on the next page, or on the next one of its side."""
_SAME_PLACE = 4.0
"""Points."""
_NUMBER = re.compile(r"(?<![\w.])(\d{1,4}|[ivxlc]{1,7})(?![\w.]?\w)")
_CHAPTER = re.compile(r"\b(?:chapter|part|book|act|scene|letter|stave|canto)\W*$", re.I)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_LETTERS = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True, slots=True)
class _Edge:
    """One of the first or last rows of a page."""

    page: int
    strokes: tuple[Stroke, ...]
    text: str
    top: bool
    rank: int
    """0 is the outermost."""
    apart: bool
    """Whether there is more white between it and the text than between two rows."""

    @property
    def base(self) -> float:
        return self.strokes[0].base

    @property
    def size(self) -> float:
        return self.strokes[0].size


def without_furniture(
    pages: Sequence[Page],
) -> tuple[list[list[Stroke]], list[tuple[int, str, str]]]:
    """The strokes of each page that are of its text, and the page, text and reason of the others.

    The reason is `page-number` or `running-head`.
    """
    edges = [edge for index, page in enumerate(pages) for edge in _edges(index, page)]
    offsets = _offsets(edges, len(pages))
    found: dict[int, tuple[_Edge, str]] = {}
    heads: dict[tuple[str, bool], list[_Edge]] = defaultdict(list)
    for edge in edges:
        rest, numbered = _without_number(edge, offsets)
        if not rest:
            if numbered:
                found[id(edge)] = (edge, "page-number")
        else:
            heads[(rest, edge.top)].append(edge)
    for group in heads.values():
        for edge in group:
            if _comes_again(edge, group, len(pages)):
                found[id(edge)] = (edge, "running-head")
    zones = _zones([edge for edge, _ in found.values()], len(pages))
    for edge in edges:
        if id(edge) not in found and edge.apart and edge.rank == 0:
            alike = (
                top == edge.top
                and abs(base - edge.base) <= _SAME_PLACE
                and abs(size - edge.size) < 0.6
                for top, base, size in zones
            )
            if any(alike):
                found[id(edge)] = (edge, "running-head")
    taken = {id(stroke) for edge, _ in found.values() for stroke in edge.strokes}
    kept = [[stroke for stroke in page.strokes if id(stroke) not in taken] for page in pages]
    return kept, [(edge.page, edge.text, reason) for edge, reason in found.values()]


def _edges(index: int, page: Page) -> Iterator[_Edge]:
    rows = by_base(page.strokes)
    count = min(_EDGE_ROWS, len(rows))
    for rank in range(count):
        for at, inner, top in ((rank, rank + 1, True), (-1 - rank, -2 - rank, False)):
            if not top and count + rank >= len(rows):
                continue
            has_inner = -len(rows) <= inner < len(rows)
            gap = abs(rows[at][0].base - rows[inner][0].base) if has_inner else 1e9
            apart = gap > 1.45 * max(stroke.size for stroke in rows[at])
            yield _Edge(index, tuple(rows[at]), text_of(rows[at]), top, rank, apart)


def _offsets(edges: Sequence[_Edge], pages: int) -> set[tuple[bool, int]]:
    """How far the printed numbers are from the pages' own, for digits and for Roman numerals."""
    votes: dict[tuple[bool, int], set[int]] = defaultdict(set)
    for edge in edges:
        for numeral, value, _, _ in _numbers(edge.text):
            votes[(numeral, value - edge.page)].add(edge.page)
    enough = min(_FEWEST, max(2, pages // 2))
    accepted = {vote for vote, on in votes.items() if len(on) >= enough and _close(on)}
    best = Counter({vote: len(votes[vote]) for vote in accepted})
    return {vote for vote, _ in best.most_common(6)}


def _close(pages: set[int]) -> bool:
    """Whether some of the pages are neighbours, as numbered pages are."""
    return any(page + step in pages for page in pages for step in (1, 2))


def _numbers(text: str) -> Iterator[tuple[bool, int, int, int]]:
    """The numbers that may be a page's: Roman or not, value, and where they stand."""
    if len(text) > 120:
        return
    for match in _NUMBER.finditer(text):
        outer = match.start() <= 8 or match.end() >= len(text) - 8
        if not outer or _CHAPTER.search(text[: match.start()]):
            continue
        word = match[1]
        roman = not word[0].isdigit()
        yield roman, _roman(word) if roman else int(word), match.start(), match.end()


def _roman(word: str) -> int:
    worth = [_ROMAN[letter] for letter in word]
    return sum(-a if a < b else a for a, b in zip(worth, [*worth[1:], 0], strict=True))


def _without_number(edge: _Edge, offsets: set[tuple[bool, int]]) -> tuple[str, bool]:
    """The row's words without the page's number and the words around it, and whether it had one."""
    text, numbered = edge.text, False
    for roman, value, start, end in _numbers(edge.text):
        if (roman, value - edge.page) in offsets:
            text, numbered = edge.text[:start] + " " + edge.text[end:], True
            break
    words = _LETTERS.findall(text.lower())
    if numbered and (words[:1] in (["page"], ["p"], ["pg"])):
        words = [word for word in words[1:] if word != "of" and not word.isdigit()]
    return " ".join(words), numbered


def _comes_again(edge: _Edge, group: Sequence[_Edge], pages: int) -> bool:
    alike = {
        other.page
        for other in group
        if other.page != edge.page
        and abs(other.base - edge.base) <= _SAME_PLACE
        and abs(other.size - edge.size) < 0.6
    }
    enough = _FEWEST - 1 if pages > _FEWEST else 1
    return len(alike) >= enough and any(abs(page - edge.page) <= _NEAR for page in alike)


def _zones(found: Sequence[_Edge], pages: int) -> list[tuple[bool, float, float]]:
    """The places at which many pages carry something: at the top or not, base line, size."""
    counts: Counter[tuple[bool, int, int]] = Counter()
    places: dict[tuple[bool, int, int], tuple[bool, float, float]] = {}
    for edge in found:
        key = (edge.top, round(edge.base / _SAME_PLACE), round(2 * edge.size))
        counts[key] += 1
        places.setdefault(key, (edge.top, edge.base, edge.size))
    return [places[key] for key, count in counts.items() if count >= max(_FEWEST, 0.3 * pages)]
