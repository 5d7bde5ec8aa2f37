"""Scripts built by hand, as the segmenter would: for tests that need no file."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import (
    NARRATOR,
    Analysis,
    Chapter,
    Character,
    PointOfView,
    Scene,
    Script,
    Span,
    Utterance,
    UtteranceKind,
)
from pipeline.segmenter.identity import utterance_ids

Line = tuple[str, str]
"""A speaker and what is said; narration is `NARRATOR`'s, a heading `"heading"`'s."""


def script_of(*scenes: Sequence[Line], narrators: Sequence[str | None] = ()) -> Script:
    """One chapter a scene, each line a paragraph of its own."""
    ids = iter(utterance_ids([text for _, text in scene] for scene in scenes))
    chapters, at, number = [], 0, 0
    for index, scene in enumerate(scenes):
        narrator = narrators[index] if index < len(narrators) else None
        utterances = []
        for speaker, text in scene:
            kind = {
                NARRATOR: UtteranceKind.NARRATION,
                "heading": UtteranceKind.HEADING,
            }.get(speaker, UtteranceKind.QUOTATION)
            utterances.append(
                Utterance(
                    id=next(ids),
                    kind=kind,
                    text=text,
                    section="text",
                    block=number,
                    span=Span(at, at + len(text)),
                    sentences=sentences_of(text, at),
                    speaker=NARRATOR if speaker == "heading" else speaker,
                )
            )
            at += len(text) + 2
            number += 1
        view = PointOfView.FIRST if narrator else PointOfView.THIRD
        chapters.append(
            Chapter(
                f"{index + 1}",
                index + 1,
                f"Chapter {index + 1}",
                (Scene(f"{index + 1}.1", narrator, view, tuple(utterances)),),
            )
        )
    return Script(tuple(chapters))


def sentences_of(text: str, at: int = 0) -> tuple[Span, ...]:
    return tuple(
        Span(at + match.start(), at + match.end())
        for match in re.finditer(r"\S(?:[^.!?]|[.!?](?!\s))*[.!?]*", text)
    )


def analysis_of(script: Script, *characters: Character) -> Analysis:
    known = {character.id for character in characters}
    speakers = dict.fromkeys(
        [u.speaker for u in script.utterances] + [s.narrator or NARRATOR for s in script.scenes]
    )
    others = [
        Character(id_, id_.title())
        for id_ in speakers
        if id_ not in known and id_ not in (NARRATOR, "unknown")
    ]
    return Analysis(script, (*characters, *others), ())
