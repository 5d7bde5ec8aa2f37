"""Where each clip of a chapter is heard: integer frames, and nothing but arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

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
    matching: Callable[[Direction], float] = lambda _: 0.0,
) -> Timeline:
    """The edit decision list of one chapter.

    `directions` are the chapter's, in its order; `clips` are by their keys, and `matching` gives
    the dB that match a direction's voice to the others. A direction whose clip is not there is
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
            gain=round(direction.gain + matching(direction), 3),
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


def divided(timeline: Timeline, longest: int, head: int, tail: int) -> list[tuple[Timeline, int]]:
    """A chapter in parts of at most `longest` frames where it is longer, with the frames of the
    chapter that are before each part.

    It is cut in the longest pause of the second half of what fits, the latest where several
    are as long. Each part has a head and a tail of its own; a clip is never cut.
    """
    parts: list[tuple[Timeline, int]] = []
    placements = timeline.placements
    first = 0
    while first < len(placements):
        skipped = placements[first].start - head if first else 0
        if timeline.frames - skipped <= longest:
            break
        inside = [
            at
            for at in range(first + 1, len(placements))
            if placements[at - 1].end - skipped + tail <= longest
        ]
        late = [at for at in inside if placements[at].start - skipped >= longest // 2] or inside
        cut = max(
            late,
            key=lambda at: (placements[at].start - placements[at - 1].end, at),
            default=first + 1,  # a clip that is too long by itself is whole all the same
        )
        parts.append((_part(timeline, first, cut, skipped, tail), skipped))
        first = cut
    if first < len(placements) or not parts:
        skipped = placements[first].start - head if first else 0
        end = timeline.frames - skipped
        shifted = tuple(replace(item, start=item.start - skipped) for item in placements[first:])
        parts.append((Timeline(timeline.rate, shifted, end), skipped))
    return parts


def opening(timeline: Timeline, longest: int, tail: int) -> Timeline:
    """The beginning of a chapter, whole utterances of it, in at most `longest` frames."""
    placements = timeline.placements
    if timeline.frames <= longest or not placements:
        return timeline
    ends = [
        at + 1
        for at, item in enumerate(placements)
        if item.end + tail <= longest
        and (at + 1 == len(placements) or placements[at + 1].utterance != item.utterance)
    ]
    return _part(timeline, 0, ends[-1] if ends else 1, 0, tail)


def _part(timeline: Timeline, first: int, end: int, skipped: int, tail: int) -> Timeline:
    chosen = tuple(
        replace(item, start=item.start - skipped) for item in timeline.placements[first:end]
    )
    return Timeline(timeline.rate, chosen, chosen[-1].end + tail)
