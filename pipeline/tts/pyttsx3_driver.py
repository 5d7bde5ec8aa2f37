"""The system's voices through pyttsx3's public interface, guarded against what it loses.

What the guards are for was measured with pyttsx3 2.99: an engine's first run returns before
its file is there; a clip loses its end where the library is still busy with the last one; a
rate or a voice that was set is not there when the text is spoken; a voice that is missing or a
file that can't be written raises nothing. So every clip is spoken by itself, what was set is
read back, and the caller judges what came out.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import math
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import EngineUnavailable
from pipeline.model import Gender, Voice
from pipeline.tts import espeak_data
from pipeline.tts.speech import Manner, Spoken

RATE = 200
"""Words a minute: what pyttsx3 sets its voices to."""

SETTLE_SECONDS = 2.0
"""How long the library may take to come to rest after a clip and to take what is set."""


class PublicInterface:
    """pyttsx3 with the driver of that name; by default the platform's own."""

    repeatable = False
    sounds = False
    steady = False

    def __init__(self, driver: str = "") -> None:
        self._driver = driver or {"darwin": "nsss", "win32": "sapi5"}.get(sys.platform, "espeak")
        self.pitch = self._driver == "espeak"
        self._engine: Any = None

    def voices(self) -> tuple[Voice, ...]:
        if self._espeak_of_wheel:
            return espeak_data.espeak_voices()
        return tuple(_voice(each) for each in self._start().getProperty("voices"))

    def has(self, identifier: str) -> bool:
        if self._espeak_of_wheel:
            return espeak_data.has_voice(identifier)
        return any(dict(v.parameters)["identifier"] == identifier for v in self.voices())

    def letters(self, ipa: str, identifier: str) -> str:
        raise ValueError(f"{ipa} for {identifier}")

    def unavailable(self) -> str:
        return "" if importlib.util.find_spec("pyttsx3") else "pip install pyttsx3"

    def speak(self, text: str, manner: Manner) -> Spoken | None:
        engine = self._start()
        wanted: dict[str, str | float] = {
            "voice": manner.identifier,
            "rate": manner.rate,
            "volume": manner.volume / 100,
        }
        if manner.pitch is not None and self.pitch:
            wanted["pitch"] = manner.pitch
        self._set(engine, wanted)
        finished: list[bool] = []

        def note(name: str, completed: bool) -> None:  # noqa: ARG001 - pyttsx3 gives both
            finished.append(completed)

        token = engine.connect("finished-utterance", note)
        with tempfile.TemporaryDirectory(prefix="fullcast-") as folder:
            path = Path(folder) / "clip.wav"
            engine.save_to_file(text, str(path))
            engine.runAndWait()
            sound = _samples(path)
        engine.disconnect(token)
        if not _is_set(engine, {"voice": manner.identifier}):
            return None
        return Spoken(*sound, finished=_is_set(engine, wanted) and any(finished))

    def close(self) -> None:
        self._engine = None

    @property
    def _espeak_of_wheel(self) -> bool:
        return self._driver == "espeak" and sys.platform == "linux"

    def _start(self) -> Any:
        """An engine to speak one clip with.

        espeak's may be kept and must be told that it is not busy, or its first run returns at
        once. Others are made anew for each clip: there, a second run waits for ever when
        nothing made it busy.
        """
        if self._engine is not None:
            return self._engine
        try:
            if self._espeak_of_wheel:
                from pipeline.tts.espeak_binding import loaded_path

                ctypes.CDLL(loaded_path(), ctypes.RTLD_GLOBAL)
            import pyttsx3

            engine = pyttsx3.init(self._driver)  # type: ignore[no-untyped-call]
        except (ImportError, OSError, RuntimeError) as error:
            raise EngineUnavailable(
                f"pyttsx3 can't start its driver {self._driver}: {error}.",
                "pip install --force-reinstall pyttsx3",
            ) from error
        if self._driver == "espeak":
            engine.proxy.setBusy(False)
            self._engine = engine
        return engine

    def _set(self, engine: Any, wanted: Mapping[str, str | float]) -> None:
        """Set the properties, again and again where the library loses what it is told.

        espeak's loses it while it still cancels the clip before.
        """
        until = time.monotonic() + SETTLE_SECONDS
        while True:
            for name, value in wanted.items():
                engine.setProperty(name, value)
            if self._engine is None or time.monotonic() > until:
                return
            library = importlib.import_module("pyttsx3.drivers._espeak")
            if _is_set(engine, wanted) and not library.IsPlaying():
                return
            time.sleep(0.001)


def _is_set(engine: Any, wanted: Mapping[str, str | float]) -> bool:
    """Whether the properties read as they were set; case does not matter in a voice's id."""
    return all(
        str(engine.getProperty(name)).casefold() == value.casefold()
        if isinstance(value, str)
        else math.isclose(engine.getProperty(name), value, abs_tol=0.01)
        for name, value in wanted.items()
    )


def _voice(found: Any) -> Voice:
    """A voice as pyttsx3 lists it; Windows' ids are paths in the registry."""
    languages = [
        tag.decode(errors="replace").strip("\\x05") if isinstance(tag, bytes) else str(tag)
        for tag in found.languages or []
    ]
    sex = str(found.gender or "").casefold().removeprefix("voicegender")
    return Voice(
        id=f"pyttsx3:{str(found.id).rpartition(chr(92))[2]}",
        engine="pyttsx3",
        parameters=(("identifier", str(found.id)), ("rate", RATE)),
        name=str(found.name),
        language=languages[0].replace("_", "-") if languages else "",
        gender=Gender(sex) if sex in ("male", "female") else Gender.UNKNOWN,
        licence="a voice of the operating system",
    )


def _samples(path: Path) -> tuple[int, bytes]:
    """Rate and mono 16-bit samples of a sound file; none where there is no such file."""
    import soundfile

    if not path.exists():
        return 22_050, b""
    try:
        samples, rate = soundfile.read(path, dtype="int16", always_2d=True)
    except soundfile.LibsndfileError:
        return 22_050, b""
    mono = samples[:, 0] if samples.shape[1] == 1 else samples.mean(axis=1)
    return rate, mono.astype("<i2").tobytes()
