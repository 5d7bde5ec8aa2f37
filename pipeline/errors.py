"""What can go wrong, by what the user does next.

Each error is one sentence that says what and where, and a hint that says what to do.
"""

from __future__ import annotations


class FullcastError(Exception):
    """The root: shown to the user as it stands, never as a traceback."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class SourceError(FullcastError):
    """The story can't be read."""


class SettingsError(FullcastError):
    """A file that people edit says something that can't be followed."""


class CastError(FullcastError):
    """A voice or a character that does not exist, or a cast that can't be used."""


class EngineUnavailable(FullcastError):
    """A speech engine is not installed or does not start."""


class NotSetUp(EngineUnavailable):
    """A speech engine speaks only for those who have told it something, and nobody has."""


class StoreError(FullcastError):
    """A file can't be written, or the production is in use."""


class ToolError(FullcastError):
    """A program that we run has failed."""


class RenderError(FullcastError):
    """Some utterances could not be spoken."""
