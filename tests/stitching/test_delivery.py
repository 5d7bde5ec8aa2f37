"""Clips in, files out: what is delivered is judged on the file itself."""

from __future__ import annotations

import errno
import os
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from stitching_samples import (
    Spoken,
    chapter,
    decoded,
    ffmpeg,
    level,
    murmur,
    samples,
    spoken,
    tone,
)

from pipeline.errors import StoreError, ToolError
from pipeline.model import Audio, Timeline
from pipeline.stitching import ffmpeg as tool
from pipeline.stitching import packaging
from pipeline.stitching.levels import Level, measure_true
from pipeline.stitching.mastering import mastered
from pipeline.stitching.mixdown import mix
from pipeline.stitching.packaging import Delivered, Piece, delivered_name, stitch
from pipeline.stitching.tagging import Tags

TAGS = Tags("Zoë’s lamp = “bright”; #2", "The Lamp\nat North Point", "Ada Finch, B. Orme", 2, 11)


def stitch_chapter(
    timeline: Timeline,
    read: Callable[[str], Audio],
    tags: Tags,
    path: Path,
    scratch: Path,
    format: str = "mp3",  # noqa: A002
) -> Delivered:
    return stitch([Piece(timeline)], read, tags, path, scratch, form=format)


@pytest.fixture(scope="module")
def reading() -> Spoken:
    return spoken(
        *(murmur(1.5, seed, rate) for seed, rate in enumerate([22_050, 24_000, 22_050, 44_100]))
    )


