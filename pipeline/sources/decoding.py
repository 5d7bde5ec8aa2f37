"""Bytes to code points, with line ends left as they stand."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.sources.mojibake import repaired
from pipeline.sources.western import best_western

MOST_BYTES = 24_000_000
"""Of text in one file: eight times *War and Peace*."""
_MOST_LINES = 500_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4096
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x19\x1b-\x1f\x7f]")
_STRAY_CONTROLS = 0.002
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_MOSTLY = 0.9
"""Of the bytes above ASCII: where so many are UTF-8, the others are strays in it."""
_DECLARABLE = re.compile(
    r"utf-?(?:8|16|32)(?:-?[bl]e)?|us-ascii|ascii|iso-?8859-?\d{1,2}|latin-?\d{1,2}"
    r"|(?:windows-?|cp-?)(?:125\d|437|8[56]\d|874|93[26]|949|950)|koi8-?[ru]|mac-?(?:roman|cyrillic)"
    r"|x-mac-roman|macintosh|shift[_-]?jis|euc-?(?:jp|kr)|gb(?:2312|k|18030)|big5(?:-?hkscs)?"
    r"|tis-?620"
)
_WESTERN = {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii", "cp1252"}
"""What browsers take for Windows-1252, since that is what is meant."""
_SEVEN_BITS = re.compile(r"iso-2022|hz|utf-7", re.I)
"""Encodings whose bytes are all ASCII, and so would pass for UTF-8."""
_NAMES = {
    "cp1252": "Windows-1252",
    "mac_roman": "MacRoman",
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    """Without a byte-order mark."""
    encoding: str = ""
    """What the file was taken for, as people say it; empty where the file says so itself, or
    says nothing and is UTF-8."""


def decode(data: bytes, path: Path, declared: str = "") -> Decoded:
    """The text of a file, in the encoding that it is in and not the one that it claims.

    A byte-order mark decides; else UTF-8 where the bytes are; else what the file declares
    (`declared`, where it has a place for it); else Windows-1252 or MacRoman, whichever
    gives better prose. UTF-8 that was taken for one of those and encoded again is put right.
    Raises SourceError for a file that is empty, blank, too long, not text, or in another
    encoding.
    """
    if not data:
        raise SourceError(f"{path} is empty.", "Name a file with a story in it.")
    if len(data) > MOST_BYTES:
        raise SourceError(
            f"{path} has {len(data) / 1e6:,.0f} MB of text, more than any novel.",
            "Split it into books.",
        )
    decoded = _decoded(data, path, _canonical(declared))
    text = decoded.text
    if "\0" in text or len(_CONTROLS.findall(text)) > _STRAY_CONTROLS * len(text):
        raise _binary(path)
    if not text.strip().strip(_INVISIBLE).strip():
        raise SourceError(f"{path} holds only white space.", "Name a file with a story in it.")
    if text.count("\n") + text.count("\r") > _MOST_LINES:
        raise SourceError(
            f"{path} has more than {_MOST_LINES:,} lines, more than any novel.",
            "Split it into books.",
        )
    return decoded


def markup_text(data: bytes, declared: str) -> str:
    """The text of a document of a book, chosen as `decode` does; empty where that finds none.

    For bytes without a byte-order mark.
    """
    if b"\0" in data[:_SAMPLE] or _SEVEN_BITS.match(declared):
        return ""
    try:
        return _decoded(data, Path(), _canonical(declared)).text
    except SourceError:
        return ""


def _canonical(declared: str) -> str:
    """The codec of a declared encoding; empty where it is none that text is in."""
    name = declared.strip().lower().replace("_", "-")
    if not _DECLARABLE.fullmatch(name):
        return ""
    if name in ("macintosh", "x-mac-roman"):
        return "mac_roman"
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return ""
    return "cp1252" if found in _WESTERN else found


def _decoded(data: bytes, path: Path, declared: str) -> Decoded:
    mark, encoding = next((pair for pair in _MARKS if data.startswith(pair[0])), (b"", ""))
    guessed = ""
    if not encoding:
        sample = data[:_SAMPLE]
        encoding = _sixteen_bits(sample) if b"\0" in sample else "utf-8"
        guessed = _NAMES.get(encoding, "") if encoding != "utf-8" else ""
    if not encoding:
        raise _binary(path)
    try:
        # A mark may stand there twice, where a program put its own before the file's.
        text = data[len(mark) :].decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        if mark or encoding != "utf-8":
            raise _undecodable(path, error.start) from error
        return _not_utf8(data, path, declared, error)
    if encoding == "utf-8":
        mended, from_encoding = repaired(text)
        if from_encoding:
            return Decoded(mended, f"UTF-8 that had been taken for {_NAMES[from_encoding]}")
        if declared not in ("", "utf-8") and not mark and not text.isascii():
            guessed = "UTF-8"
    return Decoded(text, guessed)


def _sixteen_bits(sample: bytes) -> str:
    """The byte order of UTF-16 without a mark: in Latin text every other byte is zero."""
    even, odd = sample[::2], sample[1::2]
    zeros_even, zeros_odd = even.count(0) / len(even), odd.count(0) / max(len(odd), 1)
    if zeros_odd > 0.5 and zeros_even < 0.1:
        return "utf-16-le"
    if zeros_even > 0.5 and zeros_odd < 0.1:
        return "utf-16-be"
    return ""


def _not_utf8(data: bytes, path: Path, declared: str, cause: UnicodeDecodeError) -> Decoded:
    high = len(data) - len(data.translate(None, bytes(range(0x80, 0x100))))
    if sum(map(len, _MULTIBYTE.findall(data))) >= _MOSTLY * high:
        return Decoded(
            data.decode("utf-8", errors="fullcast.windows"),
            "UTF-8 with a few characters of Windows-1252",
        )
    if declared not in ("", "utf-8", "cp1252", "mac_roman"):
        try:
            return Decoded(data.decode(declared))
        except UnicodeDecodeError:
            pass
    encoding = best_western(data, preferred=declared)
    if not encoding:
        raise _undecodable(path, cause.start) from cause
    text = data.decode(encoding, errors="replace")
    return Decoded(text, "" if encoding == declared else _NAMES[encoding])


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """What stands for bytes that are not UTF-8: what they are in Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error("fullcast.windows", _as_windows)


def _binary(path: Path) -> SourceError:
    return SourceError(f"{path} is not a text file.", "Save the story as plain text in UTF-8.")


def _undecodable(path: Path, at: int) -> SourceError:
    return SourceError(
        f"{path} is neither UTF-8 nor UTF-16 (byte {at} fits neither).",
        "Save the story as plain text in UTF-8.",
    )
