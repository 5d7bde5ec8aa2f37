"""The clips of a production, each measured and held against the habits of its voice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.checking.familiarity import Looks, foreign
from pipeline.checking.hearing import held, listen
from pipeline.checking.verdicts import SURE, Habits, Heard, habits, verdict
from pipeline.findings import Finding
from pipeline.model import Audio, Clip, Direction

RECORDED = Habits(repeat=SURE)
"""What is asked of a recording of the user's own, of whose voice nothing is known."""


@dataclass(frozen=True, slots=True, eq=False)
class _Measured:
    heard: Heard
    engine: str
    looks: Looks


class Jury:
    """Judges clips by what all clips of a production have taught it of their voices."""

    def __init__(
        self, clips: Sequence[tuple[Direction, Clip]], read: Callable[[str], Audio]
    ) -> None:
        """`read` gives a clip's sound by its key.

        Clips are measured one at a time; of each, some kilobytes are kept.
        """
        measured = [_measured(direction, clip, read(clip.key)) for direction, clip in clips]
        self._voices: dict[str, list[_Measured]] = defaultdict(list)
        for one in measured:
            self._voices[one.heard.voice].append(one)
        self._measured = {one.heard.key: self._placed(one) for one in measured}
        kin: dict[str, list[Heard]] = defaultdict(list)
        own: dict[str, list[Heard]] = defaultdict(list)
        for one in self._measured.values():
            kin[one.engine].append(one.heard)
            own[one.heard.voice].append(one.heard)
        self._habits: dict[str, Habits] = {
            voice: habits(own[voice], kin[group[0].engine]) for voice, group in self._voices.items()
        }

    def findings(self, key: str) -> tuple[Finding, ...]:
        """What is wrong with one of the clips that it has learned from."""
        heard = self._measured[key].heard
        return verdict(heard, self._habits[heard.voice])

    def judge(self, direction: Direction, clip: Clip, audio: Audio) -> tuple[Finding, ...]:
        """What is wrong with another clip, such as a new take."""
        return self.verdict(self.measured(direction, clip, audio))

    def measured(self, direction: Direction, clip: Clip, audio: Audio) -> Heard:
        """Another clip, and how foreign it is among those of its voice."""
        return self._placed(_measured(direction, clip, audio)).heard

    def verdict(self, heard: Heard) -> tuple[Finding, ...]:
        """What is wrong with a clip that was measured."""
        return verdict(heard, self._habits.get(heard.voice, Habits()))

    def _placed(self, one: _Measured) -> _Measured:
        """With how foreign it is among the others of its voice."""
        others = [
            other.looks
            for other in self._voices.get(one.heard.voice, ())
            if other.heard.key != one.heard.key
        ]
        return replace(one, heard=replace(one.heard, foreign=foreign(one.looks, others)))


def judge_recording(
    direction: Direction, clip: Clip, audio: Audio, file: Iterable[NDArray[np.float32]]
) -> tuple[Finding, ...]:
    """What is wrong with a recording of the user's own.

    `file` is its file, in blocks of frames by channels at its own rate: in the clip, which has
    another, what was clipped no longer stands at the peak. Raises what reading it raises.
    """
    heard = _measured(direction, clip, audio).heard
    blocks = [*file]
    places = [held(channel) for channel in np.concatenate(blocks).T] if blocks else []
    facts = replace(heard.facts, held=max([heard.facts.held, *places]))
    return verdict(replace(heard, facts=facts), RECORDED)


def _measured(direction: Direction, clip: Clip, audio: Audio) -> _Measured:
    request = direction.request
    facts, looks = listen(samples_of(audio), audio.rate)
    heard = Heard(
        key=clip.key,
        voice=direction.recording
        or f"{request.voice.id} {round(request.pitch)} {request.delivery}".strip(),
        text=request.text,
        pace=request.pace,
        rate=audio.rate,
        words=clip.words,
        facts=facts,
        foreign=None,
    )
    return _Measured(heard, request.voice.engine, looks)


def samples_of(audio: Audio) -> NDArray[np.float32]:
    """The samples of a clip; 1.0 is full scale."""
    return np.frombuffer(audio.pcm, dtype="<i2").astype(np.float32) / np.float32(32768)
