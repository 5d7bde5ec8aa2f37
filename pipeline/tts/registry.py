"""The engines that are installed, found by entry points and imported only when used."""

from __future__ import annotations

import difflib
import sys
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from pipeline.errors import CastError, EngineUnavailable
from pipeline.model import Voice
from pipeline.tts import kokoro_model
from pipeline.tts.engine import Engine
from pipeline.tts.library import library, speaks

GROUP = "fullcast.engines"


def engine_names() -> tuple[str, ...]:
    """The names of the engines that are installed, sorted; none of them is imported."""
    return tuple(sorted(_entry_points()))


def load_engine(name: str) -> Engine:
    """The engine of that name, whatever its case; one object for each engine.

    Raises EngineUnavailable, with what to install, where there is none or it can't be imported.
    """
    return _loaded(name.casefold())


def default_engine(language: str = "") -> str:
    """The engine for whoever has chosen none: Kokoro where it is installed, else pyttsx3.

    A book in a language (a BCP 47 tag) that Kokoro does not read and pyttsx3 does is for pyttsx3.
    """
    if "kokoro" not in _entry_points() or not kokoro_model.ready():
        return "pyttsx3"
    helps = language and not _reads("kokoro", language) and _reads("pyttsx3", language)
    return "pyttsx3" if helps else "kokoro"


def _reads(engine: str, language: str) -> bool:
    try:
        return any(speaks(voice, language) for voice in load_engine(engine).voices())
    except EngineUnavailable:
        return False


@cache
def _loaded(name: str) -> Engine:
    entry = _entry_points().get(name)
    if entry is None:
        raise EngineUnavailable(
            f'There is no speech engine "{name}".',
            f"Installed are {', '.join(engine_names()) or 'none'}.",
        )
    try:
        engine: Engine = entry.load()()
    except ImportError as error:
        raise EngineUnavailable(
            f"The speech engine {entry.name} can't be imported: {error}.",
            f"Install again what brought it: pip install --force-reinstall {_distribution(entry)}.",
        ) from error
    return engine


def find_voice(voice_id: str) -> Voice:
    """The voice of an id such as `pyttsx3:gmw/en-us+f3`, whatever its case.

    Raises CastError, with the closest ids, where there is no such voice, and
    EngineUnavailable where its engine does not start.
    """
    name, colon, rest = voice_id.strip().partition(":")
    if not colon or not rest:
        meant = _called(voice_id)
        raise CastError(
            f'"{voice_id}" is not the id of a voice.',
            f"There is {' and '.join(meant)}."
            if meant
            else "Write engine:voice, for example pyttsx3:gmw/en-us+f3;"
            " `fullcast voices list` shows what there is.",
        )
    if name.casefold() not in _entry_points():
        raise CastError(
            f'There is no speech engine "{name}", so there is no voice "{voice_id}".',
            f"Installed are {', '.join(engine_names()) or 'none'}.",
        )
    engine = name.casefold()
    wanted = f"{engine}:{rest.strip()}".casefold()
    described = {voice.id.casefold(): voice for voice in library(engine)}
    if wanted in described:
        return described[wanted]
    everything = _voices(engine)
    if wanted not in everything:
        close = difflib.get_close_matches(wanted, [*described, *_near(wanted, everything)], n=3)
        names = [(described.get(key) or everything[key]).id for key in dict.fromkeys(close)]
        raise CastError(
            f'There is no voice "{voice_id}".',
            f"Close to it: {', '.join(names)}."
            if names
            else f"`fullcast voices list --engine {engine}` shows what there is.",
        )
    return everything[wanted]


def _called(name: str) -> list[str]:
    """The ids of the library's voices that people may call so: `af_heart`, or `Heart`."""
    wanted = name.strip(" :").casefold()
    found = []
    for engine in engine_names():
        try:
            voices = library(engine)
        except EngineUnavailable:
            continue
        found += [
            voice.id
            for voice in voices
            if wanted in (voice.id.partition(":")[2].casefold(), voice.name.casefold())
        ]
    return found


@cache
def _voices(engine: str) -> dict[str, Voice]:
    return {voice.id.casefold(): voice for voice in load_engine(engine).voices()}


def _near(wanted: str, ids: dict[str, Voice]) -> list[str]:
    """The ids worth comparing; comparing thousands takes a second."""
    stem = wanted.partition("+")[0]
    same_stem = [key for key in ids if key.partition("+")[0] == stem]
    return same_stem or [key for key in ids if "+" not in key] or list(ids)


def _entry_points() -> dict[str, EntryPoint]:
    return _entry_points_on(tuple(sys.path))


@cache
def _entry_points_on(path: tuple[str, ...]) -> dict[str, EntryPoint]:  # noqa: ARG001 - the key
    return {entry.name.casefold(): entry for entry in entry_points(group=GROUP)}


def _distribution(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist is not None else entry.value
