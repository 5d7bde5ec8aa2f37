"""Quotations that a dash opens and nothing closes: only words that say who speaks end them."""

from __future__ import annotations

import re

from pipeline.model import Span
from pipeline.segmenter.speech import TAG, VERBS

_OPENING = re.compile(r"\s*(?:[—–―]|--|-(?=\s))")
_DASH = re.compile(r"[—–―]|--")
_AFTER_SAID = re.compile(r"[.,!?…;:—–][_*]?\s+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)_*]*(?=\s|$)")
_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TAG_WORDS = 5
"""How soon a verb of speech comes in a stretch between dashes that says who speaks."""


def dash_spans(text: str) -> list[Span]:
    """The quotations of a paragraph that begins with a dash; none where it does not begin so.

    After the words that say who speaks, the same person goes on: `—Yes, he said. Come in.`
    """
    opening = _OPENING.match(text)
    if not opening or not text[opening.end() :].strip():
        return []
    found: list[Span] = []
    begin = len(text) - len(text.lstrip())
    for tag in _tags(text, opening.end()):
        if tag.start > begin:
            found.append(Span(begin, tag.start))
        begin = tag.end
    if text[begin:].strip():
        found.append(Span(begin, len(text)))
    return [span for span in found if any(map(str.isalnum, text[span.start : span.end]))]


def _tags(text: str, begin: int) -> list[Span]:
    """The stretches that say who speaks, in order."""
    found: list[Span] = []
    at = begin
    while True:
        between = _between_dashes(text, at)
        clause = _clause(text, at)
        tags = [tag for tag in (between, clause) if tag]
        if not tags:
            return found
        found.append(min(tags))
        at = found[-1].end


def _between_dashes(text: str, begin: int) -> Span | None:
    """`—Hola —dijo Juan—. ¿Qué tal?` and `— Привет, — сказал он. — Как дела?`"""
    for dash in _DASH.finditer(text, begin):
        ends = _DASH.search(text, dash.end())
        inside = text[dash.end() : ends.start() if ends else len(text)]
        words = _WORDS.findall(inside[:80])[:_TAG_WORDS]
        if inside.lstrip()[:1].islower() and any(word.lower() in VERBS for word in words):
            end = ends.start() if ends else len(text)
            return Span(dash.start(), end)
    return None


def _clause(text: str, begin: int) -> Span | None:
    """`—Yes, he said. Come in.`"""
    for pause in _AFTER_SAID.finditer(text, begin):
        if TAG.match(text, pause.end()):
            end = _SENTENCE_END.search(text, pause.end())
            return Span(pause.end(), end.end() if end else len(text))
    return None
