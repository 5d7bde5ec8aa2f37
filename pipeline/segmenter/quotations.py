"""What is said in a paragraph: the stretches that the book's own marks set apart."""

from __future__ import annotations

import re
from functools import cache

from pipeline.model import Span
from pipeline.segmenter.apostrophes import single_spans
from pipeline.segmenter.dashes import dash_spans
from pipeline.segmenter.mentions import spoken
from pipeline.segmenter.styles import DOUBLE, LOW, Style

_EDGE = re.compile(r"[\s_*|(\[]*$")


def quotation_spans(text: str, style: Style) -> list[Span]:
    """The quotations of one paragraph, marks included, as offsets into it.

    A mark that nothing closes runs to the paragraph's end; marks inside a quotation are part of
    it; what is only mentioned in marks is left to the narration.
    """
    if style.dashes and (said := dash_spans(text)):
        return said
    found = single_spans(text) if style.apostrophes else _paired(text, style)
    if style.closes != DOUBLE.closes and style.opens != LOW.opens:
        others = [s for s in _paired(text, DOUBLE) if not any(s.overlaps(o) for o in found)]
        found = sorted([*found, *(span for span in others if _is_closed(text, span))])
    return spoken(text, found)


def _paired(text: str, style: Style) -> list[Span]:
    found: list[Span] = []
    opened = -1
    for match in _marks(style).finditer(text):
        at = match.start()
        if opened < 0:
            if _opens(text, at, style):
                opened = at
        elif _closes(text, at, style):
            found.append(Span(opened, at + 1))
            opened = -1
    if opened >= 0:
        found.append(Span(opened, len(text)))
    return found


@cache
def _marks(style: Style) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(style.opens + style.closes + style.either)}]")


def _opens(text: str, at: int, style: Style) -> bool:
    mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if mark in style.opens:
        return True
    if _EDGE.match(text[:at][-12:]) and at < 12:
        return bool(text[at + 1 :].strip())
    if not after.strip():
        return False
    if mark in style.closes:
        return not before.strip() and after.isalnum()
    return not (before.isdigit() and not after.isalnum())


def _closes(text: str, at: int, style: Style) -> bool:
    mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if mark in style.closes:
        return True
    return mark in style.either and not (before.isspace() and after.isalnum())


def _is_closed(text: str, span: Span) -> bool:
    return text[span.end - 1] in DOUBLE.closes + DOUBLE.either
