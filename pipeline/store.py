"""Content-addressed clips: atomic, written once, and the only place that writes them.

A clip is done when its record exists, and the record is written after the audio. A
reader that finds audio which does not match its record treats the clip as not there.
"""

from __future__ import annotations

import errno
import io
import math
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.errors import StoreError
from pipeline.keys import digest_bytes
from pipeline.model import Audio, Clip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SILENCE = -120.0
"""What stands for the level of digital silence, in dBFS."""


class Store:
    """The clips and answers below one folder, shared by the productions beside it."""

    def __init__(self, root: Path, scratch: Path, kind: str = "clips") -> None:
        """`scratch` is where files lie until they are whole, on the same disk as `root`."""
        self.root = root
        self.scratch = scratch
        self.kind = kind

    @property
    def passages(self) -> Store:
        """Where the clips are kept that match voices to each other; of no story."""
        return Store(self.root, self.scratch, "passages")

    def clip(self, key: str) -> Clip | None:
        """The record of a stored clip, or None where there is none that is whole."""
        try:
            record = msgspec.json.decode(self._record(key).read_bytes(), type=Clip)
            whole = digest_bytes(self._sound(key).read_bytes()) == record.sha256
        except (FileNotFoundError, msgspec.MsgspecError):
            return None
        except OSError as error:
            raise unreadable(self._record(key), error) from error
        return record if whole and record.key == key else None

    def audio(self, key: str) -> Audio:
        """The sound of a stored clip. Raises StoreError where it is missing or damaged."""
        import soundfile

        try:
            samples, rate = soundfile.read(self._sound(key), dtype="int16")
        except (OSError, soundfile.LibsndfileError) as error:
            raise StoreError(
                f"The clip {self._sound(key)} can't be read ({error}).",
                "Run the command again: it will be rendered anew.",
            ) from error
        return Audio(rate=rate, pcm=samples.astype("<i2").tobytes())

    def put(self, key: str, audio: Audio) -> Clip:
        """Keep a clip and return its record. Raises StoreError where it can't be written."""
        import numpy

        samples = numpy.frombuffer(audio.pcm, dtype="<i2")
        # soundfile writes through callbacks in which Ctrl-C would be lost; it only ever
        # reaches the main thread.
        with ThreadPoolExecutor(1) as beside:
            sound = beside.submit(_flac, samples, audio.rate).result()
        levels = samples.astype(numpy.float64) / 32768
        clip = Clip(
            key=key,
            rate=audio.rate,
            frames=audio.frames,
            sha256=digest_bytes(sound),
            rms=decibels(float(numpy.sqrt(numpy.mean(levels**2))) if audio.frames else 0.0),
            peak=decibels(float(numpy.max(numpy.abs(levels))) if audio.frames else 0.0),
            words=audio.words,
        )
        write_whole(self._sound(key), sound, scratch=self.scratch)
        write_whole(self._record(key), msgspec.json.encode(clip), scratch=self.scratch)
        return clip

    def answer(self, key: str) -> bytes | None:
        """What an attributor has answered; None where nothing is kept. Raises StoreError."""
        try:
            return self._answer(key).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise unreadable(self._answer(key), error) from error

    def put_answer(self, key: str, data: bytes) -> None:
        """Keep an attributor's answer. Raises StoreError where it can't be written."""
        write_whole(self._answer(key), data, scratch=self.scratch)

    def _answer(self, key: str) -> Path:
        return self.root / "answers" / key[:2] / f"{key}.json"

    def _sound(self, key: str) -> Path:
        return self.root / self.kind / key[:2] / f"{key}.flac"

    def _record(self, key: str) -> Path:
        return self.root / self.kind / key[:2] / f"{key}.json"


def _flac(samples: NDArray[np.int16], rate: int) -> bytes:
    import soundfile

    sound = io.BytesIO()
    soundfile.write(sound, samples, rate, format="FLAC", subtype="PCM_16")
    return sound.getvalue()


def decibels(amplitude: float) -> float:
    """An amplitude (1.0 is full scale) in dBFS, to a thousandth."""
    return round(20 * math.log10(amplitude), 3) if amplitude > 0 else SILENCE


def write_whole(path: Path, data: bytes, scratch: Path | None = None) -> None:
    """Write a file so that it is either all there or not there at all.

    The bytes lie in `scratch` (the file's own folder where none is given, and it must be
    on the same disk) until they are complete. Raises StoreError.
    """
    with replacing(path, scratch) as unfinished:
        unfinished.write_bytes(data)


@contextmanager
def replacing(path: Path, scratch: Path | None = None) -> Iterator[Path]:
    """A path to write to, which takes the place of `path` once the block has ended well.

    Raises StoreError where the disk is full or does not let us write.
    """
    place = scratch or path.parent
    unfinished: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        place.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=place)
        os.close(handle)
        unfinished = Path(name)
        unfinished.chmod(0o666 & ~_umask())
        yield unfinished
        unfinished.replace(path)
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        if unfinished is not None:
            unfinished.unlink(missing_ok=True)


def unwritable(path: Path, error: OSError) -> StoreError:
    """The sentence for a file or folder that can't be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreError(
            f"There is no room left on the disk for {path}.",
            "Make room and run the same command again: what was rendered is kept.",
        )
    hint = "Choose a folder that you may write to with -o, or change the rights of this one."
    if error.errno == errno.EISDIR:
        hint = "Move the folder away, or name a file."
    return StoreError(f"{path} can't be written ({error.strerror or error}).", hint)


def unreadable(path: Path, error: OSError) -> StoreError:
    """The sentence for a file of ours that can't be read."""
    hint = "Check the rights of the folder."
    if error.errno in (errno.ENOENT, errno.EISDIR):
        hint = "Name a file."
    return StoreError(f"{path} can't be read ({error.strerror or error}).", hint)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
