"""How a line is delivered: found in the tag or the marks, overruled by edits, and mild."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_scripts import analysis_of, script_of

from pipeline.casting.attribution import attribute
from pipeline.casting.delivery import MANNERS, deliveries
from pipeline.casting.direction import direct
from pipeline.casting.edits import Anchored, Edit, deliveries_of, parse
from pipeline.casting.script_text import format_script, read_script
from pipeline.errors import SettingsError
from pipeline.model import (
    NARRATOR,
    Analysis,
    Cast,
    Delivery,
    Direction,
    EngineTraits,
    Role,
    Voice,
)
from pipeline.segmenter import segment
from pipeline.sources import read


def told(tmp_path: Path, text: str) -> Analysis:
    path = tmp_path / "story.txt"
    path.write_text(f"Anna and Boris sat down.\n\n{text}\n", "utf-8")
    return attribute(segment(read(path)))


def found(tmp_path: Path, text: str, language: str = "en") -> list[str]:
    """The deliveries of the quotations, in order; "" where one is plain."""
    analysis = told(tmp_path, text)
    by_id = dict(deliveries(analysis, language))
    return [
        by_id[u.id].value if u.id in by_id else ""
        for u in analysis.script.utterances
        if u.kind == "quotation"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Go," she whispered.', ["whispered"]),
        ('"Go," whispered Anna. "Now."', ["whispered", "whispered"]),
        ('"Go," said Anna in a whisper.', ["whispered"]),
        ('"Go," said Anna, her voice a whisper of itself.', [""]),
        ('"Go," said Anna. She whispered, "Now."', ["", "whispered"]),
        ('Anna whispered: "Go."', ["whispered"]),
        ('Boris turned and shouted, "Go!"', ["shouted"]),
        ('"Go!" Boris yelled.', ["shouted"]),
        ('"Go." She whispered to the cat.', [""]),
        ('"Go!" She shouted at the cat.', [""]),
        ('"Go," said Anna, and the crowd shouted.', [""]),
        ('"Go," said Anna without shouting.', [""]),
        ('"Go," she did not whisper.', [""]),
        ('"Go," said Anna under her breath.', ["murmured"]),
        ('"Go," muttered Boris.', ["murmured"]),
        ('"Go," he said quietly.', ["murmured"]),
        ('"Tra la," sang Anna.', ["sung"]),
        ('"I must go," thought Anna.', ["thought"]),
        ('Anna opened the letter and read it aloud.\n\n"Dear Anna, come home."', ["read"]),
        ('"Run!!" said Anna.', ["shouted"]),
        ('"STOP THAT!" said Anna.', ["shouted"]),
        ('"STOP!" whispered Anna.', ["whispered"]),
        ('"The FBI," said Anna.', [""]),
        ('"A," he said. "B," he whispered. "C," he said.', ["", "whispered", ""]),
        ('"Go," whispered Anna.\n\n"No," said Boris.', ["whispered", ""]),
        ("“I—” she breathed.", ["whispered"]),
    ],
)
def test_what_the_text_tells(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert found(tmp_path, text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "„Geh“, flüsterte Anna.", ["whispered"]),
        ("de", "„Geh!“, schrie Boris.", ["shouted"]),
        ("fr", "«Va», chuchota Anna.", ["whispered"]),
        ("es", "«¡Ve!», gritó Boris.", ["shouted"]),
        ("it", "«Va'», sussurrò Anna.", ["whispered"]),
        ("fi", "”Mene”, kuiskasi Anna.", [""]),
    ],
)
def test_in_other_languages(tmp_path: Path, language: str, text: str, expected: list[str]) -> None:
    assert found(tmp_path, text, language) == expected


VOICE = Voice("toy:n", "toy", (("tone", 1),))
WHISPERED = Delivery.WHISPERED


def directed(traits: EngineTraits, how: Delivery | None, pitch: float = 0.0) -> Direction:
    script = script_of([("anna", "“Go now.”")])
    (direction,), _ = direct(
        script,
        Cast(Role(NARRATOR, "toy:n"), (Role("anna", "toy:n", pitch=pitch, gain=1.0),)),
        {"toy:n": VOICE},
        {"toy": traits},
        "en",
        Anchored((), ()),
        lambda request, _: str((request.pace, request.pitch)),
        deliveries={script.utterances[0].id: how} if how else {},
    )
    return direction


def test_a_delivery_changes_pace_pitch_and_gain_and_the_gain_is_not_in_the_key() -> None:
    plain, soft = (directed(EngineTraits("toy", 1, 22050), how) for how in (None, WHISPERED))
    manner = MANNERS[WHISPERED]
    assert soft.request.pace == manner.pace
    assert soft.request.pitch == manner.pitch
    assert soft.gain == plain.gain + manner.gain
    assert soft.request.delivery == ""
    fixed = EngineTraits("toy", 1, 22050, pace=False, pitch=False)
    plain, soft = (directed(fixed, how) for how in (None, WHISPERED))
    assert plain.key == soft.key
    assert soft.gain < plain.gain


def test_a_role_that_is_shifted_far_is_not_shifted_further() -> None:
    assert directed(EngineTraits("toy", 1, 22050), Delivery.SHOUTED, 8.0).request.pitch == 8.0


def test_every_delivery_is_mild() -> None:
    assert set(MANNERS) == set(Delivery)
    for manner in MANNERS.values():
        assert 0.9 <= manner.pace <= 1.1
        assert abs(manner.pitch) <= 1
        assert -7 <= manner.gain <= 4


def test_edits_overrule_what_was_found() -> None:
    script = script_of([("anna", "“One.”"), ("anna", "“Two.”"), ("anna", "“Three.”")])
    one, two, three = (utterance.id for utterance in script.utterances)
    edits = parse(
        f'[[utterance]]\nid = "{one}"\ndelivery = "plain"\n\n'
        f'[[utterance]]\nid = "{two}"\ndelivery = "Sung"\n'
    )
    assert edits == (Edit(one, delivery="plain"), Edit(two, delivery="sung"))
    anchored = Anchored(tuple((edit.id, edit) for edit in edits), ())
    assert deliveries_of(anchored, script, [(one, WHISPERED), (three, WHISPERED)]) == (
        (two, Delivery.SUNG),
        (three, WHISPERED),
    )
    with pytest.raises(SettingsError, match=r"line 3: delivery is \"loud\", and must be one of"):
        parse('[[utterance]]\nid = "x"\ndelivery = "loud"')


def test_the_script_shows_it_and_takes_its_own_lines_back() -> None:
    script = script_of([("anna", "“One.”"), ("boris", "“Two.”")])
    one = script.utterances[0].id
    analysis = analysis_of(script)
    analysis = Analysis(
        analysis.script, analysis.characters, analysis.attributions, ((one, WHISPERED),)
    )
    text = format_script(analysis)
    assert f"{one}  Anna (whispered)  “One.”" in text
    assert read_script(text, analysis) == ()
    assert read_script(text.replace("Anna (", "Boris ("), analysis) == ((one, "boris"),)
    with pytest.raises(SettingsError, match=r'delivery = "shouted"'):
        read_script(text.replace("whispered", "shouted"), analysis)
