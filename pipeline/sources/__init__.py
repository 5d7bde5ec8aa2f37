"""Files to books: one reader for each kind of file, found by its suffix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.findings import Finding
from pipeline.keys import digest_bytes
from pipeline.model import Book
from pipeline.sources import docx, fb2, html, markdown, odt, pdf, rtf, text
from pipeline.sources.leftovers import findings

Reader = Callable[[Path, bytes, str], Book]
"""Makes a book of a path, the file's bytes and their SHA-256; raises SourceError."""

READERS: Mapping[str, Reader] = {
    ".txt": text.read,
    ".text": text.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".docx": docx.read,
    ".odt": odt.read,
    ".rtf": rtf.read,
    ".fb2": fb2.read,
    ".pdf": pdf.read,
}


def left_out(book: Book) -> tuple[Finding, ...]:
    """What of the book's file is not spoken: one finding for each stretch; `where` is file:line."""
    return findings(book)


def read(path: Path) -> Book:
    """The book in a file; every offset in it counts code points of the decoded file.

    A byte-order mark is not counted, and line ends count as they stand. Raises
    SourceError where the file can't be read or holds nothing to read aloud.
    """
    if path.is_dir():
        raise SourceError(
            f"{path} is a folder, not a story.", f"Name a file in it that ends in {_suffixes()}."
        )
    reader = READERS.get(path.suffix.lower())
    if reader is None and path.exists():
        raise SourceError(
            f"{path} can't be read: stories are files that end in {_suffixes()}.",
            "Save the story as plain text in UTF-8.",
        )
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError(f"There is no file {path}.", "Check the name of the story.") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(
            f"{path} can't be opened: {reason}.", "Check that you may read it."
        ) from error
    if reader is None:
        raise SourceError(f"There is no file {path}.", "Check the name of the story.")
    return reader(path, data, digest_bytes(data))


def _suffixes() -> str:
    *first, last = READERS
    return f"{', '.join(first)} or {last}"
