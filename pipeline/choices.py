"""What a production is made with: what the caller asks for, and what its files name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline import selection as selecting
from pipeline import settings as settings_file
from pipeline.attributors.attributor import Attributor
from pipeline.attributors.registry import BUILT_IN, load_attributor
from pipeline.casting import cast_file
from pipeline.casting.cast_file import CastFile
from pipeline.casting.lexicon import Word
from pipeline.errors import CastError, EngineUnavailable, SettingsError, SourceError
from pipeline.folder import CAST, LEXICON, PRODUCTION, Folder, own_lexicon, relative_source
from pipeline.model import Cast, Chapter, Script, Voice
from pipeline.settings import Settings
from pipeline.tts.registry import default_engine, find_voice, load_engine


@dataclass(frozen=True, slots=True)
class Choices:
    """What the caller asks for over and above what the production's files say.

    It is written into those files, so that the next run finds it there.
    """

    engine: str | None = None
    narrator: str | None = None
    voices: tuple[tuple[str, str], ...] = ()
    """Pairs of a character's name (or `narrator`) and a voice."""
    cast_from: Path | None = None
    """A production of the same series, or its cast.toml: who is in both keeps the voice."""
    delivery: bool | None = None
    """Whether the text's whispers and shouts are to be heard."""


def series_of(target: Path | None) -> CastFile | None:
    """The cast of an earlier book. Raises SettingsError where there is none, or a broken one."""
    if target is None:
        return None
    path = target / CAST if target.is_dir() else target
    text = Folder(path.parent).read(path.name)
    if text is None:
        raise SettingsError(
            f"There is no cast to take voices from at {path}.",
            "Name the folder of an earlier production, or its cast.toml.",
        )
    cast = cast_file.parse(text, str(path))
    for voice in dict.fromkeys((cast.narrator, *(role.voice for role in cast.roles))):
        try:
            if voice:
                find_voice(voice)
        except (CastError, EngineUnavailable) as error:
            raise type(error)(f"{path}: {error.message}", error.hint) from error
    return cast


def attributor_of(settings: Settings, text: str, folder: Folder) -> Attributor | None:
    """Who production.toml has asked who speaks; None for the built-in method alone.

    `text` is the file's text, which may hold a table for the attributor.
    """
    name = settings.attributor
    if name == BUILT_IN:
        return None
    table = settings_file.attributor_table(text, folder.label(PRODUCTION), name)
    return load_attributor(name, table)


def settings_text(
    folder: Folder,
    before: str | None,
    story: Path | None,
    choices: Choices,
    series: CastFile | None,
    language: str,
) -> str:
    """The text of production.toml with what the caller has chosen in it.

    `before` is its text until now, None for a new production, which begins with the engine
    that was chosen, else that of the `series`, else the best here for the story's `language`.
    Raises SettingsError and SourceError where the choice and the file contradict one another.
    """
    if before is None:
        if story is None:
            raise SettingsError(f"{folder.label(PRODUCTION)} is gone.", "Render the story again.")
        earlier = series.narrator.partition(":")[0] if series else ""
        engine = load_engine(choices.engine or earlier or default_engine(language)).traits.name
        text = settings_file.new(relative_source(story, folder.path), engine)
    else:
        text = before
        now = settings_file.parse(text, folder.label(PRODUCTION))
        if story is not None and (folder.path / now.source).resolve() != story.resolve():
            raise SourceError(
                f"{folder.path} is the production of another story ({now.source}).",
                "Give this one a folder of its own with -o.",
            )
        if choices.engine is not None and choices.engine.lower() != now.engine:
            raise SettingsError(
                f"{folder.path} was begun with the engine {now.engine} and goes on with it.",
                f"For {choices.engine}, render the story into another folder with -o.",
            )
    if choices.narrator is not None:
        text = settings_file.with_narrator(text, choices.narrator)
    if choices.delivery not in (None, settings_file.parse(text, folder.label(PRODUCTION)).delivery):
        text = settings_file.with_delivery(text, choices.delivery is True)
    return text


def words_of(folder: Folder, settings: Settings) -> tuple[Word, ...]:
    """What the lexicons say: the production's, those that it names, and the person's own."""
    words = list(folder.read_words(LEXICON) or ())
    for name in settings.lexicon:
        further = folder.read_words(name)
        if further is None:
            raise SettingsError(
                f"{folder.label(PRODUCTION)}: lexicon has {name}, and there is no such file.",
                f"Paths start at {folder.path}; mend it, or take it out.",
            )
        words += further
    return (*words, *(folder.read_words(str(own_lexicon().absolute())) or ()))


def voices_of(cast: Cast, folder: Folder) -> dict[str, Voice]:
    """The voices of a cast by their ids. Raises CastError, with the role, for one that is not."""
    used = {}
    for role in (cast.narrator, *cast.roles):
        try:
            used[role.voice] = find_voice(role.voice)
        except CastError as error:
            raise CastError(
                f"{folder.label(CAST)}, {role.speaker}: {error.message}", error.hint
            ) from error
    return used


def chapters_of(script: Script, settings: Settings, folder: Folder) -> tuple[Chapter, ...]:
    """The chapters that production.toml chooses. Raises SettingsError for one that is not there."""
    chapters = script.chapters
    if not settings.chapters:
        return chapters
    try:
        wanted = set(selecting.numbers(settings.chapters))
    except ValueError as error:
        raise SettingsError(
            f"{folder.label(PRODUCTION)}, chapters: {error}.", "Mend it."
        ) from error
    if missing := wanted - {chapter.number for chapter in chapters}:
        raise SettingsError(
            f"{folder.label(PRODUCTION)}: chapters has {min(missing)}, and the story has "
            f"{len(chapters)} chapters.",
            "Mend `chapters`, or delete the line for all of them.",
        )
    return tuple(chapter for chapter in chapters if chapter.number in wanted)
