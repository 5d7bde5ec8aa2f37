"""Attributors as production.toml names them, through the API and the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from chat_server import ChatServer, Reply, Request, speakers
from small_story import STORY

from pipeline.attributors.registry import attributor_names, load_attributor
from pipeline.errors import EngineUnavailable
from pipeline.toml_text import Table

Run = Callable[..., tuple[int, str, str]]
PLUGINS = Path(__file__).parent / "plugins"
ENTRY_POINTS = """\
[fullcast.attributors]
biased = odd_attributors:Biased
broken = no_such_module_anywhere:Attributor
"""


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The attributors of `plugins/`, installed as somebody's plug-ins would be."""
    installed = tmp_path / "odd" / "odd_attributors-1.0.dist-info"
    installed.mkdir(parents=True)
    about = "Metadata-Version: 2.1\nName: odd-attributors\nVersion: 1.0\n"
    (installed / "METADATA").write_text(about)
    (installed / "entry_points.txt").write_text(ENTRY_POINTS)
    monkeypatch.syspath_prepend(str(installed.parent))
    monkeypatch.syspath_prepend(str(PLUGINS))


@pytest.fixture
def production(fullcast: Run, tmp_path: Path) -> Path:
    """A production of the story that the built-in method has attributed."""
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    code, _, err = fullcast("cast", "story.txt", "--engine", "tone", "-o", "output/book")
    assert code == 0, err
    return Path("output/book")


def add(production: Path, top: str, tables: str = "") -> None:
    path = production / "production.toml"
    path.write_text(f"{top}\n{path.read_text('utf-8')}\n{tables}\n", encoding="utf-8")


def said(production: Path) -> dict[str, tuple[str, str]]:
    """By the text of a quotation its speaker and the method."""
    script = json.loads((production / "script.json").read_text("utf-8"))
    return {
        utterance["text"]: (utterance["speaker"], utterance["method"])
        for chapter in script["chapters"]
        for scene in chapter["scenes"]
        for utterance in scene["utterances"]
        if utterance["kind"] == "quotation"
    }


def test_attributors_are_listed_without_being_imported() -> None:
    script = (
        "import sys\n"
        "import pipeline.production\n"
        "from pipeline.attributors.registry import attributor_names\n"
        "assert attributor_names()[0] == 'built-in' and 'chat' in attributor_names()\n"
        "print(*sorted({'httpx', 'pipeline.attributors.chat'} & set(sys.modules)))\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


@pytest.mark.usefixtures("plugins")
def test_an_attributor_that_is_not_there_or_is_broken() -> None:
    assert attributor_names() == ("built-in", "biased", "broken", "chat")
    with pytest.raises(EngineUnavailable, match="biased"):
        load_attributor("oracle", Table({}, "", "production.toml", "oracle"))
    with pytest.raises(EngineUnavailable, match=r"pip install .*odd-attributors"):
        load_attributor("BROKEN", Table({}, "", "production.toml", "broken"))


def test_a_chat_decides_who_speaks(server: ChatServer, production: Path, fullcast: Run) -> None:
    def ben(request: Request) -> Reply:
        return speakers(dict.fromkeys(request.ids, "ben-holt"))

    server.reply = ben
    chat = f'[chat]\naddress = "{server.address}"\nmodel = "small:1b"'
    cast_before = (production / "cast.toml").read_text("utf-8")
    add(production, 'attributor = "chat"', chat)
    code, _, err = fullcast("plan", production)
    assert code == 0, err
    assert "To ask chat: 3 parts of the story." in err
    assert "Asked: 100 %" in err
    assert "is sent" not in err
    assert set(said(production).values()) == {("ben-holt", "chat")}
    assert (production / "cast.toml").read_text("utf-8") == cast_before

    before = {path: path.read_bytes() for path in production.rglob("*") if path.is_file()}
    code, _, err = fullcast("plan", production)
    assert (code, len(server.requests)) == (0, 3)
    assert "chat" not in err
    assert before == {path: path.read_bytes() for path in production.rglob("*") if path.is_file()}

    _, script, _ = fullcast("script", production)
    line = next(line for line in script.splitlines() if "Not always" in line)
    Path("lines.txt").write_text(line.replace("Ben Holt", "Anna Marsh"), encoding="utf-8")
    code, _, err = fullcast("script", production, "--apply", "lines.txt")
    assert code == 0, err
    assert said(production)['"Not always."'] == ("anna-marsh", "edit")
    assert said(production)['"It always is."'] == ("ben-holt", "chat")
    assert len(server.requests) == 4

    (production / "edits.toml").write_text("", encoding="utf-8")
    path = production / "production.toml"
    path.write_text(path.read_text("utf-8").replace('"chat"', '"built-in"'), encoding="utf-8")
    fullcast("plan", production)
    assert "chat" not in {method for _, method in said(production).values()}
    assert len(server.requests) == 4


def test_findings_reach_the_user(server: ChatServer, production: Path, fullcast: Run) -> None:
    server.reply = lambda _: Reply(404, b'{"error": {"message": "no model small:1b"}}')
    chat = f'[chat]\naddress = "{server.address}"\nmodel = "small:1b"'
    before = said(production)
    add(production, 'attributor = "chat"', chat)
    code, _, err = fullcast("plan", production)
    assert code == 0
    assert "warning: chat was not asked any more, since it answers with HTTP 404 (no model" in err
    assert said(production) == before


@pytest.mark.usefixtures("plugins")
def test_a_plug_in_that_sends_text_away_says_so_first(production: Path, fullcast: Run) -> None:
    add(production, 'attributor = "biased"', '[biased]\ntowards = "ben-holt"')
    code, _, err = fullcast("script", production, "--json")
    assert code == 0
    assert err == "The text of the story is sent to far.example.com by the attributor biased.\n"
    assert set(said(production).values()) == {("ben-holt", "biased")}
    assert "far.example.com" not in fullcast("script", production)[2]


@pytest.mark.parametrize(
    ("top", "tables", "words"),
    [
        ('attributor = "oracle"', "", ("oracle", "built-in, chat")),
        ('attributor = "chat"', "", ("production.toml", "address", "is missing", "[chat]")),
        ('attributor = "chat"', '[chat]\nadress = "x"', ("Did you mean address?",)),
        ("attributor = 3", "", ("attributor", "line 1")),
    ],
)
def test_what_cannot_be_followed_is_named(
    production: Path, fullcast: Run, top: str, tables: str, words: tuple[str, ...]
) -> None:
    add(production, top, tables)
    code, _, err = fullcast("plan", production)
    assert code == 1
    assert all(word in err for word in words), err


def test_the_table_may_stay_while_the_built_in_is_used(production: Path, fullcast: Run) -> None:
    add(production, "", '[chat]\naddress = "http://localhost:1"\nmodel = "a"')
    assert fullcast("plan", production)[0] == 0
