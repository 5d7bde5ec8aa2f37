"""Choosing voices: colouring the graph of who meets whom, with voices for colours."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from pipeline.casting.distinctness import Distinctness
from pipeline.casting.meetings import Meetings
from pipeline.errors import CastError
from pipeline.model import NARRATOR, Age, Character, Gender, Voice

COMFORT = 0.2
"""Two voices whose cosine is this far under the limit are apart enough: others go by taste."""
STEP = 0.05
"""Differences of likeness smaller than this are not heard."""
DEMERITS = {"A": 0, "B": 1, "C": 2, "D": 4, "F": 6}
"""How many of these steps a voice must be further from others to make up for how it speaks."""
UNJUDGED = DEMERITS["C"]

Score = tuple[float, ...]


class Chooser:
    """Gives voices to people, one after another."""

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

        Then everyone chooses once more, the least important first, now that all the voices
        around them are known. Where somebody is still too like a person whom they meet, they
        take a voice that one of these others can exchange for another.
        """
        free = {person.id: person for person in people}
        for person in free.values():
            self._give(person.id, self._best(person).id)
        for person in reversed(free.values()):
            self._take(person.id)
            self._give(person.id, self._best(person).id)
        for person in reversed(free.values()):
            if self._excess(person.id, self.voices[person.id]):
                self._exchange(person, free)

    def _give(self, person: str, voice: str) -> None:
        self.voices[person] = voice
        self._holders.setdefault(voice, []).append(person)

    def _take(self, person: str) -> str:
        voice = self.voices.pop(person)
        self._holders[voice].remove(person)
        return voice

    def _exchange(self, person: Character, free: Mapping[str, Character]) -> None:
        """Try the other voices that suit, with a new choice for whom that disturbs."""
        now = self._excess(person.id, self.voices[person.id])
        suiting = [v for v in self._library if self._fits(person, v.id) and v.id != self._narrator]
        for voice in sorted(suiting, key=lambda voice: self._score(person, voice)):
            disturbed = [
                free[other]
                for other in self._meet.met[person.id]
                if other in free and self._ear.excess(voice.id, self.voices[other])
            ]
            if len(disturbed) != 1:
                continue
            (other,) = disturbed
            before = {who: self._take(who) for who in (person.id, other.id)}
            then = now + self._excess(other.id, before[other.id])
            self._give(person.id, voice.id)
            self._give(other.id, self._best(other).id)
            pair = (person.id, other.id)
            if self._fits(other, self.voices[other.id]) and then > sum(
                self._excess(who, self.voices[who]) for who in pair
            ):
                return
            for who in pair:
                self._take(who)
                self._give(who, before[who])

    def _fits(self, person: Character, voice: str) -> bool:
        has = next(item for item in self._library if item.id == voice)
        return not clash(person.gender, has.gender)

    def _excess(self, person: str, voice: str) -> float:
        """How much of what is heard is too like the voice, among those whom a person meets."""
        return sum(
            words * self._ear.excess(voice, self.voices[other])
            for other, words in self._meet.met[person].items()
            if other in self.voices
        )

    def _best(self, person: Character) -> Voice:
        if not self._library:
            raise CastError(
                f"There is no voice for {person.name}.",
                "`fullcast voices list` shows what there is.",
            )
        return min(self._library, key=lambda voice: self._score(person, voice))

    def _score(self, person: Character, voice: Voice) -> Score:
        heard = {self.voices[other] for other in self._meet.met[person.id] if other in self.voices}
        nearest = max(
            (self._ear.cosine(voice.id, has) - self._ear.limit(voice.id, has) for has in heard),
            default=-1.0,
        )
        return (
            voice.id == self._narrator,
            clash(person.gender, voice.gender),
            self._excess(person.id, voice.id),
            suits(person.age, voice.age),
            self._sharing(person, voice),
            foreign(person.accent, voice.accent),
            max(0, math.ceil((nearest + COMFORT) / STEP)) + demerits(voice),
        )

    def _sharing(self, person: Character, voice: Voice) -> int:
        """How much is heard in the voice already, in powers of ten of words."""
        others = [other for other in self._holders.get(voice.id, ()) if other != person.id]
        if not others:
            return 0
        return 1 + round(math.log10(1 + sum(self._meet.words[other] for other in others)))


def narrators_voice(
    library: Sequence[Voice],
    speakers: Iterable[Character],
    taken: Collection[str],
    ear: Distinctness,
) -> str:
    """The free grown voice that speaks best, of a gender whose voices the characters can spare.

    Those that are too like the narrator's can't be given to anybody who is in a scene with
    the narrator, so they count as taken with it. Raises CastError where there is no voice.
    """
    if not library:
        raise CastError("There is no voice to cast.", "`fullcast voices list` shows what there is.")
    spare = Counter(voice.gender for voice in library)
    spare.subtract(character.gender for character in speakers)
    rank = {
        voice.id: (voice.id in taken, suits(Age.ADULT, voice.age), demerits(voice))
        for voice in library
    }
    first: dict[Gender, Voice] = {}
    for voice in library:
        if voice.gender not in first or rank[voice.id] < rank[first[voice.gender].id]:
            first[voice.gender] = voice

    def cost(voice: Voice) -> Score:
        alike = sum(1 for other in library if ear.excess(voice.id, other.id))
        is_taken, unfit, speaks = rank[voice.id]
        return (is_taken, unfit, max(0, alike - spare[voice.gender]), speaks)

    return min(first.values(), key=cost).id


def demerits(voice: Voice) -> int:
    """What its grade counts against a voice."""
    return DEMERITS.get(voice.grade, UNJUDGED)


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
