"""Which one-byte encoding of the Latin alphabet gives the better prose."""

from __future__ import annotations

import re
import unicodedata

_CANDIDATES = ("cp1252", "mac_roman")
_HIGH = re.compile(rb"[\x80-\xff]")
_SAMPLES = 20_000
_MOST_FOREIGN = 0.2
_OPENING, _CLOSING = "“‘„‚", "”’“"
_ANGLES = "«»‹›"
_PROSE = "—–…•§°£€½¼¾\xa0\xad"
_MARKS = "©®™†‡ºª·¡¿¢¥¶"


def best_western(data: bytes, preferred: str = "") -> str:
    """`cp1252` or `mac_roman`, by how well each byte above ASCII stands where it does.

    Empty where neither gives what Western prose is made of. `preferred` wins a tie.
    """
    places = [match.start() for match in _HIGH.finditer(data)]
    if len(places) > _MOST_FOREIGN * len(data):
        return ""
    step = max(1, len(places) // _SAMPLES)
    scores = {
        encoding: _score(data, places[::step], encoding) + (0.01 if encoding == preferred else 0)
        for encoding in _CANDIDATES
    }
    best = max(scores, key=lambda encoding: scores[encoding])
    return best if scores[best] > 0.3 else ""


def _score(data: bytes, places: list[int], encoding: str) -> float:
    """The mean fitness of the characters at these bytes, -1 to 1."""
    total = 0.0
    for place in places:
        window = data[max(0, place - 1) : place + 2].decode(encoding, errors="replace")
        at = 1 if place else 0
        before = window[at - 1] if at else " "
        after = window[at + 1] if at + 1 < len(window) else " "
        total += _fitness(before, window[at], after)
    return total / max(1, len(places))


def _fitness(before: str, character: str, after: str) -> float:
    """How well a character stands between its neighbours in prose, -1 to 1."""
    if character == "\ufffd" or unicodedata.category(character) == "Cc":
        return -1.0
    if character == "’" and before.isalnum():
        return 1.0
    opens = character in _OPENING and not before.isalnum() and not after.isspace()
    closes = character in _CLOSING and not before.isspace() and not after.isalnum()
    if opens or closes or character in "—–…":
        return 1.0
    # French sets a space between these and the words; German turns them around.
    if character in _ANGLES and not (before.isalnum() and after.isalnum()):
        return 0.8 if character in "«»" else 0.4
    if character.isalpha() and character not in "ªºƒµ":
        return _letter_fitness(before, character, after)
    if character in _PROSE:
        return 0.3
    return 0.0 if character in _MARKS else -1.0


def _letter_fitness(before: str, character: str, after: str) -> float:
    if not before.isalpha() and not after.isalpha():
        return 0.5 if character in "àÀéèôÔóòùyœæ" else -0.5
    if character.islower():
        return 0.8 if not after.isupper() else -0.5
    if before.islower():
        return -1.0
    return 0.6 if before.isupper() or not before.isalpha() else 0.0
