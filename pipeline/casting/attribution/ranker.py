"""The learned ranker: how likely each candidate of each turn is its speaker."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from pipeline.casting.attribution.features import Table
from pipeline.casting.attribution.trees import Forest

MODEL = "ranker.npz"


@dataclass(frozen=True, slots=True)
class Model:
    forest: Forest
    certainty: NDArray[np.float64]
    """Steps of a stair from the ranker's probability to the share of turns that are right:
    first row the probability, second row the share."""


@cache
def load_model() -> Model:
    """The model of this package, made by `benchmarks/attribution`."""
    return read_model(files(__package__).joinpath(MODEL).read_bytes())


def read_model(data: bytes) -> Model:
    """A model from the bytes of its file."""
    with np.load(io.BytesIO(data)) as stored:
        forest = Forest(
            *(stored[name] for name in ("tree", "feature", "threshold", "mask", "leaves"))
        )
        return Model(forest, stored["certainty"])


def softmax(scores: NDArray[np.float64], starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Probabilities within each group of rows, from their scores; no group may be empty."""
    sizes = np.diff(starts)
    heights = np.repeat(np.maximum.reduceat(scores, starts[:-1]), sizes)
    powers = np.exp(scores - heights)
    return np.asarray(powers / np.repeat(np.add.reduceat(powers, starts[:-1]), sizes))


def probabilities(model: Model, table: Table) -> list[NDArray[np.float64]]:
    """For each turn the probabilities of its candidates; none for a turn without any."""
    sizes = np.diff(table.starts)
    filled = sizes > 0
    if not filled.any():
        return [np.zeros(0)] * len(sizes)
    starts = np.concatenate([table.starts[:-1][filled], table.starts[-1:]])
    shares = softmax(model.forest.score(table.values), starts)
    return np.split(shares, table.starts[1:-1])


def confidence(model: Model, probability: float) -> float:
    """How often turns whose best candidate has this probability are right."""
    return float(np.interp(probability, model.certainty[0], model.certainty[1]))
