"""Killed anywhere and run again, it is the same book, and nothing is spoken twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.model import Clip
from pipeline.store import Store

RENDER = [sys.executable, "-m", "pipeline", "render"]


def delivered(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.[mj][ps]*") if path.is_file()}


def complete(folder: Path) -> dict[str, tuple[Clip, int]]:
    """The clips that are whole, with the time at which each was written."""
    root = folder.parent / ".store"
    store = Store(root, scratch=root / "scratch")
    found = {}
    for record in root.glob("clips/*/*.json"):
        clip = store.clip(record.stem)
        if clip is not None:
            found[record.stem] = (clip, record.stat().st_mtime_ns)
    return found


def run(words: list[str], folder: Path, fresh: tuple[str, ...]) -> dict[str, object]:
    options = () if (folder / "production.toml").exists() else fresh
    done = subprocess.run(
        [*RENDER, *words, "-o", str(folder), "--json", *options],
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, object] = json.loads(done.stdout)
    return told


def survives(words: list[str], fresh: tuple[str, ...], tmp_path: Path, kills: int) -> None:
    """Kill a render while it speaks, while it stitches, and whenever; a rerun ends the same."""
    undisturbed = tmp_path / "undisturbed" / "book"
    started = time.monotonic()
    total = run(words, undisturbed, fresh)["synthesised"]
    assert isinstance(total, int)
    length = time.monotonic() - started
    expected = delivered(undisturbed)
    assert any(name.endswith(".mp3") for name in expected)

    dice = random.Random(7)
    stages: set[str] = set()
    for kill in range(kills):
        folder = tmp_path / f"killed-{kill}" / "book"
        killed = subprocess.Popen(
            [*RENDER, *words, "-o", str(folder), "--quiet", *fresh], start_new_session=True
        )
        if kill % 3 == 0:
            wait_for_clips(folder, int(total * 0.9 * dice.random()))
        elif kill % 3 == 1:
            wait_for_clips(folder, total)
            time.sleep(0.3 * length * dice.random())
        else:
            time.sleep(length * dice.random())
        os.killpg(killed.pid, signal.SIGKILL)
        killed.wait()

        before = complete(folder)
        stages.add("nothing" if not before else "speaking" if len(before) < total else "stitching")
        again = run(words, folder, fresh)
        after = complete(folder)
        assert again["synthesised"] == total - len(before)
        assert {key: after[key] for key in before} == before
        assert delivered(folder) == expected
        assert not list(folder.parent.rglob("*.part"))
    assert {"speaking", "stitching"} <= stages


def wait_for_clips(folder: Path, count: int) -> None:
    deadline = time.monotonic() + 120
    while len(list((folder.parent / ".store").glob("clips/*/*.json"))) < count:
        assert time.monotonic() < deadline, "nothing was rendered"
        time.sleep(0.03)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """Two chapters in which no line recurs."""
    path = tmp_path / "story.txt"
    told = [f"Ship number {n} came in under a sky of {n * 7919} stars." for n in range(160)]
    path.write_text("\n\n".join(["Chapter 1", *told[:80], "Chapter 2", *told[80:]]))
    return path


def test_a_story_survives_being_killed(tmp_path: Path, story: Path) -> None:
    survives([str(story)], ("--engine", "tone"), tmp_path, kills=3)


@pytest.mark.slow
def test_a_novels_last_chapter_survives_being_killed(tmp_path: Path, shared: Path) -> None:
    novel = shared / "pdnc-dev" / "TheSignOfTheFour" / "novel_text.txt"
    survives([str(novel), "--chapter", "12"], (), tmp_path, kills=20)


def test_an_interruption_keeps_what_was_rendered(tmp_path: Path, story: Path) -> None:
    folder = tmp_path / "book"
    command = [*RENDER, str(story), "-o", str(folder), "--engine", "tone", "--jobs", "1"]
    # A shell that runs the tests in the background has the signal ignored, also in children.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    interrupted = subprocess.Popen(
        command, start_new_session=True, stderr=subprocess.PIPE, text=True
    )
    wait_for_clips(folder, 5)  # of 160: most of the work is still to do
    os.killpg(interrupted.pid, signal.SIGINT)
    said = interrupted.communicate(timeout=60)[1]
    assert interrupted.returncode == 130
    assert "Traceback" not in said
    assert "kept" in said
    kept = complete(folder)
    assert kept
    again = run([str(story)], folder, ())
    assert again["reused"] == len(kept)
