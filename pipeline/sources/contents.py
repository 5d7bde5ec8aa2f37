"""Where a text lists its own chapters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.sources.lines import Line

_LABEL = re.compile(r"[\W_]*(?:table of )?contents[\W_]*", re.I)
_NUMBERED = re.compile(
    r"[\W_]*(?P<head>(?i:(?:chapter|book|part|volume|stave|act|canto|letter|section)\s+[^\W_]+)"
    r"|(?:[IVXLC]+|\d{1,3})(?=[.):]|\s{2}|\s*$)"
    r"|(?i:prologue|epilogue|preface|introduction)\s*$)"
)
_PAGE = re.compile(r"[\s.…·_]{2,}\d{1,4}\s*$")
_WORDS = re.compile(r"[^\W_]+")
_LONGEST_ENTRY = 120
_MOST_LINES = 400
_FEWEST = 3
_SEARCHED = 600
"""Lines at the top of the text in which a table of contents is looked for."""


def contents(lines: Sequence[Line]) -> tuple[int, int] | None:
    """The first and last line of the table of contents, as indices, where there is one.

    It goes from its label, or its first numbered entry, to the last entry before the place where
    the first entry comes again as a heading.
    """
    filled = [index for index, line in enumerate(lines) if not line.blank]
    names: list[frozenset[str]] = []
    for place, index in enumerate(filled[:_SEARCHED]):
        labelled = _LABEL.fullmatch(lines[index].text[:_LONGEST_ENTRY]) is not None
        first = place + labelled
        run = filled[first : first + _FEWEST]
        if len(run) < _FEWEST or not (labelled or all(_is_numbered(lines[i]) for i in run)):
            continue
        names = names or [_names(lines[i], lines[after]) for i, after in _following(filled)]
        last = _last_entry(lines, filled, names, first)
        if last is not None:
            return index, last
    return None


def _last_entry(
    lines: Sequence[Line], filled: Sequence[int], names: Sequence[frozenset[str]], first: int
) -> int | None:
    end = min(len(filled), first + _MOST_LINES)
    again = next((p for p in range(first + 1, end) if names[p] & names[first]), None)
    if again is None or any(
        len(lines[filled[p]].text) > _LONGEST_ENTRY for p in range(first, again)
    ):
        return None
    later = frozenset[str]().union(*names[again:])
    entries = [
        place
        for place in range(first, again)
        if names[place] & later or _is_numbered(lines[filled[place]])
    ]
    if len(entries) < _FEWEST or 2 * len(entries) < again - first:
        return None
    return filled[entries[-1]]


def _following(filled: Sequence[int]) -> list[tuple[int, int]]:
    return list(zip(filled, [*filled[1:], *filled[-1:]], strict=True))


def _names(line: Line, after: Line) -> frozenset[str]:
    """What a line may be called elsewhere: as it is, with the next, without its page, by number."""
    if len(line.text) > _LONGEST_ENTRY:
        return frozenset()
    text = line.text
    names = {_key(text), _key(text + after.text[:_LONGEST_ENTRY]), _key(_PAGE.sub("", text))}
    if match := _NUMBERED.match(text):
        names.add(_key(match["head"]))
    return frozenset(names - {""})


def _key(text: str) -> str:
    return "".join(_WORDS.findall(text)).lower()


def _is_numbered(line: Line) -> bool:
    return len(line.text) <= _LONGEST_ENTRY and _NUMBERED.match(line.text) is not None
