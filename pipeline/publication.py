"""What a book's file says of the book besides its text."""

from __future__ import annotations

from dataclasses import dataclass, field


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
