"""Kokoro: what it says without its model, and, where that is installed, what it says."""

from __future__ import annotations

import importlib.util
import json
import sys
from array import array
from dataclasses import replace

import pytest

from pipeline.errors import EngineUnavailable
from pipeline.findings import Severity
from pipeline.model import Audio, Failure, SynthesisRequest
from pipeline.production import opened
from pipeline.tts import kokoro_model
from pipeline.tts.kokoro_engine import KokoroEngine
from pipeline.tts.registry import default_engine, find_voice
from pipeline.tts.testing import Watched
from pipeline.tts.words import words

VOICE = "kokoro:af_heart"


def _request(text: str, voice: str = VOICE, **more: object) -> SynthesisRequest:
    found = find_voice(voice)
    return replace(SynthesisRequest(text, found.language, found), **more)


def _spoken(engine: Watched, request: SynthesisRequest) -> Audio:
    (audio,) = engine.synthesize([request])
    assert isinstance(audio, Audio), audio
    return audio


# --- without its model ------------------------------------------------------------


def test_without_its_model_it_says_what_to_run():
    with pytest.raises(EngineUnavailable) as caught:
        KokoroEngine()
    assert "fullcast voices install kokoro" in caught.value.hint
    assert default_engine() == "pyttsx3"


def test_without_its_packages_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(kokoro_model, "find_spec", lambda _: None)
    with pytest.raises(EngineUnavailable) as caught:
        KokoroEngine()
    assert "pip install 'fullcast[kokoro]'" in caught.value.hint


def test_the_command_line_says_so_in_one_sentence(fullcast, sample):
    code, out, err = fullcast("render", sample, "--engine", "kokoro")
    assert (code, out) == (1, "")
    assert "fullcast voices install kokoro" in err
    assert err.count("\n") == 1


def test_voices_are_listed_of_the_engines_that_can_speak(fullcast):
    code, out, err = fullcast("voices", "list")
    assert code == 0
    assert "kokoro:" not in out
    assert "fullcast voices install kokoro" in err


@pytest.fixture
def damaged(tmp_path, monkeypatch):
    """Files of the right size with something else in them."""
    monkeypatch.setenv("FULLCAST_MODELS", str(tmp_path))
    monkeypatch.setattr(kokoro_model, "MODEL_BYTES", 5)
    folder = kokoro_model.folder()
    folder.mkdir()
    (folder / kokoro_model.MODEL).write_bytes(b"12345")
    (folder / kokoro_model.VOICES).write_bytes(b"12345")


@pytest.mark.usefixtures("damaged")
@pytest.mark.skipif(importlib.util.find_spec("onnxruntime") is None, reason="no onnxruntime")
def test_a_damaged_model_says_which_file_and_what_to_run():
    engine = KokoroEngine()
    with pytest.raises(EngineUnavailable) as caught:
        list(engine.synthesize([_request("No.")]))
    assert kokoro_model.MODEL in caught.value.message
    assert "fullcast voices install kokoro" in caught.value.hint


@pytest.mark.usefixtures("damaged")
@pytest.mark.skipif(importlib.util.find_spec("onnxruntime") is None, reason="no onnxruntime")
class TestRequests:
    """What is refused, and what is found, before anything is loaded."""

    @pytest.fixture
    def engine(self):
        return KokoroEngine()

    @pytest.mark.parametrize(
        ("parameters", "says"),
        [
            ((("dialect", "en-us"),), "style"),
            ((("dialect", "en-us"), ("style", "af_nobody")), "af_nobody"),
            ((("dialect", "en-us"), ("style", "af_heart*0.5+af_nobody*0.5")), "af_nobody"),
            ((("dialect", "en-us"), ("style", "af_heart*2")), "blend"),
            ((("dialect", "tlh"), ("style", "af_heart")), "tlh"),
        ],
    )
    def test_a_voice_that_cannot_be(self, engine, parameters, says):
        request = _request("No.")
        request = replace(request, voice=replace(request.voice, parameters=parameters))
        (result,) = engine.synthesize([request])
        assert isinstance(result, Failure)
        assert says in result.reason

    def test_a_line_in_a_language_that_the_voice_does_not_read(self, engine):
        (finding,) = engine.check(_request("Je suis allé au marché.", language="fr"))
        assert finding.code == "voice-language"
        assert finding.severity is Severity.WARNING
        assert engine.check(_request("Yes.", language="en-GB")) == ()


# --- with its model ---------------------------------------------------------------


