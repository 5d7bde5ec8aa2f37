"""Gender, age and accent, as the words around a name and beside a quotation tell them."""

from __future__ import annotations

import pytest
from told_stories import Tell, tell

from pipeline.casting.characters.portrait import portray
from pipeline.model import Age, Character, Corrections, Gender, KnownCharacter

__all__ = ["tell"]


@pytest.fixture
def people(tell: Tell):
    """Who is in a story, by name, with what is told of them."""

    def told(story: str, corrections: Corrections = Corrections()) -> dict[str, Character]:
        analysis = portray(tell(story, corrections), corrections)
        return {person.name: person for person in analysis.characters}

    return told


def test_pronouns_after_the_name_tell_the_gender(people) -> None:
    told = people(
        "Quill shut her ledger and took off her spectacles. “We are ruined,” said Quill.\n\n"
        "Brask folded his arms. “I am not,” said Brask.\n"
    )
    assert told["Quill"].gender is Gender.FEMALE
    assert told["Brask"].gender is Gender.MALE
    assert "female: “her” after the name" in told["Quill"].evidence[0]


def test_a_pronoun_that_is_an_object_is_somebody_else(people) -> None:
    told = people(
        "Brask looked after her. Brask followed her. Brask liked her. Brask put on his hat.\n\n"
        "“Come back,” said Brask.\n"
    )
    assert told["Brask"].gender is Gender.MALE


def test_a_form_of_address_tells_the_gender(people) -> None:
    told = people(
        "“What shall we do?” asked Varr.\n\n“I can't say, ma'am,” said Ott.\n\n"
        "“Then go,” said Varr.\n\n“At once, ma'am,” said Ott.\n"
    )
    assert told["Varr"].gender is Gender.FEMALE


@pytest.mark.parametrize(
    ("sentence", "age"),
    [
        ("Wenn was eleven years old that spring.", Age.CHILD),
        ("Wenn, a boy of ten, stood on the stairs.", Age.CHILD),
        ("Little came of it. Then little Wenn ran, and little Wenn fell, and little Wenn cried.",
         Age.CHILD),
        ("Wenn, an old sailor, sat down.", Age.OLD),
        ("Wenn was seventy-two years old and deaf.", Age.OLD),
        ("They asked old Wenn, for old Wenn had been there, and old Wenn knew.", Age.OLD),
        ("Wenn was a young man with a limp.", Age.ADULT),
        ("Dear old Wenn! Everybody loved dear old Wenn, good old Wenn, poor old Wenn.",
         Age.UNKNOWN),
    ],
)  # fmt: skip
def test_age(people, sentence: str, age: Age) -> None:
    assert people(f"{sentence}\n\n“No,” said Wenn.\n")["Wenn"].age is age


def test_a_married_woman_is_no_child_whatever_is_little_about_her(people) -> None:
    told = people(
        "Mrs. Wenn came in. Little Wenn heads turned; all the little Wenn children, the little "
        "Wenn dog.\n\n“No,” said Mrs. Wenn.\n"
    )
    assert told["Mrs. Wenn"].age is Age.ADULT


@pytest.mark.parametrize(
    ("sentence", "accent"),
    [
        ("Wenn was an Irishman, and proud of it.", "Irish"),
        ("Wenn, a tall Scotch engineer, came aboard.", "Scottish"),
        ("Wenn spoke slowly, in a broad Scottish accent.", "Scottish"),
        ("Wenn read a French novel and ate an Irish stew.", ""),
    ],
)
def test_accent(people, sentence: str, accent: str) -> None:
    assert people(f"{sentence}\n\n“No,” said Wenn.\n")["Wenn"].accent == accent


def test_an_accent_is_told_beside_the_speech_too(people) -> None:
    told = people("“No,” said Wenn in a thick German accent.\n\n“Yes,” said Herr Ott.\n")
    assert told["Wenn"].accent == "German"
    assert told["Herr Ott"].accent == "German"
    assert told["Herr Ott"].evidence == ("male: “Herr”", "German: “herr”")


def test_what_the_user_says_of_a_gender_stands(people) -> None:
    known = KnownCharacter("quill", "Quill", gender=Gender.MALE)
    told = people(
        "Quill shut her ledger. She sighed. Quill rubbed her eyes, and Quill took her hat.\n\n"
        "“We are ruined,” said Quill.\n",
        Corrections(characters=(known,)),
    )
    assert told["Quill"].gender is Gender.MALE


def test_nothing_but_the_people_changes(tell: Tell) -> None:
    analysis = tell("“Go,” said old Tam. He spat.\n\n“No,” said Ann, and shut her eyes.\n")
    portrayed = portray(analysis)
    assert portrayed.script == analysis.script
    assert portrayed.attributions == analysis.attributions
    assert [(c.id, c.name, c.aliases) for c in portrayed.characters] == [
        (c.id, c.name, c.aliases) for c in analysis.characters
    ]
    assert portray(portrayed) == portrayed
