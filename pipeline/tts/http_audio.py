"""What a speech server sends, as samples, or what is wrong with it."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

from pipeline.model import Audio
from pipeline.tts.completeness import flaw, without_rest
from pipeline.tts.speech import Spoken

if TYPE_CHECKING:
    import numpy

USUAL_RATE = 175
"""Words a minute, as espeak-ng speaks; the bound of `flaw` is for such a voice."""
SILENT = 33
"""Amplitude, -60 dBFS, which speech passes somewhere."""
_TEXTS = ("application/json", "text/")
_OPEN_SIZE = 0x7FFF_0000
"""A length in a WAV's head, from which on it means: not known when the head was written."""


def samples_of(
    body: bytes, content_type: str, form: str, rate: int, text: str, pace: float
) -> Audio | str:
    """The speech of `text` in a server's answer, mono at `rate` hertz.

    A string says what is wrong with it, as the end of a sentence: something else than audio,
    nothing, silence, or an end before the end. The silence after the last word is left out.
    """
    if not body:
        return "answered without any audio"
    if content_type.lower().startswith(_TEXTS):
        return f"answered with {content_type.partition(';')[0]} in place of audio"
    if form == "pcm" and not body.startswith((b"RIFF", b"fLaC", b"OggS", b"ID3")):
        if len(body) % 2:
            return "answered with half a sample at the end, so audio is missing"
        pcm = body
    else:
        read = _decoded(body)
        if isinstance(read, str):
            return read
        pcm = _pcm(*read, rate)
    loudest = _loudest(pcm)
    if loudest < SILENT:
        return "answered with silence"
    problem = flaw(text, round(USUAL_RATE * pace), Spoken(rate, pcm, finished=True))
    return problem or Audio(rate, without_rest(pcm, rate))


def _decoded(body: bytes) -> tuple[numpy.ndarray, int] | str:
    import soundfile

    if body.startswith(b"RIFF") and _wav_is_cut(body):
        return "answered with audio that breaks off"
    try:
        with soundfile.SoundFile(io.BytesIO(body)) as file:
            announced = file.frames
            samples = file.read(dtype="float32", always_2d=True)
            rate = int(file.samplerate)
    except (soundfile.LibsndfileError, RuntimeError, TypeError) as error:
        return f"answered with something that is not audio ({error})"
    if len(samples) < announced < 2**40 and not body.startswith(b"RIFF"):
        return "answered with audio that breaks off"
    return samples.mean(axis=1), rate


def _wav_is_cut(body: bytes) -> bool:
    """Whether a WAV announces more samples than it has.

    Servers that stream announce 0 or the largest number, since they can't know.
    """
    at = 12
    while at + 8 <= len(body):
        name, size = struct.unpack_from("<4sI", body, at)
        if name == b"data":
            return size < _OPEN_SIZE and at + 8 + int(size) > len(body)
        at += 8 + size + size % 2
    return True


def _pcm(samples: numpy.ndarray, at: int, rate: int) -> bytes:
    import numpy
    import soxr

    if at != rate:
        samples = soxr.resample(samples, at, rate, quality="HQ")
    # 32768, as libsndfile has it, so that 16-bit samples come through as they were.
    whole = numpy.clip(numpy.round(samples * 32768), -32768, 32767)
    return bytes(whole.astype("<i2").tobytes())


def _loudest(pcm: bytes) -> int:
    import numpy

    samples = numpy.frombuffer(pcm, dtype="<i2").astype("int32")
    return int(numpy.abs(samples).max()) if len(samples) else 0
