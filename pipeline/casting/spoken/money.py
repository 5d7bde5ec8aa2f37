"""Sums of money: `£5,000`, `$2.50`, `£3 4s. 6d.`, `3,50 €`."""

from __future__ import annotations

import re
from math import gcd

from pipeline.casting.spoken.figures import amount, number_pattern
from pipeline.casting.spoken.number_words import cardinal
from pipeline.casting.spoken.rewriting import Family, Match, Rule, rule, where
from pipeline.casting.spoken.sentences import ends_sentence
from pipeline.casting.spoken.wording import Wording

_SCALES = {"k": "thousand", "K": "thousand", "m": "million", "M": "million", "bn": "billion"}
_FARTHINGS = {"¼": "farthing", "½": "halfpenny", "¾": "three farthings"}
_PRICED = "|".join(
    rf"(?<=\b{word} )"
    for word in ("for", "cost", "costs", "costing", "paid", "pay", "worth", "only", "price", "owed")
)
_THINGS = (
    "bill|note|coin|ticket|piece|tip|fine|reward|cheque|check|loan|bet|raise|fee|debt|bribe|prize|"
    "hat|suit|gold|chip|stamp"
)
"""What costs a sum: `a $5 bill` is a five dollar one."""


def rules(wording: Wording) -> tuple[Rule | Family, ...]:
    """The rules of a language, by the signs of its table of currencies."""
    if not wording.currencies:
        return ()
    signs = "|".join(sorted(map(re.escape, wording.currencies), key=len, reverse=True))
    number = number_pattern(wording)
    scales = "thousand|million|billion|trillion|hundred"

    def sum_(sign: str, digits: str, scale: str | None, whole: bool) -> str:
        currency = wording.currencies[sign]
        if scale:
            words = _SCALES.get(scale, scale)
            return f"{amount(digits, wording)} {words} {currency.unit[0 if whole else 1]}"
        plain = re.sub(wording.grouping, "", digits)
        units, _, parts = plain.partition(wording.decimal_mark)
        if len(parts) == 1 or len(parts) > 2:
            return f"{amount(digits, wording)} {currency.unit[1]}"
        head = f"{_one(units, wording)} {currency.unit[0 if int(units) == 1 or whole else 1]}"
        if not parts or int(parts) == 0:
            return head
        cents = cardinal(str(int(parts)), wording.code)
        if wording.code != "en":
            return f"{head} {wording.money_joint + ' ' if wording.money_joint else ''}{cents}"
        tail = f"{cents} {currency.part[0 if int(parts) == 1 else 1]}"
        return tail if int(units) == 0 else f"{head} and {tail}"

    def before(match: Match) -> str:
        thing = re.match(rf"[ -](?:{_THINGS})s?\b|-[a-z]", match.string[match.end() :])
        return sum_(match[1], match[2], match[3], whole=bool(thing))

    def after(match: Match) -> str:
        return sum_(match[2], match[1], None, whole=False)

    joined = (
        rule(
            rf"({signs})\s?({number})(?:[ -]?({scales}|k|K|m|M|bn)\b)?(?!\d)",
            before,
        ),
        rule(rf"(?<![\w.,])({number})\s?({signs})(?!\w)", after),
    )
    return where(r"\d", (*_sterling(wording), *joined) if wording.code == "en" else joined)


def _one(digits: str, wording: Wording) -> str:
    if int(digits) == 1 and wording.code in ("de", "es", "it"):
        return {"de": "ein", "es": "un", "it": "un"}[wording.code]
    return cardinal(digits, wording.code)


def _pence(digits: str) -> str:
    if digits == "1":
        return "one penny"
    joint = "" if int(digits) < 13 else " "
    return f"{cardinal(digits, 'en')}{joint}pence"


def _sterling(wording: Wording) -> tuple[Rule, ...]:
    """Pounds, shillings and pence."""

    def full(match: Match) -> str:
        pounds, shillings, pence = match.groups()
        parts = []
        if pounds:
            plain = pounds.replace(",", "")
            parts.append(f"{cardinal(plain, 'en')} pound{'' if plain == '1' else 's'}")
        if shillings:
            parts.append(f"{cardinal(shillings, 'en')} shilling{'' if shillings == '1' else 's'}")
        if pence:
            parts.append(_pence(pence))
        head = ", ".join(parts[:-1])
        return f"{head} and {parts[-1]}" if head else parts[-1]

    def shillings(match: Match) -> str | None:
        """`2/6`, unless it may be a fraction."""
        over, under = int(match[1]), int(match[2])
        if 0 < over < under and gcd(over, under) == 1:
            return None
        return f"{cardinal(match[1], 'en')} and {cardinal(match[2], 'en')}" if under else None

    def farthings(match: Match) -> str:
        part = _FARTHINGS[match[2]]
        if not match[1]:
            return part if match[2] == "¾" else f"a {part}"
        return f"{_pence(match[1])} {part}"

    def cents(match: Match) -> str:
        unit = "penny" if match[2] == "p" else "cent"
        many = "pence" if match[2] == "p" else "cents"
        return f"{cardinal(match[1], 'en')} {unit if match[1] == '1' else many}"

    return (
        rule(
            r"(?<![\w.,])(\d[\d,]*)l\.(?:,? (\d{1,2})s\.)?(?:,? (\d{1,2})d\.)?(?!\w)",
            lambda m: full(m) + ("." if ends_sentence(m, wording) else ""),
        ),
        rule(rf"(?:{_PRICED})(\d{{1,2}})/(\d|1[01])(?![\w/]|\.\d)", shillings),
        rule(
            r"(?<![\w/.,])(\d{1,3})/[-–](?!\w)()()", lambda m: f"{cardinal(m[1], 'en')} shillings"
        ),
        rule(r"(?<![\w.,])(?:(\d{1,2}) ?)?([½¼¾])d\.?(?!\w)", farthings),
        rule(r"£(\d[\d,]*)[,.]? (\d{1,2})s\.?(?:,? (\d{1,2})d\.?)?(?!\w)", full),
        rule(r"£(\d[\d,]*)[,.]? ()(\d{1,2})d\.?(?!\w)", full),
        rule(r"(?<![\w.,])()(\d{1,3})s\.?,? (\d{1,2})d\.?(?!\w)", full),
        rule(r"(?<![\w.,])()(\d{1,2})s\.(?!\w)()", full),
        rule(r"(?<![\w.,])(\d{1,2})d(?:\.|(?=[,;:!?]))(?!\w)", lambda m: _pence(m[1])),
        rule(r"(?<![\w.,])(\d{1,3})\s?(p(?!\.\w)|¢|c\.)(?!\w)(?=\W|$)", cents),
    )
