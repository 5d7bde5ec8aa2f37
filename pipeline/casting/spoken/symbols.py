"""Signs that are words: `&`, `%`, `§`, `#`."""

from __future__ import annotations

import re

from pipeline.casting.spoken.rewriting import Family, Match, Rule, rule, where
from pipeline.casting.spoken.wording import Wording


def rules(wording: Wording) -> tuple[Rule | Family, ...]:
    """The rules of a language; signs that only decorate are dropped."""
    signs = "|".join(sorted(map(re.escape, wording.symbols), key=len, reverse=True))

    def spoken(match: Match) -> str:
        return f" {wording.symbols[match[1]]} "

    worded = (rule(rf" ?({signs}) ?", spoken),) if signs else ()
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
