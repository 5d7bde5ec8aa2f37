"""The measured likenesses that are shipped."""

from __future__ import annotations

import sys

import pytest

from pipeline.tts.library import library
from pipeline.tts.likeness import likeness


@pytest.mark.parametrize(("engine", "limit"), [("pyttsx3", 0.85), ("Kokoro", 0.80)])
def test_a_shipped_table_is_whole(engine: str, limit: float) -> None:
    table = likeness(engine)
    assert table is not None
    assert table.limit == limit
    assert len(set(table.voices)) == len(table.voices)
    assert [len(row) for row in table.cosines] == list(range(len(table.voices)))
    assert all(0 < cosine < 1 for row in table.cosines for cosine in row)
    assert all(voice.startswith(f"{engine.casefold()}:") for voice in table.voices)


@pytest.mark.skipif(sys.platform != "linux", reason="the system's voices differ")
def test_every_voice_of_the_library_was_measured() -> None:
    table = likeness("pyttsx3")
    assert table is not None
    assert {voice.id for voice in library("pyttsx3")} <= set(table.voices)


def test_an_engine_that_nobody_measured_has_no_table() -> None:
    assert likeness("tone") is None
