"""production.toml: what a production is made from and how, as people write it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, fields, replace

import tomlkit

from pipeline.attributors.registry import BUILT_IN, attributor_names
from pipeline.model import Pauses
from pipeline.sound import CAPTIONS, FORMATS
from pipeline.stitching.targets import ACX, PROFILES, ROOM_TONE, ROOM_TONES, Target
from pipeline.toml_text import Table, dump, load, put, read

LOUDNESS = {"acx": (-40.0, -6.0), "podcast": (-20.0, -10.0), "none": (-40.0, -6.0)}
"""What `loudness` may be, by the profile."""
LONGEST_FILE = 119
"""Minutes; the shops take up to 120."""
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
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
    """Files that show the text in time with each delivered file: any of `CAPTIONS`."""
    read_along: bool = False
    """Whether there is an EPUB with Media Overlays too."""
    attributor: str = BUILT_IN
    """Who says who speaks: `built-in`, or the name of an attributor that is installed."""
    narrator: str | None = None
    """The name of the first-person narrator, where the user says who it is."""
    lexicon: tuple[str, ...] = ()
    """Further lexicons, the nearest first: paths, from the folder on where not absolute."""
    chapters: str = ""
    """Numbers and ranges such as `1-3, 5`; empty for all."""
    speak: tuple[str, ...] = ()
    """Sections of the book that are spoken although they are left out by themselves."""
    leave_out: tuple[str, ...] = ()
    """Sections that are not spoken."""
    delivery: bool = True
    """Whether lines are whispered, shouted and so on where the text says so."""
    target: Target = ACX
    """How loud each chapter is to be: a profile, with the `loudness` that the file says."""
    room_tone: float = ROOM_TONE
    """dBFS RMS."""
    pauses: Pauses = Pauses()
    book: bool = False
    """Whether there is a file of the whole book in each format, besides one a chapter."""
    retail_sample: bool = False
    """Whether the first minutes are delivered as a file of their own."""
    credits: bool = False
    """Whether title, author and voices are spoken before the first chapter and after the last."""
    opening_credits: str = ""
    """What is said there in place of the usual words."""
    closing_credits: str = ""
    announce: bool = False
    """Whether the number of a chapter without a heading is spoken before it."""
    longest: int = LONGEST_FILE
    """Minutes that a chapter's file may have before it is split."""
    language: str = ""
    """BCP 47 tag of the story's language, in place of what the source says."""
    title: str = ""
    """In place of the source's, as are those that follow."""
    author: str = ""
    series: str = ""
    series_part: str = ""
    year: str = ""
    publisher: str = ""
    cover: str = ""
    """Path of a picture, relative to the production folder."""
    library: str = ""
    """Folder in which the finished book is put, by author and series; relative likewise."""


HEAD = """\
# What this production is made from and how. Yours to edit; comments stay.
#
# formats     any of mp3, m4b, opus, flac, wav
# captions    any of srt, vtt, lrc: files that show the text in time with the sound
# read_along  true: an EPUB that shows where the reading is, with its sound in it
# profile     how loud a chapter is to be: "acx" (audiobook shops), "podcast", or "none"
# loudness    what a chapter is brought to: dB RMS for acx, LUFS for podcast (-16)
# room_tone   dB RMS of the quiet room under everything: room_tone = -70
# book        true: the whole book in one file too; an m4b always is one
# language    what the story is in, where that is not seen: language = "de"
# title, author, series, series_part, year, publisher
#             in place of what the story says of itself
# cover       a picture in place of one that is drawn: cover = "cover.png"
# library     a folder for finished books: library = "../../audiobooks" puts this one there
#             as Author/Series/2 - Title, where Audiobookshelf finds it
# credits     true: title, author and voices before the first chapter and after the last;
#             opening_credits = "…" and closing_credits = "…" say it in other words
# announce    true: "Chapter 3" before a chapter that begins without a heading
# retail_sample  true: up to five minutes from the beginning of the first chapter, as a file
# longest     minutes of a chapter's file, before it is split (119)
# narrator    who "I" is, where the story does not say: narrator = "Watson"
# delivery    whether whispers and shouts of the text are heard: delivery = false to turn it off
# chapters    only these: chapters = "1-3, 5"
# speak       sections that are left out by themselves: speak = ["Notes"]
# leave_out   sections not to speak: leave_out = ["Dedication"] (`fullcast contents` lists them)
# attributor  who finds the speakers: "built-in", or "chat" with a table [chat] below
# lexicon     lexicons to share, beside lexicon.toml here: lexicon = ["../series.toml"]
# pauses      milliseconds

"""


