"""Directions: every word is asked for once, in the right voice, and edits stay local."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_scripts import script_of, sentences_of

from pipeline.casting.direction import direct
from pipeline.casting.edits import Anchored, Edit
from pipeline.casting.packing import PACKED, packed
from pipeline.errors import CastError
from pipeline.findings import Finding
from pipeline.keys import digest
from pipeline.model import (
    NARRATOR,
    Cast,
    Direction,
    EngineTraits,
    Role,
    Script,
    Span,
    SynthesisRequest,
    Voice,
)

VOICES = {
    id_: Voice(id_, "toy", (("tone", number),)) for number, id_ in enumerate(("toy:n", "toy:s"))
}
CAST = Cast(Role(NARRATOR, "toy:n"), (Role("sasha", "toy:s", pace=1.1, pitch=2.0, gain=-3.0),))
TOY = EngineTraits("toy", 1, 22050)


def key(request: SynthesisRequest, traits: EngineTraits) -> str:
    return digest(
        [request.text, request.voice.id, request.pace, request.pitch, request.take, traits.name]
    )


def directed(
    script: Script,
    cast: Cast = CAST,
    traits: EngineTraits = TOY,
    edits: Iterable[tuple[str, Edit]] = (),
    language: str = "en",
) -> tuple[tuple[Direction, ...], tuple[Finding, ...]]:
    return direct(script, cast, VOICES, {"toy": traits}, language, Anchored(tuple(edits), ()), key)


def texts(directions: Iterable[Direction]) -> list[str]:
    return [direction.request.text for direction in directions]


SENTENCE = "He walked along the river for an hour and thought of nothing at all."


def test_each_line_is_asked_for_in_its_speakers_voice() -> None:
    script = script_of([(NARRATOR, "She turned."), ("sasha", "“Come back to me,”")])
    first, second = directed(script)[0]
    assert (first.speaker, first.request.voice.id, first.request.text) == (
        NARRATOR,
        "toy:n",
        "She turned.",
    )
    assert (second.speaker, second.request.voice.id, second.request.text) == (
        "sasha",
        "toy:s",
        "Come back to me,",
    )
    assert (second.request.pace, second.request.pitch, second.gain) == (1.1, 2.0, -3.0)
    assert second.key == key(second.request, TOY)


def test_gain_is_not_in_the_request() -> None:
    script = script_of([("sasha", "“Come back.”")])
    louder = Cast(CAST.narrator, (Role("sasha", "toy:s", pace=1.1, pitch=2.0, gain=6.0),))
    assert directed(script)[0][0].request == directed(script, louder)[0][0].request


def test_sentences_are_packed_and_a_long_one_stands_alone() -> None:
    long = "and on " * 60 + "to the end."
    script = script_of([(NARRATOR, " ".join([SENTENCE] * 5 + [long.capitalize()] + [SENTENCE]))])
    lengths = [len(text) for text in texts(directed(script)[0])]
    assert max(lengths) == len(long)
    assert all(length <= PACKED for length in lengths if length != len(long))
    assert len(lengths) == 4


def test_a_fragment_joins_its_neighbour_even_if_that_is_long() -> None:
    long = "And " + "on and " * 60 + "to the end."
    script = script_of([(NARRATOR, f"No. {long} Never!")])
    assert texts(directed(script)[0]) == [f"No. {long} Never!"]


def test_what_has_nothing_to_say_is_not_asked_for() -> None:
    script = script_of([(NARRATOR, "* * *"), ("sasha", "“…”"), (NARRATOR, "He said nothing.")])
    assert texts(directed(script)[0]) == ["He said nothing."]


def test_nothing_is_cut_at_an_engines_limit() -> None:
    text = "First, the wood; then the wide water, " + "and the reeds beside it " * 40 + "at last."
    script = script_of([(NARRATOR, text)])
    directions, _ = directed(script, traits=EngineTraits("toy", 1, 22050, longest=100))
    assert all(len(said) <= 100 for said in texts(directions))
    assert " ".join(texts(directions)) == text


def test_a_word_beyond_an_engines_limit_is_still_all_there() -> None:
    script = script_of([(NARRATOR, "a" * 1000)])
    directions, _ = directed(script, traits=EngineTraits("toy", 1, 22050, longest=90))
    assert "".join(texts(directions)) == "a" * 1000


def test_say_takes_the_place_of_the_text() -> None:
    script = script_of([("sasha", "“Dr. Smythe!”")])
    utterance = script.utterances[0]
    edit = Edit(utterance.id, utterance.text, "", say="Doctor  Smithe!")
    (direction,) = directed(script, edits=[(utterance.id, edit)])[0]
    assert direction.request.text == "Doctor Smithe!"
    assert direction.span == utterance.span


def test_a_further_take_varies_within_four_percent_and_differs_from_every_other() -> None:
    script = script_of([(NARRATOR, "She turned.")])
    id_ = script.utterances[0].id
    seen = set()
    for take in range(2, 60):
        (direction,) = directed(script, edits=[(id_, Edit(id_, take=take))])[0]
        request = direction.request
        assert request.take == take
        assert 0.01 < abs(request.pace - 1) <= 0.0401
        assert 0.96 <= 2 ** (request.pitch / 12) <= 1.0401
        assert request.pitch != 0
        seen.add((round(request.pace * 175), round(request.pitch * 20)))
        assert directed(script, edits=[(id_, Edit(id_, take=take))])[0] == (direction,)
    assert len(seen) > 50


def test_a_further_take_uses_only_what_the_engine_can_do() -> None:
    script = script_of([(NARRATOR, "She turned.")])
    id_ = script.utterances[0].id
    edits = [(id_, Edit(id_, take=2))]
    (direction,), findings = directed(
        script, traits=EngineTraits("toy", 1, 22050, pitch=False), edits=edits
    )
    assert direction.request.pitch == 0
    assert direction.request.pace != 1
    assert not findings
    (direction,), findings = directed(
        script, traits=EngineTraits("toy", 1, 22050, pitch=False, pace=False), edits=edits
    )
    assert (direction.request.pace, direction.request.pitch) == (1, 0)
    assert [finding.code for finding in findings] == ["take-alike"]
    (direction,), findings = directed(
        script, traits=EngineTraits("toy", 1, 22050, repeatable=False), edits=edits
    )
    assert (direction.request.pace, direction.request.pitch, direction.request.take) == (1, 0, 2)
    assert not findings


def test_what_the_engine_cannot_do_is_reported_once() -> None:
    script = script_of([("sasha", "“One.”"), ("sasha", "“Two.”")])
    directions, findings = directed(
        script, traits=EngineTraits("toy", 1, 22050, pace=False, pitch=False)
    )
    assert {(d.request.pace, d.request.pitch) for d in directions} == {(1.0, 0.0)}
    assert [finding.code for finding in findings] == ["pace-dropped", "pitch-dropped"]


def test_a_voice_of_another_language_is_reported_once() -> None:
    script = script_of([(NARRATOR, "Sie ging."), (NARRATOR, "Er kam.")])
    _, findings = directed(script, language="de-AT")
    assert [finding.code for finding in findings] == ["voice-language"]


def test_a_voice_that_is_not_there_is_a_sentence() -> None:
    script = script_of([(NARRATOR, "She turned.")])
    with pytest.raises(CastError, match=r'no voice "toy:m".*toy:n'):
        directed(script, Cast(Role(NARRATOR, "toy:m"), ()))


WORDS = st.lists(st.sampled_from(["no", "river", "“Oh”", "—", "water,", "walked"]), min_size=1)
PARAGRAPH = st.lists(
    st.tuples(WORDS, st.sampled_from(".!?…")).map(lambda s: " ".join(s[0]).capitalize() + s[1]),
    min_size=1,
    max_size=20,
).map(" ".join)


@settings(deadline=None)
@given(st.lists(PARAGRAPH, min_size=1, max_size=4), st.integers(20, 400))
def test_spans_cover_the_text_and_no_word_is_lost(paragraphs: list[str], longest: int) -> None:
    script = script_of([(NARRATOR, text) for text in paragraphs])
    directions, _ = directed(script, traits=EngineTraits("toy", 1, 22050, longest=longest))
    book = "\n\n".join(paragraphs)
    for utterance in {u.id: u for u in script.utterances}.values():
        own = [d for d in directions if d.utterance == utterance.id]
        spans = sorted({d.span for d in own})
        if own:
            said = "".join(book[span.start : span.end] for span in spans)
            times = sum(u.text == utterance.text for u in script.utterances)
            if times == 1:
                assert said.split() == utterance.text.split() or "".join(said.split()) == "".join(
                    utterance.text.split()
                )
        else:
            assert not any(c.isalnum() for c in utterance.text)
        assert all(len(d.request.text) <= longest for d in own)
    assert [w for text in texts(directions) for w in _letters(text)] == _letters(book)


def _letters(text: str) -> list[str]:
    return [character for character in text if character.isalpha()]


@settings(deadline=None)
@given(PARAGRAPH)
def test_stretches_tile_the_text_and_keep_within_the_limit(text: str) -> None:
    sentences = sentences_of(text)
    stretches = packed(text, sentences)
    assert "".join(text[s.start : s.end] for s in stretches) == text
    starts = {0, *(s.start for s in sentences)}
    assert all(s.start in starts for s in stretches)


def test_an_edit_of_a_sentence_costs_about_its_clip() -> None:
    text = " ".join(
        f"{SENTENCE[:-1]} for day {n} of {'long ' * (n * 7 % 11)}years." for n in range(40)
    )
    before = set(texts(directed(script_of([(NARRATOR, text)]))[0]))
    costs = []
    for n in range(40):
        changed = text.replace(f"day {n} of", f"night {n} of")
        after = texts(directed(script_of([(NARRATOR, changed)]))[0])
        costs.append(len(set(after) - before))
    assert sum(costs) / len(costs) < 1.5


def test_a_sentence_that_is_given_wrongly_still_loses_nothing() -> None:
    assert packed("One two. Three four.", [Span(3, 8)]) == [Span(0, 20)]


def test_one_letter_is_a_clip() -> None:
    script = script_of([(NARRATOR, "I")])
    assert texts(directed(script, traits=EngineTraits("toy", 1, 22050, longest=1))[0]) == ["I"]
