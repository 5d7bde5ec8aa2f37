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
class VoiceLevel:
    """How loud a voice is, and what is done about it in the mix."""

    voice: str
    """The id of the voice."""
    key: str
    """Of the clip in which it reads the calibration passage."""
    loudness: float
    """LUFS of that clip."""
    gain: float
    """dB that its clips are raised by, but for short lines."""
    brief: float | None = None
    """dB that lines as short as a phrase of that passage are raised by; None if not measured."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a chapter is heard in a file.

    What stands at frame `t` of the chapter's timeline is at `start + t - skipped` there.
    """

    chapter: str
    """The chapter's id."""
    title: str
    start: int
    """Frame of the file at which it begins, head included."""
    frames: int
    """How long it is there."""
    gain: float = 0.0
    """dB, its one gain."""
    skipped: int = 0
    """Frames of the chapter's timeline that are in the file before, of one that was split."""
    first: int = 0
    """Frame of the chapter's timeline at which its first clip in this file begins."""
    last: int | None = None
    """And at which the last one ends, in a part of a chapter: its tail may reach further than the
    pause after it. None where all of the chapter is there."""

    @property
    def heard(self) -> tuple[int, int]:
        """From where to where of the chapter's timeline clips begin that are heard here."""
        end = self.skipped + self.frames if self.last is None else self.last
        return max(self.first, self.skipped), end


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """One delivered file."""

    name: str
    recipe: str
    """Digest of everything that shapes the file: timeline, level, tags, encoding."""
    sha256: str
    gain: float
    """dB, the one gain of the whole file; of a file of the whole book, `marks` have them."""
    chapter: str
    """Id of the chapter that it holds; empty for a file of the whole book."""
    marks: tuple[Mark, ...] = ()
    """What is heard where in it."""
    rms: float = 0.0
    """dBFS of the file, decoded again."""
    peak: float = 0.0
    """dBTP of the same."""
    profile: str = ""
    """The levels that it was made for."""


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
    levels: tuple[VoiceLevel, ...] = ()
    """Of every voice that is heard, by its id."""
    cover: str = ""
    """SHA-256 of the cover.jpg that was delivered."""
    shelf: str = ""
    """The folder of a library in which the book was put, as production.toml leads there."""
    shelved: tuple[str, ...] = ()
    """The files that were put there."""
