"""Where each clip of a chapter is heard: integer frames, and nothing but arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.model import (
    Chapter,
    Clip,
    Direction,
    Pauses,
    Placement,
    Timeline,
    Utterance,
    UtteranceKind,
)

RATE = 44_100
"""Hertz of everything that is delivered."""


def lay_out(
    chapter: Chapter,
    directions: Sequence[Direction],
    clips: Mapping[str, Clip],
    pauses: Pauses,
    rate: int = RATE,
    gains: Mapping[str, float] = MappingProxyType({}),
) -> Timeline:
    """The edit decision list of one chapter.

    `directions` are the chapter's, in its order; `clips` are by their keys, and `gains` by the
    ids of voices: dB that match a voice to the others. A direction whose clip is not there is
    left out, and so is the pause before it. Raises ValueError for a direction that is not of
    this chapter or not in its order.
    """
    position = frames_of(pauses.head, rate)
    placements: list[Placement] = []
    before: _Place | None = None
    for direction, place in _places(chapter, directions):
        clip = clips.get(direction.key)
        if clip is None:
            continue
        if before is not None:
            position += frames_of(_pause(before, place, pauses), rate)
        placement = Placement(
            clip=clip.key,
            utterance=direction.utterance,
            start=position,
            frames=frames_at(rate, clip.frames, clip.rate),
            gain=round(direction.gain + gains.get(direction.request.voice.id, 0.0), 3),
        )
        placements.append(placement)
        position = placement.end
        before = place
    return Timeline(rate, tuple(placements), position + frames_of(pauses.tail, rate))


def frames_at(rate: int, frames: int, of: int) -> int:
    """How long `frames` frames at `of` hertz are at `rate` hertz: rounded up, nothing is lost."""
    return -(-frames * rate // of)


def frames_of(milliseconds: int, rate: int) -> int:
    """The frames of a pause, rounded to the nearest."""
    return (milliseconds * rate + 500) // 1000


@dataclass(frozen=True, slots=True)
class _Place:
    scene: int
    ordinal: int
    utterance: Utterance


def _places(
    chapter: Chapter, directions: Sequence[Direction]
) -> Iterator[tuple[Direction, _Place]]:
    at = 0
    ordinal = 0
    for number, scene in enumerate(chapter.scenes):
        for utterance in scene.utterances:
            while at < len(directions) and directions[at].utterance == utterance.id:
                yield directions[at], _Place(number, ordinal, utterance)
                at += 1
            ordinal += 1
    if at < len(directions):
        raise ValueError(
            f"the direction for utterance {directions[at].utterance} "
            f"is not of chapter {chapter.id}, or not in its order"
        )


def _pause(before: _Place, after: _Place, pauses: Pauses) -> int:
    if before.ordinal == after.ordinal:
        return pauses.sentence
    heading = pauses.heading if before.utterance.kind is UtteranceKind.HEADING else 0
    if before.scene != after.scene:
        return max(pauses.scene, heading)
    if heading:
        return heading
    if before.utterance.block == after.utterance.block:
        return pauses.turn
    return pauses.paragraph
