"""A finished book in the folders in which Audiobookshelf looks for books."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.choices import Choices
from pipeline.production import opened
from pipeline.rendering import render
from pipeline.shelf import place
from pipeline.stitching.tagging import Tags

STORY = "# One\n\nThe ferry left at nine.\n\n# Two\n\nIt came back empty.\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "ferry.md").write_text(STORY)
    rendered(tmp_path / "book", tmp_path / "ferry.md")
    return tmp_path / "book"


def rendered(folder: Path, story: Path | None = None, formats: tuple[str, ...] = ()) -> None:
    with opened(story or folder, folder if story else None, Choices(engine="tone")) as production:
        render(production, formats=formats)


def set_in(folder: Path, more: str) -> None:
    path = folder / "production.toml"
    path.write_text(more + path.read_text())


def on_shelf(library: Path) -> set[str]:
    return {str(path.relative_to(library)) for path in library.rglob("*") if path.is_file()}


def test_a_book_is_put_by_author_and_series_and_moves_with_them(book: Path) -> None:
    library = book.parent / "library"
    set_in(book, 'library = "../library"\ntitle = "The Ferry"\nauthor = "Ada Finch"\n')
    rendered(book)
    names = {"01-one.mp3", "02-two.mp3", "cover.jpg", "metadata.json"}
    assert on_shelf(library) == {f"Ada Finch/The Ferry/{name}" for name in names}
    for name in names:
        there = library / "Ada Finch" / "The Ferry" / name
        assert there.read_bytes() == (book / name).read_bytes()

    (library / "Ada Finch" / "The Ferry" / "notes.txt").write_text("mine")
    set_in(book, 'series = "North Point"\nseries_part = 2\n')
    rendered(book, formats=("m4b",))
    assert on_shelf(library) == {
        "Ada Finch/The Ferry/notes.txt",
        *(
            f"Ada Finch/North Point/2 - The Ferry/{name}"
            for name in ("book.m4b", "cover.jpg", "metadata.json")
        ),
    }

    story = book.parent / "ferry.md"
    story.write_text(STORY.replace("nine", "eleven"))
    rendered(book, formats=("m4b",))
    m4b = library / "Ada Finch" / "North Point" / "2 - The Ferry" / "book.m4b"
    assert m4b.read_bytes() == (book / "book.m4b").read_bytes()


def test_names_are_those_of_folders() -> None:
    tags = Tags("Who?", 'Who: "Me/You"?', "A. B. C.")
    assert place(tags) == Path("A. B. C", "Who Me You")
    assert place(Tags("", "", "")) == Path("Unknown author", "Untitled")
