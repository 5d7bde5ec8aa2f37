"""How people talk: the words that each of them uses more than the others do."""

from __future__ import annotations

import math
from collections import Counter

from pipeline.casting.attribution.setting import Setting

_ENOUGH = 60
"""Words that must be known of somebody before their speech says anything."""
_WEIGHT = 300.0
"""How many words of everybody's speech are mixed into that of one person."""


class Speech:
    """The words of the turns whose speaker a plain tag tells, by speaker."""

    def __init__(self, setting: Setting, sure: list[int | None]) -> None:
        self.sure = sure
        self.words = [
            frozenset(
                word
                for number in turn.quotations
                for word in setting.reading.lines[number].tokens.lower
                if word[0].isalpha()
            )
            for turn in setting.turns
        ]
        everybody: Counter[str] = Counter()
        self.own: dict[int, Counter[str]] = {}
        for words, person in zip(self.words, sure, strict=True):
            everybody.update(words)
            if person is not None:
                self.own.setdefault(person, Counter()).update(words)
        self.sizes = {person: words.total() for person, words in self.own.items()}
        total = max(1, everybody.total())
        self.common = {word: count / total for word, count in everybody.items()}

    def likeness(self, index: int, person: int) -> float:
        """How much a turn sounds like somebody: the log of a likelihood ratio a word.

        The turn itself is left out of what is known of its speaker; 0 says nothing.
        """
        known = self.own.get(person)
        size = self.sizes.get(person, 0)
        words = self.words[index]
        mine = self.sure[index] == person
        if mine:
            size -= len(words)
        if known is None or size < _ENOUGH or not words:
            return 0.0
        total = 0.0
        scale = _WEIGHT / (size + _WEIGHT)
        for word in words:
            count = known[word] - mine if word in known else 0
            total += math.log(scale * (1 + count / (_WEIGHT * self.common[word])))
        return total / math.sqrt(len(words))
