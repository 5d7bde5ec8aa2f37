"""The sounds that espeak-ng gives words, in IPA, without speaking them."""

from __future__ import annotations

import _ctypes
import ctypes
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pipeline.tts.espeak_sounds import sounds, started

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
    return _SWITCH.sub("", sounds(library, word)).strip()


@contextmanager
def _espeak() -> Iterator[ctypes.CDLL]:
    """The library, unloaded again: speech needs one without a history in its process."""
    library = started()
    try:
        yield library
    finally:
        library.espeak_Terminate()
        _ctypes.dlclose(library._handle)
