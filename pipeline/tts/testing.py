"""The laws of speech engines as tests, for the engines here and for anybody's plug-in.

A plug-in's test module needs no more than this::

    from pipeline.tts.testing import EngineLaws
    from my_plugin import MyEngine

    class TestMyEngine(EngineLaws):
        @pytest.fixture
        def engine(self):
            return MyEngine()

`LongTextLaws` holds it to a paragraph of 3,000 words, which takes minutes where an engine is slow.

An engine that can hang or crash is better tested as the program runs it, in a process of its
own: let the fixture give `Watched("name of its entry point")`, and close it afterwards.
Nothing is needed beside Fullcast and pytest.
"""

# ruff: noqa: S101 - assertions are what tests are made of

from __future__ import annotations

import difflib
import math
import re
import statistics
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest

from pipeline.findings import Finding
from pipeline.model import Audio, EngineTraits, Failure, SynthesisRequest, Voice
from pipeline.tts.child import Child
from pipeline.tts.engine import Engine
from pipeline.tts.registry import load_engine
from pipeline.tts.words import words

SENTENCE = "The old ferry leaves at noon, and nobody on the shore seems to mind the rain."
PARAGRAPH = 3_000
"""Words of a long paragraph."""
MISSED = 3
"""Words in a row that a recogniser does not hear, from which on they count as lost."""
OTHERS = (
    "No.",
    "Who would have thought it?",
    "Twenty-three lamps were lit before the bell rang; then the street went quiet.",
)
SHORT = (
    "Where is she now?",
    "He never came back.",
    "We had a letter.",
    "Was it yours?",
    "Not a word.",
)