def parse(text: str, label: str) -> Settings:
    """The settings in a file's text; `label` is how errors name the file.

    Raises SettingsError, with line and key, for what can't be followed.
    """
    top = read(text, label)
    known = [field.name for field in fields(Settings) if field.name != "target"]
    known += ["profile", "loudness"]
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
        source=top.path("source"),
        engine=top.string("engine").lower(),
        formats=tuple(dict.fromkeys(formats)),
        captions=_captions(top),
        read_along=top.flag("read_along"),
        attributor=top.string("attributor", BUILT_IN).lower(),
        narrator=top.string("narrator") or None,
        lexicon=top.paths("lexicon"),
        chapters=top.string("chapters"),
        speak=top.strings("speak"),
        leave_out=top.strings("leave_out"),
        delivery=top.flag("delivery", True),
        target=_target(top),
        room_tone=float(top.number_between("room_tone", *ROOM_TONES, ROOM_TONE)),
        pauses=_pauses(top),
        book=top.flag("book"),
        retail_sample=top.flag("retail_sample"),
        credits=top.flag("credits"),
        opening_credits=top.string("opening_credits"),
        closing_credits=top.string("closing_credits"),
        announce=top.flag("announce"),
        longest=round(top.number_between("longest", 1, 100_000, LONGEST_FILE)),
        language=_language(top),
        title=top.string("title"),
        author=top.string("author"),
        series=top.string("series"),
        series_part=top.label_text("series_part"),
        year=top.label_text("year"),
        publisher=top.string("publisher"),
        cover=top.path("cover"),
        library=top.path("library"),
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
    document["profile"] = ACX.name
    document["loudness"] = ACX.aim
    document["pauses"] = {field.name: getattr(Pauses(), field.name) for field in fields(Pauses)}
    return HEAD + tomlkit.dumps(document)


def with_narrator(text: str, narrator: str) -> str:
    """The file's text with another narrator, and all else as it was."""
    document = load(text)
    document["narrator"] = narrator
    return dump(document, text)


def with_delivery(text: str, delivery: bool) -> str:
    """The file's text with delivery on or off, and all else as it was."""
    document = load(text)
    put(document, "delivery", delivery)
    return dump(document, text)


def _language(top: Table) -> str:
    language = top.string("language")
    if language and not _TAG.fullmatch(language):
        raise top.error("language", f'is {language!r}, which is no tag such as "de" or "en-GB".')
    return language


def _captions(top: Table) -> tuple[str, ...]:
    captions = tuple(dict.fromkeys(form.lower() for form in top.strings("captions")))
    for form in captions:
        if form not in CAPTIONS:
            raise top.error("captions", f"has {form!r}, which is none of {', '.join(CAPTIONS)}.")
    return captions


def _target(top: Table) -> Target:
    name = top.string("profile", ACX.name).lower()
    if name not in PROFILES:
        raise top.error("profile", f"is {name!r}, which is none of {', '.join(PROFILES)}.")
    target = PROFILES[name]
    low, high = LOUDNESS[name]
    if "loudness" not in top.values or not target.levelled:
        return target
    aim = top.number_between("loudness", -math.inf, math.inf, target.aim)
    if not low <= aim <= high:
        raise top.error(
            "loudness",
            f"is {aim:g}, and for the profile {name} must be from {low:g} to {high:g}: "
            f"without this line it is {target.aim:g}.",
        )
    return replace(target, aim=aim)


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
