"""What a publisher puts around a story, known by the headings above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

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
_ATTRIBUTES = re.compile(r"\s\{[^{}]{0,200}\}\s*$")
"""As Markdown gives them to a heading."""
_LONGEST = 80
_PLAIN_WORDS = re.compile(r"(?:imprint|colophon|uncopyright|copyright (?:page|notice))", re.I)
_LONGEST_PLAIN = 6_000
_EDGE = 0.05
_TITLE_LINES = 5
_NAME = re.compile(r"(?!by\b)[^\W\d_][\w.’'-]*(?:\s+[\w.’'-]+){1,5}", re.I)
"""Without “by”: who announces a title and its author so is heard."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T[\d:]+Z?)?|(?:\w+ )?(?:\d{1,2},? )?\d{4}")
_DIVISION = re.compile(
    r"\W*(?:(?:chapter|book|part|volume|stave|act|canto|letter|section|prologue|preface"
    r"|introduction)\b|(?:[IVXLC]+|\d{1,3})\W*(?:\n|$))",
    re.I,
)
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


def without_plain_apparatus(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The same for a text that declares no headings: only at its ends, and only a few words.

    There it is a line by itself, such as “Colophon”, and goes on to the next such line.
    """
    found = list(blocks)
    total = sum(len(block.text) for block in blocks)
    edge = max(_LONGEST_PLAIN, _EDGE * total)
    before = 0
    for index, block in enumerate(blocks):
        at, before = before, before + len(block.text)
        if edge < at < total - edge or not _PLAIN_WORDS.fullmatch(block.text.strip()):
            continue
        end = index + 1
        while end < len(blocks) and not _stands_alone(blocks[end].text):
            end += 1
        if sum(len(item.text) for item in blocks[index:end]) <= _LONGEST_PLAIN:
            reason = heading_reason(block.text)
            for place in range(index, end):
                if found[place].kind is not BlockKind.LEFT_OUT:
                    found[place] = replace(found[place], kind=BlockKind.LEFT_OUT, reason=reason)
    return tuple(found)


def _stands_alone(text: str) -> bool:
    """Whether a paragraph is one short line that is no sentence."""
    plain = text.strip()
    return len(plain) <= _LONGEST and "\n" not in plain and plain[-1:].isalnum()


def without_title_page(blocks: Sequence[Block], title: str = "") -> tuple[Block, ...]:
    """The blocks, with the few left out at the very top that are the title page.

    They say the title and who wrote the book, a line each, and perhaps a date; a heading or what
    is left out already comes next. `title` is what the file itself calls the book, if it does.
    """
    first = next((i for i, b in enumerate(blocks) if b.kind is not BlockKind.LEFT_OUT), 0)
    front = list(takewhile(lambda block: _is_front(block, blocks[first]), blocks[first:]))
    end = first + len(front)
    lines = [" ".join(line.split()) for block in front for line in block.text.splitlines()]
    called = bool(_key(title)) and bool(lines) and _key(lines[0]) == _key(title)
    signed = len(lines) > 1 and (_NAME.fullmatch(lines[1]) or _DATE.fullmatch(lines[-1]))
    if not lines or len(lines) > _TITLE_LINES or not (called or signed):
        return tuple(blocks)
    after = next((b for b in blocks[end:] if any(map(str.isalnum, b.text))), None)
    if after is None or _DIVISION.match(lines[0]) or not _heads(after):
        return tuple(blocks)
    left = [replace(block, kind=BlockKind.LEFT_OUT, reason="title-page") for block in front]
    return (*blocks[:first], *left, *blocks[end:])


def _is_front(block: Block, first: Block) -> bool:
    """Whether a block may be on the title page that begins with the first one."""
    if block.kind is BlockKind.HEADING:
        same_page = block.anchor == first.anchor and block.anchor.startswith("page=")
        return block is first or (same_page and not _DIVISION.match(block.text))
    plain = block.text.rstrip()
    longest = max(map(len, plain.splitlines()), default=0)
    return (
        block.kind is BlockKind.PARAGRAPH
        and longest <= _LONGEST
        and plain[-1:] not in '.!?…”"’'
        and not _DIVISION.match(plain)
        and any(map(str.isalnum, plain))
    )


def _heads(block: Block) -> bool:
    """Whether a block heads a chapter, or is left out as something of the publisher's."""
    if block.kind is BlockKind.PARAGRAPH:
        return _DIVISION.match(block.text) is not None and len(block.text) <= _LONGEST
    return True


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def heading_reason(text: str) -> str:
    """The code of the finding for what stands under this heading; empty for a story's own."""
    plain = " ".join(_ATTRIBUTES.sub("", text.lstrip("#")).split())
    if len(plain) > _LONGEST:
        return ""
    return next((code for code, words in _PATTERNS.items() if words.fullmatch(plain)), "")
