"""A laid-out chapter to the file that is delivered."""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import Audio, Chapter, Timeline
from pipeline.slugs import slug
from pipeline.stitching import ffmpeg
from pipeline.stitching.levels import Level, loudness, measure_true
from pipeline.stitching.mastering import MOST, STEP, dry_mix, first_gain, master, stepped
from pipeline.stitching.roomtone import LEVEL
from pipeline.stitching.targets import ACX, Measure, Target
from pipeline.store import SILENCE, replacing

ROUNDS = 4
"""Encodings at most, each corrected by what the one before measured; one is the rule."""
LONGEST_TAG = 1000
"""Characters; players show far fewer, and a command line does not hold a whole paragraph."""


@dataclass(frozen=True, slots=True)
class Tags:
    """What a player shows of a file."""

    title: str
    """The chapter's."""
    album: str
    """The book's title."""
    artist: str
    """The authors."""
    track: int
    """From 1."""
    tracks: int
    """How many there are."""

    def metadata(self) -> dict[str, str]:
        """By ffmpeg's names; what can't be shown is a space, and what is long is cut."""
        values = {
            "title": self.title,
            "album": self.album,
            "artist": self.artist,
            "album_artist": self.artist,
            "track": f"{self.track}/{self.tracks}",
        }
        return {key: _shown(value) for key, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class Delivered:
    """A file that was delivered, and what was done to its sound."""

    name: str
    sha256: str
    frames: int
    """At the timeline's rate."""
    gain: float
    """dB, the one gain of the whole file."""
    level: Level
    """Of the mix before that gain."""
    rms: float
    """dBFS over the whole of the encoded file, decoded again."""
    peak: float
    """dBTP of the same, or its highest sample where that is far below what is allowed."""


def stitch_chapter(
    timeline: Timeline,
    read_clip: Callable[[str], Audio],
    tags: Tags,
    path: Path,
    scratch: Path,
    format: str = "mp3",  # noqa: A002  as the command line calls it
    target: Target = ACX,
    raised: float = 0.0,
    tone: float = LEVEL,
) -> Delivered:
    """Mix a chapter, master it and write it to `path`, which is whole or not there.

    `raised` is by how many dB the loudest role or delivery is raised in the mix, `tone` the
    level of the room in dBFS. What is encoded is decoded and measured, and gain or ceiling
    are set anew where that is not what `target` asks for. Unfinished sound lies in the folder
    `scratch` and is deleted. Raises StoreError where there is no room or no right to write,
    ToolError where ffmpeg fails, and what `mix` raises; nothing half-written stays.
    """
    with dry_mix(timeline, read_clip, scratch, tone) as dry, replacing(path) as unfinished:
        encoding = ffmpeg.encode_args(format, timeline.rate, tags.metadata(), unfinished)
        gain = first_gain(dry, target, raised)
        ceiling = target.ceiling if target.levelled else None
        for _ in range(ROUNDS):
            with master(dry, gain, ceiling, scratch) as whole:
                ffmpeg.run(encoding, whole.blocks())
            level, peak = measure_true(
                ffmpeg.decoded(ffmpeg.decode_args(unfinished, timeline.rate)), target.highest
            )
            found = _found(unfinished, level, timeline.rate, target)
            before = gain, ceiling
            gain, ceiling = corrected(target, gain, ceiling, found, peak)
            if (gain, ceiling) == before:
                break
        sync(unfinished)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Delivered(
        path.name, sha256, timeline.frames, before[0], dry.level, level.rms, round(peak, 2)
    )


def corrected(
    target: Target, gain: float, ceiling: float | None, found: float, peak: float
) -> tuple[float, float | None]:
    """Gain and ceiling after an encoding that came out `found` (by the target's measure) and
    with a true peak of `peak`: the same where that is as asked.

    A file outside of the window is brought just inside it, so that no edit makes it jump.
    """
    if ceiling is None:
        return gain, ceiling
    off = found - target.aim
    if abs(off) > target.window and found > SILENCE:
        inside = math.copysign(target.window - 2 * STEP, off)
        gain = stepped(min(gain - (off - inside), MOST))
    if peak > target.highest:
        ceiling = round(ceiling - (peak - target.highest) - 0.1, 2)
    return gain, ceiling


def sync(path: Path) -> None:
    """Have a file that was written by another program on the disk."""
    with path.open("rb") as written:
        os.fsync(written.fileno())


def delivered_name(chapter: Chapter, chapters: int, extension: str) -> str:
    """`NN-<slug of the title>.<extension>`, in which NN sorts as the chapters do."""
    width = max(2, len(str(chapters)))
    return f"{chapter.number:0{width}}-{slug(chapter.title) or 'chapter'}.{extension}"


def _found(path: Path, level: Level, rate: int, target: Target) -> float:
    if target.measure is Measure.RMS:
        return level.rms
    return loudness(ffmpeg.decoded(ffmpeg.decode_args(path, rate)), rate)


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text[:LONGEST_TAG]).strip()
