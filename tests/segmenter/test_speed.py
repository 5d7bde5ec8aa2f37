"""Segmenting a novel costs no time that a person would notice."""

import time
from pathlib import Path

import pytest

from pipeline import sources
from pipeline.segmenter import segment

NOVELS = Path(__file__).parents[3] / "shared" / "pdnc-dev"


@pytest.mark.skipif(not NOVELS.is_dir(), reason="the shared novels are not here")
@pytest.mark.parametrize("novel", ["AnneOfGreenGables", "NightAndDay"])
def test_a_hundred_thousand_words_in_two_seconds(novel):
    path = NOVELS / novel / "novel_text.txt"
    words = len(path.read_text().split())
    begin = time.process_time()
    segment(sources.read(path))
    assert time.process_time() - begin < 2 * words / 100_000
