"""The voice library: the voices of an engine that are fit for casting, described."""

from __future__ import annotations

import sys
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from pipeline.errors import SettingsError
from pipeline.model import Age, Gender, Voice


@cache
def library(engine: str) -> tuple[Voice, ...]:
    """The voices to cast from, best first, as `voices/<engine>.toml` describes them.

    An engine without such a file for this system offers all its voices; one whose voices are
    files of their own (`local`) those that are there. Raises SettingsError
    for an entry that can't be followed, EngineUnavailable where the engine has to be asked.
    """
    # The registry prefers what the library says of a voice, so each knows the other.
    from pipeline.tts.registry import load_engine

    engine = engine.casefold()
    path = resources.files("pipeline.voices") / f"{engine}.toml"
    if not path.is_file():
        return load_engine(engine).voices()
    file = tomllib.loads(path.read_text(encoding="utf-8"))
    if file.get("platform", sys.platform) != sys.platform:
        return load_engine(engine).voices()
    if file.get("local"):
        return _present(engine, file["voice"], load_engine(engine).voices())
    return tuple(_voice(engine, entry) for entry in file["voice"])


def _present(
    engine: str, entries: list[dict[str, Any]], voices: tuple[Voice, ...]
) -> tuple[Voice, ...]:
    """The voices that are there: those that are described first, and then the others."""
    left = {voice.id.casefold(): voice for voice in voices}
    described = []
    for entry in entries:
        voice = left.pop(f"{engine}:{entry['id']}".casefold(), None)
        if voice is not None:
            # What the files say of how it is spoken stands.
            described.append(_voice(engine, entry | {"parameters": dict(voice.parameters)}))
    return (*described, *left.values())


def _voice(engine: str, entry: dict[str, Any]) -> Voice:
    try:
        return Voice(
            id=f"{engine}:{entry['id']}",
            engine=engine,
            parameters=tuple(sorted(entry["parameters"].items())),
            name=entry["name"],
            language=entry["language"],
            gender=Gender(entry["gender"]),
            age=Age(entry["age"]),
            accent=entry["accent"],
            timbre=entry["timbre"],
            licence=entry["licence"],
        )
    except (KeyError, ValueError) as error:
        raise SettingsError(
            f"The voice library of {engine} has an entry that can't be followed: {error}.",
            "Install Fullcast again.",
        ) from error
