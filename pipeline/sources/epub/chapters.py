"""Which lines of a table of contents are chapters: parts hold them, and they may hold sections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.sources.epub.navigation import Entry, flat

_NUMBER = r"(?:\d{1,3}|[IVXLC]+|[ivxlc]+|one|two|three|four|five|six|seven|eight|nine|ten|\w+teen)"
_PART = re.compile(
    r"(?:the\s+)?(?:(?:part|book|volume|vol\.|tome|teil|buch|band|partie|livre|parte|libro)\b\s*"
    r"(?:the\s+)?[\w-]{1,14}\b|(?:\w+(?:st|nd|rd|th)|first|second|third|erster|zweiter|dritter)\s+"
    r"(?:part|book|volume|teil|band)\b)",
    re.I,
)
_CHAPTER = re.compile(
    rf"(?:(?:chapter|chap\.|kapitel|chapitre|cap[ií]tulo|capitolo|stave|canto|letter|prologue"
    rf"|epilogue)\b|{_NUMBER}\s*(?:[.:—–-]|$))",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Start:
    """Where a chapter, or the page of a part, begins."""

    title: str
    name: str
    fragment: str
    part: bool = False


def starts(entries: tuple[Entry, ...]) -> tuple[Start, ...]:
    """Where chapters begin, in the order of the contents, no place twice."""
    files = {entry.name for entry in flat(entries) if entry.name}
    found: dict[tuple[str, str], Start] = {}
    for start in _starts(entries, whole=len(files) == 1):
        key = (start.name, start.fragment)
        # The first chapter may begin right where its part does: then its name is the place's.
        if key not in found or (found[key].part and not start.part):
            found[key] = start
    return tuple(found.values())


def _starts(entries: tuple[Entry, ...], whole: bool) -> Iterator[Start]:
    for entry in entries:
        divided = bool(entry.children) and _is_part(entry, whole)
        if entry.name:
            yield Start(entry.title, entry.name, entry.fragment, divided)
        if divided or not entry.name:
            yield from _starts(entry.children, whole)


def _is_part(entry: Entry, whole: bool) -> bool:
    """Whether the entries below one are chapters; else they are sections of it."""
    if _CHAPTER.match(entry.title):
        return False
    if _PART.match(entry.title) or any(_CHAPTER.match(child.title) for child in entry.children):
        return True
    return whole or any(child.name != entry.name for child in flat(entry.children))
