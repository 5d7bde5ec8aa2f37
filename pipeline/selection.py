"""Which part of a production a command is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.errors import FullcastError
from pipeline.model import Analysis, Chapter, Scene, Script, Utterance


@dataclass(frozen=True, slots=True)
class Selection:
    """Chapters, scenes, speakers and utterances; an empty one selects everything."""

    chapters: tuple[int, ...] = ()
    scenes: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    """Ids of characters, or `narrator`."""
    utterances: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.chapters or self.scenes or self.speakers or self.utterances)

    def picks(self, chapter: Chapter, scene: Scene, utterance: Utterance) -> bool:
        return (
            (not self.chapters or chapter.number in self.chapters)
            and (not self.scenes or scene.id in self.scenes)
            and (not self.speakers or utterance.speaker in self.speakers)
            and (not self.utterances or utterance.id in self.utterances)
        )

    def utterance_ids(self, script: Script) -> frozenset[str]:
        """The ids of all that is selected."""
        return frozenset(
            utterance.id
            for chapter in script.chapters
            for scene in chapter.scenes
            for utterance in scene.utterances
            if self.picks(chapter, scene, utterance)
        )


def numbers(text: str) -> tuple[int, ...]:
    """`1-3, 5` as 1, 2, 3, 5. Raises ValueError for anything else."""
    found: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,5})\s*(?:-\s*(\d{1,5})\s*)?", part)
        if match is None:
            raise ValueError(f"{text!r} is not a list of chapter numbers such as 1-3,5")
        first = int(match[1])
        last = int(match[2] or first)
        if last < first:
            raise ValueError(f"{text!r} goes from {first} back to {last}")
        found.extend(range(first, last + 1))
    return tuple(dict.fromkeys(found))


def check(selection: Selection, analysis: Analysis) -> Selection:
    """The selection with its speakers as ids. Raises FullcastError for what is not there."""
    script = analysis.script
    chapters = {chapter.number for chapter in script.chapters}
    for number in selection.chapters:
        if number not in chapters:
            raise FullcastError(
                f"There is no chapter {number}.", f"The story has chapters 1 to {max(chapters)}."
            )
    scenes = [scene.id for scene in script.scenes]
    for scene in selection.scenes:
        if scene not in scenes:
            raise FullcastError(
                f"There is no scene {scene}.", f"The scenes are {_some(scenes)} (chapter.scene)."
            )
    known = {utterance.id for utterance in script.utterances}
    for utterance in selection.utterances:
        if utterance not in known:
            raise FullcastError(
                f"There is no utterance {utterance}.", "`fullcast script` lists their ids."
            )
    return Selection(
        chapters=selection.chapters,
        scenes=selection.scenes,
        speakers=tuple(_speaker(name, analysis) for name in selection.speakers),
        utterances=selection.utterances,
    )


def _speaker(name: str, analysis: Analysis) -> str:
    wanted = name.casefold()
    if wanted == "narrator":
        return wanted
    for character in analysis.characters:
        if wanted in {n.casefold() for n in (character.id, character.name, *character.aliases)}:
            return character.id
    raise FullcastError(
        f"Nobody in the story is called {name!r}.",
        f"There are: {_some([character.name for character in analysis.characters])}.",
    )


def _some(names: list[str]) -> str:
    return ", ".join(names[:20]) + (", …" if len(names) > 20 else "")
