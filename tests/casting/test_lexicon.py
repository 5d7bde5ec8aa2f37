"""The lexicon: which word is said how, by whom, and nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_scripts import script_of

from pipeline.casting.direction import direct
from pipeline.casting.edits import Anchored
from pipeline.casting.lexicon import Lexicon, Word, parse, resolved, with_words
from pipeline.casting.pls import read_pls, write_pls
from pipeline.errors import SettingsError
from pipeline.keys import digest
from pipeline.model import (
    NARRATOR,
    Cast,
    Character,
    Direction,
    EngineTraits,
    Pronunciation,
    Role,
    Script,
    SynthesisRequest,
    Voice,
)

VOICES = {name: Voice(name, "toy", (("tone", name),)) for name in ("toy:n", "toy:h")}
CAST = Cast(Role(NARRATOR, "toy:n"), (Role("hagrid", "toy:h"),))
TOY = EngineTraits("toy", 1, 22050)

LEXICON = """\
# ours
[[word]]
written = "Hermione"
say = "her-MY-oh-nee"

[[word]]
written = "Hermione"   # he never learns
say = "Her-my-own"
speakers = ["Hagrid"]

[[word]]
written = "gaol"
ipa = "/dʒeɪl/"

[[word]]
written = "Saint-Just"
say = "San Joost"
"""


def directed(
    script: Script, lexicon: Lexicon, traits: EngineTraits = TOY
) -> tuple[list[Direction], list[str]]:
    def key(request: SynthesisRequest, _: EngineTraits) -> str:
        return digest([request.text, [p.say for p in request.pronunciations]])

    found, findings = direct(
        script, CAST, VOICES, {"toy": traits}, "en", Anchored((), ()), key, lexicon
    )
    return list(found), [finding.code for finding in findings]


def words(text: str = LEXICON) -> Lexicon:
    return resolved(parse(text), [Character("hagrid", "Rubeus Hagrid", ("Hagrid",))])[0]


def said(text: str, speaker: str = NARRATOR) -> str:
    return " / ".join(d.request.text for d in directed(script_of([(speaker, text)]), words())[0])


def test_a_word_is_respelled_for_everyone_and_for_one_character() -> None:
    assert said("Hermione’s cat.") == "her-my-oh-nee’s cat."
    assert said("“HERMIONE!”", "hagrid") == "Her-my-own!"
    assert said("Dr. Saint-Just, 5.") == "Doctor San Joost, five."


@pytest.mark.parametrize("text", ["Hermiones", "hermione", "XHermione", "Hermione_"])
def test_only_the_whole_word_as_it_is_written(text: str) -> None:
    assert "my" not in said(f"See {text} now.")


@pytest.mark.parametrize("text", ["gaol", "Gaol", "GAOL", "ga\u00adol", "gaol's"])
def test_small_letters_stand_for_any_case(text: str) -> None:
    lexicon = words('[[word]]\nwritten = "gaol"\nsay = "jail"')
    (direction,), _ = directed(script_of([(NARRATOR, f"The {text}.")]), lexicon)
    assert direction.request.text.startswith("The jail")


def test_a_decomposed_word_is_the_same() -> None:
    lexicon = words('[[word]]\nwritten = "Zoé"\nsay = "zo-ay"')
    text = unicodedata.normalize("NFD", "Then Zoé came.")
    assert directed(script_of([(NARRATOR, text)]), lexicon)[0][0].request.text == (
        "Then zo-ay came."
    )


def test_sounds_go_to_an_engine_that_can_be_told() -> None:
    script = script_of([(NARRATOR, "To gaol with him."), (NARRATOR, "He went.")])
    able = EngineTraits("toy", 1, 22050, pronounces=True)
    (first, second), findings = directed(script, words(), able)
    assert first.request.text == "To gaol with him."
    assert first.request.pronunciations == (Pronunciation("gaol", "dʒeɪl", "ipa"),)
    assert second.request.pronunciations == ()
    assert not findings


def test_sounds_that_an_engine_cannot_be_told_are_a_finding() -> None:
    (direction,), findings = directed(script_of([(NARRATOR, "To gaol with him.")]), words())
    assert (direction.request.text, direction.request.pronunciations) == ("To gaol with him.", ())
    assert findings == ["pronunciation-dropped"]


def test_where_both_are_given_the_engine_decides() -> None:
    lexicon = words('[[word]]\nwritten = "gaol"\nsay = "jail"\nipa = "dʒeɪl"')
    script = script_of([(NARRATOR, "To gaol.")])
    assert directed(script, lexicon)[0][0].request.text == "To jail."
    able = EngineTraits("toy", 1, 22050, pronounces=True)
    assert directed(script, lexicon, able)[0][0].request.pronunciations


def test_the_longest_word_and_the_nearest_lexicon_win() -> None:
    lexicon = Lexicon(
        (Word("Saint-Just", "one"), Word("Just", "two"), Word("Just", "three", exact=True))
    )
    (direction,), _ = directed(script_of([(NARRATOR, "Saint-Just met Just.")]), lexicon)
    assert direction.request.text == "one met two."


def test_a_speaker_that_nobody_is_is_a_finding_and_not_everyone() -> None:
    lexicon, findings = resolved(parse(LEXICON), [Character("harry", "Harry")])
    assert [finding.code for finding in findings] == ["lexicon-speaker"]
    assert [word.say for word in lexicon.words] == ["her-MY-oh-nee", "", "San Joost"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[[word]]\nsay = "x"', r"lexicon.toml, line 1: written is missing"),
        ('[[word]]\nwritten = "x"', r"line 2: written .*nothing says how"),
        ('[[word]]\nwritten = "x"\nsai = "y"', r"line 3: sai is not a setting.*say"),
        ('[[word]]\nwritten = "x"\nsay = "y"\ncase = "upper"', r'line 4: case is "upper"'),
        ('[[word]]\nwritten = "x"\nsay = "y"\nspeakers = []', r"line 4: speakers is empty"),
        ('[[word]]\nwritten = "…"\nsay = "y"', r"line 2: written .*no word"),
        ('[[word]]\nwritten = "x"\nsay = "1"', r"line 3: say .*no letter"),
        (
            '[[word]]\nwritten = "x"\nsay = "y"\n[[word]]\nwritten = "X"\nsay = "z"\ncase="any"',
            r"line 5: written .*above",
        ),
        ("[word]\nwritten = 'x'", r"word must be tables"),
        ("[[word]\n", r"line 1: this is not TOML"),
    ],
)
def test_what_cannot_be_followed_is_said_with_file_line_and_key(text: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        parse(text)


def test_words_are_put_into_a_file_that_keeps_its_comments() -> None:
    text, number = with_words(LEXICON, [Word("gaol", "jail", exact=False), Word("Zoé", ipa="zoe")])
    assert number == 2
    assert "# he never learns" in text
    assert 'written = "gaol"\nsay = "jail"' in text
    assert [word.written for word in parse(text)] == [
        *("Hermione", "Hermione", "gaol", "Saint-Just", "Zoé"),
    ]
    assert with_words(text, parse(text)) == (text, 0)
    fresh, _ = with_words(None, parse(LEXICON))
    assert parse(fresh) == parse(LEXICON)


WORDS = st.lists(
    st.builds(
        lambda written, say, ipa: Word(written, say, ipa, exact=written != written.lower()),
        st.from_regex(r"[A-Za-zé<&]{1,8}", fullmatch=True).filter(
            lambda text: any(map(str.isalnum, text))
        ),
        st.from_regex(r"[a-z<&]{1,8}", fullmatch=True),
        st.sampled_from(["", "ʃɪˈvɔːn"]),
    ),
    unique_by=lambda word: word.written.casefold(),
)


@given(WORDS)
def test_a_pls_file_survives_its_round_trip(entries: list[Word]) -> None:
    assert read_pls(write_pls(entries, "en"), "x.pls") == tuple(entries)


def test_a_pls_file_of_others_is_read() -> None:
    data = """<?xml version="1.0" encoding="UTF-8"?>
    <lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
             alphabet="ipa" xml:lang="en-GB">
      <lexeme><grapheme>Sepulveda</grapheme><phoneme>səˈpʌlvɪdə</phoneme></lexeme>
      <lexeme><grapheme>judgment</grapheme><grapheme>judgement</grapheme>
        <phoneme>x</phoneme><phoneme prefer="true">ˈdʒʌdʒmənt</phoneme><example>!</example></lexeme>
      <lexeme><grapheme>W3C</grapheme><alias>World Wide Web Consortium</alias></lexeme>
    </lexicon>"""
    assert read_pls(data.encode(), "x.pls") == (
        Word("Sepulveda", "", "səˈpʌlvɪdə"),
        Word("judgment", "", "ˈdʒʌdʒmənt", exact=False),
        Word("judgement", "", "ˈdʒʌdʒmənt", exact=False),
        Word("W3C", "World Wide Web Consortium", ""),
    )


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"<lexicon", "is not XML"),
        (b"<html/>", "no pronunciation lexicon"),
        (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><lexicon>&a;</lexicon>', "type"),
        (
            b'<lexicon alphabet="x-sampa"><lexeme><grapheme>a</grapheme><phoneme>A</phoneme>'
            b"</lexeme></lexicon>",
            "x-sampa",
        ),
    ],
)
def test_what_is_no_lexicon_is_a_sentence(data: bytes, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        read_pls(data, "x.pls")
