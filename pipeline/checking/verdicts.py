"""What is wrong with a clip, by what was measured of it and what its voice usually does."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from pipeline.checking.familiarity import Foreign
from pipeline.checking.hearing import Facts
from pipeline.findings import Finding, Severity
from pipeline.model import WordTime

ENOUGH = 12
"""Clips by which a voice's habits are known."""
HELD = 4
"""Stretches held at the peak from which a clip is clipped."""
LONGEST_PAUSE = 1.1
"""Seconds of silence within a clip that are nobody's habit."""
ZEROS = 0.2
"""Seconds of digital silence between two sounds, over what the voice is used to."""
SUDDEN = 25.0
"""dB by which a voice does not fall within ten milliseconds unless it is cut."""
ENDS_LOUD = -22.0
"""dB of a clip's end above its level from which it is cut off."""
CLICK = 4.0
CLICK_KNOWN = 3.0
"""The same where the voice is known to have no clicks."""
FOREIGN = 4.5
"""dB; see `familiarity`."""
ANOTHER = 2.7
"""dB that a whole clip is from its voice when another has spoken it."""
PACE = 4.5
"""Deviations (a scaled median one) of the time a letter takes."""
OFF = 0.05
"""Seconds by which a clip's end may differ from where its voice's clips end after a word."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A clip as it was measured, and what the engine was told and has told of it."""

    key: str
    voice: str
    """The voice's id, and what else shapes the pace."""
    text: str
    """As it was to be spoken."""
    pace: float
    rate: int
    """Hertz."""
    words: tuple[WordTime, ...]
    facts: Facts
    foreign: Foreign | None


@dataclass(frozen=True, slots=True)
class Habits:
    """What a voice usually does; None where too little is known of it."""

    letter: float | None = None
    """Natural logarithm of the seconds that a letter takes."""
    spread: float = 0.1
    """Of that, as a scaled median deviation."""
    zeros: float = LONGEST_PAUSE
    """Seconds of digital silence that occur in its clips."""
    rest: tuple[float, float] | None = None
    """Seconds, least and most, from its last word's end to the end of the clip."""
    ending: float = ENDS_LOUD
    """dB of its clips' ends above their level, at the loudest."""
    click: float = CLICK
    foreign: float = math.inf
    another: float = math.inf


def habits(clips: Sequence[Heard], kin: Sequence[Heard]) -> Habits:
    """What these clips of one voice have in common; a few bad ones among them don't matter.

    `kin` are all clips of the voice's engine: where the voice has too few, they tell how
    clips begin, end and pause, though not how the voice sounds.
    """
    if len(clips) >= ENOUGH:
        return _habits(clips)
    if len(kin) >= ENOUGH:
        return replace(_habits(kin), letter=None, foreign=math.inf, another=math.inf)
    return Habits()


def _habits(clips: Sequence[Heard]) -> Habits:
    known = sorted(x for x in map(_letter, clips) if x is not None)
    middle = median(known) if len(known) >= ENOUGH else None
    rests = sorted(_rest(clip) for clip in clips if clip.words)
    strange = [clip.foreign for clip in clips if clip.foreign]
    return Habits(
        letter=middle,
        spread=max(0.06, 1.4826 * median(abs(x - middle) for x in known)) if middle else 0.1,
        zeros=_most([clip.facts.zeros for clip in clips]),
        rest=(_share(rests, 0.05), _share(rests, 0.95)) if len(rests) >= ENOUGH else None,
        ending=max(ENDS_LOUD, _most([clip.facts.ending for clip in clips]) + 3),
        click=max(CLICK_KNOWN, 1.2 * _most([clip.facts.click for clip in clips])),
        foreign=max(FOREIGN, 1.15 * _most([each.most for each in strange])),
        another=max(ANOTHER, 1.25 * _most([each.overall for each in strange])),
    )


def verdict(clip: Heard, usual: Habits) -> tuple[Finding, ...]:
    """What is wrong with a clip, of a voice with these habits."""
    if clip.facts.spoken < 0.05:
        message = "Nothing is heard in it."
        return (Finding("clip-silent", Severity.ERROR, message, clip.key),)
    return tuple(
        Finding(code, severity, message, clip.key)
        for code, severity, message in (
            *_ending(clip, usual),
            *_doubled(clip, usual),
            *_levels(clip),
            *_silence(clip, usual),
            *_strange(clip, usual),
            *_pace(clip, usual),
        )
    )


_Found = tuple[str, Severity, str]


