"""What a story consists of: how long its chapters are, what of it is spoken and why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pipeline.keys import Json
from pipeline.model import BlockKind, Book, Chapter, Scene, Script, Section, SectionRole, Utterance

WORDS_A_MINUTE = 155
"""What narrators of audiobooks speak: 150 to 160, by the industry's rule of thumb."""
SAMPLE_WORDS = 3 * WORDS_A_MINUTE
_SHORTEST_CHAPTER = 120
"""Words below which a chapter is no chapter to sample where there are longer ones."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: a chapter, or a section that is not one."""

    section: str
    """The section's id; of a chapter the one in which it begins."""
    title: str
    role: SectionRole
    words: int
    chapter: int = 0
    """Its number; 0 where it is no chapter of its own."""
    reason: str = ""
    """Why it is not spoken, as a code; empty where it is."""

    @property
    def minutes(self) -> float:
        return self.words / WORDS_A_MINUTE


def entries(book: Book, script: Script, chosen: Iterable[int]) -> tuple[Entry, ...]:
    """The contents in reading order; `chosen` are the numbers of the chapters to render."""
    rendered = set(chosen)
    begins: dict[str, list[Chapter]] = {}
    for chapter in script.chapters:
        begins.setdefault(chapter.utterances[0].section, []).append(chapter)
    found: list[Entry] = []
    for section in book.sections:
        if section.reason:
            found.append(
                Entry(section.id, _title(section), section.role, _words(section), 0, section.reason)
            )
            continue
        for chapter in begins.get(section.id, ()):
            words = sum(len(utterance.text.split()) for utterance in chapter.utterances)
            reason = "" if chapter.number in rendered else "not-chosen"
            found.append(
                Entry(section.id, chapter.title, section.role, words, chapter.number, reason)
            )
    return tuple(found)


def sample(book: Book, chapters: Iterable[Chapter]) -> Chapter:
    """The first minutes of the first real chapter, cut where a paragraph ends.

    A real chapter is of the body of the book and longer than a page; where there is none, the
    longest will do.
    """
    roles = {section.id: section.role for section in book.sections}
    among = list(chapters)
    lengths = {
        chapter.id: sum(len(utterance.text.split()) for utterance in chapter.utterances)
        for chapter in among
    }
    real = [
        chapter
        for chapter in among
        if lengths[chapter.id] >= _SHORTEST_CHAPTER
        and roles.get(chapter.utterances[0].section) is SectionRole.BODY
    ]
    chapter = real[0] if real else max(among, key=lambda item: lengths[item.id])
    return _opening(chapter)


def _opening(chapter: Chapter) -> Chapter:
    scenes: list[Scene] = []
    words = 0
    for scene in chapter.scenes:
        kept: list[Utterance] = []
        for utterance in scene.utterances:
            begins = not kept or kept[-1].block != utterance.block
            if begins and (kept or scenes) and words + len(utterance.text.split()) > SAMPLE_WORDS:
                break
            kept.append(utterance)
            words += len(utterance.text.split())
        if kept:
            scenes.append(replace(scene, utterances=tuple(kept)))
        if len(kept) < len(scene.utterances):
            break
    return replace(chapter, scenes=tuple(scenes))


def contents_json(book: Book, found: Iterable[Entry], reasons: Mapping[str, str]) -> Json:
    """The contents as `fullcast contents --json` prints them."""
    return {
        "title": book.title,
        "authors": list(book.authors),
        "language": book.language,
        "series": book.series.name if book.series else None,
        "position": book.series.position if book.series else None,
        "publisher": book.publisher,
        "published": book.published,
        "cover": book.cover.media_type if book.cover else None,
        "sections": [
            {
                "section": entry.section,
                "chapter": entry.chapter or None,
                "title": entry.title,
                "role": entry.role.value,
                "words": entry.words,
                "minutes": round(entry.minutes, 1),
                "spoken": not entry.reason,
                "reason": entry.reason or None,
                "because": reasons.get(entry.reason) if entry.reason else None,
            }
            for entry in found
        ],
    }


def _title(section: Section) -> str:
    return section.title or section.id


def _words(section: Section) -> int:
    return sum(
        len(block.text.split())
        for block in section.blocks
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)
    )
