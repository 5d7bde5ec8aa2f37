"""Where the text that Fullcast reads stands in a document: block by block, letter by letter.

The reader leaves out what is not for the ear (marks of notes, what is hidden) and writes a few
characters that the document has not (quotation marks of `q`); all else is there in its order.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from pipeline.model import Section
from pipeline.overlays.page import Page, is_letter

_KEY, _FAR = 12, 4_000
_NEAR = 60
_KNOWN_BY = ((5, _NEAR), (_KEY, _FAR), (3, 24))
"""How many letters make a place known again, how far away."""
_LONGEST_SKIP = 48
NOWHERE = -1


def places(page: Page, sections: Sequence[Section]) -> dict[str, array[int]]:
    """For each section of a document, by its id, the letter at each code point of its text.

    `sections` are in the document's order. White space, and what is not found, is `NOWHERE`.
    """
    found = {
        section.id: array("l", [NOWHERE]) * max((b.span.end for b in section.blocks), default=0)
        for section in sections
    }
    blocks = [(section.id, block) for section in sections for block in section.blocks]
    begins = [page.anchors.get(block.anchor, 0) if block.anchor else 0 for _, block in blocks]
    cursor = 0
    for number, (section, block) in enumerate(blocks):
        offsets = [n for n, c in enumerate(block.text, start=block.start) if is_letter(c)]
        if not offsets:
            continue
        wanted = "".join(block.text[n - block.start] for n in offsets)
        begin = max(cursor, begins[number])
        # What comes next and is no element around this one begins where this one has ended.
        following = begins[number + 1 : number + 2]
        end = following[0] if following and following[0] > begin else len(page.letters)
        matched = aligned(wanted, page.letters, begin, end)
        if begin > cursor and all(place == NOWHERE for place in matched):
            matched = aligned(wanted, page.letters, cursor, len(page.letters))
        for offset, place in zip(offsets, matched, strict=True):
            found[section][offset] = place
        cursor = max(cursor, max(matched) + 1)
    return found


def aligned(wanted: str, letters: str, begin: int, end: int) -> list[int]:
    """Where each of the wanted letters stands from `begin` to `end`, in order, or `NOWHERE`."""
    far = _FAR if len(wanted) >= _KEY else _NEAR
    start = letters.find(wanted, begin, min(end, begin + len(wanted) + far))
    if start >= 0:
        return list(range(start, start + len(wanted)))
    found = [NOWHERE] * len(wanted)
    done, at = _again(wanted, 0, letters, begin, end)
    while done < len(wanted):
        if at < end and wanted[done] == letters[at]:
            found[done] = at
            done, at = done + 1, at + 1
        elif at < end and wanted[done + 1 : done + 3] == letters[at : min(end, at + 2)]:
            done += 1  # a mark that only the reader has
        else:
            done, at = _again(wanted, done, letters, at, end)
    return found


def _again(wanted: str, done: int, letters: str, at: int, end: int) -> tuple[int, int]:
    """Where both go on alike: past what only one of them has."""
    last = min(done + _LONGEST_SKIP, len(wanted))
    for skipped in range(done, last):
        for length, window in _KNOWN_BY:
            key = wanted[skipped : skipped + length]
            reach = window if len(key) == length else min(window, _NEAR)
            found = letters.find(key, at, min(end, at + reach))
            if found >= 0:
                return skipped, found
    return last, at
