"""Who says each turn, by clear rules: tags, pronouns, address and the turns of a conversation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.casting.attribution.setting import Setting
from pipeline.casting.attribution.turns import Turn, apart
from pipeline.casting.characters.mentions import Kind
from pipeline.casting.characters.names import opposed
from pipeline.casting.characters.tags import Grade, nominative
from pipeline.model import Gender

_REACH = 12
"""Paragraphs within which turns are of one conversation."""


@dataclass(frozen=True, slots=True)
class Decision:
    person: int | None
    method: str
    confidence: float
    evidence: str


NOBODY = Decision(None, "none", 0.0, "")


def decide(setting: Setting) -> list[Decision]:
    """A decision for each turn of the setting."""
    decisions = [_by_tag(setting, turn) for turn in setting.turns]
    for index, turn in enumerate(setting.turns):
        if (
            decisions[index] is None
            and turn.tag is not None
            and turn.tag.mention.kind is Kind.PRONOUN
        ):
            decisions[index] = _by_pronoun(setting, decisions, index)
    for index in range(len(decisions)):
        if decisions[index] is None:
            decisions[index] = _by_conversation(setting, decisions, index)
    return [decision or NOBODY for decision in decisions]


def words_of(setting: Setting, line: int, start: int, end: int) -> str:
    """The words of a line between two tokens."""
    read = setting.reading.lines[line]
    return read.tokens.text(read.utterance.text, start, end)


def tag_words(setting: Setting, turn: Turn) -> str:
    """The words of a turn's tag, from the subject to the verb."""
    tag = turn.tag
    if tag is None:
        return ""
    size = len(setting.reading.lines[tag.line].tokens)
    start = min(tag.mention.start, tag.verb)
    return words_of(setting, tag.line, start, min(size, max(tag.mention.end, tag.verb + 1)))


def _by_tag(setting: Setting, turn: Turn) -> Decision | None:
    tag = turn.tag
    if tag is None or tag.mention.kind is Kind.PRONOUN:
        return None
    person = setting.person(tag.mention, turn.scene)
    if person is None and tag.mention.kind is Kind.EPITHET and tag.grade >= Grade.MANNER:
        person = setting.stranger(tag.mention, turn.scene)
    if person is None:
        return None
    method = {Kind.NAME: "tag", Kind.SELF: "narrator", Kind.EPITHET: "epithet"}[tag.mention.kind]
    confidence = {Grade.SPEECH: 0.97, Grade.MANNER: 0.9, Grade.BEAT: 0.8}[tag.grade]
    if tag.mention.kind is Kind.EPITHET:
        confidence -= 0.15
    return Decision(person, method, confidence, tag_words(setting, turn))


def _near(setting: Setting, index: int, step: int) -> int | None:
    """The next turn in a direction, if it is of the same conversation."""
    other = index + step
    if not 0 <= other < len(setting.turns):
        return None
    one, two = setting.turns[index], setting.turns[other]
    if one.scene != two.scene or apart(one, two) > _REACH:
        return None
    return other


def _fits(setting: Setting, person: int, gender: Gender) -> bool:
    return not opposed(setting.roster.people[person].gender, gender)


def _by_pronoun(setting: Setting, decisions: list[Decision | None], index: int) -> Decision | None:
    """Whom a pronoun in the tag stands for: the person last seen who fits."""
    turn = setting.turns[index]
    tag = turn.tags[0]
    gender = tag.mention.gender
    narrator = setting.narrators.scenes[turn.scene]
    scores: dict[int, float] = {}

    def fits(person: int | None) -> bool:
        return person is not None and person != narrator and _fits(setting, person, gender)

    for distance, person in _seen_before(setting, turn, tag.line, tag.mention.start):
        if fits(person):
            known = setting.roster.people[person].gender is gender
            scores[person] = scores.get(person, 0.0) + (1.0 if known else 0.5) / (1 + distance)
    for step, person in _spoke_before(setting, decisions, index):
        if fits(person):
            if step == 1 and apart(setting.turns[index - 1], turn) <= 1:
                scores[person] = scores.get(person, 0.0) * 0.4 + 0.05
            else:
                scores[person] = scores.get(person, 0.0) + (1.2 if step == 2 else 0.8 / step)
    for person in _answering(setting, decisions, index):
        if _fits(setting, person, gender):
            scores[person] = scores.get(person, 0.0) + 0.8
    if not scores:
        return None
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    rest = ranked[1][1] if len(ranked) > 1 else 0.0
    confidence = 0.5 + 0.4 * (ranked[0][1] - rest) / (ranked[0][1] + rest)
    return Decision(ranked[0][0], "pronoun", confidence, tag_words(setting, turn))


