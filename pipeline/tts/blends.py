"""Blends: voices mixed of others, as people write them and as an engine is given them."""

from __future__ import annotations

from collections.abc import Mapping

PARTS = 5
"""The most voices in one blend; more sound like nobody."""


def blend_text(weights: Mapping[str, float]) -> str:
    """The one text of a blend, `af_heart*0.6+bf_emma*0.4`: sorted, weights adding up to 1.

    A single voice is its name alone. Raises ValueError for weights that mean nothing.
    """
    if not 1 <= len(weights) <= PARTS:
        raise ValueError(f"a blend has from 1 to {PARTS} voices, not {len(weights)}")
    for name, weight in weights.items():
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not weight > 0:
            raise ValueError(f"the weight of {name} must be a number above 0, not {weight!r}")
    total = sum(weights.values())
    if total == float("inf"):
        raise ValueError("the weights of a blend must be finite")
    if len(weights) == 1:
        return next(iter(weights))
    return "+".join(f"{name}*{round(weights[name] / total, 4):g}" for name in sorted(weights))


def parse_blend(text: str) -> tuple[tuple[str, float], ...]:
    """Names and weights of a blend. Raises ValueError where the text is none."""
    parts = [part.partition("*") for part in text.split("+")]
    weights = {name: float(weight) if star else 1.0 for name, star, weight in parts}
    written = "+".join(f"{name}*{weights[name]:g}" for name in sorted(weights))
    whole = abs(sum(weights.values()) - 1) < PARTS * 1e-4
    if "" in weights or not whole or text != (written if "*" in text else next(iter(weights))):
        raise ValueError(f'"{text}" is not a blend of voices')
    return tuple(weights.items())
