"""A story to an audiobook: segment it, cast it, render the clips, stitch the chapters.

Everything that the command line can do is a function here; the stages that they call are
pure, and what is read and written is read and written here and in folder.py and store.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import msgspec

from pipeline import selection as selecting
from pipeline import settings as settings_file
from pipeline.analysis_json import analysis_json
from pipeline.attributors.asking import consult
from pipeline.attributors.attributor import Attributor
from pipeline.attributors.registry import BUILT_IN, load_attributor
from pipeline.casting import cast_file, edits
from pipeline.casting.attribution import attribute
from pipeline.casting.casting import cast as assign
from pipeline.casting.casting import sole_narrator
from pipeline.directing import directed_by
from pipeline.errors import CastError, SettingsError, SourceError
from pipeline.events import Event, ignore
from pipeline.findings import Finding
from pipeline.folder import CAST, EDITS, PRODUCTION, SCRIPT, Folder, relative_source
from pipeline.model import (
    NARRATOR,
    Analysis,
    Book,
    Cast,
    Chapter,
    Corrections,
    Direction,
    EngineTraits,
    Plan,
    Script,
    Voice,
)
from pipeline.recordings import recordings
from pipeline.segmenter import segment
from pipeline.selection import Selection
from pipeline.settings import Settings
from pipeline.slugs import slug
from pipeline.sources import left_out, read
from pipeline.tts.library import library
from pipeline.tts.plan import plan
from pipeline.tts.registry import find_voice, load_engine

DEFAULT_ENGINE = "pyttsx3"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the caller asks for over and above what the production's files say.

    It is written into those files, so that the next run finds it there.
    """

    engine: str | None = None
    narrator: str | None = None
    voices: tuple[tuple[str, str], ...] = ()
    """Pairs of a character's name (or `narrator`) and a voice."""


@dataclass(frozen=True, slots=True)
class Production:
    """A story that has been read, attributed, cast and directed; nothing is rendered yet."""

    folder: Folder
    settings: Settings
    book: Book
    analysis: Analysis
    cast: Cast
    voices: tuple[Voice, ...]
    engines: tuple[EngineTraits, ...]
    directions: tuple[Direction, ...]
    """Those of the chapters that production.toml chooses, in the order of the story."""
    findings: tuple[Finding, ...]
    chapters: tuple[Chapter, ...]
    """What is delivered: the chapters that production.toml chooses, between credits where it
    asks for them, and with what it has announced."""
    narrators: tuple[str, ...]
    """Who is heard, by the names of the voices, the narrator's first."""

    @property
    def every_chapter(self) -> tuple[Chapter, ...]:
        """All chapters that there are, chosen or not, in the order in which they are heard."""
        own = {chapter.id for chapter in self.analysis.script.chapters}
        before = [item for item in self.chapters if item.id not in own and item.number == 0]
        after = [item for item in self.chapters if item.id not in own and item.number > 0]
        return (*before, *self.analysis.script.chapters, *after)


def analyze(story: Path, narrator: str | None = None) -> tuple[Book, Analysis, tuple[Finding, ...]]:
    """Who speaks what in a story, without a production. Raises SourceError."""
    book = read(story)
    return book, attribute(segment(book), Corrections(narrator=narrator)), left_out(book)


@contextmanager
def opened(
    target: Path,
    output: Path | None = None,
    choices: Choices = Choices(),
    on_event: Callable[[Event], None] = ignore,
) -> Iterator[Production]:
    """The production of a story, made or brought up to date, held against others meanwhile.

    `target` is a story's file or a production's folder; `output` is where a story's
    production lies (`output/<slug>` where none is given). Raises FullcastError.
    """
    folder, story = _locate(target, output)
    if story is not None:
        read(story)  # so that a story that can't be read leaves nothing behind
    with folder.locked():
        yield _prepared(folder, story, choices, on_event=on_event)


def planned(production: Production, where: Selection = Selection()) -> Plan:
    """What a render would synthesise, and why."""
    return plan(
        directions_of(production, where),
        production.folder.store,
        production.folder.manifest(),
    )


