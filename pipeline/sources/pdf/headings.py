"""Which paragraphs of a PDF are headings: by its outline, else by the size of their print."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from pipeline.sources.pdf.paragraphs import Paragraph, body_size
from pipeline.sources.pdf.print import Bookmark

_LARGER = 1.12
_LONGEST = 200
_MOST_PARTS = 4
_MOST_SHARE = 0.15
"""Of the text: what has more is not headings but a second size of text."""
_LOWEST = 6


def heading_levels(
    paragraphs: Sequence[Paragraph], outline: Sequence[Bookmark]
) -> Mapping[int, int]:
    """The levels of those paragraphs that are headings, by their index; 1 is the highest."""
    levels = _outlined(paragraphs, outline)
    sized = _sized(paragraphs)
    if not levels:
        return _ranked(paragraphs, sized) or _bold(paragraphs)
    sizes: dict[float, list[int]] = defaultdict(list)
    for index, level in levels.items():
        sizes[_size(paragraphs[index])].append(level)
    largest = max(sizes)
    raised = any(_size(paragraphs[index]) > largest for index in sized if index not in levels)
    found = {index: min(level + raised, _LOWEST) for index, level in levels.items()}
    for index in sized:
        size = _size(paragraphs[index])
        if index in found:
            continue
        if size > largest:
            found[index] = 1
        elif size in sizes:
            found[index] = min(max(sizes[size]) + raised, _LOWEST)
        else:
            found[index] = _LOWEST
    return found


def _outlined(paragraphs: Sequence[Paragraph], outline: Sequence[Bookmark]) -> dict[int, int]:
    """Paragraphs whose words, alone or with the next ones', are an entry's of the outline."""
    pages: dict[int, list[int]] = defaultdict(list)
    for index, paragraph in enumerate(paragraphs):
        for page in {row.page for row in paragraph.rows[:1]}:
            pages[page].append(index)
    found: dict[int, int] = {}
    for mark in outline:
        wanted = _key(mark.title)
        if not wanted:
            continue
        for page in (mark.page, mark.page + 1):
            matched = _match(paragraphs, pages.get(page, []), wanted, found)
            if matched:
                found.update(dict.fromkeys(matched, mark.level))
                break
    return found


def _match(
    paragraphs: Sequence[Paragraph], indices: Sequence[int], wanted: str, taken: Mapping[int, int]
) -> list[int]:
    for at, index in enumerate(indices):
        text, parts = "", list[int]()
        for following in indices[at : at + _MOST_PARTS]:
            if following in taken or len(paragraphs[following].text) > _LONGEST:
                break
            text += _key(paragraphs[following].text)
            parts.append(following)
            if text == wanted:
                return parts
            if not wanted.startswith(text):
                break
        if index in taken:
            continue
    return []


def _sized(paragraphs: Sequence[Paragraph]) -> list[int]:
    body = body_size(row for paragraph in paragraphs for row in paragraph.rows)
    large = [
        index
        for index, paragraph in enumerate(paragraphs)
        if paragraph.size >= _LARGER * body and _may_head(paragraph)
    ]
    total = sum(len(paragraph.text) for paragraph in paragraphs)
    if sum(len(paragraphs[index].text) for index in large) > _MOST_SHARE * total + 200:
        return []
    return large


def _ranked(paragraphs: Sequence[Paragraph], indices: Sequence[int]) -> dict[int, int]:
    sizes = sorted({_size(paragraphs[index]) for index in indices}, reverse=True)
    return {index: min(sizes.index(_size(paragraphs[index])) + 1, _LOWEST) for index in indices}


def _bold(paragraphs: Sequence[Paragraph]) -> dict[int, int]:
    """Short bold paragraphs by themselves, where the text at large is not bold."""
    bold = [i for i, p in enumerate(paragraphs) if p.bold and _may_head(p) and len(p.text) <= 80]
    counts = Counter(paragraph.bold for paragraph in paragraphs)
    return dict.fromkeys(bold, 1) if counts[True] < 0.2 * len(paragraphs) else {}


def _may_head(paragraph: Paragraph) -> bool:
    return len(paragraph.text) <= _LONGEST and any(map(str.isalnum, paragraph.text))


def _size(paragraph: Paragraph) -> float:
    return round(2 * paragraph.size) / 2


def _key(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", text)).lower()
