"""How loud a chapter is, and the one gain that brings it to where it should be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from pipeline.stitching.roomtone import room_tone
from pipeline.store import decibels

TARGET = -20.5
"""dBFS RMS over the whole file: the middle of the −23 to −18 that ACX asks for."""
CEILING = -3.5
"""dBFS, samples: half a decibel below ACX's −3 for what encoding adds."""
_TONE = 0.05
"""dB by which the room tone, which is not raised with the reading, can add to a peak."""


@dataclass(frozen=True, slots=True)
class Level:
    rms: float
    """dBFS over the whole, unweighted."""
    peak: float
    """Highest sample, dBFS."""


def measure(blocks: Iterable[bytes]) -> Level:
    """The level of 16-bit PCM that comes in blocks of whole samples; -120 dBFS is silence."""
    squares = frames = peak = 0
    for block in blocks:
        samples = np.frombuffer(block, dtype="<i2").astype(np.int64)
        if samples.size:
            squares += int(np.dot(samples, samples))
            peak = max(peak, int(np.abs(samples).max()))
            frames += samples.size
    mean = squares / frames if frames else 0.0
    return Level(decibels(mean**0.5 / 32768), decibels(peak / 32768))


def master_gain(level: Level, target_rms: float = TARGET, ceiling: float = CEILING) -> float:
    """The gain of a whole chapter in dB: to the target, or as near as its peak lets it come."""
    return round(min(target_rms - level.rms, ceiling - _TONE - level.peak), 3)


def mastered(block: bytes, start: int, gain: float) -> bytes:
    """A block of the dry mix that begins at frame `start`, with the chapter's gain in dB.

    The gain is for the reading: the room tone under it stays at its level. So the whole
    is `factor * dry + (1 - factor) * tone`.
    """
    dry = np.frombuffer(block, dtype="<i2").astype(np.float32)
    factor = np.float32(10 ** (gain / 20))
    sound = factor * dry + (1 - factor) * room_tone(start, dry.size)
    return np.clip(np.rint(sound), -32768, 32767).astype("<i2").tobytes()
