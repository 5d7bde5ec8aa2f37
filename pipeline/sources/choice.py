"""What the user says of sections: this one is spoken after all, that one is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.errors import SettingsError
from pipeline.model import Book, Section

BY_CHOICE = "by-choice"


def chosen(book: Book, speak: Sequence[str], leave_out: Sequence[str], label: str) -> Book:
    """The book with sections spoken or left out as asked.

    A section is named by its title, its id (the file's name) or why it is left out, such as
    `notes`. `label` is how errors name the file that asks. Raises SettingsError for a name that
    no section has.
    """
    spoken = _found(book, speak, f"{label}, speak")
    silent = _found(book, leave_out, f"{label}, leave_out")
    if not spoken and not silent:
        return book
    sections = tuple(
        replace(section, reason=BY_CHOICE)
        if section.id in silent
        else replace(section, reason="")
        if section.id in spoken and section.blocks
        else section
        for section in book.sections
    )
    if all(section.reason for section in sections):
        raise SettingsError(f"{label}: nothing of the book is left to speak.", "Mend leave_out.")
    return replace(book, sections=sections)


def _found(book: Book, names: Sequence[str], label: str) -> set[str]:
    ids: set[str] = set()
    for name in names:
        own = {section.id for section in book.sections if name.casefold() in _names(section)}
        if not own:
            raise SettingsError(
                f"{label}: the book has no section {name!r}.",
                f"`fullcast contents` lists them, such as {_some(book)}. "
                'Chapters are chosen by their numbers: chapters = "1, 3-5".',
            )
        ids |= own
    return ids


def _names(section: Section) -> set[str]:
    file = section.id.rpartition("/")[2]
    names = {section.title, section.id, file, file.partition(".")[0], section.reason}
    return {name.casefold() for name in names if name}


def _some(book: Book) -> str:
    return ", ".join(repr(s.title or s.id) for s in book.sections[:4])
