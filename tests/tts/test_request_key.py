from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import EngineTraits, Gender, Pronunciation, SynthesisRequest, Voice
from pipeline.tts.request_key import clip_key

TRAITS = EngineTraits("pyttsx3", revision=1, sample_rate=22_050)
VOICE = Voice("pyttsx3:gmw/en-us", "pyttsx3", (("identifier", "gmw/en-us"), ("rate", 175)))
REQUEST = SynthesisRequest("Good morning.", "en", VOICE)


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Good evening."},
        {"language": "en-GB"},
        {"pace": 1.1},
        {"pitch": 1.0},
        {"delivery": "whispered"},
        {"take": 2},
        {"pronunciations": (Pronunciation("Siobhan", "shi-VAWN"),)},
        {"voice": replace(VOICE, parameters=(("identifier", "gmw/en-us"), ("rate", 176)))},
    ],
)
def test_what_shapes_the_sound_is_in_the_key(change):
    assert clip_key(replace(REQUEST, **change), TRAITS) != clip_key(REQUEST, TRAITS)


@pytest.mark.parametrize("change", [{"name": "kokoro"}, {"revision": 2}, {"model": "0f1e"}])
def test_the_engine_is_in_the_key(change):
    assert clip_key(REQUEST, replace(TRAITS, **change)) != clip_key(REQUEST, TRAITS)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "pyttsx3:GMW/EN-US"},
        {"name": "Evan"},
        {"gender": Gender.MALE},
        {"timbre": "plain"},
        {"licence": "GPL-3"},
        {"parameters": (("rate", 175.0), ("identifier", "gmw/en-us"))},
    ],
)
def test_what_only_describes_the_voice_is_not(change):
    request = replace(REQUEST, voice=replace(VOICE, **change))
    assert clip_key(request, TRAITS) == clip_key(REQUEST, TRAITS)


def test_two_forms_of_one_letter_are_one_clip():
    composed = clip_key(replace(REQUEST, text="Caf\u00e9."), TRAITS)
    assert composed == clip_key(replace(REQUEST, text="Cafe\u0301."), TRAITS)


def test_the_key_does_not_change_by_itself():
    # A change here renders every book anew; raise the engine's revision where that is meant.
    assert clip_key(REQUEST, TRAITS) == (
        "3b86cac46d3ea2daab0c520f53fc58c99a1aadbe6db07ff1286f3dc01ad47ed3"
    )
