"""Whispers are softer and shouts louder in what is delivered, and a switch takes it back."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the voices are espeak's"),
]

SAID = (
    '"I\'d ask who wants it dark,"',
    '"And then I\'d look where they are looking."',
    '"Thomas!"',
    '"Bring the long hook, and run!"',
)
"""The lines of the sample that are whispered and shouted."""
WHISPER, SHOUT = SAID[0], SAID[3]


def loudness(pcm: bytes, rate: int) -> float:
    """LUFS of 16-bit mono PCM: EBU R128, integrated, as ffmpeg measures it."""
    import imageio_ffmpeg

    words = ["-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "-", "-af", "ebur128"]
    done = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", *words, "-f", "null", "-"],
        input=pcm,
        capture_output=True,
        check=True,
    )
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", done.stderr.decode())[-1])


def over_plain(production: Path, text: str) -> float:
    """How many LU a line is over its speaker's plain lines in the same delivered chapter."""
    import soundfile

    told = json.loads((production / "script.json").read_text())
    manifest = json.loads((production / "manifest.json").read_text())
    for chapter in told["chapters"]:
        lines = {u["id"]: u for scene in chapter["scenes"] for u in scene["utterances"]}
        found = [u for u in lines.values() if u["text"] == text]
        if not found:
            continue
        (made,) = [each for each in manifest["chapters"] if each["id"] == chapter["id"]]
        (file,) = production.glob(f"{chapter['number']:02d}-*.wav")
        samples, rate = soundfile.read(file, dtype="int16")
        speakers = {d["utterance"]: d["speaker"] for d in made["directions"]}
        scale = rate / made["timeline"]["rate"]
        own, plain = b"", b""
        for place in made["timeline"]["placements"]:
            line = lines[place["utterance"]]
            begin = round(place["start"] * scale)
            cut = samples[begin : begin + round(place["frames"] * scale)].tobytes()
            if line["id"] == found[0]["id"]:
                own += cut
            elif speakers[line["id"]] == speakers[found[0]["id"]] and line["text"] not in SAID:
                plain += cut
        return loudness(own, rate) - loudness(plain, rate)
    raise AssertionError(text)


def test_the_whisper_and_the_shout_of_the_sample_are_heard(fullcast: Run, sample: Path) -> None:
    production = Path("output/the-lamp-at-north-point")
    assert fullcast("render", sample, "--format", "wav", "--quiet")[0] == 0
    whisper, shout = over_plain(production, WHISPER), over_plain(production, SHOUT)
    assert fullcast("render", production, "--no-delivery", "--format", "wav", "--quiet")[0] == 0
    flat = over_plain(production, WHISPER), over_plain(production, SHOUT)
    heard = f"whispered {whisper:+.1f} LU, shouted {shout:+.1f} LU; without delivery {flat}"
    sys.stdout.write(heard + "\n")
    assert whisper <= -4, heard
    assert shout >= 2, heard
    assert all(abs(each) <= 2.5 for each in flat), heard
    assert "delivery = false" in (production / "production.toml").read_text()
