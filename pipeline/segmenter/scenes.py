"""Where one scene ends and another begins: marks, and more blank space than the text's own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from statistics import quantiles

_MARK = re.compile(r"[\s*#⁂~\-–—_=•·◆◇■□●○❦❧☙✦✧★☆※§+^|.<>/\\&;:×oO0xX]{1,80}")
_LETTERS = re.compile(r"[oO0xX]")
_ORNAMENT = re.compile(r"\W*(?:[oO0]{3}|x{3,}|(?:[oO0xX]\W+){2,}[oO0xX])\W*")
_ENDS = re.compile(r"[.!?…][\"'”’»›)\]*_]*$")
_BEGINS = re.compile(r"[^\w]*[^\W_a-z]")
_LINE_END = re.compile(r"[\r\n]+")
_NARROW = 0.7
_SIGNATURE = 4
_DOTS = re.compile(r"[\s.]*")
_RARE = 0.2
_RARER = 0.5


def is_mark(text: str) -> bool:
    """Whether a paragraph is a mark that parts scenes."""
    plain = text.strip()
    if not _MARK.fullmatch(plain):
        return False
    if _LETTERS.search(plain):
        return _ORNAMENT.fullmatch(plain) is not None
    return not _DOTS.fullmatch(plain) or plain.count(".") > 3


def breaking_space(spaces: Iterable[int]) -> int | None:
    """The fewest blank lines between two paragraphs that part scenes, in a text with these spaces.

    The usual number parts paragraphs. Of the larger ones, the largest parts scenes, and so
    does a smaller one that recurs and is not much rarer than what is above it: once is a slip.
    None where the text's spacing says nothing.
    """
    counts = Counter(spaces)
    if not counts:
        return None
    usual = min(counts, key=lambda space: (-counts[space], space))
    larger = sorted((space for space in counts if space > usual), reverse=True)
    chosen, above = None, 0
    for space in larger:
        if chosen is None or (counts[space] > 1 and 2 * counts[space] >= above):
            share = (above + counts[space]) / counts.total()
            if share > (_RARE if space == usual + 1 else _RARER):
                break
            chosen = space
        above += counts[space]
    return chosen


def width_of(texts: Iterable[str]) -> int:
    """How wide a text sets its paragraphs, in code points; 0 where it does not break lines."""
    longest = [max(map(len, lines)) for text in texts if len(lines := _LINE_END.split(text)) > 1]
    return round(quantiles(longest, n=10)[-1]) if len(longest) > 1 else 0


def may_part(before: str, after: str, width: int) -> bool:
    """Whether a scene may end between two paragraphs that nothing but space parts.

    Verse, letters and notices are set apart with space too, within a scene: so both must be
    prose, the first a finished sentence and the second the beginning of one.
    """
    return (
        _ENDS.search(before[-20:]) is not None
        and _BEGINS.match(after) is not None
        and len(before.split(None, _SIGNATURE)) > _SIGNATURE
        and not _set_off(before, width)
        and not _set_off(after, width)
    )


def _set_off(text: str, width: int) -> bool:
    """Whether a paragraph is verse or the like: narrow, or with indented lines."""
    lines = _LINE_END.split(text)
    return len(lines) > 1 and (
        max(map(len, lines)) < _NARROW * width or any(line[:1].isspace() for line in lines[1:])
    )
