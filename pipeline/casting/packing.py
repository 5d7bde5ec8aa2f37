"""How the text of an utterance is parted into clips; spans of text in, spans of text out."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Sequence

from pipeline.model import Span

PACKED = 300
"""Code points up to which the sentences of an utterance share a clip."""

_FRAGMENT = 4
"""Words: a sentence with fewer is not left alone where a neighbour exists."""

_CLAUSE_END = re.compile(r"[,;:…—–)\]][\"'”’»]*(?:\s+|(?=\w))")
_WORD_END = re.compile(r"\s+")


def packed(text: str, sentences: Sequence[Span], most: int = PACKED) -> list[Span]:
    """Stretches of whole sentences, which cover the text.

    The two neighbours that are shortest together are joined, as long as there are two
    that keep within `most` code points, or one of them is a fragment. That is local: what
    is joined at one place hardly ever depends on a change at another, and the stretches
    come out evenly long. A sentence longer than `most` stands alone.

    `sentences` are in code points of `text`, in order; text between them goes with the
    sentence before it.
    """
    starts = [0, *(span.start for span in sentences[1:])]
    ends = [*starts[1:], len(text)]
    fragment = [
        _words(text[start:end]) < _FRAGMENT for start, end in zip(starts, ends, strict=True)
    ]
    following = [*range(1, len(starts)), None]
    preceding = [None, *range(len(starts) - 1)]
    alive = [True] * len(starts)
    pairs: list[tuple[int, int, int, int]] = []

    def offer(left: int | None) -> None:
        right = None if left is None else following[left]
        if left is None or right is None:
            return
        length = len(text[starts[left] : ends[right]].strip())
        if length <= most or fragment[left] or fragment[right]:
            heapq.heappush(pairs, (length, left, right, ends[right]))

    for index in range(len(starts)):
        offer(index)
    while pairs:
        _, left, right, end = heapq.heappop(pairs)
        if not (alive[left] and alive[right] and following[left] == right and ends[right] == end):
            continue
        alive[right] = False
        ends[left] = end
        fragment[left] = _words(text[starts[left] : end]) < _FRAGMENT
        following[left] = following[right]
        if (after := following[left]) is not None:
            preceding[after] = left
        offer(preceding[left])
        offer(left)
    return [Span(starts[index], ends[index]) for index in range(len(starts)) if alive[index]]


def divided(text: str, span: Span, fits: Callable[[str], bool]) -> list[Span]:
    """The span in as few halvings as make every part fit; no word is cut that fits by itself.

    A cut falls at the clause's end nearest to the middle, else at a word's.
    """
    done: list[Span] = []
    waiting = [span]
    while waiting:
        part = waiting.pop()
        if len(part) < 2 or fits(text[part.start : part.end]):
            done.append(part)
        else:
            cut = _cut(text, part)
            waiting += [Span(cut, part.end), Span(part.start, cut)]
    return done


def _cut(text: str, span: Span) -> int:
    middle = (span.start + span.end) // 2
    quarter = (span.end - span.start) // 4
    for pattern, reach in ((_CLAUSE_END, quarter), (_WORD_END, len(span))):
        window = (max(span.start, middle - reach), min(span.end, middle + reach))
        cuts = [
            match.end()
            for match in pattern.finditer(text, *window)
            if span.start < match.end() < span.end
        ]
        if cuts:
            return min(cuts, key=lambda cut: abs(cut - middle))
    return middle


def _words(text: str) -> int:
    return sum(any(character.isalnum() for character in word) for word in text.split())
