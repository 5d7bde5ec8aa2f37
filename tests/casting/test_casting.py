"""Who gets which voice."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_scripts import Line, analysis_of, script_of

from pipeline.casting.cast_file import CastEntry, CastFile
from pipeline.casting.casting import cast, role_of, sole_narrator
from pipeline.casting.voices import find_voice
from pipeline.errors import CastError
from pipeline.model import NARRATOR, UNKNOWN, Age, Character, Gender, Likeness, Voice


def voice(name: str, gender: Gender, age: Age = Age.ADULT, language: str = "en") -> Voice:
    return Voice(f"toy:{name}", "toy", (("tone", name),), name, language, gender, age)


F, M = Gender.FEMALE, Gender.MALE
LIBRARY = [
    *(voice(f"f{n}", F) for n in range(4)),
    *(voice(f"m{n}", M) for n in range(4)),
]
ANNA, BELA, CARL, DORA = (
    Character("anna", "Anna", gender=F),
    Character("bela", "Bela", gender=M),
    Character("carl", "Carl", gender=M),
    Character("dora", "Dora", gender=F),
)


def says(who: str, words: int) -> Line:
    return (who, "“" + " ".join([who] * words) + "”")


def test_genders_match_and_nobody_shares_while_there_are_voices() -> None:
    script = script_of(
        [(NARRATOR, "They sat."), *(says(who, 3) for who in ("anna", "bela", "carl", "dora"))]
    )
    chosen = cast(analysis_of(script, ANNA, BELA, CARL, DORA), LIBRARY)
    voices = {role.speaker: find_voice(LIBRARY, role.voice) for role in chosen.roles}
    assert {who: v.gender for who, v in voices.items()} == {
        "anna": F,
        "bela": M,
        "carl": M,
        "dora": F,
    }
    assert len({v.id for v in voices.values()} | {chosen.narrator.voice}) == 5


def test_who_speaks_most_chooses_first_and_minor_characters_change_nothing_for_them() -> None:
    scene = [says("bela", 50), says("carl", 20), says("anna", 30)]
    before = cast(analysis_of(script_of(scene), ANNA, BELA, CARL), LIBRARY)
    page = {role.speaker: role.voice for role in before.roles}
    assert page["bela"] == "toy:m0"
    more = script_of([*scene, says("page", 2)])
    after = cast(analysis_of(more, Character("page", "Page", gender=M), ANNA, BELA, CARL), LIBRARY)
    assert page.items() <= {role.speaker: role.voice for role in after.roles}.items()


def test_those_who_never_meet_share_before_those_who_do() -> None:
    scenes = [
        [says("bela", 9), says("carl", 8), says("anna", 7)],
        [says("emil", 6), says("fred", 5)],
    ]
    men = [Character(id_, id_.title(), gender=M) for id_ in ("bela", "carl", "emil", "fred")]
    few = [voice("n", F), voice("f", F), voice("m0", M), voice("m1", M)]
    chosen = cast(analysis_of(script_of(*scenes), ANNA, *men), few)
    by_voice = {role.speaker: role.voice for role in chosen.roles}
    assert by_voice["bela"] != by_voice["carl"]
    assert by_voice["emil"] != by_voice["fred"]
    assert chosen.narrator.voice not in by_voice.values()


def test_children_and_the_old_sound_their_age_where_the_library_can() -> None:
    library = [*LIBRARY, voice("boy", M, Age.CHILD), voice("grandmother", F, Age.OLD)]
    script = script_of([says("tim", 3), says("gran", 3), says("bela", 3)])
    chosen = cast(
        analysis_of(
            script,
            BELA,
            Character("tim", "Tim", gender=M, age=Age.CHILD),
            Character("gran", "Gran", gender=F, age=Age.OLD),
        ),
        library,
    )
    assert chosen.role("tim").voice == "toy:boy"
    assert chosen.role("gran").voice == "toy:grandmother"
    assert chosen.role("bela").voice == "toy:m0"


def test_what_the_cast_file_says_stands() -> None:
    script = script_of([says("anna", 9), says("bela", 3)])
    file = CastFile(
        "toy:m3",
        (
            CastEntry("anna", "Anna", voice="TOY:M0", pace=1.2, pitch=-1, gain=2),
            CastEntry("absent", "Absent", voice="other:x"),
            CastEntry("bela", "Bela", pace=0.9),
        ),
    )
    chosen = cast(analysis_of(script, ANNA, BELA), LIBRARY, file)
    assert chosen.narrator.voice == "toy:m3"
    anna, bela = chosen.role("anna"), chosen.role("bela")
    assert (anna.voice, anna.pace, anna.pitch, anna.gain) == ("toy:m0", 1.2, -1, 2)
    assert (bela.voice, bela.pace) == ("toy:m1", 0.9)
    assert chosen.role("absent").voice == "other:x"


def test_a_first_person_scene_is_in_its_narrators_voice() -> None:
    script = script_of(
        [("heading", "One"), (NARRATOR, "I ran."), ("anna", "“Run!” I said."), (UNKNOWN, "“Hey!”")],
        [(NARRATOR, "She ran."), (UNKNOWN, "“Hey!”")],
        narrators=["anna", None],
    )
    chosen = cast(analysis_of(script, ANNA), LIBRARY)
    first, second = script.scenes
    anna = chosen.role("anna")
    assert [role_of(u, first, chosen) for u in first.utterances] == [anna] * 4
    assert [role_of(u, second, chosen) for u in second.utterances] == [chosen.narrator] * 2
    assert anna.voice != chosen.narrator.voice
    assert sole_narrator(script) is None
    assert sole_narrator(script_of([(NARRATOR, "I ran.")], narrators=["anna"])) == "anna"


def test_who_says_nothing_needs_no_voice() -> None:
    script = script_of([says("anna", 2)])
    assert [r.speaker for r in cast(analysis_of(script, ANNA, BELA), LIBRARY).roles] == ["anna"]


def test_voices_of_the_books_language_come_first() -> None:
    library = [
        voice("a", F),
        voice("b", F),
        voice("c", F, language="de-DE"),
        voice("d", M, language="de"),
    ]
    script = script_of([says("anna", 2)])
    chosen = cast(analysis_of(script, ANNA), library, language="de-AT")
    assert {chosen.narrator.voice, chosen.role("anna").voice} == {"toy:c", "toy:d"}
    assert cast(analysis_of(script, ANNA), library, language="fr").role("anna").voice == "toy:b"


def test_one_voice_is_enough_and_none_is_a_sentence() -> None:
    script = script_of([says("anna", 2), says("bela", 2)])
    chosen = cast(analysis_of(script, ANNA, BELA), LIBRARY[:1])
    assert {chosen.narrator.voice, *(role.voice for role in chosen.roles)} == {"toy:f0"}
    with pytest.raises(CastError, match="no voice"):
        cast(analysis_of(script, ANNA, BELA), [])


def likeness(alike: dict[tuple[str, str], float], usual: float = 0.5) -> Likeness:
    """A table for `LIBRARY`: the pairs given, and `usual` for all others."""
    names = [item.name for item in LIBRARY]
    return Likeness(
        tuple(item.id for item in LIBRARY),
        tuple(
            tuple(alike.get((other, name), alike.get((name, other), usual)) for other in names[:n])
            for n, name in enumerate(names)
        ),
        0.8,
    )


def test_two_who_meet_have_voices_that_are_told_apart() -> None:
    table = likeness({("m0", "m1"): 0.9, ("m0", "m2"): 0.85, ("f0", "m0"): 0.5})
    meeting = script_of([says("bela", 9), says("carl", 5)])
    chosen = cast(analysis_of(meeting, BELA, CARL), LIBRARY, likenesses=[table])
    assert (chosen.role("bela").voice, chosen.role("carl").voice) == ("toy:m0", "toy:m3")
    apart = script_of([says("bela", 9)], [says("carl", 5)])
    chosen = cast(analysis_of(apart, BELA, CARL), LIBRARY, likenesses=[table])
    assert (chosen.role("bela").voice, chosen.role("carl").voice) == ("toy:m0", "toy:m1")


def test_the_narrator_is_apart_from_all_they_tell_of() -> None:
    table = likeness({("f0", "f1"): 0.9, ("f0", "f2"): 0.9, ("m0", "m1"): 0.9})
    lines = [(NARRATOR, "It was late. " * 20), says("anna", 9), says("dora", 5)]
    file = CastFile("toy:f0")
    chosen = cast(analysis_of(script_of(lines), ANNA, DORA), LIBRARY, file, likenesses=[table])
    assert chosen.role("anna").voice == "toy:f3"
    assert chosen.role("dora").voice not in ("toy:f0", "toy:f3")
    told = script_of(lines, narrators=["anna"])  # the narrator's own voice is heard nowhere
    chosen = cast(analysis_of(told, ANNA, DORA), LIBRARY, file, likenesses=[table])
    assert chosen.role("anna").voice == "toy:f1"


def test_the_narrators_voice_is_one_that_leaves_others_to_choose_from() -> None:
    table = likeness({("f0", f"f{n}"): 0.9 for n in (1, 2, 3)})
    analysis = analysis_of(script_of([says("anna", 9), says("bela", 9)]), ANNA, BELA)
    assert cast(analysis, LIBRARY, likenesses=[table]).narrator.voice == "toy:m0"


def test_a_voice_is_freed_by_somebody_who_can_take_another() -> None:
    table = likeness({("m1", "m2"): 0.9, ("m0", "m3"): 0.9, ("m0", "m2"): 0.9}, 0.5)
    scenes = [
        [says("bela", 30), says("carl", 20)],
        [says("carl", 20), says("emil", 9)],
        [says("bela", 30), says("emil", 9)],
    ]
    men = [BELA, CARL, Character("emil", "Emil", gender=M)]
    few = [*LIBRARY[:2], *LIBRARY[4:]]
    chosen = cast(analysis_of(script_of(*scenes), *men), few, likenesses=[table])
    voices = sorted(role.voice for role in chosen.roles)
    pairs = {tuple(pair) for pair in pairwise(voices)}
    assert not pairs & {("toy:m1", "toy:m2"), ("toy:m0", "toy:m3"), ("toy:m0", "toy:m2")}


def test_an_accent_is_given_where_there_is_a_voice_with_it() -> None:
    scot = Voice("toy:scot", "toy", (), "Scot", "en", M, Age.ADULT, "Scottish")
    brit = Voice("toy:brit", "toy", (), "Brit", "en", M, Age.ADULT, "British")
    angus = Character("angus", "Angus", gender=M, accent="Scottish")
    analysis = analysis_of(script_of([says("angus", 3)]), angus)
    assert cast(analysis, [*LIBRARY, scot, brit]).role("angus").voice == "toy:scot"
    assert cast(analysis, [*LIBRARY, brit]).role("angus").voice == "toy:brit"


SERIES = CastFile(
    "toy:m2",
    (
        CastEntry("bela", "Bela", voice="toy:m3", pace=1.1, pitch=1, gain=-2),
        CastEntry("charles", "Charles", ("Carl",), voice="toy:m1"),
        CastEntry("dora", "Dora", voice="toy:f0"),
        CastEntry("man", "the man", voice="toy:m0"),
    ),
)


def test_who_was_in_an_earlier_book_keeps_the_voice() -> None:
    script = script_of([says("anna", 30), says("bela", 9), says("carl", 5), says("man", 4)])
    stranger = Character("man", "the man", gender=M)
    chosen = cast(analysis_of(script, ANNA, BELA, CARL, stranger), LIBRARY, series=SERIES)
    bela = chosen.role("bela")
    assert (bela.voice, bela.pace, bela.pitch, bela.gain) == ("toy:m3", 1.1, 1, -2)
    assert chosen.role("carl").voice == "toy:m1"
    assert chosen.narrator.voice == "toy:m2"
    assert chosen.role("anna").voice == "toy:f1"  # f0 is Dora's, who may come back
    assert chosen.role("dora") == chosen.narrator  # she is not in this book


def test_this_books_cast_file_goes_before_an_earlier_books() -> None:
    script = script_of([says("anna", 30), says("bela", 9)])
    file = CastFile("toy:f2", (CastEntry("bela", "Bela", voice="toy:m1"),))
    chosen = cast(analysis_of(script, ANNA, BELA), LIBRARY, file, series=SERIES)
    assert (chosen.narrator.voice, chosen.role("bela").voice) == ("toy:f2", "toy:m1")
    assert chosen.role("bela").pace == 1


NAMES = [f"p{n}" for n in range(12)]
SCENES = st.lists(
    st.lists(
        st.tuples(st.sampled_from([*NAMES, NARRATOR]), st.integers(1, 20)), min_size=1, max_size=8
    ),
    min_size=1,
    max_size=4,
)


@settings(deadline=None)
@given(SCENES, st.lists(st.sampled_from(list(Gender)), min_size=12, max_size=12))
def test_laws(scenes: list[list[tuple[str, int]]], genders: list[Gender]) -> None:
    people = [Character(n, n, gender=g) for n, g in zip(NAMES, genders, strict=True)]
    script = script_of(*[[says(*line) for line in scene] for scene in scenes])
    analysis = analysis_of(script, *people)
    chosen = cast(analysis, LIBRARY)
    assert cast(analysis, LIBRARY) == chosen
    assert {role.speaker for role in chosen.roles} == {
        u.speaker for u in script.utterances if u.speaker != NARRATOR
    }
    for role in chosen.roles:
        assert role.voice != chosen.narrator.voice
        gender = people[NAMES.index(role.speaker)].gender
        if gender is not Gender.UNKNOWN:
            assert find_voice(LIBRARY, role.voice).gender is gender
    for gender in (F, M):
        own = [r for r in chosen.roles if people[NAMES.index(r.speaker)].gender is gender]
        alone = all(g is not Gender.UNKNOWN for g in genders)
        if alone and len(own) <= 3:
            assert len({role.voice for role in own}) == len(own)


def test_a_voice_is_found_in_any_case_and_a_wrong_one_names_the_closest() -> None:
    assert find_voice(LIBRARY, "Toy:F1").id == "toy:f1"
    with pytest.raises(CastError, match=r'"toy:f9".*Close to it: toy:f'):
        find_voice(LIBRARY, "toy:f9")
