"""Fitting the ranker: boosted trees under a softmax over the candidates of each turn."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import lightgbm
import numpy as np
from numpy.typing import NDArray

from benchmarks.attribution.corpus import Novel
from pipeline.casting.attribution.ranker import softmax
from pipeline.casting.attribution.trees import LEAVES, Forest

ROUNDS = 110
SETTINGS = {
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
}


def fit(novels: Sequence[Novel]) -> Forest:
    """A forest fitted to the turns of `novels` whose speaker is among the candidates."""
    values, right, sizes = [], [], []
    for novel in novels:
        starts = novel.table.starts
        counts = np.diff(starts)
        known = np.add.reduceat(novel.right, starts[:-1]) > 0
        keep = np.repeat(known, counts)
        values.append(novel.table.values[keep])
        right.append(novel.right[keep])
        sizes.append(counts[known])
    truth = np.concatenate(right)
    starts = np.concatenate([[0], np.cumsum(np.concatenate(sizes))])

    def gradient(
        scores: NDArray[np.float64], _: lightgbm.Dataset
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        shares = softmax(scores, starts)
        return shares - truth, np.maximum(shares * (1 - shares), 1e-3)

    data = lightgbm.Dataset(np.concatenate(values), label=truth)
    booster = lightgbm.train({**SETTINGS, "objective": gradient}, data, num_boost_round=ROUNDS)
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


def packed(forest: Forest, certainty: NDArray[np.float64]) -> bytes:
    """The bytes of a model file."""
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        tree=forest.tree,
        feature=forest.feature.astype(np.int16),
        threshold=forest.threshold,
        mask=forest.mask,
        leaves=forest.leaves,
        certainty=certainty,
    )
    return buffer.getvalue()
