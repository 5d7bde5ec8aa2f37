"""Whether the full stop of an abbreviation ends a sentence too."""

from __future__ import annotations

import re

from pipeline.casting.spoken.rewriting import Match
from pipeline.casting.spoken.wording import Wording

_CLOSERS = " \"”’')]»"
_CAPITAL = re.compile(r"[\"”’')\]»]*\s+[\"“‘'(«„]?[A-ZÀ-Þ]")
OPENERS = (
    r"(?:The|A|An|He|She|It|We|They|You|I|But|And|So|Then|There|This|That|These|Those|What|When|"
    r"Where|Who|Why|How|If|In|On|At|For|From|No|Yes|Not|My|His|Her|Our|Their|Its|As|Now|After|"
    r"Before|Once|Still|Yet|Here|Nobody|Nothing|Everyone|One|Some|All|Is|Was|Are|Were|Do|Did)\b"
)
"""English words that hardly ever stand in capitals but at a sentence's start."""
_OPENER = re.compile(rf"[\"”’')\]]*\s+[\"“‘'(]?{OPENERS}")


def ends_sentence(match: Match, wording: Wording, *, closing: bool = False) -> bool:
    """Whether a sentence ends with the match.

    It does at the end of the text, and before a word that begins one; with `closing`, before
    any capital letter.
    """
    text, at = match.string, match.end()
    if not text[at:].strip(_CLOSERS):
        return True
    if closing:
        return _CAPITAL.match(text, at) is not None
    return wording.code == "en" and _OPENER.match(text, at) is not None
