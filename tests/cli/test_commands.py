"""The commands as people type them, on the sample story spoken in tones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def production(fullcast: Run, sample: Path) -> Path:
    code, _, err = fullcast("render", sample, "--engine", "tone", "-o", "output/book")
    assert code == 0, err
    return Path("output/book")


def mp3s(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.mp3")}


def test_render_leaves_a_file_for_each_chapter(production: Path) -> None:
    assert sorted(mp3s(production)) == [
        "01-chapter-one-the-empty-boat.mp3",
        "02-chapter-two-what-the-lamp-showed.mp3",
    ]
    assert {path.name for path in production.iterdir()} >= {
        "production.toml",
        "cast.toml",
        "script.json",
        "manifest.json",
    }


def test_help_answers_at_once() -> None:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "pipeline", "--help"], check=True, capture_output=True)
    light = time.perf_counter() - started
    heavy = subprocess.run(
        [sys.executable, "-c", "import sys, pipeline.cli.parser; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert not {"numpy", "nltk", "pydub", "pyttsx3", "rich", "soundfile", "tomlkit"} & set(heavy)
    assert light < 5  # only a hang: speed is measured in benchmarks


def test_analyze_prints_the_contracts_json(fullcast: Run, sample: Path, tmp_path: Path) -> None:
    code, out, _ = fullcast("analyze", sample, "--json")
    assert code == 0
    told = json.loads(out)
    assert {"title", "authors", "language", "source", "characters", "chapters"} <= told.keys()
    text = sample.read_text()
    for chapter in told["chapters"]:
        for scene in chapter["scenes"]:
            for utterance in scene["utterances"]:
                assert text[utterance["start"] : utterance["end"]] == utterance["text"]
                assert utterance["kind"] in {"heading", "narration", "quotation"}
    assert [len(chapter["scenes"]) for chapter in told["chapters"]] == [2, 2]
    assert list(tmp_path.iterdir()) == []


def test_the_sample_is_told_and_cast_as_it_reads(fullcast: Run, sample: Path) -> None:
    told = json.loads(fullcast("analyze", sample, "--json")[1])
    names = {character["id"]: character["name"] for character in told["characters"]}
    scenes = [scene for chapter in told["chapters"] for scene in chapter["scenes"]]
    assert [scene["point_of_view"] for scene in scenes] == ["third", "third", "first", "third"]
    assert [names.get(scene["narrator"]) for scene in scenes] == [None, None, "Clara", None]
    said = {
        utterance["text"]: names.get(utterance["speaker"], utterance["speaker"])
        for scene in scenes
        for utterance in scene["utterances"]
        if utterance["kind"] == "quotation"
    }
    assert said['"It\'s for you,"'] == "Thomas"
    assert said['"Which man?"'] == "Clara"
    assert said['"I don\'t know yet,"'] == "Clara"
    assert said['"They had my daughter,"'] == "Captain Grant"
    assert said['"I\'ll teach you!"'] == "Thomas"


def test_regenerate_reads_one_scene_again(fullcast: Run, production: Path) -> None:
    before = mp3s(production)
    script = json.loads((production / "script.json").read_text())
    scene = script["chapters"][1]["scenes"][0]
    assert scene["id"] == "2.1"
    code, out, err = fullcast("regenerate", production, "--scene", "2.1")
    assert code == 0, err
    assert "take 2" in out
    after = mp3s(production)
    names = sorted(before)
    assert before[names[0]] == after[names[0]]
    assert before[names[1]] != after[names[1]]
    edits = (production / "edits.toml").read_text()
    assert edits.count("take = 2") == len(scene["utterances"])

    assert fullcast("regenerate", production, "--scene", "2.1", "--take", "1")[0] == 0
    assert mp3s(production) == before
    code, out, err = fullcast("regenerate", production, "--scene", "2.1")
    assert "take 3" in out


def test_a_scene_on_its_own(fullcast: Run, production: Path) -> None:
    before = mp3s(production)
    code, _, err = fullcast("render", production, "--scene", "1.2")
    assert code == 0, err
    assert mp3s(production).keys() - before.keys() == {"book-1.2.mp3"}
    assert fullcast("render", production)[0] == 0
    assert "book-1.2.mp3" in mp3s(production)


def test_a_corrected_speaker_is_taken_back(fullcast: Run, production: Path, tmp_path: Path) -> None:
    script = fullcast("script", production)[1]
    line = next(line for line in script.splitlines() if "Which man?" in line)
    (tmp_path / "lines.txt").write_text(script.replace(line, line.replace("Clara", "Thomas")))
    code, out, err = fullcast("script", production, "--apply", "lines.txt")
    assert (code, out) == (0, "1 speaker corrected.\n"), err
    why = fullcast("plan", production, "--why")[1]
    assert "speaker changed from clara to thomas" in why
    assert "Due: 1 clip," in why

    (tmp_path / "lines.txt").write_text(script.replace("Which man?", "Which woman?"))
    code, _, err = fullcast("script", production, "--apply", "lines.txt")
    assert code == 1
    assert "lines.txt" in err


def test_the_most_doubtful_lines_come_first(fullcast: Run, production: Path) -> None:
    told = json.loads(fullcast("script", production, "--json")[1])
    sure = {
        utterance["id"]: utterance["confidence"]
        for chapter in told["chapters"]
        for scene in chapter["scenes"]
        for utterance in scene["utterances"]
        if utterance["kind"] == "quotation"
    }
    listed = [
        line.split()[0] for line in fullcast("script", production, "--review", "9")[1].splitlines()
    ]
    assert len(listed) == 10  # with a header
    confidences = [sure[id_] for id_ in listed[1:]]
    assert confidences == sorted(sure.values())[:9]


def test_a_file_of_a_chapter_that_went_is_removed(
    fullcast: Run, sample: Path, tmp_path: Path
) -> None:
    story = tmp_path / "story.md"
    story.write_text(sample.read_text())
    assert fullcast("render", story, "--engine", "tone")[0] == 0
    folder = Path("output/story")
    (folder / "notes.txt").write_text("mine")
    story.write_text(sample.read_text().replace("What the Lamp Showed", "What It Showed"))
    assert fullcast("render", story)[0] == 0
    assert sorted(mp3s(folder)) == [
        "01-chapter-one-the-empty-boat.mp3",
        "02-chapter-two-what-it-showed.mp3",
    ]
    assert (folder / "notes.txt").read_text() == "mine"


def test_cast_shows_and_sets(fullcast: Run, production: Path) -> None:
    assert "Thomas" in fullcast("cast", production)[1]
    code, out, err = fullcast("cast", production, "--set", "thomas=TONE:O", "--json")
    assert code == 0, err
    roles = {role["speaker"]: role["voice"] for role in json.loads(out)["roles"]}
    assert roles["thomas"] == "tone:o"


def test_voices_are_listed_and_heard(fullcast: Run, tmp_path: Path) -> None:
    listed = json.loads(
        fullcast("voices", "list", "--engine", "pyttsx3", "--gender", "female", "--json")[1]
    )
    assert len(listed) >= 4
    assert {voice["gender"] for voice in listed} == {"female"}
    every = fullcast("voices", "list", "--engine", "pyttsx3", "--all", "--json")[1]
    assert len(json.loads(every)) > 800
    none = ("voices", "list", "--engine", "pyttsx3", "--language", "de")
    assert "no such voice" in fullcast(*none)[1]
    assert "gmw/de+f2" in fullcast(*none, "--all")[1]
    code, _, err = fullcast("voices", "preview", listed[0]["id"], "-o", "line.wav")
    assert code == 0, err
    assert (tmp_path / "line.wav").read_bytes().startswith(b"RIFF")


def test_any_letter_can_be_printed_whatever_the_locale(tmp_path: Path) -> None:
    told = "“Hi,” said Zoë Брат. She left — slowly."
    (tmp_path / "story.txt").write_text(told, encoding="utf-8")

    def run(*words: str) -> bytes:
        return subprocess.run(
            [sys.executable, "-m", "pipeline", *words],
            cwd=tmp_path,
            env=os.environ | {"PYTHONIOENCODING": "ascii"},
            check=True,
            capture_output=True,
        ).stdout

    assert "Zoë Брат".encode() in run("analyze", "story.txt")
    script = run("script", "story.txt", "--engine", "tone")
    (tmp_path / "lines.txt").write_bytes(script)
    assert run("script", "story.txt", "--apply", "lines.txt") == b"0 speakers corrected.\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_that_has_no_room_or_nowhere_to_go(sample: Path, tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m pipeline analyze "{sample}" --json'
    full = subprocess.run(
        ["/bin/sh", "-c", f"{command} > /dev/full"], cwd=tmp_path, capture_output=True, text=True
    )
    assert full.returncode == 1
    assert full.stderr == "fullcast: There is no room left where this is written to. Make some.\n"
    closed = subprocess.run(
        ["/bin/sh", "-c", f"{command} >&-"], cwd=tmp_path, capture_output=True, text=True
    )
    assert (closed.returncode, closed.stderr) == (0, "")
