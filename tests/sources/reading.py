"""Reading a story that a test has written, and what is in it."""

from pathlib import Path

from pipeline import sources
from pipeline.model import Block, BlockKind, Book


def read(folder: Path, data: str | bytes, name: str = "story.txt") -> Book:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return sources.read(path)


def blocks(book: Book, kind: BlockKind = BlockKind.PARAGRAPH) -> list[Block]:
    return [block for section in book.sections for block in section.blocks if block.kind is kind]


def texts(book: Book, kind: BlockKind = BlockKind.PARAGRAPH) -> list[str]:
    return [block.text for block in blocks(book, kind)]
