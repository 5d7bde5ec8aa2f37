"""What of a document is never heard: what is out of sight, and marks of pages and notes."""

from __future__ import annotations

from itertools import islice

from pipeline.sources.markup import vocabulary as words
from pipeline.sources.markup.naming import classes, local, types
from pipeline.sources.markup.parsing import Element
from pipeline.sources.markup.styles import Styles, hides

_AFTER_MARK = ".,;:!?…\"'”’»)]"
_SHORTEST_PROSE = 60
"""Code points a cell, on average, from which a table is taken for prose set side by side."""
_ROWS = 200
_LOOKED_AT = 12
"""Elements within a mark of a note or page, at most."""
_LONGEST_MARK = 40
_MOST_OF_A_TABLE = 20_000
"""Elements of a table that are looked at."""
_LONGEST_TABLE = 100_000


def is_hidden(element: Element, named: frozenset[str], styles: Styles) -> bool:
    """Whether a reader does not see it, or is told that it is for the eye alone."""
    if not element.keys():
        return False
    hidden = element.get("hidden")
    if hidden is not None and hidden != "false":
        return True
    if (element.get("aria-hidden") or "").strip().lower() == "true":
        return True
    style = element.get("style")
    return bool(named & styles.hidden) or (bool(style) and hides(style))


def is_skipped(
    element: Element, name: str, own: frozenset[str], named: frozenset[str], before: str
) -> bool:
    """Whether it is no text, or a mark of a page or a note; `before` is the character before."""
    if name in words.SKIPPED or name == "":
        return True
    if own & words.PAGE_MARKS or own & words.NOTE_MARKS:
        return True
    if name in ("a", "span", "div", "p", "small", "sup") and any(
        map(words.PAGE_CLASS.fullmatch, named)
    ):
        return len(_start(element)) <= 12
    if name == "svg":
        return element.getparent() is not None
    return name in ("a", "sup", "span", "small") and _is_note_mark(element, name, named, before)


def _is_note_mark(element: Element, name: str, named: frozenset[str], before: str) -> bool:
    text = _start(element)
    if not words.NOTE_TEXT.fullmatch(text):
        return name == "a" and words.BACK.fullmatch(text) is not None
    if any(map(words.NOTE_CLASS.fullmatch, named)):
        return True
    if name == "a":
        return "#" in (element.get("href") or "") and (
            words.BRACKETED.fullmatch(text) is not None
            or _has(element, "sup")
            or not text.strip()[:1].isalnum()
            or "noteref" in types(element)
        )
    if name == "sup":
        return any(
            local(child) == "a" and ("#" in (child.get("href") or "") or classes(child))
            for child in element
        ) or (text.strip().isdigit() and before != "" and before in _AFTER_MARK)
    return name == "span" and _has(element, "sup") and _has_link(element)


def tabular(element: Element, own: frozenset[str]) -> str:
    """The text of a table of data; empty for one that only sets prose."""
    if own & {"presentation", "none"}:
        return ""
    rows = list(
        islice((e for e in islice(element.iter(), _MOST_OF_A_TABLE) if local(e) == "tr"), _ROWS)
    )
    cells = [[cell for cell in row if local(cell) in ("td", "th")] for row in rows]
    if max((len(row) for row in cells), default=0) <= 1:
        return ""
    texts = [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in cells]
    filled = [text for row in texts for text in row if text]
    if sum(map(len, filled)) > _SHORTEST_PROSE * len(filled):
        return ""
    return "\n".join(" ".join(filter(None, row)) for row in texts if any(row))[:_LONGEST_TABLE]


def _start(element: Element) -> str:
    """The first words of an element, enough to know a mark by."""
    found = element.text or ""
    for inner in islice(element.iter(), 1, _LOOKED_AT):
        found += (inner.text or "") + (inner.tail or "")
    return found[:_LONGEST_MARK]


def _has(element: Element, name: str) -> bool:
    return any(local(child) == name for child in element)


def _has_link(element: Element) -> bool:
    return any(local(inner) == "a" for inner in islice(element.iter(), 6))
