"""How alike two voices sound: measured where somebody has, else estimated."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence

from pipeline.model import Gender, Likeness, Voice

APART, SAME_GENDER, SAME_KIND = 0.65, 0.75, 0.80
"""Cosines taken for voices that nobody has measured: of two genders (or of a gender that is not
known), of one gender, of one gender and age. Among the voices that were measured the means are
0.56, 0.72 and 0.73; the last is set higher, so that a measured voice is preferred."""
USUAL_LIMIT = 0.85
_PART = r"\s*[\w-]+\s*\*\s*\d*\.?\d+\s*"
_BLEND = re.compile(rf"{_PART}(?:\+{_PART})+")

Mixture = Mapping[str, float]
"""Shares of measured voices; one voice is a mixture of itself."""


class Distinctness:
    """Cosines between voices. A blend is estimated from its parts.

    The embedding of a blend is taken to lie between those of its parts, in the proportions of
    the blend; its cosines then follow from those between the parts and need no embedding.
    """

    def __init__(self, voices: Iterable[Voice], likenesses: Sequence[Likeness] = ()) -> None:
        self._voices = {voice.id: voice for voice in voices}
        self._cosines: dict[tuple[str, str], float] = {}
        self._measured: set[str] = set()
        self._limits: dict[str, float] = {}
        for table in likenesses:
            self._measured.update(table.voices)
            for one, row in zip(table.voices, table.cosines, strict=True):
                self._limits[one.partition(":")[0]] = table.limit
                for other, cosine in zip(table.voices, row, strict=False):
                    self._cosines[one, other] = self._cosines[other, one] = cosine

    def cosine(self, one: str, other: str) -> float:
        """How alike two voices (by id) sound: 1 is the same voice."""
        if one == other:
            return 1.0
        key = (one, other)
        if key not in self._cosines:
            self._cosines[key] = self._cosines[other, one] = self._estimate(one, other)
        return self._cosines[key]

    def limit(self, one: str, other: str) -> float:
        """The cosine above which the two are hard to tell apart."""
        engines = {one.partition(":")[0], other.partition(":")[0]}
        return min(self._limits.get(engine, USUAL_LIMIT) for engine in engines)

    def excess(self, one: str, other: str) -> float:
        """By how much the two are too alike; 0 where they are not."""
        return max(0.0, self.cosine(one, other) - self.limit(one, other))

    def measured(self, one: str, other: str) -> bool:
        """Whether somebody has listened to both with an instrument."""
        return {one, other} <= self._measured or one == other

    def _estimate(self, one: str, other: str) -> float:
        first, second = self._mixture(one), self._mixture(other)
        if first and second:
            product = self._product(first, second)
            return product / math.sqrt(self._product(first, first) * self._product(second, second))
        here, there = self._voices.get(one), self._voices.get(other)
        if here is None or there is None or Gender.UNKNOWN in (here.gender, there.gender):
            return APART
        if here.gender is not there.gender:
            return APART
        return SAME_KIND if here.age is there.age else SAME_GENDER

    def _mixture(self, id_: str) -> Mixture:
        """The measured voices that a voice is made of; empty where it is not known."""
        if id_ in self._measured:
            return {id_: 1.0}
        voice = self._voices.get(id_)
        if voice is None:
            return {}
        for _, value in voice.parameters:
            if f"{voice.engine}:{value}" in self._measured:  # the same voice by another name
                return {f"{voice.engine}:{value}": 1.0}
        parts = blend(voice)
        return parts if parts.keys() <= self._measured else {}

    def _product(self, one: Mixture, other: Mixture) -> float:
        return sum(
            share * weight * (1.0 if part == piece else self._cosines[part, piece])
            for part, share in one.items()
            for piece, weight in other.items()
        )


def blend(voice: Voice) -> dict[str, float]:
    """The shares of the voices that this one is blended from, by id; empty for any other.

    Among its parameters a blend has a text such as `af_heart*0.6+bf_emma*0.4`.
    """
    for _, value in voice.parameters:
        if isinstance(value, str) and _BLEND.fullmatch(value):
            parts = [part.partition("*") for part in value.split("+")]
            return {f"{voice.engine}:{name.strip()}": float(share) for name, _, share in parts}
    return {}
