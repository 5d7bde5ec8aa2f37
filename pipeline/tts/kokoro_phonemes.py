"""Text to the phonemes that Kokoro was trained on, by espeak-ng.

Kokoro's own text front end, misaki, writes English and what it leaves to espeak-ng in an
alphabet of its own; the tables below are those of its `espeak.py` (Apache-2.0).
"""

from __future__ import annotations

import ctypes
import re
from functools import lru_cache

from pipeline.errors import EngineUnavailable

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

_RETRIEVAL = 1
_DONT_EXIT = 0x8000
_UTF8 = 1
_TIED_IPA = 0x02 | 0x80 | ord("^") << 8
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
        library = self._library or self._load()
        if voice != self._dialect:
            if library.espeak_SetVoiceByName(voice.encode()):
                raise EngineUnavailable(
                    f"espeak-ng has no voice {voice}.",
                    "pip install --force-reinstall espeakng-loader",
                )
            self._dialect = voice
        rest = ctypes.c_char_p(text.replace("\0", " ").encode("utf-8", "replace"))
        clauses = []
        while rest.value:
            clauses.append(
                library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _TIED_IPA) or b""
            )
        return _SWITCH.sub("", " ".join(clause.decode() for clause in clauses))

    def _load(self) -> ctypes.CDLL:
        try:
            import espeakng_loader

            library = ctypes.CDLL(espeakng_loader.get_library_path())  # type: ignore[no-untyped-call]
            data: str = espeakng_loader.get_data_path()  # type: ignore[no-untyped-call]
        except (ImportError, OSError) as error:
            raise EngineUnavailable(
                f"Kokoro needs espeak-ng, which can't be loaded: {error}.",
                "pip install --force-reinstall espeakng-loader",
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
        self._library = library
        return library


def _replaced(ipa: str, table: dict[str, str]) -> str:
    """With each entry of the table replaced at once, the longest first."""
    pattern = "|".join(map(re.escape, sorted(table, key=len, reverse=True)))
    return re.sub(pattern, lambda found: table[found.group()], ipa)
