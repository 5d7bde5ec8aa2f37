"""The engine http against a speech server that others wrote: fastkokoro, with Kokoro's files.

It brings many packages, so it lives in an environment of its own, whose interpreter
$FULLCAST_FASTKOKORO names:

    python -m venv ENV && ENV/bin/pip install 'fastkokoro[cpu]==0.7.0'
    fullcast voices install kokoro
    FULLCAST_FASTKOKORO=ENV/bin/python pytest -m slow tests/tts/test_fastkokoro.py
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from hearing import recogniser

from pipeline.errors import EngineUnavailable
from pipeline.model import Audio, Failure, Gender, SynthesisRequest
from pipeline.toml_text import Table
from pipeline.tts import kokoro_model
from pipeline.tts.http_engine import HttpEngine
from pipeline.tts.testing import SENTENCE, EngineLaws, LongTextLaws

INTERPRETER = os.environ.get("FULLCAST_FASTKOKORO", "")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(3_600),
    pytest.mark.skipif(
        not INTERPRETER,
        reason="needs $FULLCAST_FASTKOKORO, an interpreter that has fastkokoro[cpu]",
    ),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory, kokoro_files) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("fastkokoro")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "FASTKOKORO_MODEL_PATH": str(kokoro_files / kokoro_model.MODEL),
        "FASTKOKORO_VOICES_PATH": str(kokoro_files / kokoro_model.VOICES),
        "FASTKOKORO_HOST": "127.0.0.1",
        "FASTKOKORO_PORT": str(port),
        "FASTKOKORO_WARMUP": "false",
        "FASTKOKORO_CACHE_DIR": str(folder),
    }
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [INTERPRETER, "-c", "from fastkokoro.cli import main; main()"],
            env=os.environ | settings,
            stdout=log,
            stderr=log,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/health", server, folder / "log")
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        assert server.poll() is None, log.read_text(errors="replace")
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    pytest.fail(f"fastkokoro does not answer: {log.read_text(errors='replace')}")


def connected(address: str, **said: object) -> HttpEngine:
    values = {"address": address, "model": "kokoro", **said}
    return HttpEngine(Table(values, "", "engines.toml", "http"))


@pytest.fixture(scope="module")
def engine(address) -> Iterator[HttpEngine]:
    made = connected(address, seconds=300, longest=800)
    yield made
    made.close()


class TestFastkokoro(EngineLaws, LongTextLaws):
    @pytest.fixture
    def engine(self, engine):
        return engine

    @pytest.fixture
    def recogniser(self, tmp_path):
        return recogniser(tmp_path)


def test_its_voices_are_listed_and_described(engine):
    voices = {voice.id: voice for voice in engine.voices()}
    assert voices["http:bm_george"].gender is Gender.MALE
    assert voices["http:bm_george"].language == "en-gb"
    assert len(voices) == 54


@pytest.mark.parametrize("form", ["pcm", "flac", "mp3", "opus"])
def test_every_format_is_the_same_speech(address, engine, form):
    request = SynthesisRequest("The old ferry leaves at noon.", "en", engine.voices()[0])
    (plain,) = engine.synthesize([request])
    other = connected(address, format=form)
    (audio,) = other.synthesize(
        [SynthesisRequest("The old ferry leaves at noon.", "en", other.voices()[0])]
    )
    other.close()
    assert isinstance(plain, Audio)
    assert isinstance(audio, Audio)
    assert audio.frames == pytest.approx(plain.frames, rel=0.05)


def test_what_it_refuses_is_a_failure_with_its_words(engine):
    (result,) = engine.synthesize([SynthesisRequest(SENTENCE, "en", engine.voices()[0], pace=0.5)])
    assert isinstance(result, Failure)
    assert "HTTP 422" in result.reason


def test_a_model_that_it_does_not_have(address):
    other = connected(address, model="no-such-model", voices=["af_heart"])
    request = SynthesisRequest(SENTENCE, "en", other.voices()[0])
    with pytest.raises(EngineUnavailable, match="no-such-model"):
        list(other.synthesize([request] * 5))
    other.close()