def _ending(clip: Heard, usual: Habits) -> Iterator[_Found]:
    facts = clip.facts
    if clip.words and clip.words[-1].ends / clip.rate > facts.seconds + OFF:
        yield (
            "clip-cut-off",
            Severity.ERROR,
            f"It lasts {facts.seconds:.2f} seconds, and the engine put its last word's end at "
            f"{clip.words[-1].ends / clip.rate:.2f}.",
        )
    elif facts.ending > usual.ending:
        message = f"It ends at {-facts.ending:.0f} dB below its speech, as if it were cut off."
        yield "clip-cut-off", Severity.WARNING, message
    elif usual.rest and clip.words:
        rest = _rest(clip)
        if not usual.rest[0] - OFF <= rest <= usual.rest[1] + OFF:
            way = "longer" if rest > usual.rest[1] else "shorter"
            yield (
                "clip-length",
                Severity.WARNING,
                f"It is {way} than the engine's word times say: {rest:.2f} seconds after the "
                f"last word, where this voice has {usual.rest[0]:.2f} to {usual.rest[1]:.2f}.",
            )


def _doubled(clip: Heard, usual: Habits) -> Iterator[_Found]:
    facts = clip.facts
    if not facts.repeat:
        return
    slow = _deviation(clip, usual)
    if says_twice(clip.text) and (slow is None or slow < PACE / 2):
        return
    yield (
        "clip-repeat",
        Severity.ERROR,
        f"{facts.repeat:.2f} seconds are heard twice, again at {facts.repeated:.2f} s.",
    )


def _levels(clip: Heard) -> Iterator[_Found]:
    if clip.facts.held >= HELD:
        message = f"Its samples are held at the peak in {clip.facts.held} places."
        yield "clip-clipping", Severity.ERROR, message


def _silence(clip: Heard, usual: Habits) -> Iterator[_Found]:
    facts = clip.facts
    if facts.zeros > usual.zeros + ZEROS:
        message = f"{facts.zeros:.2f} seconds between two sounds are digital silence."
        yield "clip-silence", Severity.ERROR, message
    elif facts.pause > LONGEST_PAUSE:
        yield "clip-silence", Severity.WARNING, f"A silence of {facts.pause:.2f} seconds is in it."
    elif facts.drop > SUDDEN and facts.pause > 0.15 and usual.zeros < 0.01:
        yield "clip-silence", Severity.WARNING, "The sound goes out between two words."


def _strange(clip: Heard, usual: Habits) -> Iterator[_Found]:
    if clip.facts.click > usual.click:
        message = f"A click at {clip.facts.clicked:.2f} s."
        yield "clip-click", Severity.WARNING, message
    if clip.foreign is None:
        return
    if clip.foreign.overall > usual.another:
        yield "clip-voice", Severity.WARNING, "It does not sound like the other clips of its voice."
    elif clip.foreign.most > usual.foreign:
        message = f"A noise at {clip.foreign.at:.2f} s that this voice never makes."
        yield "clip-noise", Severity.WARNING, message


def _pace(clip: Heard, usual: Habits) -> Iterator[_Found]:
    off = _deviation(clip, usual)
    if off is not None and abs(off) > PACE:
        way = "slower" if off > 0 else "faster"
        yield (
            "clip-pace",
            Severity.WARNING,
            f"It is spoken {math.exp(abs(off) * usual.spread):.2f} times {way} than this voice "
            "usually speaks: words may be missing or be too many.",
        )


def _deviation(clip: Heard, usual: Habits) -> float | None:
    letter = _letter(clip)
    if letter is None or usual.letter is None:
        return None
    # A short text's pace varies more; twelve letters vary as much again as a long text.
    spread = usual.spread * math.sqrt(1 + 12 / max(1, letters(clip.text)))
    return (letter - usual.letter) / spread


def _letter(clip: Heard) -> float | None:
    count = letters(clip.text)
    if count < 8 or clip.facts.spoken <= 0:
        return None
    return math.log(clip.facts.spoken * clip.pace / count)


def _rest(clip: Heard) -> float:
    return clip.facts.seconds - clip.words[-1].ends / clip.rate


def letters(text: str) -> int:
    """Letters, with a digit counted as the four letters or so that it is spoken with."""
    return sum(4 if character.isdigit() else character.isalnum() for character in text)


def says_twice(text: str) -> bool:
    """Whether a word of the text comes twice, so that its sound may."""
    words = [word for word in re.findall(r"\w+", text.casefold()) if len(word) > 1]
    return len(words) != len(set(words))


def _most(values: Sequence[float]) -> float:
    """What nineteen of twenty do not exceed."""
    return _share(sorted(values), 0.95) if values else 0.0


def _share(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
