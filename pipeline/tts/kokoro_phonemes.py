"""Text to the phonemes that Kokoro was trained on, by espeak-ng.

Kokoro's own text front end, misaki, writes English and what it leaves to espeak-ng in an
alphabet of its own; the tables below are those of its `espeak.py` (Apache-2.0).
"""

from __future__ import annotations

import ctypes
import re
from functools import lru_cache

from pipeline.errors import EngineUnavailable
from pipeline.tts.espeak_sounds import IPA, sounds, started

DIALECTS = {
    "en-us": "gmw/en-us",
    "en-gb": "gmw/en-GB-x-rp",
    "es": "roa/es",
    "fr": "roa/fr",
    "hi": "inc/hi",
    "it": "roa/it",
    "pt-br": "roa/pt-br",
}
"""The languages that are read here, and what espeak-ng calls their voices.

Kokoro's Japanese and Chinese voices want front ends of their own, which are not here.
"""

_TIED_IPA = IPA | 0x80 | ord("^") << 8
"""The IPA, with ^ between the letters of one sound."""

_ENGLISH = {
    "ʔˌn\u0329": "tᵊn", "ʔn": "tᵊn", "ʔn\u0329": "tᵊn", "ʔ": "t",
    "a^ɪ": "I", "a^ʊ": "W", "e^ɪ": "A", "ɔ^ɪ": "Y", "ə^l": "ᵊl",
    "d^ʒ": "ʤ", "t^ʃ": "ʧ", "e": "A", "r": "ɹ", "x": "k", "ç": "k", "ɐ": "ə", "ɚ": "əɹ",
    "ɬ": "l", "ʲo^ʊ": "jO", "ʲə^ʊ": "jQ", "ʲ": "", "\u0303": "",
}  # fmt: skip
_BRITISH = {"e^ə": "ɛː", "iə": "ɪə", "i^ə": "ɪə", "ə^ʊ": "Q", "æ": "a"}
_AMERICAN = {"o^ʊ": "O", "ɜː": "ɜɹ", "ɜːɹ": "ɜɹ", "ɜː^ɹ": "ɜɹ", "ɪə": "iə", "ː": "", "ɾ": "T"}
_OTHERS = {
    "a^ɪ": "I", "a^ʊ": "W", "d^z": "ʣ", "d^ʒ": "ʤ", "e^ɪ": "A", "o^ʊ": "O", "ə^ʊ": "Q",
    "s^s": "S", "t^s": "ʦ", "t^ʃ": "ʧ", "ɔ^ɪ": "Y", "-": "",
}  # fmt: skip
WEAK_FORMS = {
    "i": {"I": "ˌI"}, "i'm": {"Im": "ˌIm"}, "i'll": {"Il": "ˌIl"}, "i've": {"Iv": "ˌIv"},
    "i'd": {"Id": "ˌId"}, "a": {"ə": "ɐ", "ɹə": "ɐ"}, "an": {"ən": "ɐn", "ɹən": "ɐn"},
    "the": {"ðɪ": "ði"},
}  # fmt: skip
"""Small English words that misaki writes in its own way, by what espeak-ng makes of them.

With them a recogniser mishears half as many words of short lines, where an unstressed "I" was
hardly to be heard; with all of misaki's dictionary it mishears no fewer."""

_SYLLABIC = re.compile("(\\S)\u0329")
_SWITCH = re.compile(r"\([a-z^-]+\)")
"""How espeak-ng marks that it reads some words in another language."""


class Phonemizer:
    """espeak-ng, loaded when it is first asked; for one thread of a process of its own."""

    def __init__(self) -> None:
        self._library: ctypes.CDLL | None = None
        self._dialect = ""
        self.phonemes = lru_cache(20_000)(self._phonemes)
        """Phonemes of a text in a dialect, words parted by spaces; without its marks."""

    def _phonemes(self, text: str, dialect: str) -> str:
        ipa = self._ipa(text, DIALECTS[dialect])
        if not dialect.startswith("en"):
            return " ".join(_replaced(ipa, _OTHERS).replace("^", "").split())
        british = dialect == "en-gb"
        ipa = _replaced(ipa, {**_ENGLISH, **(_BRITISH if british else _AMERICAN)})
        ipa = _SYLLABIC.sub(r"ᵊ\1", ipa).replace("\u0329", "").replace("o", "ɔ")
        return " ".join(ipa.replace("^", "").split())

    def _ipa(self, text: str, voice: str) -> str:
        library = self._library = self._library or started()
        if voice != self._dialect:
            if library.espeak_SetVoiceByName(voice.encode()):
                raise EngineUnavailable(
                    f"espeak-ng has no voice {voice}.",
                    "pip install --force-reinstall espeakng-loader",
                )
            self._dialect = voice
        return _SWITCH.sub("", sounds(library, text, _TIED_IPA))


def _replaced(ipa: str, table: dict[str, str]) -> str:
    """With each entry of the table replaced at once, the longest first."""
    pattern = "|".join(map(re.escape, sorted(table, key=len, reverse=True)))
    return re.sub(pattern, lambda found: table[found.group()], ipa)
