"""What is wrong with a book or a sound: data for people to look at, never an exception."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    """Stable and short, e.g. `gutenberg-header`."""
    severity: Severity
    message: str
    where: str = ""
    """A place that a person can go to: `story.txt:12`, an utterance's id, a file."""
