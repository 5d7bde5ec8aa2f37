"""What a book's file says of the book besides its text: its picture, its series, its chapters."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Cover:
    media_type: str
    data: bytes = field(repr=False)
    """The file of the picture, as the book has it."""


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    position: str = ""
    """The book's place in the series, as the source writes it: `3`, `2.5`."""


class Division(StrEnum):
    """How a section stands to the chapters of its book."""

    HEADINGS = "headings"
    """Chapters begin at the headings within it: the source says no more."""
    CHAPTER = "chapter"
    """A chapter begins with it, and is called by its title."""
    CONTINUED = "continued"
    """It goes on with the chapter of the section before."""
