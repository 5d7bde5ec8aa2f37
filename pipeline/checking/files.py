"""One delivered file: measured, and held against what it was to be."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pipeline.checking import mp3
from pipeline.checking.decoding import Container, decoded, described
from pipeline.checking.limits import Limits, Range
from pipeline.checking.loudness import Sound, measure
from pipeline.checking.report import FileReport, Measure
from pipeline.errors import ToolError
from pipeline.findings import Finding, Severity
from pipeline.model import Timeline

OFF = 0.1
"""Seconds by which a file may be longer or shorter than its timeline: encoders pad."""
MARK_OFF = 0.0011
"""Seconds by which a chapter mark may be off: containers count milliseconds."""
PAUSE_OVER = 1.0
"""Seconds that a silence may be longer than the longest pause of the timeline."""
LEAST_COVER = 1024
"""Pixels of the shorter side that every shop takes."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the manifest says of a file."""

    seconds: float | None = None
    """How long it is."""
    pause: float = 3.0
    """Seconds of its longest pause."""
    tags: tuple[tuple[str, str], ...] = ()
    """By ffmpeg's names."""
    marks: tuple[tuple[str, float], ...] = ()
    """The title of each chapter mark and the second at which it stands; none for one chapter."""


def longest_pause(timeline: Timeline) -> float:
    """Seconds of the longest pause between two clips."""
    placed = timeline.placements
    pauses = [after.start - before.end for before, after in pairwise(placed)]
    return max(pauses, default=0) / timeline.rate


def check_file(path: Path, expected: Expected, limits: Limits) -> FileReport:
    """Measure a file and say what is wrong with it; a file that can't be read is a finding."""
    try:
        container = described(path)
        sound = measure(decoded(path, container), container.rate)
    except FileNotFoundError:
        return _lost(path, "is not there")
    except ToolError as error:
        if not path.exists():
            return _lost(path, "is not there")
        return _lost(path, error.message)
    measures = [*_levels(sound, limits), *_edges(sound, expected, limits)]
    measures += _encoding(path, container, sound, limits)
    findings = [_failed(item, path.name) for item in measures if item.passed is False]
    for more in (
        _of_sound(sound, expected, path.name),
        _of_marks(container, expected, path.name),
        _of_tags(container, expected, path.name),
    ):
        findings += more
    return FileReport(path.name, tuple(measures), tuple(findings))


def _lost(path: Path, why: str) -> FileReport:
    message = f"{path.name} {why}." if not why.startswith(path.name) else why
    return FileReport(
        path.name, (), (Finding("file-unreadable", Severity.ERROR, message, path.name),)
    )


def _levels(sound: Sound, limits: Limits) -> list[Measure]:
    silent = sum(stretch.seconds for stretch in sound.digital_silence)
    return [
        _held("RMS", sound.rms, "dBFS", limits.rms),
        _held("peak", sound.peak, "dBFS", limits.peak),
        _held("true peak", sound.true_peak, "dBTP", limits.true_peak),
        _held("noise floor", sound.floor, "dBFS", limits.floor),
        Measure("digital silence", round(silent, 2), "s", "none" if limits.floor else ""),
    ]


def _edges(sound: Sound, expected: Expected, limits: Limits) -> list[Measure]:
    whole = bool(expected.marks)
    longest = Range(high=limits.longest) if limits.longest and not whole else None
    return [
        _held("head", sound.head, "s", limits.head),
        _held("tail", sound.tail, "s", limits.tail),
        _held("length", sound.seconds, "s", longest),
    ]


def _encoding(path: Path, container: Container, sound: Sound, limits: Limits) -> list[Measure]:
    measures = [
        Measure(
            "sample rate",
            container.rate,
            "Hz",
            str(limits.rate or ""),
            container.rate == limits.rate if limits.rate and container.codec != "opus" else None,
        )
    ]
    if container.codec != "mp3":
        average = round(path.stat().st_size / 125 / sound.seconds) if sound.frames else 0
        return [
            *measures,
            Measure("codec", container.codec),
            Measure("bit rate", average, "kbit/s"),
            Measure("bit rate mode", "average over the file"),
            Measure("channels", container.channels),
        ]
    frames = mp3.scan(path)
    constant = len(frames.bit_rates) == 1
    least = min(frames.bit_rates, default=0)
    return [
        *measures,
        _held("bit rate", least, "kbit/s", limits.bit_rate),
        Measure(
            "bit rate mode",
            "constant" if constant else "variable",
            "",
            "constant" if limits.constant else "",
            constant if limits.constant else None,
        ),
        Measure(
            "channels",
            ", ".join(frames.modes) or "none",
            "",
            "all mono or all stereo" if limits.separate else "",
            frames.modes in (("mono",), ("stereo",)) if limits.separate else None,
        ),
    ]


