"""production.toml: what a production is made from and how, as people write it."""

from __future__ import annotations

from dataclasses import dataclass, fields

import tomlkit

from pipeline.attributors.registry import BUILT_IN, attributor_names
from pipeline.model import Pauses
from pipeline.toml_text import Table, dump, load, read

FORMATS = ("mp3", "flac", "wav")
CAPTIONS = ("srt", "vtt", "lrc")
LOUDNESS = -20.5
"""dB RMS that a chapter is brought to where its peaks allow."""
LONGEST_PAUSE = 60_000
"""Milliseconds."""


@dataclass(frozen=True, slots=True)
class Settings:
    source: str
    """Path of the story, relative to the production folder where it is not absolute."""
    engine: str
    """The engine that new voices come from."""
    formats: tuple[str, ...] = ("mp3",)
    captions: tuple[str, ...] = ()
    """Caption files that go with each chapter: any of `CAPTIONS`."""
    attributor: str = BUILT_IN
    """Who says who speaks: `built-in`, or the name of an attributor that is installed."""
    narrator: str | None = None
    """The name of the first-person narrator, where the user says who it is."""
    chapters: str = ""
    """Numbers and ranges such as `1-3, 5`; empty for all."""
    loudness: float = LOUDNESS
    """dB RMS."""
    pauses: Pauses = Pauses()


HEAD = """\
# What this production is made from and how. Yours to edit; comments stay.
#
# formats     any of mp3, flac, wav
# captions    any of srt, vtt, lrc: files that show the text in time with each chapter
# loudness    dB RMS that each chapter is brought to, where its peaks allow
# narrator    who "I" is, where the story does not say: narrator = "Watson"
# chapters    only these: chapters = "1-3, 5"
# attributor  who finds the speakers: "built-in", or "chat" with a table [chat] below
# pauses      milliseconds

"""


def parse(text: str, label: str) -> Settings:
    """The settings in a file's text; `label` is how errors name the file.

    Raises SettingsError, with line and key, for what can't be followed.
    """
    top = read(text, label)
    known = [field.name for field in fields(Settings)]
    if top.values.keys() - set(known):
        known += attributor_names()[1:]  # each may have a table of its own
    top.known(known)
    for key in ("source", "engine"):
        if key not in top.values:
            raise top.error(key, "is missing.", f'Add a line {key} = "…".')
    formats = tuple(form.lower() for form in top.strings("formats"))
    if not formats:
        if "formats" in top.values:
            raise top.error("formats", "is empty.", 'For example: formats = ["mp3"].')
        formats = ("mp3",)
    for form in formats:
        if form not in FORMATS:
            raise top.error("formats", f"has {form!r}, which is none of {', '.join(FORMATS)}.")
    return Settings(
        source=top.string("source"),
        engine=top.string("engine").lower(),
        formats=tuple(dict.fromkeys(formats)),
        captions=_captions(top),
        attributor=top.string("attributor", BUILT_IN).lower(),
        narrator=top.string("narrator") or None,
        chapters=top.string("chapters"),
        loudness=top.number_between("loudness", -40, -6, LOUDNESS),
        pauses=_pauses(top),
    )


def attributor_table(text: str, label: str, name: str) -> Table:
    """What the file says to one attributor; an empty table where it says nothing."""
    return read(text, label).table(name)


def new(source: str, engine: str) -> str:
    """The text of a new file."""
    document = tomlkit.document()
    document["source"] = source
    document["engine"] = engine
    document["formats"] = ["mp3"]
    document["loudness"] = LOUDNESS
    document["pauses"] = {field.name: getattr(Pauses(), field.name) for field in fields(Pauses)}
    return HEAD + tomlkit.dumps(document)


def with_narrator(text: str, narrator: str) -> str:
    """The file's text with another narrator, and all else as it was."""
    document = load(text)
    document["narrator"] = narrator
    return dump(document, text)


def _captions(top: Table) -> tuple[str, ...]:
    captions = tuple(dict.fromkeys(form.lower() for form in top.strings("captions")))
    for form in captions:
        if form not in CAPTIONS:
            raise top.error("captions", f"has {form!r}, which is none of {', '.join(CAPTIONS)}.")
    return captions


def _pauses(top: Table) -> Pauses:
    table = top.table("pauses")
    table.known([field.name for field in fields(Pauses)])
    return Pauses(
        **{
            field.name: round(
                table.number_between(field.name, 0, LONGEST_PAUSE, getattr(Pauses(), field.name))
            )
            for field in fields(Pauses)
        }
    )
