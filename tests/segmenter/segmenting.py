"""A story in a string to a script, the way that a file goes."""

from pathlib import Path

from pipeline.keys import digest_bytes
from pipeline.model import Book, Script, UtteranceKind
from pipeline.segmenter import segment
from pipeline.sources import READERS


def book_of(text: str, suffix: str = ".txt") -> Book:
    data = text.encode()
    return READERS[suffix](Path(f"story{suffix}"), data, digest_bytes(data))


def script_of(text: str, suffix: str = ".txt") -> Script:
    return segment(book_of(text, suffix))


def spoken(script: Script, kind: UtteranceKind) -> list[str]:
    return [" ".join(u.text.split()) for u in script.utterances if u.kind is kind]


def quotations(text: str) -> list[str]:
    return spoken(script_of(text), UtteranceKind.QUOTATION)


def narration(text: str) -> list[str]:
    return spoken(script_of(text), UtteranceKind.NARRATION)
