"""What a render leaves on record: what was made, and from what."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Direction, EngineTraits, Source, Timeline, Voice


@dataclass(frozen=True, slots=True)
class ManifestChapter:
    """One delivered chapter: from what it was made, and what came of it."""

    id: str
    number: int
    title: str
    directions: tuple[Direction, ...]
    timeline: Timeline
    gaps: tuple[str, ...]
    """Utterances that could not be spoken and were left out on request."""


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """One delivered file."""

    name: str
    recipe: str
    """Digest of everything that shapes the file: timeline, level, tags, encoding."""
    sha256: str
    gain: float
    """dB, the one gain of the whole file."""
    chapter: str
    """Id of the chapter that it holds."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was made from what; with the store, enough to make every file again."""

    source: Source
    title: str
    authors: tuple[str, ...]
    voices: tuple[Voice, ...]
    engines: tuple[EngineTraits, ...]
    versions: tuple[tuple[str, str], ...]
    """Name and version of the programs that shaped the sound; for information."""
    chapters: tuple[ManifestChapter, ...]
    files: tuple[ManifestFile, ...]
