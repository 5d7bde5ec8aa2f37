"""Which words of the shown text are heard when: shown words beside the spoken ones."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from pipeline.casting.spoken.rewriting import Traced
from pipeline.model import Span

Pair = tuple[Span, Span]
"""A stretch of whole words of the shown text, and of the spoken one."""

_WORD = re.compile(r"\S+")


def traced_pairs(shown: str, traced: Traced) -> tuple[Pair, ...]:
    """The pairs of a text and its spoken form, exactly as the rules made the one of the other."""
    spoken = _words(traced.text)
    origins = [traced.origin(word.start, word.end) for word in spoken]
    tokens = [Span(match.start(), match.end()) for match in _WORD.finditer(shown)]
    heard = {_at(tokens, origin.start) for origin in origins}
    ours = [
        token
        for number, token in enumerate(tokens)
        if number in heard or _has_word(shown, token)  # a sign that is spoken is a word too
    ]
    return _grouped(ours, spoken, origins)


def aligned(shown: str, spoken: str) -> tuple[Pair, ...]:
    """The pairs of two texts of which the one is a spoken form of the other.

    They are in order and cover every word of both; `Dr. Hart` and `Doctor Hart` give
    (`Dr.`, `Doctor`) and (`Hart`, `Hart`). Empty where either has no word. Words that both
    have, whatever their marks and case, are the fixed points (Ratcliff and Obershelp's
    method, as `difflib` has it); what lies between two of them is one pair.
    """
    ours, theirs = _words(shown), _words(spoken)
    if theirs and not ours:
        ours = [Span(match.start(), match.end()) for match in _WORD.finditer(shown)]
    matcher = SequenceMatcher(
        None,
        [_folded(shown[word.start : word.end]) for word in ours],
        [_folded(spoken[word.start : word.end]) for word in theirs],
        autojunk=False,
    )
    pairs: list[tuple[range, range]] = []
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "equal":
            pairs += [(range(i + n, i + n + 1), range(j + n, j + n + 1)) for n in range(i_end - i)]
        else:
            pairs.append((range(i, i_end), range(j, j_end)))
    return _joined(ours, theirs, pairs)


def _grouped(
    ours: Sequence[Span], theirs: Sequence[Span], origins: Sequence[Span]
) -> tuple[Pair, ...]:
    """Spoken words with the shown words that they come from, as small as both are whole."""
    pairs: list[tuple[range, range]] = []
    for j, origin in enumerate(origins):
        first = _at(ours, origin.start)
        own = range(first, bisect_left(ours, origin.end, first, key=lambda word: word.start))
        if pairs and own.start < pairs[-1][0].stop:
            before, said = pairs[-1]
            pairs[-1] = (
                range(min(before.start, own.start), max(before.stop, own.stop)),
                range(said.start, j + 1),
            )
        else:
            pairs.append((own, range(j, j + 1)))
    return _joined(ours, theirs, pairs)


def _joined(
    ours: Sequence[Span], theirs: Sequence[Span], pairs: Sequence[tuple[range, range]]
) -> tuple[Pair, ...]:
    """The pairs as spans; words with nothing beside them go with the pair before, or after."""
    if not ours or not theirs:
        return ()
    whole: list[list[int]] = []
    for own, said in pairs:
        if whole and (
            not own or not said or whole[-1][0] == whole[-1][1] or whole[-1][2] == whole[-1][3]
        ):
            whole[-1][1], whole[-1][3] = max(whole[-1][1], own.stop), max(whole[-1][3], said.stop)
        else:
            whole.append([own.start, own.stop, said.start, said.stop])
    for before, after in pairwise(whole):
        before[1] = after[0]
    whole[0][0], whole[-1][1] = 0, len(ours)
    return tuple(
        (Span(ours[i].start, ours[i_end - 1].end), Span(theirs[j].start, theirs[j_end - 1].end))
        for i, i_end, j, j_end in whole
    )


def _at(words: Sequence[Span], place: int) -> int:
    """Which is the first word that ends behind a place."""
    return bisect_right(words, place, key=lambda word: word.end)


def _words(text: str) -> list[Span]:
    tokens = [Span(match.start(), match.end()) for match in _WORD.finditer(text)]
    return [token for token in tokens if _has_word(text, token)]


def _has_word(text: str, token: Span) -> bool:
    return any(map(str.isalnum, text[token.start : token.end]))


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).casefold()
    return "".join(character for character in plain if character.isalnum()) or word
