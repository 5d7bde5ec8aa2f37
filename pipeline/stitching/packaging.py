"""Laid-out chapters to a file that is delivered: mixed, mastered, encoded, measured."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import Audio, Chapter, Timeline
from pipeline.slugs import slug
from pipeline.stitching import ffmpeg
from pipeline.stitching.levels import Level, measure_true
from pipeline.stitching.mastering import dry_mix, scratch_file, settled
from pipeline.stitching.tagging import ChapterMark, Tags, iso_639_2, labels, picture_block
from pipeline.stitching.targets import ACX, ROOM_TONE, Target
from pipeline.store import replacing, unwritable

ENCODINGS = 6
"""At most, each with the ceiling that the one before shows to be needed; one is the rule."""
FURTHER = 1.5
"""How far the ceiling is lowered for each dB that a peak is too high: Opus overshoots anew."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A chapter, or a part of one, that is mastered by itself."""

    timeline: Timeline
    raised: float = 0.0
    """By how many dB the loudest role or delivery in it is raised in the mix."""


@dataclass(frozen=True, slots=True)
class Cover:
    jpeg: bytes
    width: int
    """Pixels."""
    height: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """A file that was delivered, and what was done to its sound."""

    name: str
    sha256: str
    frames: int
    """At the timeline's rate."""
    gains: tuple[float, ...]
    """dB, the one gain of each piece."""
    level: Level
    """Of the file, decoded again."""
    peak: float
    """dBTP of the same, or its highest sample where that is far below what is allowed."""


def stitch(
    pieces: Sequence[Piece],
    read_clip: Callable[[str], Audio],
    tags: Tags,
    path: Path,
    scratch: Path,
    *,
    form: str = "mp3",
    target: Target = ACX,
    tone: float = ROOM_TONE,
    marks: Sequence[ChapterMark] = (),
    cover: Cover | None = None,
) -> Delivered:
    """Mix and master each piece and write them, one after another, to one file.

    The file is whole or not there. What was encoded is decoded and measured, and encoded
    again under a lower ceiling where its true peak exceeds what `target` allows. `tone` is
    the level of the room in dBFS. Unfinished sound lies in the folder `scratch`, one piece at
    a time, and is deleted. Raises StoreError where there is no room or no right to write,
    ToolError where ffmpeg fails, and what `mix` raises; nothing half-written stays.
    """
    rate = pieces[0].timeline.rate
    lowered = 0.0
    with replacing(path) as unfinished, ExitStack() as inputs:
        told = inputs.enter_context(_inputs(form, rate, tags, marks, cover, scratch))
        language = iso_639_2(tags.language)
        encoding = ffmpeg.encode_args(form, rate, unfinished, *told, language)
        for _ in range(ENCODINGS):
            gains: list[float] = []
            ffmpeg.run(encoding, _sound(pieces, read_clip, target, tone, scratch, lowered, gains))
            level, peak = measure_true(
                ffmpeg.decoded(ffmpeg.decode_args(unfinished, rate)), target.highest
            )
            if not target.levelled or peak <= target.highest:
                break
            lowered += round(FURTHER * (peak - target.highest) + 0.1, 2)
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
            sha256 = hashlib.file_digest(written, "sha256").hexdigest()
    frames = sum(piece.timeline.frames for piece in pieces)
    return Delivered(path.name, sha256, frames, tuple(gains), level, round(peak, 2))


def delivered_name(chapter: Chapter, chapters: int, extension: str, part: int = 0) -> str:
    """`NN-<slug of the title>.<extension>`, in which NN sorts as the chapters do.

    A chapter that is split has the number of the part after it, from 1.
    """
    width = max(2, len(str(chapters)))
    title = slug(chapter.title) or "chapter"
    return f"{chapter.number:0{width}}-{title}{f'-part-{part}' if part else ''}.{extension}"


def _sound(
    pieces: Sequence[Piece],
    read_clip: Callable[[str], Audio],
    target: Target,
    tone: float,
    scratch: Path,
    lowered: float,
    gains: list[float],
) -> Iterator[bytes]:
    for piece in pieces:
        with (
            dry_mix(piece.timeline, read_clip, scratch, tone) as dry,
            settled(dry, target, piece.raised, scratch, lowered) as whole,
        ):
            gains.append(whole.gain)
            yield from whole.blocks()


@contextmanager
def _inputs(
    form: str,
    rate: int,
    tags: Tags,
    marks: Sequence[ChapterMark],
    cover: Cover | None,
    scratch: Path,
) -> Iterator[tuple[Path, Path | None]]:
    """The files beside the sound that ffmpeg is to read: labels, and a cover or None."""
    apart = cover is not None and form in ffmpeg.PICTURED
    within = ""
    if cover is not None and form == "opus":
        within = picture_block(cover.jpeg, cover.width, cover.height)
    with scratch_file(scratch) as told, scratch_file(scratch) as picture:
        try:
            told.write(labels(tags, marks, rate, form, within).encode())
            told.flush()
            if cover is not None and apart:
                picture.write(cover.jpeg)
                picture.flush()
        except OSError as error:
            raise unwritable(scratch, error) from error
        yield Path(told.name), Path(picture.name) if apart else None
