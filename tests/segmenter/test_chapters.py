"""Chapters and scenes, by the headings and the spacing that stories have."""

import pytest
from segmenting import script_of, spoken

from pipeline.model import NARRATOR, UtteranceKind
from pipeline.slugs import slug

ONE = "The road went down to the harbour, and nobody spoke of the storm."
TWO = "They mended their nets by the light of one lamp until it was dark."


def titles(text: str, suffix: str = ".txt") -> list[str]:
    return [chapter.title for chapter in script_of(text, suffix).chapters]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Chapter 1", "Chapter 2", ["Chapter 1", "Chapter 2"]),
        ("CHAPTER ONE", "CHAPTER TWO", ["CHAPTER ONE", "CHAPTER TWO"]),
        (
            "CHAPTER ONE. The Boat",
            "CHAPTER TWENTY-FIRST. The Storm",
            ["CHAPTER ONE. The Boat", "CHAPTER TWENTY-FIRST. The Storm"],
        ),
        (
            "Chapter 1: The boat",
            "Chapter 2: Of a storm",
            ["Chapter 1: The boat", "Chapter 2: Of a storm"],
        ),
        (
            "Chapter I\nThe Boat",
            "Chapter II\nThe Storm",
            ["Chapter I: The Boat", "Chapter II: The Storm"],
        ),
        (
            "CHAPTER I.\n\nTHE BOAT",
            "CHAPTER II.\n\nTHE STORM",
            ["CHAPTER I. THE BOAT", "CHAPTER II. THE STORM"],
        ),
        ("I", "II", ["I", "II"]),
        ("I.", "II.", ["I.", "II."]),
        ("I. THE BOAT", "II. THE STORM", ["I. THE BOAT", "II. THE STORM"]),
        ("1", "2", ["1", "2"]),
        ("1.", "2.", ["1.", "2."]),
        ("Part One", "Part Two", ["Part One", "Part Two"]),
        ("PROLOGUE", "EPILOGUE", ["PROLOGUE", "EPILOGUE"]),
        ("Prologue: The Boat", "Chapter 1", ["Prologue: The Boat", "Chapter 1"]),
        ("BOOK THE FIRST\n_SOWING_\n\n\nCHAPTER I", "CHAPTER II", ["CHAPTER I", "CHAPTER II"]),
        ("STAVE ONE.", "STAVE TWO.", ["STAVE ONE.", "STAVE TWO."]),
        ("_Chapter 1_", "_Chapter 2_", ["Chapter 1", "Chapter 2"]),
    ],
)
def test_the_usual_headings(first, second, expected):
    assert titles(f"{first}\n\n\n{ONE}\n\n{TWO}\n\n\n\n{second}\n\n\n{ONE}\n\n{TWO}\n") == expected


def test_headings_are_spoken_at_the_start_of_their_chapter_by_the_narrator():
    script = script_of(
        f"BOOK THE FIRST\n\n\nCHAPTER I\nThe Boat\n\n\n{ONE}\n\nCHAPTER II\n\n{TWO}\n"
    )
    first = script.chapters[0].utterances
    assert [u.text for u in first] == ["BOOK THE FIRST", "CHAPTER I", "The Boat", ONE]
    assert [u.kind for u in first] == [UtteranceKind.HEADING] * 3 + [UtteranceKind.NARRATION]
    assert {u.speaker for u in script.utterances} == {NARRATOR}


@pytest.mark.parametrize(
    "text",
    [
        "Chapter and verse were quoted by the man who kept the boat.",
        "Part of the harbour was frozen.",
        "Book two of us a passage on the boat, she wrote.",
        "I am not a sailor.",
        "Chapter 3 was the one that she liked best of all.",
        "He counted.\n\n3\n\n8\n\nThen he stopped.",
    ],
)
def test_sentences_and_stray_numbers_are_not_headings(text):
    script = script_of(f"{ONE}\n\n{text}\n\n{TWO}\n")
    assert len(script.chapters) == 1
    assert spoken(script, UtteranceKind.HEADING) == []


def test_a_story_without_headings_is_one_chapter_named_for_the_book():
    assert titles(f"{ONE}\n\n{TWO}\n") == ["Story"]


def test_a_list_of_chapters_makes_no_empty_chapters():
    listed = "Chapter 1\nChapter 2\nChapter 3\n"
    script = script_of(
        f"The Harbour\n\n{listed}\n\nChapter 1\n\n{ONE}\n\nChapter 2\n\n{TWO}\n\nChapter 3\n\n{ONE}"
    )
    assert [chapter.title for chapter in script.chapters] == ["Chapter 1", "Chapter 2", "Chapter 3"]
    assert [u.text for u in script.chapters[0].utterances] == ["The Harbour", "Chapter 1", ONE]


