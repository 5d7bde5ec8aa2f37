"""Whatever is wrong: one sentence, the right exit code, nothing lost and nothing left."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(".lock")
    }


def is_a_sentence(err: str, *words: str) -> bool:
    return (
        "Traceback" not in err
        and "Fullcast itself" not in err
        and err.startswith("fullcast: ")
        and err.count("\n") == 1
        and all(word in err for word in words)
    )


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n \n", "white space"),
        ("zeros.txt", bytes(4096), "not a text file"),
        ("story.xyz", b"Once upon a time.", ".txt"),
    ],
)
def test_a_story_that_is_none(
    fullcast: Run, tmp_path: Path, name: str, content: bytes, word: str
) -> None:
    (tmp_path / name).write_bytes(content)
    before = files(tmp_path)
    code, out, err = fullcast("render", name, "--engine", "tone")
    assert (code, out) == (1, "")
    assert is_a_sentence(err, name, word), err
    assert files(tmp_path) == before


def test_a_story_that_cannot_be_read_at_all(fullcast: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    code, _, err = fullcast("render", "pipe.txt", "--engine", "tone")
    assert code == 1
    assert is_a_sentence(err, "pipe.txt"), err
    assert not Path("output").exists()


@pytest.mark.parametrize("words", [(b"st\xffry.txt",), (b"story.txt", b"-o", b"f\xff/book")])
def test_a_name_that_is_not_utf_8(fullcast: Run, tmp_path: Path, words: tuple[bytes, ...]) -> None:
    named = [os.fsdecode(word) for word in words]
    (tmp_path / named[0]).write_text('"Hello," said Ann. She left.')
    before = sorted(tmp_path.iterdir())
    code, _, err = fullcast("render", *named, "--engine", "tone")
    assert code == 1
    assert is_a_sentence(err, "UTF-8"), err
    assert sorted(tmp_path.iterdir()) == before


def test_a_story_that_is_not_there(fullcast: Run) -> None:
    code, _, err = fullcast("render", "nowhere.txt")
    assert code == 1
    assert is_a_sentence(err, "nowhere.txt"), err


def test_a_folder_that_is_no_production(fullcast: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    code, _, err = fullcast("render", "folder")
    assert code == 1
    assert is_a_sentence(err, "folder", "production.toml"), err


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("sing",),
        ("render",),
        ("render", "a.txt", "--format", "ogg"),
        ("render", "a.txt", "--chapter", "one"),
        ("render", "a.txt", "--chapter", "3-1"),
        ("render", "a.txt", "--jobs", "0"),
        ("cast", "a.txt", "--set", "Anna"),
    ],
)
def test_what_is_not_understood_ends_with_2(fullcast: Run, words: tuple[str, ...]) -> None:
    code, _, err = fullcast(*words)
    assert code == 2
    assert "usage: fullcast" in err


@pytest.fixture
def production(fullcast: Run, sample: Path) -> Path:
    code, _, err = fullcast("cast", sample, "--engine", "tone", "-o", "output/book")
    assert code == 0, err
    return Path("output/book")


@pytest.mark.parametrize(
    ("name", "old", "new", "word"),
    [
        ("cast.toml", "[roles.", "[roles", "cast.toml"),
        ("cast.toml", "voice =", "voices =", "voice"),
        ("cast.toml", '"tone:', '"tone:zz', "tone:zz"),
        ("production.toml", "loudness =", "loudnes =", "loudness"),
        ("production.toml", '["mp3"]', '["mp4"]', "mp3"),
        ("production.toml", 'profile = "acx"', 'profile = "podcast"', "the profile podcast"),
        ("production.toml", "tail = 2000", "tail = -1", "tail"),
        ("production.toml", "engine =", 'lexicon = ["a\\u0000b"]\nengine =', "U+0000"),
        ("production.toml", 'source = "', 'source = "\\u0000', "U+0000"),
        ("production.toml", "engine =", 'chapters = "2-1"\nengine =', "chapters"),
        ("production.toml", "[pauses]", "[pause]", "line 3"),
    ],
)
def test_a_file_that_people_edit_is_broken(
    fullcast: Run, production: Path, name: str, old: str, new: str, word: str
) -> None:
    path = production / name
    path.write_text(path.read_text().replace(old, new, 1))
    before = files(production)
    code, _, err = fullcast("render", production)
    assert code == 1
    assert is_a_sentence(err, name, word), err
    assert files(production) == before


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (("--voice", "Clara=tone:nobody"), "tone:nobody"),
        (("--voice", "Marabou=tone:a"), "Marabou"),
        (("--chapter", "9"), "chapter 9"),
        (("--scene", "1.9"), "1.1"),
        (("--scene", "1.2", "--chapter", "2"), "Nothing that is spoken"),
        (("--sample", "--chapter", "9"), "chapter 9"),
        (("--engine", "pyttsx3"), "tone"),
        (("--engine", "gramophone"), "gramophone"),
    ],
)
def test_what_does_not_exist_is_named(
    fullcast: Run, production: Path, words: tuple[str, ...], word: str
) -> None:
    before = files(production)
    code, _, err = fullcast("render", production, *words)
    assert code == 1
    assert is_a_sentence(err, word), err
    assert files(production) == before


def test_a_folder_that_cannot_be_written(fullcast: Run, tmp_path: Path, sample: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    code, _, err = fullcast("render", sample, "--engine", "tone", "-o", "file/book")
    assert code == 1
    assert is_a_sentence(err, "file", "-o"), err
    assert files(tmp_path) == {"file": b"in the way"}


def test_a_folder_that_is_another_storys(fullcast: Run, production: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("It was another story. It had one line.")
    code, _, err = fullcast("render", "other.txt", "-o", production)
    assert code == 1
    assert is_a_sentence(err, "another story", "-o"), err


def test_a_story_of_one_endless_line(fullcast: Run, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text('He said, "No." ' * 700_000)
    code, out, err = fullcast("analyze", "long.txt")
    assert code == 0 or is_a_sentence(err, "long.txt")
    assert out or err


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (f"take = {10**30}", "take"),
        ("take = 0", "take"),
        ('audio = "a\\u0000b"', "audio"),
    ],
)
def test_an_edit_that_no_engine_could_follow(
    fullcast: Run, production: Path, line: str, word: str
) -> None:
    (production / "edits.toml").write_text(f'[[utterance]]\nid = "00000000"\n{line}\n')
    code, _, err = fullcast("plan", production)
    assert code == 1
    assert is_a_sentence(err, "edits.toml, line 3", word), err


@pytest.mark.parametrize("option", [("names", "--import"), ("script", "--apply")])
def test_a_file_to_take_over_that_is_none(
    fullcast: Run, production: Path, tmp_path: Path, option: tuple[str, str]
) -> None:
    command, taken = option
    (tmp_path / "folder.pls").mkdir()
    for name, said in (
        ("nowhere.pls", "No such file or directory"),
        ("folder.pls", "Is a directory"),
    ):
        code, _, err = fullcast(command, production, taken, name)
        assert code == 1
        assert is_a_sentence(err, f"{name} can't be read ({said})", "Name a"), err


def test_an_ffmpeg_that_does_not_start(
    fullcast: Run, production: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fullcast("render", production, "--chapter", "1", "--quiet")[0] == 0
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "/nowhere/ffmpeg")
    code, out, err = fullcast("check", production)
    assert code == 1
    assert "ffmpeg can't be started" in out + err
    assert "Fullcast itself" not in err
    for name in production.glob("*.mp3"):
        name.unlink()
    code, _, err = fullcast("render", production, "--chapter", "1", "--quiet")
    assert code == 1
    assert is_a_sentence(err, "ffmpeg can't be started", "imageio-ffmpeg"), err


def test_a_cover_that_is_no_picture_is_said_before_anything_is_spoken(
    fullcast: Run, production: Path
) -> None:
    settings = production / "production.toml"
    settings.write_text('cover = "cast.toml"\n' + settings.read_text())
    code, _, err = fullcast("render", production)
    assert code == 1
    assert is_a_sentence(err, "cast.toml can't be read as a picture (it is none)"), err
    assert not (production.parent / ".store" / "clips").exists()


def test_a_folder_in_the_place_of_a_file_that_is_delivered(fullcast: Run, production: Path) -> None:
    assert fullcast("render", production, "--quiet")[0] == 0
    first = sorted(production.glob("*.mp3"))[0]
    first.unlink()
    first.mkdir()
    code, _, err = fullcast("render", production, "--quiet")
    assert code == 1
    assert is_a_sentence(err, first.name, "Move the folder away"), err
