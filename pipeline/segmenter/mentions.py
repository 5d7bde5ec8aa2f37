"""What stands in quotation marks without being said: scare quotes, titles, words as words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Span
from pipeline.segmenter.speech import TAG, VERBS

_LONGEST = 4
"""Words; whoever says more than that is taken at their word."""
_WORD_BEFORE = re.compile(r"([^\W\d_][\w'’-]*)\s+[(\[_*]*$")
_EDGES = " \t\r\n\u00a0\"“”„‟＂'‘’‛«»‹›「」『』_*"
_SAID = re.compile(r"[!?…—–]$|\.\.\.$|--$")
_ADDRESS = re.compile(r"\b(?:itself|himself|herself|myself|themselves|him|out)$", re.I)
_JOINED = re.compile(r"[\s,;]*(?:(?:and|or|nor|to|then|und|et|y)\b)?\s*", re.I)


def spoken(text: str, found: Sequence[Span]) -> list[Span]:
    """Those of the stretches in marks that somebody says; in doubt, all of them."""
    kept: list[Span] = []
    before: Span | None = None
    was_said = True
    for span in found:
        between = text[before.end : span.start] if before else ""
        if before and _JOINED.fullmatch(between) and between.strip():
            said = was_said or not _is_mention(text, span)
        else:
            said = not _is_mention(text, span)
        if said:
            kept.append(span)
        before, was_said = span, said
    return kept


def _is_mention(text: str, span: Span) -> bool:
    head, tail = text[max(0, span.start - 60) : span.start], text[span.end : span.end + 80]
    said = text[span.start : span.end].strip(_EDGES)
    before = _WORD_BEFORE.search(head)
    if before is None or _SAID.search(said) or len(said.split(None, _LONGEST)) > _LONGEST:
        return False
    word = before[1].lower()
    if word in VERBS or _ADDRESS.search(word):
        return False
    return not TAG.match(tail.lstrip())
