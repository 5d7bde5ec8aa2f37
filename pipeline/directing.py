"""Everything that is spoken in one production: the story, and what is announced around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.casting.casting import sole_narrator
from pipeline.casting.credits import Credits, announced, credit_chapters
from pipeline.casting.direction import Recording, direct
from pipeline.casting.edits import Anchored
from pipeline.casting.lexicon import Lexicon
from pipeline.findings import Finding
from pipeline.model import (
    Book,
    Cast,
    Chapter,
    Delivery,
    Direction,
    EngineTraits,
    Script,
    Voice,
)
from pipeline.settings import Settings
from pipeline.tts.request_key import clip_key


@dataclass(frozen=True, slots=True)
class Directed:
    chapters: tuple[Chapter, ...]
    """What is delivered, in its order, with credits and announcements."""
    directions: tuple[Direction, ...]
    narrators: tuple[str, ...]
    """Who is heard, by the names of the voices, the narrator's first."""
    findings: tuple[Finding, ...]


def directed_by(
    chosen: tuple[Chapter, ...],
    script: Script,
    cast: Cast,
    voices: Mapping[str, Voice],
    engines: Mapping[str, EngineTraits],
    book: Book,
    settings: Settings,
    edits: Anchored,
    recordings: Mapping[str, Recording],
    lexicon: Lexicon,
    deliveries: Mapping[str, Delivery],
) -> Directed:
    """The chosen chapters of a script, and what the settings have spoken besides.

    `recordings` and `deliveries` are by utterance id. Raises CastError for a
    voice or an engine that does not exist.
    """

    def spoken(chapters: tuple[Chapter, ...]) -> tuple[tuple[Direction, ...], tuple[Finding, ...]]:
        part = Script(chapters)
        return direct(
            part,
            cast,
            voices,
            engines,
            book.language,
            edits,
            clip_key,
            lexicon=lexicon,
            deliveries=deliveries,
            recordings=recordings,
        )

    chapters = announced(chosen, book.language) if settings.announce else chosen
    directions, findings = spoken(chapters)
    narrators = _narrators(cast, voices, directions)
    if settings.credits:
        told = _told(book, settings, narrators)
        first, last = credit_chapters(told, len(script.chapters), sole_narrator(script))
        chapters = (first, *chapters, last)
        directions = (*spoken((first,))[0], *directions, *spoken((last,))[0])
    return Directed(chapters, directions, narrators, findings)


def _told(book: Book, settings: Settings, narrators: tuple[str, ...]) -> Credits:
    series = book.series
    return Credits(
        title=settings.title or book.title,
        author=settings.author or ", ".join(book.authors),
        narrators=narrators,
        language=book.language,
        series=settings.series or (series.name if series else ""),
        series_part=settings.series_part or (series.position if series else ""),
        opening=settings.opening_credits,
        closing=settings.closing_credits,
    )


def _narrators(
    cast: Cast, voices: Mapping[str, Voice], directions: tuple[Direction, ...]
) -> tuple[str, ...]:
    heard = {item.request.voice.id for item in directions if not item.recording}
    ids = [cast.narrator.voice, *(role.voice for role in cast.roles)]
    found = {voice.id: voice.name or voice.id for voice in voices.values()}
    return tuple(dict.fromkeys(found[id_] for id_ in ids if id_ in heard))
