"""A book as questions for an attributor: scene by scene, long scenes in stretches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.attributors.attributor import Line, Question
from pipeline.model import Analysis, Character, Scene, Utterance, UtteranceKind

EDIT = "edit"
"""The method of a line whose speaker the user has said."""

STRETCH = 4_000
"""Code points of text after which a stretch ends with the paragraph.

With what stands around it, the characters and the answer that is about 3,500 tokens; small
local servers read 4,096 and silently drop what is before them.
"""
LONGEST_STRETCH = 6_000
BEFORE, AFTER = 2_000, 500
"""Code points at most that are shown before and after a stretch."""
LONGEST_LINE = 2_000
"""Code points that are shown of one utterance."""
MOST_CHARACTERS = 40

_MARKS = {'"': '"', "“": "”", "'": "'", "‘": "’", "«": "»", "‹": "›", "„": "“”", "‚": "‘’"}


@dataclass(frozen=True, slots=True)
class SceneQuestion:
    scene: str
    """The scene's id."""
    question: Question


def questions(analysis: Analysis) -> tuple[SceneQuestion, ...]:
    """What an attributor is to be asked about a book, in the order of the story.

    Each quotation is asked for once, but those that the user has decided and those that go
    on with the one before (see `carried_on`). A question is made of the scene's text and of the
    characters of the scene and of the two beside it: nothing that is changed elsewhere in the
    book changes it.
    """
    scenes = analysis.script.scenes
    fixed = decided(analysis)
    present = _present(analysis)
    result = []
    for number, scene in enumerate(scenes):
        carried = carried_on(scene, fixed)
        open_ = {
            u.id
            for u in scene.utterances
            if u.kind is UtteranceKind.QUOTATION and u.id not in fixed and u.id not in carried
        }
        people = _near(number, present, analysis.characters)
        for start, end in _stretches(scene.utterances) if people else ():
            asked = tuple(u.id for u in scene.utterances[start:end] if u.id in open_)
            if asked:
                lines = _shown(scene.utterances, start, end, fixed)
                question = Question(lines, asked, people, scene.narrator)
                result.append(SceneQuestion(scene.id, question))
    return tuple(result)


def decided(analysis: Analysis) -> frozenset[str]:
    """The ids of the lines whose speakers the user has said."""
    return frozenset(a.utterance for a in analysis.attributions if a.method == EDIT)


def carried_on(scene: Scene, fixed: frozenset[str]) -> dict[str, str]:
    """By the id of a quotation that goes on with one of an earlier paragraph, the id of that one.

    A speech that runs over paragraphs is opened anew in each and closed in the last alone.
    """
    first: dict[str, str] = {}
    for before, after in zip(scene.utterances, scene.utterances[1:], strict=False):
        if (
            before.kind is after.kind is UtteranceKind.QUOTATION
            and before.block != after.block
            and not {before.id, after.id} & fixed
            and before.text[:1] == after.text[:1]
            and before.text[:1] in _MARKS
            and before.text.rstrip()[-1] not in _MARKS[before.text[:1]]
        ):
            first[after.id] = first.get(before.id, before.id)
    return first


def _stretches(utterances: Sequence[Utterance]) -> Iterator[tuple[int, int]]:
    """Where each stretch of a scene begins and ends; together they are the scene."""
    start = size = 0
    for number, utterance in enumerate(utterances):
        length = _length(utterance)
        paragraph = number > 0 and utterances[number - 1].block != utterance.block
        if number > start and ((paragraph and size >= STRETCH) or size + length > LONGEST_STRETCH):
            yield start, number
            start, size = number, 0
        size += length
    if utterances:
        yield start, len(utterances)


def _shown(
    utterances: Sequence[Utterance], start: int, end: int, fixed: frozenset[str]
) -> tuple[Line, ...]:
    """The lines of a stretch and as many around it as there is room for."""
    room = BEFORE
    while start > 0 and (room := room - _length(utterances[start - 1])) >= 0:
        start -= 1
    room = AFTER
    while end < len(utterances) and (room := room - _length(utterances[end])) >= 0:
        end += 1
    return tuple(
        Line(
            utterance.id,
            utterance.kind,
            _cut(utterance.text),
            number == 0 or utterances[number - 1].block != utterance.block,
            utterance.speaker if utterance.id in fixed else "",
        )
        for number, utterance in enumerate(utterances)
        if start <= number < end
    )


def _length(utterance: Utterance) -> int:
    """How much of it is shown, in code points."""
    return min(len(utterance.text), LONGEST_LINE)


def _cut(text: str) -> str:
    half = LONGEST_LINE // 2
    return text if len(text) <= LONGEST_LINE else f"{text[:half]} […] {text[-half:]}"


@dataclass(frozen=True, slots=True)
class _Present:
    heard: frozenset[str]
    """The ids of those who speak in a scene or tell it."""
    named: frozenset[str]
    """The ids of those whose names stand in it."""


def _present(analysis: Analysis) -> list[_Present]:
    called = [
        (character.id, name, re.compile(rf"(?<!\w){re.escape(name)}(?!\w)"))
        for character in analysis.characters
        for name in (character.name, *character.aliases)
        if len(name) > 1
    ]
    known = {character.id for character in analysis.characters}
    result = []
    for scene in analysis.script.scenes:
        text = "\n".join(utterance.text for utterance in scene.utterances)
        heard = {utterance.speaker for utterance in scene.utterances} | {scene.narrator}
        named = {id_ for id_, name, whole in called if name in text and whole.search(text)}
        result.append(_Present(frozenset(id_ for id_ in heard if id_ in known), frozenset(named)))
    return result


def _near(
    number: int, present: Sequence[_Present], characters: Sequence[Character]
) -> tuple[Character, ...]:
    """The characters of a scene, then those of its neighbours, as many as are shown."""
    here = present[number]
    beside = [present[n] for n in (number - 1, number + 1) if 0 <= n < len(present)]
    ranks: dict[str, int] = {}
    for rank, ids in enumerate(
        (here.heard, here.named, *(p.heard for p in beside), *(p.named for p in beside))
    ):
        for id_ in ids:
            ranks.setdefault(id_, rank)
    people = {character.id: character for character in characters}
    chosen = sorted(ranks, key=lambda id_: (ranks[id_], id_))[:MOST_CHARACTERS]
    in_scene = here.heard | here.named
    return tuple(
        replace(people[id_], aliases=tuple(sorted(people[id_].aliases)))
        for id_ in sorted(chosen, key=lambda id_: (id_ not in in_scene, id_))
    )
