"""The laws of engines, for each engine and for both ways to pyttsx3's voices."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.tts.registry import find_voice
from pipeline.tts.testing import EngineLaws, LongTextLaws, Watched
from pipeline.tts.tone import ToneEngine


class TestTone(EngineLaws, LongTextLaws):
    @pytest.fixture
    def engine(self):
        return ToneEngine()

    def unknown(self, voice):
        return replace(voice, id="tone:z", parameters=(("frequency", 221),))


class TestPyttsx3(EngineLaws, LongTextLaws):
    @pytest.fixture(scope="class")
    def engine(self):
        engine = Watched("pyttsx3")
        yield engine
        engine.close()


class TestPyttsx3Variant(EngineLaws):
    @pytest.fixture(scope="class")
    def engine(self):
        engine = Watched("pyttsx3")
        yield engine
        engine.close()

    @pytest.fixture
    def voice(self):
        return find_voice("pyttsx3:gmw/en-us+f3")


@pytest.mark.slow
@pytest.mark.usefixtures("plugins")
class TestPyttsx3PublicInterface(EngineLaws):
    @pytest.fixture
    def engine(self):
        engine = Watched("pyttsx3-public")
        yield engine
        engine.close()

    @pytest.fixture
    def voice(self):
        return find_voice("pyttsx3:gmw/en-us+m3")
