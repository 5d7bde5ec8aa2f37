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


CHAPTERS = "# One: The Knock\n\n{}\n\n* * *\n\n{}\n\n# Two: The Wheel\n\nNobody came back.\n"
ALONG = {".mp3", ".srt", ".epub"}
LONG = '"Who is there?" asked Anna. ' + "The wheel of the mill went round in the rain. " * 14


def cues(path: Path) -> list[tuple[str, str, str]]:
    blocks = path.read_text().strip().split("\n\n")
    return [(*block.split("\n")[1].split(" --> "), block.split("\n")[2]) for block in blocks]  # type: ignore[misc]


def test_a_part_of_a_chapter_has_the_captions_of_what_is_heard_in_it(fullcast: Run) -> None:
    folder, story = Path("output/book"), Path("story.md")
    story.write_text(CHAPTERS.format(LONG, LONG.replace("rain", "snow")))
    render = ("--engine", "tone", "--quiet", "--captions", "srt", "--read-along")
    assert fullcast("render", story, "-o", folder, *render)[0] == 0
    whole = cues(folder / "01-one-the-knock.srt")
    settings = folder / "production.toml"
    settings.write_text("longest = 1\nretail_sample = true\n" + settings.read_text())
    code, out, errors = fullcast("render", folder, "--json")
    assert code == 0, errors

    assert {"01-one-the-knock.mp3", "01-one-the-knock.srt"} <= set(json.loads(out)["removed"])
    parts = sorted(folder.glob("01-one-the-knock-part-*.srt"))
    assert len(parts) > 1
    assert [text for part in parts for _, _, text in cues(part)] == [text for *_, text in whole]
    for path in folder.glob("*.srt"):
        times = [time for begins, ends, _ in cues(path) for time in (begins, ends)]
        assert times == sorted(times)
    with zipfile.ZipFile(folder / "book.epub") as book:
        sounds = {Path(name).name for name in book.namelist() if name.endswith(".mp3")}
        overlays = [book.read(name).decode() for name in book.namelist() if name.endswith(".smil")]
    assert sounds == {p.name for p in folder.glob("*.mp3")} - {"book-retail-sample.mp3"}
    for part in parts:
        clips = sum(overlay.count(f"audio/{part.stem}.mp3") for overlay in overlays)
        assert clips == len(cues(part))


def test_a_renamed_chapter_leaves_nothing_behind(fullcast: Run) -> None:
    folder, story = Path("output/book"), Path("story.md")
    story.write_text(CHAPTERS.format("Rain.", "Snow."))
    render = ("--engine", "tone", "--quiet", "--captions", "srt", "--read-along")
    assert fullcast("render", story, "-o", folder, *render)[0] == 0
    story.write_text(story.read_text().replace("The Knock", "Bang"))
    code, out, errors = fullcast("render", folder, "--json")
    assert code == 0, errors
    assert set(json.loads(out)["removed"]) == {"01-one-the-knock.mp3", "01-one-the-knock.srt"}
    names = {file["name"] for file in json.loads((folder / "manifest.json").read_text())["files"]}
    assert names == {path.name for path in folder.iterdir() if path.suffix in ALONG}


def test_parts_stay_where_another_format_is_rendered(fullcast: Run) -> None:
    folder, story = Path("output/book"), Path("story.md")
    story.write_text(CHAPTERS.format(LONG, LONG))
    assert fullcast("render", story, "-o", folder, "--engine", "tone", "--quiet")[0] == 0
    settings = folder / "production.toml"
    settings.write_text("longest = 1\n" + settings.read_text())
    assert fullcast("render", folder, "--quiet")[0] == 0
    before = sorted(path.name for path in folder.glob("*.mp3"))
    assert any("-part-" in name for name in before)
    code, out, errors = fullcast("render", folder, "--json", "--format", "m4b")
    assert code == 0, errors
    assert json.loads(out)["removed"] == []
    assert sorted(path.name for path in folder.glob("*.mp3")) == before


def test_what_is_damaged_is_made_again(fullcast: Run, sample: Path) -> None:
    folder = Path("output/book")
    render = ("--engine", "tone", "--quiet", "--captions", "srt", "--read-along")
    assert fullcast("render", sample, "-o", folder, *render)[0] == 0
    along = [*folder.glob("*.srt"), folder / "book.epub"]
    sound = {path: path.read_bytes() for path in along}
    for path in along:
        path.write_bytes(path.read_bytes()[:100])
    assert fullcast("render", folder, "--quiet")[0] == 0
    assert {path: path.read_bytes() for path in along} == sound


def test_a_title_leaves_other_formats_behind(fullcast: Run, sample: Path) -> None:
    folder = Path("output/book")
    render = ("--engine", "tone", "--quiet", "--format", "mp3", "--format", "flac")
    assert fullcast("render", sample, "-o", folder, *render)[0] == 0
    settings = folder / "production.toml"
    settings.write_text('title = "Another"\n' + settings.read_text())
    code, out, errors = fullcast("render", folder, "--json", "--format", "mp3")
    assert code == 0, errors
    behind = {f["where"] for f in json.loads(out)["findings"] if f["code"] == "left-behind"}
    assert behind == {path.name for path in folder.glob("*.flac")}
