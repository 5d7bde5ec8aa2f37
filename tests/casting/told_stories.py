"""Stories written in a test, read and segmented as a file would be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.casting.attribution import attribute
from pipeline.model import Analysis, Corrections, UtteranceKind
from pipeline.segmenter import segment
from pipeline.sources import read

Tell = Callable[..., Analysis]


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    """Writes a story to a file and analyses it."""

    def told(story: str, corrections: Corrections = Corrections()) -> Analysis:
        path = tmp_path / "story.txt"
        path.write_text(story, encoding="utf-8")
        return attribute(segment(read(path)), corrections)

    return told


def speakers(analysis: Analysis) -> list[str]:
    """The name of the speaker of each quotation, in order."""
    names = {character.id: character.name for character in analysis.characters}
    return [
        names.get(utterance.speaker, utterance.speaker)
        for utterance in analysis.script.utterances
        if utterance.kind is UtteranceKind.QUOTATION
    ]
