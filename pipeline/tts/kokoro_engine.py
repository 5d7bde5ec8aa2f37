"""The Kokoro engine: Kokoro-82M on onnxruntime, and blends of its voices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import msgspec

from pipeline.errors import EngineUnavailable
from pipeline.findings import Finding, Severity
from pipeline.model import Audio, EngineTraits, Failure, SynthesisRequest, Voice, WordTime
from pipeline.tts import kokoro_model as model
from pipeline.tts.blends import parse_blend
from pipeline.tts.engine import refusal, shortcomings
from pipeline.tts.kokoro_phonemes import DIALECTS, Phonemizer
from pipeline.tts.kokoro_text import PAUSE, Phrase, phrases
from pipeline.tts.kokoro_voices import STYLES, every_voice
from pipeline.tts.words import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.tts.kokoro_speech import Network

RATE = 24_000
SLOWEST, FASTEST = 0.5, 2.0
"""Factors on the usual pace between which the model was made to speak."""

SILENCE = 10 ** (-60 / 20)
"""Amplitude below which a stretch that belongs to no word has no sound in it."""
STRETCH = 600
"""Samples of such a stretch: the 25 ms that durations are counted in."""
REST = 2
"""Silent stretches that stay at each end of a phrase."""


LEAD = 1_800
"""Samples by which a token is heard before its durations say so: measured against a forced
aligner, the same for all voices and places (benchmarks/word_times.py)."""


class VoiceParameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The parameters of a voice of Kokoro."""

    dialect: str
    """The language that it reads in, one of `DIALECTS`."""
    style: str
    """One of its voices, or a blend: `af_heart*0.6+bf_emma*0.4`."""


