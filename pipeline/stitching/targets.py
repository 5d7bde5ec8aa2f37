"""How loud a delivered file is to be: the profiles that production.toml names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    RMS = "RMS"
    """dBFS over the whole file, unweighted, as ACX measures."""
    LUFS = "LUFS"
    """Integrated loudness of ITU-R BS.1770 and EBU R 128."""


@dataclass(frozen=True, slots=True)
class Target:
    """What one profile asks of a file."""

    name: str
    measure: Measure
    aim: float
    """What a chapter is brought to by its one gain."""
    window: float
    """dB to either side of the aim that the encoded file may be off."""
    ceiling: float
    """dBTP that the limiter keeps."""
    highest: float
    """dBTP that the file may have once it is encoded."""
    levelled: bool = True
    """Whether there is a gain and a limiter at all."""


ACX = Target("acx", Measure.RMS, -20.5, 2.2, -3.6, -3.1)
"""RMS of -23 to -18 dB and a peak of at most -3 dB, with a margin for what encoding adds."""
PODCAST = Target("podcast", Measure.LUFS, -16.0, 0.5, -1.6, -1.0)
"""-16 LUFS and at most -1 dBTP, as Apple and Spotify ask of spoken word."""
NONE = Target("none", Measure.RMS, 0.0, 0.0, 0.0, 0.0, levelled=False)
"""The clips as they are, matched to each other."""
PROFILES = {target.name: target for target in (ACX, PODCAST, NONE)}

ROOM_TONE = -70.0
"""dBFS, RMS, of the quiet under everything, where nothing else is asked for."""
ROOM_TONES = (-80.0, -62.0)
"""dBFS that can be asked for: below, samples of 16 bits are silence; above, ACX hears noise."""

_SHOUT = 0.4
"""dB that a chapter is lowered by for each dB that its loudest role or delivery is raised."""
_LOWERED = 1.75
"""dB, the most of that; measured on espeak's voices, it leaves a shout within 0.5 LU."""


def aim_of(target: Target, raised: float) -> float:
    """Where a chapter belongs in which somebody is raised by that many dB in the mix.

    A limiter takes from a shout what it leaves to plain speech. So a chapter with one is
    brought less high, and by how much depends on what the cast and the edits say and not on
    the samples, so that a word more or less does not move it. Within `window`, always.
    """
    return target.aim - min(max(raised, 0.0) * _SHOUT, _LOWERED, target.window)
