"""The files of Kokoro-82M: where they lie, what they must be, and what else it needs."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from pipeline.tts.install import models_folder

MODEL = "kokoro-v1.0.int8.timed.onnx"
MODEL_BYTES = 92_361_389
MODEL_SHA256 = "68f7bb82529af253d37c1088580e9c39d89716bd9d22fe8b1fa44deeddf33d30"
"""Of the released int8 model with its durations shown as a second output."""

VOICES = "voices-v1.0.npz"
VOICES_SHA256 = "96d3e94b58a29ac8dcea4af055953e538708ff318c3023ecc50df4789338f911"
"""Of all 54 voices as the installation writes them."""

STYLES = 510
"""Style vectors of a voice: one for each number of tokens, and so the most tokens at once."""

INSTALL = "Run `fullcast voices install kokoro`."

PACKAGES = {"onnxruntime": "onnxruntime", "espeakng_loader": "espeakng-loader"}
"""What has to be importable, and the distribution that brings it."""


def folder() -> Path:
    """Where the model and the voices lie once they are installed."""
    return models_folder() / "kokoro"


def installed() -> bool:
    """Whether both files are there, the model in its full length; nothing is read."""
    try:
        whole = (folder() / MODEL).stat().st_size == MODEL_BYTES
    except OSError:
        return False
    return whole and (folder() / VOICES).is_file()


def ready() -> bool:
    """Whether Kokoro could speak here."""
    return installed() and not missing_packages()


def missing_packages() -> str:
    """The command that installs the packages that are missing; empty where none is."""
    missing = any(find_spec(module) is None for module in PACKAGES)
    return "pip install 'fullcast[kokoro]'" if missing else ""
