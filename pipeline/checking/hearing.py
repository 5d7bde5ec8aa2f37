"""What can be told of a clip without knowing its words: facts as numbers, no verdicts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from pipeline.checking.clicks import ranked
from pipeline.checking.contour import STEP, Contour, contour
from pipeline.checking.familiarity import Looks, fullest, looks

QUIET = 35.0
"""dB below a clip's own speech at which nothing is said."""
SHORTEST_REPEAT = 0.12
"""Seconds that a repeated stretch lasts at least, and comes after the first."""
ALIKE = 0.93
"""Correlation from which two stretches are the same recording."""
_LIKE = 3.0
"""dB by which the bands of two stretches may differ to be looked at closely."""
_LOOKS = 40
"""How many likely pairs of stretches are looked at closely."""
_FLAT_FROM = 0.98
"""Share of a clip's peak from which samples in a row count as held."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was measured of one clip."""

    seconds: float
    spoken: float
    """Seconds in which something is heard."""
    level: float
    """dBFS RMS of those."""
    lead: float
    """Seconds before the first sound."""
    rest: float
    """Seconds after the last sound."""
    ending: float
    """dB of the last ten milliseconds above the clip's level; very negative where it dies away."""
    held: int
    """Stretches in which samples stand in a row at the clip's peak."""
    zeros: float
    """Seconds of the longest stretch of digital silence between two sounds."""
    pause: float
    """Seconds of the longest quiet stretch between two sounds."""
    gaps: tuple[tuple[float, float], ...]
    """Begin and end, in seconds, of the quiet stretches of a tenth of a second and more."""
    drop: float
    """dB by which the level falls at the steepest within ten milliseconds into a pause."""
    click: float
    """How many times larger the strongest click is than all that is near it."""
    clicked: float
    """The second at which it stands."""
    repeat: float
    """Seconds of the longest stretch that is heard twice; 0 where none is."""
    repeated: float
    """The second at which it comes again."""
    copied: bool
    """Whether all of that stretch is one recording, to the sample: a drawn vowel is so in part."""
    apart: float
    """Seconds from the one to the other."""
    full: float
    """dB of the weakest quarter of the spectrum above the clip's level, where it is fullest."""
    full_at: float
    pitch: float
    """Hertz, the median of what is voiced; 0 where nothing is."""


