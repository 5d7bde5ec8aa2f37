"""Hearing a voice before it is cast."""

from __future__ import annotations

import io
from pathlib import Path

from pipeline.errors import RenderError
from pipeline.model import Audio, SynthesisRequest
from pipeline.store import write_whole
from pipeline.tts.registry import find_voice
from pipeline.tts.worker import synthesize


def preview(voice_id: str, text: str, path: Path) -> float:
    """Speak a line into a WAV file and return its length in seconds.

    Raises CastError for a voice that does not exist and RenderError where it can't speak.
    """
    import numpy
    import soundfile

    voice = find_voice(voice_id)
    audio = synthesize(SynthesisRequest(text=text, language=voice.language, voice=voice))
    if not isinstance(audio, Audio):
        raise RenderError(f"{voice.id} could not speak the line: {audio.reason}", audio.hint)
    sound = io.BytesIO()
    samples = numpy.frombuffer(audio.pcm, dtype="<i2")
    soundfile.write(sound, samples, audio.rate, format="WAV", subtype="PCM_16")
    write_whole(path, sound.getvalue())
    return audio.frames / audio.rate
