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
from pipeline.stitching.targets import ROOM_TONE
from pipeline.stitching.timeline import frames_at

with warnings.catch_warnings():
    # It looks for an ffmpeg on the path, which we neither need nor use.
    warnings.simplefilter("ignore")
    from pydub.audio_segment import AudioSegment

HEADROOM = 12.0
"""dB that every clip is lowered by, so that a role's gain or the resampler clips nothing.

The chapter's one gain gives them back.
"""
FADE_IN, FADE_OUT = 5, 10
"""Milliseconds at the edges of every clip; less where the clip itself is shorter."""
BLOCK = 1 << 16
"""Frames in a block of room tone."""


def mix(
    timeline: Timeline, read_clip: Callable[[str], Audio], tone_level: float = ROOM_TONE
) -> Iterator[bytes]:
    """The chapter as mono 16-bit little-endian PCM at the timeline's rate, in blocks.

    A block is at most `BLOCK` frames of room tone, at `tone_level` dBFS, or one clip. Sums that
    exceed full scale are held there. Raises StoreError for a clip that has not the length that
    the timeline was laid out with, and whatever `read_clip` raises.
    """
    position = 0
    for placement in timeline.placements:
        yield from _quiet(position, placement.start, tone_level)
        clip = edited(read_clip(placement.clip), placement, timeline.rate)
        tone = room_tone(placement.start, placement.frames, tone_level)
        sound = np.clip(clip.astype(np.int32) + tone, -32768, 32767)
        yield sound.astype("<i2").tobytes()
        position = placement.end
    yield from _quiet(position, timeline.frames, tone_level)


def edited(audio: Audio, placement: Placement, rate: int) -> NDArray[np.int16]:
    """A clip as it is placed: with its gain, at the timeline's rate, faded at its edges."""
    if frames_at(rate, audio.frames, audio.rate) != placement.frames:
        raise StoreError(
            f"The clip {placement.clip} is not of the length that its record says "
            f"({audio.frames} frames at {audio.rate} Hz).",
            "Delete it from the store and run the command again.",
        )
    clip = AudioSegment(audio.pcm, sample_width=2, frame_rate=audio.rate, channels=1)
    clip = clip.apply_gain(placement.gain - HEADROOM)
    return np.frombuffer(_faded(_resampled(clip, placement.frames, rate)), dtype="<i2")


def _resampled(clip: AudioSegment, frames: int, rate: int) -> AudioSegment:
    """`frames` frames at another rate; the resampler may give one less or one more."""
    if clip.frame_rate == rate or not frames:
        return clip
    # In floating point, since the resampler dithers integers with a seed from the clock.
    samples = np.frombuffer(clip.raw_data, dtype="<i2").astype(np.float32)
    out = np.rint(soxr.resample(samples, clip.frame_rate, rate, quality="HQ")[:frames])
    pcm = np.zeros(frames, dtype="<i2")
    pcm[: len(out)] = np.clip(out, -32768, 32767)
    return AudioSegment(pcm.tobytes(), sample_width=2, frame_rate=rate, channels=1)


def _faded(clip: AudioSegment) -> bytes:
    """The PCM with its first and last milliseconds faded.

    Only the edges are handed to pydub's fades, whose steps are one sample each below a
    tenth of a second (exact, but slow).
    """
    rate, frames = clip.frame_rate, int(clip.frame_count())
    whole = frames * 1000 // rate
    rise = min(FADE_IN, whole // 3)
    fall = min(FADE_OUT, whole - rise)
    begin, end = rise * rate // 1000, frames - fall * rate // 1000
    edges = []
    if rise:
        edges.append(clip.get_sample_slice(0, begin).fade_in(rise).raw_data)
    edges.append(clip.get_sample_slice(begin, end).raw_data)
    if fall:
        edges.append(clip.get_sample_slice(end, frames).fade_out(fall).raw_data)
    return b"".join(edges)


def _quiet(start: int, end: int, level: float) -> Iterator[bytes]:
    for position in range(start, end, BLOCK):
        tone = room_tone(position, min(BLOCK, end - position), level)
        yield tone.astype("<i2").tobytes()
