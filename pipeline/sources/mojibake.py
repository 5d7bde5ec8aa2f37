"""UTF-8 that a program took for a one-byte encoding and encoded once more: â€œlike thisâ€."""

from __future__ import annotations

import re

_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_SIGNS = {
    "cp1252": re.compile(r"â€|Ã[\x80-\xbfƒ€‚„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Â[\xa0-\xbf]"),
    "mac_roman": re.compile(r"‚Ä[îúùôòìö¶]|√[©®†°¢§™ß±ª´ü]"),
}
"""What such text always has: the first bytes of quotation marks, dashes and accented letters."""
_LOST = re.compile("â€(?:\ufffd|(?=$|â))")
"""A closing quotation mark whose last byte Windows-1252 leaves open, and many programs drop."""
_MOST = 0.6


def repaired(text: str) -> tuple[str, str]:
    """The text as it was meant, and the encoding that it had been taken for.

    That is empty, and the text the same, where most of its characters beyond ASCII are what
    they seem.
    """
    for encoding, signs in _SIGNS.items():
        if not signs.search(text):
            continue
        total = mended = 0

        def mend(match: re.Match[str], encoding: str = encoding) -> str:
            nonlocal total, mended
            total += 1
            meant = _meant(match[0], encoding)
            mended += meant is not None
            return match[0] if meant is None else meant

        candidate = _FOREIGN.sub(mend, text)
        if mended >= _MOST * total:
            return candidate, encoding
    return text, ""


def _meant(run: str, encoding: str) -> str | None:
    if encoding == "cp1252":
        run = _LOST.sub("â€\x9d", run)
    try:
        return b"".join(_byte(character, encoding) for character in run).decode("utf-8")
    except UnicodeError:
        return None


def _byte(character: str, encoding: str) -> bytes:
    """The byte of a character; the five that Windows-1252 leaves open pass as they are."""
    if encoding == "cp1252" and "\x80" <= character <= "\x9f":
        return character.encode("latin-1")
    return character.encode(encoding)
