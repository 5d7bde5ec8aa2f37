"""Chapters, clips and files for the tests of stitching."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from imageio_ffmpeg import get_ffmpeg_exe
from numpy.typing import NDArray

from pipeline.model import (
    Audio,
    Chapter,
    Clip,
    Direction,
    Pauses,
    PointOfView,
    Scene,
    Span,
    SynthesisRequest,
    Timeline,
    Utterance,
    UtteranceKind,
    Voice,
)
from pipeline.stitching.timeline import lay_out

NARRATION, HEADING = UtteranceKind.NARRATION, UtteranceKind.HEADING


def utterance(name: str, block: int, kind: UtteranceKind = NARRATION) -> Utterance:
    return Utterance(name, kind, "Rain.", "text", block, Span(0, 5), (Span(0, 5),), "narrator")


def chapter(*scenes: Sequence[Utterance], title: str = "Rain", number: int = 1) -> Chapter:
    return Chapter(
        f"chapter-{number}",
        number,
        title,
        tuple(
            Scene(f"{number}.{count}", None, PointOfView.THIRD, tuple(utterances))
            for count, utterances in enumerate(scenes, 1)
        ),
    )


def direction(utterance: str, key: str, gain: float = 0.0) -> Direction:
    request = SynthesisRequest("Rain.", "en", Voice("tone:a", "tone", ()))
    return Direction(utterance, Span(0, 5), "narrator", request, key, gain)


def record(key: str, audio: Audio) -> Clip:
    return Clip(key, audio.rate, audio.frames, "", 0.0, 0.0)


def pcm(samples: NDArray[np.float64]) -> bytes:
    """Samples between -1 and 1 as 16-bit PCM."""
    return np.clip(np.rint(samples * 32767), -32768, 32767).astype("<i2").tobytes()


def tone(pitch: float, seconds: float, rate: int = 22_050, peak: float = 0.5) -> Audio:
    """A sine that begins and ends loud."""
    time = np.arange(round(seconds * rate)) / rate
    return Audio(rate, pcm(peak * np.cos(2 * np.pi * pitch * time)))


def murmur(seconds: float, seed: int, rate: int = 22_050, peak: float = 0.7) -> Audio:
    """Something as uneven as speech: harmonics under an envelope of syllables."""
    random = np.random.default_rng(seed)
    time = np.arange(round(seconds * rate)) / rate
    voice = sum(np.sin(2 * np.pi * 110 * k * time + random.uniform(0, 6)) / k for k in range(1, 30))
    voice *= np.sin(np.pi * 3 * time + random.uniform(0, 3)) ** 2
    return Audio(rate, pcm(peak * voice / np.abs(voice).max()))


def level(samples: NDArray[np.int16]) -> float:
    """RMS in dBFS."""
    return float(20 * np.log10(np.sqrt(np.mean((samples / 32768) ** 2)) + 1e-9))


def samples(*blocks: bytes) -> NDArray[np.int16]:
    return np.frombuffer(b"".join(blocks), dtype="<i2")


@dataclass(frozen=True)
class Spoken:
    """A laid-out chapter with its clips at hand."""

    timeline: Timeline
    clips: dict[str, Audio]

    def read(self, key: str) -> Audio:
        return self.clips[key]


def spoken(*clips: Audio, pauses: Pauses = Pauses(), gains: Sequence[float] = ()) -> Spoken:
    """Clips read one after another, a paragraph each."""
    names = [f"clip {number}" for number in range(len(clips))]
    audio = dict(zip(names, clips, strict=True))
    levels = dict(zip(names, [*gains, *[0.0] * len(clips)], strict=False))
    timeline = lay_out(
        chapter([utterance(name, block) for block, name in enumerate(names)]),
        [direction(name, name, levels[name]) for name in names],
        {name: record(name, clip) for name, clip in audio.items()},
        pauses,
    )
    return Spoken(timeline, audio)


def ffmpeg(*arguments: str | Path) -> bytes:
    """What ffmpeg writes to its output."""
    command = [get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True).stdout


def decoded(path: Path) -> NDArray[np.int16]:
    return samples(ffmpeg("-i", path, "-f", "s16le", "pipe:1"))
