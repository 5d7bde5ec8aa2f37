"""Bytes to code points, with line ends left as they stand."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from pipeline.errors import SourceError

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
_WINDOWS_TEXT = re.compile(r"[\x00-\x7fŠŒŽšœžŸ‚„…‘’“”•–—€™\xa0-\xff]*")
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"


def decode(data: bytes, path: Path) -> str:
    """The text of a file in UTF-8, UTF-16, UTF-32 or Windows-1252, without its byte-order mark.

    Raises SourceError for a file that is empty, blank, not text, or in another encoding.
    """
    if not data:
        raise SourceError(f"{path} is empty.", "Name a file with a story in it.")
    text = _decoded(data, path)
    if "\0" in text or len(_CONTROLS.findall(text)) > _STRAY_CONTROLS * len(text):
        raise _binary(path)
    if not text.strip().strip(_INVISIBLE).strip():
        raise SourceError(f"{path} holds only white space.", "Name a file with a story in it.")
    return text


def _decoded(data: bytes, path: Path) -> str:
    mark, encoding = next((pair for pair in _MARKS if data.startswith(pair[0])), (b"", ""))
    if not encoding:
        sample = data[:_SAMPLE]
        encoding = _sixteen_bits(sample) if b"\0" in sample else "utf-8"
    if not encoding:
        raise _binary(path)
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        if mark or encoding != "utf-8":
            raise _undecodable(path, error.start) from error
        return _windows(data, path, error)


def _sixteen_bits(sample: bytes) -> str:
    """The byte order of UTF-16 without a mark: in Latin text every other byte is zero."""
    even, odd = sample[::2], sample[1::2]
    zeros_even, zeros_odd = even.count(0) / len(even), odd.count(0) / max(len(odd), 1)
    if zeros_odd > 0.5 and zeros_even < 0.1:
        return "utf-16-le"
    if zeros_even > 0.5 and zeros_odd < 0.1:
        return "utf-16-be"
    return ""


def _windows(data: bytes, path: Path, cause: UnicodeDecodeError) -> str:
    """Windows-1252, where every byte of it is one that Western prose uses."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise _undecodable(path, cause.start) from cause
    foreign = sum(character > "\x7f" for character in text)
    if not _WINDOWS_TEXT.fullmatch(text) or foreign > 0.2 * len(text):
        raise _undecodable(path, cause.start) from cause
    return text


def _binary(path: Path) -> SourceError:
    return SourceError(f"{path} is not a text file.", "Save the story as plain text in UTF-8.")


def _undecodable(path: Path, at: int) -> SourceError:
    return SourceError(
        f"{path} is neither UTF-8 nor UTF-16 (byte {at} fits neither).",
        "Save the story as plain text in UTF-8.",
    )
