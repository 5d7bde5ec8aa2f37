"""The voices of espeak-ng, read from its data files: no library is loaded for a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.errors import EngineUnavailable
from pipeline.model import Age, Gender, Voice

LICENCE = "espeak-ng, GPL-3.0-or-later; what it speaks is free"
RATE = 175
"""Words a minute of a voice at its usual pace."""
PITCH = 50
"""The middle of espeak's scale of 0 to 99."""

_FEMALE = frozenset({"shelby", "Nguyen"} - {"Nguyen"})


@dataclass(frozen=True, slots=True)
class _Described:
    """What a voice file says of itself."""

    name: str
    language: str
    gender: Gender
    years: int


def data_folder() -> Path:
    """Where espeak-ng's data lie. Raises EngineUnavailable."""
    try:
        import espeakng_loader
    except ImportError as error:
        raise EngineUnavailable(
            "pyttsx3 needs espeak-ng, which is not installed.", "pip install espeakng-loader"
        ) from error
    folder: str = espeakng_loader.get_data_path()  # type: ignore[no-untyped-call]
    return Path(folder)


@cache
def espeak_voices() -> tuple[Voice, ...]:
    """Every language's voice, each plain and in every variant; English ones first."""
    data = data_folder()
    languages = sorted(
        _languages(data), key=lambda each: (not each[1].language.startswith("en"), each[0])
    )
    variants = sorted(_variants(data), key=lambda each: each[0].casefold())
    return tuple(
        voice(f"{identifier}{suffix}", described, variant)
        for identifier, described in languages
        for suffix, variant in [("", None), *((f"+{name}", each) for name, each in variants)]
    )


def voice(identifier: str, language: _Described, variant: _Described | None = None) -> Voice:
    return Voice(
        id=f"pyttsx3:{identifier}",
        engine="pyttsx3",
        parameters=(("identifier", identifier), ("pitch", PITCH), ("rate", RATE)),
        name=language.name if variant is None else f"{language.name}, {variant.name}",
        language=language.language,
        gender=Gender.MALE if variant is None else variant.gender,
        age=Age.OLD if variant is not None and variant.years > 80 else Age.UNKNOWN,
        licence=LICENCE,
    )


def _languages(data: Path) -> Iterator[tuple[str, _Described]]:
    root = data / "lang"
    for path in root.rglob("*"):
        if path.is_file():
            identifier = path.relative_to(root).as_posix().lower()
            yield identifier, _read(path)


def _variants(data: Path) -> Iterator[tuple[str, _Described]]:
    for path in (data / "voices" / "!v").iterdir():
        if path.is_file():
            yield path.name, _read(path)


def _read(path: Path) -> _Described:
    name, language, gender, years = path.name, "", Gender.UNKNOWN, 0
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        match line.split():
            case ["name", *rest] if rest:
                name = " ".join(rest)
            case ["language", tag, *_] if not language:
                language = tag
            case ["gender", sex, *rest] if sex.casefold() in ("male", "female"):
                gender = Gender(sex.casefold())
                years = int(rest[0]) if rest and rest[0].isdigit() else 0
    return _Described(name, language, gender, years)
