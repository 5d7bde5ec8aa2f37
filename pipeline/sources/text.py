"""Plain text: Project Gutenberg's and anyone's."""

from __future__ import annotations

from pathlib import Path

from pipeline.model import BlockKind, Book
from pipeline.sources.apparatus import without_plain_apparatus, without_title_page
from pipeline.sources.decoding import decode
from pipeline.sources.leftovers import stretches
from pipeline.sources.lines import Draft, blocks, layout_of, paragraphs, split_lines
from pipeline.sources.whole import book_of


def read(path: Path, data: bytes, sha256: str) -> Book:
    """The book in a plain text file: one section, a paragraph a block. Raises SourceError."""
    decoded = decode(data, path)
    text = decoded.text
    lines = split_lines(text)
    apart = stretches(lines)
    skipped = {index for first, last, _ in apart for index in range(first, last + 1)}
    layout = layout_of([line for index, line in enumerate(lines) if index not in skipped])
    drafts: list[Draft] = []
    begin = 0
    for first, last, reason in [*apart, (len(lines), len(lines), "")]:
        drafts += [
            Draft(BlockKind.PARAGRAPH, paragraph)
            for paragraph in paragraphs(lines[begin:first], layout)
        ]
        if reason:
            drafts.append(Draft(BlockKind.LEFT_OUT, lines[first : last + 1], reason=reason))
        begin = last + 1
    found = without_title_page(without_plain_apparatus(blocks(drafts, text)))
    return book_of(path, sha256, decoded, found)