def _held(name: str, value: float, unit: str, wanted: Range | None) -> Measure:
    shown = round(value, 2) if math.isfinite(value) else None
    return Measure(
        name,
        shown,
        unit,
        str(wanted) if wanted else "",
        wanted.holds(shown if shown is not None else value) if wanted else None,
    )


def _failed(item: Measure, name: str) -> Finding:
    value = "none" if item.value is None else item.value
    return Finding(
        item.name.replace(" ", "-").lower(),
        Severity.ERROR,
        f"{item.name}: {value} {item.unit}".rstrip() + f"; wanted is {item.wanted}.",
        name,
    )


def _of_sound(sound: Sound, expected: Expected, name: str) -> list[Finding]:
    findings = []
    if sound.digital_silence:
        first = sound.digital_silence[0]
        total = sum(stretch.seconds for stretch in sound.digital_silence)
        findings.append(
            Finding(
                "digital-silence",
                Severity.ERROR if sound.rms == -math.inf else Severity.WARNING,
                f"{total:.1f} seconds are digital silence, the first at {clock(first.start)}: "
                "shops ask for room tone.",
                f"{name} {clock(first.start)}",
            )
        )
    if expected.seconds is not None and abs(sound.seconds - expected.seconds) > OFF:
        findings.append(
            Finding(
                "length-differs",
                Severity.ERROR,
                f"It lasts {sound.seconds:.2f} seconds where its timeline has "
                f"{expected.seconds:.2f}.",
                name,
            )
        )
    if sound.clipped:
        first_at = clock(sound.clipped[0])
        message = f"Samples stand at full scale in {len(sound.clipped)} place(s)."
        findings.append(Finding("clipping", Severity.ERROR, message, f"{name} {first_at}"))
    if sound.clicks:
        places = ", ".join(clock(at) for at in sound.clicks[:5])
        more = ", …" if len(sound.clicks) > 5 else ""
        message = f"{len(sound.clicks)} click(s), at {places}{more}."
        findings.append(Finding("click", Severity.WARNING, message, name))
    return findings + _long_silences(sound, expected, name)


def _long_silences(sound: Sound, expected: Expected, name: str) -> list[Finding]:
    longest = expected.pause + PAUSE_OVER
    if expected.marks:
        longest += sound.head + sound.tail
    return [
        Finding(
            "long-silence",
            Severity.WARNING,
            f"{silence.seconds:.1f} seconds of silence at {clock(silence.start)}; the longest "
            f"pause of the timeline is {longest - PAUSE_OVER:.1f}.",
            f"{name} {clock(silence.start)}",
        )
        for silence in sound.silences
        if silence.seconds > longest
    ]


def _of_marks(container: Container, expected: Expected, name: str) -> list[Finding]:
    if not expected.marks or container.codec.startswith("pcm_"):  # a WAV can't have any
        return []
    found = [(mark.title, mark.start) for mark in container.marks]
    if len(found) != len(expected.marks):
        message = f"It has {len(found)} chapter marks where {len(expected.marks)} are wanted."
        return [Finding("chapter-marks", Severity.ERROR, message, name)]
    findings = []
    for (title, at), (wanted, start) in zip(found, expected.marks, strict=True):
        if abs(at - start) > MARK_OFF or title != wanted:
            findings.append(
                Finding(
                    "chapter-marks",
                    Severity.ERROR,
                    f"The mark “{title}” stands at {at:.3f} s; “{wanted}” begins at "
                    f"{start:.3f} s on the timeline.",
                    name,
                )
            )
    return findings


def _of_tags(container: Container, expected: Expected, name: str) -> list[Finding]:
    findings = [
        Finding(
            "tag",
            Severity.ERROR,
            f"The tag {key} is “{container.tag(key)}” and was to be “{value}”.",
            name,
        )
        for key, value in expected.tags
        if value and container.tag(key) != value
    ]
    if container.cover is None:
        message = "There is no cover in it."
        findings.append(Finding("no-cover", Severity.NOTE, message, name))
    elif min(container.cover.width, container.cover.height) < LEAST_COVER:
        size = f"{container.cover.width} × {container.cover.height}"
        message = f"The cover is {size} pixels; shops want {LEAST_COVER} and more."
        findings.append(Finding("small-cover", Severity.WARNING, message, name))
    return findings


def clock(seconds: float) -> str:
    """`1:02:03.45`, or `02:03.45` within the first hour."""
    minutes, rest = divmod(round(seconds * 100), 6000)
    hours, minutes = divmod(minutes, 60)
    lead = f"{hours}:{minutes:02}" if hours else f"{minutes:02}"
    return f"{lead}:{rest / 100:05.2f}"
