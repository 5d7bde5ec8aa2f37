"""How a book marks what is said, decided once for the whole of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Style:
    """The marks around what is said."""

    opens: str
    closes: str
    either: str = ""
    """Marks that open or close, by what stands around them."""
    apostrophes: bool = False
    """Whether the marks are apostrophes too."""
    dashes: bool = False
    """Whether paragraphs that begin with a dash are said."""


DOUBLE = Style(opens="“„‟", closes="”", either='"＂')
SINGLE = Style(opens="‘‛", closes="’", either="'", apostrophes=True)
LOW = Style(opens="„", closes="“”‟", either='"')
LOW_SINGLE = Style(opens="‚", closes="‘’")
GUILLEMETS = Style(opens="«", closes="»")
REVERSED = Style(opens="»", closes="«")
ANGLES = Style(opens="‹", closes="›")
REVERSED_ANGLES = Style(opens="›", closes="‹")
ALIKE = Style(opens="", closes="", either="»")
"""As Finnish and Swedish books have it: the same mark on both sides."""
CORNERS = Style(opens="「『", closes="」』")

_OPENING = re.compile(r"[\s_*|]*([\"“„‟＂'‘‛‚«»‹›「『])[\s_*.…¡¿]*(\w)")
_CLOSING = re.compile(r"[.,!?…—–-][_*]?([\"”“'’»«›‹」』])(?=[\s)_*—–-]|$)")
_INNER = re.compile(r"(?<=\s)[\"“„‟＂'‘‛‚«»‹›「『](?=\w)")
_DASH = re.compile(r"\s*(?:[—–―]|--|-\s)\s*\S.*[.?!…]", re.S)
_ELISION = re.compile(r"\s*['‘](?:tis|twas|twere|twill|tain|em|til|cause|bout)\b", re.I)
_FAMILIES = (
    (DOUBLE, '"“‟＂', '"”'),
    (SINGLE, "'‘‛", "'’"),
    (LOW, "„", "“"),
    (LOW_SINGLE, "‚", "‘"),
    (GUILLEMETS, "«", "»"),
    (REVERSED, "»", "«"),
    (ANGLES, "‹", "›"),
    (REVERSED_ANGLES, "›", "‹"),
    (CORNERS, "「『", "」』"),
)


def style_of(paragraphs: Iterable[str]) -> Style:
    """The style of a book, by how its paragraphs open and how its marks close.

    A mark that opens a paragraph, or closes after the punctuation of a sentence, is hardly ever
    an apostrophe or a scare quote; only a text with neither is judged by its other marks.
    """
    opening: Counter[str] = Counter()
    closing: Counter[str] = Counter()
    inner: Counter[str] = Counter()
    dashes = 0
    for paragraph in paragraphs:
        if (match := _OPENING.match(paragraph)) and not _ELISION.match(paragraph):
            opening[match[1]] += 1
        closing.update(_CLOSING.findall(paragraph))
        inner.update(_INNER.findall(paragraph))
        dashes += _DASH.match(paragraph) is not None
    style = _commonest(opening, closing) or _commonest(inner, Counter()) or DOUBLE
    if style is REVERSED and closing["»"] > closing["«"]:
        style = ALIKE
    opened = opening.total()
    if dashes >= max(2, opened) or (dashes and not opened):
        return replace(style, dashes=True)
    return style


def _commonest(opening: Counter[str], closing: Counter[str]) -> Style | None:
    scores = {
        style: sum(opening[mark] for mark in opens) + sum(closing[mark] for mark in closes)
        for style, opens, closes in _FAMILIES
        if any(opening[mark] for mark in opens) or any(closing[mark] for mark in closes)
    }
    return max(scores, key=lambda style: scores[style], default=None)
