"""A caption file: whether its cues follow one another and lie inside the sound."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from pipeline.checking.report import FileReport, Measure
from pipeline.findings import Finding, Severity

_OVER = 0.005
"""Seconds that rounding may add to a time."""

_CUE = re.compile(r"^((?:\d+:)?\d\d:\d\d[.,]\d{3}) --> ((?:\d+:)?\d\d:\d\d[.,]\d{3})", re.MULTILINE)
_LINE = re.compile(r"^\[(\d+:\d\d\.\d{2,3})\]", re.MULTILINE)


def check_captions(path: Path, seconds: float) -> FileReport:
    """Check a caption file against the length of the sound that it goes with."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path.name} can't be read ({error})."
        return _report(path, 0, [Finding("file-unreadable", Severity.ERROR, message, path.name)])
    spans = spans_of(text, path.suffix)
    findings = []
    if not spans:
        message = "There are no cues in it."
        findings.append(Finding("cues", Severity.ERROR, message, path.name))
    for (begin, end), (after, _) in pairwise([*spans, (float("inf"), 0.0)]):
        if end < begin or after < begin or after < end - _OVER:
            message = f"The cue at {begin:.3f} s ends after the next one begins."
            findings.append(Finding("cues", Severity.ERROR, message, path.name))
    if spans and max(end for _, end in spans) > seconds + _OVER:
        message = f"The last cue ends at {spans[-1][1]:.3f} s, and the sound at {seconds:.3f} s."
        findings.append(Finding("cues", Severity.ERROR, message, path.name))
    return _report(path, len(spans), findings)


def spans_of(text: str, suffix: str) -> list[tuple[float, float]]:
    """Begin and end of each cue in seconds; a line of LRC ends where the next begins."""
    if suffix == ".lrc":
        times = [_seconds(found[1]) for found in _LINE.finditer(text)]
        return list(pairwise(times))
    return [(_seconds(found[1]), _seconds(found[2])) for found in _CUE.finditer(text)]


def _seconds(stamp: str) -> float:
    total = 0.0
    for part in stamp.replace(",", ".").split(":"):
        total = 60 * total + float(part)
    return total


def _report(path: Path, cues: int, findings: list[Finding]) -> FileReport:
    return FileReport(path.name, (Measure("cues", cues),), tuple(findings))
