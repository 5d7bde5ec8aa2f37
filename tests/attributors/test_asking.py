"""What holds whoever is asked: nothing is lost, and only speakers ever change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_story import STORY, spoken, texts

from pipeline.attributors.asking import consult
from pipeline.attributors.attributor import Answer, Question
from pipeline.attributors.questions import (
    AFTER,
    BEFORE,
    LONGEST_LINE,
    LONGEST_STRETCH,
    MOST_CHARACTERS,
    questions,
)
from pipeline.model import Analysis, Corrections, UtteranceKind
from pipeline.store import Store

Tell = Callable[..., Analysis]


@dataclass
class Scripted:
    """Answers what it is told to, and keeps what it was asked."""

    reply: Callable[[Question], Answer]
    name: str = "scripted"
    revision: int = 1
    identity: str = ""
    host: str = ""
    asked: list[Question] = field(default_factory=list)

    def answer(self, question: Question) -> Answer:
        self.asked.append(question)
        return self.reply(question)


def everything(who: str) -> Scripted:
    return Scripted(lambda question: Answer(tuple((id_, who) for id_ in question.asked)))


LABELS = st.one_of(
    st.sampled_from(["anna-marsh", "ben-holt", "edwin-lowe", "unknown", "narrator", ""]),
    st.text(max_size=8),
)


@given(st.data())
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)
def test_whatever_is_answered_only_speakers_change(
    tell: Tell, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    own = tell()
    root = tmp_path_factory.mktemp("store")
    store = Store(root, scratch=root / "scratch")
    ids = [utterance.id for utterance in own.script.utterances]

    def reply(_: Question) -> Answer:
        pairs = st.lists(st.tuples(st.sampled_from([*ids, "nowhere"]), LABELS), max_size=8)
        return Answer(tuple(data.draw(pairs)), data.draw(st.sampled_from(["", "was unwell"])))

    analysis, findings = consult(own, Scripted(reply), store)
    assert texts(analysis) == texts(own)
    people = {character.id for character in own.characters}
    for before, after in zip(own.script.utterances, analysis.script.utterances, strict=True):
        assert after.id == before.id
        if before.kind is not UtteranceKind.QUOTATION:
            assert after == before
        assert after.speaker == before.speaker or after.speaker in people
    assert [a.utterance for a in analysis.attributions] == [a.utterance for a in own.attributions]
    said = spoken(analysis)
    assert list(said.values()) == [a.speaker for a in analysis.attributions]
    assert all(finding.where and finding.message.endswith(".") for finding in findings)


def test_unknown_leaves_the_speaker_and_is_no_fault(tell: Tell, store: Store) -> None:
    own = tell()
    analysis, findings = consult(own, everything("unknown"), store)
    assert (analysis, findings) == (own, ())


def test_a_damaged_answer_is_asked_again(tell: Tell, store: Store) -> None:
    consult(tell(), everything("ben-holt"), store)
    kept = sorted((store.root / "answers").rglob("*.json"))
    assert len(kept) == 3
    for path, data in zip(kept, (b"", b'{"labels": ["x"]}', b"[1]"), strict=True):
        path.write_bytes(data)
    again = everything("ben-holt")
    consult(tell(), again, store)
    assert len(again.asked) == 3


def test_what_shapes_an_answer_is_in_its_key(tell: Tell, store: Store) -> None:
    consult(tell(), everything("ben-holt"), store)
    for changed in ({"name": "other"}, {"revision": 2}, {"identity": "another model"}):
        again = everything("ben-holt")
        for key, value in changed.items():
            setattr(again, key, value)
        consult(tell(), again, store)
        assert len(again.asked) == 3
    elsewhere = everything("ben-holt")
    elsewhere.host = "far.example.com"
    consult(tell(), elsewhere, store)
    assert elsewhere.asked == [], "where it is asked does not shape what it answers"


def test_a_new_line_elsewhere_that_is_said_twice_asks_nothing_again(
    tell: Tell, store: Store
) -> None:
    consult(tell(), everything("ben-holt"), store)
    again = everything("ben-holt")
    consult(tell(STORY + '\n"Not always."\n'), again, store)
    assert len(again.asked) == 1
    assert '"Let them."' in [line.text for line in again.asked[0].lines]


def test_a_speech_over_paragraphs_has_one_speaker(tell: Tell, store: Store) -> None:
    story = (
        STORY + '\n"It began with the roof,\n\n"and then the walls,\n\n"and then us," said Edwin.\n'
    )
    attributor = everything("dora-finch")
    analysis, _ = consult(tell(story), attributor, store)
    wanted = [line.text for q in attributor.asked for line in q.lines if line.id in q.asked]
    assert '"It began with the roof,' in wanted
    assert '"and then us,"' not in wanted
    assert spoken(analysis)['"and then us,"'] == "dora-finch"
    last = next(u.id for u in tell(story).script.utterances if u.text == '"and then the walls,')
    fixed = tell(story, Corrections(speakers=((last, "edwin-lowe"),)))
    analysis, _ = consult(fixed, everything("ben-holt"), store)
    said = spoken(analysis)
    assert said['"and then the walls,'] == "edwin-lowe"
    assert said['"and then us,"'] == "ben-holt"


def test_a_long_scene_is_asked_in_stretches(tell: Tell) -> None:
    turns = [
        f'"This is remark {n} of a great many," said {("Anna", "Ben")[n % 2]}, and '
        + "went on with the work in hand. " * (n % 7)
        for n in range(300)
    ]
    long_ago = "It had been a long winter, and nobody had come. " * 200
    own = tell(
        "Anna Marsh and Ben Holt were at work.\n\n" + "\n\n".join([*turns, long_ago, turns[1]])
    )
    asked = [item.question for item in questions(own)]
    assert len(asked) > 5
    ids = [id_ for question in asked for id_ in question.asked]
    assert ids == [u.id for u in own.script.utterances if u.kind is UtteranceKind.QUOTATION], (
        "each is asked for once, in order"
    )
    for question in asked:
        shown = [line.id for line in question.lines]
        assert set(question.asked) <= set(shown)
        assert sum(len(line.text) for line in question.lines) <= (
            LONGEST_STRETCH + BEFORE + AFTER + 10
        )
        assert max(len(line.text) for line in question.lines) <= LONGEST_LINE + 10
    for before, after in pairwise(asked):
        assert set(before.lines) & set(after.lines), "they overlap"


def test_the_narrator_is_named_to_it(tell: Tell, store: Store) -> None:
    story = (
        "I had not slept. I put the letter down, and I looked at Tom Reed.\n\n"
        '"You are tired, Maud," said Tom.\n\n"I am," I said.\n\n'
        'I went to my window. I could see my own lamp in the glass.\n\n"Then sleep."\n'
    )
    attributor = everything("unknown")
    consult(tell(story), attributor, store)
    (question,) = attributor.asked
    assert question.narrator is not None
    assert question.narrator in [who.id for who in question.characters]


def test_a_crowd_is_shown_in_part(tell: Tell, store: Store) -> None:
    heads = ("Al", "Be", "Co", "Da", "Fe", "Go")
    tails = ("rin", "lla", "mond", "stan", "via", "bert", "nora", "dwin", "ric")
    names = [head + tail for head in heads for tail in tails]
    story = "\n\n".join(f'"Here is my word on it," said {name}.' for name in names)
    attributor = everything("unknown")
    consult(tell(story), attributor, store)
    assert {len(question.characters) for question in attributor.asked} == {MOST_CHARACTERS}
