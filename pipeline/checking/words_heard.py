"""Whether a recogniser heard the words that were to be spoken.

Texts are compared letter by letter, since a recogniser writes `any one` as `anyone` and
`Thaddeus` as `Thadius`: a word is missing where hardly any of its letters were heard, and too
much was said where many letters were heard that are in no word. So what only sounds like the
word, as names often do, is let pass.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby

from pipeline.findings import Finding, Severity

HEARD, BRIEF = 0.5, 0.3
"""The share of a word's letters that must be heard for it to be there; of three letters, any
in their place will do, since `you are` is heard as `your` and `eye` as `I`."""
SHORT = 2
"""Letters of the words that a recogniser leaves out or puts in by itself."""
EXTRA = 4
"""Letters in a row that belong to nothing from which something else was said."""
FEWEST = 12
"""Letters of a text that a recogniser can be trusted with; of a shorter one it guesses."""
MOSTLY = 0.5
"""The share of letters that must be heard for a text to be the right one."""

_INSIDE = re.compile(r"(?<=[a-z,;:] )[A-Z][\w'’]+")
"""A capital within a sentence."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Comparison:
    missing: tuple[str, ...]
    """Words that were not heard."""
    extra: tuple[str, ...]
    """What was heard over and above, as letters."""
    letters: float
    """The share of the text's letters that were heard."""
    length: int
    """How many letters the text has."""


def compare(text: str, heard: str, names: Collection[str] = ()) -> Comparison:
    """The words of a text and what was heard in their place.

    `names` are words of which a recogniser knows nothing: they may sound like anything, but
    something must be heard.
    """
    known = {_letters(name) for name in names}
    words = [word.group() for word in _WORD.finditer(text)]
    plain = [_letters(word) for word in words]
    ours, theirs = "".join(plain), "".join(_letters(w.group()) for w in _WORD.finditer(heard))
    matched, extra, replaced = _aligned(ours, theirs)
    there, at = [], 0
    for letters in plain:
        inside = range(at, at + len(letters))
        at += len(letters)
        share = sum(matched[place] for place in inside) / max(1, len(letters))
        instead = sum(replaced[place] for place in inside) / max(1, len(letters))
        brief = len(letters) == SHORT + 1
        if letters in known or brief:
            share += instead
        elif len(letters) > SHORT:
            share += 0.5 * instead
        there.append(len(letters) <= SHORT or share >= (BRIEF if brief else HEARD))
    # Of a word that is stuttered, a recogniser often writes but one.
    missing = []
    for _, run in groupby(range(len(words)), key=plain.__getitem__):
        places = list(run)
        if not any(there[place] for place in places):
            missing += [words[place] for place in places]
    share = sum(matched) / len(ours) if ours else 1.0
    return Comparison(tuple(missing), tuple(extra), share, len(ours))


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """Words that are names, as like as not: those with a capital within a sentence."""
    return frozenset(word for text in texts for word in _INSIDE.findall(text))


def doubts(comparison: Comparison, heard: str) -> tuple[Finding, ...]:
    """What of a comparison is worth a listen; `heard` is shown with it."""
    message = ""
    if comparison.length < FEWEST and heard.strip():
        return ()
    if comparison.letters < MOSTLY:
        message = "Something else was heard"
    elif comparison.missing:
        message = f"Not heard: {', '.join(comparison.missing)}"
    elif comparison.extra:
        message = "More was heard than the text has"
    if not message:
        return ()
    return (Finding("clip-words", Severity.WARNING, f"{message} (“{heard}”)."),)


def _letters(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).casefold()
    return "".join(character for character in plain if character.isalnum())


def _aligned(ours: str, theirs: str) -> tuple[list[bool], list[str], list[bool]]:
    """Which of our letters were heard, runs of theirs that belong to nothing, and which of
    ours have other letters in their place; by the least number of edits."""
    cost = _costs(ours, theirs)
    matched, replaced = [False] * len(ours), [False] * len(ours)
    loose = [False] * len(theirs)
    row, column = len(ours), len(theirs)
    while row or column:
        same = row > 0 and column > 0 and ours[row - 1] == theirs[column - 1]
        if row and column and cost[row][column] == cost[row - 1][column - 1] + (not same):
            row, column = row - 1, column - 1
            matched[row], replaced[row] = same, not same
        elif column and cost[row][column] == cost[row][column - 1] + 1:
            column -= 1
            loose[column] = True
        else:
            row -= 1
    runs = "".join(x if free else " " for x, free in zip(theirs, loose, strict=True)).split()
    return matched, [run for run in runs if len(run) >= EXTRA], replaced


def _costs(ours: str, theirs: str) -> list[list[int]]:
    """The least number of edits between the beginnings of both, by their lengths."""
    cost = [list(range(len(theirs) + 1))]
    for row, letter in enumerate(ours, 1):
        above, here = cost[-1], [row]
        for column, other in enumerate(theirs, 1):
            change = above[column - 1] + (letter != other)
            here.append(min(change, above[column] + 1, here[-1] + 1))
        cost.append(here)
    return cost
