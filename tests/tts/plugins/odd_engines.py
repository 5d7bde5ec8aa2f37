"""Engines that behave as engines should not, each in one way."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace

from pipeline.errors import EngineUnavailable
from pipeline.tts.pyttsx3_driver import PublicInterface
from pipeline.tts.pyttsx3_engine import Pyttsx3Engine
from pipeline.tts.tone import ToneEngine


class Odd(ToneEngine):
    name = "odd"

    def voices(self):
        return tuple(
            replace(voice, id=voice.id.replace("tone", self.name), engine=self.name)
            for voice in super().voices()
        )


class Crashing(Odd):
    name = "crashing"

    def synthesize(self, _requests):
        raise RuntimeError("the model file is truncated")
        yield


class Hanging(Odd):
    name = "hanging"

    def synthesize(self, requests):
        time.sleep(600)
        yield from super().synthesize(requests)


class Talkative(Odd):
    """Writes where the protocol is spoken, as native libraries do."""

    name = "talkative"

    def synthesize(self, requests):
        for result in super().synthesize(requests):
            sys.stdout.write('{"type":"ready"}\n')
            sys.stdout.flush()
            os.write(1, b"Audio saved to clip.wav\n" * 10_000)
            os.write(2, b"warning: no sound card\n" * 10_000)
            yield result


class FailingLate(Odd):
    name = "failing-late"

    def synthesize(self, _requests):
        raise EngineUnavailable("The weights are not installed.", "fullcast voices install odd")
        yield


class Pyttsx3Public(Pyttsx3Engine):
    """pyttsx3 as it is used where there is no espeak-ng binding."""

    def __init__(self):
        super().__init__(PublicInterface())
