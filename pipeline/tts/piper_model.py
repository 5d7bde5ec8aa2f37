"""A Piper model, opened so that the same text always sounds the same and tells its durations.

This module is only for the process that speaks: it alone imports Piper, which is GPL-3.

Piper's models (VITS) draw random numbers inside the graph, which ONNX Runtime can't seed for
a single run. So each node that draws them is replaced by a cut-out of numbers handed in, and
the graph's own durations, a number of frames for each phoneme, are shown as an output: the
method of piper.patch_voice_with_alignment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.tts.piper_voices import PiperFiles

if TYPE_CHECKING:
    import numpy
    from onnx import ModelProto

NOISE = "fullcast.noise"
FRAMES_A_PHONEME = 30
"""Frames of noise for each phoneme, at the usual pace: ten times what speech takes."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, as the model spoke it."""

    samples: numpy.ndarray
    """float32, as it came: its level is the model's own."""
    phonemes: tuple[str, ...]
    """With the marks for begin and end around them."""
    ends: tuple[int, ...]
    """For each phoneme the sample at which it ends; empty where the model does not tell."""


class Damaged(Exception):
    """The files are not those of a voice, and why."""


class PiperModel:
    """An opened voice. Raises Damaged, and ImportError where Piper is not installed."""

    def __init__(self, files: PiperFiles) -> None:
        import onnx
        import onnxruntime
        from google.protobuf.message import DecodeError
        from onnxruntime.capi import onnxruntime_pybind11_state as ort
        from piper import PiperVoice
        from piper.config import PiperConfig

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # other processes speak beside this one
        options.log_severity_level = 4
        try:
            graph = onnx.load(str(files.model))
            self._noises = _steadied(graph)
            self._session = onnxruntime.InferenceSession(
                graph.SerializeToString(), options, providers=["CPUExecutionProvider"]
            )
            self._config = PiperConfig.from_dict(json.loads(files.settings.read_text("utf-8")))
        except (
            DecodeError,
            ort.Fail,
            ort.InvalidArgument,
            ort.InvalidGraph,
            ort.InvalidProtobuf,
            ort.NotImplemented,
            OSError,
            ValueError,
            KeyError,
        ) as error:
            raise Damaged(str(error).splitlines()[0][:160] if str(error) else "") from error
        self._voice = PiperVoice(session=self._session, config=self._config)

    @property
    def rate(self) -> int:
        """Hertz."""
        return int(self._config.sample_rate)

    def phonemes(self, text: str) -> list[list[str]]:
        """The phonemes of the text by sentence; double brackets are no orders to Piper here."""
        found: list[list[str]] = self._voice.phonemize(text.replace("[[", "[ ["))
        return [sentence for sentence in found if sentence]

    def speak(
        self, sentences: Sequence[Sequence[str]], pace: float, speaker: int | None, seed: int
    ) -> Iterator[Sentence]:
        """The sentences, spoken one by one; the same numbers give the same samples."""
        import numpy

        for number, phonemes in enumerate(sentences):
            ids = self._voice.phonemes_to_ids(list(phonemes))
            random = numpy.random.Generator(numpy.random.PCG64([seed, number]))
            noise = bool(self._noises)
            feeds = {
                "input": numpy.array([ids], dtype=numpy.int64),
                "input_lengths": numpy.array([len(ids)], dtype=numpy.int64),
                "scales": numpy.array(
                    [
                        self._config.noise_scale if noise else 0,
                        self._config.length_scale / pace,
                        self._config.noise_w_scale if noise else 0,
                    ],
                    dtype=numpy.float32,
                ),
            }
            if self._config.num_speakers > 1:
                feeds["sid"] = numpy.array([speaker or 0], dtype=numpy.int64)
            length = round(len(ids) * FRAMES_A_PHONEME * max(1.0, 1 / pace))
            for name, rows in self._noises.items():
                shape = (1, rows, length)
                feeds[name] = random.standard_normal(shape, dtype=numpy.float32)
            samples, *more = (numpy.asarray(each) for each in self._session.run(None, feeds))
            samples = samples.squeeze()
            frames = more[0].squeeze().astype(numpy.int64) if more else None
            yield Sentence(samples, *self._timed(phonemes, ids, frames, len(samples)))

    def _timed(
        self,
        phonemes: Sequence[str],
        ids: Sequence[int],
        frames: numpy.ndarray | None,
        length: int,
    ) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """The phonemes that have ids, and where each ends with the blank behind it."""
        marks = ("^", *phonemes, "$")
        if frames is None or len(frames) != len(ids) or int(frames.sum()) == 0:
            return marks, ()
        hop = length / int(frames.sum())
        blank = list(self._config.phoneme_id_map.get("_", ()))
        spoken: list[str] = []
        ends: list[int] = []
        at = sounded = 0
        for mark in marks:
            own = self._config.phoneme_id_map.get(mark)
            if not own:
                continue  # a phoneme that the voice does not know is left out by Piper
            took = len(own) + (len(blank) if mark != "$" else 0)
            sounded += int(frames[at : at + took].sum())
            at += took
            spoken.append(mark)
            ends.append(round(sounded * hop))
        return (tuple(spoken), tuple(ends)) if at == len(ids) else (marks, ())


def _steadied(model: ModelProto) -> dict[str, int]:
    """Changes the graph as the head of this module says.

    Returns the inputs that take the noise and how many rows each has; none where the graph
    draws in another way, which is then to be kept still by noise of no strength.
    """
    import numpy
    from onnx import TensorProto, ValueInfoProto, helper, numpy_helper

    graph = model.graph
    drawing = [node for node in graph.node if node.op_type.startswith("Random")]
    rows = _rows(model)
    durations = [node.output[0] for node in graph.node if node.op_type == "Ceil"]
    if len(durations) == 1 and len(graph.output) == 1:
        graph.output.append(ValueInfoProto(name=durations[0]))
    if any(node.op_type != "RandomNormalLike" for node in drawing) or rows is None:
        return {}
    zeros = f"{NOISE}.zeros"
    graph.initializer.append(numpy_helper.from_array(numpy.zeros(3, numpy.int64), zeros))
    nodes = []
    taken: dict[str, int] = {}
    for node in graph.node:
        if node.op_type != "RandomNormalLike":
            nodes.append(node)
            continue
        name = f"{NOISE}.{len(taken)}"
        taken[name] = 2 if node.name.startswith("/dp") else rows
        shape: list[str | int | None] = [1, taken[name], "length"]
        graph.input.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
        nodes.append(helper.make_node("Shape", [node.input[0]], [f"{name}.shape"]))
        nodes.append(helper.make_node("Slice", [name, zeros, f"{name}.shape"], [node.output[0]]))
    del graph.node[:]
    graph.node.extend(nodes)
    return taken


def _rows(model: ModelProto) -> int | None:
    """How many values a frame has inside the model: the bias of its text encoder tells twice."""
    for weights in model.graph.initializer:
        if weights.name == "enc_p.proj.bias":
            return int(weights.dims[0]) // 2
    return None
