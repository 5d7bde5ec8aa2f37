"""Words as they stand in the text, at the times at which an engine spoke them.

An engine is given a spoken form (numbers in words, no markup), and tells of the words of
that. `aligned` finds the text's own words in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline.model import Span, WordTime

_WORD = re.compile(r"[^\s—–―…]+")


@dataclass(frozen=True, slots=True)
class Timed:
    """A word of the shown text and when it is heard."""

    span: Span
    """In code points of the shown text."""
    begins: int
    """Frame of the clip, at the clip's rate."""
    ends: int


def aligned(shown: str, spoken: str, times: Sequence[WordTime]) -> tuple[Timed, ...]:
    """When each word of `shown` is heard, in order; empty where there are no times.

    `times` are of the words of `spoken`, in order. A word that has no counterpart shares the
    time of what was spoken in its place; where nothing was, it takes no time.
    """
    found = shown_words(shown)
    if not times or not found:
        return ()
    ours = [_folded(shown[span.start : span.end]) for span in found]
    theirs = [_folded(spoken[time.start : time.end]) for time in times]
    timed: list[Timed] = []
    at = times[0].begins
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for _, first, last, begin, end in matcher.get_opcodes():
        group = found[first:last]
        if end - begin == len(group):
            pairs = zip(group, times[begin:end], strict=True)
            pieces = [(span, time.begins, time.ends) for span, time in pairs]
        else:
            since = times[begin].begins if begin < end else at
            until = times[end - 1].ends if begin < end else at
            pieces = _shared(group, since, until)
        for span, since, until in pieces:
            since = max(at, since)
            at = max(since, until)
            timed.append(Timed(span, since, at))
    return tuple(timed)


def shown_words(text: str) -> list[Span]:
    """Where the words of a text stand, with the marks that touch them."""
    return [
        Span(match.start(), match.end())
        for match in _WORD.finditer(text)
        if any(character.isalnum() for character in match.group())
    ]


def _shared(group: Sequence[Span], since: int, until: int) -> list[tuple[Span, int, int]]:
    """These words over a stretch of time, by their lengths."""
    letters = sum(len(span) for span in group)
    pieces, done = [], 0
    for span in group:
        first, done = done, done + len(span)
        length = until - since
        pieces.append((span, since + length * first // letters, since + length * done // letters))
    return pieces


def _folded(word: str) -> str:
    return "".join(character for character in word.casefold() if character.isalnum())
