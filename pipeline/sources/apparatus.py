"""What a publisher puts around a story, known by the headings above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Block, BlockKind

_HEADED = {
    "imprint": r"imprint|copyright(?: (?:page|notice|information))?|uncopyright|legal notice"
    r"|publication (?:data|details)|transcriber[’']?s[’']? notes?",
    "colophon": r"colophon",
    "contents": r"(?:table of )?contents|inhalt(?:sverzeichnis)?|table des matières|índice|indice"
    r"|list of (?:illustrations|figures|plates|maps|tables)",
    "notes": r"(?:foot|end)notes",
    "bibliography": r"bibliography|works cited",
    "advertisement": r"also by .{1,60}|(?:other )?books by .{1,60}|by the same author",
}
_PATTERNS = {code: re.compile(rf"\W*(?:{words})\W*", re.I) for code, words in _HEADED.items()}
_LONGEST = 80
_MOST_SHARE = 0.3
"""Of all words: a heading that so much stands under heads more than an appendage."""


def without_apparatus(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, with those left out that stand under a heading such as “Imprint”.

    Such a heading rules until the next one of its level or above.
    """
    found = list(blocks)
    total = sum(len(block.text) for block in blocks)
    for index, block in enumerate(blocks):
        reason = heading_reason(block.text) if block.kind is BlockKind.HEADING else ""
        if not reason:
            continue
        end = index + 1
        while end < len(blocks) and not (
            blocks[end].kind is BlockKind.HEADING and blocks[end].level <= block.level
        ):
            end += 1
        if sum(len(item.text) for item in blocks[index:end]) > _MOST_SHARE * total:
            continue
        for at in range(index, end):
            if found[at].kind is not BlockKind.LEFT_OUT:
                found[at] = replace(found[at], kind=BlockKind.LEFT_OUT, reason=reason)
    return tuple(found)


def heading_reason(text: str) -> str:
    """The code of the finding for what stands under this heading; empty for a story's own."""
    plain = " ".join(text.lstrip("#").split())
    if len(plain) > _LONGEST:
        return ""
    return next((code for code, words in _PATTERNS.items() if words.fullmatch(plain)), "")