def listen(samples: NDArray[np.float32], rate: int) -> tuple[Facts, Looks]:
    """The facts of one clip, and looks at it by which its voice is known.

    The sound is one channel, 1.0 is full scale, at a rate in hertz.
    """
    heard = contour(samples, rate)
    loud = heard.levels[heard.levels > heard.levels.max() - QUIET]
    level = 10 * math.log10(float(np.mean(10 ** (loud / 10)))) if loud.size else -120.0
    active = (heard.levels > level - QUIET) & (heard.levels > -70)
    at = np.flatnonzero(active)
    first, last = (int(at[0]), int(at[-1])) if at.size else (heard.steps, -1)
    pauses = [(a, b) for a, b in _runs(~active) if first < a and b <= last]
    repeat, repeated, apart = _repeat(samples, rate, heard, active)
    copied = repeat and _same(
        samples,
        rate,
        round((repeated - apart) / STEP),
        round(repeated / STEP),
        round(repeat / STEP),
    )
    click, clicked = max(
        ((alone, place / rate) for place, alone in ranked(samples, rate)), default=(0.0, 0.0)
    )
    end = samples[-max(1, rate // 100) :] if len(samples) else np.zeros(1, np.float32)
    seen = looks(heard, level)
    full, full_at = fullest(seen)
    facts = Facts(
        seconds=len(samples) / rate,
        spoken=float(active.sum()) * STEP,
        level=level,
        lead=first * STEP,
        rest=(heard.steps - 1 - last) * STEP,
        ending=10 * math.log10(float(np.mean(np.square(end, dtype=np.float64))) + 1e-12) - level,
        held=held(samples),
        zeros=_zeros(samples, rate, first, last),
        pause=max((b - a for a, b in pauses), default=0) * STEP,
        gaps=tuple((a * STEP, b * STEP) for a, b in pauses if (b - a) * STEP >= 0.1),
        drop=_drop(heard.levels, pauses),
        click=click,
        clicked=clicked,
        repeat=repeat,
        repeated=repeated,
        copied=bool(copied),
        apart=apart,
        full=full,
        full_at=full_at,
        pitch=_pitch(samples, rate, heard, active),
    )
    return facts, seen


def _runs(true: NDArray[np.bool_]) -> list[tuple[int, int]]:
    change = np.flatnonzero(np.diff(np.concatenate(([False], true, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in change.reshape(-1, 2)]


def held(samples: NDArray[np.float32]) -> int:
    """Stretches of three samples or more that are held at the peak; 0 for what is very soft."""
    size = np.abs(samples)
    peak = float(size.max(initial=0))
    if peak < 0.05:
        return 0
    near = size >= _FLAT_FROM * peak
    still = np.abs(np.diff(samples)) <= 0.001 * peak
    return sum(b - a >= 2 for a, b in _runs(near[1:] & near[:-1] & still))


def _zeros(samples: NDArray[np.float32], rate: int, first: int, last: int) -> float:
    inside = samples[round(first * STEP * rate) : round((last + 1) * STEP * rate)]
    return max((b - a for a, b in _runs(np.abs(inside) < 2**-16)), default=0) / rate


def _drop(levels: NDArray[np.float64], pauses: list[tuple[int, int]]) -> float:
    return max(
        (
            float(levels[max(0, a - 4)] - levels[min(a + 3, len(levels) - 1)])
            for a, b in pauses
            if b - a >= 10
        ),
        default=0.0,
    )


def _repeat(
    samples: NDArray[np.float32], rate: int, heard: Contour, active: NDArray[np.bool_]
) -> tuple[float, float, float]:
    """The longest stretch of which another is a copy, where the copy begins, and how long after
    the first, in seconds."""
    width = round(SHORTEST_REPEAT / STEP)
    count = heard.steps - width + 1
    if count < 2 * width:
        return 0.0, 0.0, 0.0
    # A stretch is told by its bands, four steps taken together: six times as many numbers.
    sums = np.cumsum(np.pad(heard.bands, ((1, 0), (0, 0))), axis=0)
    fours = (sums[4:] - sums[:-4]) / 4
    looks = np.concatenate([fours[k : k + count] for k in range(0, width, 4)], axis=1)
    said = np.convolve(active, np.ones(width), "valid") >= 0.9 * width
    later = np.arange(width, count, 2)
    later = later[said[later]]
    energy = np.einsum("sk,sk->s", looks, looks)
    apart = energy[later, None] + energy[None] - 2 * looks[later] @ looks.T
    apart[np.arange(count)[None] > later[:, None] - width] = np.inf
    apart[:, ~said] = np.inf
    found = (0.0, 0.0, 0.0)
    near = np.argwhere(apart < _LIKE**2 * looks.shape[1])
    for row, one in near[np.argsort(apart[near[:, 0], near[:, 1]])[:_LOOKS]]:
        two = int(later[row])
        if _same(samples, rate, int(one), two, width):
            seconds, begin = _extent(heard, int(one), two, width)
            found = max(found, (seconds * STEP, begin * STEP, (two - one) * STEP))
    return found


def _extent(heard: Contour, one: int, two: int, width: int) -> tuple[int, int]:
    """How many steps around these two places are alike, and where the second stretch begins."""
    lag = two - one
    apart = np.sqrt(np.mean((heard.bands[lag:] - heard.bands[:-lag]) ** 2, axis=1))
    runs = [(a, b) for a, b in _runs(np.asarray(apart < 2 * _LIKE)) if a < one + width and b > one]
    first = min((a for a, _ in runs), default=one)
    last = max((b for _, b in runs), default=one + width)
    return last - first, first + lag


def _same(samples: NDArray[np.float32], rate: int, one: int, two: int, width: int) -> bool:
    """Whether the stretches that begin at two steps are one recording, to the sample."""
    slack, size = round(STEP * rate), round(width * STEP * rate)
    a = samples[round(one * STEP * rate) :][:size]
    begin = max(0, round(two * STEP * rate) - slack)
    b = samples[begin : begin + size + 2 * slack]
    if len(a) < size or len(b) < len(a):
        return False
    product = np.correlate(b, a, mode="valid")
    squares = np.concatenate(([0], np.cumsum(np.square(b, dtype=np.float64))))
    energy = (squares[len(a) :] - squares[: -len(a)]) * float(np.dot(a, a))
    return bool((product / np.sqrt(np.maximum(energy, 1e-12))).max() > ALIKE)


def _pitch(
    samples: NDArray[np.float32], rate: int, heard: Contour, active: NDArray[np.bool_]
) -> float:
    """By autocorrelation over 40 ms, where that is clearly periodic, between 60 and 500 Hz."""
    fold = max(1, rate // 8000)
    samples = samples[: len(samples) // fold * fold].reshape(-1, fold).mean(axis=1)
    rate //= fold
    size, hop = round(0.04 * rate), round(4 * STEP * rate)
    if len(samples) < 2 * size:
        return 0.0
    frames = sliding_window_view(samples, size)[::hop]
    strong = frames.std(axis=1) > 10 ** ((float(heard.levels.max()) - 25) / 20)
    window = np.hanning(size).astype(np.float32)
    frames = frames[strong] * window
    if not len(frames) or not active.any():
        return 0.0
    length = 1 << (2 * size - 1).bit_length()
    alike = np.fft.irfft(np.abs(np.fft.rfft(frames, length, axis=1)) ** 2, axis=1)
    own = np.fft.irfft(np.abs(np.fft.rfft(window, length)) ** 2)
    low, high = round(rate / 500), round(rate / 60)
    ratio = alike[:, low:high] / np.maximum(alike[:, :1], 1e-12) / (own[low:high] / own[0])
    voiced = ratio.max(axis=1) > 0.6
    if voiced.sum() < 3:
        return 0.0
    return float(np.median(rate / (low + ratio[voiced].argmax(axis=1))))
