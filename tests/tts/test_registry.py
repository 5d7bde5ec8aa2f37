from __future__ import annotations

import subprocess
import sys

import pytest

from pipeline.errors import CastError, EngineUnavailable
from pipeline.tts.library import library
from pipeline.tts.registry import engine_names, find_voice, load_engine


def test_engines_are_listed_without_being_imported():
    script = (
        "import sys\n"
        "from pipeline.tts.registry import engine_names\n"
        "assert {'pyttsx3', 'tone'} <= set(engine_names())\n"
        "heavy = {'pyttsx3', 'numpy', 'espeakng_loader', 'pipeline.tts.tone', 'ctypes'}\n"
        "print(*sorted(heavy & set(sys.modules)))\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


def test_an_engine_is_found_whatever_the_case():
    assert load_engine("TONE") is load_engine("Tone")
    assert load_engine("TONE").traits.name == "tone"


def test_an_engine_that_is_not_there():
    with pytest.raises(EngineUnavailable) as caught:
        load_engine("kazoo")
    assert "kazoo" in caught.value.message
    assert "tone" in caught.value.hint


@pytest.mark.usefixtures("plugins")
def test_an_engine_that_cannot_be_imported_says_what_to_install():
    assert "broken" in engine_names()
    with pytest.raises(EngineUnavailable) as caught:
        load_engine("broken")
    assert "pip install" in caught.value.hint
    assert "odd-engines" in caught.value.hint


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("pyttsx3:gmw/en-us+f3", "pyttsx3:gmw/en-us+f3"),
        (" PYTTSX3:GMW/EN-US+F3 ", "pyttsx3:gmw/en-us+f3"),
        ("pyttsx3:gmw/en-US", "pyttsx3:gmw/en-us"),
        ("pyttsx3:roa/fr+alicia", "pyttsx3:roa/fr+Alicia"),
        ("pyttsx3:gmw/en-us+mr serious", "pyttsx3:gmw/en-us+Mr serious"),
        ("Tone:A", "tone:a"),
    ],
)
def test_a_voice_is_found_whatever_the_case(written, means):
    assert find_voice(written).id == means


@pytest.mark.parametrize("name", ["af_heart", "Heart", "AF_HEART"])
def test_a_voice_without_its_engine_is_named_in_full(name):
    with pytest.raises(CastError) as caught:
        find_voice(name)
    assert caught.value.hint == "There is kokoro:af_heart."


def test_the_library_says_more_of_a_voice_but_means_the_same():
    described = library("pyttsx3")[0]
    assert find_voice(described.id) == described
    plain = {voice.id: voice for voice in load_engine("pyttsx3").voices()}
    for voice in library("pyttsx3"):
        assert voice.parameters == plain[voice.id].parameters


@pytest.mark.parametrize(
    ("written", "close"),
    [
        ("pyttsx3:gmw/en-us+f33", "pyttsx3:gmw/en-us+f3"),
        ("pyttsx3:gmw/en-uk", "pyttsx3:gmw/en-us"),
        ("tone:q", "tone:"),
    ],
)
def test_a_voice_that_is_not_there_has_neighbours(written, close):
    with pytest.raises(CastError) as caught:
        find_voice(written)
    assert written in caught.value.message
    assert close in caught.value.hint


@pytest.mark.parametrize("written", ["", "Sasha", "pyttsx3:", ":f3", "kazoo:a"])
def test_what_is_no_voice_at_all_is_an_error_of_the_cast(written):
    with pytest.raises(CastError) as caught:
        find_voice(written)
    assert caught.value.hint
