"""The sounds that espeak-ng gives words, in IPA, without speaking them."""

from __future__ import annotations

import _ctypes
import ctypes
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pipeline.errors import EngineUnavailable

_RETRIEVAL, _DONT_EXIT = 1, 0x8000
_UTF8, _IPA = 1, 0x02
_VOICES = {"en": "en-us", "pt": "pt-br"}
"""Whose sounds are shown for a language without a region."""
_SWITCH = re.compile(r"\([a-z-]+\)")
"""How it marks that it reads a word in another language."""


def phonemes(words: Sequence[str], language: str) -> tuple[str, ...]:
    """The IPA of each word, "" for each where espeak-ng has not the language (a BCP 47 tag).

    Raises EngineUnavailable, with what to install.
    """
    tag = language.replace("_", "-").casefold()
    with _espeak() as library:
        for voice in (_VOICES.get(tag, tag), tag.split("-")[0]):
            if library.espeak_SetVoiceByName(voice.encode()) == 0:
                return tuple(_ipa(library, word) for word in words)
    return ("",) * len(words)


def _ipa(library: ctypes.CDLL, word: str) -> str:
    rest = ctypes.c_char_p(word.replace("\0", " ").encode("utf-8", "replace"))
    clauses = []
    while rest.value:
        sounds = library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA) or b""
        clauses.append(sounds.decode())
    return _SWITCH.sub("", " ".join(clauses)).strip()


@contextmanager
def _espeak() -> Iterator[ctypes.CDLL]:
    """The library, unloaded again: speech needs one without a history in its process."""
    try:
        import espeakng_loader

        library = ctypes.CDLL(espeakng_loader.get_library_path())  # type: ignore[no-untyped-call]
        data: str = espeakng_loader.get_data_path()  # type: ignore[no-untyped-call]
    except (ImportError, OSError) as error:
        raise EngineUnavailable(
            f"Sounds are found by espeak-ng, which can't be loaded: {error}.",
            "pip install espeakng-loader",
        ) from error
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = [
        ctypes.POINTER(ctypes.c_char_p),
        ctypes.c_int,
        ctypes.c_int,
    ]
    if library.espeak_Initialize(_RETRIEVAL, 0, data.encode(), _DONT_EXIT) <= 0:
        raise EngineUnavailable(
            f"espeak-ng does not start with the data in {data}.",
            "pip install --force-reinstall espeakng-loader",
        )
    try:
        yield library
    finally:
        library.espeak_Terminate()
        _ctypes.dlclose(library._handle)
