"""Dates and ordinals of German, French, Spanish and Italian books."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pipeline.casting.spoken.number_words import cardinal, ordinal, year
from pipeline.casting.spoken.rewriting import Match, Rule, rule
from pipeline.casting.spoken.wording import Wording


def named(month: str, wording: Wording) -> str:
    """A month in full."""
    return wording.month_forms.get(month.rstrip("."), month)


def _german(wording: Wording, month: str) -> tuple[Rule, ...]:
    def date(match: Match) -> str:
        before, day, name, then = match.groups()
        tail = f" {year(int(then), 'de')}" if then else ""
        return f"{before or ''}{_declined(int(day), before)} {named(name, wording)}{tail}"

    def in_numbers(match: Match) -> str | None:
        before, day, number, then = match.groups()
        if not (1 <= int(number) <= 12 and 1 <= int(day) <= 31):
            return None
        tail = f" {year(int(then), 'de')}" if then else ""
        return (
            f"{before or ''}{_declined(int(day), before)} {wording.months[int(number) - 1]}{tail}"
        )

    before = (
        r"(\b(?:[Aa]m|[Vv]om|[Zz]um|[Dd]e[rmns]|[Dd]ie|[Dd]as|[Ii]m|[Bb]eim) "
        r"(?:\w+tag,? (?:den )?)?)?"
    )
    return (
        rule(r"\b(1[1-9]\d0|\d0)er(?= |\b)", lambda m: f"{year(int(m[1]), 'de')}er"),
        rule(rf"{before}\b(\d{{1,2}})\. ?({month})(?: (\d{{4}})\b)?", date),
        rule(rf"{before}\b(\d{{1,2}})\. ?(\d{{1,2}})\. ?(\d{{4}})?(?!\d)", in_numbers),
        rule(
            r"(?<![\w,.])(1\d{3})[–-](1\d{3})(?!\w)",
            lambda m: f"{year(int(m[1]), 'de')} bis {year(int(m[2]), 'de')}",
        ),
        rule(
            r"(?<![\w,.])(1[1-9]\d\d)"
            r"(?![\w%€°]|[.,]\d| (?:Mann|Euro|Mark|Meter|Kilometer|Menschen|Soldaten))",
            lambda m: year(int(m[1]), "de"),
        ),
        rule(rf"{before}\b(\d{{1,3}})\.(?= [a-zäöüA-ZÄÖÜ]\w)", lambda m: _counted(m)),
    )


def _counted(match: Match) -> str | None:
    """`der 3. Band`; without an article the full stop may end a sentence."""
    if match[1] is None and not re.match(
        r" (?:Kapitel|Teil|Akt|Szene|Band|Jahrhundert|Stock)", match.string[match.end() :]
    ):
        return None
    return f"{match[1] or ''}{_declined(int(match[2]), match[1] or 'x')}"


def _declined(number: int, before: str | None) -> str:
    word = ordinal(number, "de")
    article = (before or "den").split()[0].casefold()
    weak = article in ("der", "die", "das") if before else False
    if article == "x":
        return f"{word}s" if number else word
    return word if weak else f"{word}n"


def _day(digits: str, language: str, first: str) -> str:
    return first if digits == "1" else cardinal(digits, language)


def _french(wording: Wording, month: str) -> tuple[Rule, ...]:
    return (
        rule(
            rf"\b(\d{{1,2}})(er)? ({month})(?!\w)",
            lambda m: f"{_day(m[1], 'fr', 'premier')} {named(m[3], wording)}",
        ),
        rule(r"\b1er\b", "premier"),
        rule(r"\b1(?:re|ère)\b", "première"),
        rule(r"\b(\d+)(?:e|è|ème|ième)\b", lambda m: ordinal(int(m[1]), "fr")),
    )


def _spanish(wording: Wording, month: str) -> tuple[Rule, ...]:
    def numbered(match: Match) -> str:
        word = ordinal(int(match[1]), "es")
        if match[2] == "ª":
            return re.sub(r"o\b", "a", word)
        return re.sub(r"(primer|tercer)o$", r"\1", word) if match[2] == "er" else word

    return (
        rule(
            rf"\b1(?:\.?º)? de ({month})\b",
            lambda m: f"primero de {named(m[1], wording)}",
        ),
        rule(r"\b(\d+)\.?(º|ª|er)(?!\w)", numbered),
    )


def _italian(wording: Wording, month: str) -> tuple[Rule, ...]:
    def numbered(match: Match) -> str:
        word = ordinal(int(match[1]), "it")
        return word[:-1] + "a" if match[2] == "ª" else word

    return (
        rule(rf"\b1[º°]? ({month})\b", lambda m: f"primo {named(m[1], wording)}"),
        rule(r"\b(\d+)(º|ª|°(?= ?[A-Za-z]{3}))", numbered),
    )


CONTINENTAL: Mapping[str, Callable[[Wording, str], tuple[Rule, ...]]] = {
    "de": _german,
    "fr": _french,
    "es": _spanish,
    "it": _italian,
}
"""The rules of a language, by its words and its pattern for a month."""
