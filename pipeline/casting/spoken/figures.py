"""Numbers as such: fractions, ordinals, ranges, decimals, and all that is left of digits."""

from __future__ import annotations

import re
from math import gcd

from pipeline.casting.spoken.number_words import (
    cardinal,
    decimal,
    ordinal,
    paired,
    speaks_numbers,
    spelled,
    year,
)
from pipeline.casting.spoken.rewriting import Family, Match, Rule, rule, where
from pipeline.casting.spoken.wording import Wording

_VULGAR = {
    "½": (1, 2),
    "⅓": (1, 3),
    "⅔": (2, 3),
    "¼": (1, 4),
    "¾": (3, 4),
    "⅕": (1, 5),
    "⅖": (2, 5),
    "⅗": (3, 5),
    "⅘": (4, 5),
    "⅙": (1, 6),
    "⅚": (5, 6),
    "⅛": (1, 8),
    "⅜": (3, 8),
    "⅝": (5, 8),
    "⅞": (7, 8),
    "⅐": (1, 7),
    "⅑": (1, 9),
    "⅒": (1, 10),
}
_PARTED = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 32, 64, 100, 1000)
"""Denominators of what is taken for a fraction."""
_PARTS = {
    ("en", 2): ("half", "halves"),
    ("en", 4): ("quarter", "quarters"),
    ("de", 2): ("halb", "halbe"),
    ("de", 3): ("Drittel",) * 2,
    ("de", 7): ("Siebtel",) * 2,
    ("de", 8): ("Achtel",) * 2,
    ("fr", 2): ("demi", "demis"),
    ("fr", 3): ("tiers",) * 2,
    ("fr", 4): ("quart", "quarts"),
    ("es", 2): ("medio", "medios"),
    ("es", 3): ("tercio", "tercios"),
    ("it", 2): ("mezzo", "mezzi"),
}
"""Parts of a whole that are not made of an ordinal: one, and several."""
_NOT_MANY = (
    r"(?!was|is|has|as|this|its|his|us|perhaps|always|thus|sometimes|across|towards|besides)"
)
_COUNTED = rf"(?= (?:{_NOT_MANY}[a-z]+s|men|women|people|feet|children|sheep|horse|foot|miles?)\b)"
_POUNDERS = r"(?<=\ba )|(?<=\bthe )|(?<=\bhis )|(?<=\bher )|(?<=\bmy )|(?<=\bof )"


def amount(text: str, wording: Wording) -> str:
    """A number as it is written, `1,234.5`, in words."""
    plain = re.sub(wording.grouping, "", text)
    whole, _, fraction = plain.partition(wording.decimal_mark)
    if fraction:
        return decimal(whole, fraction, wording.point, wording.code)
    return cardinal(whole, wording.code)


def number_pattern(wording: Wording) -> str:
    """What `amount` reads: digits, with marks between thousands and a decimal part."""
    part = rf"(?:{re.escape(wording.decimal_mark)}\d+)?"
    return rf"\d{{1,3}}(?:{wording.grouping}\d{{3}})+{part}(?!\d)|\d+{part}"


def fraction(over: int, under: int, wording: Wording) -> str:
    """`3`, `4` as "three quarters"."""
    code, many = wording.code, over > 1
    head = (
        cardinal(str(over), code)
        if many or code in ("en", "fr")
        else "ein"
        if code == "de"
        else "un"
    )
    if (special := _PARTS.get((code, under))) is not None:
        return f"{head} {special[many]}"
    part = ordinal(under, code)
    if code == "de":
        part = f"{part.removesuffix('te').removesuffix('s')}{'stel' if under >= 20 else 'tel'}"
        return f"{head} {part.capitalize()}"
    if code == "it":
        return f"{head} {part[:-1]}{'i' if many else 'o'}"
    return f"{head} {part}{'s' if many else ''}"


def rules(wording: Wording) -> tuple[Rule | Family, ...]:
    """The rules for digits that nothing else has claimed; none where there are no words."""
    if not speaks_numbers(wording.code):
        return ()
    code, number = wording.code, number_pattern(wording)
    own = _english(wording) if code == "en" else _others(wording)
    general = (
        rule(
            rf"(?<![\w.,])({number})\s?[–-]\s?({number})(?![\w])",
            lambda m: f"{amount(m[1], wording)} {wording.to} {amount(m[2], wording)}",
        ),
        rule(r"(?<!\w)[−-](?=\d)", f"{wording.minus} "),
        rule(
            r"(?<![\d.,])\d+(?:\.\d+){2,}(?![\d])",
            lambda m: f" {wording.point} ".join(
                cardinal(part, code) for part in m.group().split(".")
            ),
        ),
        rule(r"(?<=\b[A-Z])\.(?=\d{1,2}\b)", " "),
        rule(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " "),
        rule(rf"(?:{number})", lambda m: _plain(m, wording)),
    )
    return where(r"[\d¼-¾⅐-⅞]", (*own, *general))


def _plain(match: Match, wording: Wording) -> str:
    text, code = match.group(), wording.code
    if len(text) > 1 and text[0] == "0" and text.isdigit():
        return spelled(text, code)
    return amount(text, wording)


