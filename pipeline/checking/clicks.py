"""Clicks: samples that leap out of the sound around them.

Speech is what a short filter can foretell from the samples before (linear prediction), and a
click is what it can't. What one stray sample does to the prediction error is known, namely
the filter itself, so the error is compared with that (a matched filter). A glottal pulse
or the burst of a plosive leaves much the same, but is not one sample long, so a click must
also stand alone. Godsill and Rayner, "Digital Audio Restoration" (1998), chapter 5.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

ALONE = 3.2
"""How many times larger a click is than all that is near it."""
NEAR = 0.00013
"""Seconds around a click that belong to it."""
FAR = 0.01
"""Seconds around it over which it is compared."""
LEAST = 0.004
"""Amplitude below which nobody hears it."""
_ORDER = 32
_FRAME = 0.02
"""Seconds for which one filter holds."""


def leaps(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """How far each sample leaps out of those before and behind it, as an amplitude."""
    size = round(_FRAME * rate)
    count = -(-len(samples) // size)
    margin = size // 2
    padded = np.zeros((count + 1) * size, np.float32)
    padded[margin : margin + len(samples)] = samples
    filters = _filters(sliding_window_view(padded, 2 * size)[::size])
    # The error of a frame, and of as many samples behind it as the filter is long.
    around = np.pad(padded, _ORDER)[margin:]
    wide = size + 2 * _ORDER
    pieces = sliding_window_view(around, wide)[: count * size : size]
    error = np.zeros((count, size + _ORDER), np.float32)
    for lag in range(_ORDER + 1):
        begin = _ORDER - lag
        error += filters[:, lag : lag + 1] * pieces[:, begin : begin + size + _ORDER]
    leap = np.zeros((count, size), np.float32)
    for lag in range(_ORDER + 1):
        leap += filters[:, lag : lag + 1] * error[:, lag : lag + size]
    leap /= np.sum(np.square(filters), axis=1, keepdims=True)
    found: NDArray[np.float32] = np.abs(leap).reshape(-1)[: len(samples)]
    return found


def clicks(
    samples: NDArray[np.float32], rate: int, alone: float = ALONE, least: float = LEAST
) -> list[int]:
    """The frames of the clicks in one channel of sound."""
    return [place for place, times in ranked(samples, rate, least) if times >= alone]


def ranked(
    samples: NDArray[np.float32], rate: int, least: float = LEAST
) -> list[tuple[int, float]]:
    """Places that stand out, and how many times larger they are than all that is near."""
    if len(samples) < round(4 * FAR * rate):
        return []
    leap = leaps(samples, rate)
    near, far = max(2, round(NEAR * rate)), round(FAR * rate)
    cells = leap[: len(leap) // far * far].reshape(-1, far)
    found = []
    for cell in np.flatnonzero(cells.max(axis=1) > least):
        place = int(cell) * far + int(cells[cell].argmax())
        before = leap[max(0, place - far) : max(0, place - near)]
        after = leap[place + near + 1 : place + far + 1]
        nearby = max(float(before.max(initial=0)), float(after.max(initial=0)), 1e-5)
        if leap[place] > 1.5 * nearby:
            found.append((place, float(leap[place]) / nearby))
    return found


def _filters(wide: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each stretch of sound, the filter whose output is its prediction error."""
    size = wide.shape[1]
    windowed = wide * np.hanning(size + 2)[1:-1].astype(np.float32)
    alike = np.stack(
        [
            np.einsum("fn,fn->f", windowed[:, : size - lag], windowed[:, lag:])
            for lag in range(_ORDER + 1)
        ],
        axis=1,
    )
    lags = np.abs(np.subtract.outer(np.arange(_ORDER), np.arange(_ORDER)))
    matrix = alike[:, lags]
    matrix += np.eye(_ORDER, dtype=np.float32) * (alike[:, :1, None] * 1e-4 + 1e-9)
    forward = np.linalg.solve(matrix, alike[:, 1:, None])[:, :, 0].astype(np.float32)
    return np.concatenate((np.ones((len(forward), 1), np.float32), -forward), axis=1)
