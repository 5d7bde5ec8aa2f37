"""A finished book on a shelf: the folders in which Audiobookshelf and its like look for books."""

from __future__ import annotations

import filecmp
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from pipeline.stitching.tagging import Tags
from pipeline.store import replacing, unwritable

NOBODY = "Unknown author"
_LONGEST = 120
"""Characters of one folder's name."""


def place(tags: Tags) -> Path:
    """`Author/Series/2 - Title`, or `Author/Title` for a book of no series."""
    title = _named(tags.album) or "Untitled"
    author = _named(tags.artist) or NOBODY
    if not tags.series:
        return Path(author, title)
    return Path(author, _named(tags.series), f"{tags.series_part} - {title}".removeprefix(" - "))


def shelve(files: Iterable[Path], folder: Path, before: Iterable[str]) -> tuple[str, ...]:
    """Put files into a folder of a library, and return their names.

    They are links to the same bytes where the disk allows it, else copies. Of what was put
    there `before`, what is there no longer is taken away; other files stay. Raises StoreError.
    """
    names = []
    for file in files:
        target = folder / file.name
        names.append(file.name)
        if not (target.exists() and filecmp.cmp(file, target, shallow=False)):
            with replacing(target) as unfinished:
                unfinished.unlink()
                _link(file, unfinished)
    try:
        for name in set(before) - set(names):
            (folder / name).unlink(missing_ok=True)
        if not any(folder.iterdir()):
            folder.rmdir()
    except FileNotFoundError:
        pass
    except OSError as error:
        raise unwritable(folder, error) from error
    return tuple(sorted(names))


def _link(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    except OSError:  # another disk, or one without links
        shutil.copyfile(file, target)


def _named(text: str) -> str:
    """A name that every file system takes."""
    plain = re.sub(r'[<>:"/\\|?*\x00-\x1f]', " ", text)
    return re.sub(r"\s+", " ", plain).strip(" .")[:_LONGEST].rstrip(" .")
