"""What is spoken and not in the book: credits, and the names of chapters without a heading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.keys import digest
from pipeline.model import (
    NARRATOR,
    Chapter,
    PointOfView,
    Scene,
    Span,
    Utterance,
    UtteranceKind,
)

OPENING, CLOSING = "opening-credits", "closing-credits"
"""Ids of the chapters that hold them."""
SECTION = "credits"
"""The section of what is in no section of the source."""
_NAMED = 3
"""Voices that are named in the credits; of more, only the narrator is."""


@dataclass(frozen=True, slots=True)
class _Words:
    opening: str
    closing: str
    series: str
    author: str
    narrator: str
    cast: str
    this_was: str
    end: str
    chapter: str
    joint: str


_LANGUAGES = {
    "en": _Words(
        "Opening credits", "Closing credits", "{}, book {}.", "Written by {}.", "Narrated by {}.",
        "Narrated by {}, with a full cast.", "This has been {}.", "The end.", "Chapter {}", "and",
    ),
    "de": _Words(
        "Vorspann", "Abspann", "{}, Band {}.", "Geschrieben von {}.", "Gelesen von {}.",
        "Gelesen von {} und einem ganzen Ensemble.", "Das war {}.", "Ende.", "Kapitel {}", "und",
    ),
    "fr": _Words(
        "Générique de début", "Générique de fin", "{}, tome {}.", "Écrit par {}.", "Lu par {}.",
        "Lu par {}, avec toute une distribution.", "C'était {}.", "Fin.", "Chapitre {}", "et",
    ),
    "es": _Words(
        "Créditos iniciales", "Créditos finales", "{}, libro {}.", "Escrito por {}.",
        "Narrado por {}.", "Narrado por {}, con un reparto completo.", "Esto ha sido {}.", "Fin.",
        "Capítulo {}", "y",
    ),
    "it": _Words(
        "Titoli di testa", "Titoli di coda", "{}, libro {}.", "Scritto da {}.", "Letto da {}.",
        "Letto da {}, con un cast completo.", "Avete ascoltato {}.", "Fine.", "Capitolo {}", "e",
    ),
    "nl": _Words(
        "Begintitels", "Eindtitels", "{}, deel {}.", "Geschreven door {}.", "Voorgelezen door {}.",
        "Voorgelezen door {}, met een voltallige cast.", "Dit was {}.", "Einde.", "Hoofdstuk {}",
        "en",
    ),
    "pt": _Words(
        "Créditos iniciais", "Créditos finais", "{}, livro {}.", "Escrito por {}.",
        "Narrado por {}.", "Narrado por {}, com um elenco completo.", "Este foi {}.", "Fim.",
        "Capítulo {}", "e",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Credits:
    """What the credits tell of a book."""

    title: str
    author: str
    narrators: tuple[str, ...]
    """The names of the voices, the narrator's first."""
    language: str
    """BCP 47; credits in a language that is not among ours are English."""
    series: str = ""
    series_part: str = ""
    opening: str = ""
    """What is said in place of the usual words."""
    closing: str = ""


def credit_chapters(told: Credits, chapters: int, narrator: str | None) -> tuple[Chapter, Chapter]:
    """The chapters before the first and after the last of `chapters`.

    `narrator` is who narrates the book in the first person, where somebody does.
    """
    words = _words(told.language)
    by = [words.author.format(told.author)] if told.author else []
    if told.narrators:
        few = len(told.narrators) <= _NAMED
        form = words.narrator if few else words.cast
        by.append(form.format(_listed(told.narrators if few else told.narrators[:1], words.joint)))
    part = [words.series.format(told.series, told.series_part)] if told.series_part else []
    first = [told.opening] if told.opening else [f"{told.title}.", *part, *by]
    last = [told.closing] if told.closing else [words.this_was.format(told.title), *by, words.end]
    return (
        _chapter(OPENING, 0, words.opening, first, narrator),
        _chapter(CLOSING, chapters + 1, words.closing, last, narrator),
    )


def announced(chapters: Iterable[Chapter], language: str) -> tuple[Chapter, ...]:
    """The chapters, each that begins without a heading with its number spoken before it."""
    return tuple(_announced(chapter, _words(language)) for chapter in chapters)


def _announced(chapter: Chapter, words: _Words) -> Chapter:
    if not chapter.utterances or chapter.utterances[0].kind is UtteranceKind.HEADING:
        return chapter
    first, *others = chapter.scenes
    name = f"{words.chapter.format(chapter.number)}."
    said = replace(_utterance(chapter.id, 0, name), kind=UtteranceKind.HEADING)
    return replace(chapter, scenes=(replace(first, utterances=(said, *first.utterances)), *others))


def _chapter(
    id_: str, number: int, title: str, lines: Sequence[str], narrator: str | None
) -> Chapter:
    utterances = tuple(_utterance(id_, at, line) for at, line in enumerate(lines))
    view = PointOfView.FIRST if narrator else PointOfView.THIRD
    return Chapter(id_, number, title, (Scene(f"{number}.1", narrator, view, utterances),))


def _utterance(place: str, at: int, text: str) -> Utterance:
    span = Span(0, len(text))
    name = digest([SECTION, place, at, text])[:8]
    # No paragraph of the book has such a number, so each line is a paragraph of its own.
    block = -1 - at
    return Utterance(name, UtteranceKind.NARRATION, text, SECTION, block, span, (span,), NARRATOR)


def _words(language: str) -> _Words:
    return _LANGUAGES.get(language.replace("_", "-").split("-")[0].casefold(), _LANGUAGES["en"])


def _listed(names: Sequence[str], joint: str) -> str:
    *most, last = names
    return f"{', '.join(most)} {joint} {last}" if most else last
