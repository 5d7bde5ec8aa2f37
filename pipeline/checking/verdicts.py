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
SURE = 0.25
"""Seconds of a stretch that is heard twice, from which nothing else can be meant."""
ADJOINING = 0.1
"""Seconds from one stretch to its repetition, over and above twice its length, at the most, if
it was stuttered: the pause after a word counts not as alike."""
SILENT = 0.1
"""Seconds of a word in which nothing is heard, though the engine says that it is spoken."""
UNHEARD = 0.55
"""The share of the usual time of its letters that is heard of a word at the least."""
QUICKEST = 0.04
"""Seconds that a letter takes at the least, where a voice's habits are not known."""
HELD = 8
"""Stretches held at the peak from which a clip is clipped."""
LONGEST_PAUSE = 1.1
"""Seconds of silence within a clip that are nobody's habit."""
PAUSE = 0.3
"""Seconds of silence within a clip that are anybody's."""
NATURAL = 0.8
"""The share of a pause that is digital silence from which it is not one in which a voice dies
away and some engine then sends nothing."""
SUDDEN = 55.0
"""dB by which no voice falls silent within ten milliseconds, unless it is gated."""
LATE = 0.15
"""Seconds later than usual at which a clip may begin to sound."""
ENDS_LOUD = -22.0
"""dB of a clip's end above its level from which it is cut off."""
DIES_AWAY = 0.35
"""The share of the time in which a voice dies away that each of its clips has at the end."""
CLICK, CLICK_OVER = 2.8, 1.25
"""See `clicks.ranked`; and how many times it may be what nine of ten clips do not exceed."""
UNKNOWN_CLICK = 6.0
"""The same of a voice of which little is known: some click by themselves."""
FULL, FULL_OVER = -26.0, 7.2
"""dB; see `familiarity.fullest`."""
FOREIGN_OVER = 2.6
"""dB by which a look may be more foreign than the voice's median; see `familiarity`."""
ANOTHER_OVER = 0.4
"""The same of a whole long clip: more, and somebody else has spoken it."""
PACE = 4.5
"""Deviations (a scaled median one) of the time a letter takes."""
OFF = 0.05
"""Seconds by which a clip may end earlier, or be heard later, than its voice's do after a word."""
TIMED = 3
"""Words from which their times can be held to that closely: of one alone they are rough."""


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
    """What a voice usually does, as limits; where too little is known, as nobody's are."""

    letter: float | None = None
    """Natural logarithm of the seconds that a letter takes."""
    spread: float = 0.1
    """Of that, as a scaled median deviation."""
    zeros: float = LONGEST_PAUSE
    """Seconds of digital silence in its clips, at the most."""
    pause: float = LONGEST_PAUSE
    """Seconds of silence within its clips, at the most."""
    breath: float = LONGEST_PAUSE
    """The same of clips that have no mark at which to pause."""
    drop: float = math.inf
    """dB by which it falls silent within ten milliseconds, at the most."""
    lead: float = math.inf
    """Seconds before its first sound, at the most."""
    rest: float = 0.0
    """Seconds after the last sound in which it dies away, at the least."""
    told: float | None = None
    """Seconds from its last word's end to the end of the clip, at the least."""
    heard: float | None = None
    """Seconds from its last word's end to its last sound, at the most."""
    repeat: float = 0.0
    """Seconds of stretches that are alike in its clips, as a machine's can be."""
    click: float = UNKNOWN_CLICK
    full: float = FULL
    foreign: float = math.inf
    another: float = math.inf
    """dB by which a clip is foreign as a whole, usually."""


def habits(clips: Sequence[Heard], kin: Sequence[Heard]) -> Habits:
    """What these clips of one voice have in common, whatever a few bad ones among them do.

    `kin` are all clips of the voice's engine: where the voice has too few, they tell how
    clips begin, end and pause, though not how the voice sounds.
    """
    if len(clips) >= ENOUGH:
        return _habits(clips)
    if len(kin) >= ENOUGH:
        return replace(
            _habits(kin),
            letter=None,
            drop=math.inf,
            rest=0.0,
            foreign=math.inf,
            another=math.inf,
        )
    return Habits()


