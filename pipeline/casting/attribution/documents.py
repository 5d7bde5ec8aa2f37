"""What is quoted and nobody says: letters, telegrams, notices, newspapers.

They stay quotations, without a speaker, and so are heard in the narrator's voice; one that
somebody reads aloud is that person's, as any other line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.casting.attribution.turns import Turn
from pipeline.casting.characters.reading import Reading

_PAPER = (
    r"(?:letter|note|document|telegram|message|paper|paragraph|article|advertisement|notice|card"
    r"|des?patch|inscription|placard|report|epistle|missive|postscript|postcard|handwriting"
    r"|envelope|lines|handbill|poster|label|sign|clipping|cutting|column|diary|journal|volume)"
)
_RAN = r"(?:ran|runs|reads?|remarked|stated|concluded|went on|continued|began|said|says|announced)"

_AFTER = re.compile(
    rf"\W*(?:(?:(?:the|this|that|his|her|their|which)\s+(?:\w+\s+)?{_PAPER}\s+{_RAN}\b)"
    r"|(?:it|which)\s+(?:ran|runs|read|reads|remarked|stated)\b"
    r"|(?:ran|read)\s+(?:the|this|that|his|her)\b"
    r"|(?:said|says|remarked|announced|reported)\s+the\s+_"
    r"|\[?wrote\b|(?:he|she|I|they)\s+(?:wrote|had written|scribbled)\b)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?:\b{_PAPER}\b[^.!?]*"
    r"|\b(?:wrote|written|scribbled|indited|penned|telegraphed|wired|printed|inscribed"
    r"|ran|as follows|the following)\b[^.!?]*"
    r"|\b(?:opened|unfolded|took|tore|seized)\b[^.!?]*\bread"
    r"|\bI read"
    rf"|\b{_PAPER}\b[^.!?]*[.!?]\s+(?:It|I|He|She)\s+(?:ran|read|said|contained)\b[^.!?]*)"
    r"\s*[:;]\s*[-—–]*\s*$",
    re.IGNORECASE,
)
_ALOUD = re.compile(r"\b(?:aloud|out loud|said|asked|cried|answered|exclaimed)\b", re.IGNORECASE)


def documents(reading: Reading, turns: Sequence[Turn]) -> list[str]:
    """For each turn the words that show it to be written and not said; "" where none do.

    A document goes on through the paragraphs that follow it and are nothing but quotation.
    """
    found: list[str] = []
    for index, turn in enumerate(turns):
        evidence = _announced(reading, turn)
        if not evidence and index and found[-1] and turns[index - 1].last + 1 == turn.paragraph:
            whole = all(reading.lines[line].quoted for line in reading.paragraphs[turn.paragraph])
            evidence = found[-1] if whole else ""
        found.append(evidence)
    return found


def _announced(reading: Reading, turn: Turn) -> str:
    first = turn.quotations[0]
    following = reading.lines[first + 1] if first + 1 < len(reading.lines) else None
    if following is not None and following.narrated and following.paragraph == turn.paragraph:
        found = _AFTER.match(_JOINERS.sub("", following.utterance.text))
        if found:
            return " ".join(found[0].split()).lstrip(" ,;:-—–")
    before = reading.lines[first - 1] if first else None
    if before is None or not before.narrated or turn.paragraph - before.paragraph > 1:
        return ""
    text = _JOINERS.sub("", before.utterance.text[-_NEAR:])
    found = _BEFORE.search(text)
    if found and not _ALOUD.search(found[0]):
        return " ".join(found[0].split())[-60:]
    return ""


_JOINERS = re.compile("[\u200b\u2060\ufeff]")
SURELY_WRITTEN = 0.8
"""How often what is taken for a document is one."""
_NEAR = 240
"""Code points before a quotation in which a document is announced."""
