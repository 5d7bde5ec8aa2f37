"""A clip that lost something is found out, and spoken again."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Audio, Failure, SynthesisRequest, Voice, WordTime
from pipeline.tts.completeness import flaw, without_rest, word_times
from pipeline.tts.espeak_data import espeak_voices, has_voice
from pipeline.tts.pyttsx3_engine import Pyttsx3Engine
from pipeline.tts.speech import Manner, Spoken, WordEvent
from pipeline.tts.words import words

TEXT = "Read me to the end."
WHOLE = Spoken(22_050, b"\x10\x27" * 22_050, finished=True, reached=len(TEXT))


@dataclass
class Clumsy:
    """A speech library that loses what it is told to lose, then does as it should."""

    losses: list[Spoken | None]
    repeatable: bool = True
    pitch: bool = True
    sounds: bool = False
    steady: bool = False
    asked: list[Manner] = field(default_factory=list)

    def voices(self) -> tuple[Voice, ...]:
        return espeak_voices()

    def has(self, identifier: str) -> bool:
        return has_voice(identifier)

    def letters(self, ipa: str, identifier: str) -> str:
        raise ValueError(f"{ipa} for {identifier}")

    def unavailable(self) -> str:
        return ""

    def speak(self, _text: str, manner: Manner) -> Spoken | None:
        self.asked.append(manner)
        return self.losses.pop(0) if self.losses else WHOLE

    def close(self) -> None:
        self.losses.clear()


LOSSES = {
    "no sound": replace(WHOLE, pcm=b""),
    "the end": replace(WHOLE, finished=False),
    "a word": replace(WHOLE, reached=15),
    "most of it": replace(WHOLE, pcm=WHOLE.pcm[:4000]),
}


def result(speech: Clumsy) -> Audio | Failure:
    voice = espeak_voices()[0]
    (only,) = Pyttsx3Engine(speech).synthesize([SynthesisRequest(TEXT, "en", voice)])
    return only


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())
def test_a_clip_that_lost_something_is_spoken_again(loss):
    speech = Clumsy([loss])
    assert isinstance(result(speech), Audio)
    assert len(speech.asked) == 2


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())
def test_one_that_always_does_is_a_failure(loss):
    speech = Clumsy([loss] * 9)
    failure = result(speech)
    assert isinstance(failure, Failure)
    assert failure.reason.endswith("2 times.")
    assert len(speech.asked) == 2


def test_a_voice_that_vanished_is_a_failure():
    failure = result(Clumsy([None]))
    assert isinstance(failure, Failure)
    assert "There is no voice" in failure.reason


def test_a_slow_voice_must_take_longer():
    half = replace(WHOLE, pcm=WHOLE.pcm[: len(WHOLE.pcm) // 4])
    assert flaw(TEXT, 300, half) == ""
    assert "seconds" in flaw(TEXT, 80, half)


@given(st.lists(st.integers(-30_000, 30_000), max_size=300), st.integers(0, 3000))
def test_only_silence_is_cut_from_the_end(samples, zeros):
    pcm = array("h", [*samples, *[0] * zeros]).tobytes()
    kept = without_rest(pcm, 22_050)
    assert pcm.startswith(kept)
    assert all(abs(sample) < 16 for sample in array("h", pcm[len(kept) :]))
    assert len(kept) == len(pcm) or len(kept) % 2 == 0
    assert len(kept) <= 2 * (len(samples) + 441)


events = st.lists(
    st.tuples(st.integers(-2, 60), st.integers(0, 60_000)).map(lambda e: WordEvent(*e)), min_size=1
)


@given(st.text(max_size=60), events, st.integers(1, 50_000))
def test_whatever_a_library_tells_every_word_has_a_time_in_order(text, told, frames):
    times = word_times(text, replace(WHOLE, words=tuple(told)), frames)
    assert [(time.start, time.end) for time in times] == [(w.start, w.end) for w in words(text)]
    at = 0
    for time in times:
        assert at <= time.begins <= time.ends <= frames
        at = time.ends


def test_words_that_the_library_takes_together_share_their_time():
    text = "of the house"
    told = (WordEvent(0, 0), WordEvent(7, 5000))
    assert word_times(text, replace(WHOLE, words=told), 9000) == (
        WordTime(0, 2, 0, 2000),
        WordTime(3, 6, 2000, 5000),
        WordTime(7, 12, 5000, 9000),
    )
