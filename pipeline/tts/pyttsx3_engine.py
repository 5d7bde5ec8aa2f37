"""The pyttsx3 engine: espeak-ng on Linux, the system's own voices elsewhere."""

from __future__ import annotations

import math
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

import msgspec

from pipeline.errors import EngineUnavailable
from pipeline.findings import Finding, Severity
from pipeline.model import Audio, EngineTraits, Failure, SynthesisRequest, Voice
from pipeline.tts.completeness import flaw, without_pauses, without_rest, word_times
from pipeline.tts.engine import foreign, refusal, refused, shortcomings
from pipeline.tts.pronouncing import parts
from pipeline.tts.speech import Manner, Speech, Spoken, VoiceParameters, WordEvent

ATTEMPTS = 2
SLOWEST, FASTEST = 80, 700
"""Words a minute between which espeak-ng's pace was measured to follow its setting."""

FOLLOWS = 0.65
"""The share of a voice's pitch that espeak's setting scales; the rest is intonation, which it
leaves as it is. Measured over four voices: 0.59 to 0.70."""


class Pyttsx3Engine:
    """Voices such as pyttsx3:gmw/en-us+f3. Raises EngineUnavailable, with what to install."""

    def __init__(self, speech: Speech | None = None) -> None:
        self._speech = speech or _usual_speech()
        missing = self._speech.unavailable()
        if missing:
            raise EngineUnavailable("The speech engine pyttsx3 is not installed.", missing)

    @property
    def traits(self) -> EngineTraits:
        return EngineTraits(
            "pyttsx3",
            revision=1,
            sample_rate=22_050,
            pitch=self._speech.pitch,
            repeatable=self._speech.repeatable,
            pronounces=self._speech.sounds,
            steady=self._speech.steady,
        )

    def voices(self) -> tuple[Voice, ...]:
        return self._speech.voices()

    def check(self, request: SynthesisRequest) -> tuple[Finding, ...]:
        return (
            *(Finding("pyttsx3", Severity.ERROR, each) for each in self._faults(request)),
            *foreign(request),
        )

    def synthesize(self, requests: Sequence[SynthesisRequest]) -> Iterator[Audio | Failure]:
        for request in requests:
            findings = refused(self.check(request))
            yield refusal(findings) if findings else self._spoken(request)

    def close(self) -> None:
        self._speech.close()

    def _spoken(self, request: SynthesisRequest) -> Audio | Failure:
        manner = _manner(request)
        text, places = self._written(request)
        why = ""
        for _ in range(ATTEMPTS):
            spoken = self._speech.speak(text, manner)
            if spoken is None:
                return Failure(*_no_such_voice(request.voice))
            why = flaw(text, manner.rate, spoken)
            if not why:
                return _audio(request.text, places, spoken)
        return Failure(f'The voice "{request.voice.id}" {why}, {ATTEMPTS} times.')

    def _written(self, request: SynthesisRequest) -> tuple[str, list[int]]:
        """What the library is given, and for each character its place in the text."""
        if not request.pronunciations:
            return _cleaned(request.text)
        identifier = VoiceParameters.of(request.voice).identifier
        written, places = "", []
        for part in parts(request):
            if part.ipa:
                letters = f"[[{self._speech.letters(part.ipa, identifier)}]]"
                written += letters
                places += [part.span.start] * len(letters)
            else:
                text, own = _cleaned(part.text.replace("[[", "  ").replace("]]", "  "))
                written += text
                places += [part.span.start + place for place in own]
        return written, places

    def _sounds(self, request: SynthesisRequest, identifier: str) -> Iterator[str]:
        for each in request.pronunciations:
            try:
                self._speech.letters(each.say, identifier)
            except ValueError as error:
                yield (
                    f'{request.voice.id} has no sound "{error}", which the lexicon has in '
                    f'"{each.written}" ({each.say}).'
                )

    def _faults(self, request: SynthesisRequest) -> Iterator[str]:
        yield from shortcomings(request, self.traits)
        try:
            parameters = VoiceParameters.of(request.voice)
        except msgspec.ValidationError as error:
            yield f'The voice "{request.voice.id}" is not one of pyttsx3: {error}.'
            return
        if not self._speech.has(parameters.identifier):
            yield " ".join(_no_such_voice(request.voice))
        elif self._speech.sounds:
            yield from self._sounds(request, parameters.identifier)
        if not 0 < parameters.volume <= 100:
            yield f"A volume of {parameters.volume:g} % can't be had (above 0, up to 100)."
        rate = parameters.rate * request.pace
        if not SLOWEST <= rate <= FASTEST:
            yield (
                f"{request.voice.id} can't speak {rate:.0f} words a minute "
                f"({SLOWEST} to {FASTEST}; its own pace is {parameters.rate:g})."
            )
        if self._speech.pitch:
            pitch = _pitch(parameters.pitch, request.pitch)
            if pitch is None or not 0 <= pitch <= 99:
                yield f"{request.voice.id} can't be shifted by {request.pitch:g} semitones."


def _usual_speech() -> Speech:
    if sys.platform == "linux":
        from pipeline.tts.espeak_binding import Espeak

        return Espeak()
    from pipeline.tts.pyttsx3_driver import PublicInterface

    return PublicInterface()


def _manner(request: SynthesisRequest) -> Manner:
    parameters = VoiceParameters.of(request.voice)
    return Manner(
        parameters.identifier,
        round(parameters.rate * request.pace),
        _pitch(parameters.pitch, request.pitch),
        round(parameters.volume),
        bool(request.pronunciations),
    )


def _pitch(usual: float | None, semitones: float) -> int | None:
    """espeak's setting for a shift from a voice's usual one; None where none does it.

    The setting p scales the base of the pitch by 2 ** ((p - 50) / 50), as the table in
    espeak-ng's wavegen.c has it, which is the share FOLLOWS of what is heard.
    """
    if usual is None:
        return None
    base = 2 ** ((usual - 50) / 50)
    heard = (FOLLOWS * base + 1 - FOLLOWS) * 2 ** (semitones / 12)
    wanted = (heard - (1 - FOLLOWS)) / FOLLOWS
    return round(50 + 50 * math.log2(wanted)) if wanted > 0 else None


def _cleaned(text: str) -> tuple[str, list[int]]:
    """The text without what the library would take as an order or not understand.

    A control character becomes a space (one of them begins a command to espeak-ng, another
    ends the text), an invisible one goes, so that it does not part a word. With it comes the
    place of each character that is left.
    """
    kept = [
        (" " if unicodedata.category(character) in ("Cc", "Cs") else character, place)
        for place, character in enumerate(text)
        if unicodedata.category(character) != "Cf" or character in "\u200c\u200d"
    ]
    return "".join(character for character, _ in kept), [place for _, place in kept]


def _audio(text: str, places: list[int], spoken: Spoken) -> Audio:
    pcm = without_rest(spoken.pcm, spoken.sample_rate)
    events = tuple(
        WordEvent(places[event.position], event.frame)
        for event in spoken.words
        if 0 <= event.position < len(places)
    )
    times = word_times(text, replace(spoken, words=events), len(pcm) // 2)
    return Audio(spoken.sample_rate, pcm, without_pauses(text, times, pcm, spoken.sample_rate))


def _no_such_voice(voice: Voice) -> tuple[str, str]:
    return (
        f'There is no voice "{voice.id}" on this machine.',
        "`fullcast voices list` shows what there is.",
    )
