"""Markup within a paragraph of Markdown that is more than marks of emphasis, taken out of its text.

Emphasis, links and escapes stay where they are, since the text of a block is the file's own; how
they are spoken is decided later. What is taken out here has words in it that nobody is to hear,
or quotation marks that nobody says.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.model import Block, BlockKind

_NAMES = (
    "a|abbr|acronym|b|bdi|bdo|big|br|cite|code|data|del|dfn|div|em|font|i|img|ins|kbd|mark|p|q|s"
    "|samp|section|small|span|strong|sub|sup|time|tt|u|var|wbr"
)
_TAG = re.compile(rf"</?(?:{_NAMES})(?:\s[^<>]{{0,400}})?/?>", re.I)
_RAW = re.compile(r"`(<[^`<>]{1,400}>)`\{=html\}")
_SPAN = re.compile(r"\[([^\[\]]*)\]\{[^{}]{0,400}\}")
_ATTRIBUTES = re.compile(r"(?<=[)*`_])\{[.#=][^{}]{0,400}\}")
_NOTE_MARK = re.compile(r"\[\^[^\[\]\s]{1,60}\]")
_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.M)
_VERSE = re.compile(r"^\|[ \t]+", re.M)
_SIGNS = re.compile(r"[<`{^]|^[ \t]*[>|]", re.M)


def without_inline_markup(block: Block) -> Block:
    """The block without it; one that has none is the same slice of the file as before.

    Of a block that has some, the start still counts in the file, and what comes after the markup
    counts without it.
    """
    if block.kind is not BlockKind.PARAGRAPH or not _SIGNS.search(block.text):
        return block
    text = _QUOTED.sub("", block.text)
    if all(map(_VERSE.match, text.splitlines())):
        text = _VERSE.sub("", text)
    text = _TAG.sub("", _RAW.sub(r"\1", text))
    text = _NOTE_MARK.sub("", _ATTRIBUTES.sub("", _SPAN.sub(r"\1", text)))
    return replace(block, text=text.strip()) if text.strip() else block
