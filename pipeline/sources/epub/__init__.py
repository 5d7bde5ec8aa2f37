"""EPUB 2 and 3: sections in reading order, chapters by the book's own contents."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import SourceError
from pipeline.model import Book, Source
from pipeline.publication import Cover
from pipeline.sources.epub.archive import Archive
from pipeline.sources.epub.documents import documents
from pipeline.sources.epub.navigation import navigation_of
from pipeline.sources.epub.package import Package, package_of
from pipeline.sources.epub.protection import refuse_locked
from pipeline.sources.epub.sections import sections
from pipeline.sources.language import settled_language
from pipeline.sources.markup import section_text

_LARGEST_COVER = 30_000_000
_LONGEST_PARAGRAPH = 2_000_000
"""Code points: about four novels."""


def read(path: Path, data: bytes, sha256: str) -> Book:
    """The book in an EPUB. Raises SourceError for one that is locked, damaged or without text."""
    archive = Archive(data, str(path))
    refuse_locked(archive)
    package = package_of(archive)
    found = sections(documents(archive, package), navigation_of(archive, package), package)
    if not any(
        character.isalnum()
        for section in found
        if not section.reason
        for block in section.blocks
        for character in block.text
    ):
        raise SourceError(
            f"{path} holds nothing to read aloud: its pages are pictures, or not there.",
            "Name a book with a text.",
        )
    longest = max(len(block.text) for section in found for block in section.blocks)
    if longest > _LONGEST_PARAGRAPH:
        raise SourceError(
            f"{path} has a paragraph of {longest:,} characters, more than a whole novel has.",
            "Divide it into paragraphs, or convert it with another program.",
        )
    return Book(
        title=package.title or path.stem,
        authors=package.authors,
        language=settled_language(
            package.language,
            (block.text for s in found if not s.reason for block in s.blocks),
        ),
        sections=found,
        source=Source(
            str(path), sha256, sum(len(section_text(section.blocks)) for section in found)
        ),
        cover=_cover(archive, package),
        series=package.series,
        publisher=package.publisher,
        published=package.published,
    )


def _cover(archive: Archive, package: Package) -> Cover | None:
    """The picture that the book declares as its cover, where it can be read."""
    wanted = [item for item in package.items if "cover-image" in item.properties]
    wanted += [item for item in package.items if package.cover and item.id == package.cover]
    for item in wanted:
        if item.name and item.media_type.startswith("image/"):
            try:
                picture = archive.read(item.name, _LARGEST_COVER)
            except SourceError:
                continue
            if picture:
                return Cover(item.media_type, picture)
    return None
