"""What the two ways to pyttsx3's voices have in common: how to speak, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import msgspec

from pipeline.model import Voice


class VoiceParameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The parameters of a voice of pyttsx3."""

    identifier: str
    """What the speech library calls the voice."""
    rate: int | float
    """Words a minute at the usual pace."""
    pitch: int | float | None = None
    """0 to 99; None where the library can't be told."""
    volume: int | float = 100
    """Percent."""

    @classmethod
    def of(cls, voice: Voice) -> VoiceParameters:
        """Raises msgspec.ValidationError for one that is missing, unknown or of a wrong kind."""
        return msgspec.convert(dict(voice.parameters), cls)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a text is to be spoken."""

    identifier: str
    rate: int
    """Words a minute."""
    pitch: int | None
    volume: int
    """Percent."""
    sounds: bool = False
    """Whether what stands in [[ ]] is the library's letters for sounds."""


@dataclass(frozen=True, slots=True)
class WordEvent:
    """The library begins a word."""

    position: int
    """Code point of the text."""
    frame: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a library made of a text."""

    sample_rate: int
    """Hertz."""
    pcm: bytes
    """Mono, 16 bit, little-endian."""
    finished: bool
    """Whether it said that it came to the end."""
    reached: int | None = None
    """Code point up to which it says it has spoken; None where it does not tell."""
    words: tuple[WordEvent, ...] = ()
    """Empty where it does not tell."""


class Speech(Protocol):
    """One way to the voices; only for a process that does nothing else."""

    repeatable: bool
    """Whether the same text always gives the same samples."""
    pitch: bool
    """Whether it can be told to speak higher or lower."""

    sounds: bool
    """Whether it can be told sounds, in letters of its own."""
    steady: bool
    """Whether its voices speak a line of two words as loud as a paragraph."""

    def voices(self) -> tuple[Voice, ...]: ...

    def letters(self, ipa: str, identifier: str) -> str:
        """The letters for sounds in IPA. Raises ValueError for one that the voice has not."""
        ...

    def has(self, identifier: str) -> bool:
        """Whether there is such a voice."""
        ...

    def unavailable(self) -> str:
        """What is to be installed; empty where nothing is missing."""
        ...

    def speak(self, text: str, manner: Manner) -> Spoken | None:
        """The text, spoken; None where there is no such voice. Raises EngineUnavailable."""
        ...

    def close(self) -> None: ...
