"""Recordings of the user's own in place of a line: converted, measured, and kept as clips."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.casting.direction import Recording
from pipeline.casting.edits import Anchored
from pipeline.errors import SettingsError, ToolError
from pipeline.folder import EDITS, Folder
from pipeline.keys import digest, digest_bytes
from pipeline.model import Audio
from pipeline.stitching import ffmpeg
from pipeline.stitching.calibration import loudness_of, matching_gain
from pipeline.stitching.timeline import RATE
from pipeline.store import SILENCE

REVISION = 1
"""Raised on purpose when recordings are converted differently."""
FARTHEST = 40.0
"""dB, the most that a recording is raised or lowered: microphones differ more than voices."""


def recordings(anchored: Anchored, folder: Folder) -> dict[str, Recording]:
    """The recordings that edits.toml names, by utterance, each of them a clip in the store.

    Any sound that ffmpeg reads becomes mono at the rate of what is delivered; nothing is cut
    from it. Its gain brings it to where the voices are. Raises SettingsError for a file that
    is not there, has no sound, or is silent.
    """
    return {
        utterance: _recording(edit.audio, folder, _refuser(edit.audio, utterance, folder))
        for utterance, edit in anchored.by_utterance
        if edit.audio is not None
    }


Refuse = Callable[[str], SettingsError]


def _recording(name: str, folder: Folder, refuse: Refuse) -> Recording:
    path = folder.path / name
    try:
        sha256 = digest_bytes(path.read_bytes())
    except FileNotFoundError as error:
        raise refuse("is not there") from error
    except OSError as error:
        raise refuse(f"can't be read ({error.strerror or error})") from error
    key = digest({"recording": sha256, "rate": RATE, "revision": REVISION})
    clip = folder.store.clip(key)
    if clip is None:
        try:
            pcm = b"".join(ffmpeg.decoded(ffmpeg.decode_args(path, RATE)))
        except ToolError as error:
            raise refuse(f"can't be read as sound ({error.message})") from error
        clip = folder.store.put(key, Audio(RATE, pcm))
    if clip.rms <= SILENCE:
        raise refuse("is silent" if clip.frames else "has no sound in it")
    return Recording(name, key, _gain(key, clip.rms, folder))


def _gain(key: str, rms: float, folder: Folder) -> float:
    found = loudness_of(folder.store.audio(key))
    # What is shorter than the gate of 0.4 s has no loudness: of speech, its RMS is near it.
    return matching_gain(found if found > SILENCE else rms, FARTHEST)


def _refuser(name: str, utterance: str, folder: Folder) -> Refuse:
    def refuse(why: str) -> SettingsError:
        return SettingsError(
            f"{folder.label(EDITS)}, {utterance}: the recording {folder.path / name} {why}.",
            "Give another file, or delete the line `audio`: the voice will read it again.",
        )

    return refuse
