"""What is asked of the engines: a script and a cast -> directions, a clip each."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.casting.casting import role_of
from pipeline.casting.delivery import MANNERS, PLAIN, Manner
from pipeline.casting.edits import Anchored
from pipeline.casting.lexicon import Lexicon, Speech
from pipeline.casting.packing import PACKED, divided, packed
from pipeline.casting.spoken import Said, spoken_form
from pipeline.casting.voices import find_voice, speaks
from pipeline.errors import CastError
from pipeline.findings import Finding, Severity
from pipeline.model import (
    Cast,
    Delivery,
    Direction,
    EngineTraits,
    Pronunciation,
    Role,
    Script,
    Span,
    SynthesisRequest,
    Utterance,
    UtteranceKind,
    Voice,
)

_SEMITONES_OF_4_PERCENT = 12 * math.log2(1.04)
_LEAST = 0.4
"""The least that a further take varies, as a share of the most."""
_GOLDEN = (math.sqrt(5) - 1) / 2
_SILVER = math.sqrt(2) - 1

_FAR = 4
"""Semitones: a role that is shifted further is not shifted by a delivery too, since no engine
goes on for ever."""

_SURELY_TOO_LONG = 2
"""A text this many times an engine's limit is not put into its spoken form to see if it fits."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording of the user's own that stands for an utterance."""

    path: str
    """As edits.toml names it."""
    key: str
    """Of the clip that was made of it."""
    gain: float
    """dB that bring it to the level of the voices."""


def direct(
    script: Script,
    cast: Cast,
    voices: Mapping[str, Voice],
    traits: Mapping[str, EngineTraits],
    language: str,
    edits: Anchored,
    key: Callable[[SynthesisRequest, EngineTraits], str],
    lexicon: Lexicon = Lexicon(),
    deliveries: Mapping[str, Delivery] = MappingProxyType({}),
    recordings: Mapping[str, Recording] = MappingProxyType({}),
) -> tuple[tuple[Direction, ...], tuple[Finding, ...]]:
    """The directions of all utterances, in the order of the script, and what was dropped.

    `voices` is by voice id and `traits` by engine name; `language` is the book's, as a BCP 47
    tag; `key` gives the clip's key; the speakers of the `lexicon` are ids; `deliveries` are
    by utterance id; `recordings`, by utterance, are heard in its place. The spans of an
    utterance's directions cover it up to white space; an utterance in which there is nothing
    to say has none.

    Raises CastError for a voice or an engine that does not exist.
    """
    wanted = dict(edits.by_utterance)
    directions: list[Direction] = []
    findings: dict[Finding, None] = {}
    settings: dict[Role, _Setting] = {}
    for scene in script.scenes:
        for utterance in scene.utterances:
            role = role_of(utterance, scene, cast)
            if role not in settings:
                settings[role] = _setting(role, voices, traits, language, lexicon)
                findings.update(dict.fromkeys(settings[role].findings))
            setting = settings[role]
            if own := recordings.get(utterance.id):
                words = _Said(" ".join(utterance.text.split()))
                request = setting.request(words, language, 1, PLAIN)
                gain = round(role.gain + own.gain, 3)
                directions.append(
                    Direction(
                        *(utterance.id, utterance.span, role.speaker, request, own.key, gain),
                        recording=own.path,
                    )
                )
                continue
            edit = wanted.get(utterance.id)
            take = (edit.take if edit else None) or 1
            how = deliveries.get(utterance.id)
            manner = MANNERS[how] if how else PLAIN
            if take > 1 and not _varies(setting.engine):
                findings[_alike(setting.engine)] = None
            for span, said in _stretches(utterance, edit.say if edit else None, setting, language):
                findings.update(dict.fromkeys(setting.dropped(said.unsaid)))
                request = setting.request(said, language, take, manner)
                directions.append(
                    Direction(
                        utterance.id,
                        span,
                        role.speaker,
                        request,
                        key(request, setting.engine),
                        role.gain + manner.gain,
                    )
                )
    return tuple(directions), tuple(findings)


def _stretches(
    utterance: Utterance, say: str | None, setting: _Setting, language: str
) -> list[tuple[Span, _Said]]:
    """The stretches of an utterance that have a clip each, and what is spoken there."""
    start, text = utterance.span.start, utterance.text
    longest = setting.engine.longest
    if say is not None:
        parts = divided(Span(0, len(say)), say, lambda part: len(part) <= longest)
        words = [_Said(" ".join(say[part.start : part.end].split())) for part in parts]
        spans = [utterance.span, *[Span(utterance.span.end, utterance.span.end)] * (len(parts) - 1)]
        return list(zip(spans, words, strict=True))

    heading = utterance.kind is UtteranceKind.HEADING

    spoken: dict[Span, _Said] = {}

    def fits(part: Span) -> bool:
        if len(part) > _SURELY_TOO_LONG * longest:
            return False
        spoken[part] = setting.said(text[part.start : part.end], language, heading)
        return len(spoken[part].text) <= longest

    sentences = [sentence.shifted(-start) for sentence in utterance.sentences]
    stretches: list[tuple[Span, _Said]] = []
    silent = 0  # where text begins that has nothing to say and waits for a neighbour
    for stretch in packed(text, sentences, min(PACKED, longest)):
        for part in divided(stretch, text, fits):
            if spoken[part].text:
                stretches.append((Span(silent, part.end), spoken[part]))
                silent = part.end
            elif stretches:
                before, said = stretches[-1]
                stretches[-1] = (Span(before.start, part.end), said)
                silent = part.end
    return [(_trimmed(text, span).shifted(start), said) for span, said in stretches]


def _trimmed(text: str, span: Span) -> Span:
    stretch = text[span.start : span.end]
    return Span(
        span.start + len(stretch) - len(stretch.lstrip()),
        span.end - len(stretch) + len(stretch.rstrip()),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What is spoken in one stretch."""

    text: str
    pronunciations: tuple[Pronunciation, ...] = ()
    unsaid: tuple[str, ...] = ()
    """Words whose sounds are given, which the engine can't be told."""


