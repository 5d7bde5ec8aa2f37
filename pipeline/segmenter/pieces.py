"""Blocks to pieces: what is heading, what is text, what is a break, in the order of the book."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise, takewhile

from pipeline.model import Block, BlockKind, Book, Section
from pipeline.publication import Division
from pipeline.segmenter.announcements import announces, is_aside
from pipeline.segmenter.headings import Heading, Rank, heading, is_title
from pipeline.segmenter.scenes import is_mark

_LINE_END = re.compile(r"[\r\n]")
_LEVEL_MARKS = re.compile(r"^\s*#{1,6}\s+|\s+\{[^{}\r\n]*\}\s*$|\s+#+\s*$|[\r\n]+\s*(?:=+|-+)\s*$")
_MARKUP = re.compile(r"</?[a-z]|:::|```|\[\]\{", re.I)
_LONGEST_HEADING = 400
_LONGEST_IN_CAPITALS = 60
_MOSTLY_TEXT = 0.2
"""Of the pieces of a text: more lines in capitals than that are no headings."""
_BYLINE = re.compile(r"[\W_]*(?:written )?by\b", re.I)


class Part(Enum):
    CHAPTER = auto()
    """A heading that begins a chapter, or belongs to the one that follows."""
    SECTION = auto()
    """A heading within a chapter."""
    TITLE = auto()
    """The title that follows a heading."""
    TEXT = auto()
    BREAK = auto()
    NOTHING = auto()
    """Left out of the spoken text."""


@dataclass(frozen=True, slots=True)
class Piece:
    part: Part
    text: str
    section: str
    block: int
    """Ordinal of the block in the book."""
    start: int
    """Code point of the section's text."""
    space: int
    heading: Heading | None = None
    level: int = 0
    begins: str | None = None
    """The title of the chapter that the source says begins here."""
    announced: bool = False
    """Whether it is a heading because it says whose writing follows."""


def pieces(book: Book) -> list[Piece]:
    """The pieces of what is spoken; a block with a heading and text below it is two."""
    found: list[Piece] = []
    free: list[Piece] = []
    """Those of sections whose chapters begin at headings, which are judged together."""
    ordinal = 0
    for section in book.sections:
        own = [
            piece
            for place, block in enumerate(section.blocks, start=ordinal)
            for piece in _pieces(block, section.id, place)
        ]
        own = _announced(own)
        ordinal += len(section.blocks)
        if section.reason:
            continue
        if section.division is Division.HEADINGS:
            free += own
        else:
            found += _titled(_in_capitals(_levelled(_counted(free))))
            free = []
            found += _declared_chapter(section, _titled(_counted(own)))
    return found + _titled(_in_capitals(_levelled(_counted(free))))


def _declared_chapter(section: Section, own: Sequence[Piece]) -> list[Piece]:
    """The pieces of a section that the source calls a chapter, or part of one.

    Its first headings are the chapter's and its title; later ones are headings within it, but
    where several say outright that they begin chapters.
    """
    spoken = [i for i, p in enumerate(own) if p.part not in (Part.NOTHING, Part.BREAK)]
    heads = list(takewhile(lambda index: own[index].part is not Part.TEXT, spoken))
    later = [i for i in spoken[len(heads) :] if own[i].part is Part.CHAPTER]
    outright = [i for i in later if (head := own[i].heading) and head.rank is Rank.CHAPTER]
    found = list(own)
    for index in set(later) - set(outright if len(outright) > 1 else ()):
        found[index] = replace(found[index], part=Part.SECTION)
    if section.division is Division.CHAPTER:
        for index in heads[1:]:
            found[index] = replace(found[index], part=Part.TITLE)
        for index in spoken[:1]:
            found[index] = replace(found[index], begins=section.title)
    else:
        for index in heads:
            if found[index].part is Part.CHAPTER:
                found[index] = replace(found[index], part=Part.SECTION)
    return found


def _pieces(block: Block, section: str, ordinal: int) -> Iterable[Piece]:
    piece = Piece(Part.TEXT, block.text, section, ordinal, block.start, block.space)
    if block.kind is BlockKind.LEFT_OUT:
        return [replace(piece, part=Part.NOTHING)]
    if block.kind is BlockKind.SCENE_BREAK or is_mark(block.text):
        return [replace(piece, part=Part.BREAK)]
    if not any(character.isalnum() for character in block.text):
        return [replace(piece, part=Part.NOTHING)]
    if block.kind is BlockKind.HEADING:
        return [_declared(piece, block.level)]
    first = _LINE_END.split(block.text, maxsplit=1)[0]
    found = heading(first)
    if found is None:
        return [piece]
    head = replace(piece, part=Part.CHAPTER, text=first, heading=found)
    rest = block.text[len(first) :]
    if not rest.strip():
        return [head]
    at = len(first) + len(rest) - len(rest.lstrip())
    below = replace(piece, text=block.text[at:], start=block.start + at, space=0)
    if not is_title(" ".join(below.text.split())):
        return [head, below] if found.rank is not Rank.NUMBER else [piece]
    return [head, replace(below, part=Part.TITLE)]


def _declared(piece: Piece, level: int) -> Piece:
    """A heading that the source declares, without the marks that declare it."""
    text, start = piece.text, piece.start
    if match := _LEVEL_MARKS.match(text):
        start += match.end()
        text = text[match.end() :]
    text = _LEVEL_MARKS.sub("", text)
    return replace(
        piece, part=Part.CHAPTER, text=text, start=start, level=level or 1, heading=heading(text)
    )


