"""Where sentences end: nltk's Punkt, with English abbreviations instead of training.

Nothing is learnt from the book, so that an edit moves no sentence's end elsewhere in it.
Kiss and Strunk, "Unsupervised Multilingual Sentence Boundary Detection", 2006.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from pipeline.model import Span
from pipeline.segmenter.abbreviations import OPENERS, TERMS, TITLES
from pipeline.segmenter.speech import TAG

if TYPE_CHECKING:
    from nltk.tokenize.punkt import PunktSentenceTokenizer

_LOWER_CASE = 1 << 5
"""Punkt's flag for a word that has been seen in lower case within a sentence."""
_CANDIDATE = re.compile(r"[.!?][^\s\w]{0,8}\s+\S")
_SAFE_END = re.compile(r"(?:[!?]|[a-z]{6}\.)[\"'”’»)]{0,3}\s+(?=[\"'“‘«(]{0,3}[A-Z])")
_MOST_AT_ONCE = 5_000
"""Code points: Punkt gives up on very long texts, so they are cut where a sentence surely ends."""
_GOES_ON = re.compile(r"[^\w\s]*[^\W\d_A-Z]")
_STOPPED = re.compile(r"(?:^|[^\w.])([^\W\d_][\w.]*)\.$")
_WORD = re.compile(r"[^\W\d_][\w'’]*")
_NUMBER = re.compile(r"\b[Nn]os?\.$")
_DAY = re.compile(r"\b\d{1,3}\.$")
_GERMAN = re.compile(
    r"(?:Jan|Jän|Feb|März|Apr|Mai\b|Jun|Jul|Aug|Sept?|Okt|Nov|Dez|Jahrhundert|Kapitel|Band|Teil|Akt|"
    r"Szene|Stock|Klasse|Geburtstag|Regiment)"
)
_QUOTED_END = re.compile(r"[!?.…]['\"’”»]+$")


def sentence_spans(text: str) -> list[Span]:
    """The sentences of one utterance, as offsets into it; they tile it up to white space."""
    if not _CANDIDATE.search(text):
        return [Span(0, len(text))] if text else []
    found: list[Span] = []
    for start, end in _punkt_spans(text):
        if found and _one_sentence(text, found[-1], start):
            found[-1] = Span(found[-1].start, end)
        else:
            found.append(Span(start, end))
    return found


def _punkt_spans(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    while len(text) - begin > _MOST_AT_ONCE:
        ends = [match.end() for match in _SAFE_END.finditer(text, begin, begin + _MOST_AT_ONCE)]
        end = ends[-1] if ends else begin + _MOST_AT_ONCE
        yield from _shifted(text[begin:end], begin)
        begin = end
    yield from _shifted(text[begin:], begin)


def _shifted(text: str, by: int) -> Iterator[tuple[int, int]]:
    for start, end in _punkt().span_tokenize(text):
        yield start + by, end + by


def _one_sentence(text: str, before: Span, start: int) -> bool:
    """Whether Punkt has cut where the sentence goes on.

    It takes marks after the next word (`Mr. Brown?"`) for a sentence's end before it.
    """
    if not text[start - 1].isspace():
        return True
    head, rest = text[max(before.start, before.end - 16) : before.end], text[start : start + 40]
    if _GOES_ON.match(rest) and rest[:1].lower() == rest[:1]:
        return True
    if _NUMBER.search(head) and rest[:1].isdigit():
        return True
    if _DAY.search(head) and _GERMAN.match(rest):
        return True
    if (last := _STOPPED.search(head)) and (word := _WORD.match(rest)):
        name = last[1].lower()
        if name in TITLES or (len(name) == 1 and name != "i") or name in TERMS:
            return name in TITLES or word[0].lower() not in OPENERS
    return _QUOTED_END.search(head) is not None and TAG.match(rest) is not None


@cache
def _punkt() -> PunktSentenceTokenizer:
    # nltk takes half a second to import.
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()  # type: ignore[no-untyped-call]
    parameters.abbrev_types = set(TITLES | TERMS)
    parameters.ortho_context.update(dict.fromkeys(OPENERS, _LOWER_CASE))
    return PunktSentenceTokenizer(parameters)  # type: ignore[no-untyped-call]
