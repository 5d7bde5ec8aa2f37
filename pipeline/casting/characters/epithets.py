"""Descriptions such as `the beadle`: tied to a named person, or people of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from pipeline.casting.characters.lexicon import lexicon, word_set
from pipeline.casting.characters.mentions import Kind, Mention
from pipeline.casting.characters.names import opposed, title
from pipeline.casting.characters.reading import Reading
from pipeline.casting.characters.roster import Roster
from pipeline.casting.characters.scan import Scan
from pipeline.casting.characters.tags import Grade
from pipeline.model import Gender

_GENERIC = word_set("generic")


def head(mention: Mention) -> str:
    """The noun of an epithet."""
    return mention.name.words[-1]


def generic(noun: str) -> bool:
    """Whether the noun is for somebody else in each scene."""
    return noun in _GENERIC


def name_epithets(reading: Reading, found: Scan, roster: Roster) -> dict[str, int]:
    """The people that nouns stand for throughout the book, by noun.

    A noun beside a name in apposition (`Mr. Bumble, the beadle`) and one that is the title of a
    single person (`the captain`) are that person's; another one that speaks and is no generic
    word is a person of its own.
    """
    words = lexicon()
    beside: dict[str, Counter[int]] = {}
    for line, mentions in zip(reading.lines, found.mentions, strict=True):
        if line.narrated:
            for noun, person in _appositions(line.tokens.lower, mentions, roster):
                beside.setdefault(noun, Counter())[person] += 1
    speaking = Counter(
        head(tag.mention)
        for tag in (*found.after.values(), *found.before.values())
        if tag.mention.kind is Kind.EPITHET and tag.grade >= Grade.MANNER
    )
    owners: dict[str, int] = {}
    for noun in sorted({*beside, *speaking} - words.groups - _GENERIC):
        votes = beside.get(noun, Counter())
        titled = _titled(noun, roster)
        if titled is not None:
            owners[noun] = titled
        elif votes and (votes.total() > 1 or speaking[noun]):
            owners[noun] = min(votes.items(), key=lambda item: (-item[1], item[0]))[0]
        elif speaking[noun]:
            gender = words.nouns.get(noun, Gender.UNKNOWN)
            owners[noun] = roster.add(f"the {noun}", gender).number
    return owners


def _appositions(
    lower: tuple[str, ...], mentions: list[Mention], roster: Roster
) -> Iterator[tuple[str, int]]:
    """The nouns that stand in apposition to a name, with the person who bears it."""
    for one, other in pairwise(mentions):
        name, epithet = (one, other) if one.kind is Kind.NAME else (other, one)
        if (name.kind, epithet.kind) != (Kind.NAME, Kind.EPITHET):
            continue
        if one.possessive or other.possessive or lower[one.end : other.start] != (",",):
            continue
        after = lower[other.end] if other.end < len(lower) else "."
        if epithet.determiner != "the" or after not in _APPOSED or name.name not in roster.owners:
            continue
        person = roster.owners[name.name][0]
        if not opposed(roster.people[person].gender, epithet.gender):
            yield head(epithet), person


def _titled(noun: str, roster: Roster) -> int | None:
    """The one person in the book, or by far the first, who has a noun for a title."""
    bearers = [(p.total, p.number) for p in roster.people if title(noun) in p.titles]
    bearers.sort(key=lambda item: (-item[0], item[1]))
    if not bearers or (len(bearers) > 1 and bearers[0][0] < 3 * bearers[1][0]):
        return None
    return bearers[0][1]


_APPOSED = frozenset((",", ".", ";", "--", "—", "said", "of"))
