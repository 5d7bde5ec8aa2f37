"""The marks that other languages set speech apart with."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.segmenter import segment
from pipeline.sources import read


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        ("„Guten Tag“, sagte Hr. Müller. „Kommen Sie am 3. Mai?“", 2),
        ("»Guten Tag«, sagte Anna. »Er rief ›nie‹ und ging.«", 2),
        ("« Bonjour, M. Dupont », dit-elle. « Ça va ? »", 2),
        ("‹Bonjour›, dit-elle. ‹Ça va?›", 2),
        ("«¡Hola!», dijo Ana. «¿Qué tal, Sr. Gil?»", 2),
        ("«Buongiorno», disse il sig. Rossi. «Come sta?»", 2),
        ("—Hola —dijo el Sr. López—. ¿Qué tal?", 2),
        ("— Oui, répondit M. Dupont. Et vous ?", 2),
        ("– Bene, – rispose il dott. Neri.", 1),
    ],
)
def test_speech_and_tags_are_parted(tmp_path: Path, text: str, quotations: int) -> None:
    story = tmp_path / "story.txt"
    story.write_text(f"{text}\n\n{text}\n\nEnd.\n", "utf-8")
    kinds = [(u.kind.value, u.text) for u in segment(read(story)).utterances]
    said = [words for kind, words in kinds if kind == "quotation"]
    assert len(said) == 2 * quotations, kinds
    tags = ("sagte", "dit-elle", "dijo", "disse", "répondit", "rispose")
    assert not any(tag in words for words in said for tag in tags), kinds
    assert all(len(words) > 2 for _, words in kinds)


@pytest.mark.parametrize(
    "heads",
    [
        ("Kapitel 1", "Kapitel 2"),
        ("ERSTES KAPITEL", "ZWEITES KAPITEL"),
        ("CHAPITRE PREMIER", "CHAPITRE DEUX"),
        ("Chapitre premier. Où il pleut", "Chapitre II. Où il neige"),
        ("Capítulo primero", "Capítulo segundo"),
        ("Capitolo I", "Capitolo II"),
        ("Prolog", "Epilog"),
    ],
)
def test_headings_of_chapters(tmp_path: Path, heads: tuple[str, str]) -> None:
    path = tmp_path / "story.txt"
    text = "Es regnete, und die Boote lagen still im Hafen. " * 5
    path.write_text("".join(f"{head}\n\n{text}\n\n" for head in heads))
    assert [chapter.title for chapter in segment(read(path)).chapters] == list(heads)
