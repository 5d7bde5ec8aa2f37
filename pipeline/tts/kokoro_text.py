"""A text as Kokoro's tokens, each of which knows the word that it is spoken for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.model import Span
from pipeline.tts.words import words

_SYMBOLS = {
    1: ';:,.!?', 9: '—…"()“” \u0303ʣʥʦʨᵝꭧAI', 31: "O", 33: "Q", 35: "ST", 39: "W", 41: "Yᵊabcdef",
    50: "hijklmnopqrstuvwxyzɑɐɒæ", 75: "βɔɕç", 80: "ɖðʤə", 85: "ɚɛɜ", 90: "ɟ", 92: "ɡ",
    99: "ɥ", 101: "ɨɪʝ", 110: "ɯɰŋɳɲɴø", 118: "ɸθœ", 123: "ɹ", 125: "ɾɻ", 128: "ʁɽʂʃʈʧ",
    135: "ʊʋ", 138: "ʌɣɤ", 142: "χʎ", 147: "ʒʔ", 156: "ˈˌː", 162: "ʰ", 164: "ʲ", 169: "↓",
    171: "→↗↘", 177: "ᵻ",
}  # fmt: skip
VOCABULARY = {
    symbol: first + number
    for first, symbols in _SYMBOLS.items()
    for number, symbol in enumerate(symbols)
}
"""The ids of the model's symbols, as its config.json has them."""

PAUSE = -1
"""The owner of a token that no word is spoken for: a mark or a space."""

_SENTENCE_MARKS = frozenset(".!?…")
_CLAUSE_MARKS = frozenset(",;:—")
_MARKS = {**{mark: mark for mark in ".!?…,;:—"}, "–": "—", "(": ",", ")": ",", "[": ",", "]": ","}
_MARK = re.compile(r"[.!?…,;:—–()\[\]]|--+|(?<=\s)-(?=\s)")
_ABBREVIATION = re.compile(
    r"(?:[A-HJ-Z]|Mr|Mrs|Ms|Dr|St|Prof|Rev|Hon|Capt|Col|Gen|Lt|Sgt|Maj|Mt|Messrs|Mme|Mlle"
    r"|Sr|Sra|Srta|Sig|Dott)"
)
"""Words whose full stop ends no sentence where a capital follows."""
_LONG_WORD, _PIECE = re.compile(r"\S{40,}"), re.compile(r"\S{1,20}")
_MOST_WORDS = 40
"""Words that are read together where no mark parts them."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What the model speaks in one go."""

    tokens: tuple[int, ...]
    owners: tuple[int, ...]
    """For each token the number of its word, or PAUSE."""


def phrases(text: str, phonemes: Callable[[str], str], most: int) -> tuple[Phrase, ...]:
    """The whole text in phrases of at most `most` tokens, cut at the strongest marks.

    Words are those of `words(text)`, by number. `phonemes` reads a stretch without marks.
    """
    symbols = [
        (symbol, owner) for symbol, owner in _symbols(text, phonemes) if symbol in VOCABULARY
    ]
    found = []
    while symbols:
        cut = _cut(symbols, most)
        phrase, symbols = _stripped(symbols[:cut]), symbols[cut:]
        if any(owner != PAUSE for _, owner in phrase):
            found.append(
                Phrase(
                    tuple(VOCABULARY[symbol] for symbol, _ in phrase),
                    tuple(owner for _, owner in phrase),
                )
            )
    return tuple(found)


_Symbol = tuple[str, int]


def _symbols(text: str, phonemes: Callable[[str], str]) -> Iterator[_Symbol]:
    """The phonemes of every word and the marks between them."""
    spans = words(text)
    for first, last, marks in _stretches(text, spans):
        start = spans[first].start if first else 0
        if first:  # what stands before a word without a space belongs to it: $5
            before = text[spans[first - 1].end : start]
            start -= len(before) - len(_MARK.split(before)[-1])
        stop = spans[last].end
        after = text[stop : spans[last + 1].start if last + 1 < len(spans) else len(text)]
        stop += len(_MARK.split(after)[0]) if marks else 0
        yield from _read(text, spans[first : last + 1], start, stop, first, phonemes)
        yield from ((symbol, PAUSE) for symbol in marks.replace("—", " —"))
        yield " ", PAUSE


def _stretches(text: str, spans: Sequence[Span]) -> Iterator[tuple[int, int, str]]:
    """Runs of words that no mark parts: the first, the last, and the marks after it."""
    first = 0
    for number, span in enumerate(spans):
        final = number + 1 == len(spans)
        following = len(text) if final else spans[number + 1].start
        marks = _marks(text[span.end : following])
        if final:
            yield first, number, marks or "."
        elif marks and not _runs_on(text, span, marks, following):
            yield first, number, marks
            first = number + 1
        elif number + 1 - first >= _MOST_WORDS:
            yield first, number, ""
            first = number + 1


