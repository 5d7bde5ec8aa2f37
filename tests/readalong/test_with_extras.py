"""What reads along beside everything else that a production can deliver."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., tuple[int, str, str]]


def test_the_retail_sample_is_no_part_of_the_book(fullcast: Run, sample: Path) -> None:
    folder = Path("output/book")
    assert fullcast("cast", sample, "--engine", "tone", "-o", folder)[0] == 0
    settings = folder / "production.toml"
    settings.write_text("retail_sample = true\nread_along = true\n" + settings.read_text())
    code, _, errors = fullcast("render", folder, "--chapter", "1", "--quiet")
    assert code == 0, errors
    code, _, errors = fullcast("render", folder, "--quiet")
    assert code == 0, errors
    assert (folder / "book-retail-sample.mp3").is_file()
    with zipfile.ZipFile(folder / "book.epub") as book:
        sounds = [Path(name).name for name in book.namelist() if name.endswith(".mp3")]
    assert sounds == sorted(path.name for path in folder.glob("0*.mp3"))


def test_captions_are_written_once_for_a_chapter_in_two_formats(
    fullcast: Run, sample: Path
) -> None:
    code, out, errors = fullcast(
        *("render", sample, "--engine", "tone", "-o", "output/book", "--json"),
        *("--format", "mp3", "--format", "opus", "--captions", "srt"),
    )
    assert code == 0, errors
    done = json.loads(out)
    assert done["unchanged"] == []
    assert sorted(done["written"]) == sorted(
        path.name for path in Path("output/book").glob("0*") if path.is_file()
    )
