"""The files within an EPUB's container, read from memory and never written out.

OCF 3.3: a ZIP archive whose files are stored or deflated and not encrypted by ZIP's own means.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO
from urllib.parse import unquote

from pipeline.errors import SourceError

MOST_TEXT = 40_000_000
"""Bytes of markup in one book: the complete works of the most diligent have thirty million."""
_LONGEST_DIRECTORY = 8_000_000
"""Bytes of the archive's list of files: room for some eighty thousand."""
_PIECE = 1 << 16


class Archive:
    """A container that is open."""

    def __init__(self, data: bytes, where: str) -> None:
        """Raises SourceError where the data is no ZIP archive."""
        self.where = where
        self._left = MOST_TEXT
        _refuse_unlike(data, where)
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (
            zipfile.BadZipFile,
            OSError,
            ValueError,
            UnicodeError,
            NotImplementedError,
        ) as error:
            raise damaged(where) from error
        self._names: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            if not info.filename:  # what is left of a name that begins with a zero byte
                continue
            name = posixpath.normpath(info.filename.replace("\\", "/")).lstrip("/")
            self._names.setdefault(name, info)
        self.names = tuple(self._names)
        files = {name: info for name, info in self._names.items() if not info.is_dir()}
        self.files = tuple(files)
        self.size = sum(info.file_size for info in files.values())
        """Bytes of all files, unpacked."""
        self._folded = {name.casefold(): info for name, info in self._names.items()}

    def has(self, name: str) -> bool:
        return self._info(name) is not None

    def read(self, name: str, most: int) -> bytes | None:
        """The bytes of a file; None where there is none, or it is damaged.

        Raises SourceError where it is longer than `most`, or the book holds too much as a whole.
        """
        info = self._info(name)
        if info is None or info.flag_bits & 1:
            return None
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return None
        most = min(most, self._left)
        found = bytearray()
        try:
            with self._zip.open(info) as file:
                while piece := file.read(_PIECE):
                    found += piece
                    if len(found) > most:
                        raise self._too_much(name, info.file_size, most)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
            return None
        self._left -= len(found)
        return bytes(found)

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        """A file to copy, of any length. Raises SourceError where it is damaged."""
        try:
            with self._zip.open(self._names[name]) as file:
                yield file
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
            raise damaged(self.where) from error

    def _info(self, name: str) -> zipfile.ZipInfo | None:
        return self._names.get(name) or self._folded.get(name.casefold())

    def _too_much(self, name: str, size: int, most: int) -> SourceError:
        size = max(size, most + 1)
        return SourceError(
            f"{self.where} holds {name} of {size / 1e6:,.0f} MB, and no more than "
            f"{most / 1e6:,.0f} MB are read.",
            "It is no book as people make them; divide it, or convert it with another program.",
        )


def damaged(where: str) -> SourceError:
    kind = posixpath.splitext(where)[1].lstrip(".").upper() or "EPUB"
    return SourceError(
        f"{where} is damaged or no {kind}: its archive can't be opened.",
        "Get the file again, or convert it with another program.",
    )


def resolved(base: str, href: str) -> tuple[str, str]:
    """The name in the container that a reference in a file means, and its fragment.

    `base` is the file's own name. The name is empty where the reference leads out of the
    container: to another site, or above its root.
    """
    path, _, fragment = href.strip().partition("#")
    path = unquote(path.partition("?")[0])
    scheme = path.partition("/")[0]
    if ":" in scheme or path.startswith("//") or "\0" in path:
        return "", ""
    if not path:
        return base, unquote(fragment)
    if path.startswith("/"):
        joined = posixpath.normpath(path).lstrip("/")
    else:
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(base), path))
    if joined == ".." or joined.startswith("../"):
        return "", ""
    return joined, unquote(fragment)


def _refuse_unlike(data: bytes, where: str) -> None:
    """Refuse what is no archive, before its list of files is read into memory."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - (1 << 16) - 22))
    if at < 0 or len(data) < at + 22:
        raise damaged(where)
    if int.from_bytes(data[at + 12 : at + 16], "little") > _LONGEST_DIRECTORY:
        raise SourceError(
            f"{where} lists more files than any book has.",
            "Convert it with another program.",
        )
