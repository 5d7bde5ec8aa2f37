"""What a check found: typed values, ready for a table, JSON or a page."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.findings import Finding, Severity

POLICY = (
    "This checks a specification, not a policy: ACX takes machine narration only where it has "
    "authorised it."
)


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing measured of a file."""

    name: str
    value: float | int | str | None
    unit: str = ""
    wanted: str = ""
    """What it is held against, for a person to read; empty where it is only shown."""
    passed: bool | None = None
    """None where it is only shown."""


@dataclass(frozen=True, slots=True)
class FileReport:
    name: str
    measures: tuple[Measure, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ClipReport:
    """A clip in which something was found."""

    key: str
    utterance: str
    chapter: str
    """The chapter's title."""
    speaker: str
    voice: str
    """Its id; of a recording of the user's own, the file."""
    text: str
    """As it was to be spoken."""
    heard: str | None
    """What a recogniser heard; None where none listened."""
    seconds: float
    at: float
    """Second of the chapter at which it begins."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Report:
    title: str
    profile: str
    """The name of the specification that files were held against."""
    files: tuple[FileReport, ...]
    clips: tuple[ClipReport, ...]
    """Those in which something was found."""
    clips_checked: int
    listened: bool
    """Whether a recogniser read the clips back."""
    findings: tuple[Finding, ...]
    """What concerns neither one file nor one clip."""

    @property
    def every_finding(self) -> tuple[Finding, ...]:
        found = list(self.findings)
        for file in self.files:
            found += file.findings
        for clip in self.clips:
            found += clip.findings
        return tuple(found)

    @property
    def every_warning(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.every_finding if f.severity is Severity.WARNING)

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong; a warning is something to listen to, not a failure."""
        return all(item.severity is not Severity.ERROR for item in self.every_finding)
