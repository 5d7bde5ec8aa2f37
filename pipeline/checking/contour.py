"""A clip's sound, step by step: level and spectrum every five milliseconds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

STEP = 0.005
"""Seconds."""
WINDOW = 0.02
"""Seconds of sound that one step's spectrum is made of."""
BANDS = 24
LOWEST, HIGHEST = 80.0, 10_000.0
"""Hertz of the outermost bands; what is above half the rate is not there."""
NOTHING = 1e-6
"""Amplitude that stands for silence."""


@dataclass(frozen=True, slots=True, eq=False)
class Contour:
    """Arrays, so it stays inside this package and is never kept."""

    levels: NDArray[np.float64]
    """dBFS of each step: RMS over the window."""
    bands: NDArray[np.float32]
    """dB of each step by band, evenly spaced on the mel scale."""

    @property
    def steps(self) -> int:
        return len(self.levels)


def contour(samples: NDArray[np.float32], rate: int) -> Contour:
    """The contour of one channel of sound at a rate in hertz."""
    hop, size = round(STEP * rate), round(WINDOW * rate)
    count = max(1, -(-len(samples) // hop))
    padded = np.zeros((count - 1) * hop + size, np.float32)
    lead = (size - hop) // 2
    room = min(len(samples), len(padded) - lead)
    padded[lead : lead + room] = samples[:room]
    frames = sliding_window_view(padded, size)[::hop]
    levels = 10 * np.log10(np.mean(np.square(frames, dtype=np.float64), axis=1) + NOTHING**2)
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(size).astype(np.float32), axis=1)) ** 2
    power = spectrum @ _filters(size, rate).T / np.float32((size / 4) ** 2)
    return Contour(levels, 10 * np.log10(power + np.float32(NOTHING**2)))


@cache
def _filters(size: int, rate: int) -> NDArray[np.float32]:
    """Triangles over the bins of a spectrum, one row a band, each with a sum of 1."""
    edges = _hertz(np.linspace(_mel(LOWEST), _mel(min(HIGHEST, 0.48 * rate)), BANDS + 2))
    bins = np.fft.rfftfreq(size, 1 / rate)
    rise = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    fall = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    rows = np.maximum(0, np.minimum(rise, fall))
    empty = rows.sum(axis=1) == 0
    rows[empty, np.abs(bins[None] - edges[1:-1][empty, None]).argmin(axis=1)] = 1
    return np.asarray(rows / rows.sum(axis=1, keepdims=True), np.float32)


def _mel(hertz: float) -> float:
    return float(2595 * np.log10(1 + hertz / 700))


def _hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(700 * (10 ** (mel / 2595) - 1))
