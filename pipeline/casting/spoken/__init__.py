"""The spoken form of a text: what an engine is given in place of the author's characters.

The text itself is never changed: this form is derived for each clip and only shapes the
request. Each family of rules is a module; `_rules` is the list of them in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.casting.spoken import (
    abbreviations,
    addresses,
    clock,
    dates,
    figures,
    initials,
    marks,
    measures,
    money,
    numerals,
    scripture,
    symbols,
)
from pipeline.casting.spoken.alignment import Pair, aligned, traced_pairs
from pipeline.casting.spoken.languages import wording_of
from pipeline.casting.spoken.rewriting import Family, Rule, Traced
from pipeline.casting.spoken.wording import Wording

__all__ = ["Pair", "Said", "Spoken", "aligned", "spoken", "spoken_form"]

Said = tuple[int, int, str]
"""A stretch of the shown text, in code points, and what is spoken there, as it stands."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text as it is spoken, and where each of its words comes from."""

    text: str
    """On one line; "" where there is nothing to say."""
    pairs: tuple[Pair, ...]
    """Stretches of whole words of the shown text, and of `text`: in order, every word of both."""


def spoken_form(
    text: str, language: str, *, heading: bool = False, said: Sequence[Said] = ()
) -> str:
    """The `text` of `spoken`, without its pairs."""
    return _spoken(text, language, heading, said).text


def spoken(text: str, language: str, *, heading: bool = False, said: Sequence[Said] = ()) -> Spoken:
    """The text as it is to be spoken, with its words beside the shown ones.

    `language` is a BCP 47 tag. With `heading`, words set in capitals are lowered, so that an
    engine reads them instead of spelling them. `said` are stretches, in order and apart, whose
    spoken form is given.
    """
    traced = _spoken(text, language, heading, said)
    return Spoken(traced.text, traced_pairs(text, traced) if traced.text else ())


def _spoken(text: str, language: str, heading: bool, said: Sequence[Said]) -> Traced:
    traced = Traced.of(text)
    if said:
        traced = traced.changed(said, fix=True)
    traced = traced.rewritten(_rules(language, heading))
    return traced if any(map(str.isalnum, traced.text)) else Traced.of("")


@cache
def _rules(language: str, heading: bool) -> tuple[Rule | Family, ...]:
    wording = wording_of(language)
    english = wording.code == "en"
    return (
        *marks.VISIBLE,
        *(marks.HEADING_MARKS if heading else ()),
        *abbreviations.loud(wording),
        *(initials.acronyms(wording, heading=True) if heading else ()),
        *marks.LINKS,
        *addresses.rules(wording),
        *marks.MARKUP,
        *marks.NOTE_REFERENCES,
        *(marks.OLD_SPELLING if english else ()),
        *_of_numbers(wording, heading),
        *abbreviations.words(wording),
        *initials.initials(wording),
        *initials.acronyms(wording, heading=False),
        *symbols.rules(wording),
        *marks.QUOTATION_MARKS,
        *marks.PAUSES,
        *marks.SPACES,
    )


def _of_numbers(wording: Wording, heading: bool) -> tuple[Rule | Family, ...]:
    return (
        *scripture.rules(wording),
        *clock.rules(wording),
        *abbreviations.numbered(wording),
        *dates.rules(wording),
        *money.rules(wording),
        *dates.years(wording),
        *measures.rules(wording),
        *numerals.rules(wording, heading=heading),
        *figures.rules(wording),
    )
