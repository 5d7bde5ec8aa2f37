"""Who may have said a turn."""

from __future__ import annotations

from collections import Counter

from pipeline.casting.attribution.presence import Presence
from pipeline.casting.attribution.rules import Decision
from pipeline.casting.attribution.setting import Setting
from pipeline.casting.attribution.turns import Turn

BACK, AHEAD = 30, 8
"""Paragraphs of narration before and after a turn in which its speaker is looked for."""
TURNS = 12
"""Turns before and after in which its speaker is looked for."""
MOST = 14


def candidates(
    setting: Setting, present: Presence, decisions: list[Decision]
) -> list[list[int]]:
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


def _salience(
    setting: Setting, present: Presence, decisions: list[Decision], index: int, turn: Turn
) -> dict[int, float]:
    scores: dict[int, float] = {}
    scene = setting.reading.scenes[turn.scene]
    first = max(scene[0] if turn.paragraph - scene[0] > 3 else scene[0] - 5, turn.paragraph - BACK, 0)
    final = min(scene[-1], turn.paragraph + AHEAD, len(present.views) - 1)
    for paragraph in range(first, final + 1):
        away = abs(turn.paragraph - paragraph)
        weight = (1.0 if paragraph <= turn.paragraph else 0.6) / (1 + away)
        view = present.views[paragraph]
        for person in view.subjects:
            scores[person] = scores.get(person, 0.0) + weight
        for person in view.others:
            scores[person] = scores.get(person, 0.0) + 0.6 * weight
        for person in view.quoted:
            scores[person] = scores.get(person, 0.0) + 0.15 * weight
    for step in range(-TURNS, TURNS + 1):
        other = index + step
        if not 0 <= other < len(decisions) or setting.turns[other].scene != turn.scene:
            continue
        for number in setting.turns[other].quotations:
            for call in setting.found.calls.get(number, ()):
                person = setting.person(call, turn.scene)
                if person is not None:
                    scores[person] = scores.get(person, 0.0) + 1.0 / (1 + abs(step))
        person = decisions[other].person
        if person is not None:
            scores[person] = scores.get(person, 0.0) + (3.0 if step == 0 else 1.5) / (1 + abs(step))
    narrator = setting.narrators.scenes[turn.scene]
    if narrator is not None:
        scores[narrator] = scores.get(narrator, 0.0) + 0.5
    tag = turn.tag
    if tag is not None:
        for owner in setting.roster.owners.get(tag.mention.name, ()):
            scores[owner] = scores.get(owner, 0.0) + 3.0
        person = present.pronouns.get((tag.line, tag.mention.start))
        if person is not None:
            scores[person] = scores.get(person, 0.0) + 1.0
    return scores
