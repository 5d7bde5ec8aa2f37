"""What is delivered besides chapter MP3s, judged on the files by a reader that is not ours."""

from __future__ import annotations

import io
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import mutagen
import numpy as np
import pytest
from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image

from pipeline.choices import Choices
from pipeline.production import opened
from pipeline.rendering import Rendering, render
from pipeline.stitching.ffmpeg import decode_args, decoded

Run = Callable[..., tuple[int, str, str]]
EVERY = ("mp3", "m4b", "opus", "flac", "wav")
SETTINGS = """
book = true
title = "The Ferry = “Two”; #1"
author = "Ada Finch, B. Orme"
series = "North Point"
series_part = 2
year = 2024
publisher = "Quay House"
retail_sample = true
"""


def story(chapters: int = 3) -> str:
    told = [
        f"# The crossing number {n}\n\nThe ferry left at {n} in the morning.\n\n"
        f'"Wait for me!" cried Anna. She had run all the way from house number {n}.\n'
        for n in range(1, chapters + 1)
    ]
    return "\n".join(told)


def rendered(folder: Path, text: str = "", formats: tuple[str, ...] = ()) -> Rendering:
    target = folder
    if text:
        target = folder.parent / "story.md"
        target.write_text(text)
    with opened(target, folder if text else None, Choices(engine="tone")) as production:
        return render(production, formats=formats)


def set_in(folder: Path, more: str) -> None:
    path = folder / "production.toml"
    path.write_text(more + path.read_text())


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formats") / "ferry"
    rendered(folder, story())
    set_in(folder, SETTINGS)
    rendered(folder, formats=EVERY)
    return folder


def manifest(folder: Path) -> dict[str, object]:
    return json.loads((folder / "manifest.json").read_text())  # type: ignore[no-any-return]


def wanted_marks(folder: Path) -> list[tuple[int, str]]:
    """Milliseconds and title of each chapter, from the timelines."""
    marks, position = [], 0
    for chapter in manifest(folder)["chapters"]:  # type: ignore[attr-defined]
        marks.append((round(position / 44.1), chapter["title"]))
        position += chapter["timeline"]["frames"]
    return marks


def seen_by_ffmpeg(path: Path) -> list[tuple[int, str]]:
    said = subprocess.run([get_ffmpeg_exe(), "-i", path], capture_output=True, text=True).stderr
    found = re.findall(r"Chapter #\S+ start ([\d.]+),.*\n\s+Metadata:\s+title +: (.*)", said)
    return [(round(float(start) * 1000), title) for start, title in found]


@pytest.mark.parametrize("form", ["m4b", "mp3", "opus"])
def test_chapters_stand_at_the_timelines_times_to_the_millisecond(book: Path, form: str) -> None:
    assert len(wanted_marks(book)) == 3
    assert seen_by_ffmpeg(book / f"ferry.{form}") == wanted_marks(book)


def test_chapters_of_minutes_stand_where_the_timeline_has_them(tmp_path: Path) -> None:
    told = " ".join(f"The ferry left at {n} in the morning." for n in range(1, 31))
    folder = tmp_path / "book"
    rendered(folder, f"# One\n\n{told}\n\n# Two\n\n{told}\n\n# Three\n\n{told}\n")
    set_in(folder, "book = true\n")
    rendered(folder, formats=("mp3", "m4b", "opus"))
    wanted = wanted_marks(folder)
    assert wanted[1][0] > 30_000
    for form in ("mp3", "m4b", "opus"):
        assert seen_by_ffmpeg(folder / f"book.{form}") == wanted


def test_the_gate_finds_every_tag_and_chapter_of_every_format(fullcast: Run, book: Path) -> None:
    _, out, _ = fullcast("check", book, "--json")
    files = json.loads(out)["files"]
    assert {file["name"].rpartition(".")[2] for file in files} == set(EVERY)
    for file in files:
        codes = {finding["code"] for finding in file["findings"]}
        assert not codes & {"tag", "chapter-marks", "small-cover"}, file["name"]
        assert ("no-cover" in codes) == file["name"].endswith(".wav"), file["name"]


def test_mutagen_finds_the_same_chapters(book: Path) -> None:
    wanted = wanted_marks(book)
    m4b = mutagen.File(book / "ferry.m4b").chapters
    assert [(round(mark.start * 1000), mark.title) for mark in m4b] == wanted
    tags = mutagen.File(book / "ferry.mp3").tags
    found = sorted((mark.start_time, str(mark.sub_frames["TIT2"])) for mark in tags.getall("CHAP"))
    assert found == wanted
    assert len(tags.getall("CTOC")[0].child_element_ids) == 3
    flac = mutagen.File(book / "ferry.flac").tags
    assert [flac[f"chapter00{n}name"][0] for n in range(3)] == [title for _, title in wanted]
    assert flac["chapter001"] == [f"00:00:{wanted[1][0] / 1000:06.3f}"]


