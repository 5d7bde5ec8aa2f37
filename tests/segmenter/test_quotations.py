"""What is said and what is not, in the marks that books are printed with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from segmenting import narration, quotations, script_of

from pipeline.model import UtteranceKind


def book(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


DOUBLE = [
    '"Yes," said Ann.',
    '"No," said he, "not today."',
    '"Why?"',
    "Ann's dog barked at the boys' boat.",
]


def in_style(text: str, opening: str, closing: str, apostrophe: str) -> str:
    marks = iter([opening, closing] * text.count('"'))
    return "".join(next(marks) if c == '"' else apostrophe if c == "'" else c for c in text)


@pytest.mark.parametrize(
    ("opening", "closing", "apostrophe"),
    [
        ('"', '"', "'"),
        ("“", "”", "’"),
        ("‘", "’", "’"),
        ("'", "'", "'"),
        ("«", "»", "’"),
        ("« ", " »", "’"),
        ("»", "«", "'"),
        ("»", "»", "'"),
        ("„", "“", "’"),
        ("„", "”", "’"),
        ("‚", "‘", "’"),
        ("”", "”", "’"),
        ("「", "」", "'"),
    ],
)  # fmt: skip
def test_one_story_in_every_style(opening, closing, apostrophe):
    told = book(*(in_style(text, opening, closing, apostrophe) for text in DOUBLE))
    said = [in_style(text, opening, closing, apostrophe) for text in
            ['"Yes,"', '"No,"', '"not today."', '"Why?"']]  # fmt: skip
    assert quotations(told) == said
    assert [text.replace("’", "'") for text in narration(told)] == [
        "said Ann.",
        "said he,",
        "Ann's dog barked at the boys' boat.",
    ]


def test_straight_and_curly_marks_mixed():
    assert quotations('“Yes," said Ann. "No,” said he.') == ['“Yes,"', '"No,”']


def test_speech_over_paragraphs_opens_at_each_and_closes_once():
    text = book("“It was night.", "“It rained.", "“I left.” He wept.", "“Oh,” said she.")
    assert quotations(text) == ["“It was night.", "“It rained.", "“I left.”", "“Oh,”"]


def test_a_mark_that_nothing_closes_ends_with_its_paragraph():
    text = book('"It was night, said he.', "The lamp went out.", '"Yes," said Ann.')
    assert quotations(text) == ['"It was night, said he.', '"Yes,"']
    assert "The lamp went out." in narration(text)


@pytest.mark.parametrize(
    "text",
    [
        "“He said ‘never’ and left,” said Ann.",
        "‘He said “never” and left,’ said Ann.",
        "\"He said 'never' and left,\" said Ann.",
        '"I called out, "Who is there?" and nobody came."',
        "«He said “never” and left,» said Ann.",
    ],
)
def test_quotations_within_quotations_stay_in_the_outer(text):
    (said,) = quotations(text)
    assert said.startswith(text[0])
    assert "said Ann" not in said
    assert "left" in said or "came" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("‘’Tis late,’ said the boys’ mother.", ["‘’Tis late,’"]),
        ("'Tis late, and the boys' room is dark.", []),
        ("'The boys' room is dark,' said Ann.", ["'The boys' room is dark,'"]),
        ("‘It’s rock ’n’ roll,’ he said.", ["‘It’s rock ’n’ roll,’"]),
        ("'Stop 'em!' she cried. 'They're off.'", ["'Stop 'em!'", "'They're off.'"]),
        ("‘No’ – he paused – ‘and no again.’", ["‘No’", "‘and no again.’"]),
        ("'I'm goin' home, an' you too,' he said.", ["'I'm goin' home, an' you too,'"]),
        ("‘The Joneses’ boat was lost.", ["‘The Joneses’ boat was lost."]),
        (
            "‘She wrote, Come at once.’ So I came, and here I am.’ He sat down.",
            ["‘She wrote, Come at once.’ So I came, and here I am.’"],
        ),
        ("‘We sang ’Blow the wind,’’ said Ann.", ["‘We sang ’Blow the wind,’’"]),
        ("‘Come in,’ said Ann. The boys’ boat, etc., ’ was lost.", ["‘Come in,’"]),
    ],
)
def test_apostrophes_neither_open_nor_close(text, said):
    assert (
        quotations(book("'Well?' said Ann." if "‘" not in text else "‘Well?’ said Ann.", text))[1:]
        == said
    )


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “friends” left early.",
        "He read “The Tide and the Storm” by the fire.",
        "A board that said “Boats” hung there, and the word “storm” was not used.",
        "She was what they called “a good sort,” and she knew it.",
        "It was, he felt, a “spiritual” matter.",
        "They were to “shroud their feelings in the deepest oblivion” that night.",
    ],
)
def test_what_is_only_mentioned_is_narration(text):
    rest = [text] if "said" not in text else []
    told = narration(book("“Yes,” said Ann.", text))
    assert not rest or text in told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("He answered “No” and left.", "“No”"),
        ("With a cheery “Good night, all!” he left.", "“Good night, all!”"),
        ("She turned and said “Come in.”", "“Come in.”"),
        ("“Perhaps”", "“Perhaps”"),
        ("Ann whispered softly “not here” and went on.", "“not here”"),
        ("“I know” said Ann.", "“I know”"),
    ],
)
def test_in_doubt_it_is_said(text, said):
    assert said in quotations(book("“Yes,” said Ann.", text))


def test_inch_marks_open_nothing():
    text = 'He was 6\'2" tall, with a 12" knife. "Come," he said.'
    assert quotations(text) == ['"Come,"']


@pytest.mark.parametrize(
    ("paragraphs", "said"),
    [
        (
            ["—Yes, he said. Come in.", "—Who is it? asked the old man.", "He sat—slowly—down."],
            ["—Yes,", "Come in.", "—Who is it?"],
        ),
        (
            ["— Bonjour, dit-il.", "— Qui est là ? demanda Marie.", "Il pleuvait."],
            ["— Bonjour,", "— Qui est là ?"],
        ),
        (
            ["—Hola —dijo Juan—. ¿Qué tal?", "—Bien.", "Llovía."],
            ["—Hola", ". ¿Qué tal?", "—Bien."],
        ),
        (
            ["— Привет, — сказал он. — Как дела?", "— Хорошо.", "Шёл дождь."],
            ["— Привет,", "— Как дела?", "— Хорошо."],
        ),
    ],
)
def test_speech_that_a_dash_opens(paragraphs, said):
    assert [text.strip(" —.") for text in quotations(book(*paragraphs))] == [
        text.strip(" —.") for text in said
    ]


def test_french_guillemets_and_dashes_in_one_book():
    text = book(
        "« Bonjour, dit-il.", "— Bonsoir, répondit-elle.", "— Asseyez-vous. »", "Il sortit."
    )
    assert [said.strip("«»— ") for said in quotations(text)] == [
        "Bonjour, dit-il.",
        "Bonsoir,",
        "Asseyez-vous.",
    ]


def test_a_dash_in_the_middle_of_narration_opens_nothing():
    text = book("“Yes,” said Ann.", "—and so the night went on, and the day.", "“No,” said he.")
    assert quotations(text) == ["“Yes,”", "“No,”"]


@given(st.lists(st.text("ab ,.!\"“”‘’'«»„—\n", max_size=40), max_size=8).map("\n\n".join))
def test_no_quotation_in_a_paragraph_without_a_mark(text):
    for utterance in script_of("x " + text).utterances:
        if utterance.kind is UtteranceKind.QUOTATION:
            assert any(mark in utterance.text for mark in "\"“”„‘’'«»—")


def test_marks_and_dashes_alone_are_never_an_utterance():
    assert narration('"I know"—"you do"...') == []
    assert quotations('"I know"—"you do"...') == ['"I know"—', '"you do"...']
