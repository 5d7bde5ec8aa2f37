"""What stands in quotation marks without being said: scare quotes, titles, words as words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Span
from pipeline.segmenter.speech import TAG, VERBS

_LONGEST = 4
"""Words; whoever says more than that is taken at their word."""
_CLAUSE = re.compile(r"(?:[\w'’-]+\s+)*[^\W\d_][\w'’-]*\s+[(\[_*]*$")
"""The words right before a mark, with no punctuation among them."""
_NEAR = 2
_FAR = 6
_NAMING = re.compile(r"call(?:s|ed|ing)?|thought|read|put|told|broke|pronounced|quoted", re.I)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_SMALL = re.compile("a|an|and|as|at|but|by|de|du|for|from|in|la|le|nor|of|on|or|the|to|with")
_LONGEST_TITLE = 60
_EDGES = " \t\r\n\u00a0\"“”„‟＂'‘’‛«»‹›「」『』_*"
_SAID = re.compile(r"[!?…—–]$|\.\.\.$|--$")
_ADDRESS = re.compile(r"\b(?:itself|himself|herself|myself|themselves|him|out)$", re.I)
_JOINED = re.compile(r"\s*(?:[,;]|[,;]?\s*\b(?:and|or|nor|to|then|und|et|y))\s*", re.I)
_LONGEST_JOINT = 20


def spoken(text: str, found: Sequence[Span]) -> list[Span]:
    """Those of the stretches in marks that somebody says; in doubt, all of them."""
    kept: list[Span] = []
    before: Span | None = None
    said = True
    for span in found:
        between = text[before.end : span.start] if before else ""
        listed = len(between) <= _LONGEST_JOINT and _JOINED.fullmatch(between) is not None
        unfinished = before is not None and said and not _is_finished(text, before)
        if not (listed and said):
            said = not _is_mention(text, span, unfinished=unfinished)
        if said:
            kept.append(span)
        before = span
    return kept


def _is_mention(text: str, span: Span, *, unfinished: bool) -> bool:
    """Whether a stretch in marks is a part of the sentence around it.

    It stands right after a word that is not one of saying, is not said by the words after it,
    and is short, or a title, or goes on in lower case where no speech before it is unfinished.
    """
    head, tail = text[max(0, span.start - 60) : span.start], text[span.end : span.end + 80]
    said = text[span.start : span.end].strip(_EDGES)
    clause = _CLAUSE.search(head)
    if clause is None:
        return not unfinished and _is_aside(head, said, tail)
    if not said or _SAID.search(said) or TAG.match(tail.lstrip()):
        return False
    words = clause[0].lower().split()
    saying = (word in VERBS and not _NAMING.fullmatch(word) for word in words[-_NEAR:])
    if _ADDRESS.search(words[-1]) or any(saying):
        return False
    if len(said.split(None, _LONGEST)) <= _LONGEST:
        return True
    return (said[0].islower() and not unfinished) or _is_title(said)


def _is_aside(head: str, said: str, tail: str) -> bool:
    """Whether a short stretch after a comma is within a clause: `a shy, "delicate" child`."""
    before = head.rstrip()
    return (
        before.endswith(",")
        and said[:1].islower()
        and len(said.split(None, _LONGEST)) <= _LONGEST
        and _SAID.search(said) is None
        and tail.lstrip()[:1].islower()
        and TAG.match(tail.lstrip()) is None
        and VERBS.isdisjoint(before[:-1].lower().split()[-_FAR:])
    )


def _is_title(said: str) -> bool:
    words = _WORD.findall(said[:_LONGEST_TITLE])
    return len(said) <= _LONGEST_TITLE and all(
        word[0].isupper() or _SMALL.fullmatch(word) for word in words
    )


def _is_finished(text: str, span: Span) -> bool:
    return text[span.start : span.end].rstrip(_EDGES).endswith((".", "!", "?", "…"))
