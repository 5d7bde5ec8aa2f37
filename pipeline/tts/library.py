"""The voice library: the voices of an engine that are fit for casting, described.

It is what Fullcast brings (`voices/<engine>.toml`) and what the user adds in a file of the
same name and form in `voices_folder()`.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from pipeline.errors import EngineUnavailable, SettingsError
from pipeline.model import Age, Gender, Voice
from pipeline.own_files import config_folder
from pipeline.toml_text import Table, read

KEYS = (
    "id", "name", "language", "accent", "gender", "age", "timbre", "pitch", "misheard", "grade",
    "judged", "licence", "parameters", "blend",
)  # fmt: skip

GRADES = ("A", "B", "C", "D", "F")
"""How well a voice speaks, as whoever judged it says."""

Kind = TypeVar("Kind", Gender, Age)


def voices_folder() -> Path:
    """Where the user's own voices lie: $FULLCAST_VOICES, else `voices` in the config folder."""
    chosen = os.environ.get("FULLCAST_VOICES")
    return Path(chosen) if chosen else config_folder() / "voices"


@cache
def library(engine: str) -> tuple[Voice, ...]:
    """The voices to cast from, best first, and the user's own after them.

    An engine without a file for this system offers all its voices; one whose voices are files
    of their own (`local`) those that are there, described or not. A voice of the user's
    takes the place of the one that has its id. Raises SettingsError for an entry that can't
    be followed, EngineUnavailable where the engine has to be asked.
    """
    engine = engine.casefold()
    brought = {voice.id.casefold(): voice for voice in _brought(engine)}
    users = {voice.id.casefold(): voice for voice in _users(engine, brought)}
    return tuple((brought | users).values())


def library_for(engine: str, language: str) -> tuple[Voice, ...]:
    """The voices to cast a book of that language (a BCP 47 tag) from.

    Where the library has none of the language and the engine has, those come first. An engine
    that varies its voices by a suffix (espeak-ng's `+f2`) speaks such a book in the variants that
    the library describes, since it is they that tell people apart.
    """
    from pipeline.tts.registry import load_engine

    described = library(engine)
    if not language or any(speaks(voice, language) for voice in described):
        return described
    foreign = [voice for voice in load_engine(engine).voices() if speaks(voice, language)]
    if not foreign:
        return described
    of_one_region = _region(foreign, language)
    variants = {_variant(voice): voice for voice in foreign if voice.language == of_one_region}
    fit = [
        replace(variants[variant], gender=voice.gender, age=voice.age, timbre=voice.timbre)
        for voice in described
        if (variant := _variant(voice)) in variants
    ]
    return (*(fit or foreign), *described)


def speaks(voice: Voice, language: str) -> bool:
    """Whether a voice is of the language (a BCP 47 tag), whatever the region."""
    return voice.language.partition("-")[0].casefold() == language.partition("-")[0].casefold()


def _region(voices: Sequence[Voice], language: str) -> str:
    """Which region's language: the very one, else that of the land it is named for, else any."""
    there = dict.fromkeys(voice.language for voice in voices)
    base = language.partition("-")[0].casefold()
    wanted = (language.casefold(), base, f"{base}-{base}")
    return next((each for each in wanted if each in there), next(iter(there)))


def _variant(voice: Voice) -> str:
    return voice.id.partition("+")[2].casefold()


def _brought(engine: str) -> tuple[Voice, ...]:
    # The registry prefers what the library says of a voice, so each knows the other.
    from pipeline.tts.registry import load_engine

    path = resources.files("pipeline.voices") / f"{engine}.toml"
    if not path.is_file():
        return load_engine(engine).voices()
    text = path.read_text(encoding="utf-8")
    file = tomllib.loads(text)
    if file.get("platform", sys.platform) != sys.platform:
        return load_engine(engine).voices()
    if not file.get("local"):
        return _voices(engine, text, f"{engine}.toml", {})
    there = {voice.id.casefold(): voice for voice in load_engine(engine).voices()}
    described = _voices(engine, text, f"{engine}.toml", there, only=True)
    left = there.keys() - {voice.id.casefold() for voice in described}
    return (*described, *(voice for key, voice in there.items() if key in left))


