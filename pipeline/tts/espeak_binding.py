"""espeak-ng on Linux, through pyttsx3's own binding to its library, synchronously.

pyttsx3's public interface on Linux runs espeak-ng in a thread and now and then loses the end
of a clip; the binding below it can also call it synchronously, which has no race and tells
when each word is spoken.
"""

from __future__ import annotations

import _ctypes
import ctypes
import importlib
import importlib.util
import os
from types import ModuleType
from typing import Any

from pipeline.errors import EngineUnavailable
from pipeline.model import Voice
from pipeline.tts.espeak_data import data_folder, espeak_voices, has_voice
from pipeline.tts.espeak_ipa import mnemonics
from pipeline.tts.speech import Manner, Spoken, WordEvent

SAMPLE_RATE = 22_050
_SOUNDS = 0x100
"""espeakPHONEMES: what stands in [[ ]] is sounds."""
_BUFFER = 2_000
"""Milliseconds of sound that the library hands over at once."""


class Espeak:
    """The library, loaded anew for each text.

    espeak-ng carries state from one text to the next that nothing resets: the phase of its
    pitch flutter, resonators, a gain. So the same text would sound a little different each
    time. Unloading the library clears all of it and costs 2 ms a text.
    """

    repeatable = True
    pitch = True
    sounds = True
    steady = True

    def __init__(self) -> None:
        self._binding: ModuleType | None = None
        self._library: ctypes.CDLL | None = None

    def voices(self) -> tuple[Voice, ...]:
        return espeak_voices()

    def has(self, identifier: str) -> bool:
        return has_voice(identifier)

    def letters(self, ipa: str, identifier: str) -> str:
        return mnemonics(ipa, identifier)

    def unavailable(self) -> str:
        missing = [
            distribution
            for module, distribution in (
                ("pyttsx3", "pyttsx3"),
                ("espeakng_loader", "espeakng-loader"),
            )
            if importlib.util.find_spec(module) is None
        ]
        return f"pip install {' '.join(missing)}" if missing else ""

    def speak(self, text: str, manner: Manner) -> Spoken | None:
        binding = self._load()
        if binding.SetVoiceByName(manner.identifier.encode()) != binding.EE_OK:
            return None
        current = binding.GetCurrentVoice().contents.identifier or b""
        if current.decode().casefold() != manner.identifier.casefold():
            # A variant that does not exist leaves the plain voice.
            return None
        for parameter, value in (
            (binding.RATE, manner.rate),
            (binding.PITCH, manner.pitch),
            (binding.VOLUME, manner.volume),
        ):
            binding.SetParameter(parameter, value, 0)
        heard = _Heard(binding)
        binding.SetSynthCallback(heard)
        flags = binding.CHARS_UTF8 | binding.ENDPAUSE | (_SOUNDS if manner.sounds else 0)
        status = binding.Synth(text, flags=flags)
        return Spoken(
            SAMPLE_RATE,
            bytes(heard.pcm),
            heard.finished and status == binding.EE_OK,
            heard.reached,
            tuple(heard.words),
        )

    def close(self) -> None:
        if self._binding is None or self._library is None:
            return
        self._binding.Terminate()
        for library in (self._binding.dll, self._library):
            _ctypes.dlclose(library._handle)
        self._library = None

    def _load(self) -> ModuleType:
        self.close()
        path = loaded_path()
        try:
            self._library = ctypes.CDLL(path, ctypes.RTLD_GLOBAL)
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
        if binding.Initialize(binding.AUDIO_OUTPUT_SYNCHRONOUS, _BUFFER) != SAMPLE_RATE:
            raise EngineUnavailable(
                "espeak-ng does not start.", "pip install --force-reinstall espeakng-loader"
            )
        # Breath and whisper are noise: from a generator that is seeded with the clock, and in
        # some variants from the one of the C library.
        self._library.espeak_ng_SetRandSeed(ctypes.c_long(1))
        ctypes.CDLL(None).srand(ctypes.c_uint(1))
        return binding


def loaded_path() -> str:
    """The file of the library, once its data can be found.

    It must be loaded by this path before pyttsx3 looks for it by its bare name, and the
    library ends the process where it finds no data. Raises EngineUnavailable.
    """
    os.environ["ESPEAK_DATA_PATH"] = str(data_folder())
    import espeakng_loader

    path: str = espeakng_loader.get_library_path()  # type: ignore[no-untyped-call]
    return path


class _Heard:
    """What the library says while it speaks; called by it, buffer by buffer."""

    def __init__(self, binding: ModuleType) -> None:
        self._binding = binding
        self.pcm = bytearray()
        self.words: list[WordEvent] = []
        self.reached = 0
        self.finished = False

    def __call__(self, samples: Any, count: int, events: Any) -> int:
        number = 0
        while events and events[number].type != self._binding.EVENT_LIST_TERMINATED:
            event = events[number]
            if event.type == self._binding.EVENT_WORD:
                # Positions count from one.
                self.words.append(WordEvent(event.text_position - 1, event.sample))
            elif event.type == self._binding.EVENT_END:
                self.reached = max(self.reached, event.text_position)
            number += 1
        if not samples:
            self.finished = True
        elif count > 0:
            self.pcm += ctypes.string_at(samples, count * 2)
        return 0
