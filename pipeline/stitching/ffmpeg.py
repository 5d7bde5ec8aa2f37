"""The ffmpeg that comes as a wheel: what it is told, and what it says when it fails."""

from __future__ import annotations

import errno
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from pipeline import program
from pipeline.errors import ToolError

# At 192 kbit/s for one channel LAME's noise shaping costs half of its speed and, measured on
# speech, adds 9 dB of noise in every band; level 7 is the best that goes without it.
_MP3 = ("-b:a", "192k", "-compression_level", "7", "-id3v2_version", "3")
# AAC's fast coder takes a quarter of the time of its usual one, and the rate is ample for a voice.
# Its temporal noise shaping clicks: 10 times in five minutes of eSpeak's voices, never without.
_AAC = ("-b:a", "128k", "-aac_coder", "fast", "-aac_tns", "0", "-movflags", "+faststart")
_FORMATS: dict[str, tuple[str, tuple[str, ...]]] = {
    "mp3": ("mp3", ("-c:a", "libmp3lame", *_MP3)),
    "m4b": ("ipod", ("-c:a", "aac", *_AAC)),
    "opus": ("opus", ("-c:a", "libopus", "-b:a", "64k")),
    "flac": ("flac", ("-c:a", "flac")),
    "wav": ("wav", ("-c:a", "pcm_s16le", "-rf64", "auto")),
}
"""The muxer and the codec of each."""
FORMATS = tuple(_FORMATS)
PICTURED = ("mp3", "m4b", "flac")
"""Formats that take a cover as a picture of its own; Opus has it among its tags."""
LOOK_AHEAD, RELEASE = "1", "5"
"""Milliseconds of the limiter. Measured on speech, short ones take the least loudness."""
BLOCK = 1 << 17
"""Bytes that are read from ffmpeg at a time."""


def encode_args(
    form: str,
    rate: int,
    path: Path,
    labels: Path | None = None,
    cover: Path | None = None,
    language: str = "",
) -> list[str]:
    """What ffmpeg is told to encode mono 16-bit PCM from its input to a file.

    `labels` is a file of tags and chapters (`ffmetadata`), `cover` a JPEG for the formats
    that are `PICTURED`, `language` a code of ISO 639-2. The result depends on nothing but the
    sound and these: no date, and no name of the version that encoded it. MP3 is 192 kbit/s at
    a constant rate; a WAV of more than 4 GB is an RF64.
    """
    muxer, codec = _FORMATS[form]
    inputs = ["-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "pipe:0"]
    chosen = ["-map", "0:a", "-map_metadata", "-1"]
    if labels is not None:
        inputs += ["-f", "ffmetadata", "-i", f"file:{labels}"]
        chosen = ["-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"]
    if cover is not None and form in PICTURED:
        inputs += ["-f", "mjpeg", "-i", f"file:{cover}"]
        chosen += ["-map", "2:v" if labels else "1:v", "-c:v", "copy"]
        chosen += ["-disposition:v", "attached_pic", "-metadata:s:v", "comment=Cover (front)"]
    if form == "m4b":
        # Chapters are a track whose times are 32 bits of this clock. Left to itself, ffmpeg takes
        # one so fast, for the cover's sake, that chapters of over 24 seconds do not fit.
        codec = (*codec, "-movie_timescale", str(rate))
    if language and form == "m4b":  # which has it with the sound, and not among its tags
        chosen += ["-metadata:s:a:0", f"language={language}"]
    return [
        *("-hide_banner", "-loglevel", "error", "-nostdin", "-y"),
        *inputs,
        *chosen,
        *("-fflags", "+bitexact", "-flags:a", "+bitexact"),
        *codec,
        *("-f", muxer, f"file:{path}"),
    ]


def limit_args(rate: int, ceiling: float, path: Path) -> list[str]:
    """What ffmpeg is told to keep mono 32-bit float PCM from its input under `ceiling` dBTP.

    It limits at four times the rate, looking ahead, so that what lies between the samples is
    kept too; the output is as long as the input, and unchanged where nothing comes near.
    """
    limiter = {
        "limit": f"{10 ** (ceiling / 20):.6f}",
        "attack": LOOK_AHEAD,
        "release": RELEASE,
        "level": "disabled",
        "latency": "1",
    }
    told = ":".join(f"{key}={value}" for key, value in limiter.items())
    return [
        *("-hide_banner", "-loglevel", "error", "-nostdin", "-y"),
        *("-f", "f32le", "-ar", str(rate), "-ac", "1", "-i", "pipe:0"),
        *("-af", f"aresample={4 * rate},alimiter={told},aresample={rate}"),
        *("-f", "s16le", f"file:{path}"),
    ]


def loudness_args(rate: int) -> list[str]:
    """What ffmpeg is told to measure mono 16-bit PCM from its input; it answers in words."""
    return [
        *("-hide_banner", "-loglevel", "info", "-nostats", "-nostdin"),
        *("-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "pipe:0"),
        *("-af", "ebur128=framelog=quiet", "-f", "null", "-"),
    ]


def decode_args(path: Path, rate: int) -> list[str]:
    """What ffmpeg is told to give any sound file as mono 16-bit PCM on its output."""
    return [
        *("-hide_banner", "-loglevel", "error", "-nostdin", "-i", f"file:{path}"),
        *("-map", "0:a:0", "-ac", "1", "-ar", str(rate), "-f", "s16le", "pipe:1"),
    ]


def decoded(arguments: Sequence[str]) -> Iterator[bytes]:
    """What ffmpeg gives on its output, in blocks of whole samples. Raises ToolError."""
    with tempfile.TemporaryFile() as words:
        process = program.ffmpeg(arguments, stdout=subprocess.PIPE, stderr=words)
        try:
            while process.stdout is not None and (block := process.stdout.read(BLOCK)):
                yield block
            code = process.wait()
        finally:
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()
        words.seek(0)
        if code:
            raise failure(code, words.read().decode(errors="replace"))


def run(arguments: Sequence[str], blocks: Iterable[bytes]) -> str:
    """Run ffmpeg with these blocks on its input, and return what it said.

    Raises ToolError with the last line of what it said, and OSError (no room left) where
    it could not write for lack of room. It is ended when `blocks` raises.
    """
    process = program.ffmpeg(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    said: list[bytes] = []
    listener = threading.Thread(target=_listen, args=(process.stderr, said))
    listener.start()
    try:
        taken = _feed(process.stdin, blocks)
        code = process.wait()
    finally:
        process.kill()
        process.wait()
        listener.join()
    if code or not taken:
        raise failure(code, b"".join(said).decode(errors="replace"))
    return b"".join(said).decode(errors="replace")


def failure(code: int, said: str) -> ToolError | OSError:
    """The error for an ffmpeg that ended with this code and these words."""
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return OSError(errno.ENOSPC, "No space left on device")
    lines = said.strip().splitlines()
    return ToolError(
        f"ffmpeg failed with code {code}: {lines[-1].strip() if lines else 'it said nothing'}.",
        "Run the command again; if it fails again, install the package imageio-ffmpeg anew.",
    )


def _feed(pipe: IO[bytes] | None, blocks: Iterable[bytes]) -> bool:
    """Whether every block was taken; a program that ends early says why in its own words."""
    if pipe is None:
        return False
    try:
        with pipe:
            for block in blocks:
                pipe.write(block)
    except BrokenPipeError:
        return False
    return True


def _listen(pipe: IO[bytes] | None, said: list[bytes]) -> None:
    if pipe is not None:
        with pipe:
            said.extend(pipe)
