"""Fitting the ranker: boosted trees under a softmax over the candidates of each turn."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import lightgbm
import numpy as np
from numpy.typing import NDArray

from benchmarks.attribution.corpus import Novel
from pipeline.casting.attribution.conversation import context
from pipeline.casting.attribution.ranker import (
    FIELDS,
    Model,
    first_look,
    offset,
    softmax,
    split,
)
from pipeline.casting.attribution.trees import LEAVES, Forest

SETTINGS: dict[str, float] = {
    "rounds": 110,
    "learning_rate": 0.1,
    "num_leaves": 15,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 63,
    "num_threads": 1,
    "seed": 1,
    "verbosity": -1,
    "path_smooth": 20.0,
}
SEEDS = (1, 2, 3)
"""Of the forests whose mean is the first look: each draws other rows and features, and the mean
errs less than any of them."""
SECOND = {"rounds": 60, "num_leaves": 8, "feature_fraction": 0.5}
"""What differs in the second look, which has few features."""


def fit(novels: Sequence[Novel], inner: int = 4) -> tuple[Forest, Forest]:
    """The forests of both looks.

    The second one learns from what first looks say of authors that they have not seen: the
    authors of `novels` are held out in turn, in `inner` groups.
    """
    authors = sorted({novel.author for novel in novels})
    first: dict[str, NDArray[np.float64]] = {}
    for group in range(inner):
        held = set(authors[group::inner])
        forest = _forest([_Rows.first(novel) for novel in novels if novel.author not in held])
        for novel in novels:
            if novel.author in held:
                first[novel.name] = first_look(forest, novel.table)
    second = [
        _Rows.second(
            novel, first[novel.name], context(novel.talk, split(first[novel.name], novel.table))
        )
        for novel in novels
    ]
    rows = [_Rows.first(novel) for novel in novels]
    return _mean([_forest(rows, seed=seed) for seed in SEEDS]), _forest(second, **SECOND)


def _mean(forests: Sequence[Forest]) -> Forest:
    """One forest that scores as all of them do on average."""
    counts = np.cumsum([0, *(len(forest.leaves) for forest in forests)])
    return Forest(
        np.concatenate(
            [f.tree + np.int32(begin) for f, begin in zip(forests, counts, strict=False)]
        ),
        np.concatenate([f.feature for f in forests]),
        np.concatenate([f.threshold for f in forests]),
        np.concatenate([f.mask for f in forests]),
        np.concatenate([f.leaves for f in forests]) / np.float32(len(forests)),
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of the turns of one novel whose speaker is among the candidates."""

    values: NDArray[np.float32]
    right: NDArray[np.float64]
    offset: NDArray[np.float64]
    sizes: NDArray[np.int64]

    @classmethod
    def first(cls, novel: Novel) -> _Rows:
        return cls._known(novel, novel.table.values, np.zeros(len(novel.right)))

    @classmethod
    def second(cls, novel: Novel, first: NDArray[np.float64], around: NDArray[np.float32]) -> _Rows:
        return cls._known(novel, around, offset(first))

    @classmethod
    def _known(cls, novel: Novel, values: NDArray[np.float32], start: NDArray[np.float64]) -> _Rows:
        filled = novel.table.filled
        sizes = np.diff(filled)
        known = np.add.reduceat(novel.right, filled[:-1]) > 0
        keep = np.repeat(known, sizes)
        return cls(values[keep], novel.right[keep], start[keep], sizes[known])


def _forest(parts: Sequence[_Rows], **settings: float) -> Forest:
    truth = np.concatenate([part.right for part in parts])
    begin = np.concatenate([part.offset for part in parts])
    starts = np.concatenate([[0], np.cumsum(np.concatenate([part.sizes for part in parts]))])

    def gradient(
        scores: NDArray[np.float64], _: lightgbm.Dataset
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        shares = softmax(scores + begin, starts)
        return shares - truth, np.maximum(shares * (1 - shares), 1e-3)

    chosen = {**SETTINGS, **settings}
    rounds = int(chosen.pop("rounds"))
    data = lightgbm.Dataset(np.concatenate([part.values for part in parts]), label=truth)
    booster = lightgbm.train({**chosen, "objective": gradient}, data, num_boost_round=rounds)
    return convert(booster.dump_model())


def convert(dumped: dict[str, object]) -> Forest:
    """A fitted booster in the form that is evaluated at run time."""
    trees: list[int] = []
    features: list[int] = []
    thresholds: list[float] = []
    masks: list[int] = []
    leaves = []
    for number, tree in enumerate(dumped["tree_info"]):  # type: ignore[arg-type,var-annotated]
        values: list[float] = []
        for feature, threshold, mask in _nodes(tree["tree_structure"], values):
            trees.append(number)
            features.append(feature)
            thresholds.append(threshold)
            masks.append(mask)
        leaves.append(values + [0.0] * (LEAVES - len(values)))
    return Forest(
        np.array(trees, dtype=np.int32),
        np.array(features, dtype=np.int32),
        np.array(thresholds, dtype=np.float32),
        np.array(masks, dtype=np.uint16),
        np.array(leaves, dtype=np.float32),
    )


def _nodes(node: dict[str, object], leaves: list[float]) -> Iterator[tuple[int, float, int]]:
    """The inner nodes of a tree; its leaves are added to `leaves` from left to right."""
    if "leaf_value" in node and "left_child" not in node:
        leaves.append(float(node["leaf_value"]))  # type: ignore[arg-type]
        return
    first = len(leaves)
    yield from _nodes(node["left_child"], leaves)  # type: ignore[arg-type]
    struck = sum(1 << leaf for leaf in range(first, len(leaves)))
    yield int(node["split_feature"]), float(node["threshold"]), 0xFFFF & ~struck  # type: ignore[call-overload,arg-type]
    yield from _nodes(node["right_child"], leaves)  # type: ignore[arg-type]


def packed(model: Model) -> bytes:
    """The bytes of a model file."""
    buffer = io.BytesIO()
    arrays = {
        f"{look}_{name}": getattr(forest, name)
        for look, forest in (("first", model.first), ("second", model.second))
        for name in FIELDS
    }
    np.savez_compressed(buffer, certainty=model.certainty, **arrays)
    return buffer.getvalue()
