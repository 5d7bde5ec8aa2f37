from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from stitching_samples import level, murmur, samples, spoken, tone

from pipeline.stitching.levels import Level, loudness, measure, measure_true
from pipeline.stitching.mastering import dry_mix, first_gain, mastered, settled
from pipeline.stitching.mixdown import HEADROOM, mix
from pipeline.stitching.roomtone import room_tone
from pipeline.stitching.targets import ACX, NONE, PODCAST, Target, aim_of


def test_a_sine_measures_as_the_textbook_says() -> None:
    audio = tone(441, 1.0, 44_100, peak=0.5)
    blocks = [audio.pcm[at : at + 1000] for at in range(0, len(audio.pcm), 1000)]
    measured = measure(blocks)
    assert measured.rms == pytest.approx(-9.03, abs=0.01)
    assert measured.peak == pytest.approx(-6.02, abs=0.01)


def test_full_scale_is_0_and_nothing_is_silence() -> None:
    assert measure([np.array([-32768], "<i2").tobytes()]) == Level(0.0, 0.0)
    assert measure([b"", bytes(200)]) == Level(-120.0, -120.0)


@pytest.mark.parametrize("target", [ACX, PODCAST])
@pytest.mark.parametrize("peak", [0.08, 0.3, 0.9])
def test_a_chapter_comes_to_its_target_and_under_its_ceiling(
    target: Target, peak: float, tmp_path: Path
) -> None:
    chapter = spoken(*(murmur(4, seed, peak=peak) for seed in range(4)))
    with (
        dry_mix(chapter.timeline, chapter.read, tmp_path) as dry,
        settled(dry, target, 0.0, tmp_path) as whole,
    ):
        level, true = measure_true(whole.blocks(), target.highest)
        assert level.rms == pytest.approx(whole.rms, abs=0.05)
        found = level.rms
        if target is PODCAST:
            found = loudness(whole.blocks(), chapter.timeline.rate)
        assert abs(found - target.aim) <= target.window
        assert true <= target.ceiling + 0.1


def test_a_chapter_with_a_shout_is_brought_less_high() -> None:
    assert aim_of(ACX, 0) == aim_of(ACX, -6) == -20.5
    assert aim_of(ACX, 2) == -21.3
    assert aim_of(ACX, 20) == aim_of(ACX, 10) > -23


def test_what_asks_for_no_level_is_as_loud_as_its_clips(tmp_path: Path) -> None:
    chapter = spoken(tone(441, 1.0, 44_100, peak=0.1))
    with dry_mix(chapter.timeline, chapter.read, tmp_path) as dry:
        assert first_gain(dry, NONE) == HEADROOM
        with settled(dry, NONE, 0.0, tmp_path) as whole:
            (placement,) = chapter.timeline.placements
            reading = samples(*whole.blocks())[placement.start + 500 : placement.end - 500]
    assert level(reading) == pytest.approx(-23.0, abs=0.05)


def test_only_what_comes_near_the_ceiling_is_limited(tmp_path: Path) -> None:
    loud, soft = murmur(2, 1, peak=0.9), murmur(2, 2, peak=0.1)
    chapter = spoken(soft, loud, soft)
    with (
        dry_mix(chapter.timeline, chapter.read, tmp_path) as dry,
        settled(dry, ACX, 0.0, tmp_path) as whole,
    ):
        sound = samples(*whole.blocks())
        dry.file.seek(0)
        linear = samples(mastered(dry.file.read(), 0, whole.gain))
    before, within, after = chapter.timeline.placements
    assert (sound[: before.end] == linear[: before.end]).all()
    assert (sound[after.start :] == linear[after.start :]).all()
    limited = sound[within.start : within.end] != linear[within.start : within.end]
    assert limited.mean() > 0.1
    gap = slice(before.end + 100, within.start - 100)
    assert np.abs(sound[gap].astype(int) - linear[gap]).max() <= 4  # what is above hearing is gone


def test_a_whisper_and_a_shout_keep_their_distance(tmp_path: Path) -> None:
    plain = murmur(6, 1, peak=0.6)
    chapter = spoken(plain, plain, plain, gains=[0.0, -12.0, 5.0])
    with (
        dry_mix(chapter.timeline, chapter.read, tmp_path) as dry,
        settled(dry, ACX, 5.0, tmp_path) as whole,
    ):
        sound = samples(*whole.blocks())
    found = [
        loudness([sound[p.start : p.end].tobytes()], chapter.timeline.rate)
        for p in chapter.timeline.placements
    ]
    assert found[1] - found[0] == pytest.approx(-12, abs=0.5)
    assert found[2] - found[0] == pytest.approx(5, abs=0.5)


def test_a_small_change_moves_a_chapter_little_or_not_at_all(tmp_path: Path) -> None:
    clips = [murmur(3, seed, peak=0.5) for seed in range(12)]
    gains = []
    for other in (0, 50, 51):
        chapter = spoken(*clips[:5], murmur(2.6, 5 + other), *clips[6:])
        with (
            dry_mix(chapter.timeline, chapter.read, tmp_path) as dry,
            settled(dry, ACX, 0.0, tmp_path) as whole,
        ):
            gains.append(whole.gain)
    assert max(gains) - min(gains) <= 0.5


@pytest.mark.parametrize("gain", [-20.0, -3.0, 0.0, 4.0, 15.0])
def test_the_room_stays_as_quiet_as_it_is_whatever_the_gain(gain: float) -> None:
    chapter = spoken(tone(441, 0.5, 44_100, peak=0.1))
    dry = b"".join(mix(chapter.timeline, chapter.read))
    cut = 44_100  # blocks follow one another by the frame at which they begin
    sound = samples(mastered(dry[:cut], 0, gain), mastered(dry[cut:], cut // 2, gain))
    (placement,) = chapter.timeline.placements
    assert (sound[: placement.start] == room_tone(0, placement.start)).all()
    reading = sound[placement.start : placement.end]
    assert level(reading) == pytest.approx(-23.0 - HEADROOM + gain, abs=0.3)
