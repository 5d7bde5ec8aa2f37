"""Who says each line, as the text shows it or the user has said it."""

from __future__ import annotations

import json
from pathlib import Path

from told_stories import Tell, speakers, tell

from pipeline.casting.attribution import attribute
from pipeline.model import (
    NARRATOR,
    Corrections,
    Gender,
    KnownCharacter,
    PointOfView,
    UtteranceKind,
)
from pipeline.segmenter import segment
from pipeline.sources import read

__all__ = ["tell"]

FERRY = """\
Captain Brandt leaned on the rail. Nora Quill came up the ladder with two mugs.

"You're late, Nora," said the captain.

"The kettle was slow," she answered.

"It's always slow."

"Then buy another one, Captain."

Brandt laughed. "With what money?"
"""


def test_tags_pronouns_addresses_and_turns(tell: Tell) -> None:
    analysis = tell(FERRY)
    brandt, nora = "Captain Brandt", "Nora Quill"
    assert speakers(analysis) == [brandt, nora, brandt, nora, brandt]
    genders = {character.name: character.gender for character in analysis.characters}
    assert genders[nora] is Gender.FEMALE


def test_every_quotation_has_one_attribution_with_its_reasons(tell: Tell) -> None:
    analysis = tell(FERRY)
    quoted = [u for u in analysis.script.utterances if u.kind is UtteranceKind.QUOTATION]
    assert [a.utterance for a in analysis.attributions] == [u.id for u in quoted]
    assert [a.speaker for a in analysis.attributions] == [u.speaker for u in quoted]
    assert all(0 <= a.confidence <= 1 and a.method for a in analysis.attributions)
    by_words = {u.text: a for u, a in zip(quoted, analysis.attributions, strict=True)}
    assert by_words['"The kettle was slow,"'].evidence == "she answered"
    assert all(
        u.speaker == NARRATOR
        for u in analysis.script.utterances
        if u.kind is not UtteranceKind.QUOTATION
    )


def test_the_same_story_gives_the_same_analysis(tell: Tell) -> None:
    assert tell(FERRY) == tell(FERRY)


def test_more_narration_changes_no_speaker(tell: Tell) -> None:
    lead, rest = FERRY.split("\n\n", 1)
    longer = f"{lead}\n\nThe river was brown and high, and it smelled of iron.\n\n{rest}"
    assert speakers(tell(longer)) == speakers(tell(FERRY))


def test_the_seed_excerpt_is_cast_as_its_gold_file_says(shared: Path) -> None:
    story = shared / "stories" / "seed-excerpt.txt"
    gold = json.loads(story.with_suffix(".gold.json").read_text("utf-8"))
    analysis = attribute(segment(read(story)))
    names = {character.id: character.name for character in analysis.characters}
    found = {
        (u.span.start, u.span.end): names[u.speaker]
        for u in analysis.script.utterances
        if u.kind is UtteranceKind.QUOTATION
    }
    wanted = {
        (q["start"], q["end"]): q["speaker"].replace("narrator of 1.1", "I")
        for q in gold["quotations"]
    }
    assert found == wanted
    assert [(s.id, s.point_of_view, names[s.narrator or ""]) for s in analysis.script.scenes] == [
        ("1.1", PointOfView.FIRST, "I"),
        ("1.2", PointOfView.FIRST, "Sasha"),
    ]
    assert {c.name: c.gender for c in analysis.characters}["Sasha"] is Gender.FEMALE


def test_a_corrected_line_stays_corrected(tell: Tell) -> None:
    first = tell(FERRY)
    line = first.attributions[2]
    other = next(c.id for c in first.characters if c.id != line.speaker)
    again = tell(FERRY, Corrections(speakers=((line.utterance, other),)))
    assert again.attributions[2].speaker == other
    assert (again.attributions[2].method, again.attributions[2].confidence) == ("edit", 1.0)
    changed = [
        a
        for a, b in zip(first.attributions, again.attributions, strict=True)
        if a.speaker != b.speaker
    ]
    assert changed == [line]


def test_a_line_can_be_given_to_somebody_new(tell: Tell) -> None:
    line = tell(FERRY).attributions[0].utterance
    again = tell(FERRY, Corrections(speakers=((line, "old-tom"),)))
    assert again.attributions[0].speaker == "old-tom"
    assert "Old Tom" in {c.name for c in again.characters if c.id == "old-tom"}


TWINS = """\
"Is the boat ready?" asked Ned.

"Nearly," said Polly.

"We sail at six," said the Admiral's clerk.

"Good," said Poll, and Mr. Harker laughed.

"Nothing is good about it," said Harker.
"""


def test_an_alias_that_the_user_lists_merges_two_people(tell: Tell) -> None:
    known = KnownCharacter(
        "polly", "Polly", aliases=("Harker", "Mr. Harker"), gender=Gender.UNKNOWN
    )
    analysis = tell(TWINS, Corrections(characters=(known,)))
    assert speakers(analysis)[4] == "Polly"
    assert [c.id for c in analysis.characters if c.name == "Polly"] == ["polly"]


def test_a_name_that_is_never_somebodys_is_another_person(tell: Tell) -> None:
    joined = speakers(tell(FERRY))
    assert joined[1] == "Nora Quill"
    story = FERRY.replace(
        '"The kettle was slow," she answered.', '"It was slow," answered Miss Quill.'
    )
    assert speakers(tell(story))[1] == "Nora Quill"
    known = KnownCharacter("nora-quill", "Nora Quill", never=("Miss Quill",))
    split = tell(story, Corrections(characters=(known,)))
    assert speakers(split)[1] == "Miss Quill"


def test_a_gender_that_the_user_tells_is_kept(tell: Tell) -> None:
    known = KnownCharacter("brandt", "Captain Brandt", gender=Gender.FEMALE)
    analysis = tell(FERRY, Corrections(characters=(known,)))
    assert {c.id: c.gender for c in analysis.characters}["brandt"] is Gender.FEMALE
