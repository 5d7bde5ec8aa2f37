"""A report as one page that needs nothing else: figures, waveforms, and players."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape

import numpy as np

from pipeline import program
from pipeline.checking.clips import samples_of
from pipeline.checking.files import clock
from pipeline.checking.report import POLICY, ClipReport, FileReport, Report
from pipeline.findings import Finding, Severity
from pipeline.model import Audio

MOST = 200
"""Lines that have a player; each takes some tens of kilobytes."""
_COLUMNS, _HEIGHT = 600, 80

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #222; background: #fff; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { padding: .2rem .6rem; text-align: right; border-bottom: 1px solid #ddd; }
th:first-child, td:first-child { text-align: left; }
.error { color: #a40000; } .warning { color: #8a5a00; } .note { color: #555; }
.passed { color: #126b2a; } .failed { color: #a40000; font-weight: bold; }
article { border: 1px solid #ddd; border-radius: .5rem; padding: .8rem 1rem; margin: 1rem 0; }
svg { width: 100%; height: 80px; background: #f4f6f8; display: block; margin: .5rem 0; }
path { stroke: #2b5c8a; stroke-width: 1; fill: none; } audio { width: 100%; }
@media (prefers-color-scheme: dark) {
  body { color: #ddd; background: #181a1c; } svg { background: #24282c; }
  th, td, article { border-color: #444; } path { stroke: #8ab8e6; }
  .error, .failed { color: #ff8a80; } .warning { color: #ffc46b; } .passed { color: #7bd88f; }
  .note { color: #aaa; }
}
"""


def page(report: Report, read: Callable[[str], Audio | None]) -> str:
    """The HTML of a report; `read` gives a clip's sound by its key, None where it is lost."""
    verdict = "Passed" if report.passed else "Failed"
    body = [
        f"<h1>{escape(report.title)}</h1>",
        f'<p class="{verdict.lower()}">{verdict}: {len(report.files)} files and '
        f"{report.clips_checked} clips checked by the profile {escape(report.profile)}"
        f"{', and read back by a recogniser' if report.listened else ''}.</p>",
        f"<p>{escape(POLICY)}</p>",
        *_findings(report.findings),
        "<h2>Files</h2>",
        *(_file(file) for file in report.files),
        f"<h2>Lines to listen to ({len(report.clips)})</h2>",
        *(_clip(clip, read(clip.key)) for clip in report.clips[:MOST]),
    ]
    if len(report.clips) > MOST:
        body.append(f"<p>… and {len(report.clips) - MOST} more; --json lists them all.</p>")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Check of {escape(report.title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        "<body>\n" + "\n".join(body) + "\n</body>\n</html>\n"
    )


def _findings(findings: tuple[Finding, ...]) -> Iterator[str]:
    if findings:
        yield "<ul>"
        for finding in findings:
            kind = finding.severity.value
            where = f" ({escape(finding.where)})" if finding.where else ""
            yield f'<li class="{kind}">{kind}: {escape(finding.message)}{where}</li>'
        yield "</ul>"


def _file(file: FileReport) -> str:
    rows = []
    for measure in file.measures:
        value = "none" if measure.value is None else measure.value
        state = {True: "passed", False: "failed", None: ""}[measure.passed]
        rows.append(
            f'<tr><td>{escape(measure.name)}</td><td class="{state}">{escape(str(value))} '
            f"{escape(measure.unit)}</td><td>{escape(measure.wanted)}</td></tr>"
        )
    failed = any(finding.severity is Severity.ERROR for finding in file.findings)
    table = f"<table>{''.join(rows)}</table>" if rows else ""
    return (
        f"<details{' open' if failed else ''}><summary>{escape(file.name)}: "
        f"{'<b class=failed>failed</b>' if failed else '<span class=passed>passed</span>'}"
        f"</summary>{table}{''.join(_findings(file.findings))}</details>"
    )


def _clip(clip: ClipReport, audio: Audio | None) -> str:
    heard = f"<p>Heard: {escape(clip.heard)}</p>" if clip.heard else ""
    here = tuple(replace(finding, where="") for finding in clip.findings)
    sound = ""
    if audio is not None and audio.frames:
        sound = f'{waveform(audio)}<audio controls preload="none" src="{_playable(audio)}"></audio>'
    return (
        f"<article><h3>{escape(clip.speaker)}, {escape(clip.chapter)} at {clock(clip.at)}</h3>"
        f"<p>{escape(clip.text)}</p>{heard}{''.join(_findings(here))}{sound}"
        f"<p class=note>Utterance {escape(clip.utterance)}, {escape(clip.voice)}. Again: "
        f"<code>fullcast regenerate … --utterance {escape(clip.utterance)}</code></p></article>"
    )


def waveform(audio: Audio) -> str:
    """A picture of a sound as SVG: its lowest and highest sample in each column."""
    samples = samples_of(audio)
    columns = min(_COLUMNS, len(samples))
    pieces = np.array_split(samples, columns)
    middle = _HEIGHT / 2
    lines = " ".join(
        f"M{at} {middle - middle * float(piece.max()):.1f}"
        f"V{middle - middle * float(piece.min()) + 0.5:.1f}"
        for at, piece in enumerate(pieces)
    )
    return (
        f'<svg viewBox="0 0 {columns} {_HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="waveform"><path d="{lines}"/></svg>'
    )


def _playable(audio: Audio) -> str:
    """A sound as an address that holds it, as MP3."""
    process = program.ffmpeg(
        [
            *("-v", "error", "-f", "s16le", "-ar", str(audio.rate), "-ac", "1"),
            *("-i", "pipe:0", "-b:a", "64k", "-f", "mp3", "pipe:1"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    mp3, _ = process.communicate(audio.pcm)
    return f"data:audio/mpeg;base64,{base64.b64encode(mp3).decode()}"
