"""Turns: the quotations of one paragraph that one person says."""

from __future__ import annotations

from dataclasses import dataclass
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
    continued: bool
    """Whether it goes on with the quotation that the paragraph before left open."""

    @property
    def tag(self) -> Tag | None:
        return self.tags[0] if self.tags else None


def turns(reading: Reading, found: Scan) -> list[Turn]:
    """The turns of the book, in order; a paragraph has one unless its tags name two people."""
    result: list[Turn] = []
    open_paragraph = -1
    for number, paragraph in enumerate(reading.paragraphs):
        quotations = [line for line in paragraph if reading.lines[line].quoted]
        if not quotations:
            continue
        for place, group in enumerate(_split(quotations, found)):
            continued = place == 0 and open_paragraph == number - 1 and group[0] == paragraph[0]
            result.append(
                Turn(
                    tuple(group),
                    number,
                    reading.lines[group[0]].scene,
                    _tags(group, found),
                    continued,
                )
            )
        if quotations[-1] == paragraph[-1] and _left_open(
            reading.lines[quotations[-1]].utterance.text
        ):
            open_paragraph = number
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