def _users(engine: str, brought: Mapping[str, Voice]) -> tuple[Voice, ...]:
    path = voices_folder() / f"{engine}.toml"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} can't be read ({error}).", "Mend it, or move it.") from error
    return _voices(engine, text, str(path), brought)


def _voices(
    engine: str, text: str, label: str, known: Mapping[str, Voice], *, only: bool = False
) -> tuple[Voice, ...]:
    """The voices that a file describes; with `only`, those that are among the `known` ones.

    An entry without parameters describes a voice that is known by its casefolded id, or else
    one of the engine's.
    """
    top = read(text, label)
    return tuple(
        _voice(engine, table, known)
        for table in top.array("voice")
        if not only or f"{engine}:{_name(engine, table)}".casefold() in known
    )


def _name(engine: str, table: Table) -> str:
    name = table.string("id").removeprefix(f"{engine}:")
    if not name:
        raise table.error("id", "is missing.", 'Give the voice a name of its own: id = "my-voice".')
    return name


def _voice(engine: str, table: Table, known: Mapping[str, Voice]) -> Voice:
    table.known(KEYS)
    name = _name(engine, table)
    own = None
    if "parameters" not in table.values and "blend" not in table.values:
        own = known.get(f"{engine}:{name}".casefold()) or _own(engine, name)
    language = table.string("language", own.language if own else "en-us").casefold()
    return Voice(
        id=own.id if own else f"{engine}:{name}",
        engine=engine,
        parameters=own.parameters if own else _parameters(engine, table, language),
        name=table.string("name", name),
        language=language,
        gender=_one_of(Gender, table, "gender"),
        age=_one_of(Age, table, "age"),
        accent=table.string("accent"),
        timbre=table.string("timbre"),
        grade=_grade(table),
        licence=table.string("licence"),
    )


def _own(engine: str, name: str) -> Voice | None:
    """The engine's own voice of that name, where it has one and can be asked."""
    from pipeline.tts.registry import load_engine

    wanted = f"{engine}:{name}".casefold()
    try:
        voices = load_engine(engine).voices()
    except EngineUnavailable:
        return None
    return next((voice for voice in voices if voice.id.casefold() == wanted), None)


def _parameters(
    engine: str, table: Table, language: str
) -> tuple[tuple[str, str | int | float], ...]:
    if "blend" in table.values:
        return _blend(engine, table, language)
    parameters = table.table("parameters").values
    if not parameters:
        raise table.error("parameters", "is missing.", "Say what the engine is to be told.")
    kept: dict[str, str | int | float] = {}
    for key, value in parameters.items():
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise table.error("parameters", f"has {key}, which must be a text or a number.")
        kept[key] = value
    return tuple(sorted(kept.items()))


def _blend(engine: str, table: Table, language: str) -> tuple[tuple[str, str | int | float], ...]:
    from pipeline.tts.blends import blend_text
    from pipeline.tts.kokoro_phonemes import DIALECTS
    from pipeline.tts.kokoro_voices import STYLES

    weights: Mapping[str, Any] = table.table("blend").values
    if engine != "kokoro" or "parameters" in table.values:
        raise table.error("blend", "is for voices of kokoro, in place of parameters.")
    if language not in DIALECTS:
        raise table.error("language", f'is "{language}", and kokoro reads {", ".join(DIALECTS)}.')
    weights = {name.removeprefix("kokoro:"): weight for name, weight in weights.items()}
    unknown = next((name for name in weights if name not in STYLES), None)
    if unknown is not None:
        raise table.error(
            "blend",
            f'has "{unknown}", which is no voice of kokoro.',
            "`fullcast voices list --engine kokoro --all` shows what there is.",
        )
    try:
        style = blend_text(weights)
    except ValueError as error:
        raise table.error("blend", f"can't be followed: {error}.") from error
    return (("dialect", language), ("style", style))


def _grade(table: Table) -> str:
    grade = table.string("grade").upper()
    if grade and grade not in GRADES:
        raise table.error("grade", f'is "{grade}", and must be one of {", ".join(GRADES)}.')
    return grade


def _one_of(kinds: type[Kind], table: Table, key: str) -> Kind:
    value = table.string(key, "unknown")
    try:
        return kinds(value)
    except ValueError as error:
        raise table.error(key, f'is "{value}", and must be one of {", ".join(kinds)}.') from error
