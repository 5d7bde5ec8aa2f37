"""Which names are one person's, and what is known of each."""

from __future__ import annotations

from told_stories import Tell, speakers, tell

from pipeline.model import Analysis, Character, Corrections, Gender, KnownCharacter

__all__ = ["tell"]


def called(analysis: Analysis, name: str) -> Character:
    """The character who goes by a name."""
    bearers = [c for c in analysis.characters if name == c.name or name in c.aliases]
    assert len(bearers) == 1, (name, [c.name for c in analysis.characters])
    return bearers[0]


ORCHARD = """\
Mr. Edwin Pascoe owned the orchard, and his sister Judith kept the books. Mr. Pascoe seldom
spoke before noon.

"The pears are late," said Mr. Pascoe.

"They were late last year, Edwin," said Judith Pascoe. She closed the book.

"Miss Pascoe is right," said the foreman, and Pascoe nodded at him.

"She always is," said Pascoe.

"Somebody has to be," answered Miss Pascoe.

"Judy," said her brother, "that is enough."
"""


def test_titles_given_names_and_surnames_of_one_person(tell: Tell) -> None:
    analysis = tell(ORCHARD)
    edwin, judith = called(analysis, "Mr. Pascoe"), called(analysis, "Judith Pascoe")
    assert edwin.id != judith.id
    assert speakers(analysis)[:5] == [
        *(edwin.name, judith.name, "the foreman", edwin.name, judith.name)
    ]


def test_gender_by_title_and_by_pronoun(tell: Tell) -> None:
    analysis = tell(ORCHARD)
    assert called(analysis, "Mr. Pascoe").gender is Gender.MALE
    assert called(analysis, "Judith Pascoe").gender is Gender.FEMALE


def test_husband_and_wife_are_two(tell: Tell) -> None:
    analysis = tell(
        '"We are full," said Mr. Tolliver.\n\n"We are never full," said Mrs. Tolliver.\n\n'
        '"Then find a bed," said Mr. Tolliver. His wife went up.\n\n'
        '"There is one under the roof," Mrs. Tolliver called down.\n'
    )
    assert speakers(analysis) == ["Mr. Tolliver", "Mrs. Tolliver"] * 2
    assert called(analysis, "Mrs. Tolliver").gender is Gender.FEMALE


def test_a_short_name_and_the_full_one(tell: Tell) -> None:
    analysis = tell(
        'Elizabeth Crane was ten. She hated boats.\n\n"I shall be sick," said Lizzy.\n\n'
        '"Not on a pond," said her uncle Tobias.\n\n"On anything," said Elizabeth.\n'
    )
    assert speakers(analysis)[0] == speakers(analysis)[2] == "Elizabeth Crane"
    assert "Lizzy" in called(analysis, "Elizabeth Crane").aliases


def test_a_nickname_that_is_the_name_and_an_ending(tell: Tell) -> None:
    analysis = tell(
        '"Where is Skipp?" asked Hanna.\n\n"Here," said Skipp.\n\n'
        '"Come down, Skippy," said Hanna.\n\n'
        '"When I am ready," said Skippy.\n'
    )
    assert len({c.name for c in analysis.characters}) == 2


def test_a_description_in_apposition_is_the_persons(tell: Tell) -> None:
    analysis = tell(
        "Ambrose Venn, the ferryman, spat into the river. Dilys Hope watched him.\n\n"
        '"Two pence," said the ferryman.\n\n"It was a penny," said Dilys.\n\n'
        '"It was," said Venn.\n'
    )
    assert speakers(analysis) == ["Ambrose Venn", "Dilys Hope", "Ambrose Venn"]


def test_the_waiter_of_another_scene_is_another_waiter(tell: Tell) -> None:
    analysis = tell(
        'CHAPTER 1\n\nA waiter came. "Soup?" asked the waiter.\n\n"Soup," said Bruno.\n\n'
        'CHAPTER 2\n\nIn Rome it rained. A waiter came. "Fish?" asked the waiter.\n\n'
        '"Fish," said Bruno.\n'
    )
    first, bruno, second, again = speakers(analysis)
    assert bruno == again == "Bruno"
    assert first != second
    assert {first, second} == {"the waiter", "the waiter (2)"}


def test_places_are_nobody(tell: Tell) -> None:
    analysis = tell(
        'Ottilie had lived in Brandburg for a year. "Brandburg is dull," she said. '
        '"In Brandburg nothing moves."\n'
    )
    assert {c.name for c in analysis.characters} == {"Ottilie"}


def test_ids_are_slugs_and_unique(tell: Tell) -> None:
    analysis = tell(ORCHARD)
    ids = [character.id for character in analysis.characters]
    assert len(ids) == len(set(ids))
    assert all(slug == slug.lower() and " " not in slug for slug in ids)


def test_a_gender_that_is_corrected_decides_the_pronouns_again(tell: Tell) -> None:
    story = (
        "Robin and Kestrel stood at the window.\n\n"
        '"It is only rain," said Robin.\n\n"Only," said Kestrel.\n\n'
        'Robin and Kestrel looked out again.\n\n"It will stop," she said.\n'
    )
    for woman, man in (("Robin", "Kestrel"), ("Kestrel", "Robin")):
        known = (
            KnownCharacter(woman.lower(), woman, gender=Gender.FEMALE),
            KnownCharacter(man.lower(), man, gender=Gender.MALE),
        )
        assert speakers(tell(story, Corrections(characters=known)))[2] == woman


def test_a_woman_whose_surname_changes_is_one_woman(tell: Tell) -> None:
    often = "Nora lit the lamp. Nora sat down, and she sewed. Nora sang. " * 3
    analysis = tell(
        f"{often}\n\n“Nora Finch,” said the vicar, “come in.”\n\n“Good day,” said Miss Finch.\n\n"
        f"{often}\n\n“Mrs. Tull is here,” said the vicar, and Nora Tull came in with Edwin Tull."
        "\n\n“We are glad to be asked,” said Mrs. Tull.\n\n“We are,” said Nora.\n\n"
        f"“Very glad,” said Edwin Tull.\n\n{often}\n"
    )
    nora = called(analysis, "Nora")
    assert {nora.name, *nora.aliases} >= {
        "Nora",
        "Nora Finch",
        "Nora Tull",
        "Miss Finch",
        "Mrs. Tull",
    }
    assert called(analysis, "Edwin Tull").id != nora.id


def test_a_date_is_nobody(tell: Tell) -> None:
    dates = "\n\n".join(
        f"{day} August. The rain came in, and the clock stopped." for day in range(3, 9)
    )
    analysis = tell(f"{dates}\n\n“It is late,” said Anna Pell.\n\n“It is,” he said.\n")
    assert "August" not in {character.name for character in analysis.characters}