def _announced(found: list[Piece]) -> list[Piece]:
    """Lines that say whose writing follows, and what is in brackets below them, as headings."""
    below = False
    for index, piece in enumerate(found):
        if piece.part is Part.TEXT and (announces(piece.text) or (below and is_aside(piece.text))):
            found[index] = replace(piece, part=Part.SECTION, announced=True)
        below = found[index].announced or (below and piece.part is Part.NOTHING)
    return found


def _counted(found: list[Piece]) -> list[Piece]:
    """Bare numbers are headings only where they count; else they are text."""
    families: dict[tuple[bool, bool], list[int]] = {}
    divided = 0
    for index, piece in enumerate(found):
        if piece.part is Part.CHAPTER and piece.heading and not piece.level:
            if piece.heading.rank is Rank.NUMBER:
                family = (piece.heading.roman, piece.heading.titled)
                families.setdefault(family, []).append(index)
            divided += piece.heading.rank is Rank.CHAPTER
    opening = next((i for i, piece in enumerate(found) if piece.part is not Part.NOTHING), 0)
    chosen = Part.CHAPTER if divided < 2 else Part.SECTION
    accepted: dict[int, Part] = {}
    for indices in families.values():
        counting = _counting(found, indices, opening)
        if counting:
            accepted.update(dict.fromkeys(counting, chosen))
            chosen = Part.SECTION
    for indices in families.values():
        for index in indices:
            part = accepted.get(index, Part.TEXT)
            found[index] = replace(found[index], part=part)
    return found


def _counting(found: Sequence[Piece], indices: Sequence[int], opening: int) -> list[int]:
    """Those of the numbered pieces that count from one, or on from the one that opens the text."""
    kept: list[int] = []
    last = 0
    for index in indices:
        numbered = found[index].heading
        number = numbered.number if numbered else 0
        if number in (1, last + 1) or (not kept and index <= opening + 2):
            kept.append(index)
            last = number
    followed = sum(
        index + 1 < len(found)
        and (found[index + 1].part in (Part.TEXT, Part.TITLE) or found[index + 1].announced)
        for index in kept
    )
    if 2 * followed < len(kept) or (len(kept) < 2 and not (kept and kept[0] <= opening + 6)):
        return []
    return kept


def _levelled(found: list[Piece]) -> list[Piece]:
    """Declared headings below the level of chapters are headings within a chapter."""
    declared = [piece for piece in found if piece.level]
    below = declared[1:]
    if below and all(piece.level > declared[0].level for piece in below):
        declared = below
    levels = sorted({piece.level for piece in declared})
    if not levels:
        return found
    top = [piece for piece in declared if piece.level == levels[0]]
    parts = all(piece.heading and piece.heading.rank is Rank.PART for piece in top)
    chapters = levels[1] if parts and len(levels) > 1 else levels[0]
    return [
        replace(piece, part=Part.SECTION) if piece.level > chapters else piece for piece in found
    ]


def _in_capitals(found: list[Piece]) -> list[Piece]:
    """Lines in capitals with more space above them than paragraphs have, where nothing else
    divides the text: plain text has no other way to show a title.
    """
    if any(piece.part in (Part.CHAPTER, Part.SECTION) for piece in found):
        return found
    texts = [i for i, piece in enumerate(found) if piece.part is Part.TEXT]
    usual = sorted(found[i].space for i in texts)[len(texts) // 2] if texts else 0
    heads = [
        index
        for index, following in pairwise(texts)
        if _is_loud(found[index].text)
        and not found[following].text.isupper()
        and (found[index].space > usual or index == texts[0])
    ]
    apart = sum(found[index].space > usual for index in heads)
    if apart > 1 and len(heads) < _MOSTLY_TEXT * len(texts):
        for index in heads:
            found[index] = replace(found[index], part=Part.CHAPTER)
    return found


def _is_loud(text: str) -> bool:
    plain = text.strip()
    return (
        len(plain) <= _LONGEST_IN_CAPITALS
        and plain.isupper()
        and sum(map(str.isalpha, plain)) > 2
        and _LINE_END.search(plain) is None
        and plain[0].isalnum()
        and plain[-1].isalnum()
    )


def _titled(found: list[Piece]) -> list[Piece]:
    """The short piece below a heading that has no title is its title, where text follows it."""
    worded = [i for i, piece in enumerate(found) if not _is_markup(piece)]
    for place in range(len(worded) - 2):
        index = worded[place + 1]
        head, below, after = (found[i] for i in worded[place : place + 3])
        if (
            head.part in (Part.CHAPTER, Part.SECTION)
            and not head.announced
            and not (head.heading and head.heading.titled)
            and not (head.level and head.heading is None)
            and below.part is Part.TEXT
            and after.part is not Part.NOTHING
            and below.block != head.block
            and len(below.text) <= _LONGEST_HEADING
            and is_title(" ".join(below.text.split()))
        ):
            found[index] = replace(below, part=Part.TITLE)
    return found


def _is_markup(piece: Piece) -> bool:
    """Whether it is a line of markup that was left out, which parts nothing."""
    return piece.part is Part.NOTHING and _MARKUP.match(piece.text) is not None


def is_front(piece: Piece) -> bool:
    """Whether a piece at the top of a text is a title or an author's name."""
    text = " ".join(piece.text.split())
    return is_title(text) or (len(text) <= 80 and _BYLINE.match(text) is not None)
