"""Asking an attributor about a book: remembered by content, and the built-in's answer below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Protocol, TypeAlias

import msgspec

from pipeline.attributors.attributor import Answer, Attributor, Question
from pipeline.attributors.questions import SceneQuestion, carried_on, decided, questions
from pipeline.events import Asked, Asking, Event, ignore
from pipeline.findings import Finding, Severity
from pipeline.keys import digest
from pipeline.model import UNKNOWN, Analysis, Attribution, Chapter, Script

AGREED = 0.9
"""Confidence, at least, of a line that the built-in method gives to the same speaker."""
DISAGREED = 0.7
"""Confidence of a line that the built-in method gives to somebody else.

Both are estimates, for putting the lines to review in order; nothing was measured for them.
"""
PATIENCE = 2
"""Questions in a row that nobody answers before no more are asked."""
_NAMES_SHOWN = 3
_JOIN = "; it "
_MARKS = '"“”'


class Memory(Protocol):
    """Keeps answers; `pipeline.store.Store` is one."""

    def answer(self, key: str) -> bytes | None: ...

    def put_answer(self, key: str, data: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class _Heard:
    """What is remembered of an answer: labels by place, so that an id that changes is no matter."""

    labels: tuple[str | None, ...]
    """The label of each line asked for, in order; None where there is none that can be used."""
    problem: str = ""
    """Why some are None."""


@dataclass(frozen=True, slots=True)
class _Unreached:
    problem: str


@dataclass(frozen=True, slots=True)
class _Round:
    """What came of all questions."""

    heard: tuple[_Heard | _Unreached | None, ...]
    """One for each question; None where it was not asked, since nobody answered any more."""
    due: int
    """How many were not remembered."""
    silence: str = ""
    """Why nobody answered any more."""


Pairs: TypeAlias = Sequence[tuple[SceneQuestion, _Heard | _Unreached | None]]
"""Each question with what came of it."""


def consult(
    analysis: Analysis,
    attributor: Attributor,
    memory: Memory,
    on_event: Callable[[Event], None] = ignore,
) -> tuple[Analysis, tuple[Finding, ...]]:
    """The analysis as the attributor sees it, and what is wrong with its answers.

    Every quotation has a speaker from `analysis`, which is the built-in method's. Where the
    attributor names another character of the scene, that one speaks; where it says `UNKNOWN`,
    nothing or nonsense, the speaker stays, and for the last two a finding says so. Texts are
    never touched, nor are lines that the user has decided. An answer is remembered under the
    digest of its question, the attributor and what shapes its answers, so that nothing is asked
    twice. Raises FullcastError where the attributor can't be asked or the store not written.
    """
    asked = questions(analysis)
    came = _ask(asked, attributor, memory, on_event)
    pairs = tuple(zip(asked, came.heard, strict=True))
    labels = {
        id_: label
        for item, answer in pairs
        if isinstance(answer, _Heard)
        for id_, label in zip(item.question.asked, answer.labels, strict=True)
        if label is not None and label != UNKNOWN
    }
    findings = (
        *_sent(attributor, came.due),
        *_fallen_back(pairs, attributor.name),
        *_given_up(pairs, attributor.name, came.silence),
    )
    return _relabelled(analysis, labels, attributor.name), findings


def question_key(question: Question, attributor: Attributor) -> str:
    """The digest of all that shapes an answer: what is shown, and who is asked."""
    place = {line.id: number for number, line in enumerate(question.lines)}
    return digest(
        {
            "attributor": attributor.name,
            "revision": attributor.revision,
            "identity": attributor.identity,
            "narrator": question.narrator,
            "asked": [place[id_] for id_ in question.asked],
            "lines": [
                [line.kind.value, line.text, line.begins, line.speaker] for line in question.lines
            ],
            "characters": [
                [who.id, who.name, list(who.aliases), who.gender.value, who.age.value]
                for who in question.characters
            ],
        }
    )


def _ask(
    asked: Sequence[SceneQuestion],
    attributor: Attributor,
    memory: Memory,
    on_event: Callable[[Event], None],
) -> _Round:
    keys = [question_key(item.question, attributor) for item in asked]
    heard: list[_Heard | _Unreached | None] = [
        _recalled(memory.answer(key), item.question) for key, item in zip(keys, asked, strict=True)
    ]
    due = [number for number, answer in enumerate(heard) if answer is None]
    if due:
        on_event(Asking(attributor.name, attributor.host, len(due)))
    in_vain: list[int] = []
    for number in due:
        question = asked[number].question
        answer = attributor.answer(question)
        if answer.reached:
            in_vain = []
            heard[number] = checked = _checked(answer, question)
            if any(checked.labels):
                memory.put_answer(keys[number], msgspec.json.encode(checked))
        else:
            heard[number] = _Unreached(answer.problem)
            in_vain.append(number)
        on_event(Asked())
        if len(in_vain) == PATIENCE:
            for silent in in_vain:
                heard[silent] = None
            return _Round(tuple(heard), len(due), answer.problem)
    return _Round(tuple(heard), len(due))


def _recalled(data: bytes | None, question: Question) -> _Heard | None:
    """The answer as it was kept; None where there is none that fits the question."""
    if data is None:
        return None
    try:
        heard = msgspec.json.decode(data, type=_Heard)
    except msgspec.MsgspecError:
        return None
    known = {None, UNKNOWN, *(who.id for who in question.characters)}
    whole = len(heard.labels) == len(question.asked) and known.issuperset(heard.labels)
    return heard if whole else None


def _checked(answer: Answer, question: Question) -> _Heard:
    """The labels that can be used, and in words what is wrong with the others."""
    known = {UNKNOWN, *(who.id for who in question.characters)}
    given = {id_: label for id_, label in answer.labels if id_ in question.asked}
    strange = sorted({label for label in given.values() if label not in known})
    missing = len(question.asked) - len(given)
    elsewhere = {id_ for id_, _ in answer.labels} - set(question.asked)
    problems = [answer.problem] if answer.problem else []
    if strange:
        names = ", ".join(f'"{name.strip(_MARKS)[:40]}"' for name in strange[:_NAMES_SHOWN])
        more = f" and {len(strange) - _NAMES_SHOWN} more" if len(strange) > _NAMES_SHOWN else ""
        problems.append(f"named {names}{more}, whom it was not shown as a character")
    if missing and not answer.problem:
        problems.append(f"left out {missing}")
    if elsewhere:
        problems.append(f"answered for {len(elsewhere)} that it was not asked for")
    labels = tuple(given.get(id_) for id_ in question.asked)
    return _Heard(
        tuple(label if label in known else None for label in labels), _JOIN.join(problems)
    )


def _sent(attributor: Attributor, due: int) -> Iterator[Finding]:
    if due and attributor.host:
        yield Finding(
            "text-sent",
            Severity.NOTE,
            f"The text of the story is sent to {attributor.host} by the attributor "
            f"{attributor.name}.",
        )


def _fallen_back(pairs: Pairs, name: str) -> Iterator[Finding]:
    """A finding for each scene in which lines keep the built-in's speaker for want of an answer."""
    for scene, group in groupby(pairs, key=lambda pair: pair[0].scene):
        lines = fallen = 0
        reasons: list[str] = []
        for item, answer in group:
            lines += len(item.question.asked)
            if isinstance(answer, _Unreached):
                fallen += len(item.question.asked)
                reasons.append(answer.problem)
            elif answer is not None and None in answer.labels:
                fallen += answer.labels.count(None)
                reasons.append(answer.problem)
        if fallen:
            yield Finding(
                "attributor-fell-back",
                Severity.WARNING,
                f"{fallen} of the {lines} quotations of scene {scene} keep the speaker that the "
                f"built-in method found, since {name} {_JOIN.join(dict.fromkeys(reasons))}.",
                scene,
            )