@pytest.mark.parametrize("form", EVERY)
def test_a_book_is_its_chapters_one_after_another(book: Path, form: str) -> None:
    chapters = manifest(book)["chapters"]
    frames = sum(chapter["timeline"]["frames"] for chapter in chapters)  # type: ignore[attr-defined]
    pcm = b"".join(decoded(decode_args(book / f"ferry.{form}", 44_100)))
    assert len(pcm) // 2 == pytest.approx(frames, abs=1)
    if form in ("flac", "wav"):
        single = [
            b"".join(decoded(decode_args(path, 44_100))) for path in sorted(book.glob(f"0*.{form}"))
        ]
        assert pcm == b"".join(single)
    else:
        lossless = np.frombuffer(b"".join(decoded(decode_args(book / "ferry.flac", 44_100))), "<i2")
        same = np.frombuffer(pcm, "<i2")[: lossless.size].astype(float)
        lags = range(-40, 41)
        at = lossless.size // 2
        piece = lossless[at : at + 20_000].astype(float)
        best = max(lags, key=lambda lag: np.dot(piece, same[at + lag : at + lag + 20_000]))
        assert abs(best) <= 1


WANTED = {
    "title": "The Ferry = “Two”; #1",
    "album": "The Ferry = “Two”; #1",
    "artist": "Ada Finch, B. Orme",
    "albumartist": "Ada Finch, B. Orme",
    "date": "2024",
    "genre": "Audiobook",
}


@pytest.mark.parametrize("form", ["mp3", "m4b", "opus", "flac"])
def test_another_program_reads_every_tag(book: Path, form: str) -> None:
    file = mutagen.File(book / f"ferry.{form}", easy=form in ("mp3", "m4b"))
    found = {key: file.tags[key][0] for key in WANTED}
    assert found == WANTED
    plain = mutagen.File(book / f"ferry.{form}").tags
    if form == "mp3":
        assert plain["TCOM"].text[0].startswith("Tone ")
        assert [plain[f"TXXX:{key}"].text[0] for key in ("series", "series-part")] == [
            "North Point",
            "2",
        ]
        assert plain["TLAN"].text == ["eng"]
    elif form == "m4b":
        assert plain["\xa9wrt"][0].startswith("Tone ")
        assert (plain["tvsh"], plain["tven"], plain["stik"]) == (["North Point"], ["2"], [2])
    else:
        assert plain["composer"][0].startswith("Tone ")
        assert (plain["series"], plain["series-part"]) == (["North Point"], ["2"])


@pytest.mark.parametrize("form", ["mp3", "m4b", "opus", "flac"])
def test_the_cover_shows(book: Path, form: str) -> None:
    file = mutagen.File(book / f"ferry.{form}")
    if form == "mp3":
        data = file.tags.getall("APIC")[0].data
    elif form == "m4b":
        data = bytes(file.tags["covr"][0])
    elif form == "flac":
        data = file.pictures[0].data
    else:
        import base64

        from mutagen.flac import Picture

        picture = Picture(base64.b64decode(file.tags["metadata_block_picture"][0]))
        assert (picture.width, picture.height) == (2400, 2400)
        data = picture.data
    assert data == (book / "cover.jpg").read_bytes()
    image = Image.open(io.BytesIO(data))
    assert image.size == (2400, 2400)
    assert len(set(image.resize((60, 60)).getdata())) > 10


def test_a_chapters_file_says_which_it_is(book: Path) -> None:
    tags = mutagen.File(book / "02-the-crossing-number-2.mp3", easy=True).tags
    assert tags["title"] == ["The crossing number 2"]
    assert tags["tracknumber"] == ["2/3"]
    assert tags["album"] == [WANTED["album"]]


def test_audiobookshelf_finds_the_book(book: Path) -> None:
    found = json.loads((book / "metadata.json").read_text())
    assert found["title"] == WANTED["title"]
    assert found["authors"] == ["Ada Finch", "B. Orme"]
    assert found["series"] == ["North Point #2"]
    assert found["publishedYear"] == "2024"
    assert found["narrators"]
    marks = [(round(mark["start"] * 1000), mark["title"]) for mark in found["chapters"]]
    assert marks == wanted_marks(book)


def test_the_sample_is_the_beginning(book: Path) -> None:
    sample = book / "ferry-retail-sample.mp3"
    assert mutagen.File(sample).info.length < 300


def test_nothing_is_made_twice(book: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in book.iterdir()}
    again = rendered(book, formats=EVERY)
    assert (again.written, again.synthesised) == ((), 0)
    assert {path: path.stat().st_mtime_ns for path in book.iterdir()} == before


