"""Where the text that Fullcast reads stands in a document: block by block, letter by letter.

The reader leaves out what is not for the ear (marks of notes, what is hidden) and writes a few
characters that the document has not (quotation marks of `q`); all else is there in its order.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from pipeline.model import Section
from pipeline.overlays.page import Page, is_letter

_KEY = 12
"""Letters by which a place is known again."""
_NEAR = 60
"""Letters that are looked at for something shorter than that."""
_FAR = 4_000
_LONGEST_SKIP = 48
NOWHERE = -1


def places(page: Page, sections: Sequence[Section]) -> dict[str, array[int]]:
    """For each section of a document, by its id, the letter at each code point of its text.

    `sections` are in the document's order. White space, and what is not found, is `NOWHERE`.
    """
    found: dict[str, array[int]] = {}
    cursor = 0
    for section in sections:
        last = max((block.span.end for block in section.blocks), default=0)
        own = array("l", [NOWHERE]) * last
        for block in section.blocks:
            offsets = [n for n, c in enumerate(block.text, start=block.start) if is_letter(c)]
            if not offsets:
                continue
            wanted = "".join(block.text[n - block.start] for n in offsets)
            begin = max(cursor, page.anchors.get(block.anchor, 0) if block.anchor else 0)
            matched = aligned(wanted, page.letters, begin)
            if begin > cursor and all(place == NOWHERE for place in matched):
                matched = aligned(wanted, page.letters, cursor)
            for offset, place in zip(offsets, matched, strict=True):
                own[offset] = place
            cursor = max(cursor, max(matched) + 1)
        found[section.id] = own
    return found


def aligned(wanted: str, letters: str, begin: int) -> list[int]:
    """Where each of the wanted letters stands from `begin` on, in order, or `NOWHERE`."""
    far = _FAR if len(wanted) >= _KEY else _NEAR
    start = letters.find(wanted, begin, begin + len(wanted) + far)
    if start >= 0:
        return list(range(start, start + len(wanted)))
    found = [NOWHERE] * len(wanted)
    done, at = _again(wanted, 0, letters, begin)
    while done < len(wanted):
        if at < len(letters) and wanted[done] == letters[at]:
            found[done] = at
            done, at = done + 1, at + 1
        else:
            done, at = _again(wanted, done, letters, at)
    return found


def _again(wanted: str, done: int, letters: str, at: int) -> tuple[int, int]:
    """Where both go on alike: past what only one of them has."""
    last = min(done + _LONGEST_SKIP, len(wanted))
    for skipped in range(done, last):
        key = wanted[skipped : skipped + _KEY]
        found = letters.find(key, at, at + (_FAR if len(key) == _KEY else _NEAR))
        if found >= 0:
            return skipped, found
    return last, at
