"""Faults put into clips are found, clean clips are left alone, and words are judged by sound."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.faulty import KINDS
from pipeline.checking.clips import Jury, samples_of
from pipeline.checking.words_heard import compare, doubts
from pipeline.model import Audio, Clip, Direction, Span, SynthesisRequest, Voice
from pipeline.tts.registry import find_voice, load_engine

WORDS = (
    "the evening was quiet and nobody came down along narrow road from harbour until lamp had been",
    "lit twice over before storm broke upon them all while she waited there with her brother",
)
VOICES = ("pyttsx3:gmw/en-us", "pyttsx3:gmw/en-us+f3")

Case = tuple[Direction, Clip, Audio]


@pytest.fixture(scope="module")
def clips() -> list[Case]:
    """Forty clips in two voices."""
    engine = load_engine("pyttsx3")
    random = np.random.default_rng(4)
    cases = []
    for number in range(40):
        text = " ".join(random.choice(" ".join(WORDS).split(), 8, replace=False)).capitalize() + "."
        request = SynthesisRequest(text, "en", find_voice(VOICES[number % 2]))
        (audio,) = engine.synthesize([request])
        assert isinstance(audio, Audio)
        key = f"k{number}"
        clip = Clip(key, audio.rate, audio.frames, "", -20, -3, audio.words)
        cases.append((Direction(key, Span(0, len(text)), "narrator", request, key), clip, audio))
    engine.close()
    return cases


@pytest.fixture(scope="module")
def jury(clips: list[Case]) -> Jury:
    sounds = {clip.key: audio for _, clip, audio in clips}
    return Jury([(direction, clip) for direction, clip, _ in clips], sounds.__getitem__)


def test_clean_clips_are_mostly_left_alone(clips: list[Case], jury: Jury) -> None:
    suspected = [clip.key for _, clip, _ in clips if jury.findings(clip.key)]
    assert len(suspected) <= 4


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_fault_is_found_in_most_clips(clips: list[Case], jury: Jury, kind: str) -> None:
    random = np.random.default_rng(1)
    found = 0
    for direction, clip, audio in clips[:12]:
        changed = KINDS[kind](samples_of(audio), audio.rate, clip.words, random)
        pcm = np.rint(changed * 32767).clip(-32768, 32767).astype("<i2").tobytes()
        found += bool(jury.judge(direction, clip, Audio(audio.rate, pcm)))
    assert found >= 8


def test_a_clip_of_another_voice_is_told(clips: list[Case], jury: Jury) -> None:
    direction, clip, audio = clips[0]
    other = Direction("x", direction.span, "narrator", clips[1][0].request, "x")
    findings = jury.judge(other, Clip("x", audio.rate, audio.frames, "", -20, -3), audio)
    assert "clip-voice" in {finding.code for finding in findings}
    assert "clip-voice" not in {f.code for f in jury.judge(direction, clip, audio)}


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("clip-silent", lambda x: x * 0),
        ("clip-clipping", lambda x: np.clip(x * 30, -1, 1)),
        ("clip-cut-off", lambda x: x[: len(x) // 2]),
    ],
)
def test_faults_are_named(
    clips: list[Case], jury: Jury, code: str, change: Callable[[np.ndarray], np.ndarray]
) -> None:
    direction, clip, audio = clips[2]
    pcm = (change(samples_of(audio)) * 32767).astype("<i2").tobytes()
    findings = jury.judge(direction, clip, Audio(audio.rate, pcm))
    assert code in {finding.code for finding in findings}
    assert all(finding.message.endswith(".") for finding in findings)


@pytest.mark.parametrize("frames", [0, 1, 100, 3000])
def test_the_shortest_clips_are_judged(jury: Jury, frames: int) -> None:
    request = SynthesisRequest("Oh.", "en", Voice("pyttsx3:x", "pyttsx3", ()))
    direction = Direction("u", Span(0, 3), "narrator", request, "k")
    clip = Clip("k", 22_050, frames, "", -120, -120)
    findings = jury.judge(direction, clip, Audio(22_050, bytes(2 * frames)))
    assert {finding.code for finding in findings} == {"clip-silent"}


SENTENCE = "I do not like thee, Doctor Fell, the reason why I cannot tell."


@pytest.mark.parametrize(
    "heard",
    [
        SENTENCE,
        SENTENCE.lower().replace(",", ""),
        "I do not like the doctor fell the reason why I can not tell",
        "I do not like thee, Doctor Phel. The reason why I cannot tell!",
    ],
)
def test_what_sounds_the_same_is_let_pass(heard: str) -> None:
    assert doubts(compare(SENTENCE, heard, ["Fell"]), heard) == ()


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Perhaps you are right, Watson.", "Perhaps your right Watson."),
        ("To the trained eye there is a difference.", "To the trained, I there is a difference."),
    ],
)
def test_short_words_that_run_into_others_are_let_pass(text: str, heard: str) -> None:
    assert doubts(compare(text, heard), heard) == ()


def test_a_line_too_short_to_be_recognised_is_let_pass_unless_it_is_silent() -> None:
    assert doubts(compare("Wreckers,", "Welcome."), "Welcome.") == ()
    assert doubts(compare("Wreckers,", ""), "")


def test_a_short_word_that_is_missing_is_named() -> None:
    assert compare("He saw the old man there.", "He saw the man there.").missing == ("old",)


@pytest.mark.parametrize(
    ("heard", "missing"),
    [
        ("I do not thee, Doctor Fell, the reason why I cannot tell.", ("like",)),
        ("I do not like thee, Doctor Fell, the why I cannot tell.", ("reason",)),
        ("I do not like thee, Doctor, the reason why I cannot tell.", ("Fell",)),
    ],
)
def test_a_word_that_is_missing_is_named(heard: str, missing: tuple[str, ...]) -> None:
    comparison = compare(SENTENCE, heard, ["Fell"])
    assert comparison.missing == missing
    (finding,) = doubts(comparison, heard)
    assert missing[0] in finding.message


def test_what_is_said_twice_or_is_something_else_is_told() -> None:
    twice = SENTENCE.replace("the reason why", "the reason why the reason why")
    assert compare(SENTENCE, twice).extra
    assert compare(SENTENCE, "Thanks for watching!").letters < 0.5
    assert doubts(compare(SENTENCE, ""), "")


def test_of_a_stuttered_word_one_is_enough() -> None:
    text = "Have you any — any — any garden rakes?"
    assert compare(text, "Have you any garden rakes?").missing == ()
    assert compare(text, "Have you garden rakes?").missing == ("any", "any", "any")


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_compared(text: str, heard: str) -> None:
    comparison = compare(text, heard)
    assert 0 <= comparison.letters <= 1
    assert compare(text, text).missing == ()
    assert compare(text, text).extra == ()
