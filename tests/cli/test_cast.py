"""Choosing a cast on the command line: why, and as in an earlier book."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]

SEQUEL = (
    "“You again,” said Dr. Finch. He frowned.\n\n“Me again,” said Clara, and closed her bag.\n\n"
    "“Who is this?” asked Bellamy. He took off his hat.\n"
)


@pytest.fixture
def first(fullcast: Run, sample: Path) -> Path:
    code, _, err = fullcast("cast", sample, "--engine", "tone", "-o", "output/one")
    assert code == 0, err
    return Path("output/one")


def roles(folder: Path) -> dict[str, str]:
    file = tomllib.loads((folder / "cast.toml").read_text())
    return {role["name"]: role["voice"] for role in file["roles"].values()}


def test_why_is_a_line_for_everyone(fullcast: Run, first: Path) -> None:
    code, out, _ = fullcast("cast", first, "--why")
    assert code == 0
    lines = out.splitlines()
    assert lines[0].startswith("Narrator: tone:")
    finch = next(line for line in lines if line.startswith("Dr. Finch: "))
    assert "male: “he said”" in finch
    assert "% of the words; meets narrator, Clara" in finch
    assert "nearest voice there: " in finch
    assert "estimated" in finch  # nobody has measured the hum
    told = json.loads(fullcast("cast", first, "--why", "--json")[1])
    assert len(told["why"]) == len(lines)
    assert told["why"][0]["speaker"] == "narrator"


def test_a_sequel_keeps_the_voices_of_those_who_are_in_it(fullcast: Run, first: Path) -> None:
    text = (first / "cast.toml").read_text()
    (first / "cast.toml").write_text(text.replace('name = "Clara"', 'name = "Clara"\npace = 1.2'))
    Path("two.txt").write_text(SEQUEL)
    for number, other in enumerate((first, first / "cast.toml")):
        two = Path("output") / f"two-{number}"
        code, _, err = fullcast("cast", "two.txt", "--cast-from", other, "-o", two)
        assert code == 0, err
        before, after = roles(first), roles(two)
        assert after["Clara"] == before["Clara"]
        assert after["Dr. Finch"] == before["Dr. Finch"]
        assert after["Bellamy"] not in before.values()
        file = tomllib.loads((two / "cast.toml").read_text())
        assert file["roles"]["clara"]["pace"] == 1.2
        assert 'engine = "tone"' in (two / "production.toml").read_text()
        kept = (two / "cast.toml").read_bytes()
        assert fullcast("cast", two)[0] == 0
        assert (two / "cast.toml").read_bytes() == kept


def test_what_is_in_the_cast_already_is_not_taken_from_elsewhere(
    fullcast: Run, first: Path
) -> None:
    Path("two.txt").write_text(SEQUEL)
    assert fullcast("cast", "two.txt", "--engine", "tone", "-o", "output/two")[0] == 0
    kept = Path("output/two/cast.toml").read_bytes()
    assert fullcast("cast", "output/two", "--cast-from", first)[0] == 0
    assert Path("output/two/cast.toml").read_bytes() == kept


def test_an_earlier_cast_that_is_no_use_is_a_sentence(fullcast: Run) -> None:
    Path("two.txt").write_text(SEQUEL)
    Path("broken.toml").write_text("narrator = ")
    Path("gone.toml").write_text('narrator = "tone:nobody"\n')
    Path("alien.toml").write_text('narrator = "nosuch:voice"\n')
    Path("empty").mkdir()
    for other, said in (
        ("nowhere", "There is no cast to take voices from at nowhere."),
        ("empty", f"There is no cast to take voices from at {Path('empty/cast.toml')}."),
        ("broken.toml", "broken.toml, line 1"),
        ("gone.toml", 'gone.toml: There is no voice "tone:nobody".'),
        ("alien.toml", 'alien.toml: There is no speech engine "nosuch"'),
    ):
        code, _, err = fullcast("render", "two.txt", "--cast-from", other, "-o", "output/two")
        assert code == 1
        assert said in err
        assert "Traceback" not in err
    assert not Path("output/two").exists()
