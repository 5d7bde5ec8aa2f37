"""An engine without speech, for tests and dry runs: each voice is a tone of its own.

Who speaks can be heard by the frequency, how long by the text: 60 ms a code point.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from pipeline.findings import Finding, Severity
from pipeline.model import (
    Age,
    Audio,
    EngineTraits,
    Failure,
    Gender,
    SynthesisRequest,
    Voice,
    WordTime,
)
from pipeline.tts.engine import refusal, shortcomings
from pipeline.tts.words import words

RATE = 24_000
SECONDS_A_CODE_POINT = 0.06
LEVEL = 0.25
EDGE = 240
"""Frames over which a clip fades in and out: 10 ms."""
LOWEST = 220
"""Hertz of tone:a; each voice is three semitones above the one before it."""

_VOICES = tuple(
    Voice(
        id=f"tone:{letter}",
        engine="tone",
        parameters=(("frequency", round(LOWEST * 2 ** (number / 4))),),
        name=f"Tone {letter.upper()}",
        language="",
        gender=Gender.MALE if number % 2 else Gender.FEMALE,
        age=Age.ADULT,
        timbre=f"a tone of {round(LOWEST * 2 ** (number / 4))} Hz",
        licence="none needed",
    )
    for number, letter in enumerate("abcdefghijklmnop")
)

_TRAITS = EngineTraits("tone", revision=1, sample_rate=RATE)


class ToneEngine:
    """Voices tone:a to tone:p; a, c, e … are women, b, d, f … men, and all speak any language."""

    @property
    def traits(self) -> EngineTraits:
        return _TRAITS

    def voices(self) -> tuple[Voice, ...]:
        return _VOICES

    def check(self, request: SynthesisRequest) -> tuple[Finding, ...]:
        return tuple(Finding("tone", Severity.ERROR, message) for message in _faults(request))

    def synthesize(self, requests: Sequence[SynthesisRequest]) -> Iterator[Audio | Failure]:
        for request in requests:
            findings = self.check(request)
            yield refusal(findings) if findings else _spoken(request)

    def close(self) -> None:
        """Nothing is held."""


def _faults(request: SynthesisRequest) -> Iterator[str]:
    yield from shortcomings(request, _TRAITS)
    if request.voice.parameters not in {voice.parameters for voice in _VOICES}:
        yield f'The tone engine has no voice "{request.voice.id}" with those parameters.'
    if not 0.1 <= request.pace <= 10:
        yield f"The tone engine can't speak at {request.pace:g} times its pace (0.1 to 10)."
    if not -24 <= request.pitch <= 24:
        yield f"The tone engine can't shift by {request.pitch:g} semitones (-24 to 24)."


def _spoken(request: SynthesisRequest) -> Audio:
    import numpy

    frequency = float(dict(request.voice.parameters)["frequency"]) * 2 ** (request.pitch / 12)
    step = RATE * SECONDS_A_CODE_POINT / request.pace
    frames = max(4 * EDGE, round(len(request.text) * step))
    tone = numpy.sin(numpy.arange(frames) * (2 * math.pi * frequency / RATE))
    fade = 0.5 - 0.5 * numpy.cos(numpy.arange(EDGE) * (math.pi / EDGE))
    tone[:EDGE] *= fade
    tone[-EDGE:] *= fade[::-1]
    times = tuple(
        WordTime(
            word.start,
            word.end,
            min(frames, round(word.start * step)),
            min(frames, round(word.end * step)),
        )
        for word in words(request.text)
    )
    return Audio(RATE, (tone * (LEVEL * 32767)).astype("<i2").tobytes(), times)
