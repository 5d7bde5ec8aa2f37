"""Piper's voices on this machine: a model and its settings, `NAME.onnx` and `NAME.onnx.json`."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from pipeline.model import Voice
from pipeline.tts.install import models_folder

ENGINE = "piper"
PACKAGES = ("piper", "onnx", "onnxruntime")
"""What has to be importable to speak; none of it is imported to know."""
_BLOCK = 65_536
"""Bytes of each stretch of a model that its digest is made of."""
_REGION = re.compile(r"([a-z]{2,3})[_-]([A-Za-z]{2,4})\b")


class VoiceParameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The parameters of a voice of Piper."""

    voice: str
    """The name of its files."""
    model: str
    """What `digest` says of them, so that another model of that name is another voice."""
    speaker: int | None = None
    """Which of the model's speakers, where it has several."""

    @classmethod
    def of(cls, voice: Voice) -> VoiceParameters:
        """Raises msgspec.ValidationError for one that is missing, unknown or of a wrong kind."""
        return msgspec.convert(dict(voice.parameters), cls)


@dataclass(frozen=True, slots=True)
class PiperFiles:
    """One installed voice."""

    model: Path
    settings: Path

    @property
    def name(self) -> str:
        return self.model.stem


def folder() -> Path:
    """Where Piper's voices lie; one that is put there by hand is found too."""
    return models_folder() / ENGINE


def installed() -> tuple[PiperFiles, ...]:
    """The voices whose two files are there, by name."""
    return tuple(
        PiperFiles(model, settings)
        for model in sorted(folder().glob("*.onnx"))
        if (settings := model.with_name(f"{model.name}.json")).is_file()
    )


def local_voices() -> tuple[Voice, ...]:
    """Every voice that is installed; each speaker of a model with several is one."""
    return tuple(voice for files in installed() for voice in _voices(files))


def missing_packages() -> str:
    """The command that installs the packages that are missing; empty where none is."""
    missing = any(find_spec(module) is None for module in PACKAGES)
    return "pip install 'fullcast[piper]'" if missing else ""


def digest(files: PiperFiles) -> str:
    """A digest of a voice's settings and of stretches of its model.

    A model is 60 MB, and this is asked for whenever voices are listed; one that has been
    trained further differs everywhere.
    """
    size = files.model.stat().st_size
    found = hashlib.sha256(size.to_bytes(8, "big"))
    found.update(files.settings.read_bytes())
    with files.model.open("rb") as file:
        for start in (0, size // 3, size // 2, max(0, size - _BLOCK)):
            file.seek(start)
            found.update(file.read(_BLOCK))
    return found.hexdigest()[:16]


def _voices(files: PiperFiles) -> Iterator[Voice]:
    try:
        said: dict[str, Any] = json.loads(files.settings.read_text("utf-8"))
        language = _language(said, files.name)
        speakers: dict[str, int] = dict(said.get("speaker_id_map") or {})
        several = int(said.get("num_speakers", 1)) > 1
        model = digest(files)
    except (OSError, ValueError, TypeError, AttributeError):
        return  # not the settings of a voice: `synthesize` would say so, but nobody asks for it
    names = speakers or {str(number): number for number in range(int(said["num_speakers"]))}
    for speaker, number in names.items() if several else [("", 0)]:
        parameters: dict[str, str | int | float] = {"voice": files.name, "model": model}
        if several:
            parameters["speaker"] = number
        yield Voice(
            id=f"{ENGINE}:{files.name}" + (f"/{speaker}" if several else ""),
            engine=ENGINE,
            parameters=tuple(sorted(parameters.items())),
            name=_title(said, files.name) + (f" {speaker}" if several else ""),
            language=language,
            licence=f"see the card of {files.name}",
        )


def _language(said: dict[str, Any], name: str) -> str:
    told = said.get("language")
    code = told.get("code") if isinstance(told, dict) else None
    region = _REGION.match(code if isinstance(code, str) else name)
    if region:
        return f"{region[1]}-{region[2]}".lower()
    return str(said["espeak"]["voice"]).lower()


def _title(said: dict[str, Any], name: str) -> str:
    """Piper names its voices language-name-quality: en_US-joe-medium is Joe."""
    told = said.get("dataset")
    parts = name.split("-")
    written = told if isinstance(told, str) and told else parts[1] if len(parts) == 3 else name
    return written.replace("_", " ").title()
