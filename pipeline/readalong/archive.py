"""The files of an EPUB, written as one: the same bytes for the same content."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip archive can say."""
_STORED = (".mp3", ".jpg", ".jpeg", ".png")
"""Endings of what is packed already."""


Content = bytes | Path | Callable[[], AbstractContextManager[IO[bytes]]]
"""Bytes, a file that has them, or what opens them."""


def write(path: Path, members: Iterable[tuple[str, Content]]) -> None:
    """Write an EPUB of these members.

    The media type comes first and unpacked, as the format wants. Raises OSError.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        archive.writestr(_info("mimetype"), b"application/epub+zip")
        for name, content in members:
            if isinstance(content, bytes):
                archive.writestr(_info(name), content)
                continue
            opened = content.open("rb") if isinstance(content, Path) else content()
            with opened as source, archive.open(_info(name), "w") as target:
                while block := source.read(1 << 20):
                    target.write(block)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _TIME)
    stored = name == "mimetype" or name.lower().endswith(_STORED)
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info
