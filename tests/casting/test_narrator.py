"""Who `I` is, scene by scene."""

from __future__ import annotations

from pathlib import Path

from told_stories import Tell, speakers, tell

from pipeline.casting.attribution import attribute
from pipeline.model import Analysis, Corrections, PointOfView
from pipeline.segmenter import segment
from pipeline.sources import read

__all__ = ["tell"]


def narrators(analysis: Analysis) -> list[str | None]:
    names = {character.id: character.name for character in analysis.characters}
    return [names[s.narrator] if s.narrator else None for s in analysis.script.scenes]


TWO_VOICES = """\
CHAPTER 1

The baker's window was dark when I got there, and I stood in the rain with my hood up. Dov
came round the corner with his collar turned.

"You took your time," I said.

"I had to feed the dog, Mirela," he said. He shook the water off his hat. "Is she in?"

"She won't answer me. You try."

I moved aside and let him hammer on the glass.

CHAPTER 2

I had hammered until my knuckles hurt. Mirela just watched me, the way she always does,
with her head on one side.

"Enough, Dov," she said at last. "You'll wake the street."

"I mean to wake it," I said.

She laughed, and I felt better about my knuckles.

CHAPTER 3

I went in through the cellar, because I am the smaller one. Dov held the hatch, and his
breath came in clouds above me.

"Do you see anything?" he asked.

"Flour," I said. "A great deal of flour."

CHAPTER 4

I counted to a hundred in the lane, and I lost my place twice. Then Mirela put her head
out of the hatch, white as a ghost.

"Nobody," she said. "But the oven is warm."

"Then we wait," I told her.
"""


def test_two_narrators_who_alternate_and_are_each_named_once(tell: Tell) -> None:
    analysis = tell(TWO_VOICES)
    assert narrators(analysis) == ["Mirela", "Dov", "Mirela", "Dov"]
    mirela, dov = "Mirela", "Dov"
    assert speakers(analysis) == [
        *(mirela, dov, dov, mirela),
        *(mirela, mirela, dov),
        *(dov, mirela, mirela),
        *(mirela, mirela, dov),
    ]


JOURNALS = """\
CHAPTER I

ANSEL WINTERBOURNE'S JOURNAL

3 May. I reached the inn after dark, and my boots were full of water. The innkeeper, a
stout woman, looked at me for a long time.

"You'll want the back room," she said.

"I'll want whatever is dry," I answered.

CHAPTER II

LETTIE CARROWAY'S DIARY

9 May. I have had no word from Ansel. I walked to the post office with my aunt, and I asked twice.

"Nothing today, miss," said the postmaster.

"Look again," I said.

CHAPTER III

I send you this by the carter, my dear Lettie, since I do not trust the post. I have seen
the house, and I did not like it.

"Nobody goes there," the carter told me.

"I do," I said.

Your friend,

TOBIAS REEVE
"""


def test_each_journal_is_told_by_its_writer(tell: Tell) -> None:
    analysis = tell(JOURNALS)
    assert [name for name in narrators(analysis) if name] == [
        "Ansel Winterbourne",
        "Lettie Carroway",
        "Tobias Reeve",
    ]
    assert speakers(analysis)[1::2] == ["Ansel Winterbourne", "Lettie Carroway", "Tobias Reeve"]


def test_watson_tells_the_sign_of_the_four(shared: Path) -> None:
    path = shared / "pdnc-dev" / "TheSignOfTheFour" / "novel_text.txt"
    analysis = attribute(segment(read(path)))
    assert {name for name in narrators(analysis) if name} == {"Watson"}


def test_a_story_in_the_third_person_has_no_narrator(tell: Tell) -> None:
    analysis = tell('Iris shut the gate. "I told you so," she said. "I always do."\n')
    assert [scene.point_of_view for scene in analysis.script.scenes] == [PointOfView.THIRD]
    assert narrators(analysis) == [None]


def test_the_user_may_say_who_tells_the_story(tell: Tell) -> None:
    story = '"Go home," I said, and I meant it. I have always meant it.\n'
    assert narrators(tell(story)) == ["I"]
    named = tell(story, Corrections(narrator="Odile"))
    assert narrators(named) == ["Odile"]
    assert speakers(named) == ["Odile"]


def test_an_introduction_names_the_narrator(tell: Tell) -> None:
    analysis = tell(
        "My name is Corin, and I was born on a barge. I never learned to swim.\n\n"
        '"You will drown," my mother used to say.\n\n"Not today," I would answer.\n'
    )
    assert narrators(analysis) == ["Corin"]
    assert speakers(analysis)[1] == "Corin"
