"""What a PDF prints: strokes of text with their places, its outline, and what it says of itself."""

from __future__ import annotations

import msgspec


class Stroke(msgspec.Struct, frozen=True, array_like=True):
    """Characters side by side on one base line, without a gap as wide as a column's."""

    text: str
    left: float
    """Points from the page's left edge."""
    right: float
    base: float
    """The base line: points from the page's bottom edge."""
    size: float
    """Of the font, in points."""
    bold: bool = False


class Page(msgspec.Struct, frozen=True, array_like=True):
    width: float
    """Points."""
    height: float
    strokes: tuple[Stroke, ...]
    pictures: int = 0


class Bookmark(msgspec.Struct, frozen=True, array_like=True):
    """An entry of the outline."""

    level: int
    """1 is the highest."""
    title: str
    page: int
    """Index of the page it leads to; -1 for none."""


class Print(msgspec.Struct, frozen=True):
    pages: tuple[Page, ...]
    outline: tuple[Bookmark, ...] = ()
    title: str = ""
    author: str = ""
    garbled: float = 0.0
    """The share of characters that no letter is known for."""


class Refusal(msgspec.Struct, frozen=True, tag="refusal"):
    """Why there is no print: `password`, `scheme` or `broken`."""

    reason: str


class Extracted(msgspec.Struct, frozen=True, tag="print"):
    print: Print