def _habits(clips: Sequence[Heard]) -> Habits:
    facts = [clip.facts for clip in clips]
    known = sorted(x for x in map(_letter, clips) if x is not None)
    middle = median(known) if len(known) >= ENOUGH else None
    timed = [clip for clip in clips if clip.words]
    zeros = _share([each.zeros for each in facts], 0.85)
    rests = [each.rest for each in facts]
    steady = _share(rests, 0.2) > 0.6 * median(rests)
    strange = [clip.foreign for clip in clips if clip.foreign]
    return Habits(
        letter=middle,
        spread=max(0.06, 1.4826 * median(abs(x - middle) for x in known)) if middle else 0.1,
        zeros=0.03 if zeros < 0.001 else zeros + 0.3,
        pause=_pause([clip for clip in clips if has_pause(clip.text)]),
        breath=min(
            _pause([clip for clip in clips if not has_pause(clip.text)]),
            _pause(clips),
        ),
        drop=max(SUDDEN, 1.3 * _share([each.drop for each in facts], 0.85)),
        lead=_share([each.lead for each in facts], 0.85) + LATE,
        rest=DIES_AWAY * median(rests) if steady else 0.0,
        told=_share([_rest(clip) for clip in timed], 0.1) if len(timed) >= ENOUGH else None,
        heard=_share([_over(clip) for clip in timed], 0.95) if len(timed) >= ENOUGH else None,
        repeat=max(0.12, 1.3 * _share([each.repeat for each in facts], 0.9)),
        click=max(CLICK, CLICK_OVER * _share([each.click for each in facts], 0.9)),
        full=min(FULL, median(each.full for each in facts) + FULL_OVER),
        foreign=median(each.most for each in strange) + FOREIGN_OVER if strange else math.inf,
        another=median(each.overall for each in strange) if strange else math.inf,
    )


def _pause(clips: Sequence[Heard]) -> float:
    if len(clips) < ENOUGH:
        return LONGEST_PAUSE
    return max(PAUSE, 1.15 * _share([clip.facts.pause for clip in clips], 0.95) + 0.05)


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
_MARK = re.compile(r"[^\w\s'’]")
_EDGES = " .,;:!?…—–-\"'“”‘’()"


def _ending(clip: Heard, usual: Habits) -> Iterator[_Found]:
    facts = clip.facts
    if clip.words and clip.words[-1].ends / clip.rate > facts.seconds + OFF:
        yield (
            "clip-cut-off",
            Severity.ERROR,
            f"It lasts {facts.seconds:.2f} seconds, and the engine put its last word's end at "
            f"{clip.words[-1].ends / clip.rate:.2f}.",
        )
    elif facts.ending > ENDS_LOUD or facts.rest < usual.rest:
        yield "clip-cut-off", Severity.WARNING, "It does not die away: its end may be cut off."
    elif usual.told is not None and usual.heard is not None and clip.words:
        rest, over = _rest(clip), _over(clip)
        late = over > usual.heard + OFF and len(clip.words) >= TIMED
        way = "shorter" if rest < usual.told - OFF else "longer" if late else ""
        if way:
            yield (
                "clip-length",
                Severity.WARNING,
                f"It is {way} than the engine's word times say: its last sound is at "
                f"{facts.seconds - facts.rest:.2f} s, its last word's end at "
                f"{facts.seconds - rest:.2f}.",
            )


def _doubled(clip: Heard, usual: Habits) -> Iterator[_Found]:
    facts = clip.facts
    if facts.repeat <= usual.repeat:
        return
    # A word that the text has twice may sound the same twice, but seldom right after itself.
    if says_twice(clip.text) and facts.apart > 2 * facts.repeat + ADJOINING:
        return
    yield (
        "clip-repeat",
        Severity.ERROR if facts.copied and facts.repeat >= SURE else Severity.WARNING,
        f"{facts.repeat:.2f} seconds are heard twice, again at {facts.repeated:.2f} s.",
    )


def _levels(clip: Heard) -> Iterator[_Found]:
    if clip.facts.held >= HELD:
        message = f"Its samples are held at the peak in {clip.facts.held} places."
        yield "clip-clipping", Severity.ERROR, message


