"""What a sound measures: RMS and peak of samples, true peak, and loudness by ffmpeg."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

from pipeline.stitching import ffmpeg
from pipeline.store import SILENCE, decibels

_BETWEEN = 3.0
"""dB that a true peak is surely not above the samples around it, in speech."""
_CONTEXT = 256
"""Samples of the block before that the oversampling of a block needs."""


@dataclass(frozen=True, slots=True)
class Level:
    rms: float
    """dBFS over the whole, unweighted."""
    peak: float
    """Highest sample, dBFS."""

    @property
    def power(self) -> float:
        """Mean square; 1 is full scale."""
        return 10 ** (self.rms / 10) if self.rms > SILENCE else 0.0


class Meter:
    """Adds up the level of blocks as they go by."""

    def __init__(self) -> None:
        self._squares = self._frames = self._peak = 0

    def add(self, block: bytes) -> int:
        """Count 16-bit PCM in; returns the highest sample of it, 0 to 32768."""
        samples = np.frombuffer(block, dtype="<i2").astype(np.int64)
        if not samples.size:
            return 0
        peak = int(np.abs(samples).max())
        self._squares += int(np.dot(samples, samples))
        self._frames += samples.size
        self._peak = max(self._peak, peak)
        return peak

    @property
    def level(self) -> Level:
        mean = self._squares / self._frames if self._frames else 0.0
        return Level(decibels(mean**0.5 / 32768), decibels(self._peak / 32768))

    @property
    def squares(self) -> float:
        """Sum of the squares of all samples; a sample of 1 is full scale."""
        return self._squares / 32768**2


def measure(blocks: Iterable[bytes]) -> Level:
    """The level of 16-bit PCM that comes in blocks of whole samples; -120 dBFS is silence."""
    meter = Meter()
    for block in blocks:
        meter.add(block)
    return meter.level


def measure_true(blocks: Iterable[bytes], highest: float) -> tuple[Level, float]:
    """The level of mono 16-bit PCM, and its true peak in dBTP (ITU-R BS.1770, annex 2).

    Where no sample comes within 3 dB of `highest`, the true peak is not looked for and the
    sample peak stands for it; both are below `highest` then.
    """
    meter = Meter()
    near = 32768 * 10 ** ((highest - _BETWEEN) / 20)
    context = np.zeros(_CONTEXT, dtype=np.float32)
    true = 0.0
    for block in blocks:
        peak = meter.add(block)
        samples = np.frombuffer(block, dtype="<i2").astype(np.float32)
        around = np.concatenate((context, samples))
        if peak >= near:
            true = max(true, _oversampled_peak(around))
        context = around[-_CONTEXT:]
    return meter.level, max(decibels(true / 32768), meter.level.peak)


def loudness(blocks: Iterable[bytes], rate: int) -> float:
    """Integrated loudness of mono 16-bit PCM in LUFS, to a tenth; -120 for silence.

    By ffmpeg's ebur128 (ITU-R BS.1770-4). Raises ToolError.
    """
    said = ffmpeg.run(ffmpeg.loudness_args(rate), blocks)
    found = re.findall(r"I:\s+(-?[\d.]+) LUFS", said)
    value = float(found[-1]) if found else SILENCE
    return value if value > -70 else SILENCE  # the gate: what is below counts as nothing


def _oversampled_peak(samples: NDArray[np.float32]) -> float:
    over = soxr.resample(samples, 1, 4, quality="HQ")
    return float(np.abs(over).max()) if over.size else 0.0
