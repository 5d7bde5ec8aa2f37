"""The voice library: the voices of an engine that are fit for casting, described."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from pipeline.errors import SettingsError
from pipeline.model import Age, Gender, Voice


@cache
def library(engine: str) -> tuple[Voice, ...]:
    """The voices to cast from, best first, as `voices/<engine>.toml` describes them.

    An engine without such a file offers all its voices. Raises SettingsError for an entry
    that can't be followed, EngineUnavailable where the engine itself has to be asked.
    """
    # The registry prefers what the library says of a voice, so each knows the other.
    from pipeline.tts.registry import load_engine

    file = resources.files("pipeline.voices") / f"{engine.casefold()}.toml"
    if not file.is_file():
        return load_engine(engine).voices()
    entries = tomllib.loads(file.read_text(encoding="utf-8")).get("voice", [])
    return tuple(_voice(engine.casefold(), entry) for entry in entries)


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
