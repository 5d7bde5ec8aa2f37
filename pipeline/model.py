"""The nouns of Fullcast: frozen values that one stage hands to the next.

Positions are integers: code points in text, frames in audio. Nothing here does
anything but describe; only the standard library and other nouns are imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.publication import Cover, Division, Series
from pipeline.sound import (
    Audio as Audio,
)
from pipeline.sound import (
    Clip as Clip,
)
from pipeline.sound import (
    Failure as Failure,
)
from pipeline.sound import (
    Pauses as Pauses,
)
from pipeline.sound import (
    Placement as Placement,
)
from pipeline.sound import (
    Timeline as Timeline,
)
from pipeline.sound import (
    WordTime as WordTime,
)

NARRATOR = "narrator"
"""The speaker of every narration and heading: whoever narrates the scene."""

UNKNOWN = "unknown"
"""The speaker of a quotation that nobody could be found for."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of text, in code points."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def shifted(self, by: int) -> Span:
        return Span(self.start + by, self.end + by)


# --- what a file holds ------------------------------------------------------


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    SCENE_BREAK = "scene break"
    LEFT_OUT = "left out"
    """Text of the file that is not of the story; never spoken, always reported."""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or mark, exactly as the source has it."""

    kind: BlockKind
    text: str
    """The source's own code points, inner line ends included."""
    start: int
    """Where `text` begins, in code points of the decoded file (or the section's text)."""
    space: int = 0
    """How many blank lines stand before it in the source."""
    level: int = 0
    """Of a heading: 1 is the highest; 0 where the source declares none."""
    anchor: str = ""
    """Where a reading system finds the block in its section; empty for plain text."""
    reason: str = ""
    """Of text left out: the code of the finding that reports it."""

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + len(self.text))


class SectionRole(StrEnum):
    FRONT = "front"
    BODY = "body"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Section:
    """One document of the source, or the part of one that its contents list by itself.

    A text file is a single section.
    """

    id: str
    """Within a container its path, and the fragment where there is one."""
    title: str
    role: SectionRole
    blocks: tuple[Block, ...]
    division: Division = Division.HEADINGS
    reason: str = ""
    """Of a section that is not spoken: the code of the finding that reports it."""


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a book was read from."""

    path: str
    sha256: str
    characters: int
    """Length of the decoded text in code points."""
    encoding: str = ""
    """What the file was taken to be encoded in; empty where there was no doubt."""


@dataclass(frozen=True, slots=True)
class Book:
    title: str
    authors: tuple[str, ...]
    language: str
    """BCP 47 tag."""
    sections: tuple[Section, ...]
    source: Source
    cover: Cover | None = None
    series: Series | None = None
    publisher: str = ""
    published: str = ""
    """A date as the source writes it, ISO 8601 or a year."""


# --- who says what ----------------------------------------------------------


class UtteranceKind(StrEnum):
    HEADING = "heading"
    NARRATION = "narration"
    QUOTATION = "quotation"


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one speaker says without a break, within one paragraph."""

    id: str
    """Digest of the text, and of its neighbours' where the text recurs: no position is in it."""
    kind: UtteranceKind
    text: str
    """The source's slice, quotation marks included."""
    section: str
    """Id of the section that the block is in."""
    block: int
    """Ordinal of the block in the book; utterances of one paragraph share it."""
    span: Span
    """Where `text` stands in the section's text."""
    sentences: tuple[Span, ...]
    """The sentences of `text`, in the same code points as `span`."""
    speaker: str
    """A character's id, `NARRATOR` or `UNKNOWN`."""


class PointOfView(StrEnum):
    FIRST = "first"
    THIRD = "third"


@dataclass(frozen=True, slots=True)
class Scene:
    id: str
    """`<chapter number>.<scene number>`: an address, not an identity."""
    narrator: str | None
    """The character who narrates a first-person scene."""
    point_of_view: PointOfView
    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    id: str
    number: int
    title: str
    scenes: tuple[Scene, ...]

    @property
    def utterances(self) -> tuple[Utterance, ...]:
        return tuple(u for scene in self.scenes for u in scene.utterances)


@dataclass(frozen=True, slots=True)
class Script:
    chapters: tuple[Chapter, ...]

    @property
    def scenes(self) -> tuple[Scene, ...]:
        return tuple(scene for chapter in self.chapters for scene in chapter.scenes)

    @property
    def utterances(self) -> tuple[Utterance, ...]:
        return tuple(u for chapter in self.chapters for u in chapter.utterances)


class Gender(StrEnum):
    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


class Age(StrEnum):
    CHILD = "child"
    ADULT = "adult"
    OLD = "old"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Character:
    id: str
    """A slug of the name, unique in the book."""
    name: str
    aliases: tuple[str, ...] = ()
    gender: Gender = Gender.UNKNOWN
    age: Age = Age.UNKNOWN
    accent: str = ""
    """Where one hears that they are from, such as `Scottish`; "" where the text does not say."""
    evidence: tuple[str, ...] = ()
    """What of the text tells gender, age and accent, for a person to read."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who speaks one quotation, and why we think so."""

    utterance: str
    speaker: str
    method: str
    """A short name of the rule, model or edit that decided."""
    confidence: float
    """Probability that the speaker is right, 0 to 1."""
    evidence: str = ""
    """The words of the text that decided, for a person to read."""


