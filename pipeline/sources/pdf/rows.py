"""Strokes to rows in the order in which they are read: columns one after the other."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from pipeline.sources.pdf.print import Stroke

_SPACES = re.compile(r"[ \t\r\n]+")
_SAME_BASE = 0.35
"""Of the font's size: how far apart base lines of one row may be."""
_BINS = 300
_FEWEST = 5
"""Rows that stand side by side before a page is taken to have columns."""
_NARROWEST = 0.2
"""Of the page's printed width: columns of text are wider, those of numbers are not."""
_GUTTER = 6.0
"""Points."""
_DEEPEST = 3
_DROP_CAP = 1.6
_MOST_STROKES = 4_000
"""On a page with more there is a drawing, and not columns."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of print."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    page: int
    """Index."""
    column: int
    """Counted from 0 on each page, in reading order."""


def in_order(strokes: Sequence[Stroke], page: int) -> list[Row]:
    """The rows of a page, column by column."""
    return [
        _row(row, page, column)
        for column, group in enumerate(_columns(list(strokes), _DEEPEST))
        for row in by_base(group)
    ]


def by_base(strokes: Sequence[Stroke]) -> list[list[Stroke]]:
    """The strokes by row, from the top of the page down, each row from left to right."""
    rows: list[list[Stroke]] = []
    for stroke in sorted(strokes, key=lambda s: -s.base):
        if rows and rows[-1][0].base - stroke.base <= _SAME_BASE * max(
            stroke.size, rows[-1][0].size
        ):
            rows[-1].append(stroke)
        else:
            rows.append([stroke])
    return [sorted(row, key=lambda s: s.left) for row in rows]


def text_of(strokes: Sequence[Stroke]) -> str:
    """The text of a row."""
    text, right = "", 0.0
    for stroke in strokes:
        apart = text and stroke.left - right > 0.12 * stroke.size
        text += (" " if apart else "") + stroke.text
        right = stroke.right
    return _SPACES.sub(" ", text).strip()


def _row(strokes: Sequence[Stroke], page: int, column: int) -> Row:
    longest = max(strokes, key=lambda s: len(s.text))
    return Row(
        text=text_of(strokes),
        left=min(s.left for s in strokes),
        right=max(s.right for s in strokes),
        base=longest.base,
        size=longest.size,
        bold=all(s.bold for s in strokes),
        page=page,
        column=column,
    )


def _columns(strokes: list[Stroke], depth: int) -> list[list[Stroke]]:
    strokes = _with_drop_caps(strokes)
    gutter = _gutter(strokes) if depth and len(strokes) <= _MOST_STROKES else None
    if gutter is None:
        return [strokes] if strokes else []
    found: list[list[Stroke]] = []
    side_by_side: list[Stroke] = []

    def flush() -> None:
        for side in (
            [s for s in side_by_side if s.right <= gutter],
            [s for s in side_by_side if s.right > gutter],
        ):
            found.extend(_columns(side, depth - 1))
        side_by_side.clear()

    for crossing, group in groupby(
        sorted(strokes, key=lambda s: -s.base), key=lambda s: s.left < gutter < s.right
    ):
        if crossing:
            flush()
            found.append(list(group))
        else:
            side_by_side.extend(group)
    flush()
    return found


def _gutter(strokes: Sequence[Stroke]) -> float | None:
    """The middle of the white space between two columns."""
    if len(strokes) < 2 * _FEWEST:
        return None
    left, right = min(s.left for s in strokes), max(s.right for s in strokes)
    step = (right - left) / _BINS
    if step <= 0:
        return None
    covered = [0] * (_BINS + 1)
    for stroke in strokes:
        first, last = int((stroke.left - left) / step), int((stroke.right - left) / step)
        covered[first] += 1
        covered[min(last + 1, _BINS)] -= 1
    total = 0
    for index, change in enumerate(covered):
        total += change
        covered[index] = total
    best: tuple[int, float] | None = None
    index = _BINS // 6
    while index < _BINS - _BINS // 6:
        end = index
        while end < _BINS and covered[end] == covered[index]:
            end += 1
        middle = left + step * (index + end) / 2
        if (end - index) * step >= _GUTTER - step:
            partners = _partners(strokes, middle, right - left)
            if partners and (best is None or partners > best[0]):
                best = (partners, middle)
        index = end
    return best[1] if best else None


def _partners(strokes: Sequence[Stroke], middle: float, width: float) -> int:
    """How many strokes have another beside them across the middle; 0 where it is no gutter."""
    before = [s for s in strokes if s.right <= middle]
    after = [s for s in strokes if s.left >= middle]
    few = min(len(before), len(after))
    if few < _FEWEST or len(strokes) - len(before) - len(after) > len(before) + len(after):
        return 0
    if min(median(s.right - s.left for s in side) for side in (before, after)) < _NARROWEST * width:
        return 0
    bases = sorted(s.base for s in after)
    beside = 0
    for stroke in before:
        at = bisect_left(bases, stroke.base - stroke.size)
        beside += at < len(bases) and bases[at] <= stroke.base + stroke.size
    return beside if beside >= max(_FEWEST, few // 2) else 0


def _with_drop_caps(strokes: list[Stroke]) -> list[Stroke]:
    """Each large initial joined to the row that it begins."""
    if len(strokes) > _MOST_STROKES:
        return strokes
    usual = median(s.size for s in strokes) if strokes else 0.0
    joined = list(strokes)
    for initial in strokes:
        letters = initial.text.strip()
        if initial.size < _DROP_CAP * usual or not 1 <= len(letters) <= 2:
            continue
        beside = [
            s
            for s in joined
            if s is not initial
            and s.size < initial.size / 1.3
            and -1 <= s.left - initial.right <= 1.5 * usual
            and initial.base - 0.3 * usual <= s.base <= initial.base + initial.size
        ]
        if not letters[-1].isalpha() or not beside:
            continue
        first = max(beside, key=lambda s: s.base)
        apart = letters in ("A", "I", "O") and not first.text[:1].islower()
        whole = Stroke(
            letters + (" " if apart else "") + first.text,
            initial.left, first.right, first.base, first.size, first.bold,
        )  # fmt: skip
        joined = [whole if s is first else s for s in joined if s is not initial]
    return joined