def directions_of(production: Production, where: Selection) -> tuple[Direction, ...]:
    """The directions of what is selected. Raises FullcastError for what is not there."""
    if not where:
        return production.directions
    chosen = selecting.check(where, production.analysis).utterance_ids(production.analysis.script)
    return tuple(item for item in production.directions if item.utterance in chosen)


def with_new_take(
    production: Production, where: Selection, take: int | None = None
) -> tuple[Production, int]:
    """The production with a new take of what is selected, recorded in edits.toml.

    Without a number it is the first take that the store does not hold yet. Returns the
    number too. Raises FullcastError where nothing is selected.
    """
    script = production.analysis.script
    own = {utterance.id for utterance in script.utterances}
    chosen = [item for item in directions_of(production, where) if item.utterance in own]
    utterances = dict.fromkeys(item.utterance for item in chosen if not item.recording)
    if chosen and not utterances:
        raise CastError(
            "All that is selected are recordings of your own.",
            "Delete their `audio` in edits.toml to have the lines read.",
        )
    if not chosen:
        raise CastError("Nothing that is spoken is selected.", "`fullcast script` lists it.")
    folder = production.folder
    before = folder.read(EDITS)
    for number in count(2) if take is None else (take,):
        text = edits.record(before or "", script, [(u, {"take": number}) for u in utterances])
        candidate = _prepared(folder, None, Choices(), edits_text=text)
        due = planned(candidate, where).missing
        if due or take is not None or number == 9_999:
            break
    folder.write(EDITS, text, before)
    return candidate, number


def with_speakers(
    production: Production,
    speakers: tuple[tuple[str, str], ...],
    on_event: Callable[[Event], None] = ignore,
) -> Production:
    """The production with corrected speakers (utterance and character), kept in edits.toml."""
    before = production.folder.read(EDITS)
    entries = [(utterance, {"speaker": speaker}) for utterance, speaker in speakers]
    text = edits.record(before or "", production.analysis.script, entries)
    production.folder.write(EDITS, text, before)
    return _prepared(production.folder, None, Choices(), on_event=on_event)


def _locate(target: Path, output: Path | None) -> tuple[Folder, Path | None]:
    if target.is_dir():
        folder = Folder(target)
        if not folder.exists:
            raise SourceError(
                f"{target} is a folder without a production.toml.",
                "Name a story, or the folder that a render has left.",
            )
        if output is not None and output.resolve() != target.resolve():
            raise SettingsError(f"{target} is a production already.", "Leave out -o.")
        return folder, None
    if output is not None and output.exists() and not output.is_dir():
        raise SettingsError(f"{output} is a file.", "Name a folder with -o.")
    name = slug(target.stem) or "story"
    return Folder(output if output is not None else Path("output") / name), target


