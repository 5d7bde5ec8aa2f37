"""What a book consists of, and which of it is rendered: listed, chosen, sampled."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import soundfile

sys.path.insert(0, str(Path(__file__).parent.parent / "sources"))
from epub_files import entry, epub, page

Run = Callable[..., tuple[int, str, str]]
SENTENCE = "It rained upon the harbour, and the boats lay still. "


@pytest.fixture
def book(tmp_path: Path) -> Path:
    pages = {
        "t.xhtml": page('<section epub:type="titlepage"><h1>Rain</h1></section>'),
        "d.xhtml": page("<p>To my sister</p>", "Dedication", body_type="frontmatter"),
        **{
            f"{n}.xhtml": page(f"<h2>{n}</h2>" + f"<p>{SENTENCE * 5}</p>" * (40 if n == 1 else 1))
            for n in (1, 2, 3)
        },
        "n.xhtml": page('<section epub:type="endnotes"><h2>Notes</h2><p>A note.</p></section>'),
    }
    toc = "".join(entry(f"{n}.xhtml", f"Chapter {n}") for n in (1, 2, 3))
    path = tmp_path / "rain.epub"
    path.write_bytes(
        epub(pages, toc=entry("d.xhtml", "Dedication") + toc + entry("n.xhtml", "Notes"))
    )
    return path


def mp3s(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.mp3"))


def test_contents_say_what_is_spoken_and_why_not(fullcast: Run, book: Path) -> None:
    code, out, _ = fullcast("contents", book, "--json")
    assert code == 0
    listed = json.loads(out)["sections"]
    assert [(s["chapter"], s["title"], s["spoken"], s["reason"]) for s in listed] == [
        (None, "Rain", False, "title-page"),
        (1, "Dedication", True, None),
        (2, "Chapter 1", True, None),
        (3, "Chapter 2", True, None),
        (4, "Chapter 3", True, None),
        (None, "Notes", False, "notes"),
    ]
    assert listed[2]["words"] == 2001
    assert listed[2]["minutes"] == pytest.approx(12.9, abs=0.1)
    code, out, _ = fullcast("contents", book)
    assert code == 0
    assert "no: it is a title page" in out
    assert "Spoken: 4 chapters" in out
    assert not Path("output").exists()


def test_contents_of_a_text_are_its_chapters(fullcast: Run, sample: Path) -> None:
    code, out, _ = fullcast("contents", sample, "--json")
    assert code == 0
    assert [section["chapter"] for section in json.loads(out)["sections"]] == [1, 2]


def test_chapters_are_chosen_on_the_command_line_or_in_the_file(fullcast: Run, book: Path) -> None:
    folder = Path("output/rain")
    code, _, err = fullcast("render", book, "--engine", "tone", "--chapter", "3-4")
    assert code == 0, err
    assert mp3s(folder) == ["03-chapter-2.mp3", "04-chapter-3.mp3"]
    settings = folder / "production.toml"
    settings.write_text('chapters = "1, 3"\n' + settings.read_text())
    assert fullcast("render", folder)[0] == 0
    assert "01-dedication.mp3" in mp3s(folder)
    code, out, _ = fullcast("contents", folder, "--json")
    assert [s["reason"] for s in json.loads(out)["sections"]] == [
        "title-page",
        None,
        "not-chosen",
        None,
        "not-chosen",
        "notes",
    ]


def test_sections_are_spoken_or_left_out_as_the_file_says(fullcast: Run, book: Path) -> None:
    folder = Path("output/rain")
    assert fullcast("plan", book, "--engine", "tone")[0] == 0
    settings = folder / "production.toml"
    text = settings.read_text()
    settings.write_text('speak = ["notes"]\nleave_out = ["Dedication", "1.xhtml"]\n' + text)
    code, _, err = fullcast("render", folder)
    assert code == 0, err
    assert mp3s(folder) == ["01-chapter-2.mp3", "02-chapter-3.mp3", "03-notes.mp3"]
    settings.write_text('speak = ["Appendix"]\n' + text)
    code, _, err = fullcast("render", folder)
    assert code == 1
    assert "the book has no section 'Appendix'" in err


def test_a_sample_is_the_first_minutes_of_the_first_real_chapter(fullcast: Run, book: Path) -> None:
    code, out, err = fullcast("render", book, "--engine", "tone", "--sample")
    assert code == 0, err
    folder = Path("output/rain")
    assert mp3s(folder) == ["rain-sample.mp3"]
    assert "1 file written" in out
    assert 30 < soundfile.info(folder / "rain-sample.mp3").duration < 300
    script = json.loads((folder / "script.json").read_text())
    assert {"section", "anchor"} <= script["chapters"][1]["scenes"][0]["utterances"][0].keys()


def test_a_sample_of_one_scene_is_of_that_scene(fullcast: Run, sample: Path) -> None:
    folder = Path("output/book")
    words = ("--engine", "tone", "--sample", "-o", folder)
    code, _, err = fullcast("render", sample, "--scene", "2.1", *words)
    assert code == 0, err
    of_scene = soundfile.info(folder / "book-sample.mp3").duration
    assert fullcast("render", sample, "--scene", "2.1", *words[:2], "-o", folder)[0] == 0
    assert of_scene == pytest.approx(soundfile.info(folder / "book-2.1.mp3").duration, abs=0.1)


def test_contents_of_a_production_are_in_its_language(fullcast: Run, sample: Path) -> None:
    folder = Path("output/book")
    assert fullcast("plan", sample, "--engine", "tone", "-o", folder)[0] == 0
    settings = folder / "production.toml"
    settings.write_text('language = "de"\n' + settings.read_text())
    code, out, _ = fullcast("contents", folder, "--json")
    assert code == 0
    assert json.loads(out)["language"] == "de"
