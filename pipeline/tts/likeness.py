"""How alike the voices of an engine sound, as measured and kept beside the voice library."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from pipeline.errors import SettingsError
from pipeline.model import Likeness


@cache
def likeness(engine: str) -> Likeness | None:
    """The measured likeness of an engine's voices; None where nobody has measured them.

    `voices/<engine>.likeness.toml` holds, by voice, the cosines to the voices above it. Raises
    SettingsError for a table that can't be followed.
    """
    engine = engine.casefold()
    path = resources.files("pipeline.voices") / f"{engine}.likeness.toml"
    if not path.is_file():
        return None
    try:
        file = tomllib.loads(path.read_text(encoding="utf-8"))
        rows = {name: tuple(map(float, row)) for name, row in file["cosines"].items()}
        limit = float(file["limit"])
        if any(len(row) != index for index, row in enumerate(rows.values())):
            raise ValueError("a row is too long or too short")
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsError(
            f"The table of likenesses of {engine} can't be followed: {error}.",
            "Install Fullcast again.",
        ) from error
    return Likeness(tuple(f"{engine}:{name}" for name in rows), tuple(rows.values()), limit)
