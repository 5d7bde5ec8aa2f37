"""Sounds in IPA, in espeak-ng's own letters, as its voices speak them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pipeline.model import Audio, Pronunciation, Span, SynthesisRequest
from pipeline.tts.espeak_phonemes import phonemes
from pipeline.tts.pronouncing import Part, parts
from pipeline.tts.pyttsx3_engine import Pyttsx3Engine
from pipeline.tts.worker import synthesize

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="espeak-ng is used on Linux only")

ENGINE = Pyttsx3Engine()
VOICES = {voice.id: voice for voice in ENGINE.voices()}


def request(text: str, voice: str = "gmw/en-us", **sounds: str) -> SynthesisRequest:
    told = tuple(Pronunciation(written, say, "ipa") for written, say in sounds.items())
    chosen = VOICES[f"pyttsx3:{voice}"]
    return SynthesisRequest(text, chosen.language, chosen, pronunciations=told)


def spoken(wanted: SynthesisRequest) -> Audio:
    audio = synthesize(wanted)
    assert isinstance(audio, Audio), audio
    return audio


def test_a_word_is_spoken_as_its_sounds_say() -> None:
    plain = spoken(request("I saw Hermione there."))
    same = spoken(request("I saw Hermione there.", Hermione="hɜːˈmaɪəni"))
    other = spoken(request("I saw Hermione there.", Hermione="ˈmɛri"))
    assert same.pcm == plain.pcm
    assert other.pcm != plain.pcm
    assert [(word.start, word.end) for word in other.words] == [(0, 1), (2, 5), (6, 14), (15, 20)]


def test_only_the_whole_word_is_meant() -> None:
    assert spoken(request("Anna and Ann.", Ann="ən")).pcm != spoken(request("Anna and Ann.")).pcm
    assert spoken(request("Anna ran.", Ann="ən")).pcm == spoken(request("Anna ran.")).pcm
    assert parts(request("Ann, Anna [[x]]", Ann="ən")) == (
        Part(Span(0, 3), "Ann", "ən"),
        Part(Span(3, 15), ", Anna [[x]]"),
    )


@pytest.mark.parametrize(
    ("voice", "ipa"),
    [
        ("gmw/en-us+f3", "ʃɪˈvɔːn tʃɑːdʒ θɪŋk ðæt ˌʒɒn.vəˈljɛə ʔʌx"),
        ("gmw/en-gb-scotland", "ˈlɒx ʍɪtʃ n̩ aʊ ɔɪ eɪ oʊ ɜː ʊə iː uː"),
        ("gmw/de", "ˈʃøːn ˈtʏʁ ɪç ax ˈyːbɐ pfaɪfə"),
        ("roa/fr", "ɔ̃ ɛ̃ ɑ̃ œ̃ ʒø lœʁ ɥi paɲol"),
        ("roa/es", "ˈxwan ˈniɲo ˈkaʎe ˈaɣwa θeˈɾeθa"),
        ("roa/it", "ˈdʒente ˈtʃena ˈɲɲokki ˈfiʎʎo"),
    ],
)
def test_the_sounds_of_the_five_languages_are_known(voice: str, ipa: str) -> None:
    wanted = request("word", voice, word=ipa)
    assert ENGINE.check(wanted) == ()
    assert spoken(wanted).pcm


def test_a_sound_that_a_voice_lacks_is_said() -> None:
    (finding,) = ENGINE.check(request("To gaol.", gaol="ǃeɪl"))
    assert 'has no sound "ǃ"' in finding.message
    assert '"gaol"' in finding.message


def test_sounds_are_found_and_the_library_is_gone_again() -> None:
    assert phonemes(["Martin", "gaol"], "en") == ("mˈɑːɹtɪn", "dʒˈeɪl")
    assert phonemes(["Martin"], "xx") == ("",)
    assert "espeak-ng" not in Path("/proc/self/maps").read_text()
