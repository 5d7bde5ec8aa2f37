from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stitching_samples import level, murmur, samples, spoken, tone

from pipeline.model import Pauses
from pipeline.stitching.mastering import Level, master_gain, mastered, measure
from pipeline.stitching.mixdown import mix
from pipeline.stitching.roomtone import room_tone


def test_a_sine_measures_as_the_textbook_says() -> None:
    audio = tone(441, 1.0, 44_100, peak=0.5)
    blocks = [audio.pcm[at : at + 1000] for at in range(0, len(audio.pcm), 1000)]
    measured = measure(blocks)
    assert measured.rms == pytest.approx(-9.03, abs=0.01)
    assert measured.peak == pytest.approx(-6.02, abs=0.01)


def test_full_scale_is_0_and_nothing_is_silence() -> None:
    assert measure([np.array([-32768], "<i2").tobytes()]) == Level(0.0, 0.0)
    assert measure([b"", bytes(200)]) == Level(-120.0, -120.0)


def test_the_gain_leads_to_the_target_where_the_peak_lets_it() -> None:
    assert master_gain(Level(-26.0, -12.0), -20.5, -3.5) == 5.5
    assert master_gain(Level(-14.0, -6.0), -20.5, -3.5) == -6.5
    held = master_gain(Level(-26.0, -6.0), -20.5, -3.5)
    assert 2.4 < held < 2.5


@given(st.floats(-40, -10), st.integers(0, 50), st.floats(0.05, 1.0))
def test_a_mastered_chapter_never_peaks_above_the_ceiling(
    target: float, seed: int, peak: float
) -> None:
    chapter = spoken(murmur(0.2, seed, peak=peak), pauses=Pauses(head=20, tail=20))
    dry = b"".join(mix(chapter.timeline, chapter.read))
    gain = master_gain(measure([dry]), target, -3.5)
    assert measure([mastered(dry, 0, gain)]).peak <= -3.5


@pytest.mark.parametrize("gain", [-20.0, -3.0, 0.0, 4.0, 15.0])
def test_the_room_stays_as_quiet_as_it_is_whatever_the_gain(gain: float) -> None:
    chapter = spoken(tone(441, 0.5, 44_100, peak=0.1))
    dry = b"".join(mix(chapter.timeline, chapter.read))
    cut = 44_100  # blocks follow one another by the frame at which they begin
    sound = samples(mastered(dry[:cut], 0, gain), mastered(dry[cut:], cut // 2, gain))
    (placement,) = chapter.timeline.placements
    assert (sound[: placement.start] == room_tone(0, placement.start)).all()
    reading = sound[placement.start : placement.end]
    assert level(reading) == pytest.approx(-23.0 - 6.0 + gain, abs=0.3)
