"""What is to be synthesised, and why: reads the store, changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.manifest import Manifest
from pipeline.model import Clip, Direction, Due, Plan
from pipeline.store import Store


def plan(directions: Sequence[Direction], store: Store, previous: Manifest | None) -> Plan:
    """Part the directions' clips into those in the store and those that are due.

    `previous` is what the last render left; it only serves to say why a clip is due.
    Two directions with one key are one clip.
    """
    before = _Before(previous)
    nth: dict[str, int] = {}
    ready: dict[str, Clip] = {}
    missing: dict[str, Due] = {}
    for direction in directions:
        ordinal = nth.get(direction.utterance, 0)
        nth[direction.utterance] = ordinal + 1
        if direction.key in ready or direction.key in missing:
            continue
        clip = store.clip(direction.key)
        if clip is not None:
            ready[direction.key] = clip
        else:
            missing[direction.key] = Due(direction, before.reason(direction, ordinal))
    return Plan(ready=tuple(ready.values()), missing=tuple(missing.values()))


class _Before:
    """The directions of the last render, to compare with."""

    def __init__(self, previous: Manifest | None) -> None:
        self._first = previous is None
        self._keys: set[str] = set()
        self._by_place: dict[tuple[str, int], Direction] = {}
        self._by_text: dict[str, Direction] = {}
        for chapter in previous.chapters if previous else ():
            nth: dict[str, int] = {}
            for direction in chapter.directions:
                ordinal = nth.get(direction.utterance, 0)
                nth[direction.utterance] = ordinal + 1
                self._keys.add(direction.key)
                self._by_place[direction.utterance, ordinal] = direction
                self._by_text.setdefault(direction.request.text, direction)

    def reason(self, now: Direction, ordinal: int) -> str:
        if self._first:
            return "never rendered"
        if now.key in self._keys:
            return "its clip is no longer in the store"
        same_text = self._by_text.get(now.request.text)
        was = self._by_place.get((now.utterance, ordinal))
        if was is None or (was.request.text != now.request.text and same_text is not None):
            was = same_text
        if was is None:
            return "new text"
        return "; ".join(_differences(was, now)) or "the engine has changed"


def _differences(was: Direction, now: Direction) -> list[str]:
    found = []
    if was.speaker != now.speaker:
        found.append(f"speaker changed from {was.speaker} to {now.speaker}")
    before, after = was.request, now.request
    if before.text != after.text:
        found.append("text changed")
    for name, old, new in (
        ("voice", before.voice.id, after.voice.id),
        ("language", before.language, after.language),
        ("take", before.take, after.take),
        ("delivery", before.delivery or "plain", after.delivery or "plain"),
    ):
        if old != new:
            found.append(f"{name} changed from {old} to {new}")
    if before.voice.id == after.voice.id and before.voice.parameters != after.voice.parameters:
        found.append(f"the settings of the voice {after.voice.id} changed")
    if before.take == after.take:
        if before.pace != after.pace:
            found.append(f"pace changed from {before.pace:g} to {after.pace:g}")
        if before.pitch != after.pitch:
            found.append(f"pitch changed from {before.pitch:g} to {after.pitch:g}")
    if before.pronunciations != after.pronunciations:
        found.append("pronunciation changed")
    return found
