"""The voices of espeak-ng, read from its data files: no library is loaded for a list."""

from __future__ import annotations

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

OLD = 80
"""Years; below it, what the variants' files say of age is not heard."""


@dataclass(frozen=True, slots=True)
class _Described:
    """What a voice file says of itself."""

    name: str
    language: str
    gender: Gender
    years: int
    phonemes: str = ""
    """The table of its sounds."""


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
    """Every language's voice, each plain and in every variant; English first."""
    return tuple(
        _voice(f"{identifier}{suffix}", language, variant)
        for identifier, language in _languages().items()
        for suffix, variant in [("", None), *((f"+{name}", v) for name, v in _variants().items())]
    )


def has_voice(identifier: str) -> bool:
    """Whether there is a voice such as `gmw/en-us` or `gmw/en-us+f3`; case matters."""
    language, plus, variant = identifier.partition("+")
    return language in _languages() and (variant in _variants() if plus else True)


def phoneme_table(identifier: str) -> str:
    """The name of the sounds that a voice such as `gmw/en-us+f3` has."""
    return _languages()[identifier.partition("+")[0]].phonemes


def _voice(identifier: str, language: _Described, variant: _Described | None) -> Voice:
    return Voice(
        id=f"pyttsx3:{identifier}",
        engine="pyttsx3",
        parameters=(("identifier", identifier), ("pitch", PITCH), ("rate", RATE)),
        name=language.name if variant is None else f"{language.name}, {variant.name}",
        language=language.language,
        gender=Gender.MALE if variant is None else variant.gender,
        age=Age.OLD if variant is not None and variant.years >= OLD else Age.UNKNOWN,
        licence=LICENCE,
    )


@cache
def _languages() -> dict[str, _Described]:
    data = data_folder()
    root = data / "lang"
    found = {
        path.relative_to(root).as_posix().lower(): described
        for path in root.rglob("*")
        if path.is_file()
        for described in [_read(path)]
        # The wheel has voices of languages whose words it has not.
        if (data / f"{described.language.partition('-')[0]}_dict").exists()
    }
    english = [key for key, described in found.items() if described.language.startswith("en")]
    return {key: found[key] for key in [*sorted(english), *sorted(found.keys() - set(english))]}


@cache
def _variants() -> dict[str, _Described]:
    folder = data_folder() / "voices" / "!v"
    paths = sorted(folder.iterdir(), key=lambda path: path.name.casefold())
    return {path.name: _read(path) for path in paths if path.is_file()}


def _read(path: Path) -> _Described:
    name, language, gender, years, phonemes = path.name, "", Gender.UNKNOWN, 0, ""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        match line.split():
            case ["name", *rest] if rest:
                name = " ".join(rest)
            case ["language", tag, *_] if not language:
                language = tag
            case ["phonemes", table, *_]:
                phonemes = table
            case ["gender", sex, *rest] if sex.casefold() in ("male", "female"):
                gender = Gender(sex.casefold())
                years = int(rest[0]) if rest and rest[0].isdigit() else 0
    return _Described(name, language, gender, years, phonemes or language.partition("-")[0])
