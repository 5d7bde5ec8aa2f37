"""Names for utterances and chapters that are made of what they say, never of where they stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence

from pipeline.keys import Json, digest

_LENGTH = 8
_WIDEST = 4
"""Neighbours on each side beyond which texts that are still alike are counted."""


def utterance_ids(chapters: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """An id of eight hexadecimal digits for each text of each chapter, in order; no two alike.

    A text that the book has once is named by itself; one that it has more often by itself and
    its neighbours in the chapter, as many as it takes; what is still alike is counted.
    """
    words = [""] * _WIDEST
    for texts in chapters:
        words += [" ".join(text.split()) for text in texts]
        words += [""] * _WIDEST
    ids = [""] * len(words)
    taken: set[str] = set()
    waiting = [index for index, text in enumerate(words) if text]
    reach = 0
    while waiting:
        named = defaultdict(list)
        for index in waiting:
            named[_digest(_neighbourhood(words, index, reach), taken)].append(index)
        waiting = []
        for name, indices in named.items():
            if len(indices) == 1:
                ids[indices[0]] = name
                taken.add(name)
            else:
                waiting += indices
        waiting.sort()
        if reach == _WIDEST:
            break
        reach = reach * 2 or 1
    ordinals: Counter[str] = Counter()
    for index in waiting:
        ids[index] = _digest([words[index], ordinals[words[index]]], taken)
        taken.add(ids[index])
        ordinals[words[index]] += 1
    return tuple(name for name in ids if name)


def _neighbourhood(words: Sequence[str], index: int, reach: int) -> Json:
    return words[index - reach : index + reach + 1] if reach else words[index]


def _digest(value: Json, taken: Container[str]) -> str:
    """The first eight digits that nothing else has; two texts may well share eight of 64."""
    name = digest(value)[:_LENGTH]
    while name in taken:
        name = digest([name, value])[:_LENGTH]
    return name
