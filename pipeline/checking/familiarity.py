"""How much of a clip is unlike everything else that its voice says.

A voice is known by short looks at the spectra of its clips: what is heard in each band
throughout the look. What a look has over and above the nearest of another clip's is foreign:
noise, hum, or another speaker. Noise also fills the whole spectrum at once, which no sound of
speech does for long, so how full a look is tells it even where nothing is known of a voice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from pipeline.checking.contour import STEP, Contour

Looks = NDArray[np.float32]
"""Looks by bands, dB above the clip's level."""

LOOK = 8
"""Steps, 40 ms, that a look takes together."""
_HOP = 2
"""Steps from one look to the next."""
_GROUPS = ((0, 6), (6, 12), (12, 18), (18, 24))
"""The bands in four groups, from low to high."""
FLOOR = -55.0
"""dB below the clip's level at which differences no longer count."""
KNOWN = 2400
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
    if heard.steps < LOOK:
        return np.zeros((0, heard.bands.shape[1]), np.float32)
    throughout = sliding_window_view(heard.bands, LOOK, axis=0)[::_HOP].min(axis=2)
    seen: Looks = np.maximum(throughout - np.float32(level), np.float32(FLOOR))
    return seen


def fullest(clip: Looks) -> tuple[float, float]:
    """How full the spectrum is where it is fullest, and the second at which that is.

    dB of the weakest quarter of the spectrum above the clip's level.
    """
    if not len(clip):
        return FLOOR, 0.0
    groups = np.stack([clip[:, low:high].mean(axis=1) for low, high in _GROUPS], axis=1)
    full = groups.min(axis=1)
    at = int(full.argmax())
    return float(full[at]), at * _HOP * STEP


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
        at=at * _HOP * STEP,
        overall=float(np.sqrt(np.maximum(apart.min(axis=1), 0)).mean()),
    )
