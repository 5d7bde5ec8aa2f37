"""metadata.json: what Audiobookshelf reads of a book beside its files."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.keys import Json
from pipeline.manifest import ManifestChapter
from pipeline.stitching.tagging import Tags


def metadata_json(tags: Tags, chapters: Sequence[ManifestChapter]) -> Json:
    """The book in the form that Audiobookshelf writes and reads; times are in seconds."""
    marks: list[Json] = []
    position = 0
    for number, chapter in enumerate(chapters):
        rate = chapter.timeline.rate
        end = position + chapter.timeline.frames
        marks.append(
            {
                "id": number,
                "start": round(position / rate, 3),
                "end": round(end / rate, 3),
                "title": chapter.title,
            }
        )
        position = end
    part = f" #{tags.series_part}" if tags.series_part else ""
    return {
        "tags": [],
        "chapters": marks,
        "title": tags.album,
        "subtitle": None,
        "authors": _names(tags.artist),
        "narrators": _names(tags.narrator),
        "series": [f"{tags.series}{part}"] if tags.series else [],
        "genres": ["Audiobook"],
        "publishedYear": tags.year or None,
        "publishedDate": None,
        "publisher": tags.publisher or None,
        "description": None,
        "isbn": None,
        "asin": None,
        "language": tags.language or None,
        "explicit": False,
        "abridged": False,
    }


def _names(listed: str) -> list[Json]:
    return [name.strip() for name in listed.split(",") if name.strip()]
