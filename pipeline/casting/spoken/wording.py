"""What the rules need to know of a language: a table of words, and nothing that acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Nouns = tuple[str, str]
"""One, and several."""


@dataclass(frozen=True, slots=True)
class Currency:
    unit: Nouns
    part: Nouns = ("", "")
    """The hundredth."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language."""

    code: str
    """Two letters."""
    decimal_mark: str = ","
    grouping: str = r"[.\u00a0\u202f\u2009]"
    """A pattern for what may stand between thousands."""
    point: str = "point"
    """How the decimal mark is spoken."""
    to: str = "-"
    """Between the ends of a range: `12–15`."""
    minus: str = "minus"
    ordinals: str = r"[^\s\S]"
    """A pattern for what follows the digits of an ordinal."""
    months: tuple[str, ...] = ()
    month_forms: Mapping[str, str] = field(default_factory=dict)
    """Short months, without their full stop."""
    hours: str = ""
    """Between hours and minutes; empty where nothing is."""
    currencies: Mapping[str, Currency] = field(default_factory=dict)
    money_joint: str = ""
    """Between the units and the hundredths of a sum."""
    units: Mapping[str, Nouns] = field(default_factory=dict)
    """Measures by their signs, without a full stop."""
    numbered: Mapping[str, str] = field(default_factory=dict)
    """What stands before a number: `No.`, `p.`; patterns, without a full stop."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Abbreviations that are words: patterns, full stops included, and how they are spoken."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Abbreviations that stand before a name, without a full stop, which they may have."""
    symbols: Mapping[str, str] = field(default_factory=dict)
    divisions: str = r"[^\s\S]"
    """A pattern for the words after which a Roman numeral counts chapters and the like."""
    rulers: str = r"[^\s\S]"
    """A pattern for names after which a Roman numeral of any length counts people."""
    at: str = "@"
    dot: str = "."
    slash: str = "/"
    dash: str = "-"
    underscore: str = "_"
