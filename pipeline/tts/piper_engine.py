"""The engine piper: local neural voices, small and fast.

Piper is GPL-3. It is installed beside Fullcast (`fullcast[piper]`) and imported only where
speech is made, which the program does in a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from pipeline.errors import EngineUnavailable
from pipeline.findings import Finding, Severity
from pipeline.model import Audio, EngineTraits, Failure, Span, SynthesisRequest, Voice, WordTime
from pipeline.tts.completeness import flaw
from pipeline.tts.engine import PATIENCE, foreign, refusal, refused, shortcomings
from pipeline.tts.phoneme_times import Timed, sounds, word_times
from pipeline.tts.pieces import pieces
from pipeline.tts.piper_model import Damaged, PiperModel, Sentence
from pipeline.tts.piper_voices import (
    ENGINE,
    PiperFiles,
    VoiceParameters,
    installed,
    local_voices,
    missing_packages,
)
from pipeline.tts.request_key import clip_key
from pipeline.tts.speech import Spoken
from pipeline.tts.words import words

if TYPE_CHECKING:
    import numpy

RATE = 22_050
"""Hertz of most voices; the others are brought to it."""
SLOWEST, FASTEST = 0.5, 2.0
"""Factors on the pace between which the sound stays clean."""
USUAL_RATE = 175
"""Words a minute, for the bound below which a clip can't be whole."""
LONGEST_PIECE = 400
"""Code points that the model speaks at once; its memory grows with their square."""
LEAD, TAIL = 0.025, 0.09
"""Seconds that stay before the first sound and after the last: they fade in and out there."""
GAP = 0.15
"""Seconds between two sentences of a clip, over and above those."""
INSTALL = "Run `fullcast voices install piper:en_US-joe-medium`."


