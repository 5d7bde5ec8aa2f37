"""Rows to paragraphs: joined over lines, columns and pages, without the hyphens of line ends."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.sources.pdf.rows import Row

_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»›)\]*\s]*$|[—–-][\"”’»›]$")
_LEADS = re.compile(r":[\s\u2060]*[—–-]+$")
"""What leads to a quotation in a paragraph of its own: `he said:—`."""
_FIRST_WORD = re.compile(r"(?:(?:Mrs?|Dr|St|Messrs|Mme|Mlle|No|Herr|Frau)\.? )?[^ ]+")
"""With the title that no line ends on."""
_INDENT = (0.6, 6.0)
"""Of the font's size: what sets in the first line of a paragraph."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_BROKEN = re.compile(r"([^\W\d_]+)(\u00ad|-|‐)$")
_NEXT_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    rows: tuple[Row, ...]
    space: int
    """Blank lines above it: 1 where paragraphs stand apart as usual, 3 where there is more."""

    @property
    def page(self) -> int:
        return self.rows[0].page

    @property
    def size(self) -> float:
        return self.rows[0].size

    @property
    def bold(self) -> bool:
        return all(row.bold for row in self.rows)


def paragraphs(rows: Sequence[Row]) -> list[Paragraph]:
    """The paragraphs of rows in reading order."""
    if not rows:
        return []
    words = _vocabulary(rows)
    layout = _Layout(rows, _is_hyphenated(rows, words))
    groups: list[tuple[list[Row], int]] = [([rows[0]], 0)]
    for before, row in pairwise(rows):
        if layout.begins(before, row, first=len(groups[-1][0]) == 1):
            groups.append(([row], layout.space(before, row)))
        else:
            groups[-1][0].append(row)
    made = (
        Paragraph(_joined(group, words, layout), tuple(group), space) for group, space in groups
    )
    return [paragraph for paragraph in made if paragraph.text.strip()]


