"""The seed story, read and segmented, against what a person says is in it."""

import json
from pathlib import Path

import pytest

from pipeline import sources
from pipeline.model import UtteranceKind
from pipeline.segmenter import segment

STORIES = Path(__file__).parents[3] / "shared" / "stories"

pytestmark = pytest.mark.skipif(not STORIES.is_dir(), reason="the shared stories are not here")


def test_scenes_and_quotations_are_those_of_the_gold():
    gold = json.loads((STORIES / "seed-excerpt.gold.json").read_text())
    book = sources.read(STORIES / gold["file"])
    script = segment(book)

    assert len(script.chapters) == gold["chapters"]
    assert [scene.id for scene in script.scenes] == [scene["id"] for scene in gold["scenes"]]
    for scene, expected in zip(script.scenes, gold["scenes"], strict=True):
        assert scene.utterances[0].text.startswith(expected["starts_with"])
    assert script.scenes[1].utterances[0].span.start == gold["scenes"][1]["start"]
    assert [
        (u.span.start, u.span.end, u.text)
        for u in script.utterances
        if u.kind is UtteranceKind.QUOTATION
    ] == [(q["start"], q["end"], q["text"]) for q in gold["quotations"]]


def test_web_residue_is_reported_and_not_spoken():
    book = sources.read(STORIES / "seed-excerpt.txt")
    (finding,) = sources.left_out(book)
    assert finding.code == "web-residue"
    assert "Font Size:" in finding.message
    assert finding.where == "seed-excerpt.txt:1"
    assert not any("Font Size" in u.text for u in segment(book).utterances)
