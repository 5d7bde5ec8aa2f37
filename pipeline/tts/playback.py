"""Playing a sound file aloud, where this machine has a player for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

PLAYERS = (("pw-play",), ("paplay",), ("aplay", "--quiet"), ("afplay",))
"""Programs of Linux and macOS that play a .wav file, and how they are called."""


def play(path: Path) -> bool:
    """Play a .wav file to its end; False where there is nothing here to play it with."""
    if sys.platform == "win32":
        import winsound

        try:
            winsound.PlaySound(str(path), winsound.SND_FILENAME | winsound.SND_NODEFAULT)
        except RuntimeError:  # no sound device
            return False
        return True
    for name, *options in PLAYERS:
        program = shutil.which(name)
        if program is not None and _ran([program, *options, str(path)]):
            return True
    return False


def _ran(command: list[str]) -> bool:
    """Whether the player had a device to play on."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
