"""What speaks for and against each candidate of each turn, as numbers."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.casting.attribution.presence import Presence, addressed_gender
from pipeline.casting.attribution.rules import Decision
from pipeline.casting.attribution.setting import Setting
from pipeline.casting.attribution.speech import Speech
from pipeline.casting.attribution.turns import Turn, apart
from pipeline.casting.characters.epithets import generic
from pipeline.casting.characters.lexicon import word_set
from pipeline.casting.characters.mentions import Kind
from pipeline.casting.characters.tags import Grade, Tag
from pipeline.model import Gender

FAR = 60.0
"""Stands for a distance to something that is nowhere near."""

_GENDER = {Gender.UNKNOWN: 0.0, Gender.FEMALE: -1.0, Gender.MALE: 1.0}
_DETERMINERS = {
    "": 0.0, "the": 1.0, "a": 2.0, "an": 2.0, "another": 2.0, "his": 3.0, "her": 3.0,
    "their": 3.0, "my": 4.0, "our": 4.0, "your": 4.0,
}  # fmt: skip
_POINTERS = word_set("pointers")
_OFFSETS = (-1, 1, -2, 2, -3, 3, -4, 4)


def agreement(one: Gender, other: Gender) -> float:
    """1 where two genders are known and equal, -1 where they differ, else 0."""
    return _GENDER[one] * _GENDER[other]


@dataclass(frozen=True, slots=True)
class Table:
    """One row for each candidate of each turn, the rows of a turn together."""

    values: NDArray[np.float32]
    starts: NDArray[np.int64]
    """First row of each turn, and the number of rows at the end."""

    @property
    def filled(self) -> NDArray[np.int64]:
        """The same without the turns that have no candidate."""
        return np.concatenate([self.starts[:-1][np.diff(self.starts) > 0], self.starts[-1:]])


class Extractor:
    """Computes the rows of a book."""

    def __init__(self, setting: Setting, present: Presence, decisions: list[Decision]) -> None:
        self.setting = setting
        self.present = present
        self.decisions = decisions
        people = setting.roster.people
        self.gender = [person.gender for person in people]
        self.sure: list[int | None] = [
            d.person if _sure(d, t) else None for d, t in zip(decisions, setting.turns, strict=True)
        ]
        self.said = Counter(p for p in self.sure if p is not None)
        self.named = Counter(p for view in present.views for p in view.named)
        self.scene_named: list[Counter[int]] = [
            Counter(p for n in scene for p in present.views[n].named)
            for scene in setting.reading.scenes
        ]
        self.scene_said: list[Counter[int]] = [Counter() for _ in setting.reading.scenes]
        for turn, person in zip(setting.turns, self.sure, strict=True):
            if person is not None:
                self.scene_said[turn.scene][person] += 1
        self.called = [self._called(turn) for turn in setting.turns]
        self.polite = [self._polite(turn) for turn in setting.turns]
        self.shape = [self._shape(index) for index in range(len(setting.turns))]
        self.speech = Speech(setting, self.sure)
        self.beside = Counter[tuple[int, str]]()
        self.nouns: Counter[str] = Counter()
        self.fresh: dict[tuple[int, str], bool] = {}
        self._associate()
        self._first_mentions()

    def _associate(self) -> None:
        """Count which nouns describe people in paragraphs where they alone are the subject."""
        for view, paragraph in zip(
            self.present.views, self.setting.reading.paragraphs, strict=True
        ):
            people = set(view.named)
            for number in paragraph:
                if self.setting.reading.lines[number].narrated:
                    for mention in self.setting.found.mentions[number]:
                        if mention.kind is Kind.EPITHET:
                            noun = mention.name.words[-1]
                            self.nouns[noun] += 1
                            for person in people:
                                self.beside[person, noun] += 1

    def _first_mentions(self) -> None:
        """Note of each noun in each scene whether it comes up as something new: `a tall man`."""
        for line, mentions in zip(
            self.setting.reading.lines, self.setting.found.mentions, strict=True
        ):
            if line.narrated:
                for mention in mentions:
                    if mention.kind is Kind.EPITHET:
                        key = (line.scene, mention.name.words[-1])
                        self.fresh.setdefault(key, mention.determiner in ("a", "an", "another"))

    def _called(self, turn: Turn) -> Counter[int]:
        people: Counter[int] = Counter()
        for number in turn.quotations:
            for call in self.setting.found.calls.get(number, ()):
                for owner in self.setting.roster.owners.get(call.name, ())[:1]:
                    people[owner] += 1
                if call.kind is Kind.EPITHET:
                    person = self.setting.person(call, turn.scene)
                    if person is not None:
                        people[person] += 1
        return people

    def _polite(self, turn: Turn) -> Gender:
        for number in turn.quotations:
            gender = addressed_gender(self.setting.reading.lines[number].tokens.lower)
            if gender is not Gender.UNKNOWN:
                return gender
        return Gender.UNKNOWN

    def _shape(self, index: int) -> list[float]:
        """What holds of a turn whoever says it."""
        turns, reading = self.setting.turns, self.setting.reading
        turn = turns[index]
        lines = [reading.lines[n] for n in turn.quotations]
        first, last = lines[0].utterance.text, lines[-1].utterance.text.rstrip("\"'”’»_ ")
        words = sum(len(line.tokens) for line in lines)
        selves = sum(line.tokens.lower.count("i") for line in lines)
        yous = sum(line.tokens.lower.count("you") for line in lines)
        paragraph = reading.paragraphs[turn.paragraph]
        before = turns[index - 1] if index else None
        after = turns[index + 1] if index + 1 < len(turns) else None
        gap_before = min(FAR, apart(before, turn)) if before and before.scene == turn.scene else FAR
        gap_after = min(FAR, apart(turn, after)) if after and after.scene == turn.scene else FAR
        tag = turn.tag
        view = self.present.views[turn.paragraph]
        return [
            *_tag_shape(tag),
            float(len(turn.tags)),
            float(gap_before),
            float(gap_after),
            math.log1p(words),
            float(selves),
            float(yous),
            float(last.endswith("?")),
            float(last.endswith("!")),
            float(first[1:2].islower()),
            float(turn.last - turn.paragraph),
            float(lines[0] is reading.lines[paragraph[0]]),
            float(reading.lines[paragraph[-1]].quoted),
            float(len(paragraph)),
            float(len(set(view.subjects))),
            float(bool(self.called[index])),
            float(self.setting.narrators.scenes[turn.scene] is not None),
            float(len(self.scene_said[turn.scene])),
            float(
                _ends_asking(reading.lines[before.quotations[-1]].utterance.text)
                if before and gap_before < FAR
                else 0
            ),
        ]

    def rows(self, index: int, people: list[int]) -> Iterator[list[float]]:
        """The rows of one turn, in the order of its candidates."""
        setting, turn = self.setting, self.setting.turns[index]
        views = self.present.views
        view = views[turn.paragraph]
        shape = self.shape[index]
        tag = turn.tag
        narrator = setting.narrators.scenes[turn.scene]
        tagged, pronoun, noun = -1, -1, ""
        owners: tuple[int, ...] = ()
        if tag is not None:
            tagged_person = setting.person(tag.mention, turn.scene)
            tagged = -1 if tagged_person is None else tagged_person
            owners = tuple(setting.roster.owners.get(tag.mention.name, ()))
            pronoun = self.present.pronouns.get((tag.line, tag.mention.start), -1)
            noun = tag.mention.name.words[-1] if tag.mention.kind is Kind.EPITHET else ""
        tag_gender = tag.mention.gender if tag is not None else Gender.UNKNOWN
        others = turn.tags[1:]
        other_people = [self._tagged(t, turn.scene) for t in others]
        told = self._told(turn)
        seen = self._recency(turn)
        near = [self._near(index, offset) for offset in _OFFSETS]
        chapter = setting.reading.chapters[turn.scene]
        previous_view = views[turn.paragraph - 1] if turn.paragraph - 1 in chapter else None
        next_view = views[turn.last + 1] if turn.last + 1 in chapter else None
        heard = self._heard(index)
        coming = self._coming(index)
        rule = self.decisions[index]
        known = [person for person in people if person in seen]
        order = {p: r for r, p in enumerate(sorted(known, key=lambda p: seen[p][0]))}
        fitting = sum(agreement(self.gender[p], tag_gender) > 0 for p in people)
        ranks = self._fitting(people, seen, tag_gender)
        previous, following = near[0], near[1]
        scene_said, scene_named = self.scene_said[turn.scene], self.scene_named[turn.scene]
        addressed_before = self.called[previous] if previous is not None else {}
        addressed_after = self.called[following] if following is not None else {}
        second, fourth = near[2], near[3]
        addressed_second = self.called[second] if second is not None else {}
        addressed_fourth = self.called[fourth] if fourth is not None else {}
        polite_before = self.polite[previous] if previous is not None else Gender.UNKNOWN
        polite_after = self.polite[following] if following is not None else Gender.UNKNOWN
        new = float(self.fresh.get((turn.scene, noun), False)) if noun else -1.0
        by_gender: Counter[Gender] = Counter()
        for person in people:
            by_gender[self.gender[person]] += scene_named[person]
        for person in people:
            gender = self.gender[person]
            rivals = 1 + by_gender[gender]
            who = setting.roster.people[person]
            away, subject_away, times = seen.get(person, (FAR, FAR, 0))
            yield [
                *shape,
                float(person == tagged),
                float(person in owners) - (0.0 if not owners or owners[0] == person else 0.5),
                float(person == pronoun),
                agreement(gender, tag_gender),
                float(fitting),
                float(ranks.get(person, 20)),
                float(self.fresh.get((turn.scene, who.noun), False)) if who.noun else -1.0,
                self.speech.likeness(index, person),
                float(person in other_people),
                float(person in told),
                float(self.beside[person, noun]) if noun else -1.0,
                self.beside[person, noun] / (1 + self.nouns[noun]) if noun else -1.0,
                self.beside[person, noun] / (1 + self.named[person]) if noun else -1.0,
                new,
                scene_named[person] / rivals if self.gender[person] is not Gender.UNKNOWN else -1.0,
                float(person == narrator),
                float(rule.person == person),
                rule.confidence if rule.person == person else 0.0,
                away,
                subject_away,
                float(times),
                float(order.get(person, 20)),
                float(view.subjects.count(person)),
                float(view.named.count(person)),
                float(view.others.count(person)),
                float(view.quoted.count(person)),
                float(view.lead == person),
                float(previous_view is not None and previous_view.trail == person),
                float(previous_view is not None and previous_view.lead == person),
                float(previous_view.subjects.count(person) if previous_view else 0),
                float(previous_view.others.count(person) if previous_view else 0),
                float(previous_view.quoted.count(person) if previous_view else 0),
                float(next_view is not None and next_view.lead == person),
                float(next_view.subjects.count(person) if next_view else 0),
                float(next_view.quoted.count(person) if next_view else 0),
                float(self.called[index][person]),
                float(addressed_before.get(person, 0)),
                float(addressed_after.get(person, 0)),
                float(addressed_second.get(person, 0)),
                float(addressed_fourth.get(person, 0)),
                agreement(gender, self.polite[index]),
                agreement(gender, polite_before),
                agreement(gender, polite_after),
                *(self._is(number, person) for number in near),
                heard.get(person, FAR),
                coming.get(person, FAR),
                math.log1p(scene_said[person]),
                math.log1p(scene_named[person]),
                math.log1p(self.said[person]),
                math.log1p(self.named[person]),
                scene_said[person] / (1 + sum(scene_said.values())),
                _GENDER[gender],
                float(bool(who.names)),
                float(who.scene is not None),
                float(len(people)),
            ]

    def _fitting(
        self, people: list[int], seen: dict[int, tuple[float, float, int]], gender: Gender
    ) -> dict[int, int]:
        """The order, by how lately they were in view, of those whom a gender fits."""
        fits = [p for p in people if p in seen and agreement(self.gender[p], gender) >= 0]
        fits.sort(key=lambda person: (seen[person][1], seen[person][0]))
        return {person: place for place, person in enumerate(fits)}

    def _is(self, number: int | None, person: int) -> float:
        """Whether a turn is surely this person's (1), surely another's (-1), or open (0)."""
        if number is None:
            return -2.0
        sure = self.sure[number]
        if sure is None:
            return 0.0
        return 1.0 if sure == person else -1.0

    def _near(self, index: int, offset: int) -> int | None:
        other = index + offset
        if not 0 <= other < len(self.setting.turns):
            return None
        one, two = self.setting.turns[index], self.setting.turns[other]
        if one.scene != two.scene or apart(one, two) > 12:
            return None
        return other

    def _tagged(self, tag: Tag, scene: int) -> int | None:
        if tag.mention.kind is Kind.PRONOUN:
            return self.present.pronouns.get((tag.line, tag.mention.start))
        return self.setting.person(tag.mention, scene)

    def _told(self, turn: Turn) -> set[int]:
        """Whom the tags say that the turn is spoken to."""
        people = set()
        for tag in turn.tags:
            if tag.addressee is not None:
                person = self.setting.person(tag.addressee, turn.scene)
                if person is None:
                    person = self.present.pronouns.get((tag.line, tag.addressee.start))
                if person is not None:
                    people.add(person)
        return people

    def _recency(self, turn: Turn) -> dict[int, tuple[float, float, int]]:
        """By person: paragraphs since last in the narration, since last a subject, how often."""
        found: dict[int, tuple[float, float, int]] = {}
        chapter = self.setting.reading.chapters[turn.scene]
        for away in range(31):
            paragraph = turn.paragraph - away
            if paragraph not in chapter:
                break
            view = self.present.views[paragraph]
            for person in view.subjects:
                one, two, count = found.get(person, (FAR, FAR, 0))
                found[person] = (min(one, away), min(two, away), count + 1)
            for person in view.others:
                one, two, count = found.get(person, (FAR, FAR, 0))
                found[person] = (min(one, away), two, count + 1)
        return found

    def _heard(self, index: int) -> dict[int, float]:
        """By person, how many turns ago they surely spoke last in this scene."""
        result: dict[int, float] = {}
        turns = self.setting.turns
        for step in range(1, 25):
            other = index - step
            if other < 0 or turns[other].scene != turns[index].scene:
                break
            person = self.sure[other]
            if person is not None and person not in result:
                result[person] = float(step)
        return result

    def _coming(self, index: int) -> dict[int, float]:
        """By person, in how many turns they surely speak next in this scene."""
        result: dict[int, float] = {}
        turns = self.setting.turns
        for step in range(1, 25):
            other = index + step
            if other >= len(turns) or turns[other].scene != turns[index].scene:
                break
            person = self.sure[other]
            if person is not None and person not in result:
                result[person] = float(step)
        return result


def _sure(decision: Decision, turn: Turn) -> bool:
    """Whether a plain tag decided."""
    tag = turn.tag
    return (
        tag is not None
        and tag.grade >= Grade.MANNER
        and decision.method in ("tag", "narrator", "epithet")
    )


def _ends_asking(text: str) -> bool:
    return text.rstrip("\"'”’»_ ").endswith("?")


def _tag_shape(tag: Tag | None) -> list[float]:
    if tag is None:
        return [-1.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0]
    mention = tag.mention
    common = mention.kind is Kind.EPITHET and generic(mention.name.words[-1])
    return [
        float(mention.kind),
        float(tag.grade),
        float(tag.after),
        float(tag.inverted),
        float(common),
        _DETERMINERS.get(mention.determiner, 5.0),
        float(mention.name.words[-1] in _POINTERS),
    ]


def table(extractor: Extractor, people: list[list[int]]) -> Table:
    """The rows of all turns."""
    values = array("f")
    starts = [0]
    width = 0
    for index, candidates in enumerate(people):
        for row in extractor.rows(index, candidates):
            values.extend(row)
            width = len(row)
        starts.append(starts[-1] + len(candidates))
    rows = np.frombuffer(values, dtype=np.float32) if values else np.zeros(0, dtype=np.float32)
    return Table(rows.reshape(starts[-1], width), np.array(starts))