def body_size(rows: Iterable[Row]) -> float:
    """The size, in points, that most of the text is set in."""
    sizes: Counter[float] = Counter()
    for row in rows:
        sizes[round(2 * row.size) / 2] += len(row.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


class _Layout:
    """How the text is set, measured over the whole of it."""

    def __init__(self, rows: Sequence[Row], hyphenated: bool) -> None:
        self.hyphenated = hyphenated
        self._blocks: dict[int, tuple[float, float]] = {}
        self._size = body_size(rows)
        body = [row for row in rows if abs(row.size - self._size) < 0.6]
        columns: dict[tuple[int, int], list[Row]] = defaultdict(list)
        for row in body:
            columns[(row.page, row.column)].append(row)
        sides: dict[int, list[Row]] = defaultdict(list)
        for (page, _), group in columns.items():
            if len(group) >= 3:
                sides[page % 2] += group
        # A column of its own margins where it has rows enough to tell, else those of its side.
        usual = {side: _margins(group) for side, group in sides.items()}
        fallback = _margins(body) if body else (0.0, 0.0)
        self._margins = {
            place: self._trusted(group, usual.get(place[0] % 2, fallback))
            for place, group in columns.items()
        }
        self._fallback = fallback
        gaps = [
            a.base - b.base
            for group in columns.values()
            for a, b in pairwise(group)
            if 0 < a.base - b.base < 4 * self._size
        ]
        self._pitch = _lowest_usual(gaps) if gaps else 1.2 * self._size
        wide = [gap for gap in gaps if gap > 1.25 * self._pitch]
        self._wide = median(wide) if len(wide) > 0.05 * len(gaps) else 1.6 * self._pitch
        steps = sum(
            self._indented(b) and not self._indented(a)
            for group in columns.values()
            for a, b in pairwise(group)
        )
        self._indents = steps > 0.02 * len(body)
        self._blocks = self._set_in(rows)

    def _trusted(self, group: Sequence[Row], usual: tuple[float, float]) -> tuple[float, float]:
        if len(group) < 12:
            own = _margins(group)
            inside = own[0] >= usual[0] - 3 and own[1] <= usual[1] + 3
            return usual if inside else own
        return _margins(group)

    def _set_in(self, rows: Sequence[Row]) -> dict[int, tuple[float, float]]:
        """The margins of each row that stands in a block set in from the column's."""
        found: dict[int, tuple[float, float]] = {}
        start = 0
        for end in range(1, len(rows) + 1):
            if end < len(rows) and self._same_edge(rows[end - 1], rows[end]):
                continue
            run = rows[start:end]
            left = run[0].left
            if len(run) >= 3 and left > self._margin(run[0])[0] + _INDENT[0] * self._size:
                margins = (left, max(row.right for row in run))
                full = sum(not _fits(a, b, margins[1]) for a, b in pairwise(run))
                if full >= 0.6 * (len(run) - 1):
                    found.update({id(row): margins for row in run})
            start = end
        return found

    def _same_edge(self, a: Row, b: Row) -> bool:
        return (a.page, a.column) == (b.page, b.column) and abs(a.left - b.left) < 2

    def _margin(self, row: Row) -> tuple[float, float]:
        own = self._blocks.get(id(row))
        return own or self._margins.get((row.page, row.column), self._fallback)

    def _indented(self, row: Row) -> bool:
        indent = (row.left - self._margin(row)[0]) / row.size
        return _INDENT[0] <= indent <= _INDENT[1]

    def _deliberate(self, before: Row, row: Row) -> bool:
        """Whether the row's first word would have fitted onto the one before."""
        return _fits(before, row, self._margin(before)[1])

    def begins(self, before: Row, row: Row, *, first: bool) -> bool:
        """Whether a row begins a paragraph; `first` says that the row before does."""
        ended = _SENTENCE_END.search(before.text) is not None
        if abs(before.size - row.size) > 0.12 * max(before.size, row.size):
            return True
        if (before.page, before.column) != (row.page, row.column):
            if max(before.size, row.size) > 1.12 * self._size:
                return True  # headings end with their page
            if row.text[:1].islower():
                return False
            if self._indented(row) or (self._deliberate(before, row) and ended):
                return True
            if _LEADS.search(before.text) and row.text[:1] in "“\"‘'«„":
                return True
            # The line is full: without indents, one that ends a sentence most often ends more.
            return ended and not self._indents
        gap = before.base - row.base
        if gap > max(1.3 * self._pitch, 1.2 * row.size) or gap < -row.size:
            return True
        if self._indented(row):
            return not self._indented(before) or first or ended
        return ended and self._deliberate(before, row)

    def broken(self, before: Row, row: Row) -> bool:
        """Whether the break between two rows of a paragraph is the author's, as in verse."""
        return self._deliberate(before, row) and (before.page, before.column) == (
            row.page,
            row.column,
        )

    def space(self, before: Row, row: Row) -> int:
        if (before.page, before.column) != (row.page, row.column):
            return 1
        gap = before.base - row.base
        usual = max(before.size, row.size) < 1.12 * self._size
        return 3 if usual and gap > max(1.5 * self._wide, 2.2 * self._pitch) else 1


def _fits(before: Row, row: Row, right: float) -> bool:
    """Whether a row's first word fits onto the one before, up to the right margin."""
    word = _FIRST_WORD.match(row.text)
    width = (row.right - row.left) / max(1, len(row.text)) * ((word.end() if word else 0) + 1)
    return before.right + width < right - 0.3 * before.size


def _margins(rows: Sequence[Row]) -> tuple[float, float]:
    """The leftmost edge that a tenth of the rows have, and the right one that few go beyond."""
    lefts = Counter(round(row.left / 2) for row in rows)
    shared = [edge for edge, count in lefts.items() if count >= 0.1 * len(rows)]
    left = 2.0 * min(shared or lefts)
    rights = sorted(row.right for row in rows)
    return left, rights[int(0.93 * (len(rights) - 1))]


def _lowest_usual(gaps: Sequence[float]) -> float:
    """The smallest distance between rows that at least one in six keeps."""
    counts = Counter(round(2 * gap) for gap in gaps)
    near = {key: counts[key - 1] + counts[key] + counts[key + 1] for key in counts}
    shared = [key for key, count in near.items() if 6 * count >= len(gaps)]
    lowest = min(shared) if shared else max(near, key=lambda key: near[key])
    peak = max((lowest, lowest + 1), key=lambda key: counts[key])
    return peak / 2


def _joined(rows: Sequence[Row], words: Counter[str], layout: _Layout) -> str:
    verse = _is_verse(rows, layout)
    text = rows[0].text
    for row in rows[1:]:
        broken = _BROKEN.search(text)
        if broken and (following := _NEXT_WORD.match(row.text)):
            keep = _keeps_hyphen(broken[1], following[0], words)
            if keep is None:
                keep = not layout.hyphenated
            text = text[: broken.start(2)] + ("-" if keep else "") + row.text
        elif text.endswith(("—", "–", "\u00ad")) and not text.endswith((" —", " –")):
            text = text.removesuffix("\u00ad") + row.text
        elif row.text.startswith("—") and not row.text.startswith("— "):
            text += row.text
        else:
            text += ("\n" if verse else " ") + row.text
    return text.replace("\u00ad", "")


def _is_verse(rows: Sequence[Row], layout: _Layout) -> bool:
    """Whether the lines are the author's: short ones, each beginning with a capital."""
    short = sum(layout.broken(a, b) and not b.text[:1].islower() for a, b in pairwise(rows))
    return len(rows) > 1 and short > 0.7 * (len(rows) - 1)


def _vocabulary(rows: Sequence[Row]) -> Counter[str]:
    """How often the text has each word in one piece, compounds with their hyphens among them."""
    words: Counter[str] = Counter()
    cut = False
    for row in rows:
        found = [word.lower() for word in _WORD.findall(row.text)]
        words.update(word.lower() for word in _COMPOUND.findall(row.text))
        before, cut = cut, _BROKEN.search(row.text) is not None
        words.update(found[1 if before else 0 : -1 if cut else None])
    return words


def _is_hyphenated(rows: Sequence[Row], words: Counter[str]) -> bool:
    """Whether words are divided at the ends of lines: some of them then stand elsewhere whole."""
    ends = divided = 0
    for before, row in pairwise(rows):
        broken, following = _BROKEN.search(before.text), _NEXT_WORD.match(row.text)
        if broken and following:
            ends += 1
            divided += _keeps_hyphen(broken[1], following[0], words) is False
    return divided > 0.2 * ends or ends > 0.02 * len(rows)


def _keeps_hyphen(first: str, second: str, words: Counter[str]) -> bool | None:
    """Whether the hyphen at a line's end is the word's own; None where the text does not tell.

    It may have the word elsewhere, in one piece or with its hyphen; of two that it has elsewhere
    as words by themselves, the hyphen most likely joins them.
    """
    whole = words[(first + second).lower()]
    compound = words[f"{first}-{second}".lower()]
    if whole or compound:
        return compound > whole
    if second[0].isupper():
        return not first.isupper()
    known = words[first.lower()] and words[second.lower()]
    return True if len(second) > 2 and known else None
