"""The pyttsx3 engine: espeak-ng on Linux, the system's own voices elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.findings import Finding, Severity
from pipeline.model import Audio, EngineTraits, Failure, SynthesisRequest, Voice, WordTime
from pipeline.tts.engine import refusal
from pipeline.tts.espeak_binding import SAMPLE_RATE, Espeak, Utterance
from pipeline.tts.espeak_data import espeak_voices
from pipeline.tts.words import has_word, words


class Pyttsx3Engine:
    def __init__(self) -> None:
        self._espeak = Espeak()

    @property
    def traits(self) -> EngineTraits:
        return EngineTraits("pyttsx3", revision=1, sample_rate=SAMPLE_RATE)

    def voices(self) -> tuple[Voice, ...]:
        return espeak_voices()

    def check(self, request: SynthesisRequest) -> tuple[Finding, ...]:
        return tuple(Finding("pyttsx3", Severity.ERROR, each) for each in _faults(request))

    def synthesize(self, requests: Sequence[SynthesisRequest]) -> Iterator[Audio | Failure]:
        for request in requests:
            findings = self.check(request)
            yield refusal(findings) if findings else self._speak(request)

    def close(self) -> None:
        self._espeak.close()

    def _speak(self, request: SynthesisRequest) -> Audio | Failure:
        parameters = dict(request.voice.parameters)
        spoken = self._espeak.speak(
            request.text,
            str(parameters["identifier"]),
            round(float(parameters["rate"]) * request.pace),
            round(float(parameters["pitch"]) + 50 * request.pitch / 12),
        )
        if spoken is None:
            return Failure(f'There is no voice "{request.voice.id}".')
        if not spoken.finished or not spoken.pcm:
            return Failure(f'The voice "{request.voice.id}" did not finish.')
        return Audio(SAMPLE_RATE, spoken.pcm, _times(request.text, spoken))


def _times(text: str, spoken: Utterance) -> tuple[WordTime, ...]:
    """The library's word events as times of the text's words.

    The library tells of the pieces that it speaks: several for a number, one for words that it
    takes together ("of the"). A word begins with its first piece; one without a piece shares
    the time of the word before it, by their lengths.
    """
    frames = len(spoken.pcm) // 2
    found = words(text)
    begins: list[int | None] = [
        next((e.frame for e in spoken.words if word.start <= e.position < word.end), None)
        for word in found
    ]
    times: list[WordTime] = []
    index = 0
    while index < len(found):
        after = index + 1
        while after < len(found) and begins[after] is None:
            after += 1
        first = max(begins[index] or 0, times[-1].ends if times else 0)
        until = begins[after] if after < len(found) else None
        last = max(first, min(frames, frames if until is None else until))
        total = sum(len(word) for word in found[index:after])
        done = 0
        for word in found[index:after]:
            start = first + (last - first) * done // total
            done += len(word)
            end = first + (last - first) * done // total
            times.append(WordTime(word.start, word.end, start, end))
        index = after
    return tuple(times)


def _faults(request: SynthesisRequest) -> Iterator[str]:
    if not has_word(request.text):
        yield f'There is nothing to say in "{request.text}".'
    if {name for name, _ in request.voice.parameters} != {"identifier", "pitch", "rate"}:
        yield f'The voice "{request.voice.id}" is not one of pyttsx3.'
