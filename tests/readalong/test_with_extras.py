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


def test_what_was_delivered_once_is_kept_in_time(fullcast: Run, sample: Path) -> None:
    code, _, errors = fullcast(
        *("render", sample, "--engine", "tone", "-o", "output/book", "--quiet", "--read-along"),
        *("--format", "mp3", "--format", "opus", "--captions", "srt"),
    )
    assert code == 0, errors
    folder = Path("output/book")
    before = {path.name for path in folder.iterdir() if path.is_file()}

    (folder / "production.toml").write_text(
        (folder / "production.toml").read_text().replace("turn = 150", "turn = 400")
    )
    code, out, errors = fullcast("render", folder, "--json")
    assert code == 0, errors
    done = json.loads(out)
    renewed = {name for name in before if name.endswith((".mp3", ".srt", ".epub"))}
    assert renewed <= set(done["written"])
    behind = {f["where"] for f in done["findings"] if f["code"] == "left-behind"}
    assert behind == {name for name in before if name.endswith(".opus")}
    code, out, errors = fullcast("check", folder)
    assert "The last cue ends" not in out + errors

    code, out, _ = fullcast("render", folder, "--json")
    assert json.loads(out)["written"] == []

    (folder / "production.toml").write_text(
        (folder / "production.toml").read_text().replace("turn = 400", "turn = 500")
    )
    code, out, _ = fullcast("render", folder, "--json", "--format", "flac")
    assert code == 0
    left = {f["where"]: f["message"] for f in json.loads(out)["findings"]}
    assert set(left) == {name for name in before if name.endswith((".mp3", ".opus", ".epub"))}
    assert "--read-along" in left["book.epub"]