@pytest.fixture(scope="class")
def engine(kokoro_files):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FULLCAST_MODELS", str(kokoro_files.parent))
        engine = Watched("kokoro")
        yield engine
        engine.close()


@pytest.mark.usefixtures("kokoro")
@pytest.mark.xdist_group("kokoro")
class TestSpeech:
    def test_it_is_the_engine_that_is_begun_with(self):
        assert default_engine() == "kokoro"
        assert default_engine("fr-ca") == "kokoro"
        assert default_engine("und") == "kokoro"

    @pytest.mark.skipif(sys.platform != "linux", reason="the system's voices differ")
    def test_a_book_that_it_cannot_read_is_begun_with_voices_that_can(self, fullcast, tmp_path):
        assert default_engine("de") == "pyttsx3"
        text = (
            "Der alte Mann stand am Fenster. „Wo ist meine Tochter?“, fragte er leise.\n\n"
            "„Sie ist im Garten“, antwortete Frau Müller. „Sie wartet auf dich.“\n"
        )
        (tmp_path / "b.txt").write_text(text, encoding="utf-8")
        code, out, err = fullcast("cast", "b.txt", "--json")
        assert code == 0, err
        assert json.loads(out)["narrator"] == "pyttsx3:gmw/de"

    def test_a_short_answer_is_one_word_without_silence_around_it(self, engine):
        audio = _spoken(engine, _request("No."))
        assert len(audio.words) == 1
        assert 0.2 < audio.frames / audio.rate < 0.9
        samples = array("h", audio.pcm)
        loud = [n for n, sample in enumerate(samples) if abs(sample) > 300]
        assert loud[0] < 0.15 * audio.rate
        assert loud[-1] > audio.frames - 0.25 * audio.rate
        assert max(map(abs, samples)) > 2000

    def test_every_word_has_a_time_and_the_same_bytes_come_twice(self, engine):
        request = _request("In 1914, the lamp of the ferry cost $5.", "kokoro:bm_george")
        audio = _spoken(engine, request)
        spans = [(word.start, word.end) for word in audio.words]
        assert spans == [(word.start, word.end) for word in words(request.text)]
        edges = [edge for word in audio.words for edge in (word.begins, word.ends)]
        assert edges == sorted(edges)
        assert edges[-1] <= audio.frames
        number = audio.words[1]
        assert number.ends - number.begins > 0.5 * audio.rate
        batch = list(engine.synthesize([_request("Yes.", "kokoro:bm_george"), request]))
        assert batch[1] == audio

    def test_pace(self, engine):
        usual = _spoken(engine, _request("Who left the lamp here?"))
        fast = _spoken(engine, _request("Who left the lamp here?", pace=1.5))
        assert fast.frames < 0.8 * usual.frames

    def test_a_long_text_is_spoken_in_parts_and_whole(self):
        # In this process, with a network that hums, so that it costs nothing.
        text = " ".join(["The old ferry leaves at noon, and nobody minds the rain."] * 220)
        spoken: list[int] = []

        class Humming:
            def speak(self, tokens, *_):
                import numpy

                spoken.append(len(tokens))
                return numpy.full(600 * (len(tokens) + 2), 0.1, "f4"), [600] * (len(tokens) + 2)

        humming = KokoroEngine()
        humming._network = Humming()
        (audio,) = humming.synthesize([_request(text)])
        assert isinstance(audio, Audio)
        assert len(audio.words) == len(words(text)) == 2420
        assert len(spoken) > 20
        assert max(spoken) <= 510
        begins = [word.begins for word in audio.words]
        assert begins == sorted(begins)
        assert len(set(begins)) == len(begins)


@pytest.mark.usefixtures("kokoro_files")
def test_a_book_goes_on_with_the_engine_that_it_was_begun_with(tmp_path, monkeypatch, kokoro_files):
    story = tmp_path / "story.txt"
    story.write_text("The lamp went out.\n\n“Who is there?” said Ann.\n")
    with opened(story, tmp_path / "book") as production:
        assert production.settings.engine == "pyttsx3"
    monkeypatch.setenv("FULLCAST_MODELS", str(kokoro_files.parent))
    with opened(story, tmp_path / "book") as production:
        assert production.settings.engine == "pyttsx3"
        assert all(voice.engine == "pyttsx3" for voice in production.voices)
    with opened(story, tmp_path / "other") as production:
        assert production.settings.engine == "kokoro"
        assert all(voice.engine == "kokoro" for voice in production.voices)
