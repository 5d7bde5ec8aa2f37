"""How much of a clip is unlike everything else that its voice says.

A voice is known by short looks at the spectra of its clips. What a look has over and above
the nearest of another clip's is foreign: noise, hum, or another speaker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.checking.contour import STEP, Contour

Looks = NDArray[np.float32]
"""Looks by bands, dB above the clip's level."""

LOOK = 6
"""Steps, 30 ms, that one look takes together."""
FLOOR = -55.0
"""dB below the clip's level at which differences no longer count."""
KNOWN = 1600
"""Looks by which a voice is known at the least: 24 seconds."""
_MOST = 4000
"""Looks that are compared with at the most."""
_NEAREST = 12


@dataclass(frozen=True, slots=True)
class Foreign:
    most: float
    """dB by which the most foreign look exceeds the nearest known one, over all bands."""
    at: float
    """The second at which that is."""
    overall: float
    """dB by which looks differ from the nearest known one, on average."""


def looks(heard: Contour, level: float) -> Looks:
    """The looks at a clip whose speech has this level in dBFS."""
    power = 10 ** (heard.bands.astype(np.float64) / 10)
    sums = np.cumsum(np.pad(power, ((1, 0), (0, 0))), axis=0)
    if len(sums) <= LOOK:
        return np.zeros((0, power.shape[1]), np.float32)
    mean = 10 * np.log10((sums[LOOK:] - sums[:-LOOK])[:: LOOK // 2] / LOOK + 1e-12)
    return np.maximum(mean - level, FLOOR).astype(np.float32)


def foreign(clip: Looks, others: Sequence[Looks]) -> Foreign | None:
    """How foreign a clip is among the others of its voice; None where they are too few."""
    total = sum(len(other) for other in others)
    if total < KNOWN or not len(clip):
        return None
    known = np.concatenate(others)[:: max(1, total // _MOST)]
    apart = (
        np.mean(clip**2, axis=1)[:, None]
        + np.mean(known**2, axis=1)[None]
        - (2 / clip.shape[1]) * clip @ known.T
    )
    nearest = np.argpartition(apart, _NEAREST, axis=1)[:, :_NEAREST]
    excess = np.maximum(clip[:, None, :] - known[nearest], 0)
    over = np.sqrt(np.mean(excess**2, axis=2)).min(axis=1)
    at = int(over.argmax())
    return Foreign(
        most=float(over[at]),
        at=at * (LOOK // 2) * STEP,
        overall=float(np.sqrt(np.maximum(apart.min(axis=1), 0)).mean()),
    )
