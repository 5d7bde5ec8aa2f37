"""A recording of one's own in place of a line: in by edits.toml, out again by the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from pipeline.choices import Choices
from pipeline.production import opened
from pipeline.rendering import Rendering, render
from pipeline.stitching.calibration import REFERENCE
from pipeline.stitching.ffmpeg import decode_args, decoded
from pipeline.stitching.levels import loudness

Run = Callable[..., tuple[int, str, str]]
STORY = """The harbour was empty, and the rain came down on it all the same.

"Is anybody there?" asked Anna, who had come a long way to ask it.

Nobody answered her, and the lamp on the quay went out.
"""
LINE = '"Is anybody there?"'


@pytest.fixture
def book(tmp_path: Path) -> Path:
    story = tmp_path / "story.txt"
    story.write_text(STORY)
    folder = tmp_path / "book"
    rendered(folder, story)
    return folder


def rendered(folder: Path, story: Path | None = None) -> Rendering:
    with opened(story or folder, folder if story else None, Choices(engine="tone")) as production:
        return render(production)


def take(path: Path, seconds: float = 2.0, rate: int = 48_000, peak: float = 0.05) -> None:
    """A hum of 3 kHz in two channels, which no voice has."""
    time = np.arange(round(seconds * rate)) / rate
    sound = peak * np.sin(2 * np.pi * 3000 * time)
    soundfile.write(path, np.column_stack((sound, sound)), rate)


def put_in(folder: Path, name: str, line: str = LINE) -> None:
    script = json.loads((folder / "script.json").read_text())
    (utterance,) = [
        u
        for chapter in script["chapters"]
        for scene in chapter["scenes"]
        for u in scene["utterances"]
        if u["text"] == line
    ]
    (folder / "edits.toml").write_text(
        f'[[utterance]]\nid = "{utterance["id"]}"\naudio = "{name}"\n'
    )


def directions(folder: Path) -> list[dict[str, object]]:
    manifest = json.loads((folder / "manifest.json").read_text())
    return [item for chapter in manifest["chapters"] for item in chapter["directions"]]


def sounds(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.mp3")}


@pytest.mark.parametrize("peak", [0.01, 0.05, 0.9])
def test_a_recording_takes_the_place_of_a_line_and_goes_again(book: Path, peak: float) -> None:
    before, manifest = sounds(book), (book / "manifest.json").read_bytes()
    take(book / "my-take.wav", peak=peak)
    put_in(book, "my-take.wav")
    done = rendered(book)
    assert done.synthesised == 0
    assert len(done.written) == 1
    (own,) = [item for item in directions(book) if item["recording"]]
    assert own["recording"] == "my-take.wav"

    (chapter,) = json.loads((book / "manifest.json").read_text())["chapters"]
    (place,) = [p for p in chapter["timeline"]["placements"] if p["clip"] == own["key"]]
    assert place["frames"] == 2 * 44_100
    pcm = b"".join(decoded(decode_args(next(book.glob("*.mp3")), 44_100)))
    heard = np.frombuffer(pcm, "<i2")[place["start"] : place["start"] + place["frames"]]
    assert np.argmax(np.abs(np.fft.rfft(heard))) == pytest.approx(6000, abs=3)

    levels = [
        loudness([pcm[2 * p["start"] : 2 * (p["start"] + p["frames"])]], 44_100)
        for p in chapter["timeline"]["placements"]
    ]
    mine = levels[chapter["timeline"]["placements"].index(place)]
    assert all(abs(level - mine) < 1 for level in levels)  # REFERENCE, all of them

    (book / "edits.toml").unlink()
    again = rendered(book)
    assert again.synthesised == 0
    assert sounds(book) == before
    assert (book / "manifest.json").read_bytes() == manifest


def test_the_level_of_a_recording_is_that_of_the_voices(book: Path) -> None:
    take(book / "my-take.wav", peak=0.02)
    put_in(book, "my-take.wav")
    rendered(book)
    (own,) = [item for item in directions(book) if item["recording"]]
    raw = loudness(decoded(decode_args(book / "my-take.wav", 44_100)), 44_100)
    assert own["gain"] == pytest.approx(REFERENCE - raw, abs=0.2)


def test_another_file_under_the_same_name_is_heard_anew(book: Path) -> None:
    take(book / "my-take.flac")
    put_in(book, "my-take.flac")
    rendered(book)
    first = sounds(book)
    take(book / "my-take.flac", seconds=1.0)
    assert len(rendered(book).written) == 1
    assert sounds(book) != first


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "is not there"),
        (b"these are not sounds", "can't be read as sound"),
        (b"", "can't be read as sound"),
        ("silence", "is silent"),
    ],
)
def test_a_recording_that_can_not_be_used_is_named(
    fullcast: Run, book: Path, content: bytes | str | None, words: str
) -> None:
    if isinstance(content, bytes):
        (book / "my-take.wav").write_bytes(content)
    elif content:
        soundfile.write(book / "my-take.wav", np.zeros(8000), 8000)
    put_in(book, "my-take.wav")
    code, _, err = fullcast("render", book)
    assert code == 1
    assert err.startswith("fullcast: ")
    assert words in err
    assert "edits.toml" in err
    assert "my-take.wav" in err


def test_a_recording_is_not_read_again(fullcast: Run, book: Path) -> None:
    take(book / "my-take.wav")
    put_in(book, "my-take.wav")
    rendered(book)
    (own,) = [item for item in directions(book) if item["recording"]]
    code, _, err = fullcast("regenerate", book, "--utterance", own["utterance"])
    assert code == 1
    assert "recordings of your own" in err
    code, _, err = fullcast("regenerate", book, "--chapter", "1")
    assert code == 0, err
    assert own in directions(book)


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
def test_a_recording_is_checked(fullcast: Run, book: Path, rate: int) -> None:
    take(book / "my-take.wav", rate=rate)
    put_in(book, "my-take.wav")
    rendered(book)
    assert "clip-clipping" not in found_in_recording(fullcast, book)

    sound, rate = soundfile.read(book / "my-take.wav")
    soundfile.write(book / "my-take.wav", np.clip(20 * sound, -0.5, 0.5), rate)
    rendered(book)
    assert "clip-clipping" in found_in_recording(fullcast, book)


def found_in_recording(fullcast: Run, book: Path) -> list[str]:
    _, out, _ = fullcast("check", book, "--json")
    clips = [clip for clip in json.loads(out)["clips"] if clip["voice"] == "my-take.wav"]
    return [finding["code"] for clip in clips for finding in clip["findings"]]
