from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stitching_samples import Spoken, level, murmur, pcm, samples, spoken, tone

from pipeline.errors import StoreError
from pipeline.model import Audio, Pauses
from pipeline.stitching.mixdown import HEADROOM, mix
from pipeline.stitching.roomtone import room_tone

RATES = (16_000, 22_050, 24_000, 44_100, 48_000)
SHORT = Pauses(paragraph=40, head=30, tail=50)
STEP = 32768 * 10 ** (-50 / 20)
"""A step of -50 dBFS."""


def mixed(chapter: Spoken) -> np.ndarray:
    return samples(*mix(chapter.timeline, chapter.read)).astype(int)


@pytest.mark.parametrize("rate", RATES)
def test_a_clip_is_heard_where_it_is_placed_at_its_pitch_and_level(rate: int) -> None:
    chapter = spoken(tone(441, 0.5, rate), tone(882, 0.5, rate), gains=[0.0, 6.0])
    sound = mixed(chapter)
    assert sound.size == chapter.timeline.frames
    for placement, pitch in zip(chapter.timeline.placements, (441, 882), strict=True):
        heard = sound[placement.start : placement.end]
        assert np.argmax(np.abs(np.fft.rfft(heard, 44_100))) == pytest.approx(pitch, abs=2)
        # A sine of half scale is at -9 dBFS RMS.
        middle = heard[2000:-2000].astype(np.int16)
        assert level(middle) == pytest.approx(-9.03 - HEADROOM + placement.gain, abs=0.1)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("sample", [32767, -32768])
def test_no_clip_begins_or_ends_with_a_step(rate: int, sample: int) -> None:
    loud = Audio(rate, np.full(rate // 10, sample, dtype="<i2").tobytes())
    chapter = spoken(loud, loud, gains=[HEADROOM, HEADROOM])
    sound = mixed(chapter)
    assert np.abs(sound).max() > 32000
    for placement in chapter.timeline.placements:
        for edge in (placement.start, placement.end):
            assert abs(sound[edge] - sound[edge - 1]) < STEP


def test_what_exceeds_full_scale_is_held_there() -> None:
    chapter = spoken(tone(100, 0.3, 44_100, peak=1.0), gains=[HEADROOM + 9])
    sound = mixed(chapter)
    assert sound.max() == 32767
    assert sound.min() == -32768
    slope = 2 * np.pi * 100 / 44_100 * 32768 * 10 ** (9 / 20)
    assert np.abs(np.diff(sound)).max() < slope + 2 * STEP  # nothing has come out at the far side


def test_room_tone_lies_under_pauses_and_clips_alike() -> None:
    silent = Audio(22_050, bytes(22_050))
    chapter = spoken(silent, silent)
    assert (mixed(chapter) == room_tone(0, chapter.timeline.frames)).all()


@pytest.mark.parametrize("frames", [0, 1, 7, 44, 150, 400, 700])
@pytest.mark.parametrize("rate", [22_050, 44_100])
def test_the_shortest_clips_take_their_place(frames: int, rate: int) -> None:
    chapter = spoken(Audio(rate, bytes(2 * frames)), pauses=SHORT)
    assert mixed(chapter).size == chapter.timeline.frames


def test_a_clip_of_another_length_than_its_record_is_refused() -> None:
    chapter = spoken(tone(200, 0.2))
    with pytest.raises(StoreError, match="not of the length"):
        list(mix(chapter.timeline, lambda _: tone(200, 0.1)))


clips = st.builds(
    lambda frames, rate, seed: Audio(
        rate, pcm(np.random.default_rng(seed).uniform(-0.9, 0.9, frames))
    ),
    st.integers(1, 3000),
    st.sampled_from(RATES),
    st.integers(0, 99),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(clips, min_size=1, max_size=5), st.data())
def test_the_mix_is_the_same_up_to_the_first_placement_that_differs(
    before: list[Audio], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(before) - 1))
    other = data.draw(st.lists(clips, max_size=3))
    gains = [0.0] * at + [data.draw(st.sampled_from([0.0, -3.0]))]
    old = spoken(*before, pauses=SHORT)
    new = spoken(*before[:at], *other, *before[at + 1 :], pauses=SHORT, gains=gains)
    places = [p.start for p in (*old.timeline.placements[at:], *new.timeline.placements[at:])]
    same = min([*places, old.timeline.frames, new.timeline.frames])
    assert (mixed(old)[:same] == mixed(new)[:same]).all()


def test_the_same_timeline_gives_the_same_bytes() -> None:
    chapter = spoken(murmur(0.5, 1), murmur(0.5, 2, rate=24_000))
    assert list(mix(chapter.timeline, chapter.read)) == list(mix(chapter.timeline, chapter.read))


def test_neither_an_ffmpeg_nor_a_warning_is_needed_to_mix() -> None:
    subprocess.run(
        [sys.executable, "-W", "error", "-c", "import pipeline.stitching.mixdown"],
        check=True,
        env=dict(os.environ, PATH="/nowhere"),
    )
