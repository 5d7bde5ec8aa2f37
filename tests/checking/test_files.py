"""A delivered file is measured as it is, and each thing wrong with it has a name."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from checked_sounds import RATE, encoded, reading

from pipeline.checking.decoding import decoded, described, parse_metadata
from pipeline.checking.files import Expected, check_file, clock, longest_pause
from pipeline.checking.limits import ACX, NONE, Limits
from pipeline.checking.loudness import measure
from pipeline.checking.mp3 import scan
from pipeline.checking.report import FileReport
from pipeline.findings import Severity
from pipeline.model import Placement, Timeline


def checked(path: Path, limits: Limits = ACX, **expected: object) -> FileReport:
    return check_file(path, Expected(**expected), limits)  # type: ignore[arg-type]


def codes(report: FileReport) -> set[str]:
    return {f.code for f in report.findings if f.severity is not Severity.NOTE}


def value(report: FileReport, name: str) -> object:
    return next(m.value for m in report.measures if m.name == name)


def test_a_file_within_the_limits_has_nothing_wrong_with_it(tmp_path: Path) -> None:
    report = checked(encoded(tmp_path / "a.mp3", reading()))
    assert codes(report) == set()
    assert value(report, "bit rate") == 192
    assert value(report, "bit rate mode") == "constant"
    assert value(report, "channels") == "mono"
    assert value(report, "head") == pytest.approx(0.75, abs=0.03)
    assert value(report, "tail") == pytest.approx(2.0, abs=0.05)
    assert value(report, "noise floor") == pytest.approx(-70, abs=1)


@pytest.mark.parametrize("form", ["mp3", "flac", "wav", "m4a", "ogg"])
def test_levels_are_those_of_the_decoded_file(tmp_path: Path, form: str) -> None:
    sound = reading()
    path = encoded(tmp_path / f"a.{form}", sound)
    measured = measure(decoded(path, described(path)), RATE)
    rms = 20 * math.log10(np.sqrt(np.mean(sound**2)))
    assert measured.rms == pytest.approx(rms, abs=0.4)
    assert measured.peak == pytest.approx(20 * math.log10(0.35), abs=0.8)
    assert measured.true_peak >= measured.peak


def test_true_peak_is_between_the_samples() -> None:
    # A sine at a quarter of the rate whose samples all miss its crests by 45 degrees.
    sine = np.sin(np.pi / 2 * np.arange(44_100) + np.pi / 4).astype(np.float32)[:, None]
    sine *= np.hanning(44_100)[:, None].astype(np.float32)
    measured = measure([sine[:20_000], sine[20_000:]], RATE)
    assert measured.peak == pytest.approx(-3.01, abs=0.05)
    assert measured.true_peak == pytest.approx(0, abs=0.1)


def test_blocks_do_not_change_what_is_measured() -> None:
    sound = reading().astype(np.float32)[:, None]
    whole = measure([sound], RATE)
    parts = measure(np.array_split(sound, 13), RATE)
    for name in ("frames", "head", "tail", "silences", "digital_silence", "clicks"):
        assert getattr(whole, name) == getattr(parts, name), name
    for name in ("rms", "peak", "true_peak", "floor"):
        assert getattr(whole, name) == pytest.approx(getattr(parts, name), abs=1e-3), name


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("rms", lambda x: x * 0.4),
        ("peak", lambda x: np.where(np.arange(x.size) == RATE * 3, 0.95, x)),
        ("noise-floor", lambda x: x + np.random.default_rng(1).normal(0, 10**-2.7, x.size)),
        ("head", lambda x: x[RATE // 2 :]),
        ("head", lambda x: np.concatenate((x[: RATE // 2], x))),
        ("tail", lambda x: x[: -int(1.5 * RATE)]),
        ("clipping", lambda x: x * 9),
        ("click", lambda x: x + 0.2 * (np.arange(x.size) == int(7.5 * RATE))),
    ],
)
def test_each_fault_is_named(tmp_path: Path, code: str, change) -> None:  # type: ignore[no-untyped-def]
    assert code in codes(checked(encoded(tmp_path / "a.flac", change(reading()))))


def test_digital_silence_is_measured_and_named(tmp_path: Path) -> None:
    sound = reading()
    sound[-RATE:] = 0
    report = checked(encoded(tmp_path / "a.flac", sound))
    (finding,) = [f for f in report.findings if f.code == "digital-silence"]
    assert "1.0 seconds" in finding.message
    assert finding.where.endswith(" 00:07.75")
    assert value(report, "noise floor") == pytest.approx(-71.5, abs=2)


def test_a_file_of_nothing_but_digital_silence_is_measured_and_fails(tmp_path: Path) -> None:
    report = checked(encoded(tmp_path / "a.mp3", np.zeros(4 * RATE)))
    assert {"digital-silence", "rms"} <= codes(report)
    assert value(report, "RMS") is None
    assert any(f.severity is Severity.ERROR for f in report.findings)
    assert value(report, "digital silence") == pytest.approx(4, abs=0.1)


def test_a_long_silence_is_told_from_the_pauses_of_the_timeline(tmp_path: Path) -> None:
    part = reading(4, head=0.75, tail=2)
    sound = np.concatenate((part, reading(4, head=2, tail=2)))
    path = encoded(tmp_path / "a.flac", sound)
    report = check_file(path, expecting(timeline(sound.size, 0.5)), ACX)
    assert codes(report) == {"long-silence"}
    report = check_file(path, expecting(timeline(sound.size, 4.0)), ACX)
    assert codes(report) == set()


def expecting(wanted: Timeline) -> Expected:
    return Expected(wanted.frames / wanted.rate, longest_pause(wanted))


def timeline(frames: int, pause: float) -> Timeline:
    gap = round(pause * RATE)
    return Timeline(
        RATE,
        (Placement("a", "u", 0, 1000), Placement("b", "v", 1000 + gap, 1000)),
        frames,
    )


def test_a_file_of_another_length_than_its_timeline_is_named(tmp_path: Path) -> None:
    sound = reading()
    path = encoded(tmp_path / "a.mp3", sound)
    assert codes(check_file(path, expecting(timeline(sound.size, 2)), ACX)) == set()
    longer = expecting(timeline(sound.size + RATE, 2))
    assert "length-differs" in codes(check_file(path, longer, ACX))


def test_variable_and_low_bit_rates_and_joint_stereo_are_named(tmp_path: Path) -> None:
    sound = reading()
    variable = encoded(tmp_path / "v.mp3", sound, "-q:a", "2")
    assert {"bit-rate-mode"} <= codes(checked(variable))
    low = encoded(tmp_path / "l.mp3", sound, "-b:a", "128k")
    assert codes(checked(low)) == {"bit-rate"}
    two = np.stack((sound, sound * 0.9), axis=1)
    joint = encoded(tmp_path / "j.mp3", two, "-joint_stereo", "1")
    assert codes(checked(joint)) == {"channels"}
    apart = encoded(tmp_path / "s.mp3", two, "-joint_stereo", "0")
    assert codes(checked(apart)) == set()
    slow = encoded(tmp_path / "r.mp3", sound[::2], rate=22_050)
    assert "sample-rate" in codes(checked(slow))
    assert codes(checked(slow, NONE)) == set()


def test_the_bit_rate_of_other_formats_is_their_average(tmp_path: Path) -> None:
    path = encoded(tmp_path / "a.m4a", reading(), "-b:a", "96k")
    report = checked(path, NONE)
    assert value(report, "bit rate") == pytest.approx(96, rel=0.2)
    assert value(report, "codec") == "aac"


def test_the_frames_of_an_mp3_are_counted(tmp_path: Path) -> None:
    path = encoded(tmp_path / "a.mp3", reading())
    frames = scan(path)
    assert frames.strays == 0
    assert frames.count == pytest.approx(reading().size / 1152, abs=3)


def test_tags_and_marks_are_held_against_what_was_wanted(tmp_path: Path) -> None:
    marks = tmp_path / "marks.txt"
    marks.write_text(
        ";FFMETADATA1\ntitle=A \\= B\\; C\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=4000\ntitle=One\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=4000\nEND=8750\ntitle=Two\n"
    )
    sound = reading()
    path = encoded(tmp_path / "a.m4a", sound, "-i", str(marks), "-map_metadata", "1")
    good = Expected(tags=(("title", "A = B; C"),), marks=(("One", 0), ("Two", 4)))
    assert codes(check_file(path, good, NONE)) == set()
    late = Expected(tags=(("title", "A"),), marks=(("One", 0), ("Two", 4.002)))
    assert codes(check_file(path, late, NONE)) == {"chapter-marks", "tag"}
    fewer = Expected(marks=(("One", 0), ("Two", 4), ("Three", 5)))
    assert codes(check_file(path, fewer, NONE)) == {"chapter-marks"}


def test_metadata_is_read_with_its_escapes() -> None:
    tags, marks = parse_metadata(
        ";FFMETADATA1\nTITLE=a\\=b\\\\c\\\nd\n[CHAPTER]\nSTART=1\nEND=2\nTIMEBASE=1/2\n"
    )
    assert tags == (("title", "a=b\\c\nd"),)
    assert [(m.title, m.start, m.end) for m in marks] == [("", 0.5, 1.0)]


@pytest.mark.parametrize("content", [b"", b"this is no sound", b"ID3\x04\0\0\0\0\0\x05xx"])
def test_a_file_that_is_no_sound_is_a_finding(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(content)
    assert codes(checked(path)) == {"file-unreadable"}


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    assert codes(checked(tmp_path / "gone.mp3")) == {"file-unreadable"}


def test_a_clock_reads_as_people_write_it() -> None:
    assert clock(7.75) == "00:07.75"
    assert clock(3723.5) == "1:02:03.50"
    assert clock(59.999) == "01:00.00"
