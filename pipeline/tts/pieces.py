"""A long text in pieces that a model can speak at once, cut where a reader would breathe."""

from __future__ import annotations

import re

from pipeline.model import Span
from pipeline.tts.words import has_word

_CUTS = (
    re.compile(r"[.!?…][\"'”’»)\]]*\s+|\n\s*\n\s*"),
    re.compile(r"[;:,—–][\"'”’»)\]]*\s+|(?<=\S)[—–](?=\S)"),
    re.compile(r"\s+"),
)
"""The ends of sentences, of clauses and of words."""


def pieces(text: str, longest: int) -> tuple[Span, ...]:
    """Spans that tile `text`, each with something to say and of at most `longest` code points.

    Each is as long as can be. Only a word that is longer by itself is cut in two, and a piece
    without a word goes with the one before it, whatever its length.
    """
    found: list[Span] = []
    start = 0
    while start < len(text):
        end = len(text) if len(text) - start <= longest else _end(text, start, longest)
        if found and not has_word(text[start:end]):
            found[-1] = Span(found[-1].start, end)
        else:
            found.append(Span(start, end))
        start = end
    return tuple(found)


def _end(text: str, start: int, longest: int) -> int:
    """Where the piece that begins at `start` ends best."""
    for cut in _CUTS:
        last = 0
        for match in cut.finditer(text, start, start + longest):
            last = match.end()
        if last > start + longest // 4:
            return last
    return start + longest
