"""The words of a text as a listener would count them, for word times."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pipeline.model import Span

_RUN = re.compile(r"[^\s—–…/|<>&=+]+")
_JOINT = re.compile(r"\.{2,}|--+|(?<=[^\W\d_])[,;:!?](?=[^\W\d_])")


def words(text: str) -> tuple[Span, ...]:
    """Where the words of `text` stand, without the marks around them.

    "mother-in-law", "o'clock" and "1,234.5" are one word each; a run of marks is none.
    """
    return tuple(
        word
        for run in _RUN.finditer(text)
        for start, end in _pieces(text, run.start(), run.end())
        if (word := _trimmed(text, start, end)) is not None
    )


def has_word(text: str) -> bool:
    """Whether there is anything to say: a letter or a digit."""
    return any(character.isalnum() for character in text)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for joint in _JOINT.finditer(text, start, end):
        yield start, joint.start()
        start = joint.end()
    yield start, end


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not _of_a_word(text[end - 1]):
        end -= 1
    return Span(start, end) if start < end else None


def _of_a_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")
