"""Whole books and the W3C's test books, read where they lie, beside this repository."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pipeline.casting.attribution import attribute
from pipeline.errors import FullcastError
from pipeline.model import Book, Chapter, UtteranceKind
from pipeline.segmenter import segment
from pipeline.sources import read


@pytest.mark.parametrize("name", ["dracula", "the-sign-of-the-four"])
def test_chapters_and_titles_are_the_books_own_and_nothing_else_is_spoken(
    shared: Path, name: str
) -> None:
    book = read(shared / "books" / f"{name}.epub")
    expected = json.loads((shared / "books" / f"{name}.expected.json").read_text())
    chapters = segment(book).chapters
    assert (book.title, book.authors) == (expected["title"], (expected["author"],))
    assert [(_href(chapter), chapter.title) for chapter in chapters] == [
        (chapter["href"], chapter["title"]) for chapter in expected["chapters"]
    ]
    for chapter, told in zip(chapters, expected["chapters"], strict=True):
        words = sum(len(utterance.text.split()) for utterance in chapter.utterances)
        assert words == pytest.approx(told["words_about"], rel=0.02)
    assert [(s.id, s.title) for s in book.sections if s.reason] == [
        (section["href"], section["title"]) for section in expected["left_out"]
    ]
    assert book.cover is not None


def _href(chapter: Chapter) -> str:
    (section,) = {utterance.section for utterance in chapter.utterances}
    return section


@pytest.fixture(scope="module")
def dracula(shared: Path) -> Book:
    return read(shared / "books" / "dracula.epub")


def test_draculas_journals_and_letters_are_headed(dracula: Book) -> None:
    headings = [
        utterance.text
        for chapter in segment(dracula).chapters
        for utterance in chapter.utterances
        if utterance.kind is UtteranceKind.HEADING
    ]
    journals = [text for text in headings if re.search(r"(?:Journal|Diary)\b", text)]
    letters = [text for text in headings if text.startswith(("Letter", "Telegram"))]
    assert len(journals) > 50
    assert len(letters) > 20


@pytest.mark.slow
def test_each_of_draculas_journals_is_told_by_its_writer(dracula: Book) -> None:
    writers = {
        "Jonathan Harker": {"Jonathan Harker", "Harker", "Jonathan"},
        "Mina Murray": {"Mina Murray", "Mina Harker", "Mina"},
        "Mina Harker": {"Mina Murray", "Mina Harker", "Mina"},
        "Dr. Seward": {"Dr. Seward", "Seward"},
        "Lucy Westenra": {"Lucy Westenra", "Lucy"},
    }
    analysis = attribute(segment(dracula))
    names = {character.id: character.name for character in analysis.characters}
    told, checked, writer = 0, 0, set[str]()
    for chapter in analysis.script.chapters:
        writer = set()
        for scene in chapter.scenes:
            heads = [u.text for u in scene.utterances if u.kind is UtteranceKind.HEADING]
            for head in heads:
                named = re.match(r"([\w.\s]+)’s (?:Phonograph )?(?:Journal|Diary)", head)
                writer = writers.get(" ".join(named[1].split()), set()) if named else set()
            if writer:
                checked += 1
                told += scene.narrator is not None and names[scene.narrator] in writer
    assert checked > 60
    assert told == checked


def test_nearly_all_of_the_w3cs_test_books_are_read(shared: Path) -> None:
    books = sorted((shared / "epub-tests").glob("*.epub"))
    refused = {}
    for path in books:
        try:
            segment(read(path))
        except FullcastError as error:
            refused[path.stem] = error.message
    assert len(books) - len(refused) >= 0.89 * len(books)
    assert all(message.endswith(".") for message in refused.values())
