"""Whole novels: as many chapters as they have."""

from pathlib import Path

import pytest

from pipeline import sources
from pipeline.segmenter import segment

NOVELS = Path(__file__).parents[3] / "shared" / "pdnc-dev"

pytestmark = pytest.mark.skipif(not NOVELS.is_dir(), reason="the shared novels are not here")


@pytest.mark.parametrize(
    ("novel", "chapters"),
    [
        ("AlicesAdventuresInWonderland", 12),
        ("DaisyMiller", 2),
        ("HardTimes", 37),
        ("TheAgeOfInnocence", 34),
        ("TheAwakening", 39),
        ("TheInvisibleMan", 29),
        ("TheSignOfTheFour", 12),
        ("TheSportOfTheGods", 18),
    ],
)
def test_chapters(novel, chapters):
    script = segment(sources.read(NOVELS / novel / "novel_text.txt"))
    assert len(script.chapters) == chapters
    assert all(len(chapter.utterances) > 1 for chapter in script.chapters)
