"""The spoken form: what is heard, without what is only seen."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.casting.spoken import spoken_form


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
        ("to my_self_ and 221_b_", "to myself and 221b"),
        ("Mr. B____ came", "Mr. B came"),
        ("see [the map](https://example.org/map.png 'x').", "see the map."),
        ("see [the map](https://example.org/map.png).", "see the map."),
        ("a \\*star\\*", "a star"),
        ("there—and then", "there — and then"),
        ("there -- and then", "there — and then"),
        ("there--and then", "there — and then"),
        ("there – and then", "there — and then"),
        ("from 1914–18, well-known", "from 1914–18, well-known"),
        ("I was—", "I was —"),
        ("—and then", "and then"),
        ("Last night...", "Last night…"),
        ("Last night . . . and", "Last night… and"),
        ("Wait.... What?", "Wait… What?"),
        ("Wait…?", "Wait…?"),
        ("It cost 3.50.", "It cost 3.50."),
        ("* * *", ""),
        ("“…”", ""),
        ("", ""),
        ("ＡＢＣ", "ＡＢＣ"),
        ("cafe\u0301", "café"),
    ],
)
def test_spoken_form(written: str, spoken: str) -> None:
    assert spoken_form(written, "en") == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("CHAPTER ONE", "Chapter One"),
        ("CHAPTER IV", "Chapter 4"),
        ("Chapter XLII. THE END OF THE ISLANDER", "Chapter 42. The End Of The Islander"),
        ("IX.", "9."),
        ("I", "1"),
        ("I AM BORN", "I Am Born"),
        ("# Chapter 2", "Chapter 2"),
        ("## The End ##", "The End"),
        ("THE DOG'S TALE", "The Dog's Tale"),
        ("Chapter 3: The FBI", "Chapter 3: The FBI"),
        ("Part II: *The Sea*", "Part 2: The Sea"),
        ("Malcolm X", "Malcolm X"),
        ("LOUIS XIV", "Louis XIV"),
    ],
)
def test_headings(written: str, spoken: str) -> None:
    assert spoken_form(written, "en", heading=True) == spoken


def test_a_heading_is_numbered_in_the_books_language() -> None:
    assert spoken_form("KAPITEL III", "de-AT", heading=True) == "Kapitel 3"
    assert spoken_form("KAPITEL III", "fi", heading=True) == "Kapitel III"


def test_outside_headings_capitals_stay() -> None:
    assert spoken_form("“STOP!” he cried. World War II.", "en") == "STOP! he cried. World War II."


@settings(deadline=None)
@given(st.text(max_size=80), st.booleans())
def test_laws(text: str, heading: bool) -> None:
    spoken = spoken_form(text, "en", heading=heading)
    assert spoken == " ".join(spoken.split())
    assert unicodedata.is_normalized("NFC", spoken)
    assert not spoken or any(character.isalnum() for character in spoken)
    assert not set(spoken) & set('"“”«»*\u00ad\u200b\u2060\ufeff')


@settings(deadline=None)
@given(st.text(alphabet="abc 'ʼ‘’“”\".,!?—-… \n", max_size=60))
def test_no_letter_is_lost(text: str) -> None:
    def letters(of: str) -> list[str]:
        return [character for character in of if character.isalpha()]

    assert letters(spoken_form(text, "en")) == letters(text)
