"""A timeline and its clips to sound: the dry mix of one chapter, streamed.

Each clip is edited on its own (pydub) and laid over room tone; nothing outlives its
place, so memory does not grow with the chapter, and what is heard up to a placement
does not depend on anything after it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator

import numpy as np
import soxr
from numpy.typing import NDArray

from pipeline.errors import StoreError
from pipeline.model import Audio, Placement, Timeline
from pipeline.stitching.roomtone import room_tone
from pipeline.stitching.timeline import frames_at

with warnings.catch_warnings():
    # It looks for an ffmpeg on the path, which we neither need nor use.
    warnings.simplefilter("ignore")
    from pydub.audio_segment import AudioSegment

FADE_IN, FADE_OUT = 5, 10
"""Milliseconds at the edges of every clip; shorter where the clip itself is."""
BLOCK = 1 << 16
"""Frames in a block of room tone."""


def mix(timeline: Timeline, read_clip: Callable[[str], Audio]) -> Iterator[bytes]:
    """The chapter as mono 16-bit little-endian PCM at the timeline's rate, in blocks.

    A block is at most `BLOCK` frames of room tone, or one clip. Sums that exceed full
    scale are held there. Raises StoreError for a clip that has not the length that the
    timeline was laid out with, and whatever `read_clip` raises.
    """
    position = 0
    for placement in timeline.placements:
        yield from _quiet(position, placement.start)
        clip = edited(read_clip(placement.clip), placement, timeline.rate)
        tone = room_tone(placement.start, placement.frames)
        sound = np.clip(clip.astype(np.int32) + tone, -32768, 32767)
        yield sound.astype("<i2").tobytes()
        position = placement.end
    yield from _quiet(position, timeline.frames)


def edited(audio: Audio, placement: Placement, rate: int) -> NDArray[np.int16]:
    """A clip as it is placed: at the timeline's rate, with its gain, faded at its edges."""
    if frames_at(rate, audio.frames, audio.rate) != placement.frames:
        raise StoreError(
            f"The clip {placement.clip} has {audio.frames} frames at {audio.rate} Hz, "
            f"which is not what it was laid out with.",
            "Run the command again: it will be laid out anew.",
        )
    clip = AudioSegment(
        _resampled(audio, placement.frames, rate), sample_width=2, frame_rate=rate, channels=1
    )
    if placement.gain:
        clip = clip.apply_gain(placement.gain)
    return np.frombuffer(_faded(clip), dtype="<i2")


def _resampled(audio: Audio, frames: int, rate: int) -> bytes:
    if audio.rate == rate:
        return audio.pcm
    # In floating point, since the resampler dithers integers with a seed from the clock.
    samples = np.frombuffer(audio.pcm, dtype="<i2").astype(np.float32)
    out = soxr.resample(samples, audio.rate, rate, quality="HQ")[:frames]
    out = np.pad(out, (0, frames - len(out)))
    pcm: bytes = np.clip(np.rint(out), -32768, 32767).astype("<i2").tobytes()
    return pcm


def _faded(clip: AudioSegment) -> bytes:
    """The PCM with its first and last milliseconds faded.

    Only the edges are handed to pydub's fades, whose steps are one sample each below a
    tenth of a second (exact, but slow).
    """
    rate, frames = clip.frame_rate, int(clip.frame_count())
    whole = frames * 1000 // rate
    rise, fall = min(FADE_IN, whole // 3), min(FADE_OUT, whole - whole // 3)
    begin, end = rise * rate // 1000, frames - fall * rate // 1000
    edges = []
    if rise:
        edges.append(clip.get_sample_slice(0, begin).fade_in(rise).raw_data)
    edges.append(clip.get_sample_slice(begin, end).raw_data)
    if fall:
        edges.append(clip.get_sample_slice(end, frames).fade_out(fall).raw_data)
    return b"".join(edges)


def _quiet(start: int, end: int) -> Iterator[bytes]:
    for position in range(start, end, BLOCK):
        tone = room_tone(position, min(BLOCK, end - position))
        yield tone.astype("<i2").tobytes()
