"""IPA in the letters that espeak-ng has for sounds, as far as a voice can make them."""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import cache

from pipeline.tts.espeak_data import data_folder, phoneme_table

_VOWELS = {
    "eɪ": "eI EI e", "aɪ": "aI", "aʊ": "aU", "ɔɪ": "OI oI OY", "oʊ": "oU o", "əʊ": "oU o",
    "ɪə": "i@ i", "eə": "e@ e", "ɛə": "e@ e", "ʊə": "U@ u", "iː": "i: i", "uː": "u: u",
    "ɑː": "A: A a", "aː": "A: A a", "ɔː": "O: O o", "ɜː": "3: @", "ɛː": "E: e: E", "eː": "e: eI e",
    "oː": "o: oU o", "yː": "y: y", "øː": "Y: Y", "ɝ": "3: @", "ɚ": "3 @", "ɜ": "3: @", "æ": "a E",
    "a": "a", "ɑ": "A A: a", "ɒ": "0 O o", "ɔ": "O O2 o", "ʌ": "V a", "ə": "@", "ɐ": "a# a",
    "ɛ": "E e", "e": "e E", "ɪ": "I i", "i": "i", "ɨ": "I2 I i", "ʊ": "U u", "u": "u u:",
    "o": "o o: oU", "y": "y", "ʏ": "Y y", "ø": "Y y", "œ": "W Y", "ɛ\u0303": "E~",
    "œ\u0303": "W~ E~",
    "ɑ\u0303": "A~", "ɔ\u0303": "O~", "ᵻ": "I2 I i",
}  # fmt: skip
_CONSONANTS = {
    "tʃ": "tS", "dʒ": "dZ", "ʧ": "tS", "ʤ": "dZ", "p": "p", "b": "b", "t": "t", "d": "d", "k": "k",
    "g": "g", "ɡ": "g", "f": "f", "v": "v", "θ": "T s", "ð": "D z", "s": "s", "z": "z", "ʃ": "S",
    "ʒ": "Z", "h": "h", "x": "x", "χ": "x", "ç": "C", "ɣ": "Q", "β": "B", "m": "m", "n": "n",
    "ŋ": "N", "ɲ": "n^", "l": "l", "ɫ": "l", "ʎ": "l^", "r": "r", "ɹ": "r", "ʁ": "R r", "ɾ": "t# r",
    "j": "j", "w": "w", "ʍ": "w", "ɥ": "w", "ʔ": "?", "n\u0329": "n-", "l\u0329": "l- l",
    "m\u0329": "m- m",
}  # fmt: skip
_SOUNDS = {
    unicodedata.normalize("NFD", ipa): signs for ipa, signs in (_VOWELS | _CONSONANTS).items()
}
_VOWEL_SIGNS = frozenset(unicodedata.normalize("NFD", sign) for sign in _VOWELS)
_STRESS = {"ˈ": "'", "ˌ": ",", "'": "'"}
_SILENT = re.compile("[\u0361\u035c\u032f\u032a\u0325.‿|ːˑʰ]")
"""Ties, dots and marks that may go without the sound becoming another."""


class UnknownSound(ValueError):
    """A sound that the voice has no letters for."""


def mnemonics(ipa: str, identifier: str) -> str:
    """The sounds for a voice such as `gmw/en-us+f3`; the nearest that it has.

    Raises UnknownSound, with the sign.
    """
    known = _phonemes(phoneme_table(identifier))
    text = re.sub("[\u0361\u035c]", "", unicodedata.normalize("NFD", ipa))
    longest = max(map(len, _SOUNDS))
    written, stress, at = [], "", 0
    while at < len(text):
        sign = next(
            (
                text[at : at + size]
                for size in range(min(longest, len(text) - at), 0, -1)
                if text[at : at + size] in _SOUNDS
            ),
            "",
        )
        if sign:
            letters = next((each for each in _SOUNDS[sign].split() if each in known), None)
            if letters is None:
                raise UnknownSound(sign)
            vowel = sign in _VOWEL_SIGNS
            written.append(f"{stress}{letters}" if vowel else letters)
            stress = "" if vowel else stress
            at += len(sign)
        elif text[at] in _STRESS:
            stress = _STRESS[text[at]]
            at += 1
        elif text[at].isspace():
            written.append(" ")
            at += 1
        elif _SILENT.match(text[at]):
            at += 1
        else:
            raise UnknownSound(text[at])
    return "".join(written)


@cache
def _phonemes(table: str) -> frozenset[str]:
    """The letters of a phoneme table and of those it includes, from espeak-ng's `phontab`.

    The file has, for each table, how many phonemes there are, the number of the table that it
    includes, its name in 32 bytes, and 16 bytes a phoneme that begin with its letters
    (espeak-ng 1.52, src/libespeak-ng/synthdata.c).
    """
    data = (data_folder() / "phontab").read_bytes()
    tables: list[tuple[str, int, frozenset[str]]] = []
    at = 4
    for _ in range(data[0]):
        count, includes = data[at], data[at + 1]
        name = data[at + 4 : at + 36].partition(b"\0")[0].decode("latin-1")
        at += 36
        letters = struct.iter_unpack("4s12x", data[at : at + 16 * count])
        own = frozenset(each.rstrip(b"\0").decode("latin-1") for (each,) in letters)
        tables.append((name, includes, own))
        at += 16 * count
    found: frozenset[str] = frozenset()
    number = next((n for n, (name, _, _) in enumerate(tables, 1) if name == table), 0)
    while number:
        _, number_of_base, own = tables[number - 1]
        found |= own
        number = number_of_base
    return found