@pytest.fixture(scope="module")
def mp3(reading: Spoken, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("delivered")
    path = folder / "02-zoe-s-lamp.mp3"
    stitch_chapter(reading.timeline, reading.read, TAGS, path, scratch=folder / "scratch")
    return path


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def frames(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Bit rate, sampling rate and channel mode of each MPEG-1 layer III frame of a file.

    ISO/IEC 11172-3, 2.4.1.3; the ID3v2 tag before them has its size in 7-bit bytes.
    """
    rates = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
    a, b, c, d = data[6:10]
    at = 10 + (a << 21 | b << 14 | c << 7 | d)
    while at < len(data):
        assert data[at] == 0xFF
        assert data[at + 1] & 0xFE == 0xFA
        kbits, hertz = rates[data[at + 2] >> 4], (44_100, 48_000, 32_000)[data[at + 2] >> 2 & 3]
        yield kbits, hertz, data[at + 3] >> 6
        at += 144 * kbits * 1000 // hertz + (data[at + 2] >> 1 & 1)


def test_the_mp3_is_mono_at_a_constant_192_kbit(mp3: Path) -> None:
    data = mp3.read_bytes()
    assert data[:4] == b"ID3\x03"
    mono = 3
    assert set(frames(data)) == {(192, 44_100, mono)}


def test_an_encoder_that_overshoots_anew_is_brought_under_what_is_allowed(
    reading: Spoken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [-1.8, -2.6, -2.8, -2.9, -3.3]
    seen: list[float] = []

    def measured(blocks: Iterable[bytes], highest: float) -> tuple[Level, float]:
        level, true = measure_true(blocks, highest)
        seen.append(true)
        return level, found[len(seen) - 1]

    monkeypatch.setattr(packaging, "measure_true", measured)
    stitch_chapter(reading.timeline, reading.read, TAGS, tmp_path / "a.opus", tmp_path, "opus")
    assert len(seen) == len(found)
    assert seen[-1] < seen[0] - 0.5, "the ceiling was not lowered"


def test_the_mp3_says_what_it_is(mp3: Path) -> None:
    said = ffmpeg("-i", mp3, "-fflags", "+bitexact", "-f", "ffmetadata", "pipe:1").decode()
    assert "title=Zoë’s lamp \\= “bright”\\; \\#2\n" in said
    assert "album=The Lamp at North Point\n" in said
    assert "artist=Ada Finch, B. Orme\n" in said
    assert "album_artist=Ada Finch, B. Orme\n" in said
    assert "track=2/11\n" in said
    assert not {"encoder", "date"} & {line.partition("=")[0] for line in said.splitlines()}


def test_the_mp3_is_as_long_as_the_timeline_to_the_frame(reading: Spoken, mp3: Path) -> None:
    assert decoded(mp3).size == reading.timeline.frames


def test_the_decoded_mp3_is_the_reading_over_room_tone(reading: Spoken, mp3: Path) -> None:
    sound = decoded(mp3)
    twentieths = sound[: sound.size // 2205 * 2205].reshape(-1, 2205)
    assert twentieths.any(axis=1).all()
    placements = reading.timeline.placements
    gaps = [sound[: placements[0].start]] + [
        sound[before.end : after.start] for before, after in pairwise(placements)
    ]
    for gap in gaps:
        assert -75 < level(gap[1500:-1500]) < -65
    for placement in placements:
        assert level(sound[placement.start : placement.end]) > -30
    assert 20 * np.log10(np.abs(sound.astype(int)).max() / 32768) < -3.3


def test_the_level_is_that_of_an_audiobook(tmp_path: Path) -> None:
    even = spoken(*[tone(220 + 5 * step, 2, peak=0.05) for step in range(4)])
    path = tmp_path / "even.mp3"
    done = stitch_chapter(even.timeline, even.read, TAGS, path, tmp_path)
    assert done.gains[0] > 10
    assert -21 < level(decoded(path)) < -20


def test_the_same_again_is_the_same_file(reading: Spoken, mp3: Path, tmp_path: Path) -> None:
    path = tmp_path / "again.mp3"
    done = stitch_chapter(reading.timeline, reading.read, TAGS, path, tmp_path / "scratch")
    assert path.read_bytes() == mp3.read_bytes()
    assert (done.name, done.frames) == ("again.mp3", reading.timeline.frames)
    assert left(tmp_path) == {"again.mp3"}


@pytest.mark.parametrize("form", ["flac", "wav"])
def test_a_lossless_file_is_the_mix_with_one_gain(
    reading: Spoken, tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"chapter.{form}"
    done = stitch_chapter(reading.timeline, reading.read, TAGS, path, tmp_path, format=form)
    dry = b"".join(mix(reading.timeline, reading.read))
    linear = samples(mastered(dry, 0, done.gains[0]))
    same = decoded(path) == linear
    assert same[np.abs(linear) < 1000].mean() > 0.9
    assert np.abs(decoded(path)).max() <= 32768 * 10 ** (-3.55 / 20)
    assert "title=Zoë" in ffmpeg("-i", path, "-f", "ffmetadata", "pipe:1").decode()


def test_memory_does_not_grow_with_the_chapter(tmp_path: Path) -> None:
    clip = murmur(2, 1)

    def peak(clips: int) -> int:
        chapter = spoken(*[clip] * clips)
        tracemalloc.start()
        try:
            stitch_chapter(
                chapter.timeline, chapter.read, TAGS, tmp_path / "a.wav", tmp_path, format="wav"
            )
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1)
    assert peak(80) < 1.1 * peak(20)


def test_an_interruption_leaves_what_was_there(reading: Spoken, tmp_path: Path) -> None:
    path = tmp_path / "chapter.mp3"
    path.write_text("the file of last time")

    def interrupted(key: str) -> Audio:
        if key == reading.timeline.placements[2].clip:
            raise KeyboardInterrupt
        return reading.read(key)

    with pytest.raises(KeyboardInterrupt):
        stitch_chapter(reading.timeline, interrupted, TAGS, path, tmp_path / "scratch")
    assert left(tmp_path) == {"chapter.mp3"}
    assert path.read_text() == "the file of last time"


def test_an_interruption_of_the_encoding_leaves_nothing(
    reading: Spoken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def interrupted(block: bytes, start: int, gain: float, tone: float) -> bytes:
        calls.append(start)
        if len(calls) > 3:
            raise KeyboardInterrupt
        return mastered(block, start, gain, tone)

    monkeypatch.setattr("pipeline.stitching.mastering.mastered", interrupted)
    path = tmp_path / "chapter.mp3"
    with pytest.raises(KeyboardInterrupt):
        stitch_chapter(reading.timeline, reading.read, TAGS, path, tmp_path / "scratch")
    assert left(tmp_path) == set()


@pytest.mark.parametrize("form", tool.FORMATS)
def test_a_full_disk_is_told_apart(reading: Spoken, form: str) -> None:
    arguments = tool.encode_args(form, 44_100, Path("/dev/full"))
    with pytest.raises(OSError, match="No space left") as full:
        tool.run(arguments, mix(reading.timeline, reading.read))
    assert full.value.errno == errno.ENOSPC


def test_a_full_disk_under_the_mix_is_told_too(
    reading: Spoken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Path("/dev/full")
    monkeypatch.setattr("tempfile.NamedTemporaryFile", lambda **_: full.open("w+b", buffering=0))
    with pytest.raises(StoreError, match="no room left on the disk"):
        stitch_chapter(reading.timeline, reading.read, TAGS, tmp_path / "a.mp3", tmp_path)
    assert left(tmp_path) == set()


def test_a_folder_that_can_not_be_is_told_in_a_sentence(reading: Spoken, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="can't be written"):
        stitch_chapter(reading.timeline, reading.read, TAGS, tmp_path / "file" / "a.mp3", tmp_path)
    with pytest.raises(StoreError, match="can't be written"):
        stitch_chapter(reading.timeline, reading.read, TAGS, tmp_path / "a.mp3", tmp_path / "file")
    assert left(tmp_path) == {"file"}


def test_what_ffmpeg_says_is_passed_on() -> None:
    with pytest.raises(ToolError, match="No such file"):
        tool.run(["-i", "no-such-input", "-f", "null", "-"], [b"sound"] * 1000)


def test_an_ffmpeg_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", os.devnull)
    with pytest.raises(ToolError, match="can't be started"):
        tool.run([], [])


@pytest.mark.parametrize(
    ("title", "number", "chapters", "name"),
    [
        ("Chapter One: The Storm!", 1, 9, "01-chapter-one-the-storm.mp3"),
        ("L’Été à Orléans", 12, 40, "12-lete-a-orleans.mp3"),
        ("第一章", 3, 120, "003-chapter.mp3"),
        ("../../etc/passwd", 2, 2, "02-etc-passwd.mp3"),
        ("", 1, 1, "01-chapter.mp3"),
    ],
)
def test_the_name_of_a_file_sorts_and_can_be_typed(
    title: str, number: int, chapters: int, name: str
) -> None:
    assert delivered_name(chapter([], title=title, number=number), chapters, "mp3") == name


def test_a_long_title_does_not_make_a_long_name() -> None:
    assert len(delivered_name(chapter([], title="rain " * 200), 1, "mp3")) < 80


def test_a_track_of_an_unknown_author_has_no_empty_tags() -> None:
    assert set(replace(TAGS, artist="").metadata()) == {"title", "album", "track", "genre"}


def test_a_title_that_never_ends_still_fits_a_tag(reading: Spoken, tmp_path: Path) -> None:
    tags = replace(TAGS, title="rain\0 " * 100_000)
    stitch_chapter(reading.timeline, reading.read, tags, tmp_path / "a.mp3", tmp_path)
    assert decoded(tmp_path / "a.mp3").size == reading.timeline.frames
