"""Eight kinds of faults, put into clean clips."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from pipeline.model import WordTime

Samples = NDArray[np.float32]
Words = tuple[WordTime, ...]
JOIN = 0.003
"""Seconds over which pieces are blended, so that a cut betrays itself by no click."""


def cut_tail(x: Samples, rate: int, _: Words, rng: np.random.Generator) -> Samples:
    """The last 0.15 to 0.5 seconds of what is heard are missing."""
    loud = np.flatnonzero(np.abs(x) > 0.01 * np.abs(x).max())
    end = int(loud[-1]) + 1
    return x[: max(rate // 4, end - round(rng.uniform(0.15, 0.5) * rate))]


def dropped_word(x: Samples, rate: int, words: Words, rng: np.random.Generator) -> Samples:
    """A word of three letters or more, neither the first nor the last, is missing."""
    inner = [w for w in words[1:-1] if w.end - w.start >= 3 and w.ends - w.begins > rate // 12]
    word = inner[rng.integers(len(inner))] if inner else words[len(words) // 2]
    return joined(x[: word.begins], x[word.ends :], rate)


def repeat(x: Samples, rate: int, words: Words, rng: np.random.Generator) -> Samples:
    """One to three words are heard twice."""
    count = int(rng.integers(1, 4))
    first = int(rng.integers(0, max(1, len(words) - count)))
    a, b = words[first].begins, words[min(first + count, len(words)) - 1].ends
    b = max(b, a + rate // 5)
    return joined(joined(x[:b], x[a:b], rate), x[b:], rate)


def clipping(x: Samples, _rate: int, _: Words, rng: np.random.Generator) -> Samples:
    """Too loud by 6 to 14 dB, held at the top, and half of the time lowered again."""
    peak = float(np.abs(x).max())
    over = 10 ** (rng.uniform(6, 14) / 20)
    held = np.clip(x * over / peak, -1, 1)
    return held * (1.0 if rng.random() < 0.5 else rng.uniform(0.4, 0.9))


def silence(x: Samples, rate: int, words: Words, rng: np.random.Generator) -> Samples:
    """Between two words 1.2 to 3 seconds of silence, or 0.25 to 0.6 seconds go silent."""
    if rng.random() < 0.5:
        word = words[int(rng.integers(1, len(words)))]
        gap = np.zeros(round(rng.uniform(1.2, 3) * rate), np.float32)
        gap += rng.normal(0, 1e-4, len(gap)).astype(np.float32) * (rng.random() < 0.5)
        return joined(joined(x[: word.begins], gap, rate), x[word.begins :], rate)
    size = min(round(rng.uniform(0.25, 0.6) * rate), len(x) // 2)
    begin = int(rng.integers(words[0].begins, max(words[0].begins + 1, words[-1].ends - size)))
    quiet = rng.normal(0, 1e-4, size).astype(np.float32) * (rng.random() < 0.5)
    return joined(joined(x[:begin], quiet, rate), x[begin + size :], rate)


def noise_burst(x: Samples, rate: int, _: Words, rng: np.random.Generator) -> Samples:
    """60 to 250 ms of noise, white or pink, from 10 dB below the clip's RMS to as loud as it."""
    size = min(round(rng.uniform(0.06, 0.25) * rate), len(x) // 2)
    noise = rng.normal(0, 1, size)
    if rng.random() < 0.5:
        spectrum = np.fft.rfft(noise)
        spectrum /= np.sqrt(np.maximum(1, np.arange(len(spectrum)) * rate / size / 100))
        noise = np.fft.irfft(spectrum, size)
    loud = float(np.sqrt(np.mean(x**2))) * 10 ** (rng.uniform(-10, 0) / 20)
    noise *= loud / np.sqrt(np.mean(noise**2))
    fade = min(size // 2, rate // 500)
    noise[:fade] *= np.linspace(0, 1, fade)
    noise[-fade:] *= np.linspace(1, 0, fade)
    begin = int(rng.integers(0, len(x) - size))
    y = x.copy()
    y[begin : begin + size] += noise
    return np.clip(y, -1, 1)


def click(x: Samples, rate: int, words: Words, rng: np.random.Generator) -> Samples:
    """At the join of two words the wave leaps by 15 to 60 % of the peak and returns."""
    word = words[int(rng.integers(1, len(words)))]
    size = round(0.004 * rate)
    decay = rng.uniform(0.0002, 0.0015) * rate
    leap = rng.choice([-1, 1]) * rng.uniform(0.15, 0.6) * float(np.abs(x).max())
    y = x.copy()
    begin = min(word.begins, len(x) - size)
    y[begin : begin + size] += leap * np.exp(-np.arange(size) / decay)
    return np.clip(y, -1, 1)


def joined(a: Samples, b: Samples, rate: int) -> Samples:
    """One after the other, blended over `JOIN` seconds."""
    size = min(round(JOIN * rate), len(a), len(b))
    if not size:
        return np.concatenate((a, b))
    fade = np.linspace(0, 1, size, dtype=np.float32)
    middle = a[len(a) - size :] * (1 - fade) + b[:size] * fade
    return np.concatenate((a[: len(a) - size], middle, b[size:]))


KINDS: dict[str, Callable[[Samples, int, Words, np.random.Generator], Samples]] = {
    "cut tail": cut_tail,
    "dropped word": dropped_word,
    "repeat": repeat,
    "clipping": clipping,
    "silence": silence,
    "noise burst": noise_burst,
    "click at a join": click,
}
"""Each kind by its name but one: a wrong voice is another voice's reading of the text."""
