"""cast.toml: what is read, what is refused, and that people's own text is kept."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_scripts import analysis_of, script_of

from pipeline.casting.cast_file import CastEntry, CastFile, corrections, parse, set_voice, write
from pipeline.casting.casting import cast
from pipeline.errors import CastError, SettingsError
from pipeline.model import NARRATOR, Cast, Character, Gender, KnownCharacter, Role, Voice

OURS = """\
# my cast
narrator = "toy:n"   # calm

# the singer
[roles.sasha] # hers
name = "Sasha"
aliases = ["Sash", 'Miss S.']
not = ["Sasha's mother"]
gender = "Female"
voice = 'toy:s'   # found at last
pace = 1.1

[roles.tessa]
pitch = -2
voice = "toy:t"
"""


def test_what_it_says() -> None:
    assert parse(OURS) == CastFile(
        "toy:n",
        (
            CastEntry(
                "sasha",
                "Sasha",
                ("Sash", "Miss S."),
                ("Sasha's mother",),
                Gender.FEMALE,
                "toy:s",
                1.1,
            ),
            CastEntry("tessa", "tessa", voice="toy:t", pitch=-2.0),
        ),
    )
    assert corrections(parse(OURS))[0] == KnownCharacter(
        "sasha", "Sasha", ("Sash", "Miss S."), ("Sasha's mother",), Gender.FEMALE
    )
    assert parse("") == CastFile()


def test_what_was_found_in_the_text_is_no_correction() -> None:
    found = [Character("sasha", "Sasha", ("Sash",), Gender.FEMALE), Character("bob", "Bob")]
    text = write(
        None, Cast(Role(NARRATOR, "toy:n"), (Role("sasha", "toy:s"), Role("bob", "toy:b"))), found
    )
    assert corrections(parse(text), found) == ()
    more = [Character("sasha", "Sasha", ("Sash", "Miss S."), Gender.FEMALE), found[1]]
    assert corrections(parse(text), more) == ()
    for old, new in (
        ('name = "Bob"', 'name = "Bob"\naliases = ["Robert"]'),
        ('name = "Bob"', 'name = "Bob"\nnot = ["Bobby"]'),
        ('name = "Bob"', 'name = "Bob"\ngender = "male"'),
        ('name = "Bob"', 'name = "Robert"'),
    ):
        assert [k.id for k in corrections(parse(text.replace(old, new)), found)] == ["bob"]
    renamed = corrections(parse(text.replace('name = "Bob"', 'name = "Robert"')), found)
    assert renamed[0].aliases == ("Bob",)  # or the text's name would be somebody else's
    assert corrections(parse(text), found[:1]) == ()
    other_names = text.replace('name = "Bob"', 'name = "Bob"\naliases = ["Robert"]')
    assert [k.id for k in corrections(parse(other_names), found[:1])] == ["bob"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("narrator = toy:n\n", r"my\.toml, line 1: this is not TOML"),
        ('narrator = "a"\n[roles.x\n', r"my\.toml, line 2: this is not TOML"),
        ('narrator = "a"\nnarrator = "b"\n', r"my\.toml.*not TOML"),
        ('narator = "a"\n', r"my\.toml, line 1: narator .*Did you mean narrator\?"),
        ("narrator = 3\n", r"my\.toml, line 1: narrator must be a text"),
        ('narrator = " "\n', r"line 1: narrator is empty"),
        ('[narrator]\nvoice = "a"\n', r"line 1: narrator must be the name of a voice"),
        ("roles = 3\n", r"line 1: roles must be tables"),
        ("[roles]\nsasha = 3\n", r"roles must be tables"),
        ('[roles.a]\nname = "A"\n\nvoise = "b"\n', r"line 4: voise .*Did you mean voice\?"),
        ('[roles.a]\ncolour = "b"\n', r"line 2: colour .*There are: name, aliases, not"),
        ('[roles.a]\nvoice = ""\n', r"line 2: voice is empty"),
        ("[roles.a]\nvoice = 3\n", r"line 2: voice must be a text"),
        ('[roles.a]\naliases = "A"\n', r"line 2: aliases must be a list of texts"),
        ('[roles.a]\naliases = ["A", 3]\n', r"line 2: aliases must be a list of texts"),
        ('[roles.a]\nnot = [""]\n', r"line 2: not has an empty text"),
        ('[roles.a]\ngender = "woman"\n', r'line 2: gender is "woman", and must be one of female'),
        ('[roles.a]\npace = "1"\n', r"line 2: pace must be a number"),
        ("[roles.a]\npace = true\n", r"line 2: pace must be a number"),
        ("[roles.a]\npace = 0\n", r"line 2: pace is 0, and must be from 0.5 to 2"),
        ("[roles.a]\npace = nan\n", r"line 2: pace is nan"),
        ("[roles.a]\npitch = 40\n", r"line 2: pitch is 40"),
        ("[roles.a]\ngain = 99\n", r"line 2: gain is 99"),
        ('[roles.narrator]\nvoice = "a"\n', r"line 1: roles.narrator can't be a role"),
        (
            '[roles.a]\nname = "Ann"\n[roles.b]\naliases = ["x", "ANN"]\n',
            r'line 4: aliases has "ann", which roles.a has too',
        ),
        ('[roles.a]\nname = "Ann"\n[roles.b]\nname = "Ann"\n', r'line 4: name has "ann"'),
        ('[roles."a b"]\npace = 9\n', r"line 2: pace is 9"),
        ("roles.a.pace = 9\n", r"line 1: pace is 9"),
    ],
)
def test_what_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        parse(text, "my.toml")


def test_a_new_file_explains_itself_and_says_what_was_found() -> None:
    people = [
        Character("sasha", "Sasha", ("Sash",), Gender.FEMALE),
        Character("i", "I"),
        Character("dr-watson", "Dr. Watson", ("Watson", "Sash"), Gender.MALE),
    ]
    roles = (Role("sasha", "toy:s", 1.1, -2.0, 3.0), Role("i", "toy:i"), Role("dr-watson", "toy:w"))
    text = write(None, Cast(Role(NARRATOR, "toy:n"), roles), people)
    assert text.startswith("# ")
    assert parse(text) == CastFile(
        "toy:n",
        (
            CastEntry("sasha", "Sasha", ("Sash",), (), Gender.FEMALE, "toy:s", 1.1, -2.0, 3.0),
            CastEntry("i", "I", voice="toy:i"),
            CastEntry("dr-watson", "Dr. Watson", ("Watson",), (), Gender.MALE, "toy:w"),
        ),
    )


def test_what_is_new_is_added_and_the_rest_kept() -> None:
    cast_of_three = Cast(
        Role(NARRATOR, "toy:other"),
        (Role("sasha", "toy:s"), Role("tessa", "toy:t"), Role("bob", "toy:b")),
    )
    text = write(OURS, cast_of_three, [Character("bob", "Bob")])
    assert text == OURS + '\n[roles.bob]\nname = "Bob"\nvoice = "toy:b"\n'
    assert write(text, cast_of_three, [Character("bob", "Bob")]) == text


def test_a_role_without_a_voice_is_given_one_in_its_place() -> None:
    text = '# mine\n[roles.a]\nname = "A"  # me\n\n# of b\n[roles.b]\nvoice = "toy:b"\n'
    chosen = Cast(Role(NARRATOR, "toy:n"), (Role("a", "toy:a"), Role("b", "toy:b")))
    assert write(text, chosen, []) == (
        'narrator = "toy:n"\n\n# mine\n[roles.a]\nname = "A"  # me\nvoice = "toy:a"\n\n'
        '# of b\n[roles.b]\nvoice = "toy:b"\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        'roles = {a = {name = "A"}}',
        'roles.a.name = "A"',
        '[roles]\na = {name = "A"}\n',
        '[roles]\na.name = "A"\n',
        '[roles."a"]\nname = "A"',
        '\ufeff[roles.a]\r\nname = "A"\r\n',
        "[roles.a]",
    ],
)
def test_however_the_roles_are_written(text: str) -> None:
    chosen = Cast(Role(NARRATOR, "toy:n"), (Role("a", "toy:a"), Role("b", "toy:b")))
    written = write(text, chosen, [])
    read = parse(written)
    assert read.narrator == "toy:n"
    assert {(role.id, role.voice) for role in read.roles} == {("a", "toy:a"), ("b", "toy:b")}
    assert written.startswith("\ufeff") == text.startswith("\ufeff")
    assert ("\r\n" in text) == ("\r\n" in written)
    assert "\n" not in written.replace("\r\n", "") or "\r\n" not in text


@pytest.mark.parametrize(
    ("who", "line"),
    [
        ("Sasha", "voice = 'toy:new'   # found at last"),
        ("miss s.", "voice = 'toy:new'   # found at last"),
        ("TESSA", 'voice = "toy:new"'),
        ("Narrator", 'narrator = "toy:new"   # calm'),
    ],
)
def test_one_cast_edit_is_one_changed_line(who: str, line: str) -> None:
    changed = set_voice(OURS, who, "toy:new")
    pairs = list(zip(OURS.splitlines(), changed.splitlines(), strict=True))
    assert [new for old, new in pairs if old != new] == [line]


def test_nobody_of_that_name() -> None:
    with pytest.raises(CastError, match=r'called "Sascha".*Sasha'):
        set_voice(OURS, "Sascha", "toy:new")
    with pytest.raises(CastError, match=r"There are: narrator, Sasha, tessa"):
        set_voice(OURS, "Zebulon", "toy:new")


def test_the_same_voice_in_another_case_changes_nothing() -> None:
    assert set_voice(OURS, "sasha", "TOY:S") == OURS


TEXTS = st.text(min_size=1, max_size=8).filter(lambda t: t.strip() != "")
IDS = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True).filter(lambda t: t != NARRATOR)


@st.composite
def casts(draw: st.DrawFn) -> tuple[Cast, list[Character]]:
    ids = draw(st.lists(IDS, unique=True, max_size=5))
    names = draw(
        st.lists(TEXTS, unique_by=str.casefold, min_size=3 * len(ids), max_size=3 * len(ids))
    )
    people, roles = [], []
    for number, id_ in enumerate(ids):
        name, *aliases = names[3 * number : 3 * number + 3]
        gender = draw(st.sampled_from(list(Gender)))
        people.append(Character(id_, name, tuple(aliases), gender))
        roles.append(
            Role(
                id_,
                draw(TEXTS),
                draw(st.floats(0.5, 2)),
                draw(st.floats(-12, 12)),
                draw(st.floats(-24, 12)),
            )
        )
    return Cast(Role(NARRATOR, draw(TEXTS)), tuple(roles)), people


@settings(deadline=None, max_examples=40)
@given(casts())
def test_what_is_written_is_read_again(drawn: tuple[Cast, list[Character]]) -> None:
    chosen, people = drawn
    text = write(None, chosen, people)
    read = parse(text)
    assert read == CastFile(
        chosen.narrator.voice,
        tuple(
            CastEntry(p.id, p.name, p.aliases, (), p.gender, r.voice, r.pace, r.pitch, r.gain)
            for p, r in zip(people, chosen.roles, strict=True)
        ),
    )
    assert write(text, chosen, people) == text


@settings(deadline=None, max_examples=40)
@given(casts(), st.data())
def test_set_and_set_back_is_the_same_text(
    drawn: tuple[Cast, list[Character]], data: st.DataObject
) -> None:
    chosen, people = drawn
    text = write(None, chosen, people).replace("voice =", "# why\nvoice  =")
    role = data.draw(st.sampled_from((chosen.narrator, *chosen.roles)))
    new = data.draw(TEXTS)
    changed = set_voice(text, role.speaker, new)
    assert changed.count("# why") == text.count("# why")
    assert set_voice(changed, role.speaker, role.voice).split("\n") == text.split("\n") or (
        role.voice.casefold() == new.casefold()
    )


def test_a_cast_file_holds_the_cast() -> None:
    script = script_of([("ann", "“Oh, oh, oh.”"), ("bob", "“Oh, oh.”"), ("cid", "“Oh.”")])
    library = [Voice(f"toy:{n}", "toy", ()) for n in range(5)]
    analysis = analysis_of(script)
    chosen = cast(analysis, library)
    text = write(None, chosen, analysis.characters)
    assert cast(analysis, library[::-1], parse(text)) == chosen
