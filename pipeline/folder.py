"""The production folder: what people edit, what machines write, and who may work on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from pipeline.casting import lexicon
from pipeline.casting.lexicon import Word
from pipeline.casting.pls import read_pls
from pipeline.errors import SettingsError, SourceError, StoreError
from pipeline.manifest import Manifest
from pipeline.own_files import config_folder
from pipeline.slugs import slug
from pipeline.store import Store, unreadable, unwritable, write_whole

PRODUCTION, CAST, EDITS = "production.toml", "cast.toml", "edits.toml"
LEXICON = "lexicon.toml"
"""Files that people edit."""
SCRIPT, MANIFEST = "script.json", "manifest.json"
METADATA, COVER = "metadata.json", "cover.jpg"
"""Files that machines write."""


@dataclass(frozen=True, slots=True)
class Folder:
    """One production's folder; its store lies beside it."""

    path: Path

    @property
    def exists(self) -> bool:
        return (self.path / PRODUCTION).is_file()

    @property
    def slug(self) -> str:
        return self.path.resolve().name

    @property
    def store(self) -> Store:
        root = self.path.resolve().parent / ".store"
        return Store(root, scratch=root / "scratch" / self.slug)

    def label(self, name: str) -> str:
        """How messages name one of the folder's files."""
        return str(self.path / name)

    def read(self, name: str) -> str | None:
        """The text of a file that people edit; None where there is none."""
        try:
            return (self.path / name).read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError as error:
            raise SettingsError(
                f"{self.label(name)} is not UTF-8 text (byte {error.start}).", "Save it as UTF-8."
            ) from error
        except OSError as error:
            raise unreadable(self.path / name, error) from error

    def read_words(self, name: str) -> tuple[Word, ...] | None:
        """The words of a lexicon, TOML or PLS; None where there is no such file.

        `name` is a path, from the folder on. Raises SettingsError for what can't be followed.
        """
        path = self.path / name
        if path.suffix.lower() != ".pls":
            text = self.read(name)
            return None if text is None else lexicon.parse(text, str(path))
        try:
            return read_pls(path.read_bytes(), str(path))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise unreadable(path, error) from error

    def write(self, name: str, text: str, known: str | None) -> None:
        """Write a file that people edit, unless it has changed since it was read as `known`."""
        if text == known:
            return
        if self.read(name) != known:
            raise SettingsError(
                f"{self.label(name)} was changed by someone else while we worked on it.",
                "Nothing was written over it; run the command again.",
            )
        write_whole(self.path / name, text.encode())

    def manifest(self) -> Manifest | None:
        """What the last render left; None where there was none."""
        try:
            data = (self.path / MANIFEST).read_bytes()
            return msgspec.json.decode(data, type=Manifest)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise unreadable(self.path / MANIFEST, error) from error
        except msgspec.MsgspecError as error:
            raise StoreError(
                f"{self.label(MANIFEST)} is damaged or of another version ({error}).",
                "Delete it and render again: the clips are kept.",
            ) from error

    def write_manifest(self, manifest: Manifest) -> None:
        self.write_generated(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))

    def write_generated(self, name: str, data: bytes) -> None:
        """Write a file of the machine's, where it differs from what is there."""
        path = self.path / name
        if not (path.is_file() and path.read_bytes() == data):
            write_whole(path, data)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Work on the production alone. Raises StoreError where somebody else does.

        The lock ends with the process, however it ends; what a killed process left half
        written is cleared away here.
        """
        locks = self.store.root / "locks"
        lock = FileLock(locks / f"{self.slug}.lock", timeout=0)
        try:
            locks.mkdir(parents=True, exist_ok=True)
            lock.acquire()
            self._clear_unfinished()
        except Timeout as error:
            raise StoreError(
                f"Another fullcast is at work on {self.path}.", "Wait until it has finished."
            ) from error
        except OSError as error:
            raise unwritable(self.path, error) from error
        try:
            yield
        finally:
            lock.release()

    def _clear_unfinished(self) -> None:
        for place in (self.path, self.store.scratch):
            for leftover in place.glob(".*.part"):
                leftover.unlink(missing_ok=True)


def located(target: Path, output: Path | None) -> tuple[Folder, Path | None]:
    """A production's folder, and the story where `target` is one. Raises FullcastError."""
    try:
        folder, story = _find(target, output)
        str(folder.path.resolve()).encode()
    except OSError as error:
        raise SourceError(
            f"{target} can't be opened: {error.strerror or error}.", "Check that you may read it."
        ) from error
    except UnicodeEncodeError as error:
        raise SourceError(
            "The name of the production's folder, or of one that it is in, is not UTF-8.",
            "Name another folder with -o.",
        ) from error
    return folder, story


def _find(target: Path, output: Path | None) -> tuple[Folder, Path | None]:
    if target.is_dir():
        folder = Folder(target)
        if not folder.exists:
            raise SourceError(
                f"{target} is a folder without a production.toml.",
                "Name a story, or the folder that a render has left.",
            )
        if output is not None and output.resolve() != target.resolve():
            raise SettingsError(f"{target} is a production already.", "Leave out -o.")
        return folder, None
    if output is not None and output.exists() and not output.is_dir():
        raise SettingsError(f"{output} is a file.", "Name a folder with -o.")
    stem = target.stem.removesuffix(".fb2") if target.suffix.lower() == ".zip" else target.stem
    name = slug(stem) or "story"
    return Folder(output if output is not None else Path("output") / name), target


def own_lexicon() -> Path:
    """Where the words lie that a person wants said so in every book."""
    return config_folder() / LEXICON


def relative_source(story: Path, folder: Path) -> str:
    """How production.toml names the story: from the folder, so that both can be moved."""
    try:
        return os.path.relpath(story.resolve(), folder.resolve())
    except ValueError:  # on another drive
        return str(story.resolve())
