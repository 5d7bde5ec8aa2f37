"""What the user has corrected holds, whatever happens to the text around it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]

PEOPLE = ("Anna", "Boris", "Clara")
CHAPTER = """\
## {title}

{first} looked at {second}. {third} stood by the window of the {place}.

"The {place} is no place for a child," said {first}.

"Then why did we come to the {place}?" asked {second}.

"Because the boat left us here," said {third}.

"No."

"It will come back to the {place} on Sunday," {first} said.
"""
TWIN = '"No."'


def story(places: tuple[str, ...]) -> str:
    chapters = []
    for number, place in enumerate(places):
        first, second, third = (PEOPLE[(number + turn) % 3] for turn in range(3))
        chapters.append(
            CHAPTER.format(
                title=f"Chapter of the {place}",
                place=place,
                first=first,
                second=second,
                third=third,
            )
        )
    return "\n".join(chapters)


def lines(fullcast: Run, production: Path) -> list[dict[str, str]]:
    told = json.loads(fullcast("script", production, "--json")[1])
    return [
        utterance
        for chapter in told["chapters"]
        for scene in chapter["scenes"]
        for utterance in scene["utterances"]
        if utterance["kind"] == "quotation"
    ]


@pytest.fixture
def written(fullcast: Run, tmp_path: Path) -> Path:
    path = tmp_path / "story.md"
    path.write_text(story(("harbour", "island", "mill", "quarry", "tower")))
    assert fullcast("cast", path, "--engine", "tone")[0] == 0
    return path


def correct(fullcast: Run, tmp_path: Path, changes: dict[str, str]) -> None:
    script = fullcast("script", "output/story")[1]
    corrected = []
    for line in script.splitlines():
        id_ = line.split("  ")[0]
        if id_ in changes:
            _, old, text = line.split("  ", 2)
            line = f"{id_}  {changes[id_]}  {text.lstrip()}"
            assert old
        corrected.append(line)
    (tmp_path / "lines.txt").write_text("\n".join(corrected) + "\n")
    code, out, err = fullcast("script", "output/story", "--apply", "lines.txt")
    assert code == 0, err
    assert out.startswith(f"{len(changes)} ")


def test_ten_corrections_hold(fullcast: Run, written: Path, tmp_path: Path) -> None:
    production = Path("output/story")
    before = lines(fullcast, production)
    twins = [line for line in before if line["text"] == TWIN]
    assert len(twins) == 5
    texts = [line["text"] for line in before]
    chosen = [twins[2], *[line for line in before if texts.count(line["text"]) == 1][:9]]
    assert len(chosen) == 10
    other = {name.lower(): PEOPLE[(n + 1) % 3] for n, name in enumerate(PEOPLE)}
    changes = {line["id"]: other.get(line["speaker"], "Anna") for line in chosen}
    correct(fullcast, tmp_path, changes)
    wanted = [(place, changes[line["id"]].lower()) for line in chosen for place in [line["text"]]]

    def held() -> None:
        now = lines(fullcast, production)
        for text, speaker in wanted[1:]:
            assert [line["speaker"] for line in now if line["text"] == text] == [speaker]
        after = "Because the boat left us here"
        texts = [line["text"] for line in now]
        mill = next(n for n, text in enumerate(texts) if "The mill is no place" in text)
        twin = next(line for line in now[mill:] if line["text"] == TWIN)
        assert after in now[mill + 2]["text"]
        assert (twin["speaker"], twin["method"]) == (wanted[0][1], "edit")
        assert sum(line["method"] == "edit" for line in now) == 10

    held()
    written.write_text(story(("harbour", "island", "mill", "quarry", "tower")))
    held()
    new = CHAPTER.format(
        title="Chapter of the ferry", place="ferry", first="Clara", second="Anna", third="Boris"
    )
    written.write_text(new + "\n" + written.read_text())
    assert len([line for line in lines(fullcast, production) if line["text"] == TWIN]) == 6
    held()


def test_what_is_found_no_more_is_reported_and_kept(
    fullcast: Run, written: Path, tmp_path: Path
) -> None:
    production = Path("output/story")
    line = next(line for line in lines(fullcast, production) if "mill on Sunday" in line["text"])
    correct(fullcast, tmp_path, {line["id"]: "Clara" if line["speaker"] != "clara" else "Anna"})
    kept = (production / "edits.toml").read_text()
    written.write_text(written.read_text().replace("to the mill on Sunday", "to us on Monday"))
    code, _, err = fullcast("plan", production)
    assert code == 0
    assert "edit" in err
    assert (production / "edits.toml").read_text() == kept


def test_merging_and_splitting_are_one_line_each(fullcast: Run, written: Path) -> None:
    production = Path("output/story")
    text = written.read_text().replace("said Clara", "said Madame Petrov")
    written.write_text(text)
    assert fullcast("cast", production)[0] == 0
    cast = (production / "cast.toml").read_text()
    assert "madame-petrov" in cast
    role = next(part for part in cast.split("\n\n") if part.startswith("[roles.madame-petrov]"))
    merged = cast.replace(role, "").replace(
        'name = "Clara"', 'name = "Clara"\naliases = ["Madame Petrov"]'
    )
    (production / "cast.toml").write_text(merged)
    speakers = {line["speaker"] for line in lines(fullcast, production)}
    assert "clara" in speakers
    assert "madame-petrov" not in speakers
    assert (production / "cast.toml").read_text() == merged
