"""The learned ranker: how likely each candidate of each turn is its speaker."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from pipeline.casting.attribution.conversation import Conversation, context
from pipeline.casting.attribution.features import Table
from pipeline.casting.attribution.trees import Forest

MODEL = "ranker.npz"
FIELDS = ("tree", "feature", "threshold", "mask", "leaves")


@dataclass(frozen=True, slots=True)
class Model:
    first: Forest
    """Over the features of each candidate."""
    second: Forest
    """Over what the first look says of the turns around; its scores are added to the first's."""
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
        first, second = (
            Forest(*(stored[f"{look}_{name}"] for name in FIELDS)) for look in ("first", "second")
        )
        return Model(first, second, stored["certainty"])


def softmax(scores: NDArray[np.float64], starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Probabilities within each group of rows, from their scores; no group may be empty."""
    sizes = np.diff(starts)
    heights = np.repeat(np.maximum.reduceat(scores, starts[:-1]), sizes)
    powers = np.exp(scores - heights)
    return np.asarray(powers / np.repeat(np.add.reduceat(powers, starts[:-1]), sizes))


def probabilities(model: Model, table: Table, talk: Conversation) -> list[NDArray[np.float64]]:
    """For each turn the probabilities of its candidates; none for a turn without any."""
    if not len(table.values):
        return [np.zeros(0)] * len(talk.people)
    first = first_look(model.first, table)
    around = context(talk, split(first, table))
    return split(second_look(model.second, first, around, table), table)


def first_look(forest: Forest, table: Table) -> NDArray[np.float64]:
    """The probability of each row by the features of its candidate."""
    return softmax(forest.score(table.values), table.filled)


def second_look(
    forest: Forest, first: NDArray[np.float64], around: NDArray[np.float32], table: Table
) -> NDArray[np.float64]:
    """The probability of each row when the first look at the turns around is known."""
    return softmax(offset(first) + forest.score(around), table.filled)


def offset(first: NDArray[np.float64]) -> NDArray[np.float64]:
    """The scores that the second look starts from."""
    return np.asarray(np.log(np.maximum(first, 1e-4)))


def split(shares: NDArray[np.float64], table: Table) -> list[NDArray[np.float64]]:
    """The rows of each turn."""
    return np.split(shares, table.starts[1:-1])


def confidence(model: Model, probability: float) -> float:
    """How often turns whose best candidate has this probability are right."""
    return float(np.interp(probability, model.certainty[0], model.certainty[1]))
