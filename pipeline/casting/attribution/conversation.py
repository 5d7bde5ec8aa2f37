"""The second look: each candidate in the light of who is likely to say the turns around it."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.casting.attribution.setting import Setting
from pipeline.casting.attribution.turns import Turn, apart
from pipeline.casting.characters.mentions import Kind

_OFFSETS = (-1, 1, -2, 2, -3, 3, -4, 4, -5, 5)
_REACH = 15
"""Paragraphs between two turns of one conversation."""
_AROUND = 10
"""Turns before and after that tell who takes part."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns of a book with their candidates."""

    turns: Sequence[Turn]
    people: Sequence[Sequence[int]]
    chains: Sequence[tuple[int, str] | None]
    """For a turn tagged with a description (`said the girl`) its scene and noun."""


def conversation(setting: Setting, people: Sequence[Sequence[int]]) -> Conversation:
    """What the second look needs to know of a book."""
    chains: list[tuple[int, str] | None] = []
    for turn in setting.turns:
        described = turn.tag is not None and turn.tag.mention.kind is Kind.EPITHET
        chains.append(
            (turn.scene, turn.tag.mention.name.words[-1]) if turn.tag and described else None
        )
    return Conversation(setting.turns, people, chains)


def context(talk: Conversation, shares: Sequence[NDArray[np.float64]]) -> NDArray[np.float32]:
    """A row for each candidate of each turn, from the probabilities of a first look."""
    likely = [
        dict(zip(people, share.tolist(), strict=True))
        for people, share in zip(talk.people, shares, strict=True)
    ]
    peaks = [max(found.values(), default=0.0) for found in likely]
    chained = _chained(talk, likely)
    values = array("f")
    for index, people in enumerate(talk.people):
        near = [_near(talk, index, offset) for offset in _OFFSETS]
        about = _about(talk, likely, index)
        most = max(about.values(), default=0.0)
        tops = [0.0 if other is None else peaks[other] for other in near[:4]]
        own = likely[index]
        order = {p: place for place, p in enumerate(sorted(people, key=lambda p: -own[p]))}
        chain = chained.get(talk.chains[index]) if talk.chains[index] is not None else None
        for person in people:
            values.extend(
                [
                    *(-1.0 if n is None else likely[n].get(person, 0.0) for n in near),
                    *tops,
                    own[person],
                    float(order[person]),
                    peaks[index] - own[person],
                    about.get(person, 0.0),
                    about.get(person, 0.0) / (most + 1e-6),
                    most,
                    -1.0 if chain is None else chain[0].get(person, 0.0) / chain[1],
                    -1.0 if chain is None else float(chain[1]),
                ]
            )
    return np.frombuffer(values, dtype=np.float32).reshape(-1, len(_OFFSETS) + 12)


def _near(talk: Conversation, index: int, offset: int) -> int | None:
    """The turn at an offset, if it is of the same conversation."""
    other = index + offset
    if not 0 <= other < len(talk.turns):
        return None
    one, two = talk.turns[index], talk.turns[other]
    return None if one.scene != two.scene or apart(one, two) > _REACH else other


def _about(talk: Conversation, likely: list[dict[int, float]], index: int) -> dict[int, float]:
    """How much everybody is likely to say in the turns around, the near ones counted more."""
    found: dict[int, float] = defaultdict(float)
    scene = talk.turns[index].scene
    for other in range(max(0, index - _AROUND), min(len(likely), index + _AROUND + 1)):
        if other != index and talk.turns[other].scene == scene:
            weight = 1 / abs(other - index)
            for person, share in likely[other].items():
                found[person] += share * weight
    return found


def _chained(
    talk: Conversation, likely: list[dict[int, float]]
) -> dict[tuple[int, str] | None, tuple[dict[int, float], int]]:
    """For each description in a scene, the sum of the shares of all its turns, and their number."""
    sums: dict[tuple[int, str] | None, tuple[dict[int, float], int]] = {}
    for chain, found in zip(talk.chains, likely, strict=True):
        if chain is not None:
            total, count = sums.get(chain, (defaultdict(float), 0))
            for person, share in found.items():
                total[person] += share
            sums[chain] = (total, count + 1)
    return sums
