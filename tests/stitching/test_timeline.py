from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stitching_samples import HEADING, NARRATION, chapter, direction, utterance

from pipeline.model import Chapter, Clip, Direction, Pauses
from pipeline.stitching.timeline import RATE, divided, frames_at, frames_of, lay_out, opening

PAUSES = Pauses(sentence=1, turn=10, paragraph=100, scene=1000, heading=500, head=30, tail=70)


def clip(key: str, frames: int = 1000, rate: int = 1000) -> Clip:
    return Clip(key, rate, frames, "", 0.0, 0.0)


def test_each_pause_is_that_of_what_it_parts() -> None:
    story = chapter(
        [utterance("title", 0, HEADING), utterance("said", 1), utterance("told", 1)],
        [utterance("later", 2), utterance("end", 3)],
    )
    keys = {"title": "a", "said": "bc", "told": "d", "later": "e", "end": "f"}
    directions = [direction(name, key) for name, group in keys.items() for key in group]
    timeline = lay_out(story, directions, {key: clip(key) for key in "abcdef"}, PAUSES, rate=1000)
    starts = [placement.start for placement in timeline.placements]
    pauses = [after - before - 1000 for before, after in pairwise(starts)]
    assert starts[0] == 30
    assert pauses == [500, 1, 10, 1000, 100]  # heading, sentence, turn, scene, paragraph
    assert timeline.frames == starts[-1] + 1000 + 70


def test_a_clip_at_another_rate_is_as_long_as_it_sounds() -> None:
    story = chapter([utterance("one", 0)])
    timeline = lay_out(
        story, [direction("one", "k", 3.0)], {"k": clip("k", 11_025, 22_050)}, PAUSES
    )
    (placement,) = timeline.placements
    assert timeline.rate == RATE
    assert placement.frames == 22_050
    assert (placement.clip, placement.utterance, placement.gain) == ("k", "one", 3.0)


def test_a_missing_clip_leaves_no_hole() -> None:
    story = chapter([utterance(name, block) for block, name in enumerate("abc")])
    directions = [direction(name, name) for name in "abc"]
    whole = lay_out(story, directions, {name: clip(name) for name in "ac"}, PAUSES, rate=1000)
    first, second = whole.placements
    assert [first.clip, second.clip] == ["a", "c"]
    assert second.start - first.end == 100


def test_a_chapter_without_clips_is_head_and_tail() -> None:
    assert lay_out(chapter([utterance("a", 0)]), [], {}, PAUSES, rate=1000).frames == 100


@pytest.mark.parametrize("names", [["b", "a"], ["a", "elsewhere"]])
def test_directions_of_another_chapter_or_order_are_refused(names: list[str]) -> None:
    story = chapter([utterance("a", 0), utterance("b", 1)])
    with pytest.raises(ValueError, match="not of chapter"):
        lay_out(story, [direction(name, name) for name in names], {}, PAUSES)


@given(st.integers(0, 10**7), st.sampled_from([8000, 16000, 22050, 24000, 44100, 48000]))
def test_no_frame_is_lost_between_rates(frames: int, rate: int) -> None:
    there = frames_at(RATE, frames, rate)
    assert there * rate >= frames * RATE > (there - 1) * rate


@st.composite
def readings(draw: st.DrawFn) -> tuple[Chapter, list[Direction], dict[str, Clip]]:
    scenes, directions, clips, block = [], [], {}, 0
    for _ in range(draw(st.integers(1, 3))):
        scene = []
        for _ in range(draw(st.integers(1, 5))):
            block += draw(st.integers(0, 1))
            name = f"u{len(directions)}-{block}"
            scene.append(utterance(name, block, draw(st.sampled_from([HEADING, NARRATION]))))
            for part in range(draw(st.integers(1, 3))):
                key = f"{name}-{part}"
                directions.append(direction(name, key))
                rate = draw(st.sampled_from([22_050, 24_000, 44_100]))
                if draw(st.integers(0, 9)):
                    clips[key] = clip(key, draw(st.integers(0, 10**6)), rate)
        scenes.append(scene)
    return chapter(*scenes), directions, clips


@given(readings())
def test_clips_follow_one_another_and_fill_the_chapter(
    reading: tuple[Chapter, list[Direction], dict[str, Clip]],
) -> None:
    story, directions, clips = reading
    timeline = lay_out(story, directions, clips, PAUSES)
    placed = timeline.placements
    assert [p.clip for p in placed] == [d.key for d in directions if d.key in clips]
    pauses = [after.start - before.end for before, after in pairwise(placed)]
    tiers = {
        frames_of(pause, RATE)
        for pause in (PAUSES.sentence, PAUSES.turn, PAUSES.paragraph, PAUSES.scene, PAUSES.heading)
    }
    assert set(pauses) <= tiers
    edges = frames_of(PAUSES.head, RATE) + frames_of(PAUSES.tail, RATE)
    assert timeline.frames == sum(p.frames for p in placed) + sum(pauses) + edges
    if placed:
        assert placed[0].start == frames_of(PAUSES.head, RATE)


@given(readings(), st.data())
def test_what_is_heard_does_not_move_for_what_comes_after(
    reading: tuple[Chapter, list[Direction], dict[str, Clip]], data: st.DataObject
) -> None:
    story, directions, clips = reading
    cut = data.draw(st.integers(0, len(directions)))
    whole = lay_out(story, directions, clips, PAUSES)
    part = lay_out(story, directions[:cut], clips, PAUSES)
    assert whole.placements[: len(part.placements)] == part.placements


@given(readings(), st.integers(1, 60))
def test_a_split_chapter_has_every_clip_once_in_files_that_are_short_enough(
    reading: tuple[Chapter, list[Direction], dict[str, Clip]], seconds: int
) -> None:
    story, directions, clips = reading
    whole = lay_out(story, directions, clips, PAUSES)
    head, tail = frames_of(PAUSES.head, RATE), frames_of(PAUSES.tail, RATE)
    parts = divided(whole, seconds * RATE, head, tail)
    heard = [
        replace(item, start=item.start + skipped)
        for part, skipped in parts
        for item in part.placements
    ]
    assert tuple(heard) == whole.placements
    for part, _ in parts:
        assert part.frames <= seconds * RATE or len(part.placements) <= 1
        if part.placements:
            assert part.placements[0].start == head
            assert part.frames == part.placements[-1].end + tail
    if whole.frames <= seconds * RATE:
        assert parts == [(whole, 0)]


@given(readings(), st.integers(1, 60))
def test_a_sample_is_whole_utterances_from_the_beginning(
    reading: tuple[Chapter, list[Direction], dict[str, Clip]], seconds: int
) -> None:
    story, directions, clips = reading
    whole = lay_out(story, directions, clips, PAUSES)
    sample = opening(whole, seconds * RATE, frames_of(PAUSES.tail, RATE))
    count = len(sample.placements)
    assert sample.placements == whole.placements[:count]
    if 1 < count < len(whole.placements):
        assert whole.placements[count].utterance != sample.placements[-1].utterance
        assert sample.frames <= seconds * RATE
