"""Room tone: the faint noise of a quiet room that lies under a whole chapter.

Digital silence between two clips is heard as a hole, and the shops ask for room tone.
"""

from __future__ import annotations

import hashlib
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.stitching.targets import ROOM_TONE

LOOP = 1 << 19
"""Frames after which it begins again, 11.9 s at 44.1 kHz; the seam is none."""
_SLOPE = (2, 8, 32, 128)
"""Lengths, in frames, of the moving averages whose sum falls about 3 dB an octave."""
_RUMBLE = 2048
"""The moving average that is taken away: what is below about 20 Hz only costs headroom."""


def room_tone(start: int, frames: int, level: float = ROOM_TONE) -> NDArray[np.int16]:
    """The tone from one frame of a timeline on: always the same at the same place."""
    offset = start % LOOP
    end = offset + frames
    if end <= LOOP:
        return _loop(level)[offset:end]
    return np.concatenate((_loop(level)[offset:], room_tone(0, end - LOOP, level)))


@cache
def _loop(level: float) -> NDArray[np.int16]:
    # From a hash and in integers up to the last step, so that it is the same on every machine.
    noise = np.frombuffer(hashlib.shake_128(b"room tone").digest(2 * LOOP), dtype="<i2")
    white = noise.astype(np.int64)
    shaped = sum((_sums(white, length) * (128 // length) for length in _SLOPE), white * 128)
    shaped = shaped * _RUMBLE - _sums(shaped, _RUMBLE)
    wanted = 32768 * 10 ** (level / 20)
    loud = np.sqrt(np.mean(shaped.astype(np.float64) ** 2))
    tone: NDArray[np.int16] = np.rint(shaped * (wanted / loud)).astype(np.int16)
    tone.flags.writeable = False
    return tone


def _sums(values: NDArray[np.int64], length: int) -> NDArray[np.int64]:
    """Sums over `length` neighbours, round the end of the loop."""
    total = np.cumsum(np.concatenate((values, values[:length])))
    return total[length:] - total[:-length]