def _fractions(wording: Wording, joint: str) -> tuple[Rule, ...]:
    def vulgar(match: Match) -> str:
        over, under = _VULGAR[match[2]]
        return _mixed(match[1], over, under)

    def slashed(match: Match) -> str | None:
        over, under = int(match[2]), int(match[3])
        if under not in _PARTED or over >= under or gcd(over, under) > 1:
            return None
        return _mixed(match[1], over, under)

    def _mixed(whole: str | None, over: int, under: int) -> str:
        part = fraction(over, under, wording)
        if not whole:
            return part
        if wording.code == "en" and over == 1:
            part = f"a {part.removeprefix('one ')}"
        return f"{cardinal(whole, wording.code)} {joint} {part}"

    return (
        rule(rf"(?:(\d+)[ -]?)?([{''.join(_VULGAR)}])", vulgar),
        rule(r"(?<![\w/.,:])(?:(\d+)[ -])?(\d{1,3})/(\d{1,4})(?![\w/]|\.\d)", slashed),
    )


def _english(wording: Wording) -> tuple[Rule, ...]:
    def ordinals(match: Match) -> str:
        return ordinal(int(match[1].replace(",", "")), "en")

    def phone(match: Match) -> str:
        groups = re.findall(r"\d+", match.group())
        return ("plus " if match.group()[0] == "+" else "") + ", ".join(
            spelled(group, "en", zero="oh") for group in groups
        )

    def sized(match: Match) -> str:
        digits = match[1]
        return "three oh three" if digits == "303" else cardinal(digits, "en")

    return (
        rule(
            r"(?<![\w-])(?:\+?1[ -])?\(?\d{3}\)?[ -]\d{3}-\d{4}\b|(?<![\w-])\d{3}-\d{4}(?![\w-])",
            phone,
        ),
        rule(
            r"\bISBN(?:-1[03])?:? ?(?=\d)",
            "ISBN ",
        ),
        rule(r"(?<![\w.,/-])\+?\d+(?:[ -]\d+)*(?:-\d+){2,}(?:-[\dX])?(?![\w/-])", phone),
        rule(r"(?<![\w.,/-])(?:\+\d{1,3}(?: \d{2,5}){2,4}|0\d{2,4}(?: \d{3,4}){1,2})\b", phone),
        rule(r"(?<=\bISBN )\d{9,13}\b", lambda m: spelled(m.group(), "en", zero="oh")),
        rule(
            r"(?<![\w/.,])(\d{1,3})/\1(?![\w/]|\.\d)",
            lambda m: "-".join((cardinal(m[1], "en"),) * 2),
        ),
        *_fractions(wording, "and"),
        rule(
            r"(?:(?<=\bBoeing )|(?<=\b[Aa] )|(?<=\b[Tt]he ))7[0-8]7\b(?! [a-z]+s\b)",
            lambda m: paired(m.group(), "en"),
        ),
        rule(r"\b0(\d)00(?= (?:hours|hrs))", lambda m: f"oh {cardinal(m[1], 'en')} hundred"),
        rule(r"\b(\d\d)00(?= (?:hours|hrs))", lambda m: f"{cardinal(m[1], 'en')} hundred"),
        rule(rf"(\d[\d,]*)(?:{wording.ordinals})\b", ordinals),
        rule(
            r"(?<!\S)(\d*[23])d(?= (?:[A-Z]|floor|time|day|of|son|edition|class))",
            lambda m: ordinal(int(m[1]), "en"),
        ),
        rule(rf"(?:{_POUNDERS})\.(22|32|38|44|45|50|303|357)\b", sized),
        rule(r"(?<![\w.])\.(\d+)\b", lambda m: decimal("", m[1], "point", "en")),
        rule(
            r"(?i)(?:(?<=\broom )|(?<=\bflight )|(?<=\broute )|(?<=\bhighway ))\d{3}\b",
            lambda m: paired(m.group(), "en"),
        ),
        rule(r"\b\d{3}(?=[A-Zab]\b)", lambda m: f"{paired(m.group(), 'en')} "),
        rule(
            rf"(?<![\w.,])1[1-9]00{_COUNTED}", lambda m: f"{cardinal(m.group()[:2], 'en')} hundred"
        ),
        rule(
            rf"(?<![\w.,])(1[1-9]\d\d|20[1-9]\d)(?![\w%°]|[.,]\d|{_COUNTED})",
            lambda m: year(int(m[1]), "en"),
        ),
        rule(
            r"\b(9)/(11)\b|\b(24)/(7)\b",
            lambda m: " ".join(cardinal(part, "en") for part in m.group().split("/")),
        ),
        rule(r"(?<=\d)/(?=\d)", " slash "),
        rule(r"(?<=\d):(?=\d)", " to "),
        rule(r"(?<=\d) ?[x×] ?(?=\d)", " by "),
    )


def _others(wording: Wording) -> tuple[Rule, ...]:
    code = wording.code
    joint = {"de": "und", "fr": "et", "es": "y", "it": "e"}.get(code, "")
    single = {"de": "ein", "es": "un", "it": "un"}.get(code)
    before_a_noun = (rule(r"(?<![\w.,])1(?= [^\W\d_]{2})", single),) if single else ()
    return (*(_fractions(wording, joint) if joint else ()), *before_a_noun)
