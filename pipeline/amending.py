"""What people want otherwise: takes and speakers, kept in edits.toml."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import count

from pipeline.casting import edits
from pipeline.errors import CastError
from pipeline.events import Event, ignore
from pipeline.folder import EDITS
from pipeline.model import LAST_TAKE
from pipeline.production import Production, directions_of, planned, prepared
from pipeline.selection import Selection


def with_new_take(
    production: Production, where: Selection, take: int | None = None
) -> tuple[Production, int]:
    """The production with a new take of what is selected, recorded in edits.toml.

    Without a number it is the first take that the store does not hold yet. Returns the
    number too. Raises FullcastError where nothing is selected.
    """
    candidate, number, utterances = _retaken(production, where, take)
    _record(production, [(each, {"take": number}) for each in utterances])
    return candidate, number


def another_take(production: Production, where: Selection) -> tuple[Production, int]:
    """The same, to be judged first: nothing is recorded."""
    candidate, number, _ = _retaken(production, where, None)
    return candidate, number


def with_takes(production: Production, takes: Iterable[tuple[str, int]]) -> Production:
    """The production with these takes (utterance and number), kept in edits.toml."""
    _record(production, [(utterance, {"take": number}) for utterance, number in takes])
    return prepared(production.folder)


def with_speakers(
    production: Production,
    speakers: tuple[tuple[str, str], ...],
    on_event: Callable[[Event], None] = ignore,
) -> Production:
    """The production with corrected speakers (utterance and character), kept in edits.toml."""
    _record(production, [(utterance, {"speaker": speaker}) for utterance, speaker in speakers])
    return prepared(production.folder, on_event=on_event)


def _retaken(
    production: Production, where: Selection, take: int | None
) -> tuple[Production, int, tuple[str, ...]]:
    script = production.analysis.script
    own = {utterance.id for utterance in script.utterances}
    chosen = [item for item in directions_of(production, where) if item.utterance in own]
    utterances = tuple(dict.fromkeys(item.utterance for item in chosen if not item.recording))
    if chosen and not utterances:
        raise CastError(
            "All that is selected are recordings of your own.",
            "Delete their `audio` in edits.toml to have the lines read.",
        )
    if not chosen:
        raise CastError("Nothing that is spoken is selected.", "`fullcast script` lists it.")
    folder = production.folder
    before = folder.read(EDITS) or ""
    for number in count(2) if take is None else (take,):
        text = edits.record(before, script, [(u, {"take": number}) for u in utterances])
        candidate = prepared(folder, edits_text=text)
        due = planned(candidate, where).missing
        if due or take is not None or number == LAST_TAKE:
            break
    return candidate, number, utterances


def _record(production: Production, entries: Iterable[tuple[str, Mapping[str, str | int]]]) -> None:
    before = production.folder.read(EDITS)
    text = edits.record(before or "", production.analysis.script, entries)
    production.folder.write(EDITS, text, before)
