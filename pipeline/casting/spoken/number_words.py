"""Numbers in words, by num2words, in the form in which a book is read aloud."""

from __future__ import annotations

from functools import cache
from typing import Any

_LONGEST = 15
"""Digits: a longer number is read digit by digit."""


@cache
def speaks_numbers(language: str) -> bool:
    """Whether numbers can be put into words of a language, by its two letters."""
    # num2words is imported where it is needed, since every command imports this module.
    from num2words import CONVERTER_CLASSES

    return language in CONVERTER_CLASSES


@cache
def cardinal(digits: str, language: str) -> str:
    """`1234` as "one thousand two hundred and thirty-four"."""
    if len(digits) > _LONGEST:
        return spelled(digits, language)
    return _words(int(digits), language)


@cache
def ordinal(number: int, language: str) -> str:
    """`3` as "third"; in a language with genders, the masculine."""
    if language == "fr" and number == 1:
        return "premier"
    return _words(number, language, to="ordinal")


@cache
def year(number: int, language: str) -> str:
    """`1905` as "nineteen oh-five"; a year is a plain number where the language says it so."""
    if language == "en" and number < 1000:
        return cardinal(str(number), language)
    if language == "de" and not 1100 <= number < 2000:
        return cardinal(str(number), language)
    return _words(number, language, to="year")


def spelled(digits: str, language: str, zero: str | None = None) -> str:
    """`505` as "five zero five", with another word for zero if one is given."""
    return " ".join(
        zero if zero and digit == "0" else cardinal(digit, language) for digit in digits
    )


def paired(digits: str, language: str) -> str:
    """`237` as "two thirty-seven", as rooms and roads are numbered; three digits."""
    head, tail = cardinal(digits[0], language), digits[1:]
    if tail == "00":
        return cardinal(digits, language)
    if tail[0] == "0":
        return f"{head} oh {cardinal(tail[1], language)}"
    return f"{head} {cardinal(tail, language)}"


def decimal(whole: str, fraction: str, point: str, language: str) -> str:
    """`3`, `14` as "three point one four"; nothing before the point where `whole` is empty."""
    head = f"{cardinal(whole, language)} " if whole else ""
    return f"{head}{point} {spelled(fraction, language)}"


def _words(number: int, language: str, **how: Any) -> str:
    from num2words import num2words

    try:
        words: str = num2words(number, lang=language, **how)  # type: ignore[no-untyped-call]
    except (NotImplementedError, OverflowError, KeyError, IndexError, TypeError, ValueError):
        return str(number)  # not every language has every form
    if language == "en":
        words = words.replace(",", "").replace("oh-", "oh ")
    return " ".join(words.split())
