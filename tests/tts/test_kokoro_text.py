"""Text as Kokoro's tokens: what is said for which word, and where a long text is parted."""

from __future__ import annotations

import sys
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.tts.kokoro_phonemes import DIALECTS, Phonemizer
from pipeline.tts.kokoro_text import PAUSE, VOCABULARY, phrases
from pipeline.tts.words import words

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="espeak-ng comes on Linux only")

SYMBOLS = {number: symbol for symbol, number in VOCABULARY.items()}
READER = Phonemizer()


def read(text: str, dialect: str = "en-us", most: int = 510) -> str:
    """The phrases, each on a line."""
    parts = phrases(text, partial(READER.phonemes, dialect=dialect), most)
    return "\n".join("".join(SYMBOLS[token] for token in part.tokens) for part in parts)


def by_word(text: str, dialect: str = "en-us") -> dict[str, str]:
    """What is said for each word."""
    said: dict[int, str] = {}
    for part in phrases(text, partial(READER.phonemes, dialect=dialect), 510):
        for token, owner in zip(part.tokens, part.owners, strict=True):
            if owner != PAUSE:
                said[owner] = said.get(owner, "") + SYMBOLS[token]
    found = words(text)
    return {text[found[n].start : found[n].end]: sounds for n, sounds in said.items()}


def test_the_alphabet_is_the_one_of_training():
    assert read("The old house, in Maine.") == "ðɪ ˈOld hˈWs, ɪn mˈAn."
    assert read("My father asked why.", "en-gb") == "mI fˈɑːðəɹ ˈɑːskt wˈI."
    assert read("better", "en-us") == "bˈɛTəɹ."


@pytest.mark.parametrize(
    ("dialect", "text", "heard"),
    [
        ("es", "El niño comió mil manzanas.", "niɲo"),
        ("fr", "Je suis allé au marché.", "syˌiz"),
        ("hi", "मैं घर जा रहा हूँ।", "ɡʰ"),
        ("it", "La nonna e gli zucchini.", "ʣ"),
        ("pt-br", "Não sei o que você quer.", "vosˌe"),
    ],
)
def test_other_languages(dialect, text, heard):
    assert heard.replace("ˈ", "") in read(text, dialect).replace("ˈ", "")
    assert set(by_word(text, dialect)) == {text[w.start : w.end] for w in words(text)}


def test_every_dialect_is_there():
    assert {READER.phonemes("a", dialect) for dialect in DIALECTS}
    assert read("bath", "en-us") != read("bath", "en-gb")


def test_a_number_is_one_word_of_many_sounds():
    said = by_word("In 1914, 23 of the men left.")
    assert said["1914"] == "nˈIntinhˈʌndɹɪdfˈɔɹtin"
    assert said["23"] == "twˈɛntiθɹˈi"
    assert said["of"] == "ʌv"
    assert said["the"].startswith("ð")


def test_signs_are_said_with_the_word_that_they_stand_at():
    said = by_word("It cost $5, or 50% more.")
    assert "dˈɑləɹ" in said["5"]
    assert "pəɹsˈɛnt" in said["50"]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Mr. Smith and Dr. J. R. Jones left at 3 p.m. on foot.", "."),
        ("No. Yes.", ".."),
        ("Well… who—or what — was it?!", "…——?!"),
        ("He (the elder) said so; then, silence", ",,;,."),
        ("Wait... what?", "…?"),
        ("a, b: c!!!", ",:!"),
    ],
)
def test_marks_are_pauses_where_they_are_meant(text, marks):
    assert "".join(symbol for symbol in read(text) if symbol in ",;:.!?…—") == marks


def test_another_alphabet_is_not_passed_over():
    assert set(by_word("She said Привет and 漢字 twice.")) >= {"Привет", "漢字", "twice"}


def test_a_long_text_is_parted_at_its_sentences():
    sentence = "The old ferry leaves at noon, and nobody on the shore minds the rain."
    parts = read(" ".join([sentence] * 12)).splitlines()
    assert len(parts) > 1
    assert all(part.endswith(".") for part in parts)


def test_a_long_text_without_marks_is_parted_at_its_words():
    text = " ".join(["lamp ferry harbour"] * 200)
    parts = read(text).splitlines()
    assert all(len(part) <= 510 for part in parts)
    assert sum(len(part.split()) for part in parts) == 600


def test_a_word_longer_than_a_phrase_is_said_whole():
    whole = read("7" * 300, most=100_000)
    parts = read("7" * 300).splitlines()
    assert len(parts) > 1
    assert "".join(parts).replace(" ", "") == whole.replace(" ", "")


def test_three_thousand_words_lose_none():
    text = " ".join(
        f"{number} lamps of the {('old', 'new', 'red')[number % 3]} ferry,"
        f" {'Mr. Hale said' if number % 7 else 'said Ann—twice—'}{'.' if number % 5 else ' and'}"
        for number in range(400)
    )
    assert len(words(text)) > 3000
    parts = phrases(text, partial(READER.phonemes, dialect="en-us"), 510)
    assert all(len(part.tokens) <= 510 for part in parts)
    owners = [owner for part in parts for owner in part.owners if owner != PAUSE]
    assert sorted(set(owners)) == list(range(len(words(text))))
    assert owners == sorted(owners)


ODD = (
    "the of a to 1914 3.5 isn't Mr. Ann — … , . ? ! ( ) $5 50% & mother-in-law “Yes” 2nd x/y"
    " C++ naïve re: e.g. O’Brien"
)
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(ODD.split()),
        st.text(min_size=1, max_size=8),
    ),
    max_size=30,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.integers(5, 60))
def test_words_come_in_order_and_none_is_lost(text, most):
    reading = partial(READER.phonemes, dialect="en-us")
    parts = phrases(text, reading, most)
    owners = [owner for part in parts for owner in part.owners if owner != PAUSE]
    assert owners == sorted(owners)
    assert all(1 <= len(part.tokens) <= most for part in parts)
    spoken = set(owners)
    for number, word in enumerate(words(text)):
        alone = reading(text[word.start : word.end])
        joined = number - 1 in spoken or number + 1 in spoken
        assert number in spoken or joined or not alone
    together = [owner for part in phrases(text, reading, 10_000) for owner in part.owners]
    assert [owner for owner in together if owner != PAUSE] == owners
