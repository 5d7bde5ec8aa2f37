from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from pipeline.errors import SettingsError
from pipeline.model import Age, Gender
from pipeline.tts.blends import parse_blend
from pipeline.tts.kokoro_phonemes import DIALECTS
from pipeline.tts.kokoro_voices import STYLES, every_voice
from pipeline.tts.library import library, library_for
from pipeline.tts.registry import find_voice, load_engine

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


@linux
@pytest.mark.parametrize(
    ("language", "plain"),
    [
        ("de", "gmw/de"),
        ("de-at", "gmw/de"),
        ("fr", "roa/fr"),
        ("es", "roa/es"),
        ("pt-br", "roa/pt-br"),
    ],
)
def test_a_book_in_another_language_has_a_cast_of_that_language(language, plain):
    described, voices = library("pyttsx3"), library_for("pyttsx3", language)
    own, others = voices[: len(described)], voices[len(described) :]
    assert others == described
    assert own[0].id == f"pyttsx3:{plain}"
    for voice, like in zip(own, described, strict=True):
        assert voice.id == like.id.replace("gmw/en-us", plain)
        assert voice == replace(
            find_voice(voice.id), gender=like.gender, age=like.age, timbre=like.timbre
        )


@linux
@pytest.mark.parametrize("language", ["en", "en-gb", "", "tlh"])
def test_a_book_in_the_librarys_language_or_in_none_has_the_library(language):
    assert library_for("pyttsx3", language) == library("pyttsx3")
    assert library_for("kokoro", "fr") == library("kokoro")


def test_elsewhere_the_library_is_what_the_system_has(monkeypatch):
    everything = load_engine("pyttsx3").voices()
    library.cache_clear()
    monkeypatch.setattr(sys, "platform", "plan9")
    assert library("tone") == load_engine("tone").voices()
    assert library("pyttsx3") == everything
    library.cache_clear()


def test_an_engine_without_a_file_offers_all_its_voices():
    assert library("tone") == load_engine("tone").voices()


# --- Kokoro's voices, blends and the user's own -----------------------------------


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Writes a file of the user's voices; the library is read anew."""

    def write(text: str, engine: str = "kokoro") -> None:
        (tmp_path / f"{engine}.toml").write_text(text, encoding="utf-8")

    monkeypatch.setenv("FULLCAST_VOICES", str(tmp_path))
    library.cache_clear()
    yield write
    library.cache_clear()


def test_a_cast_of_forty_has_forty_voices():
    voices = library("kokoro")
    english = [voice for voice in voices if voice.language.startswith("en")]
    blends = [voice for voice in english if "*" in str(dict(voice.parameters)["style"])]
    assert len(english) >= 42
    assert len(blends) >= 14
    assert len({voice.id.casefold() for voice in voices}) == len(voices)
    assert len({voice.name for voice in english}) == len(english)
    for gender in (Gender.FEMALE, Gender.MALE):
        assert sum(voice.gender is gender for voice in english) >= 18


def test_every_voice_of_kokoro_is_described_and_can_be_asked_for():
    plain = {voice.id: voice for voice in every_voice()}
    for voice in library("kokoro"):
        parameters = dict(voice.parameters)
        assert parameters["dialect"] == voice.language
        assert voice.language in DIALECTS
        assert {name for name, _ in parse_blend(str(parameters["style"]))} <= STYLES
        assert voice.gender is not Gender.UNKNOWN
        assert voice.age is not Age.UNKNOWN
        assert voice.accent
        assert voice.timbre
        assert voice.licence == "Apache-2.0"
        if voice.id in plain:
            assert voice.parameters == plain[voice.id].parameters
    assert plain.keys() <= {voice.id for voice in library("kokoro")}


def test_a_blend_of_ones_own(own):
    own('[[voice]]\nid = "aunt-mabel"\nblend = { bf_emma = 3, "kokoro:af_heart" = 1 }\n')
    voice = find_voice("kokoro:Aunt-Mabel")
    assert voice == library("kokoro")[-1]
    assert dict(voice.parameters) == {
        "dialect": "en-us",
        "style": "af_heart*0.25+bf_emma*0.75",
    }
    assert voice.name == "aunt-mabel"
    assert voice.gender is Gender.UNKNOWN


def test_a_voice_of_ones_own_takes_the_place_of_another(own):
    before = library("kokoro")
    library.cache_clear()
    own('[[voice]]\nid = "AF_HEART"\nlanguage = "en-gb"\nblend = { bf_emma = 1 }\n')
    after = library("kokoro")
    assert len(after) == len(before)
    assert dict(find_voice("kokoro:af_heart").parameters)["style"] == "bf_emma"


def test_another_engine_can_have_voices_of_ones_own(own):
    own('[[voice]]\nid = "low"\nparameters = { frequency = 110 }\n', "tone")
    assert library("tone")[-1].parameters == (("frequency", 110),)


@pytest.mark.parametrize(
    ("entry", "line", "says"),
    [
        ('id = "x"\nblend = { af_hart = 1 }', 3, "af_hart"),
        ('id = "x"\nblend = { af_heart = 0 }', 3, "above 0"),
        ('id = "x"\nblend = "af_heart"', 3, "table"),
        ('id = "x"\nblend = { af_heart = 1 }\ngender = "woman"', 4, "female, male"),
        ('id = "x"\nblend = { af_heart = 1 }\nlanguage = "de"', 4, "de"),
        ('id = "x"\nblendd = { af_heart = 1 }', 3, "blend"),
        ("blend = { af_heart = 1 }", 1, "id"),
        ('id = "x"', 1, "parameters"),
        ('id = "x"\nparameters = { a = [1] }', 3, "number"),
        ('id = "x" blend', 2, "TOML"),
    ],
)
def test_an_entry_that_cannot_be_followed_names_its_line(own, entry, line, says):
    own(f"[[voice]]\n{entry}\n")
    with pytest.raises(SettingsError) as caught:
        library("kokoro")
    assert f"kokoro.toml, line {line}" in caught.value.message
    assert says in str(caught.value)


def test_blends_are_kokoros(own):
    own('[[voice]]\nid = "x"\nblend = { a = 1 }\n', "tone")
    with pytest.raises(SettingsError, match="kokoro"):
        library("tone")
