"""Descriptions that are another way to name somebody: `the Jew` for Fagin.

A description is somebody's if it comes up in the scenes where that person's names do, and hardly
ever in one clause with them, as two people do.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from pipeline.casting.characters.epithets import head
from pipeline.casting.characters.lexicon import lexicon
from pipeline.casting.characters.mentions import Kind, Mention
from pipeline.casting.characters.names import opposed
from pipeline.casting.characters.reading import Reading
from pipeline.casting.characters.roster import Roster
from pipeline.casting.characters.scan import Scan, clauses
from pipeline.model import Gender

_SCENES = 4
"""In how many scenes a description must come up to be judged."""
_REACH = 2
"""Paragraphs between a name and a description that are near each other."""


class _Places:
    """Where everybody is named or described in the narration."""

    def __init__(
        self, reading: Reading, found: Scan, roster: Roster, nouns: dict[str, int]
    ) -> None:
        self.paragraphs: dict[int, set[int]] = {}
        self.scenes: dict[int, Counter[int]] = {}
        self.clauses: Counter[tuple[int, int]] = Counter()
        for line, mentions in zip(reading.lines, found.mentions, strict=True):
            if not line.narrated:
                continue
            known = [m for m in mentions if _known(m, roster, nouns) is not None]
            for clause in clauses(line, known):
                people = [_known(mention, roster, nouns) or 0 for mention in clause]
                for one, other in combinations(people, 2):
                    if one != other:
                        self.clauses[min(one, other), max(one, other)] += 1
                for person in people:
                    self.paragraphs.setdefault(person, set()).add(line.paragraph)
                    self.scenes.setdefault(person, Counter())[line.scene] += 1


def _known(mention: Mention, roster: Roster, nouns: dict[str, int]) -> int | None:
    """Whoever a name or a description is throughout the book."""
    if mention.kind is Kind.NAME:
        return next(iter(roster.owners.get(mention.name, ())), None)
    return nouns.get(head(mention)) if mention.kind is Kind.EPITHET else None


def link_epithets(
    reading: Reading, found: Scan, roster: Roster, nouns: dict[str, int]
) -> dict[str, int]:
    """The people of `nouns`, those who have no name made one with whoever they describe."""
    places = _Places(reading, found, roster, nouns)
    linked = dict(nouns)
    for noun, number in nouns.items():
        if roster.people[number].names or len(places.scenes.get(number, ())) < _SCENES:
            continue
        best = max(
            ((_likeness(places, number, other.number), -other.number) for other in roster.people
             if other.names and not opposed(roster.people[number].gender, other.gender)),
            default=(0.0, 0),
        )  # fmt: skip
        if best[0] > 0:
            linked[noun] = -best[1]
    return linked


def _likeness(places: _Places, one: int, other: int) -> float:
    """How much two descriptions look like one person's; 0 where they do not."""
    mine, theirs = places.scenes[one], places.scenes.get(other)
    if theirs is None:
        return 0.0
    inside = sum(count for scene, count in mine.items() if theirs[scene]) / mine.total()
    back = sum(count for scene, count in theirs.items() if mine[scene]) / theirs.total()
    if inside < 0.85 or back < 0.65:
        return 0.0
    named = places.paragraphs[other]
    near = sum(
        any(paragraph + step in named for step in range(-_REACH, _REACH + 1))
        for paragraph in places.paragraphs[one]
    )
    beside = places.clauses[min(one, other), max(one, other)]
    if near < 5 or beside > 0.1 * near:
        return 0.0
    return inside * back * (1 - beside / near)


def settle(
    reading: Reading, found: Scan, roster: Roster, nouns: dict[str, int], passing: dict[Key, int]
) -> dict[Key, int]:
    """The strangers of `passing`, those who are somebody known made one with them.

    `The girl` who was not brought in as `a girl` is the one woman who is named in the scene, if
    the two never stand in one clause.
    """
    fresh: dict[Key, bool] = {}
    named: dict[int, Counter[int]] = {}
    beside: set[tuple[int, str, int]] = set()
    for line, mentions in zip(reading.lines, found.mentions, strict=True):
        if not line.narrated:
            continue
        count = named.setdefault(line.scene, Counter())
        told = [mention for mention in mentions if mention.kind <= Kind.EPITHET]
        for clause in clauses(line, told):
            described = {head(m): m for m in clause if (line.scene, head(m)) in passing}
            for noun, mention in reversed(described.items()):
                fresh.setdefault((line.scene, noun), mention.determiner in _NEW)
            people = [_known(m, roster, nouns) for m in clause if head(m) not in described]
            for person in people:
                if person is not None:
                    count[person] += 1
                    beside.update((line.scene, noun, person) for noun in described)
    settled = dict(passing)
    for (scene, noun), new in fresh.items():
        gender = lexicon().nouns.get(noun, Gender.UNKNOWN)
        if new or gender is Gender.UNKNOWN:
            continue
        fits = [
            person
            for person, times in named[scene].items()
            if times > 1 and roster.people[person].gender is gender
        ]
        if len(fits) == 1 and (scene, noun, fits[0]) not in beside:
            settled[scene, noun] = fits[0]
    return settled


Key = tuple[int, str]
"""A scene and the noun of somebody described in it."""
_NEW = frozenset(("a", "an", "another"))
