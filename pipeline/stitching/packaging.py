"""A laid-out chapter to the file that is delivered."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipeline.model import Audio, Chapter, Timeline
from pipeline.slugs import slug
from pipeline.stitching import ffmpeg
from pipeline.stitching.mastering import TARGET, Level, master_gain, mastered, measure
from pipeline.stitching.mixdown import mix
from pipeline.store import replacing, unwritable

BLOCK = 1 << 16
"""Frames that are mastered at a time."""
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


def stitch_chapter(
    timeline: Timeline,
    read_clip: Callable[[str], Audio],
    tags: Tags,
    path: Path,
    scratch: Path,
    format: str = "mp3",  # noqa: A002  as the command line calls it
    target_rms: float = TARGET,
) -> Delivered:
    """Mix a chapter, master it and write it to `path`, which is whole or not there.

    The mix lies in the folder `scratch` while its level is measured (88 kB for a second),
    and is deleted. Raises StoreError where there is no room or no right to write,
    ToolError where ffmpeg fails, and what `mix` raises; nothing half-written stays.
    """
    with _scratch_file(scratch) as dry:
        level = measure(_kept(mix(timeline, read_clip), dry, scratch))
        gain = master_gain(level, target_rms)
        dry.seek(0)
        deliver(dry, timeline.rate, gain, tags, path, format)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Delivered(path.name, sha256, timeline.frames, gain, level)


def deliver(
    dry: IO[bytes], rate: int, gain: float, tags: Tags, path: Path, form: str = "mp3"
) -> None:
    """Encode a dry mix (16-bit PCM from where `dry` stands) with one gain in dB, and its tags.

    The file comes into being beside `path` and takes its place when it is safely on the
    disk. Raises StoreError and ToolError.
    """
    with replacing(path) as unfinished:
        arguments = ffmpeg.encode_args(form, rate, tags.metadata(), unfinished)
        ffmpeg.run(arguments, _mastered(dry, gain))
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())


def delivered_name(chapter: Chapter, chapters: int, extension: str) -> str:
    """`NN-<slug of the title>.<extension>`, in which NN sorts as the chapters do."""
    width = max(2, len(str(chapters)))
    return f"{chapter.number:0{width}}-{slug(chapter.title) or 'chapter'}.{extension}"


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text[:LONGEST_TAG]).strip()


def _scratch_file(folder: Path) -> IO[bytes]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Without a name, so that it goes with the process, however that ends.
        return tempfile.TemporaryFile(dir=folder)
    except OSError as error:
        raise unwritable(folder, error) from error


def _kept(blocks: Iterable[bytes], file: IO[bytes], folder: Path) -> Iterator[bytes]:
    for block in blocks:
        try:
            file.write(block)
        except OSError as error:
            raise unwritable(folder, error) from error
        yield block
    file.flush()


def _mastered(dry: IO[bytes], gain: float) -> Iterator[bytes]:
    start = 0
    while block := dry.read(2 * BLOCK):
        yield mastered(block, start, gain)
        start += BLOCK