@dataclass(frozen=True, slots=True)
class KnownCharacter:
    """What the user has said of a character in the cast file."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    """Names that are never this character."""
    gender: Gender = Gender.UNKNOWN


@dataclass(frozen=True, slots=True)
class Corrections:
    """What the user has said of who speaks; it wins over everything found in the text."""

    characters: tuple[KnownCharacter, ...] = ()
    speakers: tuple[tuple[str, str], ...] = ()
    """Pairs of an utterance's id and the id of its speaker."""
    narrator: str | None = None
    """The name of the first-person narrator."""


class Delivery(StrEnum):
    """How a line is said where the text tells."""

    WHISPERED = "whispered"
    SHOUTED = "shouted"
    MURMURED = "murmured"
    SUNG = "sung"
    THOUGHT = "thought"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Analysis:
    """A script with its speakers, the people in it, and why each line is whose."""

    script: Script
    characters: tuple[Character, ...]
    attributions: tuple[Attribution, ...]
    """One for each quotation, in the order of the script."""
    deliveries: tuple[tuple[str, Delivery], ...] = ()
    """Pairs of an utterance's id and how it is said, where that is not plainly."""


# --- whose voice ------------------------------------------------------------

Parameters = tuple[tuple[str, str | int | float], ...]
"""Names and values that an engine is given as they stand, sorted by name."""


@dataclass(frozen=True, slots=True)
class Voice:
    id: str
    """`engine:voice`, as people write it."""
    engine: str
    parameters: Parameters
    """Everything that the engine needs to know to speak in this voice."""
    name: str = ""
    language: str = "en"
    gender: Gender = Gender.UNKNOWN
    age: Age = Age.UNKNOWN
    accent: str = ""
    timbre: str = ""
    """A few words on how it sounds."""
    grade: str = ""
    """From A, recorded and trained best, to F; empty where nobody has judged."""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike the voices of one engine sound, as far as that was measured."""

    voices: tuple[str, ...]
    """Ids of voices."""
    cosines: tuple[tuple[float, ...], ...]
    """For each voice the cosines of its speaker embedding to those of the voices before it."""
    limit: float
    """The cosine above which two voices are hard to tell apart in a dialogue."""


@dataclass(frozen=True, slots=True)
class Role:
    """The voice of one speaker and how it is used."""

    speaker: str
    """A character's id, or `NARRATOR`."""
    voice: str
    """The id of a voice."""
    pace: float = 1.0
    """Factor on the voice's usual speed."""
    pitch: float = 0.0
    """Semitones above the voice's usual pitch."""
    gain: float = 0.0
    """dB, applied in the mix."""


@dataclass(frozen=True, slots=True)
class Cast:
    narrator: Role
    roles: tuple[Role, ...]

    def role(self, speaker: str) -> Role:
        """The role of a character; the narrator's where there is none of that name."""
        return next((role for role in self.roles if role.speaker == speaker), self.narrator)


@dataclass(frozen=True, slots=True)
class EngineTraits:
    """What an engine is and can do; nothing that depends on what it is asked."""

    name: str
    revision: int
    """Raised on purpose when the engine's adapter changes how things sound."""
    sample_rate: int
    """Hertz."""
    model: str = ""
    """Digest of the model file, where there is one."""
    pace: bool = True
    """Whether it can be told to speak faster or slower."""
    pitch: bool = True
    """Whether it can be told to speak higher or lower."""
    repeatable: bool = True
    """Whether the same request always gives the same bytes."""
    pronounces: bool = False
    """Whether it can be told, in IPA, how a word is pronounced."""
    longest: int = 100_000
    """The most code points that one request may have."""
    steady: bool = False
    """Whether its voices speak a line of two words as loud as a paragraph."""


@dataclass(frozen=True, slots=True)
class Pronunciation:
    written: str
    say: str
    notation: str = "respelling"
    """`respelling` or `ipa`."""


LAST_TAKE = 9_999
"""The highest number that a take can have."""


@dataclass(frozen=True, slots=True)
class SynthesisRequest:
    """All that an engine is told, and so all that can shape a clip."""

    text: str
    """As it is to be spoken."""
    language: str
    voice: Voice
    pace: float = 1.0
    """Factor on the voice's usual speed."""
    pitch: float = 0.0
    """Semitones."""
    delivery: str = ""
    pronunciations: tuple[Pronunciation, ...] = ()
    take: int = 1


@dataclass(frozen=True, slots=True)
class Direction:
    """What is to be synthesised for one stretch of one utterance, and how it is mixed."""

    utterance: str
    """The id of the utterance."""
    span: Span
    """The stretch of text, in the code points of the utterance's span."""
    speaker: str
    """The character whose role it is, or `NARRATOR`."""
    request: SynthesisRequest
    key: str
    """Digest of everything in the request, and of the engine, that shapes the sound."""
    gain: float = 0.0
    """dB, applied in the mix."""
    recording: str = ""
    """The file that is heard in place of what the engine would say, as edits.toml names it."""


# --- what is to be made -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Due:
    """A clip that is to be synthesised, and why."""

    direction: Direction
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    ready: tuple[Clip, ...]
    """The clips that are in the store already, one for each key."""
    missing: tuple[Due, ...]
    """The clips that are not, one for each key, in the order of the story."""
