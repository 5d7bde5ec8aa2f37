"""Quotations that a dash opens and nothing closes: only words that say who speaks end them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from heapq import merge
from itertools import pairwise

from pipeline.model import Span
from pipeline.segmenter.speech import TAG, VERBS

_OPENING = re.compile(r"\s*(?:[—–―]|--|-(?=\s))")
_DASH = re.compile(r"[—–―]|--")
_AFTER_SAID = re.compile(r"[.,!?…;:—–][_*]?\s+")
_TITLE = r"(?<!\bM)(?<!\bD)(?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bDra)(?<!\bSr)(?<!\bSra)(?<!\bSt)"
_SENTENCE_END = re.compile(rf"(?:{_TITLE}\.|[!?…])[\"'”’»)_*]*(?=\s|$)")
_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LONGEST_HEAD = 80
_TAG_WORDS = 5
"""How soon a verb of speech comes in a stretch between dashes that says who speaks."""


def dash_spans(text: str) -> list[Span]:
    """The quotations of a paragraph that begins with a dash; none where it does not begin so.

    After the words that say who speaks, the same person goes on: `—Yes, he said. Come in.`
    """
    opening = _OPENING.match(text)
    if not opening:
        return []
    found: list[Span] = []
    begin = len(text) - len(text.lstrip())
    for tag in merge(_between_dashes(text, opening.end()), _clauses(text, opening.end())):
        if tag.start >= begin:
            found.append(Span(begin, tag.start))
            begin = tag.end
    found.append(Span(begin, len(text)))
    return [span for span in found if any(map(str.isalnum, text[span.start : span.end]))]


def _between_dashes(text: str, begin: int) -> Iterator[Span]:
    """`—Hola —dijo Juan—. ¿Qué tal?` and `— Привет, — сказал он. — Как дела?`"""
    dashes = [(match.start(), match.end()) for match in _DASH.finditer(text, begin)]
    for (start, after), (end, _) in pairwise([*dashes, (len(text), len(text))]):
        inside = text[after : min(end, after + _LONGEST_HEAD)]
        words = _WORDS.findall(inside)[:_TAG_WORDS]
        if inside.lstrip()[:1].islower() and any(word.lower() in VERBS for word in words):
            yield Span(start, end)


def _clauses(text: str, begin: int) -> Iterator[Span]:
    """`—Yes, he said. Come in.`"""
    for pause in _AFTER_SAID.finditer(text, begin):
        if TAG.match(text, pause.end()):
            end = _SENTENCE_END.search(text, pause.end())
            yield Span(pause.end(), end.end() if end else len(text))
