"""edits.toml: an edit finds its utterance again, or says that it has not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_scripts import Line, script_of

from pipeline.casting.edits import Anchored, Edit, anchor, parse, record, speakers_of
from pipeline.errors import SettingsError
from pipeline.model import NARRATOR, Character, Script

OURS = """\
# mine
[[utterance]]
id = "3bbbcb8d"  # the question
text = "\\"Everything okay?\\""
after = "concern cross Tessa's face."
speaker = "sasha"

# of the other
[[utterance]]
id = "aa89a570"
say = 'Doctor Smith'
take = 2
"""

STORY: list[Line] = [
    ("heading", "One"),
    (NARRATOR, "I saw concern cross Tessa's face."),
    ("tessa", "“Everything okay?”"),
    (NARRATOR, "Nobody answered for a while."),
    ("sasha", "“Yes.”"),
]


def given_to(anchored: Anchored) -> tuple[tuple[str, str | None], ...]:
    return tuple((id_, edit.speaker) for id_, edit in anchored.by_utterance)


def utterance(script: Script, text: str, which: int = 0) -> str:
    return [u.id for u in script.utterances if u.text == text][which]


def test_what_it_says() -> None:
    assert parse(OURS) == (
        Edit("3bbbcb8d", '"Everything okay?"', "concern cross Tessa's face.", speaker="sasha"),
        Edit("aa89a570", say="Doctor Smith", take=2),
    )
    assert parse("") == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[utterance]\n", r"my\.toml, line 1: this is not TOML"),
        ("[[uterance]]\n", r"line 1: uterance .*Did you mean utterance\?"),
        ('[utterance]\nid = "a"\n', r"line 1: utterance must be tables, each under \[\[utterance"),
        ('[[utterance]]\nid = "a"\n[[utterance]]\n\nsay = "x"\n', r"line 3: id is missing"),
        ('[[utterance]]\nid = "a"\n\n[[utterance]]\nid = "a"\n', r'line 5: id "a" stands'),
        ('[[utterance]]\nid = "a"\ntake = 0\n', r"line 3: take must be a whole number from 1"),
        ('[[utterance]]\nid = "a"\ntake = true\n', r"line 3: take must be a whole number"),
        ('[[utterance]]\nid = "a"\nsay = ""\n', r"line 3: say is empty"),
        ('[[utterance]]\nid = "a"\nafter = 3\n', r"line 3: after must be a text"),
        ('[[utterance]]\nid = "a"\ndelivery = "loud"\n', r"line 3: delivery is .*must be one"),
    ],
)
def test_what_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        parse(text, "my.toml")


def test_an_edit_is_found_by_its_id() -> None:
    script = script_of(STORY)
    id_ = utterance(script, "“Yes.”")
    edit = Edit(id_, speaker="tessa")
    assert anchor([edit], script) == Anchored(((id_, edit),), ())
    assert given_to(anchor([edit], script)) == ((id_, "tessa"),)


def test_what_typography_changes_does_not_matter() -> None:
    edit = Edit("00000000", '"Everything okay?"', "concern  cross Tessa’s face.", speaker="sasha")
    script = script_of(STORY)
    assert given_to(anchor([edit], script)) == ((utterance(script, "“Everything okay?”"), "sasha"),)


def test_a_speaker_is_known_by_every_name_and_nobody_else_is() -> None:
    script = script_of(STORY)
    yes, narration = utterance(script, "“Yes.”"), utterance(script, "One")
    people = [Character("sasha", "Sasha Lee", ("Sash",)), Character("tessa", "Tessa")]

    def given_to(id_: str, speaker: str) -> tuple[list[str], list[str]]:
        pairs, findings = speakers_of(anchor([Edit(id_, speaker=speaker)], script), script, people)
        assert all(pair[0] == id_ for pair in pairs)
        return [pair[1] for pair in pairs], [finding.message for finding in findings]

    for name in ("sasha", "Sasha Lee", "SASH"):
        assert given_to(yes, name) == (["sasha"], [])
    assert given_to(yes, "unknown") == (["unknown"], [])
    pairs, (message,) = given_to(yes, "Tesa")
    assert not pairs
    assert "nobody is called that. Close to it: tessa, sasha." in message
    pairs, (message,) = given_to(narration, "Tessa")
    assert not pairs
    assert "only quotations" in message


def test_an_orphan_is_reported() -> None:
    edit = Edit("00000000", "“No.”", "for a while.", speaker="tessa")
    anchored = anchor([edit], script_of(STORY))
    assert anchored.by_utterance == ()
    assert [finding.code for finding in anchored.findings] == ["edit-orphaned"]
    assert "“No.”" in anchored.findings[0].message


def test_one_of_two_that_stands_elsewhere_now_is_not_guessed() -> None:
    twins = [*STORY, (NARRATOR, "She asked again."), ("tessa", "“Everything okay?”")]
    before = script_of(twins)
    text = record("", before, [(utterance(before, "“Everything okay?”", 1), {"take": 2})])
    anchored = anchor(parse(text), script_of(STORY))
    assert anchored.by_utterance == ()
    assert [finding.code for finding in anchored.findings] == ["edit-orphaned"]


def test_an_edit_that_fits_two_places_is_reported() -> None:
    twins = script_of(STORY, STORY)
    edit = Edit("00000000", "“Everything okay?”", "cross Tessa's face.", take=2)
    anchored = anchor([edit], twins)
    assert anchored.by_utterance == ()
    assert [finding.code for finding in anchored.findings] == ["edit-ambiguous"]


def test_two_edits_of_one_utterance_are_one() -> None:
    script = script_of(STORY)
    id_ = utterance(script, "“Everything okay?”")
    first = Edit(id_, take=2)
    second = Edit("00000000", "“Everything okay?”", "Tessa's face.", say="All right?")
    anchored = anchor([first, second], script)
    assert anchored == Anchored(((id_, Edit(id_, take=2, say="All right?")),), ())
    third = Edit("11111111", "“Everything okay?”", "Tessa's face.", take=3)
    anchored = anchor([first, third], script)
    assert anchored.by_utterance == ((id_, first),)
    assert [finding.code for finding in anchored.findings] == ["edit-twice"]


def test_a_new_entry_is_added_and_everything_else_kept() -> None:
    script = script_of(STORY)
    id_ = utterance(script, "“Yes.”")
    text = record(OURS, script, [(id_, {"take": 2})])
    assert text == OURS + (
        f'\n[[utterance]]\nid = "{id_}"\ntext = "“Yes.”"\n'
        'after = "Nobody answered for a while."\ntake = 2\n'
    )
    new = record("", script, [(id_, {"take": 2})])
    assert new.endswith(text.removeprefix(OURS))
    assert new.startswith("# What is wanted of single lines.")


def test_going_back_to_the_first_take_leaves_no_entry() -> None:
    script = script_of(STORY)
    ids = [utterance(script, "“Yes.”"), utterance(script, "“Everything okay?”")]
    first = record("", script, [(ids[0], {"take": 2}), (ids[1], {"take": 2, "speaker": "tessa"})])
    back = record(first, script, [(id_, {"take": 1}) for id_ in ids])
    assert [(edit.id, edit.take, edit.speaker) for edit in parse(back)] == [(ids[1], 1, "tessa")]
    none = record(record("", script, [(ids[0], {"take": 2})]), script, [(ids[0], {"take": 1})])
    assert parse(none) == ()
    assert record(none, script, [(ids[0], {"take": 3})]).endswith("take = 3\n")


def test_an_entry_that_is_there_is_changed_in_its_place() -> None:
    script = script_of(STORY)
    id_ = utterance(script, "“Everything okay?”")
    text = record(OURS, script, [(id_, {"take": 2, "speaker": "tessa"})])
    assert text == OURS.replace("3bbbcb8d", id_).replace(
        'speaker = "sasha"\n', 'speaker = "tessa"\ntake = 2\n'
    )
    assert record(text, script, [(id_, {"take": 2})]) == text
    again = record(text, script, [(id_, {"take": 3})])
    pairs = zip(text.splitlines(), again.splitlines(), strict=True)
    assert [new for old, new in pairs if old != new] == ["take = 3"]


def test_line_ends_and_mark_are_kept() -> None:
    script = script_of(STORY)
    ours = "\ufeff" + OURS.replace("\n", "\r\n").rstrip()
    text = record(
        ours,
        script,
        [
            (utterance(script, "“Yes.”"), {"take": 2}),
            (utterance(script, "“Everything okay?”"), {"say": "All right?"}),
        ],
    )
    assert text.startswith("\ufeff# mine\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert len(parse(text)) == 3


def test_what_the_script_does_not_have_cannot_be_recorded() -> None:
    with pytest.raises(KeyError):
        record("", script_of(STORY), [("00000000", {"take": 2})])


SENTENCES = st.lists(
    st.sampled_from(["the", "sea", "wind", "lamp", "gull", "boat", "night"]),
    min_size=1,
    max_size=9,
).map(lambda words: " ".join(words).capitalize() + ".")
SCENES = st.lists(st.tuples(st.just(NARRATOR), SENTENCES), min_size=1, max_size=8)


@settings(deadline=None)
@given(SCENES, SCENES, st.data())
def test_an_edit_survives_chapters_put_before_it(
    own: list[Line], before: list[Line], data: st.DataObject
) -> None:
    marked = [*own, (NARRATOR, "A line of its own."), *own]
    script = script_of(marked)
    index = data.draw(st.integers(0, len(marked) - 1))
    wanted = script.utterances[index]
    alone = sum(u.text == wanted.text for u in script.utterances) == 1
    text = record("", script, [(wanted.id, {"take": 7})])
    changed = script_of([("heading", "A New Chapter"), *before], marked)
    anchored = anchor(parse(text), changed)
    same = [u.id for u in changed.utterances[len(before) + 1 :]][index]
    if alone and wanted.text not in [text for _, text in before]:
        assert anchored.by_utterance == ((same, parse(text)[0]),)
    for id_, edit in anchored.by_utterance:
        assert edit.take == 7
        assert next(u.text for u in changed.utterances if u.id == id_) == wanted.text
    assert len(anchored.by_utterance) + len(anchored.findings) == 1


@settings(deadline=None)
@given(SCENES, SCENES, st.integers(0, 8))
def test_an_edit_survives_a_twin_elsewhere(own: list[Line], other: list[Line], place: int) -> None:
    line = ("tessa", "“Everything okay?”")
    before = (NARRATOR, "I saw concern cross her face.")
    script = script_of([*own, before, line])
    text = record("", script, [(utterance(script, line[1]), {"speaker": "sasha"})])
    twin = [*other[:place], (NARRATOR, "Then he asked."), line, *other[place:]]
    for scenes, which in (([twin, [*own, before, line]], 1), ([[*own, before, line], twin], 0)):
        changed = script_of(*scenes)
        assert given_to(anchor(parse(text), changed)) == (
            (utterance(changed, line[1], which), "sasha"),
        )


def test_thousands_of_edits_are_recorded_at_once() -> None:
    script = script_of([(NARRATOR, f"The line numbered {n}.") for n in range(1000)])
    ids = [u.id for u in script.utterances]
    text = record("", script, [(id_, {"take": 2}) for id_ in ids])
    text = record(text, script, [(id_, {"take": 3}) for id_ in ids])
    anchored = anchor(parse(text), script)
    assert [id_ for id_, _ in anchored.by_utterance] == ids
    assert {edit.take for _, edit in anchored.by_utterance} == {3}
