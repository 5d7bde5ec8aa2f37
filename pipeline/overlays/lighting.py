"""The cues of a book on its own pages: which spans they become, and when each is heard."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Span
from pipeline.overlays.page import Page
from pipeline.overlays.places import NOWHERE
from pipeline.overlays.weaving import Edit, Piece, pieces, span
from pipeline.readalong.cues import Cue
from pipeline.readalong.overlay import Unit

_ENOUGH = 0.5
"""The share of a cue's letters that has to be found for it to light up."""


@dataclass(frozen=True, slots=True)
class Lit:
    """What lights up on a page."""

    units: tuple[Unit, ...]
    edits: tuple[Edit, ...]
    lost: tuple[Cue, ...]
    """Cues that are nowhere on the page."""


def lit(
    page: Page,
    cues: Sequence[Cue],
    places: Mapping[str, array[int]],
    sections: Mapping[str, str],
) -> Lit:
    """The spans of cues, in the order of the page, and when each is heard.

    `places` are the letters of each section's text, `sections` the section of each utterance.
    A cue that no single span can hold is parted where the engine has told when its words are
    heard; else its longest piece lights up for all of it.
    """
    taken = {name.rpartition("-")[0] for name in page.ids}
    prefix = "u"
    while any(f"{prefix}{cue.utterance}" in taken for cue in cues):
        prefix += "u"
    counts: dict[str, int] = {}
    units: list[Unit] = []
    edits: list[Edit] = []
    lost: list[Cue] = []
    at = 0
    for cue in cues:
        own = places.get(sections[cue.utterance], array("l"))
        letters = [n for n in own[cue.span.start : cue.span.end] if n != NOWHERE]
        if not letters or letters[0] < at or not _is_found(cue, letters, page):
            lost.append(cue)
            continue
        at = letters[-1] + 1
        found = [
            piece for piece in pieces(page, letters[0], letters[-1]) if _says(page, piece)
        ] or list(pieces(page, letters[0], letters[-1])[:1])
        for piece, begins, ends in _timed(cue, own, found):
            number = counts[cue.utterance] = counts.get(cue.utterance, 0) + 1
            name = f"{prefix}{cue.utterance}-{number}"
            units.append(Unit(name, cue.utterance, cue.span, begins, ends))
            edits += span(page, piece, name)
    return Lit(tuple(units), tuple(edits), tuple(lost))


def _is_found(cue: Cue, letters: Sequence[int], page: Page) -> bool:
    wanted = sum(map(str.isalnum, cue.text))
    there = sum(page.letters[n].isalnum() for n in letters)
    return there >= max(1, _ENOUGH * wanted) if wanted else bool(letters)


def _says(page: Page, piece: Piece) -> bool:
    return any(map(str.isalnum, page.letters[piece.first : piece.last + 1]))


def _timed(cue: Cue, own: Sequence[int], found: Sequence[Piece]) -> list[tuple[Piece, int, int]]:
    """The pieces that light up, each from when its first word is heard to when the next is."""
    if len(found) == 1 or not cue.words:
        longest = max(found, key=lambda piece: piece.last - piece.first)
        return [(longest, cue.begins, cue.ends)]
    words = [(_first(own, word.span), word.begins) for word in cue.words]
    heard: list[tuple[Piece, int]] = []
    for piece in found:
        begins = next((t for n, t in words if piece.first <= n <= piece.last), None)
        if not heard:
            heard.append((piece, cue.begins))
        elif begins is not None and heard[-1][1] < begins < cue.ends:
            heard.append((piece, begins))
    edges = [*(begins for _, begins in heard[1:]), cue.ends]
    return [(piece, begins, ends) for (piece, begins), ends in zip(heard, edges, strict=True)]


def _first(own: Sequence[int], where: Span) -> int:
    return next((n for n in own[where.start : where.end] if n != NOWHERE), NOWHERE)
