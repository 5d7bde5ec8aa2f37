"""The little of a stylesheet that changes what is heard: what it hides, and what it sets apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_CLASS = re.compile(r"(?:[a-z][a-z0-9]*)?\.([\w-]+)$", re.I)
_HIDDEN = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_SPACE = re.compile(
    r"(?:^|[;\s])(?:margin|padding)(?:-top)?\s*:\s*(?P<size>\d{0,4}\.?\d{1,4})(?P<unit>em|rem|%|px|pt)",
    re.I,
)
_WIDE = {"em": 1.5, "rem": 1.5, "%": 8.0, "px": 24.0, "pt": 18.0}
_LONGEST = 500_000
"""Code points of stylesheet that are looked at."""

_LONGEST_RULE = 3_000


@dataclass(frozen=True, slots=True)
class Styles:
    """Names of classes, by what their rules do."""

    hidden: frozenset[str] = frozenset()
    spaced: frozenset[str] = frozenset()
    """With the space of a line or more above them."""


PLAIN = Styles()


def styles(sheets: Iterable[str]) -> Styles:
    """What the rules of stylesheets that are for one class alone do."""
    hidden: set[str] = set()
    spaced: set[str] = set()
    for sheet in sheets:
        for piece in _COMMENT.sub("", sheet[:_LONGEST]).split("}"):
            selectors, _, rule = piece[-_LONGEST_RULE:].rpartition("{")
            names = {
                match[1]
                for selector in selectors.split(",")
                if (match := _CLASS.fullmatch(selector.strip()))
            }
            if not names:
                continue
            if hides(rule):
                hidden |= names
            if any(float(s["size"]) >= _WIDE[s["unit"].lower()] for s in _SPACE.finditer(rule)):
                spaced |= names
    return Styles(frozenset(hidden), frozenset(spaced))


def hides(rule: str) -> bool:
    """Whether declarations take an element out of sight."""
    return _HIDDEN.search(rule[:_LONGEST_RULE]) is not None
