"""Zip files that hold a document: opened without trust in what they say of themselves."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path
from typing import IO

from pipeline.errors import SourceError

_MOST_ENTRIES = 20_000
_MOST_RATIO = 250
"""Of a part's size to what it takes in the file; prose has about 4, and generated XML 40."""
_SMALL = 2_000_000
"""Bytes below which the ratio says nothing."""
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


class Archive:
    """The parts of a zip file, each read only as far as it may go."""

    def __init__(self, path: Path, data: bytes) -> None:
        """Raises SourceError where it is no zip file, or too large a one."""
        self._path = path
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            names = self._zip.namelist()
        except _BROKEN as error:
            raise self._broken() from error
        if len(names) > _MOST_ENTRIES:
            raise self._bomb()
        self.names = tuple(names)
        self._known = frozenset(names)

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def read(self, name: str, most: int) -> bytes:
        """A part's bytes; nothing where there is no such part.

        Raises SourceError where it is damaged, locked, or has more than `most` bytes.
        """
        if name not in self._known:
            return b""
        info = self._zip.getinfo(name)
        if info.flag_bits & 1:
            raise SourceError(
                f"{self._path} is locked with a password.", "Save it without one and read that."
            )
        if info.file_size > most or (
            info.file_size > _SMALL and info.file_size > _MOST_RATIO * info.compress_size
        ):
            raise self._bomb()
        try:
            with self._zip.open(info) as part:
                data = _up_to(part, most)
        except (*_BROKEN, RuntimeError) as error:
            raise self._broken() from error
        if data is None:
            raise self._bomb()
        return data

    def _broken(self) -> SourceError:
        return SourceError(
            f"{self._path} is damaged, or no {self._path.suffix.lstrip('.').upper()} file.",
            "Open it where it was made and save it again.",
        )

    def _bomb(self) -> SourceError:
        return SourceError(
            f"{self._path} unpacks to more than any book has.",
            "Open it where it was made and save it again, without its pictures.",
        )


def _up_to(part: IO[bytes], most: int) -> bytes | None:
    """All of a part; None where it has more than `most` bytes, whatever it says of its size."""
    data = part.read(most + 1)
    return data if len(data) <= most else None
