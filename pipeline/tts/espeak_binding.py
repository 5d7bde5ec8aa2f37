"""espeak-ng on Linux, through pyttsx3's own binding to its library, synchronously.

pyttsx3's public interface on Linux runs espeak-ng in a thread and now and then loses the end
of a clip; the binding below it can also call it synchronously, which has no race and tells
when each word is spoken.

Only for the process that speaks: a second user of the library in one process would share
its state.
"""

from __future__ import annotations

import _ctypes
import ctypes
import importlib
import os
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from pipeline.errors import EngineUnavailable
from pipeline.tts.espeak_data import data_folder

SAMPLE_RATE = 22_050
_EMPHASIS_OF_PITCH = 50


@dataclass(frozen=True, slots=True)
class WordEvent:
    """The library begins a word."""

    position: int
    """Code point of the text."""
    frame: int


@dataclass(frozen=True, slots=True)
class Utterance:
    pcm: bytes
    words: tuple[WordEvent, ...]
    finished: bool
    """Whether the library said that it came to the end."""


class Espeak:
    """The library, loaded anew for each text.

    espeak-ng carries state from one text to the next that nothing resets: the phase of its
    pitch flutter, resonators, a gain. So the same text would sound a little different each time.
    Unloading the library clears all of it, at 2 ms a text.
    """

    def __init__(self) -> None:
        self._binding: ModuleType | None = None
        self._library: ctypes.CDLL | None = None

    def speak(self, text: str, identifier: str, rate: int, pitch: int) -> Utterance | None:
        """The text in that voice, at `rate` words a minute and `pitch` of 0 to 99.

        None where there is no such voice. Raises EngineUnavailable.
        """
        binding = self._load()
        if binding.SetVoiceByName(identifier.encode()) != binding.EE_OK:
            return None
        current = binding.GetCurrentVoice().contents.identifier or b""
        if current.decode().casefold() != identifier.casefold():
            # An unknown variant leaves the plain voice.
            return None
        for parameter, value in ((binding.RATE, rate), (binding.PITCH, pitch)):
            binding.SetParameter(parameter, value, 0)
        pcm = bytearray()
        words: list[WordEvent] = []
        ended: list[bool] = []

        def heard(samples: Any, count: int, events: Any) -> int:
            words.extend(
                WordEvent(event.text_position - 1, event.sample)
                for event in _list(binding, events)
                if event.type == binding.EVENT_WORD
            )
            if not samples:
                ended.append(True)
            elif count > 0:
                pcm.extend(ctypes.string_at(samples, count * 2))
            return 0

        binding.SetSynthCallback(heard)
        status = binding.Synth(text, flags=binding.CHARS_UTF8 | binding.ENDPAUSE)
        return Utterance(bytes(pcm), tuple(words), status == binding.EE_OK and bool(ended))

    def close(self) -> None:
        if self._binding is None or self._library is None:
            return
        self._binding.Terminate()
        for library in (self._binding.dll, self._library):
            _ctypes.dlclose(library._handle)
        self._library = None

    def _load(self) -> ModuleType:
        self.close()
        import espeakng_loader

        # Both must stand before pyttsx3 looks: it asks for the library by its bare name, and
        # the library ends the process where it finds no data.
        os.environ["ESPEAK_DATA_PATH"] = str(data_folder())
        library = espeakng_loader.get_library_path()  # type: ignore[no-untyped-call]
        try:
            self._library = ctypes.CDLL(library, ctypes.RTLD_GLOBAL)
            if self._binding is None:
                self._binding = importlib.import_module("pyttsx3.drivers._espeak")
            else:
                importlib.reload(self._binding)
        except (OSError, RuntimeError, ImportError) as error:
            raise EngineUnavailable(
                f"espeak-ng can't be loaded: {error}.",
                "pip install --force-reinstall espeakng-loader pyttsx3",
            ) from error
        binding = self._binding
        if binding.Initialize(binding.AUDIO_OUTPUT_SYNCHRONOUS, 100) != SAMPLE_RATE:
            raise EngineUnavailable(
                "espeak-ng does not start.", "pip install --force-reinstall espeakng-loader"
            )
        # Breath and whisper are made of noise, which is seeded with the clock.
        self._library.espeak_ng_SetRandSeed(ctypes.c_long(1))
        return binding


def _list(binding: ModuleType, events: Any) -> list[Any]:
    found: list[Any] = []
    while events and events[len(found)].type != binding.EVENT_LIST_TERMINATED:
        found.append(events[len(found)])
    return found
