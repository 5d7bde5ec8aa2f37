"""A story to an audiobook: segment it, cast it, render the clips, stitch the chapters.

Everything that the command line can do is a function here; the stages that they call are
pure, and what is read and written is read and written here and in folder.py and store.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from pipeline import choices as choosing
from pipeline import selection as selecting
from pipeline import settings as settings_file
from pipeline.analysis_json import analysis_json
from pipeline.casting import cast_file, edits
from pipeline.casting.delivery import deliveries
from pipeline.casting.lexicon import Lexicon, resolved
from pipeline.casting.reasons import Reason, reasons
from pipeline.casting.spoken import spoken_form
from pipeline.choices import Choices
from pipeline.contents import Entry, entries
from pipeline.directing import directed_by
from pipeline.errors import CastError
from pipeline.events import Event, ignore
from pipeline.findings import Finding
from pipeline.folder import CAST, EDITS, PRODUCTION, SCRIPT, Folder, located
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
from pipeline.sources import chosen, left_out, read
from pipeline.tts.plan import plan
from pipeline.tts.registry import load_engine


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
    folder, story = located(target, None)
    if story is not None:
        book = read(story)
        script = segment(book)
        chapters = script.chapters
    else:
        settings = settings_file.parse(folder.read(PRODUCTION) or "", folder.label(PRODUCTION))
        book = _told(read(folder.path / settings.source), settings, folder)
        script = segment(book)
        chapters = choosing.chapters_of(script, settings, folder)
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
    folder, story = located(target, output)
    # Before the lock, so that a story that can't be read leaves nothing behind.
    book = read(story) if story is not None else None
    with folder.locked():
        yield prepared(folder, story, choices, book=book, on_event=on_event)


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


def prepared(
    folder: Folder,
    story: Path | None = None,
    choices: Choices = Choices(),
    *,
    book: Book | None = None,
    edits_text: str | None = None,
    on_event: Callable[[Event], None] = ignore,
) -> Production:
    """Read, segment, attribute, cast and direct, and bring the folder's files up to date.

    `story` and `book` are the story that the caller has named, and what was read of it, where
    that is not for production.toml to say; `edits_text` is tried in place of edits.toml.
    """
    settings_before, cast_before = folder.read(PRODUCTION), folder.read(CAST)
    series = choosing.series_of(choices.cast_from)
    language = book.language if book else ""
    settings_text = choosing.settings_text(
        folder, settings_before, story, choices, series, language
    )
    settings = settings_file.parse(settings_text, folder.label(PRODUCTION))
    attributor = choosing.attributor_of(settings, settings_text, folder)
    book = _told(book or read(folder.path / settings.source), settings, folder)
    script = segment(book)

    if edits_text is None:
        edits_text = folder.read(EDITS) or ""
    anchored = edits.anchor(edits.parse(edits_text, folder.label(EDITS)), script)
    told = Told(script, book.language, settings, anchored, folder, attributor, on_event)
    analysis, cast, cast_text, doubts = told.cast(cast_before, choices.voices, series)
    roles = cast_file.parse(cast_text, folder.label(CAST)).roles
    words, strangers = resolved(choosing.words_of(folder, settings), (*analysis.characters, *roles))
    found = deliveries(analysis, book.language) if settings.delivery else ()
    analysis = replace(analysis, deliveries=edits.deliveries_of(anchored, script, found))
    voices = choosing.voices_of(cast, folder)
    engines = {name: load_engine(name).traits for name in {v.engine for v in voices.values()}}

    directed = directed_by(
        choosing.chapters_of(analysis.script, settings, folder),
        analysis.script,
        cast,
        voices,
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
        voices=tuple(voices[name] for name in sorted(voices)),
        engines=tuple(engines[name] for name in sorted(engines)),
        directions=directed.directions,
        findings=(*left_out(book), *anchored.findings, *doubts, *strangers, *directed.findings),
        chapters=directed.chapters,
        narrators=directed.narrators,
        lexicon=words,
    )


def _told(book: Book, settings: Settings, folder: Folder) -> Book:
    """A book as production.toml wants it: its language, and which sections are spoken."""
    book = replace(
        book,
        source=replace(book.source, path=settings.source),
        language=settings.language or book.language,
    )
    return chosen(book, settings.speak, settings.leave_out, folder.label(PRODUCTION))
