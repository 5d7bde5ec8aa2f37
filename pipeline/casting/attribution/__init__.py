"""Who says each quotation of a book."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.casting.attribution.naming import identify
from pipeline.casting.attribution.setting import Setting, survey
from pipeline.model import (
    UNKNOWN,
    Analysis,
    Attribution,
    Chapter,
    Corrections,
    PointOfView,
    Scene,
    Script,
    Utterance,
    UtteranceKind,
)

if TYPE_CHECKING:
    from pipeline.casting.attribution.ranker import Model

__all__ = ["attribute", "attribute_by"]

_NO_CORRECTIONS = Corrections()


def attribute(script: Script, corrections: Corrections = _NO_CORRECTIONS) -> Analysis:
    """Say who speaks each quotation of `script` and who narrates each scene.

    Returns the script with its speakers, narrators and points of view, the characters in the
    order of their first quotation (a narrator who says nothing comes last), and one attribution
    for each quotation. What `corrections` says wins over everything in the text. Pure and
    deterministic; raises nothing.
    """
    return attribute_by(None, script, corrections)


def attribute_by(
    model: Model | None, script: Script, corrections: Corrections = _NO_CORRECTIONS
) -> Analysis:
    """The same with another ranker than the one that Fullcast comes with."""
    # numpy is slow to import, and most commands do without it.
    from pipeline.casting.attribution.ranking import rank

    setting = survey(script, corrections)
    decisions = rank(setting, model)
    speakers: dict[int, int | None] = {}
    why: dict[int, tuple[str, float, str]] = {}
    for turn, decision in zip(setting.turns, decisions, strict=True):
        for line in turn.quotations:
            speakers[line] = decision.person
            why[line] = (decision.method, decision.confidence, decision.evidence)
    spoken = [person for person in speakers.values() if person is not None]
    told = [person for person in setting.narrators.scenes if person is not None]
    lines: dict[int, str] = {}
    for line, person in sorted(speakers.items()):
        if person is not None:
            lines.setdefault(person, setting.reading.lines[line].utterance.text)
    ids, characters = identify(setting, [*spoken, *told], lines, corrections)
    fixed = dict(corrections.speakers)
    attributions: list[Attribution] = []
    said: dict[int, str] = {}
    for line, person in sorted(speakers.items()):
        utterance = setting.reading.lines[line].utterance
        method, confidence, evidence = why[line]
        speaker = UNKNOWN if person is None else ids[person]
        if utterance.id in fixed:
            speaker, method, confidence, evidence = fixed[utterance.id], "edit", 1.0, "as you said"
        said[line] = speaker
        attributions.append(
            Attribution(utterance.id, speaker, method, round(confidence, 4), evidence)
        )
    return Analysis(_apply(script, setting, ids, said), characters, tuple(attributions))


def _apply(script: Script, setting: Setting, ids: dict[int, str], said: dict[int, str]) -> Script:
    """The script with its speakers and narrators."""
    chapters: list[Chapter] = []
    line = scene_number = 0
    for chapter in script.chapters:
        scenes: list[Scene] = []
        for scene in chapter.scenes:
            narrator = setting.narrators.scenes[scene_number]
            utterances: list[Utterance] = []
            for utterance in scene.utterances:
                if utterance.kind is UtteranceKind.QUOTATION:
                    utterances.append(replace(utterance, speaker=said[line]))
                else:
                    utterances.append(utterance)
                line += 1
            scenes.append(
                replace(
                    scene,
                    narrator=None if narrator is None else ids[narrator],
                    point_of_view=PointOfView.THIRD if narrator is None else PointOfView.FIRST,
                    utterances=tuple(utterances),
                )
            )
            scene_number += 1
        chapters.append(replace(chapter, scenes=tuple(scenes)))
    return Script(tuple(chapters))
