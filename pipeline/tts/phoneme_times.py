"""When each word of a text is heard, from when each phoneme of it is."""

from __future__ import annotations

import difflib
import itertools
import unicodedata
from collections.abc import Callable, Sequence

from pipeline.model import Span, WordTime

Timed = tuple[str, int, int]
"""A phoneme, and the frames at which it begins and ends."""


def word_times(
    found: Sequence[Span],
    alone: Callable[[Span], Sequence[str]],
    heard: Sequence[Timed],
) -> tuple[WordTime, ...]:
    """A time for each of the words `found`, in order; empty where they can't be told apart.

    `alone` gives a word's phonemes when it is spoken by itself, `heard` those of the whole.
    The two are laid beside each other (a longest common subsequence), since a text front end
    joins words ("of the"), reduces them, and makes several of a number.
    """
    heard = [each for each in heard if sounds(each[0])]
    expected: list[str] = []
    owner: list[int] = []
    for number, word in enumerate(found):
        mine = [phoneme for phoneme in alone(word) if sounds(phoneme)]
        expected += mine or ["?"]
        owner += [number] * max(1, len(mine))
    if not heard or not found or len(heard) < len(found):
        return ()
    firsts = _firsts(owner, expected, [phoneme for phoneme, _, _ in heard], len(found))
    if firsts is None:
        return ()
    times = []
    for number, word in enumerate(found):
        begins = heard[firsts[number]][1]
        last = firsts[number + 1] - 1 if number + 1 < len(found) else len(heard) - 1
        times.append(WordTime(word.start, word.end, begins, heard[last][2]))
    whole = all(time.begins < time.ends for time in times)
    return tuple(times) if whole else ()


def _firsts(
    owner: Sequence[int], expected: Sequence[str], heard: Sequence[str], words: int
) -> list[int] | None:
    """The place in `heard` where each word begins, each word having one phoneme or more."""
    place: list[float | None] = [None] * len(expected)
    blocks = difflib.SequenceMatcher(None, expected, heard, autojunk=False).get_matching_blocks()
    for block in blocks:
        for offset in range(block.size):
            place[block.a + offset] = float(block.b + offset)
    filled = _filled(place, len(heard))
    firsts: list[int] = []
    for number in range(words):
        least = firsts[-1] + 1 if firsts else 0
        most = len(heard) - (words - number)
        if least > most:
            return None
        wanted = round(filled[owner.index(number)])
        firsts.append(0 if number == 0 else min(max(wanted, least), most))
    return firsts


def _filled(place: Sequence[float | None], length: int) -> list[float]:
    """The places, with those that are not known spread evenly between their neighbours."""
    known = [(-1, -1.0), *((i, at) for i, at in enumerate(place) if at is not None)]
    known.append((len(place), float(length)))
    filled = [0.0] * len(place)
    for (left, low), (right, high) in itertools.pairwise(known):
        for index in range(max(left, 0), right):
            filled[index] = max(0.0, low + (high - low) * (index - left) / (right - left))
    return filled


def sounds(phoneme: str) -> bool:
    """Whether it is a sound of its own: no mark, no stress, no space."""
    return any(unicodedata.category(each) in ("Ll", "Lu", "Lo", "Nd") for each in phoneme)
