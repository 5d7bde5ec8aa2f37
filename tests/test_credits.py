"""What is spoken besides the story: credits, and the numbers of chapters without a heading."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import mutagen
import pytest

from pipeline.casting.credits import Credits, announced, credit_chapters
from pipeline.choices import Choices
from pipeline.production import opened, planned
from pipeline.rendering import Rendering, render

Run = Callable[..., tuple[int, str, str]]
STORY = """# The Ferry

by Ada Finch

## Morning

The ferry left at nine, and Anna was not on it.

"Wait for me!" cried Anna.

## Evening

It came back empty.
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "ferry.md").write_text(STORY)
    rendered(tmp_path / "book", tmp_path / "ferry.md")
    return tmp_path / "book"


def rendered(folder: Path, story: Path | None = None) -> Rendering:
    with opened(story or folder, folder if story else None, Choices(engine="tone")) as production:
        return render(production)


def spoken(folder: Path) -> list[list[str]]:
    """The texts of each delivered chapter."""
    manifest = json.loads((folder / "manifest.json").read_text())
    return [[d["request"]["text"] for d in c["directions"]] for c in manifest["chapters"]]


def set_in(folder: Path, more: str) -> None:
    path = folder / "production.toml"
    path.write_text(more + path.read_text())


def sounds(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.mp3"))


def test_credits_are_files_before_and_after_and_go_again(book: Path) -> None:
    before = {path.name: path.read_bytes() for path in book.glob("*.mp3")}
    names = sorted(before)
    total = len(names)
    set_in(book, 'credits = true\nauthor = "Ada Finch"\nbook = true\n')
    rendered(book)
    first, *chapters, last, whole = sounds(book)
    assert first == "00-opening-credits.mp3"
    assert chapters == names
    assert last == f"{total + 1:02}-closing-credits.mp3"
    opening, *_, closing = spoken(book)
    assert "Written by Ada Finch." in opening
    assert any(line.startswith("Narrated by Tone") for line in opening)
    assert closing[-1] == "The end."
    assert mutagen.File(book / first, easy=True)["tracknumber"] == [f"1/{total + 2}"]
    assert len(mutagen.File(book / whole).tags.getall("CHAP")) == total + 2
    script = json.loads((book / "script.json").read_text())
    assert len(script["chapters"]) == total

    settings = (book / "production.toml").read_text()
    (book / "production.toml").write_text(settings.replace("credits = true", "credits = false"))
    done = rendered(book)
    assert {first, last} <= set(done.removed)


def test_credits_can_have_other_words(book: Path) -> None:
    set_in(book, 'credits = true\nopening_credits = "Here it begins."\nclosing_credits = "Over."\n')
    rendered(book)
    opening, *_, closing = spoken(book)
    assert (opening, closing) == (["Here it begins."], ["Over."])


def test_a_chapter_rendered_alone_needs_no_credits(fullcast: Run, book: Path) -> None:
    set_in(book, "credits = true\nannounce = true\n")
    rendered(book)
    before = sounds(book)
    code, _, err = fullcast("regenerate", book, "--chapter", "1")
    assert code == 0, err
    assert sounds(book) == before
    with opened(book) as production:
        assert planned(production).missing == ()


def test_a_chapter_without_a_heading_is_announced(fullcast: Run, tmp_path: Path) -> None:
    story = tmp_path / "plain.txt"
    story.write_text("The ferry left at nine.\n\nIt came back empty.\n")
    folder = tmp_path / "book"
    rendered(folder, story)
    assert spoken(folder) == [["The ferry left at nine.", "It came back empty."]]
    set_in(folder, "announce = true\n")
    rendered(folder)
    wanted = [["Chapter one.", "The ferry left at nine.", "It came back empty."]]
    assert spoken(folder) == wanted
    for part in (("--chapter", "1"), ("--scene", "1.1")):
        code, _, err = fullcast("regenerate", folder, *part)
        assert code == 0, err
        assert spoken(folder) == wanted


def test_a_heading_is_not_announced_twice(book: Path) -> None:
    with opened(book) as production:
        chapters = production.analysis.script.chapters
    assert announced(chapters, "en") == chapters


@pytest.mark.parametrize("language", ["en-GB", "de", "fr", "es", "it", "nl", "pt", "fi", ""])
def test_credits_name_everyone_in_every_language(language: str) -> None:
    told = Credits("The Ferry", "Ada Finch", ("Ann", "Bob"), language, "North Point", "2")
    first, last = credit_chapters(told, 3, None)
    text = " ".join(utterance.text for utterance in first.utterances)
    assert all(word in text for word in ("The Ferry", "Ada Finch", "Ann", "Bob", "North Point"))
    assert (first.number, last.number) == (0, 4)
    many = Credits("The Ferry", "", tuple("ABCDE"), language)
    assert "B" not in {
        word for u in credit_chapters(many, 3, "anna")[0].utterances for word in u.text.split()
    }