def _given_up(pairs: Pairs, name: str, silence: str) -> Iterator[Finding]:
    left = [item for item, answer in pairs if answer is None]
    if left:
        lines = sum(len(item.question.asked) for item in left)
        scenes = len({item.scene for item in left})
        yield Finding(
            "attributor-silent",
            Severity.WARNING,
            f"{name} was not asked any more, since it {silence}: {lines} quotations in {scenes} "
            "scenes keep the speaker that the built-in method found. Run the command again once "
            "it answers; what it has answered is kept.",
        )


def _relabelled(analysis: Analysis, labels: Mapping[str, str], name: str) -> Analysis:
    chosen = dict(labels)
    fixed = decided(analysis)
    for scene in analysis.script.scenes:
        for id_, first in carried_on(scene, fixed).items():
            if first in labels:
                chosen[id_] = labels[first]
    names = {who.id: who.name for who in analysis.characters}
    return Analysis(
        Script(tuple(_spoken(chapter, chosen) for chapter in analysis.script.chapters)),
        analysis.characters,
        tuple(
            _attribution(before, chosen[before.utterance], name, names)
            if before.utterance in chosen
            else before
            for before in analysis.attributions
        ),
    )


def _spoken(chapter: Chapter, chosen: Mapping[str, str]) -> Chapter:
    scenes = []
    for scene in chapter.scenes:
        utterances = tuple(
            replace(u, speaker=chosen.get(u.id, u.speaker)) for u in scene.utterances
        )
        scenes.append(replace(scene, utterances=utterances))
    return replace(chapter, scenes=tuple(scenes))


def _attribution(
    before: Attribution, speaker: str, name: str, names: Mapping[str, str]
) -> Attribution:
    if speaker == before.speaker:
        return replace(before, method=name, confidence=max(AGREED, before.confidence))
    other = names.get(before.speaker, before.speaker)
    evidence = f"the built-in method has {other} ({before.method})"
    return Attribution(before.utterance, speaker, name, DISAGREED, evidence)