class KokoroEngine:
    """Voices such as kokoro:af_heart. Raises EngineUnavailable, with what to install."""

    def __init__(self) -> None:
        packages = model.missing_packages()
        if packages:
            raise EngineUnavailable(
                "The packages of the speech engine kokoro are not installed.", packages
            )
        if not model.installed():
            raise EngineUnavailable(
                "The model of the speech engine kokoro is not installed.", model.INSTALL
            )
        self._network: Network | None = None
        self._phonemizer = Phonemizer()

    @property
    def traits(self) -> EngineTraits:
        return EngineTraits(
            "kokoro", revision=1, sample_rate=RATE, model=model.MODEL_SHA256, pitch=False
        )

    def voices(self) -> tuple[Voice, ...]:
        return every_voice()

    def check(self, request: SynthesisRequest) -> tuple[Finding, ...]:
        faults = (Finding("kokoro", Severity.ERROR, each) for each in _faults(request))
        return (*faults, *_language(request))

    def synthesize(self, requests: Sequence[SynthesisRequest]) -> Iterator[Audio | Failure]:
        for request in requests:
            faults = [f for f in self.check(request) if f.severity is Severity.ERROR]
            yield refusal(faults) if faults else self._spoken(request)

    def close(self) -> None:
        self._network = None

    def _spoken(self, request: SynthesisRequest) -> Audio | Failure:
        parameters = _parameters(request.voice)
        voice = parse_blend(parameters.style)
        read = partial(self._phonemizer.phonemes, dialect=parameters.dialect)
        parts = phrases(request.text, read, model.STYLES)
        silent = _silent(request.text, parts, read)
        if silent:
            return Failure(
                f'{request.voice.id} has no sound for "{silent}".',
                "Say it in other letters with `say` in edits.toml.",
            )
        from pipeline.tts.kokoro_speech import Network

        self._network = self._network or Network()
        pcm = bytearray()
        heard: dict[int, tuple[int, int]] = {}
        for part in parts:
            sound, durations = self._network.speak(part.tokens, voice, request.pace)
            begin, end = _trim(sound, part, durations)
            offset = len(pcm) // 2 - begin
            for word, (begins, ends) in _spoken_words(part, durations):
                first = heard.get(word, (offset + begins, 0))[0]
                heard[word] = (first, offset + ends)
            pcm += _pcm(sound[begin:end])
        return Audio(RATE, bytes(pcm), _word_times(request.text, heard, len(pcm) // 2))


def _parameters(voice: Voice) -> VoiceParameters:
    """Raises msgspec.ValidationError for one that is missing, unknown or of a wrong kind."""
    return msgspec.convert(dict(voice.parameters), VoiceParameters)


def _faults(request: SynthesisRequest) -> Iterator[str]:
    traits = EngineTraits("kokoro", revision=1, sample_rate=RATE, pitch=False)
    yield from shortcomings(request, traits)
    try:
        parameters = _parameters(request.voice)
        blend = parse_blend(parameters.style)
    except (msgspec.ValidationError, ValueError) as error:
        yield f'The voice "{request.voice.id}" is not one of kokoro: {error}.'
        return
    unknown = [name for name, _ in blend if name not in STYLES]
    if unknown:
        yield (
            f'There is no voice "{unknown[0]}" of kokoro for "{request.voice.id}";'
            " `fullcast voices list --engine kokoro` shows what there is."
        )
    if parameters.dialect not in DIALECTS:
        yield f'Kokoro does not read "{parameters.dialect}" (it reads {", ".join(DIALECTS)}).'
    if not SLOWEST <= request.pace <= FASTEST:
        yield f"kokoro can't speak at {request.pace:g} times its pace ({SLOWEST} to {FASTEST})."


def _language(request: SynthesisRequest) -> Iterator[Finding]:
    wanted = request.language.replace("_", "-").partition("-")[0].casefold()
    reads = str(dict(request.voice.parameters).get("dialect", "")).partition("-")[0]
    if wanted and reads and wanted != reads:
        yield Finding(
            "voice-language",
            Severity.WARNING,
            f"The line is in {request.language} and {request.voice.id} reads {reads}.",
        )


def _silent(text: str, parts: Sequence[Phrase], read: Callable[[str], str]) -> str:
    """The first word that nothing is spoken for; empty where there is none."""
    spoken = {owner for part in parts for owner in part.owners}
    for number, word in enumerate(words(text)):
        # A word may be without a token of its own where it is spoken with its neighbour.
        if number not in spoken and not read(text[word.start : word.end]):
            return text[word.start : word.end]
    return ""


def _edges(durations: Sequence[int]) -> list[int]:
    """Where each token is heard, without the pads: one more edge than there are tokens."""
    return list(accumulate(durations[1:-1], initial=max(0, durations[0] - LEAD)))


def _trim(sound: NDArray[np.float32], part: Phrase, durations: Sequence[int]) -> tuple[int, int]:
    """Where the phrase begins and ends, without the silence that the engine adds.

    What is cut lies before the first sound of the first word or after the beginning of the
    last sound of the last one, by their durations, and has no sound in it: of a short phrase
    the network often says the last word faster than its durations have it.
    """
    import numpy

    edges = _edges(durations)
    owned = [number for number, owner in enumerate(part.owners) if owner != PAUSE]
    first, last, done = edges[owned[0]], edges[owned[-1]], edges[owned[-1] + 1] + LEAD
    stretches = numpy.abs(sound[: len(sound) // STRETCH * STRETCH]).reshape(-1, STRETCH)
    loud = stretches.max(axis=1) > SILENCE
    quiet = ~(loud | numpy.append(loud[1:], False))
    # Behind the last word's end and a silence there may be a click: it is not of the word.
    after = numpy.flatnonzero(quiet[done // STRETCH :])
    loud[done // STRETCH + int(after[0]) if len(after) else len(loud) :] = False
    heard = numpy.flatnonzero(loud)
    begin = min([first // STRETCH, *heard[:1]]) - REST
    end = max([last // STRETCH, *(heard[-1:] + 1)]) + REST
    return max(0, int(begin)) * STRETCH, min(len(sound), int(end) * STRETCH)


def _spoken_words(part: Phrase, durations: Sequence[int]) -> Iterator[tuple[int, tuple[int, int]]]:
    """For each token of a word: the word's number, and the samples at its ends."""
    for owner, ends in zip(part.owners, pairwise(_edges(durations)), strict=True):
        if owner != PAUSE:
            yield owner, ends


def _pcm(sound: NDArray[np.float32]) -> bytes:
    import numpy

    return (numpy.clip(sound, -1, 1) * 32767).round().astype("<i2").tobytes()


def _word_times(
    text: str, heard: Mapping[int, tuple[int, int]], frames: int
) -> tuple[WordTime, ...]:
    """A time for every word, in order; one without tokens shares that of the word before it."""
    spans = words(text)
    timed = sorted(heard)
    times: list[WordTime] = []
    for first, following in zip([0, *timed[1:]], [*timed[1:], len(spans)], strict=True):
        begins, ends = heard[max(first, timed[0])]
        begins = max(begins, times[-1].ends if times else 0)
        ends = max(begins, min(ends, frames))
        group = spans[first:following]
        letters = list(accumulate(map(len, group), initial=0))
        for span, (before, after) in zip(group, pairwise(letters), strict=True):
            times.append(
                WordTime(
                    span.start,
                    span.end,
                    begins + (ends - begins) * before // letters[-1],
                    begins + (ends - begins) * after // letters[-1],
                )
            )
    return tuple(times)
