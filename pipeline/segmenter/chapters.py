"""Pieces to chapters and scenes, and what a chapter is called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import TypeAlias

from pipeline.keys import digest
from pipeline.segmenter.pieces import Part, Piece, is_front
from pipeline.segmenter.scenes import breaking_space, may_part, width_of
from pipeline.slugs import slug

ScenePieces: TypeAlias = list[Piece]
ChapterPieces: TypeAlias = list[ScenePieces]

_SHORT_FRONT = 80
"""Words before the first heading that still belong in front of the first chapter."""
_TITLE_LINES = 3
_EDGE = " \t_*#=~[]"


def chapters(found: Sequence[Piece]) -> list[ChapterPieces]:
    """The chapters of a book, by scene; only a book without any text has one without text."""
    space = breaking_space(
        b.space
        for a, b in pairwise(found)
        if a.part is b.part is Part.TEXT and a.section == b.section
    )
    width = width_of(piece.text for piece in found if piece.part is Part.TEXT)
    divided: list[ChapterPieces] = [[[]]]
    apart = False
    before: Piece | None = None
    for piece in _fronted(found):
        if piece.part in (Part.NOTHING, Part.BREAK):
            apart = apart or piece.part is Part.BREAK
            before = None
            continue
        wide = (
            space is not None
            and before is not None
            and before.part is piece.part is Part.TEXT
            and piece.space >= space
            and may_part(before.text, piece.text, width)
        )
        begins = piece.part is Part.CHAPTER or piece.begins is not None
        if begins and any(_has_text(scene) for scene in divided[-1]):
            divided.append([[]])
        elif (apart or wide or piece.part is Part.SECTION) and _has_text(divided[-1][-1]):
            divided[-1].append([])
        divided[-1][-1].append(piece)
        apart, before = False, piece
    return _joined(divided)


def title(chapter: ChapterPieces) -> str:
    """What the source calls the chapter, else its own heading and title on one line.

    Empty where it has none.
    """
    first = [piece for scene in chapter for piece in scene]
    until = next((i for i, piece in enumerate(first) if piece.part is Part.TEXT), len(first))
    declared = [piece.begins for piece in first[: until + 1] if piece.begins]
    if declared:
        return declared[-1]
    heads = list(takewhile(lambda piece: piece.part is not Part.TEXT, chapter[0]))
    own = max((i for i, piece in enumerate(heads) if piece.part is Part.CHAPTER), default=-1)
    if own < 0:
        return ""
    named = [piece for piece in heads[own:] if not piece.announced]
    lines = [" ".join(piece.text.split()).strip(_EDGE) for piece in named]
    joined = lines[0]
    for line in lines[1:]:
        joined += (" " if joined[-1:] in ".:!?—-" else ": ") + line
    return joined


def chapter_ids(divided: Sequence[ChapterPieces], titles: Sequence[str]) -> list[str]:
    """A short name for each chapter, made of its title, and of its text where titles are alike."""
    names = [slug(text, 40) or digest(text)[:8] for text in titles]
    counts = Counter(names)
    taken: Counter[str] = Counter()
    ids: list[str] = []
    for name, chapter in zip(names, divided, strict=True):
        if counts[name] > 1:
            words = (word for scene in chapter for piece in scene for word in piece.text.split())
            name = f"{name}-{digest(' '.join(words))[:6]}"
        taken[name] += 1
        ids.append(name if taken[name] == 1 else f"{name}.{taken[name]}")
    return ids


def _has_text(scene: Iterable[Piece]) -> bool:
    return any(piece.part is Part.TEXT for piece in scene)


def _fronted(found: Sequence[Piece]) -> list[Piece]:
    """Titles at the top, and what little there is before the first heading, are headings too."""
    pieces = list(found)
    if any(piece.begins is not None for piece in pieces):
        return pieces
    spoken = [i for i, p in enumerate(pieces) if p.part not in (Part.NOTHING, Part.BREAK)]
    first = next((i for i in spoken if pieces[i].part is not Part.TEXT), None)
    front = spoken[:-1][:_TITLE_LINES] if first is None else [i for i in spoken if i < first]
    words = sum(len(pieces[i].text.split()) for i in front)
    short = first is not None and words <= _SHORT_FRONT
    for index in takewhile(lambda i: short or is_front(pieces[i]), front):
        pieces[index] = replace(pieces[index], part=Part.TITLE)
    return pieces


def _joined(divided: list[ChapterPieces]) -> list[ChapterPieces]:
    """The chapters with something in them, headings without text joined to what is before."""
    kept = [[scene for scene in chapter if scene] for chapter in divided]
    kept = [chapter for chapter in kept if chapter]
    if len(kept) > 1 and not any(_has_text(scene) for scene in kept[-1]):
        rest = [piece for scene in kept.pop() for piece in scene]
        kept[-1][-1] += rest
    for chapter in kept:
        if len(chapter) > 1 and not _has_text(chapter[-1]):
            rest = chapter.pop()
            chapter[-1] += rest
    return kept
