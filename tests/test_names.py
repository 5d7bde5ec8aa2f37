"""`fullcast names`: what is hard to say, how it is said, and how that is changed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]

STORY = """\
## The Visit

Siobhan opened the door, and in came Xanthippe with the zmrzlina.

"You must be Siobhan," said Martin. "And who is this?"

Then Siobhan's cat ran out. It was a Thursday, and Martin laughed. He had eaten ice before.
"""
LEXICON = """\
[[word]]  # mine
written = "Siobhan"
say = "shi-VAWN"

[[word]]
written = "Xanthippe"
ipa = "zænˈθɪpi"
speakers = ["Martin"]
"""


@pytest.fixture
def production(tmp_path: Path, fullcast: Run) -> Path:
    (tmp_path / "visit.md").write_text(STORY)
    assert fullcast("names", "visit.md", "--engine", "tone")[0] == 0
    return Path("output/visit")


def listed(fullcast: Run, production: Path) -> dict[str, dict[str, object]]:
    code, out, err = fullcast("names", production, "--json")
    assert code == 0, err
    return {word["written"]: word for word in json.loads(out)}


def test_names_and_rare_words_are_listed_by_how_often_they_come(
    fullcast: Run, production: Path
) -> None:
    words = listed(fullcast, production)
    assert list(words) == ["Siobhan", "Martin", "Xanthippe", "zmrzlina"]
    assert [word["times"] for word in words.values()] == [3, 2, 1, 1]
    assert [word["kind"] for word in words.values()] == ["name", "name", "name", "rare"]
    if sys.platform == "linux":
        assert words["Martin"]["sounds"] == "mˈɑːɹtɪn"


def test_what_the_lexicon_says_stands_beside_them(fullcast: Run, production: Path) -> None:
    (production / "lexicon.toml").write_text(LEXICON)
    words = listed(fullcast, production)
    assert words["Siobhan"]["say"] == "shi-VAWN"
    assert words["Xanthippe"]["speakers"] == {"martin": "zænˈθɪpi"}
    assert "shi-VAWN" in fullcast("names", production)[1]


def test_they_are_spoken_into_a_file(fullcast: Run, production: Path) -> None:
    import soundfile

    code, out, err = fullcast("names", production, "--play", "--most", "2")
    assert code == 0, err
    assert str(production / "names.wav") in out
    sound = soundfile.info(production / "names.wav")
    assert sound.duration == pytest.approx((7 + 6) * 0.06 + 2 * 0.5, abs=0.02)


def test_a_lexicon_goes_out_and_comes_in_as_pls(fullcast: Run, production: Path) -> None:
    lexicon = production / "lexicon.toml"
    lexicon.write_text(LEXICON)
    code, out, _ = fullcast("names", production, "--export", "words.pls")
    assert code == 0
    assert "Left out, since PLS knows no speakers: 1 word." in out
    lexicon.write_text(LEXICON.replace("shi-VAWN", "shee-VAWN"))
    assert fullcast("names", production, "--import", "words.pls")[0] == 0
    assert lexicon.read_text() == LEXICON
    code, _, err = fullcast("names", production, "--import", "visit.md")
    assert code == 1
    assert "visit.md is not XML" in err
    code, _, err = fullcast("names", production, "--import", "none.pls")
    assert (code, "none.pls" in err) == (1, True)
