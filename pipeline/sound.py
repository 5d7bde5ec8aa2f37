"""What is heard: clips, where they lie on a timeline, and the silences between them."""

from __future__ import annotations

from dataclasses import dataclass

FORMATS = ("mp3", "m4b", "opus", "flac", "wav")
"""What sound is delivered as."""
CAPTIONS = ("srt", "vtt", "lrc")
"""What the text in time with it is delivered as."""


@dataclass(frozen=True, slots=True)
class WordTime:
    """When a word of a clip is heard."""

    start: int
    """Code point in the request's text."""
    end: int
    begins: int
    """Frame, at the clip's rate."""
    ends: int


@dataclass(frozen=True, slots=True)
class Audio:
    """Mono 16-bit PCM, little-endian, as it leaves a worker."""

    rate: int
    """Hertz."""
    pcm: bytes
    words: tuple[WordTime, ...] = ()

    @property
    def frames(self) -> int:
        return len(self.pcm) // 2


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that could not be honoured, and why, in a sentence."""

    reason: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Clip:
    """The record of a stored clip."""

    key: str
    rate: int
    """Hertz."""
    frames: int
    sha256: str
    """Of the audio file."""
    rms: float
    """dBFS over the whole clip."""
    peak: float
    """Highest sample, dBFS."""
    words: tuple[WordTime, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """A clip on the timeline."""

    clip: str
    """The clip's key."""
    utterance: str
    start: int
    """Frame of the timeline at which the clip begins."""
    frames: int
    """Length on the timeline, in its frames."""
    gain: float = 0.0
    """dB."""

    @property
    def end(self) -> int:
        return self.start + self.frames


@dataclass(frozen=True, slots=True)
class Timeline:
    """An edit decision list: what is heard when, in one chapter."""

    rate: int
    """Hertz."""
    placements: tuple[Placement, ...]
    frames: int
    """Length of the whole, head and tail included."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """Silences between clips, in milliseconds, by what they part."""

    sentence: int = 250
    """Between two clips of one utterance."""
    turn: int = 150
    """Between a quotation and the narration around it, in one paragraph."""
    paragraph: int = 550
    scene: int = 1800
    heading: int = 1000
    """After a heading."""
    head: int = 750
    """Before the first clip of a chapter."""
    tail: int = 2000
    """After the last clip of a chapter."""
