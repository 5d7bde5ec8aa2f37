"""The clips of a production, each measured and held against the habits of its voice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.checking.familiarity import Looks, foreign
from pipeline.checking.hearing import listen
from pipeline.checking.verdicts import Habits, Heard, habits, verdict
from pipeline.findings import Finding
from pipeline.model import Audio, Clip, Direction


@dataclass(frozen=True, slots=True)
class Judged:
    """A clip and what is wrong with it."""

    key: str
    findings: tuple[Finding, ...]


def judge_clips(
    clips: Sequence[tuple[Direction, Clip]], read: Callable[[str], Audio]
) -> tuple[Judged, ...]:
    """What is wrong with each clip; `read` gives a clip's sound by its key.

    Clips are measured one at a time; of each, some kilobytes are kept so that the voices'
    habits are known before anything is judged.
    """
    measured = [_measured(direction, clip, read(clip.key)) for direction, clip in clips]
    voices: dict[str, list[int]] = defaultdict(list)
    for number, (heard, _) in enumerate(measured):
        voices[heard.voice].append(number)
    whole: list[Heard] = []
    for number, (heard, looks) in enumerate(measured):
        others = [measured[other][1] for other in voices[heard.voice] if other != number]
        whole.append(replace(heard, foreign=foreign(looks, others)))
    engines: dict[str, list[Heard]] = defaultdict(list)
    for (direction, _), heard in zip(clips, whole, strict=True):
        engines[direction.request.voice.engine].append(heard)
    known: dict[str, Habits] = {}
    for voice, numbers in voices.items():
        kin = engines[clips[numbers[0]][0].request.voice.engine]
        known[voice] = habits([whole[number] for number in numbers], kin)
    return tuple(Judged(heard.key, verdict(heard, known[heard.voice])) for heard in whole)


def _measured(direction: Direction, clip: Clip, audio: Audio) -> tuple[Heard, Looks]:
    request = direction.request
    facts, looks = listen(samples_of(audio), audio.rate)
    heard = Heard(
        key=clip.key,
        voice=f"{request.voice.id} {round(request.pitch)} {request.delivery}".strip(),
        text=request.text,
        pace=request.pace,
        rate=audio.rate,
        words=clip.words,
        facts=facts,
        foreign=None,
    )
    return heard, looks


def samples_of(audio: Audio) -> NDArray[np.float32]:
    """The samples of a clip; 1.0 is full scale."""
    return np.frombuffer(audio.pcm, dtype="<i2").astype(np.float32) / np.float32(32768)
