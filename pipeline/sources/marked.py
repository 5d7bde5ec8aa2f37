"""A document of elements to a book: what all the formats that become HTML have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.model import Block, BlockKind, Book
from pipeline.sources.apparatus import without_apparatus, without_title_page
from pipeline.sources.decoding import Decoded
from pipeline.sources.leftovers import stretches
from pipeline.sources.lines import split_lines
from pipeline.sources.markup import Draft, Element, drafts, laid_out, parse, section_text
from pipeline.sources.whole import About, book_of

CHROME = "fullcast-web-residue"
"""A role that a reader gives to elements which are not of the story."""


def book_of_html(path: Path, sha256: str, html: bytes, about: About) -> Book:
    """The book of a document that another format was turned into. Raises SourceError."""
    return book_of_tree(path, sha256, parse(html, str(path)), about)


def book_of_tree(path: Path, sha256: str, root: Element, about: About, encoding: str = "") -> Book:
    """The book of an element and all in it: one section. Raises SourceError."""
    found = [_without_chrome(draft) for draft in drafts(root)]
    blocks = settled_blocks(laid_out(found), about.title)
    return book_of(path, sha256, Decoded(section_text(blocks), encoding), blocks, about)


def settled_blocks(blocks: Sequence[Block], title: str) -> tuple[Block, ...]:
    """The blocks of a section, those marked that are not of the story: found by their words.

    `title` is what the file itself calls the book; empty where it does not.
    """
    return without_title_page(_without_residue(without_apparatus(blocks)), title)


def _without_chrome(draft: Draft) -> Draft:
    return replace(draft, region="web-residue") if CHROME in draft.types else draft


def _without_residue(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The same as is found in plain text: a Gutenberg header, page numbers, “Share this”."""
    lines = split_lines(section_text(blocks))
    left: dict[int, str] = {}
    for first, last, reason in stretches(lines):
        for line in lines[first : last + 1]:
            left[line.start] = reason
    starts = [line.start for line in lines if not line.blank]
    settled: list[Block] = []
    at = 0
    for block in blocks:
        end = block.span.end
        while at < len(starts) and starts[at] < block.start:
            at += 1
        own: list[int] = []
        while at < len(starts) and starts[at] < end:
            own.append(starts[at])
            at += 1
        reason = left.get(own[0], "") if own and all(start in left for start in own) else ""
        if reason and block.kind is not BlockKind.LEFT_OUT:
            block = replace(block, kind=BlockKind.LEFT_OUT, reason=reason)
        settled.append(block)
    return tuple(settled)
