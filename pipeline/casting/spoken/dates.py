"""Dates and years: `9 November 1895`, `1914–18`, `the '90s`."""

from __future__ import annotations

import re

from pipeline.casting.spoken.continental import CONTINENTAL, named
from pipeline.casting.spoken.number_words import cardinal, ordinal, year
from pipeline.casting.spoken.rewriting import Family, Match, Rule, rule, where
from pipeline.casting.spoken.sentences import ends_sentence
from pipeline.casting.spoken.wording import Wording

_DECADES = {
    "20": "twenties",
    "30": "thirties",
    "40": "forties",
    "50": "fifties",
    "60": "sixties",
    "70": "seventies",
    "80": "eighties",
    "90": "nineties",
    "10": "tens",
    "00": "hundreds",
}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_YEAR = r"(?:1\d{3}|20\d\d)"
_SINCE = "|".join(
    rf"(?<=\b{word} )"
    for word in ("in", "In", "since", "Since", "until", "year", "year of", "circa")
)


def rules(wording: Wording) -> tuple[Rule | Family, ...]:
    """The rules of a language; months are put into full wherever a day stands beside them."""
    if wording.code == "en":
        return where(r"\d", _english(wording))
    make = CONTINENTAL.get(wording.code)
    return where(r"\d", make(wording, _month(wording))) if make else ()


def years(wording: Wording) -> tuple[Rule | Family, ...]:
    """What is left of years, once sums of money are known."""
    return where(r"\d", _years()) if wording.code == "en" else ()


def _month(wording: Wording) -> str:
    short = "|".join(rf"{re.escape(form)}\b\.?" for form in wording.month_forms)
    return f"(?:{'|'.join(wording.months)}|{short})" if short else f"(?:{'|'.join(wording.months)})"


def _english(wording: Wording) -> tuple[Rule, ...]:
    month = _month(wording)

    def day_first(match: Match) -> str:
        the, day, suffix, of, name, then = match.groups()
        lead = "" if the or (suffix and of) else "the "
        tail = f", {year(int(then), 'en')}" if then else ""
        if name.endswith(".") and not then and ends_sentence(match, wording):
            tail = "."
        return f"{the or ''}{lead}{ordinal(int(day), 'en')} of {named(name, wording)}{tail}"

    def month_first(match: Match) -> str:
        name, day, last, then = match.groups()
        until = f" to {ordinal(int(last), 'en')}" if last else ""
        tail = f", {year(int(then), 'en')}" if then else ""
        return f"{named(name, wording)} {ordinal(int(day), 'en')}{until}{tail}"

    def in_numbers(match: Match) -> str | None:
        first, second, then = int(match[1]), int(match[2]), match[3]
        number, day = (second, first) if first > 12 else (first, second)
        if not (1 <= number <= 12 and 1 <= day <= 31):
            return None
        spoken = year(int(then), "en") if len(then) == 4 else cardinal(then, "en")
        return f"{wording.months[number - 1]} {ordinal(day, 'en')}, {spoken}"

    def iso(match: Match) -> str | None:
        number, day = int(match[2]), int(match[3])
        if not (1 <= number <= 12 and 1 <= day <= 31):
            return None
        return f"{wording.months[number - 1]} {ordinal(day, 'en')}, {year(int(match[1]), 'en')}"

    def weekday(match: Match) -> str:
        (day,) = (each for each in _WEEKDAYS if each.startswith(match[1][:3]))
        return f"{day}{match[2] or ''}"

    return (
        rule(
            rf"\b(Mon|Tues?|Wed|Thur?s?|Fri|Sat|Sun)\.(,)?(?= (?:the )?(?:{month} \d|"
            rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {month}))",
            weekday,
        ),
        rule(r"(?<![\w/.-])(\d{4})-(\d\d)-(\d\d)(?![\w/-])", iso),
        rule(r"(?<![\w/.])(\d{1,2})[/](\d{1,2})[/](\d{4}|\d\d)(?![\w/])", in_numbers),
        rule(
            rf"(\b[Tt]he )?\b(\d{{1,2}})(st|nd|rd|th|d)?( of)? ({month})"
            rf"(?:,? ({_YEAR})(?!\d))?(?!\w)",
            day_first,
        ),
        rule(
            rf"\b({month}) (\d{{1,2}})(?:st|nd|rd|th|d)?(?:[–-](\d{{1,2}})(?:st|nd|rd|th)?)?"
            rf"(?:,? ({_YEAR})(?!\d))?(?![\w:]|[.,]\d)",
            month_first,
        ),
        rule(rf"\b({month})(?= {_YEAR}\b)", lambda m: named(m[1], wording)),
    )


def _years() -> tuple[Rule, ...]:
    def span(match: Match) -> str:
        first, last = match[1], match[2]
        if len(last) == 4:
            return f"{year(int(first), 'en')} to {year(int(last), 'en')}"
        tail = (
            f"oh {cardinal(last[1], 'en')}" if last[0] == "0" and last[1:] else cardinal(last, "en")
        )
        return f"{year(int(first), 'en')} to {tail}"

    def decade(match: Match) -> str:
        century, ten = match[1] or "", match[2]
        head = f"{cardinal(century, 'en')} " if century else ""
        if not century and ten in ("00", "10"):
            return "two thousands" if ten == "00" else "tens"
        if century == "20" and ten == "00":
            return "two thousands"
        return f"{head}{_DECADES[ten]}"

    return (
        rule(r"(?<![\w,.-])(1\d{3}|20\d\d)[–-](\d{4}|\d\d?)(?![\w-])", span),
        rule(r"(?<![\w,.])(1\d|20)(\d0)[’']?s\b", decade),
        rule(r"(?<!\w)[’']?()(\d0)[’']?s\b", decade),
        rule(
            r"(?<!\w)[’'](\d\d)(?![\w’'])",
            lambda m: year(int(m[1]), "en") if m[1][0] != "0" else f"oh {cardinal(m[1][1], 'en')}",
        ),
        rule(rf"(?:{_SINCE})({_YEAR})(?![\w,.-]?\d)\b", lambda m: year(int(m[1]), "en")),
        rule(rf"\b({_YEAR})(?= ?(?:A\.? ?D|B\.? ?C|C\.? ?E)\b)", lambda m: year(int(m[1]), "en")),
        rule(
            rf"(?<=\bA\.D\. )({_YEAR})\b|(?<=\bAD )({_YEAR})\b",
            lambda m: year(int(m.group()), "en"),
        ),
    )
