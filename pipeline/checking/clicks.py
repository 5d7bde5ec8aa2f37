"""Clicks: samples that leap out of the sound around them.

Speech is what a short filter can foretell from the samples before (linear prediction); a
click is what it can't. A glottal pulse or the burst of a plosive can't be foretold either,
but comes with others like it, so a click must also stand alone: Godsill and Rayner,
"Digital Audio Restoration" (1998), chapter 5.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

ALONE = 4.0
"""How many times larger than all that is near it a click's surprise is."""
NEAR, FAR = 0.0012, 0.02
"""Seconds around a click that belong to it, and over which it is compared."""
LEAST = 0.004
"""Amplitude of the surprise below which nobody hears it."""
_ORDER = 20
_FRAME = 0.02
"""Seconds for which one filter holds."""


def surprise(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """What each sample is beyond what those before it foretell, as an amplitude."""
    size = round(_FRAME * rate)
    count = -(-len(samples) // size)
    margin = size // 2
    padded = np.zeros((count + 1) * size, np.float32)
    padded[margin : margin + len(samples)] = samples
    # The stretch that a filter is made from reaches half a frame beyond it on either side.
    wide = sliding_window_view(padded, 2 * size)[::size]
    windowed = wide * np.hanning(2 * size + 2)[1:-1].astype(np.float32)
    alike = np.stack(
        [
            np.einsum("fn,fn->f", windowed[:, : windowed.shape[1] - lag], windowed[:, lag:])
            for lag in range(_ORDER + 1)
        ],
        axis=1,
    )
    lags = np.abs(np.subtract.outer(np.arange(_ORDER), np.arange(_ORDER)))
    matrix = alike[:, lags]
    matrix += np.eye(_ORDER, dtype=np.float32) * (alike[:, :1, None] * 1e-4 + 1e-9)
    filters = np.linalg.solve(matrix, alike[:, 1:, None])[:, :, 0].astype(np.float32)
    first = margin - _ORDER
    past = sliding_window_view(padded[first : first + _ORDER + count * size - 1], _ORDER)
    foretold = np.einsum(
        "fnk,fk->fn", past.reshape(count, size, _ORDER), filters[:, ::-1], optimize=True
    )
    frames = padded[margin : margin + count * size].reshape(count, size)
    error: NDArray[np.float32] = np.abs(frames - foretold).reshape(-1)[: len(samples)]
    return error


def clicks(
    samples: NDArray[np.float32], rate: int, alone: float = ALONE, least: float = LEAST
) -> list[int]:
    """The frames of the clicks in one channel of sound."""
    return [place for place, _ in ranked(samples, rate, least) if _ >= alone]


def ranked(
    samples: NDArray[np.float32], rate: int, least: float = LEAST
) -> list[tuple[int, float]]:
    """Places that stand out, and how many times larger they are than all that is near."""
    if len(samples) < round(4 * FAR * rate):
        return []
    error = surprise(samples, rate)
    near, far = round(NEAR * rate), round(FAR * rate)
    found = []
    step = max(1, near)
    cells = error[: len(error) // step * step].reshape(-1, step).max(axis=1)
    reach = round(FAR / NEAR)
    padded = np.pad(cells, reach, mode="constant")
    windows = sliding_window_view(padded, 2 * reach + 1)
    around = np.concatenate((windows[:, : reach - 1], windows[:, reach + 2 :]), axis=1).max(axis=1)
    for cell in np.flatnonzero((cells > least) & (cells >= 2 * around)):
        place = int(cell) * step + int(np.argmax(error[cell * step : (cell + 1) * step]))
        nearby = np.concatenate(
            (
                error[max(0, place - far) : max(0, place - near)],
                error[place + near + 1 : place + far],
            )
        )
        found.append((place, float(error[place] / max(1e-9, nearby.max(initial=0)))))
    return found
