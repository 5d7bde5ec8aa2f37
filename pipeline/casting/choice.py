"""Choosing voices: colouring the graph of who meets whom, with voices for colours."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from pipeline.casting.distinctness import Distinctness
from pipeline.casting.meetings import Meetings
from pipeline.errors import CastError
from pipeline.model import NARRATOR, Age, Character, Gender, Voice

COMFORT = 0.15
"""Two voices whose cosine is this far under the limit are apart enough: others go by taste."""
STEP = 0.05
"""Differences of likeness smaller than this are not heard."""

Score = tuple[float, ...]


class Chooser:
    """Gives voices to people one after another, and mends what came out too alike."""

    def __init__(
        self, library: Sequence[Voice], ear: Distinctness, meet: Meetings, narrator: str
    ) -> None:
        self._library = library
        self._ear = ear
        self._meet = meet
        self._narrator = narrator
        self.voices: dict[str, str] = {NARRATOR: narrator}
        """The id of everyone's voice."""
        self._holders: dict[str, list[str]] = {}

    def hold(self, voices: Mapping[str, str]) -> None:
        """Somebody has these voices already, who may be in another book."""
        for person, voice in voices.items():
            self._give(person, voice)

    def choose(self, people: Iterable[Character]) -> None:
        """Give each a voice, the most important first. Raises CastError where there is none.

        Each takes the best voice that is left; where two who meet come out too alike
        all the same, one of them, or a third whose voice would do, moves.
        """
        free = {person.id: person for person in people}
        for person in free.values():
            self._give(person.id, self._best(person).id)
        for _ in range(MENDING):
            if not any([self._mend(person, free) for person in reversed(free.values())]):
                break

    def _give(self, person: str, voice: str) -> None:
        before = self.voices.get(person)
        if before is not None:
            self._holders[before].remove(person)
        self.voices[person] = voice
        self._holders.setdefault(voice, []).append(person)

    def _best(self, person: Character) -> Voice:
        if not self._library:
            raise CastError(
                f"There is no voice for {person.name}.",
                "`fullcast voices list` shows what there is.",
            )
        return min(self._library, key=lambda voice: self._score(person, voice))

    def _score(self, person: Character, voice: Voice) -> Score:
        nearest, excess = 0.0, 0.0
        for other, words in self._meet.met[person.id].items():
            if other in self.voices:
                has = self.voices[other]
                nearest = max(nearest, self._ear.cosine(voice.id, has) - self._ear.limit(voice.id, has))
                excess += words * self._ear.excess(voice.id, has)
        return (
            voice.id == self._narrator,
            clash(person.gender, voice.gender),
            excess,
            suits(person.age, voice.age),
            self._sharing(person, voice),
            foreign(person.accent, voice.accent),
            max(0, math.ceil((nearest + COMFORT) / STEP)),
        )

    def _sharing(self, person: Character, voice: Voice) -> int:
        """How much is heard in the voice already, in powers of ten of words."""
        others = [other for other in self._holders.get(voice.id, ()) if other != person.id]
        if not others:
            return 0
        return 1 + round(math.log10(1 + sum(self._meet.words[other] for other in others)))

    def _mend(self, person: Character, free: Mapping[str, Character]) -> bool: 
        return False


MENDING = 3


def narrators_voice(
    library: Sequence[Voice], speakers: Iterable[Character], taken: Collection[str]
) -> str:
    """The first free voice of the gender whose voices the characters can best spare."""
    if not library:
        raise CastError("There is no voice to cast.", "`fullcast voices list` shows what there is.")
    spare = Counter(voice.gender for voice in library)
    spare.subtract(character.gender for character in speakers)
    return min(
        library,
        key=lambda voice: (voice.id in taken, suits(Age.ADULT, voice.age), -spare[voice.gender]),
    ).id


def clash(wanted: Gender, has: Gender) -> int:
    """How badly a voice's gender fits a person's: 0 where it does."""
    if wanted in (Gender.UNKNOWN, has):
        return 0
    return 1 if has is Gender.UNKNOWN else 2


def suits(wanted: Age, has: Age) -> int:
    """Whether a voice's age does not fit a person's; who is not said to be a child is grown."""
    grown = {Age.UNKNOWN: Age.ADULT}
    return int(grown.get(wanted, wanted) is not grown.get(has, has))


_BRITISH = frozenset(("scottish", "irish", "welsh", "english", "british", "australian"))


def foreign(wanted: str, has: str) -> int:
    """How far a voice's accent is from a person's: 0 where it is theirs, or where none is told."""
    one, other = wanted.casefold(), has.casefold()
    if not one or one == other:
        return 0
    return 1 if {one, other} <= _BRITISH else 2
