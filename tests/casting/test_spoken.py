"""The spoken form: what is heard, without what is only seen."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.casting.spoken import Spoken, aligned, spoken, spoken_form

TABLE = Path(__file__).parent / "spoken_forms.tsv"


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("“Well,” he said.", "Well, he said."),
        ('"No," she said, "never."', "No, she said, never."),
        ("«Oui», dit-elle.", "Oui, dit-elle."),
        ("„Ja“, sagte er.", "Ja, sagte er."),
        ("‘Well,’ he said, ‘don’t.’", "Well, he said, don’t."),
        ("“He said ‘run’ and ran.”", "He said run and ran."),
        ("'Stop,' he said. 'It's mine.'", "Stop, he said. It's mine."),
        ("Tell ’em the dogs’ dinner is goin’ cold.", "Tell ’em the dogs’ dinner is goin’ cold."),
        ("two\nlines\r\n  and\ta tab", "two lines and a tab"),
        ("I asked\u2060—“mor\u00adphine?”", "I asked — morphine?"),
        ("zero\u200bwidth \ufeffmark", "zerowidth mark"),
        ("a *very* **loud** _noise_, ***now***", "a very loud noise, now"),
        ("un*frigging*believable", "unfriggingbelievable"),
        ("the file_name stays", "the file_name stays"),
        ("to my_self_ and o_ther_", "to myself and other"),
        ("Mr. B____ came", "Mister B came"),
        ("see [the map](https://example.org/map.png 'x').", "see the map."),
        ("see [the map](https://example.org/map.png).", "see the map."),
        ("a \\*star\\*", "a star"),
        ("there—and then", "there — and then"),
        ("there -- and then", "there — and then"),
        ("there--and then", "there — and then"),
        ("there – and then", "there — and then"),
        ("well-known", "well-known"),
        ("I was—", "I was —"),
        ("—and then", "and then"),
        ("Last night...", "Last night…"),
        ("Last night . . . and", "Last night… and"),
        ("Wait.... What?", "Wait… What?"),
        ("Wait…?", "Wait…?"),
        ("It cost 3.50.", "It cost three point five zero."),
        ("* * *", ""),
        ("“…”", ""),
        ("", ""),
        ("ＡＢＣ", "A.B.C"),
        ("cafe\u0301", "café"),
    ],
)
def test_spoken_form(written: str, spoken: str) -> None:
    assert spoken_form(written, "en") == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("CHAPTER ONE", "Chapter One"),
        ("CHAPTER IV", "Chapter four"),
        ("Chapter XLII. THE END OF THE ISLANDER", "Chapter forty-two. The End Of The Islander"),
        ("IX.", "nine."),
        ("I", "one"),
        ("I AM BORN", "I Am Born"),
        ("# Chapter 2", "Chapter two"),
        ("## The End ##", "The End"),
        ("THE DOG'S TALE", "The Dog's Tale"),
        ("Chapter 3: The FBI", "Chapter three: The F.B.I"),
        ("Part II: *The Sea*", "Part two: The Sea"),
        ("Malcolm X", "Malcolm X"),
        ("LOUIS XIV", "Louis the Fourteenth"),
    ],
)
def test_headings(written: str, spoken: str) -> None:
    assert spoken_form(written, "en", heading=True) == spoken


def test_a_heading_is_numbered_in_the_books_language() -> None:
    assert spoken_form("KAPITEL III", "de-AT", heading=True) == "Kapitel drei"
    assert spoken_form("KAPITEL III", "fi", heading=True) == "Kapitel III"


def rows() -> list[tuple[str, str, str]]:
    lines = TABLE.read_text("utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if not line.startswith("#")]  # type: ignore[misc]


def test_the_table_of_written_forms_is_read_as_meant() -> None:
    table = rows()
    wrong = [
        (written, said, meant)
        for language, written, meant in table
        for said in [spoken_form(written, language[:2], heading=language.endswith(" h"))]
        if said != meant
    ]
    assert len(table) >= 300
    assert len(wrong) <= 0.03 * len(table), wrong


def test_every_word_of_the_table_knows_where_it_comes_from() -> None:
    for language, written, _ in rows():
        check_pairs(written, spoken(written, language[:2], heading=language.endswith(" h")))


def check_pairs(shown: str, form: Spoken) -> None:
    for text, spans in (
        (shown, [pair[0] for pair in form.pairs]),
        (form.text, [pair[1] for pair in form.pairs]),
    ):
        words = [m for m in re.finditer(r"\S+", text) if any(map(str.isalnum, m.group()))]
        if not form.text:
            assert not spans
            continue
        assert all(a.end <= b.start for a, b in pairwise(spans))
        assert all(any(s.start <= m.start() and m.end() <= s.end for s in spans) for m in words)
        assert all(not text[s.start].isspace() and not text[s.end - 1].isspace() for s in spans)


def test_shown_words_stand_beside_the_spoken_ones() -> None:
    shown = "“Dr. Hart,” she said, “owes me £3 4s. 6d.!”"
    form = spoken(shown, "en")
    assert [(shown[a.start : a.end], form.text[b.start : b.end]) for a, b in form.pairs] == [
        ("“Dr.", "Doctor"),
        ("Hart,”", "Hart,"),
        ("she", "she"),
        ("said,", "said,"),
        ("“owes", "owes"),
        ("me", "me"),
        ("£3 4s. 6d.!”", "three pounds, four shillings and sixpence!"),
    ]


def test_two_texts_are_aligned_without_knowing_the_rules() -> None:
    shown, said = "“Dr. Hart left,” he said, in 1895.", "Doctor Hart left, he said, in a year."
    assert [(shown[a.start : a.end], said[b.start : b.end]) for a, b in aligned(shown, said)] == [
        ("“Dr.", "Doctor"),
        ("Hart", "Hart"),
        ("left,”", "left,"),
        ("he", "he"),
        ("said,", "said,"),
        ("in", "in"),
        ("1895.", "a year."),
    ]
    assert aligned("…", "…") == ()


def test_what_is_given_is_said_as_it_stands() -> None:
    form = spoken("Hermione met Dr. IV.", "en", said=[(0, 8, "her-my-oh-nee"), (17, 19, "IV")])
    assert form.text == "her-my-oh-nee met Doctor IV."


TEXT = st.lists(
    st.sampled_from(
        [
            "Dr.",
            "St.",
            "Mr.",
            "No.",
            "5",
            "12",
            "1895",
            "3rd",
            "£5",
            "6d.",
            "7:30",
            "p.m.",
            "Henry",
            "VIII",
            "I",
            "XIV",
            "U.S.A.",
            "FBI",
            "STOP!",
            "1/2",
            "½",
            "—",
            "…",
            "*so*",
            "_it_",
            "“well”",
            "’tis",
            "50%",
            "§",
            "4",
            "&",
            "etc.",
            "a.b@c.org",
            "www.x.com",
            "10-12",
            "May",
            "3,",
            "J.",
            "R.",
            "Smith",
            "[x](y)",
            "ﬁre",
            "\xad",
            "é",
            "é",
            "1,234.5",
            "-5",
            "°C",
            "5'10\"",
            ".45",
            "4s.",
            "°",
        ]
    ),
    max_size=14,
).map(" ".join)


@settings(deadline=None)
@given(
    st.one_of(TEXT, st.text(max_size=60)),
    st.sampled_from(["en", "de", "fr", "es", "it", "fi", "xx"]),
)
def test_pairs_are_in_order_and_cover_every_word(text: str, language: str) -> None:
    form = spoken(text, language)
    assert form.text == spoken_form(text, language)
    check_pairs(text, form)
    check_pairs(text, Spoken(form.text, aligned(text, form.text)))


@settings(deadline=None)
@given(TEXT)
def test_nothing_is_left_that_engines_read_each_in_their_own_way(text: str) -> None:
    assert not re.search(r"[\d£%§&@½]", spoken_form(text, "en"))


@settings(deadline=None)
@given(st.text(max_size=80), st.booleans())
def test_laws(text: str, heading: bool) -> None:
    spoken = spoken_form(text, "en", heading=heading)
    assert spoken == " ".join(spoken.split())
    assert unicodedata.is_normalized("NFC", spoken)
    assert not spoken or any(character.isalnum() for character in spoken)
    assert not set(spoken) & set('"“”«»*\u00ad\u200b\u2060\ufeff')


@settings(deadline=None)
@given(st.text(alphabet="xyz 'ʼ‘’“”\".,!?—-… \n", max_size=60))
def test_no_letter_is_lost(text: str) -> None:
    def letters(of: str) -> list[str]:
        return [character for character in of if character.isalpha()]

    assert letters(spoken_form(text, "en")) == letters(text)
