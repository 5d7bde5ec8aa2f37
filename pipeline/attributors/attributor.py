"""What an attributor is: it is shown a stretch of a story and says who speaks the quotations.

It answers with ids of characters for ids of utterances and never with text, so that whatever
it answers, the words of the book stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pipeline.model import Character, UtteranceKind


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance as an attributor is shown it."""

    id: str
    kind: UtteranceKind
    text: str
    """As the story has it; the middle of a very long one is left out."""
    begins: bool
    """Whether it begins a paragraph."""
    speaker: str = ""
    """The id of the character who speaks it, where the user has said so; else empty."""


@dataclass(frozen=True, slots=True)
class Question:
    """A scene, or a stretch of a long one, and whose voices may be in it."""

    lines: tuple[Line, ...]
    """In the order of the story; those around what is asked for are there to be understood by."""
    asked: tuple[str, ...]
    """The ids of the quotations whose speakers are wanted, in the order of the story."""
    characters: tuple[Character, ...]
    """Who may speak: those of the scene first, then those of the scenes beside it."""
    narrator: str | None
    """The id of the character who tells the scene as "I"; None in the third person."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question. Whatever can't be used of it is left out and reported."""

    labels: tuple[tuple[str, str], ...] = ()
    """Pairs of an utterance's id and a character's id, or `UNKNOWN` where it can't be told."""
    problem: str = ""
    """Why there are not more labels, as the end of a sentence that begins with the name."""
    reached: bool = True
    """False where nobody answered at all: it is asked again another time."""


class Attributor(Protocol):
    """Says who speaks. Made with its table of production.toml, and cheap to make."""

    @property
    def name(self) -> str:
        """As production.toml names it; it becomes the method of the lines that it decides."""
        ...

    @property
    def revision(self) -> int:
        """Raised on purpose when the same question would now be put in another way."""
        ...

    @property
    def identity(self) -> str:
        """What else shapes its answers, such as a model's name; no address and no key."""
        ...

    @property
    def host(self) -> str:
        """Where the text of the story is sent to; empty where it stays on this machine."""
        ...

    def answer(self, question: Question) -> Answer:
        """Who speaks the quotations that are asked for.

        A bad answer, or none, is an `Answer` that says so. Raises FullcastError only for
        what the user has to put right before anything can be asked.
        """
        ...
