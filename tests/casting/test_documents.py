"""What is quoted and nobody says has no speaker; what is read aloud has."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.casting.attribution import attribute
from pipeline.model import UNKNOWN, UtteranceKind
from pipeline.segmenter import segment
from pipeline.sources import read

TALK = '"Good morning," said Anna.\n\n"Good morning," said Boris. "Is there any post?"\n\n'


def said(tmp_path: Path, text: str) -> dict[str, tuple[str, str]]:
    path = tmp_path / "story.txt"
    path.write_text(TALK + text)
    analysis = attribute(segment(read(path)))
    methods = {item.utterance: item.method for item in analysis.attributions}
    return {
        utterance.text: (utterance.speaker, methods[utterance.id])
        for utterance in analysis.script.utterances
        if utterance.kind is UtteranceKind.QUOTATION
    }


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('Boris opened the letter and read:\n\n"Come at once."\n', '"Come at once."'),
        ('"Come at once," the telegram ran.\n', '"Come at once,"'),
        ('The advertisement was this:\n\n"Lost, a brown dog."\n', '"Lost, a brown dog."'),
        ('Anna took a pen and wrote: "I shall not come."\n', '"I shall not come."'),
        ('"A fire broke out last night," said the _Herald_.\n', '"A fire broke out last night,"'),
    ],
)
def test_what_is_written_has_no_speaker(tmp_path: Path, text: str, written: str) -> None:
    assert said(tmp_path, text)[written] == (UNKNOWN, "document")


def test_a_letter_goes_on_from_paragraph_to_paragraph(tmp_path: Path) -> None:
    told = said(
        tmp_path,
        'The letter ran as follows:\n\n"I am well.\n\n"The roof is not."\n\n'
        '"Who wrote it?" asked Anna.\n',
    )
    assert told['"I am well.'][0] == told['"The roof is not."'][0] == UNKNOWN
    assert told['"Who wrote it?"'][0] == "anna"


def test_what_is_read_aloud_is_the_readers(tmp_path: Path) -> None:
    told = said(tmp_path, 'Anna read the letter aloud: "Come at once."\n')
    assert told['"Come at once."'][0] == "anna"


def test_a_letter_is_its_writers_where_a_heading_says_so(tmp_path: Path) -> None:
    told = said(
        tmp_path,
        "Letter, Anna Pell to Ruth Oake.\n\n“Harwich, 3 May.\n\n“My dear Ruth,\n\n“Boris is here, "
        "and says, ‘Stay.’ I shall not.\n\n“Anna.”\n\n* * *\n\n“P.S. It rains.”\n\n"
        "Letter, Messrs. Stone & Co. to Miss Pell.\n\n“Madam, your trunk is lost.”\n\n"
        "Anna Pell’s Diary.\n\nI have lost my trunk, and I saw Boris. “I am sorry,” said he.\n",
    )
    anna = told["“My dear Ruth,"]
    assert anna[0].startswith("anna")
    assert anna[1] == "heading"
    assert told["“Harwich, 3 May."] == told["“Anna.”"] == told["“P.S. It rains.”"] == anna
    assert told["“Madam, your trunk is lost.”"] == (UNKNOWN, "document")
    assert told["“I am sorry,”"][0] == "boris"


def test_a_heading_that_runs_over_two_lines_names_the_writer_all_the_same(tmp_path: Path) -> None:
    told = said(
        tmp_path,
        "Telegram from Anna Pell to Miss Ruth\nOake.\n\n“Come at once. The roof has gone. Boris "
        "says\nthat it was the wind, which had turned.”\n\n“It was,” said Boris.\n",
    )
    (telegram,) = [who for text, who in told.items() if text.startswith("“Come at once")]
    assert telegram[0].startswith("anna")