def test_pauses_levels_and_formats_speak_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    rendered(folder, story())
    settings = (folder / "production.toml").read_text()
    for old, new in (
        ("paragraph = 550", "paragraph = 700"),
        ("loudness = -20.5", "loudness = -21"),
        ('"acx"\nloudness = -20.5', '"podcast"'),
        ('"acx"', '"none"'),
        ("[pauses]", "room_tone = -65\n[pauses]"),
    ):
        assert old in settings
        (folder / "production.toml").write_text(settings.replace(old, new))
        done = rendered(folder)
        assert done.synthesised == 0
        assert len(done.written) == 3
    assert rendered(folder, formats=("flac",)).synthesised == 0


def test_a_cover_of_ones_own_stays_and_is_in_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    rendered(folder, story(1))
    Image.new("RGB", (500, 700), "red").save(folder / "cover.jpg", "JPEG")
    mine = (folder / "cover.jpg").read_bytes()
    assert len(rendered(folder).written) == 1
    assert rendered(folder).written == ()
    assert (folder / "cover.jpg").read_bytes() == mine
    assert mutagen.File(next(folder.glob("*.mp3"))).tags.getall("APIC")[0].data == mine

    (folder / "art").mkdir()
    Image.new("RGBA", (5000, 5000), "blue").save(folder / "art" / "big.png")
    set_in(folder, 'cover = "art/big.png"\n')
    rendered(folder)
    assert (folder / "cover.jpg").read_bytes() == mine
    shown = mutagen.File(next(folder.glob("*.mp3"))).tags.getall("APIC")[0].data
    assert Image.open(io.BytesIO(shown)).size == (3000, 3000)


@pytest.mark.parametrize(("content", "words"), [(None, "not there"), (b"paper", "picture")])
def test_a_cover_that_is_none_is_named(
    fullcast: Run, tmp_path: Path, content: bytes | None, words: str
) -> None:
    folder = tmp_path / "book"
    rendered(folder, story(1))
    if content:
        (folder / "art.png").write_bytes(content)
    set_in(folder, 'cover = "art.png"\n')
    code, _, err = fullcast("render", folder)
    assert code == 1
    assert words in err
    assert "art.png" in err


def test_a_title_in_letters_that_no_font_has_is_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    rendered(folder, story(1))
    set_in(folder, 'title = "第一章"\n')
    assert len(rendered(folder).written) == 1


def test_a_long_chapter_is_split(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    text = "# Long\n\n" + "\n\n".join(f"Ship number {n} came in. " * 8 for n in range(14))
    rendered(folder, text)
    (whole,) = [p.name for p in folder.glob("*.mp3")]
    assert whole == "01-long.mp3"
    set_in(folder, "longest = 1\n")
    done = rendered(folder)
    assert done.synthesised == 0
    assert done.removed == (whole,)
    names = sorted(p.name for p in folder.glob("*.mp3"))
    assert names == [f"01-long-part-{n}.mp3" for n in range(1, len(names) + 1)]
    assert len(names) > 2
    placed = []
    (chapter,) = manifest(folder)["chapters"]  # type: ignore[misc]
    for file in manifest(folder)["files"]:  # type: ignore[attr-defined]
        (mark,) = file["marks"]
        length = len(b"".join(decoded(decode_args(folder / file["name"], 44_100)))) // 2
        assert length == mark["frames"] <= 60 * 44_100
        placed += [
            p
            for p in chapter["timeline"]["placements"]
            if p["start"] - mark["skipped"] >= 0
            and p["start"] + p["frames"] - mark["skipped"] <= length - 88_200
        ]
    assert placed == chapter["timeline"]["placements"]
    assert rendered(folder).written == ()
    set_in(folder, "")
    (folder / "production.toml").write_text(
        (folder / "production.toml").read_text().replace("longest = 1\n", "")
    )
    rendered(folder)
    assert [p.name for p in folder.glob("*.mp3")] == [whole]


def test_only_the_whole_book(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    rendered(folder, story())
    for path in folder.glob("*.mp3"):
        path.unlink()
    rendered(folder, formats=("m4b",))
    assert [p.name for p in folder.iterdir() if p.suffix in (".mp3", ".m4b")] == ["book.m4b"]
    before = (folder / "book.m4b").read_bytes()
    (folder.parent / "story.md").write_text(story().replace("at 2 in", "at five in"))
    assert rendered(folder, formats=("m4b",)).written == ("book.m4b",)
    assert (folder / "book.m4b").read_bytes() != before


def test_one_scene_alone_has_any_format(fullcast: Run, tmp_path: Path) -> None:
    rendered(tmp_path / "book", story())
    for form in EVERY:
        code, _, err = fullcast("render", tmp_path / "book", "--scene", "2.1", "--format", form)
        assert code == 0, err
        assert (tmp_path / "book" / f"book-2.1.{form}").stat().st_size > 10_000
    assert not (tmp_path / "book" / "book.m4b").exists()
