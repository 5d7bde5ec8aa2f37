"""Quotations in single marks, which are apostrophes too."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Span
from pipeline.segmenter.speech import TAG, VERBS

_MARK = re.compile(r"['‘’‛]")
_BEFORE_OPENING = re.compile(r"[\s(\[{—–\-_*“\"/…]")
_ELISION = re.compile(
    r"(?:tis|twas|twere|twill|twould|tain|em|im|er|is|un|til|till|cause|bout|round|gainst|neath"
    r"|mid|pon|n|nuff|nother|fraid|course|arf|ere|ome|ouse|ow|ave|ad|as|ard|alf|and|eart|ead|d|s"
    r"|\d0s|\d\ds?)\b",
    re.I,
)
_SURELY_ELISION = re.compile(r"(?:tis|twas|twere|twill|twould|tain|em|til|n|\d\ds?)\b", re.I)
_CLIPPED = re.compile(r"(?:\b(?:o|th|an|wi|ol|i|t|d|y|mo|tha|fo)|in)$", re.I)
_WORD_BEFORE = re.compile(r"([^\W\d_][\w'’-]*)\s+$")
_FARTHEST = 200
"""Marks after which what is not closed is not looked for any more."""
_LONGEST_EDGE = 12
_SENTENCE_END = ".,!?…—–-’'"
_ENDED = '.,!?;:…—–-"”“)_*'


def single_spans(text: str) -> list[Span]:
    """The quotations between single marks in one paragraph, marks included.

    A mark closes where punctuation ends what is said. One after a bare letter may as well be an
    apostrophe (`the boys' room`): it closes only where none that is sure comes before the next
    opening mark. Where a sentence ends in a mark that nothing opens, the mark before it closed
    what was quoted within, and the quotation goes on to there.
    """
    marks = [match.start() for match in _MARK.finditer(text)]
    found: list[Span] = []
    place = 0
    while place < len(marks):
        at = marks[place]
        if not _opens(text, at, closed=True):
            place += 1
            continue
        closing = _closing(text, marks, place)
        if closing is None and _runs_on(text, at):
            found.append(Span(at, len(text)))
            break
        if closing is None or (_ELISION.match(text, at + 1) and not _sure(text, marks[closing])):
            place += 1
            continue
        closing = _last_closing(text, marks, closing)
        found.append(Span(at, marks[closing] + 1))
        place = closing + 1
    return found


def _last_closing(text: str, marks: Sequence[int], closed: int) -> int:
    """The place of the mark that closes a quotation of which the mark at `closed` may be inside."""
    for place in range(closed + 1, min(len(marks), closed + _FARTHEST)):
        at = marks[place]
        if _opens(text, at, closed=True):
            break
        if (
            text[at - 1] in _SENTENCE_END
            and _may_close(text, at)
            and not _tagged(text, marks[closed])
        ):
            closed = place
    return closed


def _tagged(text: str, at: int) -> bool:
    """Whether words that say who speaks follow a mark."""
    return TAG.match(text[at + 1 : at + 80].lstrip(" \n—–-*_")) is not None


def _opens(text: str, at: int, *, closed: bool) -> bool:
    mark, before, after = text[at], text[max(0, at - 40) : at], text[at + 1 : at + 12]
    if mark == "’" or (not after[:1].strip() and not (closed and mark in "‘‛")):
        return False
    if before and not _BEFORE_OPENING.match(before[-1]):
        return False
    if _SURELY_ELISION.match(after) and after[:1].islower():
        return False
    word = _WORD_BEFORE.search(before)
    if mark in "‘‛":
        return True
    if word is None or after[:1].isupper():
        return not (before.strip() and _ELISION.match(after) and after[:1].islower() and not closed)
    return closed and word[1].lower() in VERBS


def _closing(text: str, marks: Sequence[int], opened: int) -> int | None:
    """The place among the marks of the one that closes; None where none does."""
    likely = possible = None
    for place in range(opened + 1, min(len(marks), opened + _FARTHEST)):
        at = marks[place]
        if text[at] not in "‘‛" and _may_close(text, at):
            if _sure(text, at):
                return place
            if _likely(text, at):
                likely = place
            possible = place
        elif (likely or possible) and _opens(text, at, closed=False):
            return possible if likely is None else likely
    return possible if likely is None and not _runs_on(text, marks[opened]) else likely


def _may_close(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at + 1 : at + 2]
    return not (before.isspace() and after.strip()) and not after.isalnum()


def _sure(text: str, at: int) -> bool:
    return text[at - 1].isspace() or text[at - 1] in _ENDED


def _likely(text: str, at: int) -> bool:
    """Whether a mark after a bare letter closes, by what stands around it."""
    if _CLIPPED.search(text[max(0, at - 12) : at]):
        return False
    after = text[at + 1 : at + 60]
    if not after[:1].isspace():
        return True
    rest = after.lstrip()
    return TAG.match(rest) is not None or (text[at - 1] != "s" and not rest[:1].islower())


def _runs_on(text: str, at: int) -> bool:
    """Whether a mark that nothing closes opens what runs to the paragraph's end."""
    return at < _LONGEST_EDGE and not text[:at].strip() and not _ELISION.match(text, at + 1)
