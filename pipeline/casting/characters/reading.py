"""A script laid out for reading: its utterances in order, cut into tokens, in their paragraphs."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.casting.characters.tokens import Tokens, tokenize
from pipeline.model import Script, Utterance, UtteranceKind


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance with its tokens; positions are ordinals in the book."""

    utterance: Utterance
    tokens: Tokens
    scene: int
    paragraph: int

    @property
    def quoted(self) -> bool:
        return self.utterance.kind is UtteranceKind.QUOTATION

    @property
    def narrated(self) -> bool:
        return self.utterance.kind is UtteranceKind.NARRATION


@dataclass(frozen=True, slots=True)
class Reading:
    lines: tuple[Line, ...]
    paragraphs: tuple[tuple[int, ...], ...]
    """For each paragraph the ordinals of its lines."""
    scenes: tuple[tuple[int, ...], ...]
    """For each scene the ordinals of its paragraphs."""
    chapters: tuple[range, ...]
    """For each scene the ordinals of its chapter's paragraphs: what chapter came before does
    not matter to what is said in this one."""


def read_script(script: Script) -> Reading:
    """Lay out `script`: one line an utterance, in the order of the book."""
    lines: list[Line] = []
    paragraphs: list[list[int]] = []
    scenes: list[tuple[int, ...]] = []
    for number, scene in enumerate(script.scenes):
        first = len(paragraphs)
        block: tuple[str, int] | None = None
        for utterance in scene.utterances:
            place = (utterance.section, utterance.block)
            if place != block:
                paragraphs.append([])
                block = place
            paragraphs[-1].append(len(lines))
            lines.append(Line(utterance, tokenize(utterance.text), number, len(paragraphs) - 1))
        scenes.append(tuple(range(first, len(paragraphs))))
    chapters: list[range] = []
    number = 0
    for chapter in script.chapters:
        own = scenes[number : number + len(chapter.scenes)]
        number += len(own)
        whole = [paragraph for scene in own for paragraph in scene]
        chapters += [range(whole[0], whole[-1] + 1) if whole else range(0)] * len(own)
    return Reading(tuple(lines), tuple(map(tuple, paragraphs)), tuple(scenes), tuple(chapters))