def _marks(gap: str) -> str:
    """The marks of a gap between words, each once, in the model's symbols."""
    gap = re.sub(r"\.{2,}", "…", gap)
    marks = [_MARKS.get(found.group(), "—") for found in _MARK.finditer(gap)]
    kept = "".join(dict.fromkeys(marks))
    return kept if len(kept) == 1 else kept.replace(",", "") or kept


def _runs_on(text: str, span: Span, marks: str, following: int) -> bool:
    """Whether a full stop is of an abbreviation and not of a sentence."""
    if marks != ".":
        return False
    return text[following].islower() or bool(_ABBREVIATION.fullmatch(text, span.start, span.end))


def _read(
    text: str,
    spans: Sequence[Span],
    start: int,
    stop: int,
    number: int,
    phonemes: Callable[[str], str],
) -> Iterator[_Symbol]:
    """The phonemes of text[start:stop], each with the word that it is of.

    How a word is read depends on its neighbours ("the end", "in 1914"), so the stretch is
    read whole; which phonemes are whose is found by reading each word alone too, and laying
    one reading along the other.
    """
    whole = phonemes(_plain(text[start:stop]))
    edges = [start, *[_edge(text, a, b) for a, b in pairwise(spans)], stop]
    alone: list[_Symbol] = []
    for offset in range(len(spans)):
        reading = phonemes(_plain(text[edges[offset] : edges[offset + 1]]))
        alone += [(" ", PAUSE)] if offset else []
        alone += [(symbol, number + offset) for symbol in reading]
    owners = _owners(whole, alone) if len(spans) > 1 else [number] * len(whole)
    before = PAUSE
    for symbol, owner in zip(whole, owners, strict=True):
        if symbol == " ":
            before = PAUSE
        elif before not in (PAUSE, owner):
            # espeak-ng writes "of the" as one word, and the model was trained on two.
            yield " ", PAUSE
        yield symbol, PAUSE if symbol == " " else owner
        before = PAUSE if symbol == " " else owner


def _edge(text: str, one: Span, other: Span) -> int:
    """Where between two words what belongs to the first ends."""
    space = re.compile(r"\s").search(text, one.end, other.start)
    return space.start() if space else other.start


def _plain(text: str) -> str:
    """As espeak-ng takes it: of a longer word it would leave out the end."""
    text = text.replace("’", "'").replace("ʼ", "'")
    return _LONG_WORD.sub(lambda word: " ".join(_PIECE.findall(word.group())), text)


def _owners(whole: str, alone: Sequence[_Symbol]) -> list[int]:
    """For each symbol of `whole` the word of its counterpart in `alone`.

    The two are aligned at the least cost of changes (Needleman and Wunsch); a symbol without
    a counterpart goes with the one before it.
    """
    width = len(alone) + 1
    costs = list(range(width))
    back: list[bytearray] = []
    for row, symbol in enumerate(whole, 1):
        previous, costs = costs, [row] * width
        ways = bytearray(width)
        for column, (other, _) in enumerate(alone, 1):
            change = previous[column - 1] + (
                0 if symbol == other else 3 if " " in (symbol, other) else 1
            )
            left_out, added = costs[column - 1] + 1, previous[column] + 1
            best = min(change, added, left_out)
            costs[column] = best
            ways[column] = 0 if best == change else 1 if best == added else 2
        back.append(ways)
    owners = [PAUSE] * len(whole)
    row, column = len(whole), len(alone)
    while row:
        way = back[row - 1][column] if column else 1
        if way == 2:
            column -= 1
            continue
        row -= 1
        if way == 0:
            column -= 1
            owners[row] = alone[column][1]
    return _filled(owners)


def _filled(owners: list[int]) -> list[int]:
    """With those that have none given to the word before them, else to the first one."""
    owner = next((each for each in owners if each != PAUSE), PAUSE)
    filled = []
    for each in owners:
        owner = each if each != PAUSE else owner
        filled.append(owner)
    return filled


def _cut(symbols: Sequence[_Symbol], most: int) -> int:
    """After how many symbols the next phrase ends."""
    if len(symbols) <= most:
        return len(symbols)
    for marks, least in ((_SENTENCE_MARKS, most // 4), (_CLAUSE_MARKS, most // 4), (" ", 1)):
        for cut in range(most, least, -1):
            if symbols[cut - 1][0] in marks and symbols[cut - 1][1] == PAUSE:
                return cut
    return most


def _stripped(symbols: Sequence[_Symbol]) -> Sequence[_Symbol]:
    """Without the spaces at both ends."""
    start, end = 0, len(symbols)
    while start < end and symbols[start][0] == " ":
        start += 1
    while end > start and symbols[end - 1][0] == " ":
        end -= 1
    return symbols[start:end]
