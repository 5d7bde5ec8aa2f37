"""The script as text, and corrected speakers taken back from it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_scripts import analysis_of, script_of

from pipeline.casting.script_text import format_script, read_script
from pipeline.errors import SettingsError
from pipeline.model import NARRATOR, UNKNOWN, Analysis, Character

SASHA = Character("sasha", "Sasha Lee", ("Sash",))
TESSA = Character("tessa", "Tessa")


@pytest.fixture
def analysis() -> Analysis:
    script = script_of(
        [
            ("heading", "One"),
            (NARRATOR, "I saw concern\ncross  her face."),
            ("tessa", "“Everything okay?”"),
            (UNKNOWN, "“Yes.”"),
        ],
        narrators=["sasha"],
    )
    return analysis_of(script, SASHA, TESSA)


def test_a_line_an_utterance(analysis: Analysis) -> None:
    ids = [utterance.id for utterance in analysis.script.utterances]
    text = format_script(analysis)
    assert [line for line in text.splitlines() if line and not line.startswith("#")] == [
        f"{ids[0]}  narrator  One",
        f"{ids[1]}  narrator  I saw concern cross her face.",
        f"{ids[2]}  Tessa  “Everything okay?”",
        f"{ids[3]}  unknown  “Yes.”",
    ]
    assert "# Scene 1.1, told by Sasha Lee\n" in text


def test_what_is_unchanged_changes_nothing(analysis: Analysis) -> None:
    assert read_script(format_script(analysis), analysis) == ()
    assert read_script("", analysis) == ()


@pytest.mark.parametrize("name", ["Sasha Lee", "sasha lee", "SASH", "sasha"])
def test_corrected_speakers(analysis: Analysis, name: str) -> None:
    text = format_script(analysis)
    tessa, yes = (utterance.id for utterance in analysis.script.utterances[2:])
    text = text.replace("  unknown  ", f"  {name}\t").replace("  Tessa  ", "  unknown    ")
    assert read_script(text, analysis) == ((tessa, UNKNOWN), (yes, "sasha"))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("“Yes.”", "“No.”", r"my\.txt, line 11: the text of \w+ is not the story's"),
        (
            "unknown",
            "Tesa",
            r'line 11: nobody is called "Tesa"\. Close to it: tessa, sasha\..*cast\.toml',
        ),
        ("unknown", "+Bob", r"line 11: nobody is called .*cast\.toml"),
        ("  unknown  ", " unknown ", r"line 11: this is not an id, a speaker and a text"),
        ("narrator  One", "Tessa  One", r"line 8: \w+ is no quotation"),
    ],
)
def test_what_is_refused(analysis: Analysis, old: str, new: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        read_script(format_script(analysis).replace(old, new), analysis, "my.txt")


def test_an_utterance_that_is_not_there(analysis: Analysis) -> None:
    with pytest.raises(SettingsError, match=r"line 1: the script has no utterance 00000000"):
        read_script("00000000  Tessa  “Hm?”", analysis)


def test_people_of_one_name_are_told_apart_by_id() -> None:
    script = script_of([("john", "“Yes.”"), ("john-2", "“No.”")])
    analysis = analysis_of(script, Character("john", "John"), Character("john-2", "John"))
    text = format_script(analysis)
    assert "  john  “Yes.”" in text
    assert read_script(text, analysis) == ()
    assert read_script(text.replace("  john  ", "  john-2  "), analysis) == (
        (script.utterances[0].id, "john-2"),
    )


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["sasha", "tessa", NARRATOR, UNKNOWN]),
            st.text(min_size=1).filter(lambda text: bool(text.split())),
        ),
        unique_by=lambda line: line[1],
    )
)
def test_it_is_always_read_again(lines: list[tuple[str, str]]) -> None:
    analysis = analysis_of(script_of(lines), SASHA, TESSA)
    assert read_script(format_script(analysis), analysis) == ()
