"""Lines that say whose journal, letter or paper follows are headings, and begin a scene."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model import UtteranceKind
from pipeline.segmenter import segment
from pipeline.segmenter.announcements import announces
from pipeline.sources import read

ANNOUNCED = """\
Anna Pell’s Journal.
Anna Pell’s Journal\u2060—continued
_Dr. Pell's Diary._
ANNA PELL'S JOURNAL
DR. PELL’S DIARY--_continued_
Dr. Pell’s Wax-Roll Diary, Spoken by Miss Oake.
Letter from Miss Anna Pell to Miss Ruth Oake.
Letter, Anna Pell to Ruth Oake.
Letter (By Hand), Pell to Mrs. Oake.
Letter, Joseph P. Oake & Son, Chandlers, Harwich, to Messrs. Pell, Stone & Co., London.
Letter, Simon Pell, M.D., D. Litt., etc., etc., to Dr. Oake.
Telegram, Pell, London, to Oake, Hull.
Telegram, October 3rd.
Note Left by Miss Oake in Her Trunk, Directed to Anna Pell.
Memorandum by Simon Pell.
Log of the Ruth Oake.
The Harwich Gazette, 18 September.
_"The Harwich Gazette," 18 September, 1891._
""".splitlines()
NOT = """\
He handed me a telegram:—
It was Anna's diary.
Anna's diary.
Note
Note, Pell, that the dog did nothing.
Letters from home came rarely.
Report to me at once.
The Times
Letter of the Law
“Anna’s diary,” he said. “Letter, Anna to Ruth.”
""".splitlines()


@pytest.mark.parametrize("line", ANNOUNCED)
def test_what_announces_a_writing(line: str) -> None:
    assert announces(line)


@pytest.mark.parametrize("line", NOT)
def test_what_does_not(line: str) -> None:
    assert not announces(line)


def test_it_is_a_heading_that_begins_a_scene_and_no_part_of_the_title(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text(
        "CHAPTER I\n\nAnna Pell’s Journal.\n\n(Kept in pencil.)\n\nI came by the noon boat, and "
        "saw nobody.\n\nDr. Oake’s Diary.\n\nI have seen her; she did not see me.\n\n"
        "CHAPTER II\n\nWe met at last, and neither of us wrote of it.\n"
    )
    script = segment(read(path))
    assert [chapter.title for chapter in script.chapters] == ["CHAPTER I", "CHAPTER II"]
    heads = [
        [u.text for u in scene.utterances if u.kind is UtteranceKind.HEADING]
        for scene in script.chapters[0].scenes
    ]
    assert heads == [
        ["CHAPTER I", "Anna Pell’s Journal.", "(Kept in pencil.)"],
        ["Dr. Oake’s Diary."],
    ]
