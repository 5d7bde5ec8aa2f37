"""What is said in a paragraph: the stretches that the book's own marks set apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipeline.model import Span
from pipeline.segmenter.apostrophes import single_spans
from pipeline.segmenter.dashes import dash_spans
from pipeline.segmenter.mentions import spoken
from pipeline.segmenter.styles import DOUBLE, LOW, Style

_EDGE = re.compile(r"[\s_*|(\[]*")
_THIN = re.compile("[\u200a\u2009\u2006\u202f\u00a0\u2060]+(?=[\"'“”‘’„‚«»])")
_LONGEST_EDGE = 12


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
    marks = [match.start() for match in _marks(style).finditer(text)]
    nests = _nests(text, marks, style)
    found: list[Span] = []
    opened, depth = -1, 0
    for at in marks:
        if not depth:
            if _opens(text, at, style) and (at < marks[-1] or _may_be_last(text, at, style)):
                opened, depth = at, 1
        elif nests and _looks_opening(text, at, style):
            depth += 1
        elif _closes(text, at, style):
            depth -= 1
            if not depth:
                found.append(Span(opened, at + 1))
    if depth:
        found.append(Span(opened, len(text)))
    return found


def _nests(text: str, marks: Sequence[int], style: Style) -> bool:
    """Whether marks within marks of the same kind all find their partners."""
    depth = deepest = 0
    for at in marks:
        depth += 1 if _looks_opening(text, at, style) else -1
        deepest = max(deepest, depth)
        if depth < 0:
            return False
    return depth == 0 and deepest > 1


def _looks_opening(text: str, at: int, style: Style) -> bool:
    if text[at] not in style.either:
        return text[at] in style.opens
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return (not before.strip() or before in '([{—–-"“') and bool(after.strip())


@cache
def _marks(style: Style) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(style.opens + style.closes + style.either)}]")


def _opens(text: str, at: int, style: Style) -> bool:
    mark, before, after = text[at], text[at - 1 : at], _after(text, at)
    if mark in style.opens:
        return True
    if _begins(text, at):
        return bool(after.strip()) or _marks(style).search(text, at + 1) is not None
    if mark in style.closes:
        return not before.strip() and after.isalnum()
    return not (before.isdigit() and not after.isalnum())


def _begins(text: str, at: int) -> bool:
    """Whether a mark stands at the paragraph's start."""
    return at < _LONGEST_EDGE and _EDGE.fullmatch(text, 0, at) is not None


def _may_be_last(text: str, at: int, style: Style) -> bool:
    """Whether a mark can open though none comes after it."""
    return bool(_after(text, at).strip()) or (text[at] not in style.either and _begins(text, at))


def _after(text: str, at: int) -> str:
    """The character after a mark, past the thin space that sets one mark off from another."""
    thin = _THIN.match(text, at + 1)
    return text[thin.end() : thin.end() + 1] if thin else text[at + 1 : at + 2]


def _closes(text: str, at: int, style: Style) -> bool:
    mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if mark in style.closes:
        return True
    return mark in style.either and not (before.isspace() and after.isalnum())


def _is_closed(text: str, span: Span) -> bool:
    return text[span.end - 1] in DOUBLE.closes + DOUBLE.either
