"""Measures: `6 ft. 2 in.`, `50 lb.`, `-5 °C`, `51° 30′ N`."""

from __future__ import annotations

import re

from pipeline.casting.spoken.figures import amount, number_pattern
from pipeline.casting.spoken.number_words import cardinal
from pipeline.casting.spoken.rewriting import Family, Match, Rule, rule, where
from pipeline.casting.spoken.sentences import ends_sentence
from pipeline.casting.spoken.wording import Wording

_COMPASS = {"N": "north", "S": "south", "E": "east", "W": "west"}


def rules(wording: Wording) -> tuple[Rule | Family, ...]:
    """The rules of a language, by its table of units."""
    if not wording.units:
        return ()
    number = number_pattern(wording)
    signs = "|".join(sorted(map(re.escape, wording.units), key=len, reverse=True))

    def measured(match: Match) -> str | None:
        begin, digits, joint, sign, dot = match.groups()
        if sign == "in" and not (dot or joint == "-"):
            return None
        one, many = wording.units[sign]
        attributive = joint == "-" and wording.code == "en"
        unit = one if digits == "1" or attributive else many
        head = f"{amount(begin, wording)} {wording.to} " if begin else ""
        stop = "." if dot and ends_sentence(match, wording, closing=True) else ""
        return f"{head}{amount(digits, wording)} {unit}{stop}"

    signed = rule(
        rf"(?<![\w.,])(?:({number})[–-])?({number})([ -]?)({signs})(?![\w²³])(\.)?(?!\w)",
        measured,
    )
    below = rule(rf"(?<!\w)[−-](?=(?:{number}) ?°)", f"{wording.minus} ")
    own = (*_english(), below, signed) if wording.code == "en" else (below, signed)
    return where(r"\d", own)


def _english() -> tuple[Rule, ...]:
    def height(match: Match) -> str:
        feet, inches = match[1], match[2]
        return (
            f"{cardinal(feet, 'en')} {'foot' if feet == '1' else 'feet'} "
            f"{cardinal(inches, 'en')} {'inch' if inches == '1' else 'inches'}"
        )

    def place(match: Match) -> str:
        degrees, minutes, seconds, side = match.groups()
        parts = [f"{cardinal(degrees, 'en')} degree{'' if degrees == '1' else 's'}"]
        if minutes:
            parts.append(
                f"{cardinal(str(int(minutes)), 'en')} minute{'' if int(minutes) == 1 else 's'}"
            )
        if seconds:
            parts.append(f"{cardinal(str(int(seconds)), 'en')} seconds")
        return " ".join([*parts, _COMPASS[side]] if side else parts)

    return (
        rule(r"(?<=\d) ?st\.?(?=,? \d{1,2} ?lb)", " stone"),
        rule(
            r"\b([Ll])(at|ong)\.(?= \d{1,3} ?°)",
            lambda m: f"{m[1]}{'atitude' if m[2] == 'at' else 'ongitude'}",
        ),
        rule(
            r"(?<![\w.,])(\d{1,3})° ?(?:(\d{1,2})[′'’] ?)?(?:(\d{1,2})(?:″|\"|”|'') ?)?([NSEW])\b",
            place,
        ),
        rule(r"(?<![\w.,])(\d{1,3})° ?(\d{1,2})[′'’]()()(?!\w)", place),
        rule(r"(?<![\w.,])(\d{1,2})[′'’] ?(\d{1,2})(?:″|\"|”|''|(?= ))", height),
        rule(r"(?<![\w.,])(\d{1,3})′(?!\w)", lambda m: f"{cardinal(m[1], 'en')} feet"),
        rule(r"(?<![\w.,])(\d{1,3})″(?!\w)", lambda m: f"{cardinal(m[1], 'en')} inches"),
    )