class Watched:
    """An engine by the name of its entry point, speaking in a child process."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._engine = load_engine(name)
        self._child: Child | None = None

    @property
    def traits(self) -> EngineTraits:
        return self._engine.traits

    def voices(self) -> tuple[Voice, ...]:
        return self._engine.voices()

    def check(self, request: SynthesisRequest) -> tuple[Finding, ...]:
        return self._engine.check(request)

    def synthesize(self, requests: Sequence[SynthesisRequest]) -> Iterator[Audio | Failure]:
        for request in requests:
            if self._child is None or not self._child.alive:
                self.close()
                self._child = Child(self._name)
            yield self._child.ask(request)

    def close(self) -> None:
        if self._child is not None:
            self._child.close()
            self._child = None


class _Laws:
    @pytest.fixture
    def engine(self) -> Engine:
        raise NotImplementedError("override the fixture `engine`")

    @pytest.fixture
    def voice(self, engine: Engine) -> Voice:
        return engine.voices()[0]


class EngineLaws(_Laws):
    """What holds for every engine. Override `engine`, and `voice` where the first won't do."""

    def unknown(self, voice: Voice) -> Voice:
        """A voice that the engine does not have, in the shape of one that it has."""
        texts = any(isinstance(value, str) for _, value in voice.parameters)
        parameters = tuple(
            (name, "no-such-voice" if isinstance(value, str) else value if texts else -1)
            for name, value in voice.parameters
        )
        return replace(voice, id=f"{voice.engine}:no-such-voice", parameters=parameters)

    def test_voices_have_ids_of_their_own(self, engine: Engine) -> None:
        voices = engine.voices()
        prefix = f"{engine.traits.name}:"
        assert voices
        assert all(each.id.startswith(prefix) for each in voices)
        assert len({each.id.casefold() for each in voices}) == len(voices)
        assert all(list(each.parameters) == sorted(each.parameters) for each in voices)

    def test_the_sound_is_as_declared(self, engine: Engine, voice: Voice) -> None:
        audio = _spoken(engine, _request(SENTENCE, voice))
        assert audio.rate == engine.traits.sample_rate
        assert audio.frames > 0
        assert len(audio.pcm) == 2 * audio.frames

    @pytest.mark.parametrize("text", ["No.", "No", "“No!”"])
    def test_one_short_word_is_one_clean_word(
        self, engine: Engine, voice: Voice, text: str
    ) -> None:
        audio = _spoken(engine, _request(text, voice))
        assert 0.1 < audio.frames / audio.rate < 1.5
        assert _peak(audio) > 1000
        assert _bursts(audio) == 1
        assert len(audio.words) in (0, 1)

    def test_a_long_text_is_not_cut(self, engine: Engine, voice: Voice) -> None:
        once = _spoken(engine, _request(SENTENCE, voice))
        times = min(40, engine.traits.longest // (len(SENTENCE) + 1))
        long = _spoken(engine, _request(" ".join([SENTENCE] * times), voice))
        assert long.frames == pytest.approx(times * once.frames, rel=0.25)

    @pytest.mark.parametrize("text", [SENTENCE, *OTHERS, f"{SENTENCE} Naïve, isn’t it? — “Yes.”"])
    def test_word_times_are_whole_or_none(self, engine: Engine, voice: Voice, text: str) -> None:
        audio = _spoken(engine, _request(text, voice))
        if not audio.words:
            pytest.skip("this engine has no word times")
        assert [(each.start, each.end) for each in audio.words] == [
            (word.start, word.end) for word in words(text)
        ]
        at = 0
        for each in audio.words:
            assert at <= each.begins < each.ends <= audio.frames
            at = each.ends

    def test_pace_is_honoured(self, engine: Engine, voice: Voice) -> None:
        if not engine.traits.pace:
            pytest.skip("this engine does not take a pace")
        usual = _spoken(engine, _request(SENTENCE, voice))
        fast = _spoken(engine, replace(_request(SENTENCE, voice), pace=1.25))
        assert usual.frames / fast.frames == pytest.approx(1.25, rel=0.1)

    def test_pitch_is_honoured(self, engine: Engine, voice: Voice) -> None:
        if not engine.traits.pitch:
            pytest.skip("this engine does not take a pitch")
        usual = _spoken(engine, _request(SENTENCE, voice))
        high = _spoken(engine, replace(_request(SENTENCE, voice), pitch=3.0))
        assert high.pcm != usual.pcm
        assert high.frames == pytest.approx(usual.frames, rel=0.1)

    def test_level_is_not_normalised(self, engine: Engine, voice: Voice) -> None:
        batch = [_request(text, voice) for text in (*OTHERS, SENTENCE)]
        alone = _peak(_spoken(engine, batch[-1]))
        *others, last = [_audio(result) for result in engine.synthesize(batch)]
        assert _peak(last) == pytest.approx(alone, rel=0.1)
        peaks = [_peak(each) for each in (*others, last)]
        assert max(peaks) - min(peaks) > 30 or max(peaks) < 29_000, (
            "all clips peak alike, near full"
        )

    def test_a_steady_engine_speaks_a_short_line_as_loud_as_a_long_one(
        self, engine: Engine, voice: Voice
    ) -> None:
        if not engine.traits.steady:
            pytest.skip("this engine does not promise it")
        alone = b"".join(_spoken(engine, _request(text, voice)).pcm for text in SHORT)
        together = _spoken(engine, _request(" ".join(SHORT), voice)).pcm
        assert _decibels(alone) == pytest.approx(_decibels(together), abs=1)

    def test_neighbours_change_nothing(self, engine: Engine, voice: Voice) -> None:
        batch = [_request(text, voice) for text in (SENTENCE, *OTHERS)]
        forwards = [_audio(result) for result in engine.synthesize(batch)]
        backwards = [_audio(result) for result in engine.synthesize(batch[::-1])][::-1]
        alone = [_spoken(engine, request) for request in batch]
        for one, two, three in zip(forwards, backwards, alone, strict=True):
            if engine.traits.repeatable:
                assert one == two == three
            else:
                assert two.frames == pytest.approx(one.frames, rel=0.1)
                assert three.frames == pytest.approx(one.frames, rel=0.1)

    def test_the_same_request_gives_the_same_bytes(self, engine: Engine, voice: Voice) -> None:
        if not engine.traits.repeatable:
            pytest.skip("this engine does not promise it")
        first = _spoken(engine, _request(SENTENCE, voice))
        engine.close()
        assert _spoken(engine, _request(SENTENCE, voice)) == first

    def test_an_unknown_voice_is_refused(self, engine: Engine, voice: Voice) -> None:
        self._refused(engine, _request(SENTENCE, self.unknown(voice)))

    def test_an_unknown_parameter_is_refused(self, engine: Engine, voice: Voice) -> None:
        more = tuple(sorted((*voice.parameters, ("sparkle", 3))))
        self._refused(engine, _request(SENTENCE, replace(voice, parameters=more)))

    @pytest.mark.parametrize("text", ["", "   ", "…", "— “!” —"])
    def test_nothing_to_say_is_refused(self, engine: Engine, voice: Voice, text: str) -> None:
        self._refused(engine, _request(text, voice))

    @pytest.mark.parametrize("pace", [0.0, -1.0, 1000.0])
    def test_an_impossible_pace_is_refused(self, engine: Engine, voice: Voice, pace: float) -> None:
        self._refused(engine, replace(_request(SENTENCE, voice), pace=pace))

    def test_a_refusal_stays_in_its_place(self, engine: Engine, voice: Voice) -> None:
        good, bad = _request(SENTENCE, voice), _request(SENTENCE, self.unknown(voice))
        kinds = [type(result) for result in engine.synthesize([good, bad, good])]
        assert kinds == [Audio, Failure, Audio]

    def test_a_language_that_the_voice_does_not_have_is_a_finding(
        self, engine: Engine, voice: Voice
    ) -> None:
        if not voice.language:
            pytest.skip("this voice takes any language")
        other = "is" if voice.language[:2] != "is" else "pt"
        request = replace(_request(SENTENCE, voice), language=other)
        assert [finding.code for finding in engine.check(request)] == ["voice-language"]

    def test_what_can_be_honoured_has_no_findings(self, engine: Engine, voice: Voice) -> None:
        assert engine.check(_request(SENTENCE, voice)) == ()

    def _refused(self, engine: Engine, request: SynthesisRequest) -> None:
        (result,) = engine.synthesize([request])
        assert isinstance(result, Failure)
        assert result.reason.endswith((".", ")."))
        assert engine.check(request)


class LongTextLaws(_Laws):
    """What holds of a long paragraph, which may take minutes."""

    @pytest.fixture
    def recogniser(self) -> Callable[[Audio], str] | None:
        """What writes down what it hears, for an engine without word times; None for none."""
        return None

    def test_a_paragraph_of_3000_words_loses_none(
        self, engine: Engine, voice: Voice, recogniser: Callable[[Audio], str] | None
    ) -> None:
        once = _spoken(engine, _request(SENTENCE, voice))
        for text in _parts(paragraph(PARAGRAPH), engine.traits.longest):
            audio = _spoken(engine, _request(text, voice))
            # Half of what a sentence takes by its letters is more than any loss leaves.
            expected = once.frames * len(text) / len(SENTENCE)
            assert audio.frames == pytest.approx(expected, rel=0.4)
            if audio.words:
                assert [(time.start, time.end) for time in audio.words] == [
                    (word.start, word.end) for word in words(text)
                ]
            elif recogniser is not None:
                assert missed(text, recogniser(audio)) < MISSED


_TURNING = (
    ("Anna", "Ben", "Clara", "David", "Emma", "Frank", "Grace", "Henry", "Irene", "Jacob", "Karen"),
    ("carried", "found", "painted", "followed", "counted", "sold", "mended"),
    ("seven", "green", "broken", "heavy", "silver", "empty", "crooked", "wooden", "borrowed"),
    ("baskets", "lanterns", "bottles", "ladders", "blankets", "kettles", "mirrors", "candles"),
    ("behind the church", "near the harbour", "under the old bridge", "beside the river"),
)
"""Their numbers differ, so that it takes long until a sentence comes again."""


def paragraph(count: int) -> str:
    """A paragraph of so many words, in sentences that differ."""
    sentences: list[str] = []
    size = number = 0
    while size < count:
        name, verb, kind, thing, place = (each[number % len(each)] for each in _TURNING)
        sentences.append(f"{name} {verb} {kind} {thing} {place}, and then it rained again.")
        size += len(sentences[-1].split())
        number += 1
    return " ".join(sentences)


def missed(text: str, heard: str) -> int:
    """The most words in a row of which a recogniser has heard nothing in their place."""
    said, written = (re.findall(r"[a-z']+", each.casefold()) for each in (text, heard))
    changes = difflib.SequenceMatcher(None, said, written, autojunk=False).get_opcodes()
    return max((b - a - (d - c) for tag, a, b, c, d in changes if tag != "equal"), default=0)


def _parts(text: str, longest: int) -> Iterator[str]:
    """The text in as few requests as the engine takes, cut after sentences."""
    part = ""
    for sentence in re.findall(r"[^.]+\.\s*", text):
        if len(part) + len(sentence.rstrip()) > longest:
            yield part.rstrip()
            part = ""
        part += sentence
    yield part.rstrip()


def _bursts(audio: Audio) -> int:
    """How many stretches of sound there are, with a quarter of a second of rest between them."""
    step = audio.rate // 50
    samples = array("h", audio.pcm)
    floor = _peak(audio) // 20
    found = 0
    rest = step * 50
    for start in range(0, len(samples), step):
        loud = max(abs(each) for each in samples[start : start + step]) > floor
        found += loud and rest >= audio.rate // 4
        rest = 0 if loud else rest + step
    return found


def _request(text: str, voice: Voice) -> SynthesisRequest:
    return SynthesisRequest(text, voice.language or "en", voice)


def _spoken(engine: Engine, request: SynthesisRequest) -> Audio:
    (result,) = engine.synthesize([request])
    return _audio(result)


def _audio(result: Audio | Failure) -> Audio:
    assert isinstance(result, Audio), result
    return result


def _decibels(pcm: bytes) -> float:
    """Mean level of the speech in it; quiet stretches, as between sentences, do not count."""
    samples = array("h", pcm)
    powers = [sum(sample * sample for sample in part) for part in _stretches(samples)]
    return 10 * math.log10(statistics.mean(p for p in powers if p > max(powers) / 1_000))


def _stretches(samples: array[int], frames: int = 1_000) -> Iterator[array[int]]:
    for start in range(0, len(samples) - frames, frames):
        yield samples[start : start + frames]


def _peak(audio: Audio) -> int:
    return max(abs(sample) for sample in array("h", audio.pcm))
