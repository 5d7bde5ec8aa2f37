"""Cues are exact at clip edges, in order, and leave nobody out: laws over any chapter."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.checking.captions import spans_of
from pipeline.model import (
    NARRATOR,
    Chapter,
    Clip,
    Direction,
    Pauses,
    PointOfView,
    Scene,
    Span,
    SynthesisRequest,
    Timeline,
    Utterance,
    UtteranceKind,
    Voice,
    WordTime,
)
from pipeline.readalong.alignment import aligned, shown_words
from pipeline.readalong.captions import CAPTIONS, LONGEST, milliseconds, srt, vtt
from pipeline.readalong.cues import Cue, cues, shifted, shortened
from pipeline.stitching.timeline import lay_out

VOICE = Voice("tone:a", "tone", ())
NAMES = {"mara": "Mara", "tom": "Tom & Co"}

laws = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

Reading = tuple[Chapter, list[Direction], dict[str, Clip], Timeline]


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """A chapter, its clips and where they lie; some clips are missing or tell no words."""
    words = st.sampled_from(
        ["rain", "Yes,", "9th", "she", "o'clock", "—", "“No”", "lighthouse.", "…"]
    )
    utterances, directions, clips = [], [], {}
    at = 0
    for number in range(draw(st.integers(1, 4))):
        sentence = st.lists(words, min_size=1, max_size=9)
        sentences = draw(st.lists(sentence, min_size=1, max_size=3))
        text, spans = "", []
        for said in sentences:
            start = len(text)
            text += " ".join(said)
            spans.append(Span(at + start, at + len(text)))
            text += draw(st.sampled_from([" ", "\n", "  "]))
        text = text.rstrip()
        speaker = draw(st.sampled_from([NARRATOR, "mara", "tom"]))
        utterance = Utterance(
            id=f"u{number}",
            kind=UtteranceKind.NARRATION,
            text=text,
            section="s",
            block=draw(st.integers(0, 3)),
            span=Span(at, at + len(text)),
            sentences=tuple(spans),
            speaker=speaker,
        )
        utterances.append(utterance)
        cut = draw(st.sampled_from([len(spans), 1]))
        groups = [(spans[0].start, spans[cut - 1].end)]
        if cut < len(spans):
            groups.append((spans[cut].start, spans[-1].end))
        for part, (start, end) in enumerate(groups):
            key = f"k{number}.{part}"
            shown = text[start - at : end - at]
            request = SynthesisRequest(draw(st.sampled_from([shown, shown.upper()])), "en", VOICE)
            directions.append(Direction(utterance.id, Span(start, end), speaker, request, key))
            rate = draw(st.sampled_from([22_050, 24_000, 44_100]))
            frames = draw(st.integers(1, 200_000))
            if draw(st.integers(0, 9)):
                times = draw(word_times(request.text, frames)) if draw(st.booleans()) else ()
                clips[key] = Clip(key, rate, frames, "", -20, -3, times)
        at += len(text) + 2
    scene = Scene("1.1", None, PointOfView.THIRD, tuple(utterances))
    chapter = Chapter("c", 1, "One", (scene,))
    return chapter, directions, clips, lay_out(chapter, directions, clips, Pauses())


@st.composite
def word_times(draw: st.DrawFn, text: str, frames: int) -> tuple[WordTime, ...]:
    spans = shown_words(text)
    random = np.random.default_rng(draw(st.integers(0, 999)))
    edges = np.sort(random.integers(0, frames + 1, 2 * len(spans))).tolist()
    return tuple(
        WordTime(span.start, span.end, edges[2 * n], edges[2 * n + 1])
        for n, span in enumerate(spans)
    )


@laws
@given(readings())
def test_every_clip_begins_and_ends_with_a_cue(reading: Reading) -> None:
    chapter, directions, clips, timeline = reading
    found = cues(chapter, directions, timeline, clips)
    begins, ends = {cue.begins for cue in found}, {cue.ends for cue in found}
    for placement in timeline.placements:
        assert placement.start in begins
        assert placement.end in ends
    edges = {edge for p in timeline.placements for edge in (p.start, p.end)}
    for before, after in pairwise(found):
        inside = before.ends == after.begins and before.utterance == after.utterance
        assert inside or {before.ends, after.begins} <= edges


@laws
@given(readings(), st.sampled_from([None, 10, 40, LONGEST]))
def test_cues_and_words_follow_one_another(reading: Reading, longest: int | None) -> None:
    chapter, directions, clips, timeline = reading
    found = cues(chapter, directions, timeline, clips)
    if longest:
        found = shortened(found, longest)
    last = 0
    for cue in found:
        assert last <= cue.begins <= cue.ends <= timeline.frames
        last = cue.ends
        times = [cue.begins, *[t for w in cue.words for t in (w.begins, w.ends)]]
        assert times == sorted(times)
        for word in cue.words:
            assert word.span in cue.span


@laws
@given(readings(), st.sampled_from([None, 10, LONGEST]))
def test_cues_cover_every_utterance_that_is_spoken(reading: Reading, longest: int | None) -> None:
    chapter, directions, clips, timeline = reading
    found = cues(chapter, directions, timeline, clips)
    if longest:
        found = shortened(found, longest)
    for utterance in chapter.utterances:
        own = [cue for cue in found if cue.utterance == utterance.id]
        spoken = [d for d in directions if d.utterance == utterance.id and d.key in clips]
        assert bool(own) == bool(spoken)
        letters = "".join(
            utterance.text[d.span.start - utterance.span.start : d.span.end - utterance.span.start]
            for d in spoken
        )
        assert "".join("".join(c.text for c in own).split()) == "".join(letters.split())
        for cue in own:
            start = cue.span.start - utterance.span.start
            assert utterance.text[start : start + len(cue.text)] == cue.text


@laws
@given(readings())
def test_no_caption_is_longer_than_people_can_read(reading: Reading) -> None:
    chapter, directions, clips, timeline = reading
    for cue in shortened(cues(chapter, directions, timeline, clips), LONGEST):
        assert len(cue.text) <= LONGEST or not cue.words


@laws
@given(readings(), st.sampled_from(sorted(CAPTIONS)))
def test_a_caption_file_has_the_times_of_its_cues(reading: Reading, form: str) -> None:
    chapter, directions, clips, timeline = reading
    found = cues(chapter, directions, timeline, clips)
    text = CAPTIONS[form](found, timeline.rate, NAMES, "One")
    spans = spans_of(text, f".{form}")
    parts = shortened(found, LONGEST)
    assert len(spans) == len(parts)
    for (begin, end), cue in zip(spans, parts, strict=True):
        exact = cue.begins / timeline.rate
        assert begin == pytest.approx(exact, abs=0.0051 if form == "lrc" else 0.00051)
        if form != "lrc":
            assert end == pytest.approx(cue.ends / timeline.rate, abs=0.00051)
    if form == "vtt":
        stamps = re.findall(r"(?:<v [^<>]+>)|<([\d:.]+)>", text)
        assert len(re.findall("<v [^<>]+>", text)) == len(parts)
        assert all(stamp == "" or re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3}", stamp) for stamp in stamps)


@laws
@given(readings(), st.integers(0, 10**9))
def test_a_chapter_in_a_book_is_the_same_but_later(reading: Reading, by: int) -> None:
    chapter, directions, clips, timeline = reading
    found = cues(chapter, directions, timeline, clips)
    moved = shifted(found, by)
    assert [(c.begins - by, c.ends - by, c.text) for c in moved] == [
        (c.begins, c.ends, c.text) for c in found
    ]


def test_words_are_found_in_what_was_spoken_in_their_place() -> None:
    shown = "On the 9th — at a quarter past 4, Dr. Finch came."
    spoken = "On the ninth — at a quarter past four, Doctor Finch came."
    times = tuple(
        WordTime(span.start, span.end, 100 * n, 100 * n + 90)
        for n, span in enumerate(shown_words(spoken))
    )
    timed = aligned(shown, spoken, times)
    assert [shown[t.span.start : t.span.end] for t in timed] == [
        "On", "the", "9th", "at", "a", "quarter", "past", "4,", "Dr.", "Finch", "came.",
    ]  # fmt: skip
    assert [t.begins for t in timed] == [100 * n for n in range(11)]


def test_a_number_of_many_words_takes_their_time() -> None:
    spoken = "in eighteen eighty eight he"
    times = tuple(
        WordTime(span.start, span.end, 10 * n, 10 * n + 10)
        for n, span in enumerate(shown_words(spoken))
    )
    timed = aligned("in 1888 he", spoken, times)
    assert [(t.begins, t.ends) for t in timed] == [(0, 10), (10, 40), (40, 50)]
    back = aligned(spoken, "in 1888 he", tuple(
        WordTime(a, b, c, d) for a, b, c, d in [(0, 2, 0, 10), (3, 7, 10, 40), (8, 10, 40, 50)]
    ))  # fmt: skip
    assert [t.begins for t in back] == [0, 10, 22, 32, 40]


def test_what_is_said_in_place_of_the_text_is_one_cue() -> None:
    utterance = Utterance(
        "u", UtteranceKind.NARRATION, "Mr. X?", "s", 0, Span(5, 11), (Span(5, 11),), NARRATOR
    )
    chapter = Chapter("c", 1, "", (Scene("1.1", None, PointOfView.THIRD, (utterance,)),))
    parts = [("a", Span(5, 11)), ("b", Span(11, 11))]
    directions = [
        Direction("u", span, NARRATOR, SynthesisRequest(key, "en", VOICE), key)
        for key, span in parts
    ]
    clips = {key: Clip(key, 44_100, 1000, "", 0, 0) for key, _ in parts}
    timeline = lay_out(chapter, directions, clips, Pauses())
    (cue,) = cues(chapter, directions, timeline, clips)
    assert cue.text == "Mr. X?"
    assert (cue.begins, cue.ends) == (timeline.placements[0].start, timeline.placements[1].end)


def test_captions_read_as_their_formats_want() -> None:
    cue = Cue("u", "tom", Span(0, 8), "No < yes", 44_100, 88_200)
    told = Cue("v", NARRATOR, Span(9, 16), "he\nsaid", 88_200, 3601 * 44_100)
    assert srt([cue, told], 44_100, NAMES) == (
        "1\n00:00:01,000 --> 00:00:02,000\nTom & Co: No < yes\n\n"
        "2\n00:00:02,000 --> 01:00:01,000\nhe said\n"
    )
    assert vtt([cue, told], 44_100, NAMES, "A") == (
        "WEBVTT A\n\n00:00:01.000 --> 00:00:02.000\n<v Tom &amp; Co>No &lt; yes</v>\n\n"
        "00:00:02.000 --> 01:00:01.000\n<v Narrator>he said</v>\n"
    )
    assert milliseconds(22, 44_100) == 0
    assert milliseconds(23, 44_100) == 1
