from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.tts.words import has_word, words


def of(text: str) -> list[str]:
    return [text[word.start : word.end] for word in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“No,” he said.", ["No", "he", "said"]),
        ("my mother-in-law's at one o’clock", ["my", "mother-in-law's", "at", "one", "o’clock"]),
        ("1,234.5 at 10:30", ["1,234.5", "at", "10:30"]),
        ("wait—no…yes...maybe", ["wait", "no", "yes", "maybe"]),
        ("Naïve e\u0301te\u0301, 中文!", ["Naïve", "e\u0301te\u0301", "中文"]),
        ("end.Next,then", ["end.Next", "then"]),
        ("<b>bold</b> & ‘so’", ["b", "bold", "b", "so"]),
        ("— … “!”", []),
        ("", []),
    ],
)
def test_words_are_what_a_listener_would_count(text, expected):
    assert of(text) == expected


@given(st.text())
def test_every_letter_and_digit_is_in_exactly_one_word(text):
    found = words(text)
    covered = [place for word in found for place in range(word.start, word.end)]
    assert covered == sorted(set(covered))
    alnum = {place for place, character in enumerate(text) if character.isalnum()}
    assert alnum <= set(covered)
    assert has_word(text) == bool(found)
