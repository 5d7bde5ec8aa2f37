"""What a render tells whoever watches it."""

from __future__ import annotations

from dataclasses import dataclass


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


Event = Planned | ClipReady | ClipFailed | FileReady


def ignore(event: Event) -> None:
    """Watch nothing."""
