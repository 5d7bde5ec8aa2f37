"""Is the confidence right, and do corrections of the doubtful lines pay?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.attribution.corpus import Novel
from pipeline.casting.attribution.ranker import Model, probabilities

AS_IT_IS = np.array([[0.0, 1.0], [0.0, 1.0]])
"""The certainty of a model whose probabilities are taken as they are."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A turn of a novel that the ranker had not seen."""

    author: str
    probability: float
    right: bool
    quotations: int


def samples(model: Model, novel: Novel) -> list[Sample]:
    """The turns of a novel whose speaker the corpus tells."""
    starts = novel.table.starts
    found = []
    for turn, shares in enumerate(probabilities(model, novel.table, novel.talk)):
        if novel.weights[turn] and len(shares):
            best = int(shares.argmax())
            right = bool(novel.right[starts[turn] + best])
            found.append(Sample(novel.author, float(shares[best]), right, novel.weights[turn]))
    return found


def stair(seen: Sequence[Sample], steps: int = 40) -> NDArray[np.float64]:
    """How often turns are right, by the probability of their best candidate.

    Isotonic regression by pooling adjacent violators, then its value at `steps` quantiles: the
    first row has the probabilities, the second the shares.
    """
    blocks: list[tuple[float, float, float]] = []
    for sample in sorted(seen, key=lambda s: s.probability):
        blocks.append((sample.quotations * sample.right, sample.quotations, sample.probability))
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] >= blocks[-1][0] * blocks[-2][1]:
            (hits, size, _), (more, others, top) = blocks[-2:]
            blocks[-2:] = [(hits + more, size + others, top)]
    tops = np.array([top for _, _, top in blocks])
    shares = np.array([hits / size for hits, size, _ in blocks])
    levels = np.quantile([s.probability for s in seen], np.linspace(0, 1, steps))
    at = np.minimum(np.searchsorted(tops, levels), len(shares) - 1)
    return np.vstack([levels, shares[at]])


def report(seen: Sequence[Sample]) -> str:
    """Calibration and the gain of corrections; each author's turns judged by the others' stair."""
    sure, right, weight = [], [], []
    for author in sorted({s.author for s in seen}):
        levels = stair([s for s in seen if s.author != author])
        for sample in seen:
            if sample.author == author:
                sure.append(np.interp(sample.probability, *levels))
                right.append(sample.right)
                weight.append(sample.quotations)
    confidence, hit, size = np.array(sure), np.array(right), np.array(weight, dtype=float)
    total = size.sum()
    high = confidence >= 0.9
    bins = np.minimum((confidence * 10).astype(int), 9)
    error = sum(abs((size * (hit - confidence))[bins == number].sum()) for number in range(10))
    lines = [
        f"at 0.9 or above: {100 * size[high].sum() / total:.1f} % of the quotations, "
        f"{100 * (size * hit)[high].sum() / size[high].sum():.1f} % of them right",
        f"expected calibration error: {error / total:.3f}",
    ]
    order = np.argsort(confidence, kind="stable")
    wrong, done = (size * ~hit)[order].cumsum(), size[order].cumsum()
    base = (size * hit).sum() / total
    lines.append("corrected, most doubtful first -> right (at random)")
    for tenth in range(11):
        corrected = float(np.interp(tenth / 10 * total, done, wrong, left=0.0))
        chance = base + tenth / 10 * (1 - base)
        lines.append(
            f"  {10 * tenth:3d} %  {100 * (base + corrected / total):5.1f}  ({100 * chance:.1f})"
        )
    return "\n".join(lines)
