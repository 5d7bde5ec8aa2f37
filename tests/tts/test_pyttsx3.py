"""What the voices of pyttsx3 do with what they are told, measured on their sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from pipeline.model import Audio, Failure, Gender, Pronunciation, SynthesisRequest, Voice
from pipeline.tts.pyttsx3_engine import Pyttsx3Engine
from pipeline.tts.registry import find_voice, load_engine
from pipeline.tts.testing import Watched

TEXT = "The old ferry leaves at noon and nobody on the shore seems to mind the rain."
PLAIN = "pyttsx3:gmw/en-us"


@pytest.fixture(scope="module")
def engine() -> Iterator[Watched]:
    engine = Watched("pyttsx3")
    yield engine
    engine.close()


@pytest.fixture
def spoken(engine):
    def spoken(text: str = TEXT, voice: str | Voice = PLAIN, **how) -> Audio:
        voice = find_voice(voice) if isinstance(voice, str) else voice
        (result,) = engine.synthesize([SynthesisRequest(text, "en", voice, **how)])
        assert isinstance(result, Audio), result
        return result

    return spoken


def with_parameters(voice_id: str, **parameters: str | float) -> Voice:
    voice = find_voice(voice_id)
    merged = dict(voice.parameters) | parameters
    return replace(voice, parameters=tuple(sorted(merged.items())))


def samples(audio: Audio) -> np.ndarray:
    return np.frombuffer(audio.pcm, "<i2").astype(float)


def pitch(audio: Audio) -> float:
    """Median fundamental frequency in hertz, by autocorrelation over 60 ms windows."""
    sound, found = samples(audio), []
    size, low, high = 1323, audio.rate // 450, audio.rate // 55
    for start in range(0, len(sound) - size, 441):
        window = sound[start : start + size] * np.hanning(size)
        if np.mean(window**2) < 1e5:
            continue
        power = np.abs(np.fft.rfft(window, 4096)) ** 2
        correlation = np.fft.irfft(power)[:size]
        lag = low + int(correlation[low:high].argmax())
        if correlation[lag] > 0.5 * correlation[0]:
            found.append(audio.rate / lag)
    return float(np.median(found))


@pytest.mark.parametrize("pace", [0.5, 0.8, 1.04, 1.5, 2.5])
def test_pace_is_a_factor(spoken, pace):
    assert spoken().frames / spoken(pace=pace).frames == pytest.approx(pace, rel=0.08)


@pytest.mark.parametrize("voice", [PLAIN, "pyttsx3:gmw/en-us+f2", "pyttsx3:gmw/en-us+m7"])
@pytest.mark.parametrize("semitones", [-4, -2, 2, 4])
def test_pitch_is_heard_in_semitones(spoken, voice, semitones):
    ratio = pitch(spoken(voice=voice, pitch=float(semitones))) / pitch(spoken(voice=voice))
    assert 12 * np.log2(ratio) == pytest.approx(semitones, abs=0.8)


def test_volume_is_heard(spoken):
    level = float(np.sqrt(np.mean(samples(spoken()) ** 2)))
    quiet = spoken(voice=with_parameters(PLAIN, volume=40))
    assert 0.2 < float(np.sqrt(np.mean(samples(quiet) ** 2))) / level < 0.6


def test_a_voice_may_have_a_pace_and_a_pitch_of_its_own(spoken):
    slow = with_parameters(PLAIN, rate=140, pitch=35)
    assert spoken().frames / spoken(voice=slow).frames == pytest.approx(0.8, rel=0.05)
    assert pitch(spoken(voice=slow)) < 0.95 * pitch(spoken())


@pytest.mark.parametrize(
    "impossible",
    [
        {"pace": 0.3},
        {"pace": 5.0},
        {"pitch": 13.0},
        {"pitch": -9.0},
        {"pitch": float("nan")},
        {"delivery": "whispered"},
        {"pronunciations": (Pronunciation("Siobhan", "shi-VAWN"),)},
        {"text": "x" * 100_001},
        {"voice": with_parameters(PLAIN, volume=0)},
        {"voice": with_parameters(PLAIN, rate="fast")},
        {"voice": with_parameters(PLAIN, identifier="gmw/en-us+nosuch")},
        {"voice": with_parameters(PLAIN, identifier="gmw/en-zz")},
        {"voice": with_parameters(PLAIN, identifier="gmw/en-us+f3+m2")},
        {"voice": find_voice("tone:a")},
    ],
    ids=str,
)
def test_what_cannot_be_done_is_said_before_it_is_tried(impossible):
    request = replace(SynthesisRequest(TEXT, "en", find_voice(PLAIN)), **impossible)
    engine = Pyttsx3Engine()
    assert engine.check(request)
    (result,) = engine.synthesize([request])
    assert isinstance(result, Failure)
    assert len(result.reason) < 300


def test_men_and_women_sound_apart(spoken):
    voices = load_engine("pyttsx3").voices()
    by_id = {voice.id: voice for voice in voices}
    for number in (1, 2, 3, 4, 5):
        voice = by_id[f"pyttsx3:gmw/en-us+f{number}"]
        assert voice.gender is Gender.FEMALE
        assert pitch(spoken(voice=voice)) > 1.3 * pitch(spoken())
    assert by_id["pyttsx3:gmw/en-us+m3"].gender is Gender.MALE


def test_every_language_and_every_variant_is_listed():
    voices = load_engine("pyttsx3").voices()
    plain = [voice for voice in voices if "+" not in voice.id]
    assert len(plain) > 100
    assert {"en-us", "de", "fr-fr", "es"} <= {voice.language for voice in plain}
    assert len(voices) == len(plain) * (1 + sum("gmw/en-us+" in voice.id for voice in voices))
    assert voices[0].language.startswith("en")


@pytest.mark.slow
def test_every_language_and_every_variant_speaks(spoken):
    voices = load_engine("pyttsx3").voices()
    for voice in voices:
        if "+" not in voice.id:
            spoken("1 2 3", voice)
        elif "gmw/en-us+" in voice.id:
            assert spoken("No.", voice) == spoken("No.", voice), voice.id


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("cat\x01dog", "cat dog"),
        ("cat \x0130S dog", "cat 30S dog"),
        ("cat\x00dog", "cat dog"),
        ("cat\ndog", "cat dog"),
        ("c\u2060at d\u00adog", "cat dog"),
        ("\ufeffcat\u200b dog", "cat dog"),
    ],
)
def test_characters_that_command_the_library_are_spaces_or_nothing(spoken, text, like):
    assert spoken(text).pcm == spoken(like).pcm


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("one <b> two", "one two"),
        ("one <mark name='a'/> two", "one two"),
        ("one &amp; two", "one two"),
        ("one [[two]]", "one"),
        ("one <two", "one"),
        ("one {two}", "one"),
    ],
)
def test_nothing_is_taken_for_markup(spoken, more, less):
    assert spoken(more).frames > spoken(less).frames


@pytest.mark.parametrize(
    "text",
    [
        "“Naïve?” — she’d said so: été, Zürich, 中文 and 😀, then home.",
        "A first\n\nand a second paragraph of the same clip.",
        "In 1,234 days (or 12.5%) of it he’d won £300.",
        "\u2060One of the first of the many of them. " * 60,
    ],
)
def test_word_times_stand_at_the_right_words(spoken, text):
    audio = spoken(text)
    assert audio.words
    for word in audio.words:
        alone = text[word.start : word.end]
        assert alone[0].isalnum()
        assert alone[-1].isalnum()
    last = audio.words[-1]
    assert last.ends <= audio.frames
    assert audio.frames - last.begins < 1.5 * audio.rate


def test_a_word_time_cuts_out_that_word(spoken):
    text = "Marigold. Never. Elephantine."
    audio = spoken(text)
    times = {text[word.start : word.end]: word for word in audio.words}
    for name, word in times.items():
        assert (word.ends - word.begins) / spoken(name).frames == pytest.approx(1, abs=0.25)


def test_the_end_is_not_silence(spoken):
    for text in ("No.", "Wait, ", "Is it so?", "Stop!"):
        sound = np.abs(samples(spoken(text)))
        assert sound[-int(0.05 * 22_050) :].max() > 15
        assert sound[-400:].max() < 200
