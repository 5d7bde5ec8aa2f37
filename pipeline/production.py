"""A story to an audiobook: segment it, cast it, render the clips, stitch the chapters.

Everything that the command line can do is a function here; the stages that they call are
pure, and what is read and written is read and written here and in folder.py and store.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import msgspec

from pipeline import selection as selecting
from pipeline import settings as settings_file
from pipeline.analysis_json import analysis_json
from pipeline.attributors.attributor import Attributor
from pipeline.attributors.registry import BUILT_IN, load_attributor
from pipeline.casting import cast_file, edits
from pipeline.casting.cast_file import CastFile
from pipeline.casting.delivery import deliveries
from pipeline.casting.lexicon import Lexicon, Word, resolved
from pipeline.casting.reasons import Reason, reasons
from pipeline.casting.spoken import spoken_form
from pipeline.contents import Entry, entries
from pipeline.directing import directed_by
from pipeline.errors import CastError, EngineUnavailable, SettingsError, SourceError
from pipeline.events import Event, ignore
from pipeline.findings import Finding
from pipeline.folder import (
    CAST,
    EDITS,
    LEXICON,
    PRODUCTION,
    SCRIPT,
    Folder,
    own_lexicon,
    relative_source,
)
from pipeline.model import (
    Analysis,
    Book,
    Cast,
    Chapter,
    Corrections,
    Direction,
    EngineTraits,
    Plan,
    UtteranceKind,
    Voice,
)
from pipeline.recordings import recordings
from pipeline.segmenter import segment
from pipeline.selection import Selection
from pipeline.settings import Settings
from pipeline.settling import Told, heard, likenesses
from pipeline.slugs import slug
from pipeline.sources import chosen, left_out, read
from pipeline.tts.plan import plan
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
    lexicon: Lexicon = Lexicon()

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
    analysis = heard(segment(book), Corrections(narrator=narrator))
    analysis = replace(analysis, deliveries=deliveries(analysis, book.language))
    return book, analysis, left_out(book)


LINE = 90
"""Code points that the line of a preview has if it can be: five or six seconds."""


def line_of(story: Path, speaker: str | None = None) -> str:
    """A line of a story to hear a voice with: of that character, else of anybody.

    It is as it is to be spoken. Raises SourceError, and CastError where nobody of that name
    speaks.
    """
    book, analysis, _ = analyze(story)
    wanted = speaker.casefold() if speaker is not None else None
    ids = {
        person.id
        for person in analysis.characters
        if wanted
        in (None, person.id, *(name.casefold() for name in (person.name, *person.aliases)))
    }
    lines = [
        spoken_form(utterance.text, book.language)
        for utterance in analysis.script.utterances
        if utterance.speaker in ids and utterance.kind is UtteranceKind.QUOTATION
    ]
    if not lines and wanted is None:
        lines = [spoken_form(each.text, book.language) for each in analysis.script.utterances]
    lines = [line for line in lines if line]
    if not lines:
        raise CastError(
            f'Nobody called "{speaker}" speaks in {story}.' if speaker else f"{story} is silent.",
            f"`fullcast analyze {story}` shows who speaks.",
        )
    return min(lines, key=lambda line: abs(len(line) - LINE))


def contents(target: Path) -> tuple[Book, tuple[Entry, ...]]:
    """What a story, or the story of a production, consists of. Raises FullcastError."""
    folder, story = _locate(target, None)
    if story is not None:
        book = read(story)
        script = segment(book)
        return book, entries(book, script, (chapter.number for chapter in script.chapters))
    label = folder.label(PRODUCTION)
    settings = settings_file.parse(folder.read(PRODUCTION) or "", label)
    book = chosen(read(folder.path / settings.source), settings.speak, settings.leave_out, label)
    script = segment(book)
    chapters = _chosen(Analysis(script, (), ()), settings, folder)
    return book, entries(book, script, (chapter.number for chapter in chapters))


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


def why(production: Production) -> tuple[Reason, ...]:
    """Why everyone has the voice that they have, the narrator first."""
    tables = likenesses(voice.engine for voice in production.voices)
    return reasons(production.cast, production.analysis, production.voices, tables)


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
    candidate, number, utterances = _retaken(production, where, take)
    _record(production, [(each, {"take": number}) for each in utterances])
    return candidate, number


def another_take(production: Production, where: Selection) -> tuple[Production, int]:
    """The same, to be judged first: nothing is recorded."""
    candidate, number, _ = _retaken(production, where, None)
    return candidate, number


def with_takes(production: Production, takes: Iterable[tuple[str, int]]) -> Production:
    """The production with these takes (utterance and number), kept in edits.toml."""
    _record(production, [(utterance, {"take": number}) for utterance, number in takes])
    return _prepared(production.folder, None, Choices())


def with_speakers(
    production: Production,
    speakers: tuple[tuple[str, str], ...],
    on_event: Callable[[Event], None] = ignore,
) -> Production:
    """The production with corrected speakers (utterance and character), kept in edits.toml."""
    _record(production, [(utterance, {"speaker": speaker}) for utterance, speaker in speakers])
    return _prepared(production.folder, None, Choices(), on_event=on_event)


def _retaken(
    production: Production, where: Selection, take: int | None
) -> tuple[Production, int, tuple[str, ...]]:
    script = production.analysis.script
    own = {utterance.id for utterance in script.utterances}
    chosen = [item for item in directions_of(production, where) if item.utterance in own]
    utterances = tuple(dict.fromkeys(item.utterance for item in chosen if not item.recording))
    if chosen and not utterances:
        raise CastError(
            "All that is selected are recordings of your own.",
            "Delete their `audio` in edits.toml to have the lines read.",
        )
    if not chosen:
        raise CastError("Nothing that is spoken is selected.", "`fullcast script` lists it.")
    folder = production.folder
    before = folder.read(EDITS) or ""
    for number in count(2) if take is None else (take,):
        text = edits.record(before, script, [(u, {"take": number}) for u in utterances])
        candidate = _prepared(folder, None, Choices(), edits_text=text)
        due = planned(candidate, where).missing
        if due or take is not None or number == 9_999:
            break
    return candidate, number, utterances


def _record(production: Production, entries: Iterable[tuple[str, Mapping[str, str | int]]]) -> None:
    before = production.folder.read(EDITS)
    text = edits.record(before or "", production.analysis.script, entries)
    production.folder.write(EDITS, text, before)


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
    series = _series(choices.cast_from)
    begun = read(story) if story is not None and settings_before is None else None
    language = begun.language if begun else ""
    settings_text = _settings_text(folder, settings_before, story, choices, series, language)
    settings = settings_file.parse(settings_text, folder.label(PRODUCTION))
    attributor = _attributor(settings, settings_text, folder)
    book = begun or read(folder.path / settings.source if story is None else story)
    book = replace(
        book,
        source=replace(book.source, path=settings.source),
        language=settings.language or book.language,
    )
    book = chosen(book, settings.speak, settings.leave_out, folder.label(PRODUCTION))
    script = segment(book)

    if edits_text is None:
        edits_text = folder.read(EDITS) or ""
    anchored = edits.anchor(edits.parse(edits_text, folder.label(EDITS)), script)
    cast_before = folder.read(CAST)
    told = Told(script, book.language, settings, anchored, folder, attributor, on_event)
    analysis, cast, cast_text, doubts = told.cast(cast_before, choices.voices, series)
    roles = cast_file.parse(cast_text, folder.label(CAST)).roles
    words, strangers = resolved(_words(folder, settings), (*analysis.characters, *roles))
    found = deliveries(analysis, book.language) if settings.delivery else ()
    analysis = replace(analysis, deliveries=edits.deliveries_of(anchored, script, found))
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
        words,
        dict(analysis.deliveries),
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
        findings=(*left_out(book), *anchored.findings, *doubts, *strangers, *directed.findings),
        chapters=directed.chapters,
        narrators=directed.narrators,
        lexicon=words,
    )


def _series(target: Path | None) -> CastFile | None:
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
            find_voice(voice) if voice else None
        except (CastError, EngineUnavailable) as error:
            raise type(error)(f"{path}: {error.message}", error.hint) from error
    return cast


def _attributor(settings: Settings, text: str, folder: Folder) -> Attributor | None:
    name = settings.attributor
    if name == BUILT_IN:
        return None
    table = settings_file.attributor_table(text, folder.label(PRODUCTION), name)
    return load_attributor(name, table)


def _settings_text(
    folder: Folder,
    before: str | None,
    story: Path | None,
    choices: Choices,
    series: CastFile | None,
    language: str,
) -> str:
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


def _words(folder: Folder, settings: Settings) -> tuple[Word, ...]:
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
