"""What a delivered file is held against, by the name of the profile it was mastered to.

The figures of `acx` are those that third-party pages quote of ACX's audio submission
requirements, and agree on.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    low: float | None = None
    high: float | None = None

    def holds(self, value: float) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def __str__(self) -> str:
        if self.low is None:
            return f"at most {self.high:g}"
        if self.high is None:
            return f"at least {self.low:g}"
        return f"{self.low:g} to {self.high:g}"


@dataclass(frozen=True, slots=True)
class Limits:
    """None: measured and shown, and held against nothing."""

    name: str
    rms: Range | None = None
    """dBFS over the whole file."""
    peak: Range | None = None
    """dBFS, samples."""
    true_peak: Range | None = None
    """dBTP."""
    floor: Range | None = None
    """dBFS RMS of the quietest half second."""
    head: Range | None = None
    """Seconds."""
    tail: Range | None = None
    """Seconds."""
    rate: int | None = None
    """Hertz."""
    bit_rate: Range | None = None
    """kbit/s of an MP3."""
    constant: bool = False
    """Whether an MP3 has one bit rate throughout."""
    separate: bool = False
    """Whether an MP3 may not be joint stereo."""
    longest: float | None = None
    """Seconds of a file that holds a chapter."""


ACX = Limits(
    "acx",
    rms=Range(-23, -18),
    peak=Range(high=-3),
    true_peak=Range(high=-3),
    floor=Range(high=-60),
    head=Range(0.5, 1),
    tail=Range(1, 5),
    rate=44_100,
    bit_rate=Range(low=192),
    constant=True,
    separate=True,
    longest=7200,
)
PODCAST = Limits(
    "podcast", peak=Range(high=-1), true_peak=Range(high=-1), floor=Range(high=-50), constant=False
)
NONE = Limits("none")
LIMITS = {limits.name: limits for limits in (ACX, PODCAST, NONE)}
