"""How loud each voice is: which passages are to be read for it, and what came of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

from pipeline.findings import Finding, Severity
from pipeline.manifest import VoiceLevel
from pipeline.model import Direction, Due, EngineTraits, Span, SynthesisRequest, Voice
from pipeline.production import Production
from pipeline.stitching import calibration as calibrating
from pipeline.store import SILENCE, Store
from pipeline.tts.produce import Failed, produce
from pipeline.tts.request_key import clip_key
from pipeline.tts.worker import synthesize


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a voice reads to be matched to the others; of no utterance, in no chapter."""

    whole: Direction
    phrases: tuple[Direction, ...]
    """None for a voice of a steady engine."""

    @property
    def all(self) -> tuple[Direction, ...]:
        return (self.whole, *self.phrases)


def calibration(voice: Voice, engine: EngineTraits) -> Calibration:
    """What that voice is to read."""

    def read(text: str) -> Direction:
        request = SynthesisRequest(text, voice.language or "en", voice)
        return Direction("", Span(0, len(text)), voice.id, request, clip_key(request, engine))

    whole = read(calibrating.passage(voice.language))
    short = () if engine.steady else calibrating.phrases(voice.language)
    return Calibration(whole, tuple(map(read, short)))


def matching(levels: Mapping[str, VoiceLevel]) -> Callable[[Direction], float]:
    """The dB that match a direction's voice to the others, by the length of what it says.

    A recording of the user's own has its level from itself, and no voice.
    """

    def gain(direction: Direction) -> float:
        request = direction.request
        level = levels.get(request.voice.id)
        if direction.recording or level is None:
            return 0.0
        brief = level.gain if level.brief is None else level.brief
        return calibrating.gain_for(request.text, level.gain, brief, request.voice.language)

    return gain


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
    new: list[Calibration] = []
    for item in _calibrations(directions, production.engines):
        known = levels.pop(item.whole.speaker, None)
        if known and known.key == item.whole.key and known.brief is not None:
            levels[item.whole.speaker] = known
        else:
            new.append(item)
    due = [
        Due(direction, "the voice is to be matched")
        for item in new
        for direction in item.all
        if store.clip(direction.key) is None
    ]
    why: dict[str, str] = {}
    for result in produce(due, store, executor, synthesize, window):
        if isinstance(result, Failed):
            why[result.direction.speaker] = result.reason
    findings = []
    for item in new:
        voice = item.whole.speaker
        if voice in why:
            findings.append(_unmatched(voice, why[voice]))
            continue
        levels[voice] = _level(item, store)
        if levels[voice].loudness <= SILENCE:
            findings.append(_unmatched(voice, "it reads the passage in silence."))
    return levels, tuple(findings)


def _calibrations(
    directions: Iterable[Direction], engines: Iterable[EngineTraits]
) -> Iterator[Calibration]:
    traits = {engine.name: engine for engine in engines}
    voices = {
        item.request.voice.id: item.request.voice for item in directions if not item.recording
    }
    for _, voice in sorted(voices.items()):
        if voice.engine in traits:
            yield calibration(voice, traits[voice.engine])


def _level(item: Calibration, store: Store) -> VoiceLevel:
    found = calibrating.loudness_of(store.audio(item.whole.key))
    phrases = [store.audio(each.key) for each in item.phrases]
    brief = calibrating.loudness_of(*phrases) if phrases else found
    gain = calibrating.matching_gain(found)
    return VoiceLevel(
        voice=item.whole.speaker,
        key=item.whole.key,
        loudness=found,
        gain=gain,
        brief=calibrating.matching_gain(brief) if brief > SILENCE else gain,
    )


def _unmatched(voice: str, why: str) -> Finding:
    return Finding(
        "voice-unmatched",
        Severity.WARNING,
        f"The voice {voice} is not matched to the others: {why}",
        voice,
    )
