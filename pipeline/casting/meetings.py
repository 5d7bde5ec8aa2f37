"""Who is heard with whom: the scenes of a script as a graph of its speakers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model import NARRATOR, UNKNOWN, Scene, Script, UtteranceKind


@dataclass(frozen=True, slots=True)
class Meetings:
    words: Counter[str]
    """How many words each speaker says; a first-person scene's narration is its narrator's."""
    met: Mapping[str, Mapping[str, int]]
    """For each speaker, the others heard in the same scenes, and how many words of the one who
    says less are at stake."""


def meetings(script: Script) -> Meetings:
    """Everyone who speaks, and whom they share a scene with; the narrator is one of them."""
    total: Counter[str] = Counter()
    met: dict[str, Counter[str]] = {}
    for scene in script.scenes:
        words = words_of(scene)
        total.update(words)
        for one, said in words.items():
            shared = met.setdefault(one, Counter())
            for other, heard in words.items():
                if other != one:
                    shared[other] += min(said, heard)
    return Meetings(total, met)


def words_of(scene: Scene) -> Counter[str]:
    """How many words of the scene are in whose voice.

    What nobody is known to say is in the voice of whoever narrates, as the narration is.
    """
    words: Counter[str] = Counter()
    teller = scene.narrator or NARRATOR
    for utterance in scene.utterances:
        speaker = utterance.speaker
        if utterance.kind is not UtteranceKind.QUOTATION or speaker in (NARRATOR, UNKNOWN):
            speaker = teller
        words[speaker] += max(1, len(utterance.text.split()))
    return words
