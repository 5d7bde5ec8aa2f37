"""The tutorial's engine, taken from its page, installed and held to the laws."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.tts.worker import close_idle

PAGE = Path(__file__).parent.parent.parent / "docs" / "engines.md"


@pytest.fixture
def package(tmp_path, monkeypatch) -> Iterator[Path]:
    """The package of the tutorial, installed as pip would leave it."""
    files = dict(re.findall(r"```\w+\n# (\S+)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL))
    assert sorted(files) == ["morse_engine.py", "pyproject.toml", "test_morse.py"]
    folder = tmp_path / "site"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    project = tomllib.loads(files["pyproject.toml"])["project"]
    info = folder / "fullcast_morse-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    points = project["entry-points"]["fullcast.engines"]
    lines = [f"{name} = {value}" for name, value in points.items()]
    (info / "entry_points.txt").write_text("\n".join(["[fullcast.engines]", *lines, ""]))
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    close_idle()


def test_the_tutorials_engine_keeps_the_laws(package):
    options = ["-q", "-W", "error", "-p", "no:cacheprovider", "-p", "no:xdist", "-c", os.devnull]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "--rootdir", str(package), "test_morse.py"],
        cwd=package,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3_000:] + run.stderr[-1_000:]
    assert re.search(r"\b[2-9]\d passed", run.stdout)


@pytest.mark.usefixtures("package")
def test_the_tutorials_commands(fullcast, tmp_path):
    code, out, _ = fullcast("voices", "list", "--engine", "morse")
    assert code == 0
    assert "morse:samuel" in out
    line = ("--text", "What hath God wrought")
    code, out, err = fullcast("voices", "preview", "morse:ada", *line)
    assert code == 0, err
    (tmp_path / "story.txt").write_text("“Is it late?” said Anna.\n\n“Nine,” said Ben Holt.\n")
    code, out, err = fullcast("render", "story.txt", "--engine", "morse")
    assert code == 0, err
    assert list((tmp_path / "output" / "story").glob("*.mp3"))
