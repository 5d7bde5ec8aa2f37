"""Lines of Markdown that are markup alone: fences, raw HTML, anchors, definitions of links."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from pipeline.sources.lines import Line

_FENCED_DIV = re.compile(r" {0,3}:{3,}(?:\s*\{[^{}]*\}|\s*[\w-]+)?\s*:*\s*$")
_RAW_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})\s*\{=[\w-]+\}\s*$")
_ANCHOR = re.compile(r"\s*(?:\[\]\{[^{}]*\}\s*)+$")
_LINK = re.compile(r" {0,3}\[(?P<note>\^)?[^\]\[]+\]:(?P<rest>\s*\S.*)$")
_ADDRESS = re.compile(r"\s*(?:<[^>]*>|\S+)(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^)]*\)))?\s*$")
_TAG = re.compile(
    r"\s*</?(?:div|span|section|article|header|footer|hgroup|figure|figcaption|nav|aside|a|p|main"
    r"|center|br|img|time|abbr|body|html|head|link|meta)\b(?P<inside>[^<>]*)(?P<end>>?)",
    re.I,
)
_LONGEST_TAG = 8
"""Lines that one tag with its attributes may run over."""
_PICTURE = re.compile(r"\s*!\[")
_PICTURE_WHOLE = re.compile(r"\s*!\[[^\]]*\]\([^)]*\)(?:\{[^{}]*\})?\s*$")

Stretch = tuple[int, int, str]


def markup_stretches(lines: Sequence[Line]) -> list[Stretch]:
    """The runs of lines that hold markup and no words, as indices, and why they are left out."""
    found: list[Stretch] = []
    index = 0
    while index < len(lines):
        rule = _RULES.get(lines[index].text.lstrip()[:1])
        stretch = rule(lines, index) if rule else None
        if stretch is None:
            index += 1
        else:
            found.append((index, *stretch))
            index = stretch[0] + 1
    return found


def _single(lines: Sequence[Line], index: int) -> tuple[int, str] | None:
    text = lines[index].text
    if len(text) > 2000:
        return None
    if _FENCED_DIV.match(text) or _ANCHOR.match(text):
        return index, "markup"
    link = _LINK.match(text)
    if link and link["note"]:
        return _note_end(lines, index), "notes"
    return (index, "markup") if link and _ADDRESS.match(link["rest"]) else None


def _note_end(lines: Sequence[Line], index: int) -> int:
    """The last line of a note: its paragraph, and the paragraphs set in below it."""
    last = index
    for at in range(index + 1, len(lines)):
        line = lines[at]
        if line.blank:
            continue
        if (lines[at - 1].blank and not line.text.startswith(("    ", "\t"))) or _LINK.match(
            line.text[:2000]
        ):
            break
        last = at
    return last


def _raw(lines: Sequence[Line], index: int) -> tuple[int, str] | None:
    match = _RAW_FENCE.match(lines[index].text[:200])
    if match is None:
        return None
    for at in range(index + 1, min(len(lines), index + 200)):
        if lines[at].text.strip() == match[1]:
            return at, "markup"
    return index, "markup"


def _tags(lines: Sequence[Line], index: int) -> tuple[int, str] | None:
    """Lines that hold nothing but tags, each perhaps over several lines."""
    whole = ""
    for last in range(index, min(len(lines), index + _LONGEST_TAG)):
        whole += " " + lines[last].text
        if lines[last].blank or len(whole) > 4000:
            return None
        at = 0
        while (match := _TAG.match(whole, at)) and match["end"]:
            at = match.end()
        if match is None:
            return (last, "markup") if not whole[at:].strip() else None
        if match.end() < len(whole):
            return None  # another tag begins before this one is closed
    return None


def _picture(lines: Sequence[Line], index: int) -> tuple[int, str] | None:
    if not _PICTURE.match(lines[index].text):
        return None
    for last in range(index, min(len(lines), index + _LONGEST_TAG)):
        if lines[last].blank:
            return None
        whole = " ".join(line.text for line in lines[index : last + 1])
        if len(whole) <= 4000 and _PICTURE_WHOLE.match(whole):
            return last, "illustration"
    return None


_RULES: Mapping[str, Callable[[Sequence[Line], int], tuple[int, str] | None]] = {
    ":": _single,
    "[": _single,
    "`": _raw,
    "~": _raw,
    "<": _tags,
    "!": _picture,
}
"""By the first character of a line."""