class PiperEngine:
    """Voices such as piper:en_US-joe-medium. Raises EngineUnavailable, with what to install."""

    def __init__(self) -> None:
        if missing := missing_packages():
            raise EngineUnavailable(
                "The speech engine piper is not installed.", f"Install what it needs: {missing}."
            )
        if not installed():
            raise EngineUnavailable("There is no voice of Piper on this machine.", INSTALL)
        self._voices: tuple[Voice, ...] | None = None
        self._open: dict[str, PiperModel] = {}

    @property
    def traits(self) -> EngineTraits:
        return EngineTraits(ENGINE, revision=1, sample_rate=RATE, pitch=False)

    @property
    def patience(self) -> float:
        """Seconds: a neural network on a busy machine is slow, and not stuck."""
        return PATIENCE

    def voices(self) -> tuple[Voice, ...]:
        if self._voices is None:
            self._voices = local_voices()
        return self._voices

    def check(self, request: SynthesisRequest) -> tuple[Finding, ...]:
        return (
            *(Finding(ENGINE, Severity.ERROR, each) for each in self._faults(request)),
            *foreign(request),
        )

    def synthesize(self, requests: Sequence[SynthesisRequest]) -> Iterator[Audio | Failure]:
        for request in requests:
            findings = refused(self.check(request))
            yield refusal(findings) if findings else self._spoken(request)

    def close(self) -> None:
        self._open.clear()

    def _faults(self, request: SynthesisRequest) -> Iterator[str]:
        yield from shortcomings(request, self.traits)
        try:
            VoiceParameters.of(request.voice)
        except msgspec.ValidationError as error:
            yield f'The voice "{request.voice.id}" is not one of Piper: {error}.'
            return
        if request.voice.parameters not in {voice.parameters for voice in self.voices()}:
            yield (
                f'There is no voice "{request.voice.id}" of Piper on this machine, or its model '
                "is another one; `fullcast voices list --engine piper` shows what there is."
            )
        if not SLOWEST <= request.pace <= FASTEST:
            yield (
                f"Piper can't speak at {request.pace:g} times its pace "
                f"({SLOWEST:g} to {FASTEST:g})."
            )

    def _spoken(self, request: SynthesisRequest) -> Audio | Failure:
        parameters = VoiceParameters.of(request.voice)
        model = self._model(parameters.voice)
        # The numbers that the model draws follow from what is asked, and so does the sound.
        seed = int(clip_key(request, self.traits)[:16], 16)
        parts = []
        for number, piece in enumerate(pieces(request.text, LONGEST_PIECE)):
            phonemes = model.phonemes(request.text[piece.start : piece.end])
            spoken = model.speak(phonemes, request.pace, parameters.speaker, seed + number)
            parts.append((piece, tuple(spoken)))
        joined = _Joined(model.rate)
        times: list[WordTime] = []
        for piece, sentences in parts:
            heard = [timed for sentence in sentences for timed in joined.add(sentence)]
            times += _times(request.text, piece, heard, model)
        pcm = joined.pcm()
        why = flaw(request.text, round(USUAL_RATE * request.pace), Spoken(RATE, pcm, finished=True))
        if why:
            return Failure(f'The voice "{request.voice.id}" {why}.')
        whole = len(times) == len(words(request.text))
        return Audio(RATE, pcm, _within(times, model.rate, len(pcm) // 2) if whole else ())

    def _model(self, name: str) -> PiperModel:
        if name not in self._open:
            files = next(each for each in installed() if each.name == name)
            self._open.clear()  # a book needs few voices at once, and each holds 200 MB
            self._open[name] = _opened(files)
        return self._open[name]


class _Joined:
    """Sentences one after another, without the rest at their edges, at the model's rate."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._parts: list[numpy.ndarray] = []
        self._frames = 0

    def add(self, sentence: Sentence) -> list[Timed]:
        """Append a sentence and return when each of its phonemes is heard."""
        import numpy

        if self._parts:
            rest = numpy.zeros(round(GAP * self._rate), dtype=numpy.float32)
            self._parts.append(rest)
            self._frames += len(rest)
        begins = (0, *sentence.ends)
        timed = list(zip(sentence.phonemes, begins, sentence.ends, strict=False))
        sounding = [(begin, end) for phoneme, begin, end in timed if sounds(phoneme)]
        first, last = 0, len(sentence.samples)
        if sounding:
            first = max(0, sounding[0][0] - round(LEAD * self._rate))
            last = min(last, sounding[-1][1] + round(TAIL * self._rate))
        at = self._frames - first
        self._parts.append(sentence.samples[first:last])
        self._frames += last - first
        return [(phoneme, at + begin, at + end) for phoneme, begin, end in timed]

    def pcm(self) -> bytes:
        """16-bit samples at `RATE`, as loud as the model made them."""
        import numpy
        import soxr

        if not self._parts:
            return b""
        samples = numpy.concatenate(self._parts)
        if self._rate != RATE:
            samples = soxr.resample(samples, self._rate, RATE, quality="HQ")
        whole = numpy.clip(numpy.round(samples * 32767), -32768, 32767)
        return bytes(whole.astype("<i2").tobytes())


def _times(
    text: str, piece: Span, heard: Sequence[Timed], model: PiperModel
) -> tuple[WordTime, ...]:
    here = [word for word in words(text) if word in piece]

    def alone(word: Span) -> list[str]:
        return [each for part in model.phonemes(text[word.start : word.end]) for each in part]

    return word_times(here, alone, heard)


def _within(times: Sequence[WordTime], rate: int, frames: int) -> tuple[WordTime, ...]:
    """The times at `RATE`, within a clip of so many frames."""
    scale = RATE / rate
    return tuple(
        WordTime(
            time.start,
            time.end,
            min(frames - 1, max(0, round(time.begins * scale))),
            min(frames, round(time.ends * scale)),
        )
        for time in times
    )


def _opened(files: PiperFiles) -> PiperModel:
    try:
        return PiperModel(files)
    except Damaged as error:
        raise EngineUnavailable(
            f"The voice {files.name} of Piper can't be opened ({error}).",
            f"Delete {files.model} and install it again: {INSTALL}",
        ) from error
    except ImportError as error:
        raise EngineUnavailable(
            f"The speech engine piper can't be imported: {error}.",
            "Install again what it needs: pip install --force-reinstall 'fullcast[piper]'.",
        ) from error
