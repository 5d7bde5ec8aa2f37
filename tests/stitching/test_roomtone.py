from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stitching_samples import level

from pipeline.stitching.roomtone import LOOP, room_tone


def test_every_twentieth_of_a_second_is_as_quiet_as_a_room() -> None:
    loop = room_tone(0, LOOP)
    assert level(loop) == pytest.approx(-70, abs=0.1)
    stretches = loop[: LOOP // 2205 * 2205].reshape(-1, 2205)
    levels = [level(stretch) for stretch in stretches]
    assert min(levels) > -72
    assert max(levels) < -68


def test_its_end_joins_its_beginning() -> None:
    around = room_tone(LOOP - 2000, 4000).astype(int)
    inside = np.abs(np.diff(room_tone(0, LOOP).astype(int))).max()
    assert np.abs(np.diff(around)).max() <= inside
    assert level(around.astype(np.int16)) == pytest.approx(-70, abs=2)


def test_it_is_softer_the_higher_it_is() -> None:
    spectrum = np.abs(np.fft.rfft(room_tone(0, LOOP).astype(float))) ** 2
    pitches = np.fft.rfftfreq(LOOP, 1 / 44_100)
    bands = [
        spectrum[(pitches >= low) & (pitches < 2 * low)].mean() for low in (100, 400, 1600, 6400)
    ]
    assert bands == sorted(bands, reverse=True)


@given(st.integers(0, 10 * LOOP), st.integers(0, 3000), st.integers(0, 3000))
def test_it_depends_on_the_place_alone(start: int, frames: int, more: int) -> None:
    whole = room_tone(start, frames + more)
    assert whole.size == frames + more
    assert (whole[frames:] == room_tone(start + frames, more)).all()
