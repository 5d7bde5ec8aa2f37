"""What it takes to pack a long book: time, memory, and whether a file of over 4 GB is right.

    python -m benchmarks.long_book STORY [--hours 10] [--format m4b]

The story is spoken once; its chapters are then packed again and again into one file until it
is as long as asked for. Printed are the length, the seconds, and the highest memory of this
process and of any ffmpeg, which are to stay under 500 MB together. The beginning and the end
of a WAV are compared with the story's own chapters.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from pipeline.choices import Choices
from pipeline.folder import Folder
from pipeline.production import opened
from pipeline.rendering import render
from pipeline.stitching.ffmpeg import FORMATS, decode_args, decoded
from pipeline.stitching.packaging import Piece, stitch
from pipeline.stitching.tagging import ChapterMark, Tags

MEGABYTES = 500


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("story", type=Path)
    options.add_argument("--hours", type=float, default=10)
    options.add_argument("--format", choices=FORMATS, default="m4b")
    options.add_argument("--engine", default="pyttsx3")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "book"
        # Without whispers and shouts, for which a chapter is brought up less high than the others.
        plain = Choices(engine=chosen.engine, delivery=False)
        with opened(chosen.story, folder, plain) as production:
            render(production, formats=("wav",))
        pack(Folder(folder), chosen.hours, chosen.format)


def pack(folder: Folder, hours: float, form: str) -> None:
    manifest = folder.manifest()
    assert manifest is not None
    pieces: list[Piece] = []
    marks: list[ChapterMark] = []
    position = 0
    rate = manifest.chapters[0].timeline.rate
    while position < hours * 3600 * rate:
        timeline = manifest.chapters[len(pieces) % len(manifest.chapters)].timeline
        pieces.append(Piece(timeline))
        marks.append(ChapterMark(f"Chapter {len(pieces)}", position, position + timeline.frames))
        position += timeline.frames
    path = folder.path / f"long.{form}"
    started = time.perf_counter()
    done = stitch(
        *(pieces, folder.store.audio, Tags("Long", "Long", "Nobody"), path, folder.store.scratch),
        form=form,
        marks=marks,
    )
    seconds = time.perf_counter() - started
    own, others = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    size = path.stat().st_size
    print(
        f"{form}: {position / rate / 3600:.1f} h, {len(pieces)} chapters, {size / 2**30:.2f} GiB, "
        f"{seconds:.0f} s ({position / rate / seconds:.0f} times real time), "
        f"{own:.0f} MB here and {others:.0f} MB in ffmpeg"
    )
    assert done.frames == position
    assert own + others < MEGABYTES, "too much memory"
    if form == "wav":
        compare(folder, path, len(pieces), len(manifest.chapters))


def compare(folder: Folder, path: Path, pieces: int, chapters: int) -> None:
    """The first and the last chapter of a long WAV against the files of the story."""
    with path.open("rb") as file:
        kind = file.read(4)
    print(f"its first bytes are {kind!r}")
    assert kind == (b"RF64" if path.stat().st_size > 2**32 else b"RIFF")
    names = sorted(item.name for item in folder.path.glob("0*.wav"))
    first = b"".join(decoded(decode_args(folder.path / names[0], 44_100)))
    last = b"".join(decoded(decode_args(folder.path / names[(pieces - 1) % chapters], 44_100)))
    begin, end, length = b"", bytearray(), 0
    for block in decoded(decode_args(path, 44_100)):
        if len(begin) < len(first):
            begin += block
        end += block
        if len(end) > 2 * len(last):
            del end[: -len(last)]
        length += len(block)
    assert begin[: len(first)] == first, "it does not begin with the first chapter"
    assert end[-len(last) :] == last, "it does not end with the last chapter"
    print(f"it begins and ends with the chapters that it should, and has {length / 88200:.0f} s")


if __name__ == "__main__":
    main()
