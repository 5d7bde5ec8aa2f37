"""Turns: the quotations that one person says without a break, as a rule those of a paragraph."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.casting.characters.mentions import Kind
from pipeline.casting.characters.reading import Reading
from pipeline.casting.characters.scan import Scan
from pipeline.casting.characters.tags import Grade, Tag

_OPENING = "\"“‘«„'‹—-"
_CLOSING = "\"”’»“'›"


@dataclass(frozen=True, slots=True)
class Turn:
    quotations: tuple[int, ...]
    """Ordinals of the lines."""
    paragraph: int
    scene: int
    tags: tuple[Tag, ...]
    """What is said beside the quotations of who speaks, the plainest first."""
    last: int
    """The last paragraph that it reaches."""

    @property
    def tag(self) -> Tag | None:
        return self.tags[0] if self.tags else None


def apart(one: Turn, other: Turn) -> int:
    """How many paragraphs lie between the nearer ends of two turns, counting one of the ends."""
    if one.paragraph > other.paragraph:
        one, other = other, one
    return max(0, other.paragraph - one.last)


def turns(reading: Reading, found: Scan) -> list[Turn]:
    """The turns of the book, in order.

    A paragraph has one turn unless its tags name two people. A quotation that a paragraph leaves
    open, and that the next paragraph opens again, is one turn with it.
    """
    result: list[Turn] = []
    open_line = -1
    for number, paragraph in enumerate(reading.paragraphs):
        quotations = [line for line in paragraph if reading.lines[line].quoted]
        for group in _split(quotations, found) if quotations else ():
            line = reading.lines[group[0]]
            if group[0] == open_line and result and result[-1].scene == line.scene:
                last = result.pop()
                group = [*last.quotations, *group]
                tags = tuple(sorted((*last.tags, *_tags(group, found)), key=lambda t: -t.grade))
                result.append(replace(last, quotations=tuple(group), tags=tags, last=number))
            else:
                tags = _tags(group, found)
                result.append(Turn(tuple(group), number, line.scene, tags, number))
        open_line = -1
        if quotations and quotations[-1] == paragraph[-1]:
            text = reading.lines[quotations[-1]].utterance.text
            if _left_open(text):
                open_line = quotations[-1] + 1
    return result


def _left_open(text: str) -> bool:
    return text[:1] in _OPENING and (len(text) < 2 or text.rstrip()[-1] not in _CLOSING)


def _split(quotations: list[int], found: Scan) -> list[list[int]]:
    """Cut the quotations of a paragraph where the narration between names another speaker."""
    groups = [[quotations[0]]]
    for before, number in pairwise(quotations):
        ended, begins = found.after.get(before), found.before.get(number)
        own = found.after.get(number)
        apart = False
        if ended is not None and ended.grade is Grade.SPEECH:
            for tag in (begins, own):
                if (tag is not None and tag.grade is Grade.SPEECH and tag.verb != ended.verb) or (
                    tag is own and tag is not None and tag.grade is Grade.SPEECH
                ):
                    apart = apart or _differ(ended, tag)
        if apart:
            groups.append([])
        groups[-1].append(number)
    return groups


def _differ(one: Tag, other: Tag) -> bool:
    """Whether two tags are about two people."""
    first, second = one.mention, other.mention
    if first.kind is Kind.NAME and second.kind is Kind.NAME:
        return not set(first.name.words) & set(second.name.words)
    if Kind.SELF in (first.kind, second.kind):
        return first.kind is not second.kind
    return False


def _tags(group: list[int], found: Scan) -> tuple[Tag, ...]:
    """The tags around the quotations of a turn: plain ones first, then by nearness."""
    tags: list[tuple[int, int, Tag]] = []
    for place, number in enumerate(group):
        for side, table in ((0, found.after), (1, found.before)):
            tag = table.get(number)
            if tag is not None and not (side and place):
                tags.append((-tag.grade, 2 * place + side, tag))
    return tuple(tag for _, _, tag in sorted(tags, key=lambda item: item[:2]))
