"""The ffmpeg that comes as a wheel, started."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from typing import Any

from pipeline.errors import ToolError


def ffmpeg(arguments: Sequence[str], **streams: Any) -> subprocess.Popen[bytes]:
    """ffmpeg at work, with `subprocess`' streams. Raises ToolError where it does not start."""
    from imageio_ffmpeg import get_ffmpeg_exe  # type: ignore[attr-defined]

    try:
        return subprocess.Popen([get_ffmpeg_exe(), *arguments], **streams)
    except (RuntimeError, OSError) as error:
        raise ToolError(
            f"ffmpeg can't be started ({error}).", "Install the package imageio-ffmpeg again."
        ) from error