def _spoke_before(
    setting: Setting, decisions: list[Decision | None], index: int
) -> Iterator[tuple[int, int]]:
    """Who is known to say the turns before one in its conversation, with how many turns ago."""
    for step in range(1, 6):
        if _near(setting, index - step + 1, -1) is None:
            return
        said = decisions[index - step]
        if said is not None and said.person is not None:
            yield step, said.person


def _answering(setting: Setting, decisions: list[Decision | None], index: int) -> list[int]:
    """Those whom the turn before one calls by name, if its speaker is known."""
    before = _near(setting, index, -1)
    said = decisions[before] if before is not None else None
    if before is None or said is None or said.person is None:
        return []
    return [person for person in _called(setting, before) if person != said.person]


def _seen_before(setting: Setting, turn: Turn, line: int, token: int) -> list[tuple[float, int]]:
    """The people named in narration before a token of a line, with their distance in paragraphs."""
    result: list[tuple[float, int]] = []
    reading = setting.reading
    first = reading.paragraphs[reading.scenes[turn.scene][0]][0]
    for number in range(line, max(first, line - 40) - 1, -1):
        read = reading.lines[number]
        if not read.narrated:
            continue
        for mention in reversed(setting.found.mentions[number]):
            if number == line and mention.start >= token:
                continue
            person = setting.person(mention, turn.scene)
            if person is not None and mention.kind is not Kind.SELF:
                away = (
                    turn.paragraph
                    - read.paragraph
                    + (0.0 if nominative(read.tokens, mention) else 0.8)
                )
                result.append((away, person))
    return result


def _called(setting: Setting, index: int) -> list[int]:
    """Whom a turn addresses by name."""
    turn = setting.turns[index]
    people = []
    for number in turn.quotations:
        for call in setting.found.calls.get(number, ()):
            person = setting.person(call, turn.scene)
            if person is not None:
                people.append(person)
    return people


def _by_conversation(
    setting: Setting, decisions: list[Decision | None], index: int
) -> Decision | None:
    """The other one of a conversation: who was addressed, or who spoke before the last turn."""
    turn = setting.turns[index]
    pronoun = turn.tag is not None and turn.tag.mention.kind is Kind.PRONOUN
    wanted = turn.tag.mention.gender if turn.tag is not None and pronoun else Gender.UNKNOWN
    called = _called(setting, index)
    barred = {*called, *_beside(setting, decisions, index)}

    def allowed(person: int | None) -> bool:
        return person is not None and person not in barred and _fits(setting, person, wanted)

    for person in _answering(setting, decisions, index):
        if allowed(person):
            line = setting.turns[index - 1].quotations[-1]
            text = setting.reading.lines[line].utterance.text
            return Decision(person, "address", 0.75, text)
    for step, confidence in ((-1, 0.65), (1, 0.6)):
        next_one = _near(setting, index, step)
        second = _near(setting, next_one, step) if next_one is not None else None
        said = decisions[second] if second is not None else None
        if said is not None and allowed(said.person):
            return Decision(said.person, "alternation", confidence, "in turn")
    narrator = setting.narrators.scenes[turn.scene]
    if called and allowed(narrator):
        # Whoever is called by name is spoken to by somebody: the narrator, where there is one.
        return Decision(narrator, "address", 0.55, "in turn")
    seen = _seen_before(setting, turn, turn.quotations[0], 0)
    near = [(distance, person) for distance, person in seen if allowed(person)]
    if near:
        person = min(near)[1]
        return Decision(person, "nearest", 0.4, setting.roster.people[person].label)
    return Decision(narrator, "narrator", 0.4, "in turn") if allowed(narrator) else None


def _beside(setting: Setting, decisions: list[Decision | None], index: int) -> Iterator[int]:
    """Those who are known to say the turns of the paragraphs next to a turn."""
    for step in (-1, 1):
        other = _near(setting, index, step)
        said = decisions[other] if other is not None else None
        if other is None or said is None or said.person is None:
            continue
        if apart(setting.turns[other], setting.turns[index]) == 1:
            yield said.person
