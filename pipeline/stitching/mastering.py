"""One gain for a whole chapter, and a limiter where its peaks would exceed the ceiling.

The gain is for the reading: the room tone under it stays at its level. What is far from the
ceiling is the dry mix times the gain and nothing else; only the stretches around clips that
come near it go through ffmpeg's limiter.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Audio, Timeline
from pipeline.stitching import ffmpeg, levels
from pipeline.stitching.levels import Level, Meter
from pipeline.stitching.mixdown import HEADROOM, mix
from pipeline.stitching.roomtone import room_tone
from pipeline.stitching.targets import ROOM_TONE, Measure, Target, aim_of
from pipeline.store import SILENCE, decibels, unwritable

BLOCK = 1 << 16
"""Frames that are mastered at a time."""
STEP = 0.25
"""dB in which gains are given, so that a small change in a chapter mostly changes none."""
_NEAR = 2.0
"""dB under the ceiling from which a clip goes through the limiter: peaks between samples."""
_AROUND = 0.05
"""Seconds before and after such a clip that go with it."""
ROUNDS = 4
"""Gains that are tried at most for one chapter; one is the rule."""
MOST = 30.0
"""dB, the most that a chapter is raised: what is all but silent is not made to roar."""


@dataclass(frozen=True, slots=True)
class Dry:
    """The mix of a chapter before its gain, in a file of 16-bit PCM."""

    file: IO[bytes]
    timeline: Timeline
    tone: float
    """dBFS of the room tone."""
    level: Level
    peaks: tuple[tuple[int, int, float], ...]
    """Of each clip the frames at which it begins and ends, and its highest sample in dBFS."""

    def read(self, start: int, frames: int) -> bytes:
        self.file.seek(2 * start)
        return self.file.read(2 * frames)

    def blocks(self, start: int, end: int) -> Iterator[tuple[int, bytes]]:
        """The mix between two frames, in blocks and with the frame that each begins at."""
        for position in range(start, end, BLOCK):
            yield position, self.read(position, min(BLOCK, end - position))


@dataclass(frozen=True, slots=True)
class Master:
    """A chapter as it is to be heard."""

    dry: Dry
    gain: float
    """dB, the one gain of the whole chapter."""
    ceiling: float | None
    """dBTP; None where there is no limiter."""
    limited: IO[bytes]
    """The stretches that went through the limiter, one after another, as 16-bit PCM."""
    stretches: tuple[tuple[int, int], ...]
    """Frames at which each of them begins and ends, in order and apart from one another."""

    @property
    def rms(self) -> float:
        """dBFS of the whole, from what is known of the mix and of what was limited."""
        frames = self.dry.timeline.frames
        dry, limited = Meter(), Meter()
        self.limited.seek(0)
        for start, end in self.stretches:
            for _, block in self.dry.blocks(start, end):
                dry.add(block)
                limited.add(self.limited.read(len(block)))
        linear = max(0.0, self.dry.level.power * frames - dry.squares) * 10 ** (self.gain / 10)
        return decibels(math.sqrt((linear + limited.squares) / frames)) if frames else SILENCE

    def blocks(self) -> Iterator[bytes]:
        """The whole as mono 16-bit PCM at the timeline's rate."""
        self.limited.seek(0)
        position = 0
        for start, end in self.stretches:
            yield from self._linear(position, start)
            for at in range(start, end, BLOCK):
                yield self.limited.read(2 * min(BLOCK, end - at))
            position = end
        yield from self._linear(position, self.dry.timeline.frames)

    def _linear(self, start: int, end: int) -> Iterator[bytes]:
        for at, block in self.dry.blocks(start, end):
            yield mastered(block, at, self.gain, self.dry.tone)


@contextmanager
def dry_mix(
    timeline: Timeline, read_clip: Callable[[str], Audio], scratch: Path, tone: float = ROOM_TONE
) -> Iterator[Dry]:
    """Mix a chapter into an unfinished file in the folder `scratch` (88 kB for a second).

    Raises StoreError where there is no room or no right to write, and what `mix` raises.
    """
    meter = Meter()
    position = 0
    peaks = []
    clips = {placement.start: placement for placement in timeline.placements if placement.frames}
    with scratch_file(scratch) as file:
        for block in mix(timeline, read_clip, tone):
            peak = meter.add(block)
            if position in clips:
                peaks.append((position, clips[position].end, decibels(peak / 32768)))
            position += len(block) // 2
            try:
                file.write(block)
            except OSError as error:
                raise unwritable(scratch, error) from error
        file.flush()
        yield Dry(file, timeline, tone, meter.level, tuple(peaks))


