from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.model import Audio, Gender, SynthesisRequest
from pipeline.tts.tone import ToneEngine

ENGINE = ToneEngine()
VOICES = ENGINE.voices()


def spoken(request: SynthesisRequest) -> Audio:
    (result,) = ENGINE.synthesize([request])
    assert isinstance(result, Audio), result
    return result


def loudest(audio: Audio) -> float:
    """The strongest frequency, in hertz."""
    samples = np.frombuffer(audio.pcm, "<i2").astype(float)
    return float(np.abs(np.fft.rfft(samples)).argmax() * audio.rate / len(samples))


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.id)
def test_who_speaks_can_be_heard(voice):
    heard = loudest(spoken(SynthesisRequest("A line to be told by its tone.", "en", voice)))
    nearest = min(VOICES, key=lambda each: abs(dict(each.parameters)["frequency"] - heard))
    assert nearest == voice


def test_women_and_men_take_turns():
    assert [voice.gender for voice in VOICES[:4]] == [
        Gender.FEMALE,
        Gender.MALE,
        Gender.FEMALE,
        Gender.MALE,
    ]


def test_length_goes_with_the_text_and_pace():
    request = SynthesisRequest("x" * 100, "en", VOICES[0])
    assert spoken(request).frames == 24_000 * 6
    assert spoken(replace(request, pace=2.0)).frames == 24_000 * 3


def test_pitch_goes_in_semitones():
    request = SynthesisRequest("x" * 100, "en", VOICES[0])
    ratio = loudest(spoken(replace(request, pitch=12.0))) / loudest(spoken(request))
    assert ratio == pytest.approx(2, rel=0.01)


def test_edges_are_soft():
    samples = np.frombuffer(spoken(SynthesisRequest("Hello.", "en", VOICES[15])).pcm, "<i2")
    assert samples[0] == samples[-1] == 0
    assert np.abs(samples[:2000]).max() > 8000


@pytest.mark.parametrize("pace", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(pace):
    assert ENGINE.check(replace(SynthesisRequest("Hello.", "en", VOICES[0]), pace=pace))
