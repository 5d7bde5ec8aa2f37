"""What an element says of all that stands within it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.sources.markup import vocabulary as words
from pipeline.sources.markup.parsing import Element

_QUOTED = frozenset(["blockquote", "aside", "table", "ul", "ol", "dl"])


@dataclass(slots=True)
class Scope:
    """An element that has begun, with what holds for all within it."""

    path: tuple[int, ...] = ()
    block: bool = True
    heading: int = 0
    header: bool = False
    verse: bool = False
    pre: bool = False
    reason: str = ""
    region: str = ""
    types: frozenset[str] = frozenset()
    id: str = ""
    children: int = 0
    quotes: int = 0
    begun: int = 0
    """How many blocks there were when it began."""
    closing: str = ""
    """What is written when it ends."""
    breaks: bool = False
    """Whether its names say that it parts scenes, where there is nothing in it."""


def settle(
    now: Scope,
    element: Element,
    name: str,
    own: frozenset[str],
    named: frozenset[str],
    level: int,
) -> None:
    """Note what the names of a block element say; `level` is that of the heading before it."""
    _leave_out(now, name, own, named)
    if name in words.LEVELS:
        now.heading = words.LEVELS[name]
    elif name in _QUOTED or own & words.LETTER_TYPES:
        now.heading, now.header = 0, False
    elif name in ("header", "hgroup"):
        now.header = True
    elif "heading" in own:
        now.heading = _declared_level(element)
    elif name == "p" and (now.header or own & words.HEADING_TYPES):
        now.heading = min(level + 1, words.DEEPEST_LEVEL)
    elif name in ("p", "div"):
        now.heading = _level_by_class(named) or now.heading


def _leave_out(now: Scope, name: str, own: frozenset[str], named: frozenset[str]) -> None:
    if name in ("figcaption", "caption", "title", "desc"):
        now.reason = "caption"
    for item in own:
        now.region = words.REGIONS.get(item, now.region)
    for item in ({item.lower() for item in named} | {now.id.lower()}) & words.CLASS_REGIONS.keys():
        if words.CLASS_REGIONS[item] == "caption":
            now.reason = "caption"
        else:
            now.region = words.CLASS_REGIONS[item]


def _declared_level(element: Element) -> int:
    level = element.get("aria-level") or ""
    return int(level) if level in ("1", "2", "3", "4", "5", "6") else 2


def _level_by_class(named: frozenset[str]) -> int:
    for item in sorted(named):
        if match := words.HEADING_CLASS.fullmatch(item):
            return int(match["level"] or (3 if match["sub"] else 2))
    return 0
