"""The voices of a speech server: what the user lists, or what the server says it has."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from pipeline.model import Age, Gender, Voice
from pipeline.tts.http_settings import ENGINE, LOSSLESS, Description, HttpSettings

_KOKORO = re.compile(r"([abefhijpz])([fm])_([a-z]+)")
"""Kokoro's voices are named by language and gender: af_heart is an American woman."""
_LANGUAGES = {
    "a": ("en-us", "American"),
    "b": ("en-gb", "British"),
    "e": ("es", ""),
    "f": ("fr", ""),
    "h": ("hi", ""),
    "i": ("it", ""),
    "j": ("ja", ""),
    "p": ("pt-br", "Brazilian"),
    "z": ("zh", ""),
}
_NAMES = ("id", "voice_id", "name", "voice")
"""What servers call the name of a voice in their lists."""


def described_voices(settings: HttpSettings, served: tuple[str, ...]) -> tuple[Voice, ...]:
    """The voices to offer, where the server has said that it has those of `served`."""
    names = settings.voices or (*served, *settings.described)
    by_name = {name.casefold(): name for name in reversed(names)}
    return tuple(
        _voice(name, settings) for name in dict.fromkeys(names) if by_name[name.casefold()] == name
    )


def served_names(body: bytes) -> tuple[str, ...] | None:
    """The names in a server's list of voices; None where it is no such list.

    Servers agree on the address and not on the form: a list, or one below `voices` or `data`,
    of names or of objects that have one.
    """
    try:
        told: object = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    if isinstance(told, dict):
        told = told.get("voices", told.get("data"))
    if isinstance(told, dict):
        told = list(told)
    if not isinstance(told, list):
        return None
    return tuple(dict.fromkeys(_names(told)))


def _names(told: list[object]) -> Iterator[str]:
    for item in told:
        if isinstance(item, dict):
            item = next((item[key] for key in _NAMES if isinstance(item.get(key), str)), None)
        if isinstance(item, str) and item.strip():
            yield item


def _voice(name: str, settings: HttpSettings) -> Voice:
    parameters: dict[str, str | int | float] = {
        "model": settings.model,
        "rate": settings.rate,
        "voice": name,
    }
    if settings.format not in LOSSLESS:
        parameters["format"] = settings.format
    said = settings.described.get(name) or _by_name(name)
    return Voice(
        id=f"{ENGINE}:{name}",
        engine=ENGINE,
        parameters=tuple(sorted(parameters.items())),
        name=said.name or name,
        language=said.language,
        gender=said.gender,
        age=said.age,
        accent=said.accent,
        timbre=said.timbre,
        licence=said.licence,
    )


def _by_name(name: str) -> Description:
    found = _KOKORO.fullmatch(name)
    if found is None:
        return Description()
    language, accent = _LANGUAGES[found[1]]
    return Description(
        name=found[3].capitalize(),
        language=language,
        gender=Gender.FEMALE if found[2] == "f" else Gender.MALE,
        age=Age.ADULT,
        accent=accent,
    )