@dataclass(frozen=True, slots=True)
class _Setting:
    """How the requests of a role are made."""

    voice: Voice
    engine: EngineTraits
    pace: float
    pitch: float
    speech: Speech
    findings: tuple[Finding, ...]

    def said(self, text: str, language: str, heading: bool) -> _Said:
        """The spoken form of a text, with what the lexicon says of its words.

        A respelling stands in the text; sounds are told to an engine that understands them.
        """
        given: list[Said] = []
        told: dict[str, Pronunciation] = {}
        unsaid: dict[str, None] = {}
        for found in self.speech.found(text):
            word = found.word
            if word.ipa and self.engine.pronounces:
                written = " ".join(text[found.start : found.end].split())
                told[written] = Pronunciation(written, word.ipa, "ipa")
                given.append((found.start, found.end, written))
            elif word.say:
                given.append((found.start, found.end, word.respelled))
            else:
                unsaid[word.written] = None
        return _Said(
            spoken_form(text, language, heading=heading, said=given),
            tuple(told.values()),
            tuple(unsaid),
        )

    def dropped(self, words: Iterable[str]) -> Iterator[Finding]:
        """A finding for each word that the engine can't be told how to pronounce."""
        for word in words:
            yield Finding(
                "pronunciation-dropped",
                Severity.WARNING,
                f'The lexicon gives the sounds of "{word}" (ipa), which the engine '
                f"{self.engine.name} can't be told. Add `say` to the entry for it.",
                word,
            )

    def request(self, said: _Said, language: str, take: int, manner: Manner) -> SynthesisRequest:
        pace, pitch = self.pace, self.pitch
        if self.engine.pace:
            pace = round(pace * manner.pace, 4)
        if self.engine.pitch and abs(pitch) <= _FAR:
            pitch = round(pitch + manner.pitch, 4)
        if take > 1 and self.engine.repeatable:
            if self.engine.pace:
                pace = round(pace * (1 + 0.04 * _offset(take, _GOLDEN)), 4)
            if self.engine.pitch:
                pitch = round(pitch + _SEMITONES_OF_4_PERCENT * _offset(take, _SILVER), 4)
        return SynthesisRequest(
            said.text,
            language,
            self.voice,
            pace=pace,
            pitch=pitch,
            pronunciations=said.pronunciations,
            take=take,
        )


def _setting(
    role: Role,
    voices: Mapping[str, Voice],
    traits: Mapping[str, EngineTraits],
    language: str,
    lexicon: Lexicon,
) -> _Setting:
    voice = voices.get(role.voice) or find_voice(voices.values(), role.voice)
    engine = traits.get(voice.engine)
    if engine is None:
        raise CastError(
            f"The voice {voice.id} of {role.speaker} needs the engine {voice.engine}, "
            "which is not there.",
            f"There are: {', '.join(sorted(traits))}.",
        )
    findings = [
        Finding(
            f"{name}-dropped",
            Severity.WARNING,
            f"{role.speaker} has a {name} of {value:g} in the cast, which the engine "
            f"{engine.name} can't do: it is spoken with the voice's own.",
            role.speaker,
        )
        for name, value, usual, able in (
            ("pace", role.pace, 1.0, engine.pace),
            ("pitch", role.pitch, 0.0, engine.pitch),
        )
        if value != usual and not able
    ]
    if not speaks(voice, language):
        findings.append(
            Finding(
                "voice-language",
                Severity.WARNING,
                f"The book's language is {language} and the voice {voice.id} of {role.speaker} "
                f"speaks {voice.language}. `fullcast voices list --all --language {language}` "
                "shows voices that speak it.",
                role.speaker,
            )
        )
    return _Setting(
        voice,
        engine,
        role.pace if engine.pace else 1.0,
        role.pitch if engine.pitch else 0.0,
        lexicon.of(role.speaker),
        tuple(findings),
    )


def _offset(take: int, step: float) -> float:
    """Where a further take lies between -1 and 1: never near 0, and apart from other takes.

    The multiples of an irrational number, less their whole part, are spread evenly over
    any run of takes (a Kronecker sequence), so that no two takes of a line sound alike.
    """
    place = 2 * (take * step % 1) - 1
    return math.copysign(_LEAST + (1 - _LEAST) * abs(place), place)


def _varies(engine: EngineTraits) -> bool:
    return engine.pace or engine.pitch or not engine.repeatable


def _alike(engine: EngineTraits) -> Finding:
    return Finding(
        "take-alike",
        Severity.NOTE,
        f"The engine {engine.name} always reads alike and can change neither pace nor pitch: "
        "a further take sounds like the first. Another voice or say-as changes more.",
        engine.name,
    )
