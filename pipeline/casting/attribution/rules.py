"""Who says each turn, by clear rules: tags, pronouns, address and the turns of a conversation."""

from __future__ import annotations

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


def _by_pronoun(setting: Setting, decisions: list[Decision | None], index: int) -> Decision | None:  # noqa: C901
    """Whom a pronoun in the tag stands for: the person last seen who fits."""
    turn = setting.turns[index]
    tag = turn.tags[0]
    gender = tag.mention.gender
    before = _near(setting, index, -1)
    last = decisions[before] if before is not None else None
    beside = before is not None and setting.turns[before].last >= turn.paragraph - 1
    narrator = setting.narrators.scenes[turn.scene]
    scores: dict[int, float] = {}
    for distance, person in _seen_before(setting, turn, tag.line, tag.mention.start):
        if person != narrator and _fits(setting, person, gender):
            known = setting.roster.people[person].gender is gender
            scores[person] = scores.get(person, 0.0) + (1.0 if known else 0.5) / (1 + distance)
    other = index
    for step in range(1, 6):
        found = _near(setting, other, -1)
        if found is None:
            break
        other = found
        said = decisions[other]
        if (
            said is not None
            and said.person is not None
            and said.person != narrator
            and _fits(setting, said.person, gender)
        ):
            if step == 1 and beside:
                scores[said.person] = scores.get(said.person, 0.0) * 0.4 + 0.05
            else:
                scores[said.person] = scores.get(said.person, 0.0) + (
                    1.2 if step == 2 else 0.8 / step
                )
    if last is not None and before is not None and last.person is not None:
        for call in _called(setting, before):
            if call != last.person and _fits(setting, call, gender):
                scores[call] = scores.get(call, 0.0) + 0.8
    if not scores:
        return None
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    rest = ranked[1][1] if len(ranked) > 1 else 0.0
    confidence = 0.5 + 0.4 * (ranked[0][1] - rest) / (ranked[0][1] + rest)
    return Decision(ranked[0][0], "pronoun", confidence, tag_words(setting, turn))


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


def _by_conversation(  # noqa: C901
    setting: Setting, decisions: list[Decision | None], index: int
) -> Decision | None:
    """The other one of a conversation: who was addressed, or who spoke before the last turn."""
    turn = setting.turns[index]
    tag = turn.tag
    wanted = (
        tag.mention.gender
        if tag is not None and tag.mention.kind is Kind.PRONOUN
        else Gender.UNKNOWN
    )
    narrator = setting.narrators.scenes[turn.scene]
    called = set(_called(setting, index))
    previous = _near(setting, index, -1)
    following = _near(setting, index, 1)
    last = decisions[previous] if previous is not None else None
    after = decisions[following] if following is not None else None
    barred = set(called)
    for near, number in ((last, previous), (after, following)):
        if near is None or near.person is None or number is None:
            continue
        if apart(setting.turns[number], turn) == 1:
            barred.add(near.person)

    def allowed(person: int | None) -> bool:
        return person is not None and person not in barred and _fits(setting, person, wanted)

    if previous is not None and last is not None:
        for person in _called(setting, previous):
            if allowed(person) and person != last.person:
                words = setting.reading.lines[setting.turns[previous].quotations[-1]].utterance.text
                return Decision(person, "address", 0.75, words)
    second = _near(setting, previous, -1) if previous is not None else None
    if second is not None:
        earlier = decisions[second]
        if earlier is not None and allowed(earlier.person):
            return Decision(earlier.person, "alternation", 0.65, "in turn")
    third = _near(setting, following, 1) if following is not None else None
    if third is not None:
        later = decisions[third]
        if later is not None and allowed(later.person):
            return Decision(later.person, "alternation", 0.6, "in turn")
    for person in called:
        # Whoever is called by name is answered by somebody: the narrator, where there is one.
        if narrator is not None and person != narrator and allowed(narrator):
            return Decision(narrator, "address", 0.55, "in turn")
    first = turn.quotations[0]
    near_people = [(d, p) for d, p in _seen_before(setting, turn, first, 0) if allowed(p)]
    if near_people:
        person = min(near_people)[1]
        return Decision(person, "nearest", 0.4, setting.roster.people[person].label)
    if narrator is not None and allowed(narrator):
        return Decision(narrator, "narrator", 0.4, "in turn")
    return None
