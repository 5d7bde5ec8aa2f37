from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from chat_server import ChatServer, served
from small_story import STORY

from pipeline.attributors.chat import ChatAttributor
from pipeline.casting.attribution import attribute
from pipeline.model import Analysis, Corrections
from pipeline.segmenter import segment
from pipeline.sources import read
from pipeline.store import Store
from pipeline.toml_text import Table


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with served() as chat:
        yield chat


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / ".store", scratch=tmp_path / ".store" / "scratch")


Tell = Callable[..., Analysis]


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    """A story as the built-in method sees it."""

    def told(story: str = STORY, corrections: Corrections = Corrections()) -> Analysis:
        path = tmp_path / "story.txt"
        path.write_text(story, encoding="utf-8")
        return attribute(segment(read(path)), corrections)

    return told


@pytest.fixture
def pauses() -> list[float]:
    """How long the attributor has waited between tries, in seconds, without waiting."""
    return []


Connect = Callable[..., ChatAttributor]


@pytest.fixture
def connect(server: ChatServer, pauses: list[float]) -> Connect:
    """An attributor that asks the server, with the settings given."""

    def connected(**settings: object) -> ChatAttributor:
        values = {"address": server.address, "model": "small:1b", **settings}
        return ChatAttributor(Table(values, "", "production.toml", "chat"), pauses.append)

    return connected
