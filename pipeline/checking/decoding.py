"""A delivered file as ffmpeg sees it: what it holds, and its sound in a stream."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline import program
from pipeline.errors import ToolError

BLOCK_SECONDS = 5
"""Of sound in one block; memory does not grow with the file."""

_AUDIO = re.compile(r"Stream #\S+: Audio: (\w+)[^,]*, (\d+) Hz, ([^,]+)")
_VIDEO = re.compile(r"Stream #\S+: Video: (\w+).*?, (\d+)x(\d+)")
_KEY_END = re.compile(r"(?<!\\)=")
_CHANNELS = {"mono": 1, "stereo": 2}


@dataclass(frozen=True, slots=True)
class Mark:
    """A chapter mark in a file."""

    title: str
    start: float
    """Seconds."""
    end: float


@dataclass(frozen=True, slots=True)
class Picture:
    codec: str
    width: int
    """Pixels."""
    height: int


@dataclass(frozen=True, slots=True)
class Container:
    """What a sound file says of itself."""

    codec: str
    rate: int
    """Hertz."""
    channels: int
    tags: tuple[tuple[str, str], ...]
    """Lower-case names as ffmpeg calls them, and values."""
    marks: tuple[Mark, ...]
    cover: Picture | None

    def tag(self, name: str) -> str:
        return next((value for key, value in self.tags if key == name), "")


def described(path: Path) -> Container:
    """What a file holds, without decoding it. Raises ToolError for what is no sound file."""
    # With the times as they are in the file, and the tags of the stream, where Ogg has them.
    told = ["-hide_banner", "-nostdin", "-copyts", "-i", f"file:{path}"]
    told += ["-map", "0:a:0?", "-c", "copy", "-frames:a", "1", "-f", "ffmetadata", "pipe:1"]
    process = program.ffmpeg(told, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    metadata, words = process.communicate()
    said = words.decode(errors="replace")
    audio = _AUDIO.search(said)
    if audio is None:
        raise _unreadable(path, said)
    layout = audio[3].strip()
    number = re.match(r"(\d+) channels", layout)
    channels = int(number[1]) if number else _CHANNELS.get(layout, 2)
    video = _VIDEO.search(said)
    tags, marks = parse_metadata(metadata.decode(errors="replace"))
    return Container(
        codec=audio[1],
        rate=int(audio[2]),
        channels=channels,
        tags=tags,
        marks=marks,
        cover=Picture(video[1], int(video[2]), int(video[3])) if video else None,
    )


def parse_metadata(text: str) -> tuple[tuple[tuple[str, str], ...], tuple[Mark, ...]]:
    """The tags and chapter marks of a text in ffmpeg's format "ffmetadata".

    In it `=`, `;`, `#`, `\\` and line ends are escaped with a backslash. The tags are those of
    the file, and of its streams where the file has none of that name.
    """
    tables: list[dict[str, str]] = [{}]
    for line in re.split(r"(?<!\\)\n", text.replace("\r\n", "\n")):
        if line.startswith(";") or not line:
            continue
        if line.startswith("["):
            tables.append({"": line})
            continue
        key, _, value = _KEY_END.sub("\0", line, count=1).partition("\0")
        tables[-1][_plain(key).lower()] = _plain(value)
    marks = []
    for table in tables[1:]:
        if table[""] == "[CHAPTER]":
            over, _, under = table.get("timebase", "1/1000").partition("/")
            unit = int(over) / int(under)
            begin, end = int(table["start"]) * unit, int(table["end"]) * unit
            marks.append(Mark(table.get("title", ""), begin, end))
    streams = [table for table in tables[1:] if table[""] == "[STREAM]"]
    tags = {key: value for table in (*streams, tables[0]) for key, value in table.items() if key}
    return tuple(tags.items()), tuple(marks)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def decoded(path: Path, container: Container) -> Iterator[NDArray[np.float32]]:
    """The sound in blocks of frames by channels; 1.0 is full scale. Raises ToolError."""
    arguments = [
        *("-v", "error", "-nostdin", "-i", f"file:{path}", "-map", "0:a:0"),
        *("-ac", str(container.channels), "-ar", str(container.rate), "-f", "f32le", "pipe:1"),
    ]
    size = 4 * container.channels * container.rate * BLOCK_SECONDS
    with tempfile.TemporaryFile() as said:
        process = program.ffmpeg(arguments, stdout=subprocess.PIPE, stderr=said)
        try:
            assert process.stdout is not None  # noqa: S101  it is a pipe
            while data := process.stdout.read(size):
                whole = len(data) - len(data) % (4 * container.channels)
                yield np.frombuffer(data[:whole], dtype="<f4").reshape(-1, container.channels)
            if process.wait():
                said.seek(0)
                raise _unreadable(path, said.read().decode(errors="replace"))
        finally:
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


def _unreadable(path: Path, said: str) -> ToolError:
    lines = said.strip().splitlines()
    why = lines[-1].strip() if lines else "no reason given"
    return ToolError(
        f"{path.name} can't be read as sound ({why}).",
        "Render the production again: what is damaged is written anew.",
    )
