"""What is said aloud in a paragraph: stretches between quotation marks."""

from __future__ import annotations

import re

from pipeline.model import Span

_MARK = re.compile(r'["“”„‟]')
_OPENS_AFTER = re.compile(r"[\s(\[{—–\-_*‘'/…]")
_INCHES = re.compile(r"\d['’′]?\s?\d{0,2}$|\d$")


def quotation_spans(text: str) -> list[Span]:
    """The quotations of one paragraph, marks included, as offsets into it.

    A mark that nothing closes runs to the paragraph's end; marks inside a quotation are part of it.
    """
    found: list[Span] = []
    opened = -1
    for match in _MARK.finditer(text):
        at = match.start()
        if opened < 0:
            if _opens(text, at):
                opened = at
        elif _closes(text, at):
            found.append(Span(opened, at + 1))
            opened = -1
    if opened >= 0:
        found.append(Span(opened, len(text)))
    return found


def _opens(text: str, at: int) -> bool:
    mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if mark in "“„‟":
        return True
    if not after.strip():
        return False
    if mark == "”":
        return not before.strip() and after.isalnum()
    return not (before.isdigit() and not after.isalnum())


def _closes(text: str, at: int) -> bool:
    mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if mark == "”":
        return True
    return mark == '"' and not (before.isspace() and after.isalnum())
