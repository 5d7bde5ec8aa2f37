"""Files to books: one reader for each kind of file, found by its suffix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.findings import Finding
from pipeline.keys import digest_bytes
from pipeline.model import Book
from pipeline.sources import docx, epub, fb2, html, markdown, odt, pdf, rtf, text
from pipeline.sources.choice import chosen
from pipeline.sources.leftovers import WHY, findings

__all__ = ["READERS", "WHY", "Reader", "chosen", "left_out", "read"]

Reader = Callable[[Path, bytes, str], Book]
"""Makes a book of a path, the file's bytes and their SHA-256; raises SourceError."""

READERS: Mapping[str, Reader] = {
    ".txt": text.read,
    ".text": text.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".epub": epub.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".docx": docx.read,
    ".odt": odt.read,
    ".rtf": rtf.read,
    ".fb2": fb2.read,
    ".pdf": pdf.read,
}

LARGEST = 200_000_000
"""Bytes of a file that is read: a book of pictures may well have a hundred million."""


def left_out(book: Book) -> tuple[Finding, ...]:
    """What of the book's file is not spoken: one finding for each section or stretch of text."""
    return findings(book)


def read(path: Path) -> Book:
    """The book in a file.

    Offsets count code points of the decoded file for plain text and Markdown (a byte-order mark
    is not counted, and line ends count as they stand), and of the section's own text for other
    formats (see `pipeline.sources.markup`). Raises SourceError where the file can't be read, is
    too large, or holds nothing to read aloud.
    """
    name = path.name.lower()
    reader = READERS.get(".fb2" if name.endswith(".fb2.zip") else path.suffix.lower())
    try:
        str(path).encode()
        if path.is_dir():
            raise SourceError(
                f"{path} is a folder, not a story.",
                f"Name a file in it that ends in {_suffixes()}.",
            )
        if reader is None and path.exists():
            raise SourceError(
                f"{path} can't be read: stories are files that end in {_suffixes()}.",
                "Save the story as one of them, for example as plain text in UTF-8.",
            )
        if path.exists() and not path.is_file():
            raise SourceError(f"{path} is a pipe or a device.", "Save the story as a file.")
        size = path.stat().st_size
        if size > LARGEST:
            raise SourceError(
                f"{path} has {size / 1e6:,.0f} MB, and at most {LARGEST // 10**6} MB are read.",
                "Take out its pictures, or divide it.",
            )
        data = path.read_bytes()
    except UnicodeEncodeError as error:
        shown = str(path).encode(errors="replace").decode()
        raise SourceError(
            f"The name of the file {shown} is not UTF-8.", "Give the file another name."
        ) from error
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
