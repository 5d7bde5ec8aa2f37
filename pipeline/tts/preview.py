"""Hearing a voice before it is cast."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import RenderError
from pipeline.events import Event, Sending, ignore
from pipeline.model import Audio, SynthesisRequest
from pipeline.store import write_whole
from pipeline.tts.engine import host
from pipeline.tts.registry import find_voice, load_engine
from pipeline.tts.worker import synthesize


def preview(
    voice_id: str, text: str, path: Path, on_event: Callable[[Event], None] = ignore
) -> float:
    """Speak a line into a WAV file and return its length in seconds.

    `on_event` is told before the line leaves this machine.
    Raises CastError for a voice that does not exist and RenderError where it can't speak.
    """
    import numpy
    import soundfile

    voice = find_voice(voice_id)
    if where_to := host(load_engine(voice.engine)):
        on_event(Sending(voice.engine, where_to))
    audio = synthesize(SynthesisRequest(text=text, language=voice.language, voice=voice))
    if not isinstance(audio, Audio):
        raise RenderError(f"{voice.id} could not speak the line: {audio.reason}", audio.hint)
    sound = io.BytesIO()
    samples = numpy.frombuffer(audio.pcm, dtype="<i2")
    soundfile.write(sound, samples, audio.rate, format="WAV", subtype="PCM_16")
    write_whole(path, sound.getvalue())
    return audio.frames / audio.rate
