"""Kokoro's network: tokens in, samples and the duration of every token out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import EngineUnavailable
from pipeline.tts import kokoro_model as model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FRAMES = 600
"""Samples that one step of a duration has: 25 ms."""


class Network:
    """The model and the voices, loaded. One thread: processes share the cores better."""

    def __init__(self) -> None:
        """Raises EngineUnavailable where a file is missing or damaged."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        data = _whole(model.folder() / model.MODEL, model.MODEL_SHA256)
        self._voices = _whole(model.folder() / model.VOICES, model.VOICES_SHA256)
        self._styles: dict[str, NDArray[np.float32]] = {}
        self._session = onnxruntime.InferenceSession(
            data, options, providers=["CPUExecutionProvider"]
        )

    def speak(
        self, tokens: Sequence[int], voice: Sequence[tuple[str, float]], pace: float
    ) -> tuple[NDArray[np.float32], list[int]]:
        """Samples at 24 kHz, and the samples that each token takes, the pads at both ends too.

        `voice` is names and weights; at most `kokoro_model.STYLES` tokens.
        """
        import numpy

        row = len(tokens) - 1
        style = sum(self._style(name)[row] * numpy.float32(weight) for name, weight in voice)
        sound, durations = self._session.run(
            None,
            {
                "tokens": numpy.array([[0, *tokens, 0]], dtype=numpy.int64),
                "style": style,
                "speed": numpy.array([pace], dtype=numpy.float32),
            },
        )
        steps = numpy.asarray(durations).ravel()
        return numpy.asarray(sound).ravel(), [FRAMES * int(step) for step in steps]

    def _style(self, name: str) -> NDArray[np.float32]:
        if name not in self._styles:
            self._styles[name] = _voices(self._voices)[name]
        return self._styles[name]


def _whole(path: Path, digest: str) -> bytes:
    """The bytes of a file that is what was installed. Raises EngineUnavailable."""
    import hashlib

    try:
        data = path.read_bytes()
    except OSError as error:
        raise EngineUnavailable(
            f"Kokoro's file {path} can't be read ({error.strerror or error}).", model.INSTALL
        ) from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise EngineUnavailable(
            f"Kokoro's file {path} is damaged: its SHA-256 is not the one that is known.",
            f"{model.INSTALL[:-1]}, which replaces it.",
        )
    return data


def _voices(data: bytes) -> Any:
    import io

    import numpy

    return numpy.load(io.BytesIO(data), allow_pickle=False)
