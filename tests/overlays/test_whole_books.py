"""Whole books: nearly everything that is read is found in their own pages."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from pipeline.overlays.book import Reading, overlaid
from pipeline.readalong.cues import Cue
from pipeline.readalong.overlay import Sounding
from pipeline.segmenter import segment
from pipeline.sources import read
from pipeline.sources.epub.archive import Archive
from tests.overlays.overlay_files import shown_text

RATE = 44_100


@pytest.mark.slow
@pytest.mark.parametrize("name", ["the-sign-of-the-four", "dracula"])
def test_a_novel_lights_up(shared: Path, name: str) -> None:
    path = shared / "books" / f"{name}.epub"
    book = read(path)
    readings = []
    wanted = 0
    for chapter in segment(book).chapters:
        cues = [
            Cue(u.id, u.speaker, u.span, u.text, n * RATE, n * RATE + RATE // 2)
            for n, u in enumerate(chapter.utterances, start=1)
        ]
        wanted += len(cues)
        frames = RATE * (len(cues) + 2)
        sound = Sounding(f"{chapter.number}.mp3", 0, frames, skipped=0, last=frames)
        readings.append(Reading(chapter.utterances, tuple(cues), (sound,)))
    done = overlaid(Archive(path.read_bytes(), name), book.sections, readings, (), RATE)
    heard = sum(data.count(b"<par ") for place, data in done.texts if place.endswith(".smil"))
    assert heard >= 0.99 * wanted
    assert done.findings == ()
    with zipfile.ZipFile(path) as source:
        for place, data in done.texts:
            if place in source.namelist() and place.endswith(".xhtml"):
                assert shown_text(data) == shown_text(source.read(place))
