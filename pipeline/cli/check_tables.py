"""A report as tables that people read."""

from __future__ import annotations

from pipeline.checking.report import POLICY, FileReport, Measure, Report
from pipeline.cli.tables import console, counted, show_findings
from pipeline.cli.tables import show as table
from pipeline.findings import Severity

_SHOWN = (
    ("RMS", "#RMS"),
    ("peak", "#Peak"),
    ("true peak", "#True peak"),
    ("noise floor", "#Floor"),
    ("digital silence", "#Digital silence"),
    ("head", "#Head"),
    ("tail", "#Tail"),
    ("length", "#Length"),
    ("sample rate", "#Hz"),
    ("bit rate", "#kbit/s"),
    ("channels", "Channels"),
)
LINES = 40
"""Findings of clips that are listed; report.html has them all."""


def show(report: Report) -> None:
    """Print what was measured, what is wrong, and what it comes to."""
    out = console()
    table(
        f"Files (profile {report.profile}; * is out of its limits)",
        ("File", *(title for _, title in _SHOWN)),
        ((file.name, *_values(file)) for file in report.files),
    )
    for file in report.files:
        for finding in file.findings:
            if finding.severity is not Severity.NOTE:
                out.print(f"{finding.severity.value}: {finding.where or file.name}: ", end="")
                out.print(f"{finding.message} [{finding.code}]")
    if report.clips:
        out.print()
        table(
            "Lines to listen to",
            ("Utterance", "#At", "Speaker", "What", "Text"),
            (
                (
                    clip.utterance,
                    f"{clip.at:.1f} s",
                    clip.speaker,
                    " ".join(f.message for f in clip.findings),
                    clip.text if len(clip.text) < 60 else clip.text[:59] + "…",
                )
                for clip in report.clips[:LINES]
            ),
        )
        if len(report.clips) > LINES:
            out.print(f"… and {len(report.clips) - LINES} more: see report.html.")
    show_findings(report.findings)
    errors = sum(item.severity is Severity.ERROR for item in report.every_finding)
    out.print(
        f"\n{'Passed' if report.passed else 'Failed'}: {counted(len(report.files), 'file')} and "
        f"{counted(report.clips_checked, 'clip')} checked, {counted(errors, 'error')}, "
        f"{counted(len(report.every_warning), 'warning')}."
    )
    out.print(POLICY)


def _values(file: FileReport) -> list[str]:
    by_name = {measure.name: measure for measure in file.measures}
    return [_value(by_name.get(name)) for name, _ in _SHOWN]


def _value(measure: Measure | None) -> str:
    if measure is None:
        return ""
    value = "none" if measure.value is None else measure.value
    text = f"{value:.2f}" if isinstance(value, float) else str(value)
    return text + ("*" if measure.passed is False else "")