def _prepared(
    folder: Folder,
    story: Path | None,
    choices: Choices,
    edits_text: str | None = None,
    on_event: Callable[[Event], None] = ignore,
) -> Production:
    """Read, segment, attribute, cast and direct, and bring the folder's files up to date."""
    settings_before = folder.read(PRODUCTION)
    settings_text = _settings_text(folder, settings_before, story, choices)
    settings = settings_file.parse(settings_text, folder.label(PRODUCTION))
    attributor = _attributor(settings, settings_text, folder)
    book = read(folder.path / settings.source if story is None else story)
    book = replace(book, source=replace(book.source, path=settings.source))
    script = segment(book)

    if edits_text is None:
        edits_text = folder.read(EDITS) or ""
    anchored = edits.anchor(edits.parse(edits_text, folder.label(EDITS)), script)
    cast_before = folder.read(CAST)
    told = _Told(script, book.language, settings, anchored, folder, attributor, on_event)
    analysis, cast, cast_text, doubts = told.cast(cast_before, choices.voices)
    used = _voices_of(cast, folder)
    engines = {name: load_engine(name).traits for name in {v.engine for v in used.values()}}

    directed = directed_by(
        _chosen(analysis, settings, folder),
        analysis.script,
        cast,
        used,
        engines,
        book,
        settings,
        anchored,
        recordings(anchored, folder),
    )
    folder.write(PRODUCTION, settings_text, settings_before)
    folder.write(CAST, cast_text, cast_before)
    folder.write_generated(
        SCRIPT, msgspec.json.format(msgspec.json.encode(analysis_json(book, analysis)), indent=1)
    )
    return Production(
        folder=folder,
        settings=settings,
        book=book,
        analysis=analysis,
        cast=cast,
        voices=tuple(used[name] for name in sorted(used)),
        engines=tuple(engines[name] for name in sorted(engines)),
        directions=directed.directions,
        findings=(*left_out(book), *anchored.findings, *doubts, *directed.findings),
        chapters=directed.chapters,
        narrators=directed.narrators,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """A script and all that the user has said of it but the cast file."""

    script: Script
    language: str
    settings: Settings
    anchored: edits.Anchored
    folder: Folder
    attributor: Attributor | None
    """Who is asked over and above the built-in method."""
    on_event: Callable[[Event], None]

    def cast(
        self, before: str | None, choices: tuple[tuple[str, str], ...]
    ) -> tuple[Analysis, Cast, str, tuple[Finding, ...]]:
        """Who speaks what in which voice, the cast file that says so, and what is doubtful.

        What the cast file says of people can change who is found, and so who is added to it;
        roles are only ever added, so that comes to rest, and the next run finds it at rest.
        """
        label = self.folder.label(CAST)
        corrections = Corrections(narrator=self.settings.narrator)
        found = attribute(self.script, corrections)
        voices = library(self.settings.engine)
        text = before
        heard: tuple[Corrections, Analysis, tuple[Finding, ...]] | None = None
        while True:
            known = cast_file.parse(text, label) if text else None
            roles = known.roles if known else ()
            speakers, doubts = edits.speakers_of(
                self.anchored, self.script, (*found.characters, *roles)
            )
            people = cast_file.corrections(known, found.characters) if known else ()
            wanted = replace(corrections, characters=people, speakers=speakers)
            if heard is None or heard[0] != wanted:
                own = found if wanted == corrections else attribute(self.script, wanted)
                heard = (wanted, *self.consulted(own))
            analysis = heard[1]
            cast = assign(analysis, voices, known, self.language)
            now = cast_file.write(text, cast, analysis.characters)
            if now == text:
                break
            text = now
        for who, voice in choices:
            teller = sole_narrator(analysis.script) if who.casefold() == NARRATOR else None
            now = cast_file.set_voice(now, teller or who, find_voice(voice).id)
        cast = assign(analysis, voices, cast_file.parse(now, label), self.language)
        return analysis, cast, now, (*doubts, *heard[2])

    def consulted(self, own: Analysis) -> tuple[Analysis, tuple[Finding, ...]]:
        """The analysis once the attributor that the user has chosen has been asked, if any."""
        if self.attributor is None:
            return own, ()
        return consult(own, self.attributor, self.folder.store, self.on_event)


def _attributor(settings: Settings, text: str, folder: Folder) -> Attributor | None:
    name = settings.attributor
    if name == BUILT_IN:
        return None
    table = settings_file.attributor_table(text, folder.label(PRODUCTION), name)
    return load_attributor(name, table)


def _settings_text(folder: Folder, before: str | None, story: Path | None, choices: Choices) -> str:
    if before is None:
        if story is None:
            raise SettingsError(f"{folder.label(PRODUCTION)} is gone.", "Render the story again.")
        engine = load_engine(choices.engine or DEFAULT_ENGINE).traits.name
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
    return text


def _voices_of(cast: Cast, folder: Folder) -> dict[str, Voice]:
    used = {}
    for role in (cast.narrator, *cast.roles):
        try:
            used[role.voice] = find_voice(role.voice)
        except CastError as error:
            raise CastError(
                f"{folder.label(CAST)}, {role.speaker}: {error.message}", error.hint
            ) from error
    return used


def _chosen(analysis: Analysis, settings: Settings, folder: Folder) -> tuple[Chapter, ...]:
    chapters = analysis.script.chapters
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
