"""How loud each voice is: which passages are to be read for it, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor

from pipeline.findings import Finding, Severity
from pipeline.manifest import VoiceLevel
from pipeline.model import Direction, Due, EngineTraits, Span, SynthesisRequest, Voice
from pipeline.production import Production
from pipeline.stitching import calibration as calibrating
from pipeline.store import SILENCE, Store
from pipeline.tts.produce import Failed, produce
from pipeline.tts.request_key import clip_key
from pipeline.tts.worker import synthesize


def calibration(voice: Voice, engine: EngineTraits) -> Direction:
    """What a voice reads to be matched to the others; of no utterance, in no chapter."""
    text = calibrating.passage(voice.language)
    request = SynthesisRequest(text, voice.language or "en", voice)
    return Direction("", Span(0, len(text)), voice.id, request, clip_key(request, engine))


def matched(
    production: Production,
    directions: Iterable[Direction],
    executor: Executor,
    window: int,
) -> tuple[dict[str, VoiceLevel], tuple[Finding, ...]]:
    """The levels of all voices that are heard in these directions, by the voices' ids.

    A level that the last render has found stands; else the voice reads its passage, if the
    store has not got it, and that is measured. A voice that can't has no level, and a finding
    says so. Raises EngineUnavailable, StoreError and ToolError.
    """
    manifest = production.folder.manifest()
    levels = {item.voice: item for item in manifest.levels} if manifest else {}
    store = production.folder.store.passages
    findings = []
    due = []
    for passage in _passages(directions, production.engines):
        if (known := levels.pop(passage.speaker, None)) and known.key == passage.key:
            levels[passage.speaker] = known
        elif store.clip(passage.key) is not None:
            levels[passage.speaker] = _level(passage, store)
        else:
            due.append(Due(passage, "the voice is to be matched"))
    why: dict[str, str] = {}
    for result in produce(due, store, executor, synthesize, window):
        if isinstance(result, Failed):
            why[result.direction.key] = result.reason
    for passage in (item.direction for item in due):
        if passage.key in why:
            findings.append(_unmatched(passage, why[passage.key]))
            continue
        levels[passage.speaker] = _level(passage, store)
        if levels[passage.speaker].loudness <= SILENCE:
            findings.append(_unmatched(passage, "it reads the passage in silence."))
    return levels, tuple(findings)


def _passages(
    directions: Iterable[Direction], engines: Iterable[EngineTraits]
) -> Iterator[Direction]:
    traits = {engine.name: engine for engine in engines}
    voices = {
        item.request.voice.id: item.request.voice for item in directions if not item.recording
    }
    for _, voice in sorted(voices.items()):
        if voice.engine in traits:
            yield calibration(voice, traits[voice.engine])


def _level(passage: Direction, store: Store) -> VoiceLevel:
    found = calibrating.loudness_of(store.audio(passage.key))
    return VoiceLevel(passage.speaker, passage.key, found, calibrating.matching_gain(found))


def _unmatched(passage: Direction, why: str) -> Finding:
    return Finding(
        "voice-unmatched",
        Severity.WARNING,
        f"The voice {passage.speaker} is not matched to the others: {why}",
        passage.speaker,
    )