def test_a_title_page_goes_in_front_and_a_longer_text_is_a_chapter():
    short = script_of(f"The Harbour\n\nby Ann Example\n\nChapter 1\n\n{ONE}\n")
    assert len(short.chapters) == 1
    assert spoken(short, UtteranceKind.HEADING) == ["The Harbour", "by Ann Example", "Chapter 1"]
    long = script_of(
        f"The Harbour\n\n{' '.join([ONE] * 12)}\n\nChapter 1\n\n{ONE}\n\nChapter 2\n\n{TWO}"
    )
    assert len(long.chapters) == 3
    assert spoken(long, UtteranceKind.HEADING)[0] == "The Harbour"


def test_chapter_ids_are_of_content_and_stay_when_chapters_swap():
    one, two, three = (f"I.\n\n{ONE}\n\n", f"II.\n\n{TWO}\n\n", f"I.\n\n{TWO} {ONE}\n\n")
    script = script_of(f"Part One\n\n{one}{two}Part Two\n\n{three}")
    ids = [chapter.id for chapter in script.chapters]
    assert len(set(ids)) == 3
    a, b = f"Chapter 1: The Boat\n\n{ONE}\n\n", f"Chapter 2: The Storm\n\n{TWO}\n\n"
    swapped = {chapter.title: chapter.id for chapter in script_of(b + a).chapters}
    assert swapped == {chapter.title: chapter.id for chapter in script_of(a + b).chapters}
    assert all(slug(name) == name for name in swapped.values())


@pytest.mark.parametrize(
    "mark",
    [
        "* * *",
        "***",
        "*****",
        "#",
        "⁂",
        "---",
        "~",
        "• • •",
        "— — —",
        "~~~",
        "oOo",
        "* * *\n\n* * *",
    ],
)
def test_marks_part_scenes_and_are_not_spoken(mark):
    script = script_of(f"{ONE}\n\n{mark}\n\n{TWO}\n")
    assert [(scene.id, [u.text for u in scene.utterances]) for scene in script.scenes] == [
        ("1.1", [ONE]),
        ("1.2", [TWO]),
    ]


def starts(text: str) -> list[str]:
    return [scene.utterances[0].text for scene in script_of(text).scenes]


def test_extra_space_parts_scenes_measured_by_the_spacing_of_the_text_itself():
    four = [f"{number} {ONE}" for number in ("First:", "Second:", "Third:", "Fourth:")] * 2
    for usual in (0, 1, 2):
        gap = "\n" * (usual + 1)
        parted = gap.join(four) + "\n" * (usual + 3) + TWO + gap + gap.join(four)
        assert starts(parted) == [four[0], TWO]
        assert starts(gap.join(four)) == [four[0]]


def test_one_blank_line_too_many_is_a_slip_where_scenes_are_parted_by_more():
    text = f"{ONE}\n\n\n{TWO}\n\n{ONE}\n\n{TWO}\n\n{ONE}\n\n\n\nThen {TWO}\n\n{ONE}\n"
    assert starts(text) == [ONE, f"Then {TWO}"]


def test_verse_set_apart_with_space_is_no_scene_of_its_own():
    prose = (
        "The old man sat on the wall and sang\nto himself of the boats that never came home\nagain."
    )
    verse = "The boats went out,\n  The boats went down,\n  And nobody cared\n  In all the town."
    text = "\n\n".join([prose] * 6) + f"\n\n\n{verse}\n\n\n" + "\n\n".join([prose] * 6)
    assert len(script_of(text).scenes) == 1


def test_markdown_levels():
    text = "\n\n".join(
        ["# The Harbour", "## One", ONE, "### Morning", TWO, "## Two", ONE, "***", TWO]
    )
    script = script_of(text, ".md")
    assert [chapter.title for chapter in script.chapters] == ["One", "Two"]
    assert [scene.id for scene in script.scenes] == ["1.1", "1.2", "2.1", "2.2"]
    assert spoken(script, UtteranceKind.HEADING) == ["The Harbour", "One", "Morning", "Two"]
    parts = f"# Part One\n\n## A\n\n{ONE}\n\n## B\n\n{TWO}\n\n# Part Two\n\n## C\n\n{ONE}\n"
    assert titles(parts, ".md") == ["A", "B", "C"]


def test_numbers_within_named_chapters_part_scenes():
    text = f"Chapter 1\n\n1\n\n{ONE}\n\n2\n\n{TWO}\n\nChapter 2\n\n1\n\n{ONE}\n\n2\n\n{TWO}\n"
    assert [scene.id for scene in script_of(text).scenes] == ["1.1", "1.2", "2.1", "2.2"]


def test_lines_in_capitals_with_space_above_them_are_headings_where_nothing_else_is() -> None:
    prose = "\n\n".join([ONE, TWO] * 6)
    text = (
        f"THE BOAT\n\n{prose}\n\nNO LIGHTS\n\n{prose}\n\n\nTHE STORM\n\n{prose}\n\n\nHOME\n\n{TWO}"
    )
    assert titles(text) == ["THE BOAT", "THE STORM", "HOME"]
    numbered = f"Chapter 1\n\n{text}\n\nChapter 2\n\n{prose}"
    assert titles(numbered) == ["Chapter 1: THE BOAT", "Chapter 2"]
    assert len(titles(f"{prose}\n\nNO LIGHTS\n\n{prose}\n\nNO BOATS\n\n{prose}")) == 1