def first_gain(dry: Dry, target: Target, raised: float = 0.0) -> float:
    """The gain in dB that brings a dry mix to where it belongs, before anything is limited.

    `raised` is by how many dB the loudest role or delivery of the chapter is raised in the
    mix. A profile that asks for no level gets the headroom back, as far as the peak allows.
    """
    if not target.levelled:
        return round(min(HEADROOM, -0.1 - dry.level.peak), 3)
    found = dry.level.rms
    if target.measure is Measure.LUFS:
        whole = dry.blocks(0, dry.timeline.frames)
        found = levels.loudness((block for _, block in whole), dry.timeline.rate)
    if found <= SILENCE:
        return 0.0
    return stepped(min(aim_of(target, raised) - found, MOST))


def stepped(gain: float) -> float:
    """A gain to the nearest step."""
    return round(round(gain / STEP) * STEP, 3)


@contextmanager
def settled(
    dry: Dry, target: Target, raised: float, scratch: Path, lowered: float = 0.0
) -> Iterator[Master]:
    """A dry mix as a target asks for it, with its ceiling lowered by that many dB.

    The limiter takes a little of the level; where that leaves the target's window, the gain
    makes up for it. Raises what `master` raises.
    """
    gain = first_gain(dry, target, raised)
    ceiling = round(target.ceiling - lowered, 2) if target.levelled else None
    for last in (*[False] * (ROUNDS - 1), True):
        with master(dry, gain, ceiling, scratch) as whole:
            better = corrected(target, gain, found_in(whole, target))
            if last or better == gain:
                yield whole
                return
        gain = better


def corrected(target: Target, gain: float, found: float) -> float:
    """The gain after one that gave `found`, by the target's measure; the same where that will do.

    A chapter outside of the window is brought just inside it, so that no edit makes it jump.
    """
    off = found - target.aim
    if not target.levelled or abs(off) <= target.window or found <= SILENCE:
        return gain
    inside = math.copysign(target.window - 2 * STEP, off)
    return stepped(min(gain - (off - inside), MOST))


def found_in(whole: Master, target: Target) -> float:
    """What a mastered chapter measures, as far as the target needs to know it."""
    if target.measure is Measure.LUFS:
        return levels.loudness(whole.blocks(), whole.dry.timeline.rate)
    return whole.rms


@contextmanager
def master(dry: Dry, gain: float, ceiling: float | None, scratch: Path) -> Iterator[Master]:
    """A dry mix with one gain in dB, and kept under a ceiling in dBTP.

    Raises StoreError where there is no room, ToolError where ffmpeg fails.
    """
    rate = dry.timeline.rate
    stretches = () if ceiling is None else _near(dry, gain, ceiling)
    with scratch_file(scratch) as limited:
        if ceiling is not None and stretches:
            loud = (
                _raised(block, at, gain, dry.tone).tobytes()
                for start, end in stretches
                for at, block in dry.blocks(start, end)
            )
            try:
                ffmpeg.run(ffmpeg.limit_args(rate, ceiling, Path(limited.name)), loud)
            except OSError as error:
                raise unwritable(scratch, error) from error
        yield Master(dry, gain, ceiling, limited, stretches)


def mastered(block: bytes, start: int, gain: float, tone: float = ROOM_TONE) -> bytes:
    """A block of the dry mix that begins at frame `start`, with the chapter's gain in dB."""
    sound = _raised(block, start, gain, tone)
    return np.clip(np.rint(sound * 32768), -32768, 32767).astype("<i2").tobytes()


def scratch_file(folder: Path) -> tempfile._TemporaryFileWrapper[bytes]:
    """An unfinished file, which is deleted when it is closed. Raises StoreError.

    Its name is that of unfinished files, so that what a killed process left is cleared away.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=".part")
    except OSError as error:
        raise unwritable(folder, error) from error


def _raised(block: bytes, start: int, gain: float, tone: float) -> NDArray[np.float32]:
    """`factor * dry + (1 - factor) * tone`: the reading with its gain, the room as it was."""
    dry = np.frombuffer(block, dtype="<i2").astype(np.float32)
    factor = np.float32(10 ** (gain / 20))
    sound = factor * dry + (1 - factor) * room_tone(start, dry.size, tone)
    return (sound / 32768).astype("<f4")


def _near(dry: Dry, gain: float, ceiling: float) -> tuple[tuple[int, int], ...]:
    """The stretches around the clips that come near the ceiling, joined where they meet."""
    around = round(_AROUND * dry.timeline.rate)
    found: list[tuple[int, int]] = []
    for start, end, peak in dry.peaks:
        if peak + gain < ceiling - _NEAR:
            continue
        start, end = max(0, start - around), min(dry.timeline.frames, end + around)
        if found and start <= found[-1][1]:
            start = found.pop()[0]
        found.append((start, end))
    return tuple(found)
