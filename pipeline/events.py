"""What the long parts of the work tell whoever watches them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asking:
    """An attributor is about to be asked who speaks; nothing has been sent yet."""

    attributor: str
    host: str
    """Where the text of the story is sent to; empty where it stays on this machine."""
    questions: int


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of them is through, well or badly."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What is about to be done."""

    due: int
    """Clips to be synthesised."""
    characters: int
    """Length of their text, in code points."""
    ready: int
    """Clips that are in the store already."""
    chapters: int


@dataclass(frozen=True, slots=True)
class Sending:
    """An engine is about to be given text that leaves this machine; nothing has been sent yet."""

    engine: str
    host: str
    """Where the text is sent to."""


@dataclass(frozen=True, slots=True)
class ClipReady:
    characters: int
    """Length of its text, in code points."""


@dataclass(frozen=True, slots=True)
class ClipFailed:
    utterance: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileReady:
    name: str
    written: bool
    """False where the file was there already, and right."""


Event = Asking | Asked | Planned | Sending | ClipReady | ClipFailed | FileReady


def ignore(event: Event) -> None:
    """Watch nothing."""
