"""Media Overlays: which element of a page is heard from where to where in which sound file.

EPUB 3.3, section 9 (Media Overlays), https://www.w3.org/TR/epub-33/#sec-media-overlays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from xml.sax.saxutils import quoteattr

from pipeline.model import Span
from pipeline.readalong.captions import milliseconds
from pipeline.readalong.cues import Cue, Word

ACTIVE = "-epub-media-overlay-active"
"""The class that a reading system gives the element that is being heard."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of text that lights up as one: an element with an id, and its time."""

    id: str
    """Unique in its book."""
    utterance: str
    span: Span
    """In the code points of the utterance's span."""
    begins: int
    """Frame of the chapter's timeline."""
    ends: int


@dataclass(frozen=True, slots=True)
class Sounding:
    """What a sound file has of a chapter: frame `t` of it is at `start + t - skipped` there."""

    href: str
    """From the folder of the overlays."""
    start: int
    frames: int
    skipped: int
    last: int
    """Frame of the chapter's timeline at which its last clip there ends."""


def units(found: Sequence[Cue], *, words: bool = False) -> tuple[Unit, ...]:
    """What lights up together: a sentence, or a word where `words` is set and they have times.

    Units tile their cue: each begins where the one before it ends.
    """
    parts = [part for cue in found for part in (_word_cues(cue) if words else (cue,))]
    made: list[Unit] = []
    counts: dict[str, int] = {}
    for part in parts:
        number = counts[part.utterance] = counts.get(part.utterance, 0) + 1
        made.append(
            Unit(f"u{part.utterance}-{number}", part.utterance, part.span, part.begins, part.ends)
        )
    return tuple(made)


def smil(
    heard: Sequence[tuple[Sequence[Unit], Sequence[Sounding]]], page: str, rate: int
) -> tuple[str, int]:
    """The overlay of one page, and how long it is heard, in milliseconds.

    `heard` are the units of each chapter that the page has, in order, and where that chapter is
    heard; `page` is the page's address from the folder of the overlays. A unit that lies in two
    sound files is heard from the one in which it begins.
    """
    pars: list[str] = []
    total = 0
    for unit, sounds in ((unit, sounds) for made, sounds in heard for unit in made):
        sound = _sound(sounds, unit.begins)
        begins, ends = (_in_file(at, sound, rate) for at in (unit.begins, unit.ends))
        if ends <= begins:
            continue  # it takes no time, and reading systems expect some
        total += ends - begins
        pars.append(
            f'<par id="p{len(pars) + 1}"><text src={quoteattr(f"{page}#{unit.id}")}/>'
            f"<audio src={quoteattr(sound.href)} clipBegin={quoteattr(clock(begins))} "
            f"clipEnd={quoteattr(clock(ends))}/></par>"
        )
    inside = "\n".join(pars)
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'version="3.0">\n<body>\n{inside}\n</body>\n</smil>\n'
    )
    return text, total


def clock(time: int) -> str:
    """Milliseconds as a full clock value, `0:01:02.345`."""
    seconds, rest = divmod(time, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}.{rest:03}"


def _word_cues(cue: Cue) -> list[Cue]:
    if not cue.words:
        return [cue]
    starts = [cue.begins, *(word.begins for word in cue.words[1:]), cue.ends]
    edges = list(pairwise(starts))
    return [_word_cue(cue, word, *edge) for word, edge in zip(cue.words, edges, strict=True)]


def _word_cue(cue: Cue, word: Word, begins: int, ends: int) -> Cue:
    inside = word.span.shifted(-cue.span.start)
    text = cue.text[inside.start : inside.end]
    return replace(cue, span=word.span, text=text, begins=begins, ends=ends, words=(word,))


def _sound(sounds: Sequence[Sounding], frame: int) -> Sounding:
    for sound in sounds:
        if frame < sound.last:
            return sound
    return sounds[-1]


def _in_file(frame: int, sound: Sounding, rate: int) -> int:
    inside = min(max(frame - sound.skipped, 0), sound.frames)
    return milliseconds(sound.start + inside, rate)
