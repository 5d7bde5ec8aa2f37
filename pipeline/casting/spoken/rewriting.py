"""A text on its way from what is written to what is spoken, which knows where it came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pipeline.model import Span

Match = re.Match[str]
Change = tuple[int, int, str]
"""Where a stretch begins and ends, in code points, and what stands there from now on."""


Rule = Callable[[str], Iterable[Change]]
"""What is to change in a text, in order and apart."""


def rule(pattern: str, say: Callable[[Match], str | None] | str, flags: int = 0) -> Rule:
    """What a written form is spoken as; the whole of a match is replaced.

    A text in place of the function is a template as `re.sub` has it; None leaves a match.
    """
    compiled = re.compile(pattern, flags)
    spoken = (lambda match: match.expand(say)) if isinstance(say, str) else say

    def changes(text: str) -> Iterator[Change]:
        for match in compiled.finditer(text):
            new = spoken(match)
            if new is not None and new != match.group():
                yield match.start(), match.end(), new

    return changes


def only_groups(pattern: str) -> Rule:
    """Of each match only its groups stay."""
    compiled = re.compile(pattern)

    def changes(text: str) -> Iterator[Change]:
        for match in compiled.finditer(text):
            at = match.start()
            for number in range(1, (match.lastindex or 0) + 1):
                if match[number] is not None:
                    yield at, match.start(number), ""
                    at = match.end(number)
            yield at, match.end(), ""

    return changes


@dataclass(frozen=True, slots=True)
class Family:
    """Rules that have nothing to do in a text without a certain sign: to save time."""

    trigger: re.Pattern[str]
    rules: tuple[Rule, ...]


Rules = Iterable[Rule | Family]


def where(trigger: str, rules: Iterable[Rule]) -> tuple[Family, ...]:
    """The rules, looked at only where the trigger's pattern is found."""
    return (Family(re.compile(trigger), tuple(rules)),)


@dataclass(frozen=True, slots=True)
class Traced:
    """A text, and for each of its code points the stretch of the first text it stands for."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    fixed: frozenset[int] = frozenset()
    """Code points that no rule changes any more."""

    @classmethod
    def of(cls, text: str) -> Traced:
        return cls(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))

    def rewritten(self, rules: Rules) -> Traced:
        """The text after each rule, one after the other."""
        now = self
        for each in rules:
            if isinstance(each, Family):
                if each.trigger.search(now.text):
                    now = now.rewritten(each.rules)
            elif changes := [*each(now.text)]:
                now = now.changed(changes)
        return now

    def changed(self, changes: Iterable[Change], fix: bool = False) -> Traced:
        """The text with these changes, in order and apart; with `fix`, they are final.

        What touches a fixed code point is left out.
        """
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        fixed: list[int] = []
        length = at = 0

        def keep(until: int) -> None:
            nonlocal length
            fixed.extend(length + place - at for place in self.fixed if at <= place < until)
            parts.append(self.text[at:until])
            starts.extend(self.starts[at:until])
            ends.extend(self.ends[at:until])
            length += until - at

        for start, end, new in changes:
            if start < at or (self.fixed and not self.fixed.isdisjoint(range(start, end))):
                continue
            keep(start)
            if start < end:
                first, last = min(self.starts[start:end]), max(self.ends[start:end])
            else:
                first = last = self.ends[start - 1] if start else 0
            parts.append(new)
            starts.extend([first] * len(new))
            ends.extend([last] * len(new))
            if fix:
                fixed.extend(range(length, length + len(new)))
            length += len(new)
            at = end
        keep(len(self.text))
        return Traced("".join(parts), tuple(starts), tuple(ends), frozenset(fixed))

    def origin(self, start: int, end: int) -> Span:
        """The stretch of the first text that a stretch of this one stands for."""
        return Span(min(self.starts[start:end]), max(self.ends[start:end]))
