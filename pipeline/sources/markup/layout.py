"""Drafts to blocks, at the offsets of the section's own text.

The section's text is the text of its blocks in their order, two line feeds between one and the
next; a block without text, such as a rule, is not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.model import Block, BlockKind
from pipeline.sources.markup.drafts import Draft, drafts
from pipeline.sources.markup.parsing import Element
from pipeline.sources.markup.styles import PLAIN, Styles

BETWEEN = "\n\n"


def blocks(root: Element, styles: Styles = PLAIN) -> tuple[Block, ...]:
    """The blocks of a whole document (or of one element of it)."""
    return laid_out(drafts(root, styles))


def laid_out(found: Iterable[Draft]) -> tuple[Block, ...]:
    """The blocks of one section, at their offsets in its text."""
    laid: list[Block] = []
    at = 0
    for draft in found:
        reason = draft.reason or draft.region
        laid.append(
            Block(
                BlockKind.LEFT_OUT if reason else draft.kind,
                draft.text,
                at,
                space=draft.space,
                level=draft.level,
                anchor=draft.anchor,
                reason=reason,
            )
        )
        if draft.text:
            at += len(draft.text) + len(BETWEEN)
    return tuple(laid)


def settled(found: Sequence[Draft]) -> tuple[str, tuple[Draft, ...]]:
    """Why all of a section is left out, where one reason holds for it, and its drafts without it.

    Where only some of the drafts have a region, the reason is empty and those keep theirs.
    """
    regions = [draft.region for draft in found if not draft.reason and draft.text]
    if regions and all(regions):
        return regions[0], tuple(replace(draft, region="") for draft in found)
    return "", tuple(found)


def section_text(blocks: Iterable[Block]) -> str:
    """The text that the offsets of a section's blocks count in."""
    return BETWEEN.join(block.text for block in blocks if block.text)
