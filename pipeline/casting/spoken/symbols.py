"""Signs that are words: `&`, `%`, `§`, `#`."""

from __future__ import annotations

import re

from pipeline.casting.spoken.rewriting import Family, Match, Rule, rule, where
from pipeline.casting.spoken.wording import Wording

_BETWEEN = frozenset("+=÷±×≈≤≥≠")
"""Signs that are words only between two others; alone they are ornament."""


def rules(wording: Wording) -> tuple[Rule | Family, ...]:
    """The rules of a language; signs that only decorate are dropped."""
    between = "|".join(re.escape(sign) for sign in wording.symbols if sign in _BETWEEN)
    single = [sign for sign in wording.symbols if sign not in _BETWEEN]
    signs = "|".join(sorted(map(re.escape, single), key=len, reverse=True))

    def spoken(match: Match) -> str:
        return f" {wording.symbols[match[1]]} "

    worded = (
        (
            rule(rf"(?<=\w) ?({between}) ?(?=\w)", spoken),
            rule(rf" ?({signs}) ?", spoken),
            rule(r"[+=]", " "),
        )
        if signs
        else ()
    )
    return where(
        r"[^\w\s.,;:!?'’‘“”\"-]",
        (
            *worded,
            rule(
                r"[™®•●○■□▪►▶→←↑↓★☆♥♦♣♠✓✗❦❧☙✻✽❖◆◇¦|^~]+|[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]+",
                " ",
            ),
        ),
    )
