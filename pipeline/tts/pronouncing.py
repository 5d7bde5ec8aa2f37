"""The text of a request as an engine that understands IPA takes it: word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.model import Span, SynthesisRequest


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text."""

    span: Span
    """In code points of the request's text."""
    text: str
    ipa: str = ""
    """Its sounds; "" where the engine finds them itself."""


def parts(request: SynthesisRequest) -> tuple[Part, ...]:
    """The text in order, parted where a pronunciation is given; the parts tile it."""
    given = {each.written: each.say for each in request.pronunciations}
    if not given:
        return (Part(Span(0, len(request.text)), request.text),)
    ordered = sorted(given, key=lambda written: (-len(written), written))
    wanted = re.compile("|".join(rf"(?<!\w){re.escape(written)}(?!\w)" for written in ordered))
    found: list[Part] = []
    at = 0
    for match in wanted.finditer(request.text):
        if at < match.start():
            found.append(_plain(request.text, at, match.start()))
        found.append(Part(Span(*match.span()), match.group(), given[match.group()]))
        at = match.end()
    if at < len(request.text):
        found.append(_plain(request.text, at, len(request.text)))
    return tuple(found)


def _plain(text: str, start: int, end: int) -> Part:
    return Part(Span(start, end), text[start:end])
