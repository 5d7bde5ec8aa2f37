"""A changed lexicon costs exactly the clips in which the word is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]

STORY = """\
## The Visit

Siobhan opened the door, and the cold came in with her.

"You must be Siobhan," said Martin. "Come in."

"I am," said Siobhan. "And you are Martin."

"My mother knew another Siobhan once," said Martin.

He shut the door.

Nobody else was at home.
"""


@pytest.fixture
def production(tmp_path: Path, fullcast: Run) -> Path:
    (tmp_path / "visit.md").write_text(STORY)
    assert fullcast("render", "visit.md", "--engine", "tone", "--format", "wav", "--quiet")[0] == 0
    return Path("output/visit")


def due(fullcast: Run, production: Path) -> set[str]:
    code, out, err = fullcast("plan", production, "--json")
    assert code == 0, err
    return {item["text"] for item in json.loads(out)["due"]}


def spoken(fullcast: Run, production: Path) -> int:
    code, out, err = fullcast("render", production, "--format", "wav", "--json")
    assert code == 0, err
    return int(json.loads(out)["synthesised"])


def test_for_everyone_it_costs_the_clips_with_the_word(fullcast: Run, production: Path) -> None:
    assert due(fullcast, production) == set()
    lexicon = production / "lexicon.toml"
    lexicon.write_text('[[word]]\nwritten = "Siobhan"\nsay = "shi-VAWN"\n')
    clips = due(fullcast, production)
    assert len(clips) == 4
    assert all("shi-vawn" in text for text in clips)
    assert spoken(fullcast, production) == 4
    lexicon.write_text('[[word]]\nwritten = "Siobhan"\nsay = "shee-VAWN"\n')
    assert spoken(fullcast, production) == 4
    lexicon.write_text("")
    assert spoken(fullcast, production) == 0


def test_for_one_character_it_costs_that_ones_clips(fullcast: Run, production: Path) -> None:
    (production / "lexicon.toml").write_text(
        '[[word]]\nwritten = "Siobhan"\nsay = "see-oh-ban"\nspeakers = ["Martin"]\n'
    )
    assert due(fullcast, production) == {
        "You must be see-oh-ban,",
        "My mother knew another see-oh-ban once,",
    }
    assert spoken(fullcast, production) == 2


def test_a_lexicon_of_a_series_and_ones_own_hold_too(
    fullcast: Run, production: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = Path("output/series.pls")
    series.write_text(
        '<lexicon version="1.0" alphabet="ipa"><lexeme><grapheme>Martin</grapheme>'
        "<alias>Marteen</alias></lexeme></lexicon>"
    )
    settings = production / "production.toml"
    settings.write_text('lexicon = ["../series.pls"]\n' + settings.read_text())
    assert due(fullcast, production) == {"And you are Marteen.", "said Marteen."}

    monkeypatch.setenv("FULLCAST_CONFIG", str(Path("home/fullcast").absolute()))
    own = Path("home/fullcast/lexicon.toml")
    own.parent.mkdir(parents=True)
    own.write_text(
        '[[word]]\nwritten = "Martin"\nsay = "no"\n[[word]]\nwritten = "home"\nsay="hame"'
    )
    assert due(fullcast, production) == {
        *("And you are Marteen.", "said Marteen.", "Nobody else was at hame."),
    }
    series.unlink()
    code, _, err = fullcast("plan", production)
    assert code == 1
    assert "lexicon has ../series.pls, and there is no such file" in err
