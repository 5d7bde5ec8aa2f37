"""Who may have said a turn."""

from __future__ import annotations

from collections import Counter

from pipeline.casting.attribution.presence import Presence
from pipeline.casting.attribution.rules import Decision
from pipeline.casting.attribution.setting import Setting
from pipeline.casting.attribution.turns import Turn
from pipeline.casting.characters.mentions import Kind
from pipeline.casting.characters.scan import clauses
from pipeline.casting.characters.tags import Grade, Tag

BACK, AHEAD = 30, 8
"""Paragraphs of narration before and after a turn in which its speaker is looked for."""
TURNS = 12
"""Turns before and after in which its speaker is looked for."""
MOST = 14


def candidates(setting: Setting, present: Presence, decisions: list[Decision]) -> list[list[int]]:
    """For each turn the people who may have said it, the likeliest at first sight first."""
    result: list[list[int]] = []
    said = Counter(d.person for d in decisions if d.person is not None)
    last = [person for person, _ in said.most_common(4)]
    for index, turn in enumerate(setting.turns):
        scores = _salience(setting, present, decisions, index, turn)
        if not scores:
            for person in last:
                scores[person] = 0.1
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:MOST]
        result.append([person for person, _ in ranked])
        last = result[-1] or last
    return result


class _Scores(dict[int, float]):
    """How much speaks for each person; nobody counts for nothing."""

    def add(self, person: int | None, weight: float) -> None:
        if person is not None:
            self[person] = self.get(person, 0.0) + weight


def _salience(
    setting: Setting, present: Presence, decisions: list[Decision], index: int, turn: Turn
) -> dict[int, float]:
    narrator = setting.narrators.scenes[turn.scene]
    tag = turn.tag
    told = tag is not None and tag.grade >= Grade.MANNER
    if tag is not None and told and tag.mention.kind is Kind.SELF and narrator is not None:
        return {narrator: 1.0}
    scores = _Scores()
    _seen(scores, setting, present, turn)
    _heard(scores, setting, decisions, index)
    scores.add(narrator, 0.5)
    if tag is not None:
        for owner in setting.roster.owners.get(tag.mention.name, ()):
            scores.add(owner, 3.0)
        scores.add(present.pronouns.get((tag.line, tag.mention.start)), 1.0)
    if tag is not None and told:
        for person in _named_beside(setting, tag, turn.scene):
            scores.pop(person, None)
    if narrator is not None and told:
        # Whoever tells the story as `I` is not `he`, and is not called by name beside a quotation.
        scores.pop(narrator, None)
    return scores


def _named_beside(setting: Setting, tag: Tag, scene: int) -> set[int]:
    """Those whom the clause of a tag names beside the description of its subject.

    In `said the foreman, and Pascoe nodded` Pascoe is not the foreman.
    """
    if tag.mention.kind is not Kind.EPITHET:
        return set()
    line = setting.reading.lines[tag.line]
    told = [m for m in setting.found.mentions[tag.line] if m.kind <= Kind.EPITHET]
    clause = next((c for c in clauses(line, told) if tag.mention in c), [])
    people = set()
    tagged = setting.person(tag.mention, scene)
    for mention in clause:
        low, high = sorted((mention, tag.mention), key=lambda m: m.start)
        apposed = line.tokens.lower[low.end : high.start] == (",",)
        person = setting.person(mention, scene)
        if mention.kind is not Kind.NAME or apposed or person is None or person == tagged:
            continue
        people.add(person)
    return people


def _seen(scores: _Scores, setting: Setting, present: Presence, turn: Turn) -> None:
    """Those in the narration around a turn, the nearer the more."""
    scene = setting.reading.scenes[turn.scene]
    early = turn.paragraph - scene[0] <= 3
    chapter = setting.reading.chapters[turn.scene]
    first = max(scene[0] - 5 if early else scene[0], turn.paragraph - BACK, chapter[0])
    final = min(scene[-1], turn.last + AHEAD)
    for paragraph in range(first, final + 1):
        away = max(0, turn.paragraph - paragraph, paragraph - turn.last)
        weight = (1.0 if paragraph <= turn.last else 0.6) / (1 + away)
        view = present.views[paragraph]
        for people, share in ((view.subjects, 1.0), (view.others, 0.6), (view.quoted, 0.15)):
            for person in people:
                scores.add(person, share * weight)


def _heard(scores: _Scores, setting: Setting, decisions: list[Decision], index: int) -> None:
    """Those who speak in the turns around a turn, or are called in them."""
    turns = setting.turns
    for other in range(max(0, index - TURNS), min(len(turns), index + TURNS + 1)):
        if turns[other].scene != turns[index].scene:
            continue
        away = abs(other - index)
        for number in turns[other].quotations:
            for call in setting.found.calls.get(number, ()):
                scores.add(setting.person(call, turns[index].scene), 1.0 / (1 + away))
        scores.add(decisions[other].person, (1.5 if away else 3.0) / (1 + away))
