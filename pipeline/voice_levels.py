"""How loud each voice is: which passages are to be read for it, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.findings import Finding, Severity
from pipeline.manifest import VoiceLevel
from pipeline.model import (
    Audio,
    Direction,
    EngineTraits,
    Span,
    SynthesisRequest,
    Voice,
)
from pipeline.stitching.calibration import loudness_of, matching_gain, passage
from pipeline.store import SILENCE
from pipeline.tts.request_key import clip_key


def calibration(voice: Voice, engine: EngineTraits) -> Direction:
    """What a voice reads to be matched to the others; of no utterance, in no chapter."""
    text = passage(voice.language)
    request = SynthesisRequest(text, voice.language or "en", voice)
    return Direction("", Span(0, len(text)), voice.id, request, clip_key(request, engine))


def calibrations(
    directions: Iterable[Direction], engines: Iterable[EngineTraits]
) -> dict[str, Direction]:
    """The passages of all voices that are heard in these directions, by the voices' ids."""
    traits = {engine.name: engine for engine in engines}
    voices = {item.request.voice.id: item.request.voice for item in directions}
    return {
        name: calibration(voice, traits[voice.engine])
        for name, voice in sorted(voices.items())
        if voice.engine in traits
    }


def measured(passage: Direction, audio: Audio) -> VoiceLevel:
    """The level of the voice that has read a passage. Raises ToolError."""
    found = loudness_of(audio)
    return VoiceLevel(passage.speaker, passage.key, found, matching_gain(found))


def unmatched(passage: Direction, why: str) -> Finding:
    """What is said of a voice that could not be matched, and is heard as it is."""
    return Finding(
        "voice-unmatched",
        Severity.WARNING,
        f"The voice {passage.speaker} is not matched to the others: {why}",
        passage.speaker,
    )


def silent(level: VoiceLevel) -> bool:
    return level.loudness <= SILENCE


def gains(levels: Mapping[str, VoiceLevel]) -> dict[str, float]:
    """dB for each voice, by its id."""
    return {name: level.gain for name, level in levels.items()}
