"""Why everyone has the voice that they have, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.casting.choice import suits
from pipeline.casting.distinctness import Distinctness
from pipeline.casting.meetings import Meetings, meetings
from pipeline.model import NARRATOR, Age, Analysis, Cast, Character, Likeness, Role, Voice

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for one role."""

    speaker: str
    """A character's id, or `NARRATOR`."""
    name: str
    voice: str
    evidence: tuple[str, ...]
    """What the text tells of gender, age and accent; empty where it tells nothing."""
    share: float
    """Of all words of the book that are in this voice's role, 0 to 1."""
    meets: tuple[str, ...]
    """Names of those heard in the same scenes, most words first."""
    nearest: str = ""
    """Which of them has the voice that is most like this one; "" where nobody is met."""
    cosine: float = 0.0
    """How alike the two sound."""
    limit: float = 0.0
    """Above which they are hard to tell apart."""
    measured: bool = False
    unsuited: Age = Age.UNKNOWN
    """The age of the voice, where it is not that of the person."""

    def __str__(self) -> str:
        parts = ["; ".join(self.evidence) or "nothing tells gender or age"]
        if self.speaker == NARRATOR:
            parts = ["the narrator"]
        if self.unsuited is not Age.UNKNOWN:
            parts.append(f"no {self.unsuited.value} voice was left that could be told apart")
        parts.append(f"{self.share:.1%} of the words")
        if self.meets:
            more = len(self.meets) - _NAMED
            others = f" and {more} more" if more > 0 else ""
            parts.append(f"meets {', '.join(self.meets[:_NAMED])}{others}")
            kind = "" if self.measured else ", estimated"
            too = " — too alike" if self.cosine > self.limit else ""
            parts.append(
                f"nearest voice there: {self.nearest}’s, {self.cosine:.2f} of at most "
                f"{self.limit:.2f}{kind}{too}"
            )
        else:
            parts.append("meets nobody")
        return "; ".join(parts)


def reasons(
    cast: Cast, analysis: Analysis, voices: Sequence[Voice], likenesses: Sequence[Likeness] = ()
) -> tuple[Reason, ...]:
    """A reason for everyone who is heard, the narrator first, then by words.

    `voices` are those of the cast.
    """
    meet = meetings(analysis.script)
    people = {person.id: person for person in analysis.characters}
    known = {voice.id: voice for voice in voices}
    ear = Distinctness(voices, likenesses)
    heard: Iterable[Role] = sorted(
        (role for role in cast.roles if meet.words[role.speaker]),
        key=lambda role: (-meet.words[role.speaker], role.speaker),
    )
    return tuple(
        _reason(role, people.get(role.speaker), cast, meet, people, ear, known.get(role.voice))
        for role in (cast.narrator, *heard)
        if meet.words[role.speaker]
    )


def _reason(
    role: Role,
    person: Character | None,
    cast: Cast,
    meet: Meetings,
    people: dict[str, Character],
    ear: Distinctness,
    voice: Voice | None,
) -> Reason:
    def name(id_: str) -> str:
        return people[id_].name if id_ in people else id_

    met = meet.met.get(role.speaker, {})
    others = sorted(met, key=lambda other: (-met[other], other))
    alike = [
        (ear.cosine(role.voice, has) - ear.limit(role.voice, has), other, has)
        for other in others
        for has in (cast.role(other).voice,)
    ]
    nearest, has = max(alike)[1:] if alike else ("", role.voice)
    wanted = person.age if person else Age.UNKNOWN
    unsuited = voice is not None and wanted in (Age.CHILD, Age.OLD) and suits(wanted, voice.age)
    return Reason(
        speaker=role.speaker,
        name=name(role.speaker),
        voice=role.voice,
        evidence=person.evidence if person else (),
        share=meet.words[role.speaker] / meet.words.total(),
        meets=tuple(name(other) for other in others),
        nearest=name(nearest) if nearest else "",
        cosine=ear.cosine(role.voice, has),
        limit=ear.limit(role.voice, has),
        measured=ear.measured(role.voice, has),
        unsuited=wanted if unsuited else Age.UNKNOWN,
    )
