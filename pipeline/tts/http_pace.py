"""A limit on requests a minute that holds for all processes of a user together."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

FURTHEST = 600.0
"""Seconds; a turn that lies further ahead comes from a clock that has been set back."""


class Turns:
    """Hands out moments that are `60 / per_minute` seconds apart."""

    def __init__(
        self,
        path: Path,
        per_minute: float,
        wait: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`path` is the file that the processes share; it is made where it is missing."""
        self._path = path
        self._apart = 60 / per_minute
        self._wait = wait
        self._clock = clock

    def __call__(self) -> None:
        """Return when it is the caller's turn. Raises OSError where the file can't be kept."""
        with FileLock(f"{self._path}.lock"):
            now = self._clock()
            mine = self._next()
            if not now <= mine <= now + FURTHEST:
                mine = now
            self._path.write_text(repr(mine + self._apart), "ascii")
        if mine > now:
            self._wait(mine - now)

    def _next(self) -> float:
        try:
            return float(self._path.read_text("ascii"))
        except (FileNotFoundError, ValueError):
            return 0.0


def turns_file(name: str) -> Path:
    """A file of that name for this user, that need not outlive a restart."""
    who = os.getuid() if hasattr(os, "getuid") else "user"
    folder = Path(tempfile.gettempdir()) / f"fullcast-{who}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / name