def _silence(clip: Heard, usual: Habits) -> Iterator[_Found]:
    facts = clip.facts
    if facts.zeros > usual.zeros and facts.zeros > NATURAL * facts.pause:
        message = f"{facts.zeros:.2f} seconds between two sounds are digital silence."
        yield "clip-silence", Severity.ERROR, message
    elif facts.pause > (usual.pause if has_pause(clip.text) else usual.breath):
        yield "clip-silence", Severity.WARNING, f"A silence of {facts.pause:.2f} seconds is in it."
    elif word := _silent_word(clip, usual):
        message = f"Nothing is heard of “{clip.text[word.start : word.end]}”."
        yield "clip-silence", Severity.WARNING, message
    elif facts.drop > usual.drop:
        yield "clip-silence", Severity.WARNING, "The sound goes out all at once within it."
    elif facts.lead > usual.lead:
        message = f"It begins with {facts.lead:.2f} seconds of silence."
        yield "clip-silence", Severity.WARNING, message


def _silent_word(clip: Heard, usual: Habits) -> WordTime | None:
    """A word of which, at the engine's times, too little is heard for its letters.

    What is quiet counts not by itself, since a word's time may go on through the pause after.
    """
    quickest = QUICKEST if usual.letter is None else UNHEARD * math.exp(usual.letter) / clip.pace
    for word in clip.words:
        begins, ends = word.begins / clip.rate, word.ends / clip.rate
        quiet = sum(max(0.0, min(b, ends) - max(a, begins)) for a, b in clip.facts.gaps)
        count = spoken_letters(clip.text[word.start : word.end])
        if quiet > SILENT and ends - begins - quiet < quickest * count:
            return word
    return None


def _strange(clip: Heard, usual: Habits) -> Iterator[_Found]:
    if clip.facts.click > usual.click:
        message = f"A click at {clip.facts.clicked:.2f} s."
        yield "clip-click", Severity.WARNING, message
    foreign = clip.foreign
    if clip.facts.full > usual.full:
        message = f"A noise at {clip.facts.full_at:.2f} s."
        yield "clip-noise", Severity.WARNING, message
    elif foreign and foreign.most > usual.foreign and not _another(clip, usual):
        message = f"A noise at {foreign.at:.2f} s that this voice never makes."
        yield "clip-noise", Severity.WARNING, message
    if foreign and _another(clip, usual):
        yield "clip-voice", Severity.WARNING, "It does not sound like the other clips of its voice."


def _another(clip: Heard, usual: Habits) -> bool:
    """Whether the clip as a whole is foreign; a short one is more so by chance."""
    over = ANOTHER_OVER * (1 + 1 / clip.facts.spoken)
    return clip.foreign is not None and clip.foreign.overall > usual.another + over


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
    spread = usual.spread * math.sqrt(1 + 12 / max(1, spoken_letters(clip.text)))
    return (letter - usual.letter) / spread


def _letter(clip: Heard) -> float | None:
    count = spoken_letters(clip.text)
    if count < 8 or clip.facts.spoken <= 0:
        return None
    return math.log(clip.facts.spoken * clip.pace / count)


def _rest(clip: Heard) -> float:
    return clip.facts.seconds - clip.words[-1].ends / clip.rate


def _over(clip: Heard) -> float:
    return _rest(clip) - clip.facts.rest


def spoken_letters(text: str) -> int:
    """Letters, with a digit counted as the four letters or so that it is spoken with."""
    return sum(4 if character.isdigit() else character.isalnum() for character in text)


def has_pause(text: str) -> bool:
    """Whether a mark is within the text at which a reader may pause."""
    return bool(_MARK.search(text.strip(_EDGES)))


def says_twice(text: str) -> bool:
    """Whether a word of the text comes twice, so that its sound may."""
    words = [word for word in re.findall(r"\w+", text.casefold()) if len(word) > 1]
    return len(words) != len(set(words))


def _share(values: Sequence[float], share: float) -> float:
    """What this share of the values does not exceed; 0 where there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
