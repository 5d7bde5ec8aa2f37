"""How the text of an utterance is parted into clips; spans of text in, spans of text out."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from pipeline.model import Span

PACKED = 300
"""Code points up to which the sentences of an utterance share a clip."""

_FRAGMENT = 4
"""Words: a sentence with fewer is not left alone where a neighbour exists."""

_TOGETHER = 1000
"""Sentences of one utterance that are packed at a time, so that no text takes too long."""

_CLAUSE_END = re.compile(r"[,;:…—–)\]][\"'”’»]*(?:\s+|(?=\w))")
_WORD_END = re.compile(r"\s+")
_NEARBY = 50
"""Code points around the middle of a text in which a place to cut it is looked for first."""


def packed(text: str, sentences: Sequence[Span], most: int = PACKED) -> list[Span]:
    """Stretches of whole sentences, which cover the text.

    The two neighbours that are shortest together are joined, as long as there are two
    that keep within `most` code points, or one of them is a fragment. That is local: what
    is joined at one place hardly ever depends on a change at another, and the stretches
    come out evenly long. A sentence longer than `most` stands alone.

    `sentences` are in code points of `text`, in order; text between them goes with the
    sentence before it, and so does a sentence without a word.
    """
    starts = [0]
    starts += [span.start for span in sentences[1:] if _words(text[span.start : span.end])]
    bounds = [*starts[::_TOGETHER], len(text)]
    stretches: list[Span] = []
    for number, (start, end) in enumerate(pairwise(bounds)):
        own = starts[number * _TOGETHER : (number + 1) * _TOGETHER]
        edges = _joined([*own, end], text, most)
        stretches += [Span(*edge) for edge in pairwise([start, *edges[1:]])]
    return stretches


def _joined(edges: list[int], text: str, most: int) -> list[int]:
    """The edges of sentences without those over which two are joined."""
    following: list[int | None] = [*range(1, len(edges)), None]
    preceding: list[int | None] = [None, *range(len(edges) - 1)]
    pairs: list[tuple[int, int, int, int]] = []

    def offer(left: int | None) -> None:
        """Puts the stretch that begins at an edge and the next one forward to be joined."""
        middle = None if left is None else following[left]
        right = None if middle is None else following[middle]
        if left is None or middle is None or right is None:
            return
        first, second = text[edges[left] : edges[middle]], text[edges[middle] : edges[right]]
        length = len(first) + len(second.rstrip())
        if length <= most or min(_words(first), _words(second)) < _FRAGMENT:
            heapq.heappush(pairs, (length, left, middle, right))

    for edge in range(len(edges)):
        offer(edge)
    gone: set[int] = set()
    while pairs:
        _, left, middle, right = heapq.heappop(pairs)
        if (
            left in gone
            or middle in gone
            or following[left] != middle
            or following[middle] != right
        ):
            continue
        gone.add(middle)
        following[left], preceding[right] = right, left
        offer(preceding[left])
        offer(left)
    return [position for edge, position in enumerate(edges) if edge not in gone]


def divided(span: Span, text: str, fits: Callable[[Span], bool]) -> list[Span]:
    """The span in as few halvings as make every part fit; no word is cut that fits by itself.

    A cut falls at the clause's end nearest to the middle, else at a word's.
    """
    done: list[Span] = []
    waiting = [span]
    while waiting:
        part = waiting.pop()
        if fits(part) or len(part) < 2:
            done.append(part)
        else:
            cut = _cut(text, part)
            waiting += [Span(cut, part.end), Span(part.start, cut)]
    return done


def _cut(text: str, span: Span) -> int:
    middle = (span.start + span.end) // 2
    for pattern, furthest in ((_CLAUSE_END, len(span) // 4), (_WORD_END, len(span) // 2)):
        reach = min(_NEARBY, furthest)
        while True:
            found = pattern.finditer(
                text, max(span.start, middle - reach), min(span.end, middle + reach)
            )
            cuts = [match.end() for match in found if span.start < match.end() < span.end]
            if cuts:
                return min(cuts, key=lambda cut: abs(cut - middle))
            if reach == furthest:
                break
            reach = min(2 * reach, furthest)
    return middle


def _words(text: str) -> int:
    return sum(any(character.isalnum() for character in word) for word in text.split())
