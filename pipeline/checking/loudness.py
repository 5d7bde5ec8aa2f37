"""The sound of a file, measured as it streams by: levels, peaks, floor, silences, edges."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

from pipeline.checking.clicks import clicks

QUIET = -50.0
"""dBFS RMS of ten milliseconds below which nobody speaks."""
WINDOW = 50
"""Steps of ten milliseconds over which the noise floor is the RMS."""
NOTHING = 2.0**-16
"""Amplitude, half a 16-bit step, below which a sample is digital zero."""
OVERSAMPLING = 4
"""ITU-R BS.1770-5, annex 2: true peak is read at four times 48 kHz or so."""
FULL = 0.9995
"""Amplitude from which samples in a row are taken to have been held at full scale."""
CLICK, CLICK_LEAST = 8.0, 0.01
"""See `clicks`: what encoders leave is smaller and less alone."""
HELD = 3
"""Samples in a row at full scale that make a clipped stretch."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a file, in seconds."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Sound:
    """What was measured; levels are dBFS, −inf for digital silence."""

    rate: int
    frames: int
    rms: float
    """Over the whole file, unweighted, all channels together."""
    peak: float
    """Highest sample."""
    true_peak: float
    """dBTP."""
    floor: float
    """RMS of the quietest half second that is not digital silence."""
    digital_silence: tuple[Stretch, ...]
    """Half seconds or more in which every sample is zero."""
    head: float
    """Seconds before the first sound above `QUIET`."""
    tail: float
    """Seconds after the last."""
    silences: tuple[Stretch, ...]
    """Stretches of a second or more between them that are below `QUIET`."""
    clipped: tuple[float, ...]
    """Seconds at which samples stand at full scale in a row."""
    clicks: tuple[float, ...]
    """Seconds at which a sample leaps out of the sound around it."""
    levels: NDArray[np.float32]
    """RMS of each hundredth of a second, as amplitude."""

    @property
    def seconds(self) -> float:
        return self.frames / self.rate


def decibels(amplitude: float) -> float:
    """An amplitude (1.0 is full scale) in dB; −inf for none."""
    return 20 * math.log10(amplitude) if amplitude > 0 else -math.inf


def measure(blocks: Iterable[NDArray[np.float32]], rate: int) -> Sound:
    """Measure sound that comes in blocks of frames by channels, at a rate in hertz."""
    step = max(1, rate // 100)
    squares = frames = 0.0
    peak = true_peak = 0.0
    levels: list[NDArray[np.float32]] = []
    zero: list[NDArray[np.bool_]] = []
    clipped: list[float] = []
    struck: list[float] = []
    upsampler: soxr.ResampleStream | None = None
    rest = np.zeros((0, 1), np.float32)
    before = np.zeros(0, np.float32)
    for block in blocks:
        if upsampler is None:
            channels = block.shape[1]
            upsampler = soxr.ResampleStream(rate, OVERSAMPLING * rate, channels, "float32")
            rest = np.zeros((0, channels), np.float32)
        squares += float(np.sum(np.square(block, dtype=np.float64))) / block.shape[1]
        peak = max(peak, float(np.abs(block).max(initial=0)))
        true_peak = max(true_peak, float(np.abs(upsampler.resample_chunk(block)).max(initial=0)))
        one = block.mean(axis=1, dtype=np.float32)
        clipped += [(frames + at) / rate for at in held(block)]
        joined = np.concatenate((before, one))
        offset, edge = frames - len(before), rate // 20
        struck += [
            (offset + at) / rate
            for at in clicks(joined, rate, CLICK, CLICK_LEAST)
            if at >= edge or not len(before)
            if at < len(joined) - edge
        ]
        before = joined[-rate // 10 :]
        frames += len(block)
        rest = np.concatenate((rest, block))
        whole = len(rest) // step * step
        steps = rest[:whole].reshape(-1, step * rest.shape[1])
        levels.append(np.sqrt(np.mean(np.square(steps, dtype=np.float64), axis=1)).astype("f4"))
        zero.append(np.abs(steps).max(axis=1, initial=0) < NOTHING)
        rest = rest[whole:]
    if upsampler is not None:
        last = upsampler.resample_chunk(np.zeros_like(rest[:0]), last=True)
        true_peak = max(true_peak, float(np.abs(last).max(initial=0)))
    level = np.concatenate(levels) if levels else np.zeros(0, np.float32)
    nothing = np.concatenate(zero) if zero else np.zeros(0, np.bool_)
    head, tail, silences = _quiet(level)
    return Sound(
        rate=rate,
        frames=int(frames),
        rms=decibels(math.sqrt(squares / frames) if frames else 0.0),
        peak=decibels(peak),
        true_peak=decibels(max(peak, true_peak)),
        floor=_floor(level, nothing),
        digital_silence=tuple(s for s in _runs(nothing) if s.seconds >= 0.01 * WINDOW),
        head=head,
        tail=tail,
        silences=silences,
        clipped=_apart(clipped),
        clicks=_apart(struck),
        levels=level,
    )


def held(block: NDArray[np.float32], full: float = FULL) -> list[int]:
    """Frames at which `HELD` or more samples in a row stand at an amplitude of `full` or more."""
    found: list[int] = []
    for channel in block.T:
        loud = np.abs(channel) >= full
        if loud.any():
            runs = _edges(loud)
            found += [int(a) for a, b in runs if b - a >= HELD]
    return sorted(found)


def _floor(level: NDArray[np.float32], nothing: NDArray[np.bool_]) -> float:
    windows = len(level) // WINDOW
    if not windows:
        return -math.inf
    cut = windows * WINDOW
    power = np.mean(np.square(level[:cut], dtype=np.float64).reshape(-1, WINDOW), axis=1)
    live = power[~nothing[:cut].reshape(-1, WINDOW).all(axis=1)]
    return decibels(math.sqrt(float(live.min()))) if live.size else -math.inf


def _quiet(level: NDArray[np.float32]) -> tuple[float, float, tuple[Stretch, ...]]:
    loud = np.flatnonzero(level > 10 ** (QUIET / 20))
    if not loud.size:
        return len(level) / 100, 0.0, ()
    first, last = int(loud[0]), int(loud[-1])
    inside = _runs(level <= 10 ** (QUIET / 20))
    silences = tuple(
        s for s in inside if s.seconds >= 1 and s.start > first / 100 and s.end <= last / 100
    )
    return first / 100, (len(level) - 1 - last) / 100, silences


def _runs(true: NDArray[np.bool_]) -> tuple[Stretch, ...]:
    return tuple(Stretch(a / 100, b / 100) for a, b in _edges(true))


def _edges(true: NDArray[np.bool_]) -> list[tuple[int, int]]:
    change = np.flatnonzero(np.diff(np.concatenate(([False], true, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in change.reshape(-1, 2)]


def _apart(places: list[float], least: float = 0.05) -> tuple[float, ...]:
    """The places without those that follow closely on another."""
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > least:
            kept.append(place)
    return tuple(kept)
