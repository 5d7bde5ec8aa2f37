"""Sounds with known properties, as files."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
from imageio_ffmpeg import get_ffmpeg_exe
from numpy.typing import NDArray

RATE = 44_100


def reading(seconds: float = 6, head: float = 0.75, tail: float = 2.0) -> NDArray[np.float64]:
    """Something like speech over room tone, at about −19 dB RMS and −9 dB peak."""
    random = np.random.default_rng(7)
    size = round(seconds * RATE)
    at = np.arange(size) / RATE
    phases = random.uniform(0, 2 * np.pi, 30)
    voice = sum(np.sin(2 * np.pi * 110 * k * at + phases[k]) / k for k in range(1, 30))
    voice *= 0.6 + 0.4 * np.sin(2 * np.pi * 3 * at) ** 2
    edge = np.arange(size)
    voice *= np.minimum(1, np.minimum(edge, edge[::-1]) / 400)
    whole = np.concatenate((np.zeros(round(head * RATE)), voice, np.zeros(round(tail * RATE))))
    whole *= 0.35 / np.abs(whole).max()
    return whole + random.normal(0, 10 ** (-70 / 20), whole.size)


def encoded(path: Path, sound: NDArray[np.float64], *arguments: str, rate: int = RATE) -> Path:
    """A file of this sound (frames, or frames by channels), as the path's ending says."""
    channels = 1 if sound.ndim == 1 else sound.shape[1]
    pcm = np.rint(np.clip(sound, -1, 32767 / 32768) * 32768).clip(-32768, 32767).astype("<i2")
    usual = ("-b:a", "192k") if path.suffix == ".mp3" and "-q:a" not in arguments else ()
    subprocess.run(
        [
            *(get_ffmpeg_exe(), "-v", "error", "-y", "-f", "s16le", "-ar", str(rate)),
            *("-ac", str(channels), "-i", "pipe:0", *usual, *arguments, str(path)),
        ],
        input=pcm.tobytes(),
        check=True,
    )
    return path
