from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.tts.worker import close_idle

pytest.register_assert_rewrite("pipeline.tts.testing")

PLUGINS = Path(__file__).parent / "plugins"

ENTRY_POINTS = """\
[fullcast.engines]
broken = no_such_module_anywhere:Engine
crashing = odd_engines:Crashing
hanging = odd_engines:Hanging
talkative = odd_engines:Talkative
failing-late = odd_engines:FailingLate
pyttsx3-public = odd_engines:Pyttsx3Public
"""


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The engines of `plugins/odd_engines.py`, installed as somebody's plug-ins would be."""
    installed = tmp_path / "odd_engines-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: odd-engines\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text(ENTRY_POINTS)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.syspath_prepend(str(PLUGINS))
    yield
    close_idle()


@pytest.fixture(autouse=True)
def _no_children_left() -> Iterator[None]:
    yield
    close_idle()
