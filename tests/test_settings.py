from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import SettingsError
from pipeline.model import Pauses
from pipeline.settings import attributor_table, new, parse, with_narrator

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip)


@settings(deadline=None)
@given(NAMES, NAMES)
def test_a_new_file_says_what_it_was_made_with(source: str, narrator: str) -> None:
    text = new(source, "tone")
    assert parse(text, "production.toml").source == source
    assert parse(text, "production.toml").pauses == Pauses()
    assert parse(with_narrator(text, narrator), "production.toml").narrator == narrator


def test_comments_and_order_stay() -> None:
    text = new("story.txt", "tone").replace("head = 750", "head = 900   # slow start")
    changed = with_narrator(text, "Ishmael")
    assert changed.replace('narrator = "Ishmael"\n', "") == text
    assert parse(changed, "x").pauses.head == 900


def test_an_attributor_and_its_table() -> None:
    text = new("story.txt", "tone")
    assert parse(text, "x").attributor == "built-in"
    table = '[chat]\nmodel = "small:1b"\n'
    assert parse(f"{text}\n{table}", "x").attributor == "built-in"
    chosen = parse(f'attributor = "Chat"\n{text}\n{table}', "x")
    assert chosen.attributor == "chat"
    assert attributor_table(f"{text}\n{table}", "x", "chat").string("model") == "small:1b"
    assert not attributor_table(text, "x", "chat").values


ENGINE_LINE = new("story.txt", "tone").partition("\nengine")[0].count("\n") + 2


@pytest.mark.parametrize(
    ("old", "new_line", "words"),
    [
        ('source = "story.txt"', "", ("source", "missing")),
        ('engine = "tone"', "engine = 3", ("engine", f"line {ENGINE_LINE}")),
        ('["mp3"]', '["mp4"]', ("formats", "mp4", "flac")),
        ("loudness = -20.5", "loudness = 20", ("loudness", "-40")),
        ('engine = "tone"', 'engine = "tone"\nattributor = ""', ("attributor", "empty")),
        ("[pauses]", "[chatt]\n[pauses]", ("chatt", "Did you mean chat?")),
        ('"acx"', '"loud"', ("profile", "loud", "acx, podcast, none")),
        ('"acx"', '"podcast"', ("loudness", "-20 to -10")),
        ("[pauses]", "room_tone = -90\n[pauses]", ("room_tone", "-80")),
        ("loudness = ", "loudnes = ", ("loudnes", "Did you mean loudness?")),
        *((f"{field.name} = ", f"{field.name} = -", (field.name,)) for field in fields(Pauses)),
        ("[pauses]", "[pauses", ("line", "TOML")),
    ],
)
def test_what_cannot_be_followed_is_named(old: str, new_line: str, words: tuple[str, ...]) -> None:
    with pytest.raises(SettingsError) as error:
        parse(new("story.txt", "tone").replace(old, new_line), "production.toml")
    assert all(word in str(error.value) for word in ("production.toml", *words)), error.value


def test_the_language_is_a_tag() -> None:
    text = new("story.txt", "tone")
    assert parse(f'language = "de-AT"\n{text}', "x").language == "de-AT"
    with pytest.raises(SettingsError, match=r"language is 'in German', which is no tag"):
        parse(f'language = "in German"\n{text}', "x")
