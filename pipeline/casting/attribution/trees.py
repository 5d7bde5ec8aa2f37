"""Boosted decision trees, evaluated on whole columns at a time.

The evaluation follows QuickScorer (Lucchese et al., SIGIR 2015): every inner node whose test
fails strikes the leaves of its left side off a bit field, and the lowest bit that is left is the
leaf that a row falls into.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAVES = 16
"""The most leaves that a tree may have: the width of the bit fields."""


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees over the columns of a table; all arrays run over the inner nodes, but for `leaves`."""

    tree: NDArray[np.int32]
    """The tree of each node; the nodes of a tree stand together."""
    feature: NDArray[np.int32]
    threshold: NDArray[np.float32]
    """A row passes a node if its value is not above this."""
    mask: NDArray[np.uint16]
    """The leaves that stay possible when a row does not pass."""
    leaves: NDArray[np.float32]
    """For each tree the values of its leaves, from left to right."""

    def score(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """The sum of all trees for each row of `values`."""
        rows = values.shape[0]
        columns = np.ascontiguousarray(values.T)
        total = np.zeros(rows)
        bounds = np.searchsorted(self.tree, np.arange(len(self.leaves) + 1))
        for number, leaves in enumerate(self.leaves):
            field = np.full(rows, 0xFFFF, dtype=np.uint16)
            for node in range(bounds[number], bounds[number + 1]):
                failed = columns[self.feature[node]] > self.threshold[node]
                field &= np.where(failed, self.mask[node], np.uint16(0xFFFF))
            total += leaves[_LOWEST[field]]
        return total


def _lowest_bits() -> NDArray[np.uint8]:
    """The number of the lowest bit that is set, for every 16-bit number."""
    table = np.zeros(1 << LEAVES, dtype=np.uint8)
    for bit in reversed(range(LEAVES)):
        table[1 << bit :: 1 << bit] = np.where(
            (np.arange(1 << bit, 1 << LEAVES, 1 << bit) >> bit) & 1,
            bit,
            table[1 << bit :: 1 << bit],
        )
    return table


_LOWEST = _lowest_bits()
