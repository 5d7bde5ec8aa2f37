from __future__ import annotations

import sys

import pytest

from pipeline.model import Age, Gender
from pipeline.tts.library import library
from pipeline.tts.registry import load_engine

linux = pytest.mark.skipif(sys.platform != "linux", reason="the system's voices differ")


@linux
def test_there_is_a_cast_to_choose_from():
    voices = library("pyttsx3")
    grown = [voice for voice in voices if voice.age is Age.ADULT]
    assert len(voices) >= 16
    assert sum(voice.gender is Gender.FEMALE for voice in grown) >= 6
    assert sum(voice.gender is Gender.MALE for voice in grown) >= 6
    assert any(voice.age is Age.OLD for voice in voices)


@linux
def test_every_voice_is_described():
    voices = library("PYTTSX3")
    assert len({voice.id.casefold() for voice in voices}) == len(voices)
    assert len({voice.name for voice in voices}) == len(voices)
    for voice in voices:
        assert voice.id.startswith("pyttsx3:")
        assert voice.language == "en-us"
        assert voice.gender is not Gender.UNKNOWN
        assert voice.age is not Age.UNKNOWN
        assert voice.accent
        assert voice.timbre
        assert "GPL-3" in voice.licence


def test_elsewhere_the_library_is_what_the_system_has(monkeypatch):
    everything = load_engine("pyttsx3").voices()
    library.cache_clear()
    monkeypatch.setattr(sys, "platform", "plan9")
    assert library("tone") == load_engine("tone").voices()
    assert library("pyttsx3") == everything
    library.cache_clear()


def test_an_engine_without_a_file_offers_all_its_voices():
    assert library("tone") == load_engine("tone").voices()
