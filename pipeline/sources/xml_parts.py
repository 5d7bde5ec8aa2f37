"""XML parts of a document, read piece by piece, without entities and without the network."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.errors import SourceError
from pipeline.sources.markup import Element

_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
}

_MOST_TAGS = 3_000_000
_MOST_CHILDREN = 200_000
"""Paragraphs: *War and Peace* has twelve thousand."""


def root_of(data: bytes | None) -> Element | None:
    """The root of a small part; None for none, or one that is not well-formed."""
    from lxml import etree

    if not data or not data.strip():
        return None
    try:
        return etree.fromstring(data, etree.XMLParser(**_SAFE))
    except etree.XMLSyntaxError:
        return None


def elements(data: bytes, path: Path, container: str) -> Iterator[Element]:
    """Each child of the first element of that name, forgotten once the next is asked for.

    Raises SourceError where the part is not well-formed, too deep or has too much in it.
    """
    from lxml import etree

    if data.count(b"<") > _MOST_TAGS:
        raise _too_much(path)
    count = 0
    parents: list[Element] = []
    inside: Element | None = None
    walker = etree.iterparse(io.BytesIO(data), events=("start", "end"), **_SAFE)
    try:
        for event, element in walker:
            if event == "start":
                parents.append(element)
                if inside is None and element.tag == container:
                    inside = element
                continue
            parents.pop()
            if inside is not None and parents and parents[-1] is inside:
                count += 1
                if count > _MOST_CHILDREN:
                    raise _too_much(path)
                yield element
                element.clear(keep_tail=False)
                while element.getprevious() is not None:
                    del inside[0]
    except etree.XMLSyntaxError as error:
        raise SourceError(
            f"{path} is damaged: its text is not well-formed.",
            "Open it where it was made and save it again.",
        ) from error


def _too_much(path: Path) -> SourceError:
    return SourceError(f"{path} has more paragraphs than ten novels.", "Divide it into books.")
