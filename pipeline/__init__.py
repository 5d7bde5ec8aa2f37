"""Fullcast: a story to an audiobook in which everyone has a voice of their own.

from pathlib import Path
import pipeline

with pipeline.opened(Path("story.txt")) as production:
    pipeline.render(production)
    again, take = pipeline.with_new_take(production, pipeline.Selection(scenes=("1.2",)))
    pipeline.render(again)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.amending import with_new_take, with_speakers
    from pipeline.choices import Choices
    from pipeline.errors import FullcastError
    from pipeline.production import Production, analyze, opened, planned
    from pipeline.rendering import Rendering, render
    from pipeline.selection import Selection
    from pipeline.tts.preview import preview
    from pipeline.tts.registry import find_voice

__all__ = [
    "Choices",
    "FullcastError",
    "Production",
    "Rendering",
    "Selection",
    "analyze",
    "find_voice",
    "opened",
    "planned",
    "preview",
    "render",
    "with_new_take",
    "with_speakers",
]

_HOMES = {
    "Choices": "choices",
    "FullcastError": "errors",
    "Rendering": "rendering",
    "Selection": "selection",
    "find_voice": "tts.registry",
    "preview": "tts.preview",
    "render": "rendering",
    "with_new_take": "amending",
    "with_speakers": "amending",
}


def __getattr__(name: str) -> object:
    """Imported when used, so that `fullcast --help` answers at once."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'production')}"), name)
