"""How loud a whole production comes out, measured on the files that it delivers."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from pipeline.choices import Choices
from pipeline.manifest import Manifest, ManifestChapter
from pipeline.production import opened
from pipeline.rendering import render
from pipeline.stitching.calibration import PHRASES, gain_for, letters, passage, phrases
from pipeline.stitching.ffmpeg import decode_args, decoded
from pipeline.stitching.levels import Level, loudness, measure_true

RATE = 44_100


def rendered(story: Path, folder: Path, engine: str) -> Manifest:
    # Whispers and shouts would part the levels that are compared here.
    with opened(story, folder, Choices(engine=engine, delivery=False)) as production:
        render(production)
    return read(folder)


def read(folder: Path) -> Manifest:
    return msgspec.json.decode((folder / "manifest.json").read_bytes(), type=Manifest)


def sound(folder: Path, manifest: Manifest, chapter: ManifestChapter) -> bytes:
    (name,) = [file.name for file in manifest.files if file.chapter == chapter.id]
    return b"".join(decoded(decode_args(folder / name, RATE)))


def by_voice(chapter: ManifestChapter, pcm: bytes) -> dict[str, bytes]:
    """All that each voice says in a chapter, one after another."""
    voices = {item.key: item.request.voice.id for item in chapter.directions}
    said: dict[str, bytes] = {}
    for place in chapter.timeline.placements:
        voice = voices[place.clip]
        said[voice] = said.get(voice, b"") + pcm[2 * place.start : 2 * place.end]
    return said


def holds(folder: Path, manifest: Manifest, within: float) -> None:
    for chapter in manifest.chapters:
        pcm = sound(folder, manifest, chapter)
        level, peak = measure_true([pcm], -3)
        assert -23 < level.rms < -18
        assert peak < -3

        windows = np.frombuffer(pcm, "<i2")[: len(pcm) // 2 // 2205 * 2205].reshape(-1, 2205)
        assert windows.any(axis=1).all(), "digital silence"
        loud = 20 * np.log10(np.sqrt((windows.astype(float) ** 2).mean(axis=1)) / 32768)
        assert loud.min() < -60

        levels = {
            voice: loudness([said], RATE)
            for voice, said in by_voice(chapter, pcm).items()
            if len(said) > 4 * 2 * RATE  # of less, the words say more than the voice
        }
        assert max(levels.values()) - min(levels.values()) <= within, levels


def test_voices_are_matched_and_nothing_is_digital_silence(tmp_path: Path, sample: Path) -> None:
    manifest = rendered(sample, tmp_path / "book", "tone")
    holds(tmp_path / "book", manifest, 0.5)
    assert len({level.loudness for level in manifest.levels}) > 1


@pytest.mark.slow
def test_so_are_real_voices(tmp_path: Path, sample: Path) -> None:
    holds(tmp_path / "book", rendered(sample, tmp_path / "book", "pyttsx3"), 1.0)


def test_no_clip_is_raised_on_its_own(tmp_path: Path, sample: Path) -> None:
    manifest = rendered(sample, tmp_path / "book", "tone")
    gains: dict[tuple[str, int], set[float]] = {}
    for chapter in manifest.chapters:
        said = {item.key: item.request for item in chapter.directions}
        for place in chapter.timeline.placements:
            request = said[place.clip]
            gains.setdefault((request.voice.id, letters(request.text)), set()).add(place.gain)
    assert all(len(found) == 1 for found in gains.values())


def test_the_gain_of_a_line_follows_from_its_length() -> None:
    long, short = "word " * 30, "So it was."
    assert gain_for(long, -2.0, 1.0, "en") == -2.0
    assert -2.0 < gain_for("word " * 10, -2.0, 1.0, "en") < gain_for(short, -2.0, 1.0, "en")
    assert gain_for("Oh", -2.0, 1.0, "en") == pytest.approx(-2.0 + 1.3 * 3.0)
    assert {gain_for(text, 0.5, 0.5, "ja") for text in (long, short, "。")} == {0.5}


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt", "zh", "ja", "hi", "tlh"])
def test_every_passage_has_phrases(language: str) -> None:
    found = phrases(language)
    assert len(found) == PHRASES
    assert all(phrase in passage(language) for phrase in found)


def test_a_role_that_is_raised_is_so_much_louder(tmp_path: Path, sample: Path) -> None:
    folder = tmp_path / "book"
    first = rendered(sample, folder, "tone").chapters[0]
    narrator, other = list(by_voice(first, bytes(2 * first.timeline.frames)))[:2]
    cast = (folder / "cast.toml").read_text()
    assert f'voice = "{other}"\n' in cast
    for gain in (-9.0, 5.0):
        louder = cast.replace(f'voice = "{other}"\n', f'voice = "{other}"\ngain = {gain}\n')
        (folder / "cast.toml").write_text(louder)
        manifest = rendered(sample, folder, "tone")
        chapter = manifest.chapters[0]
        said = by_voice(chapter, sound(folder, manifest, chapter))
        apart = loudness([said[other]], RATE) - loudness([said[narrator]], RATE)
        assert apart == pytest.approx(gain, abs=0.5)


def test_a_word_moves_nothing_else(tmp_path: Path, sample: Path) -> None:
    story, folder = tmp_path / "story.md", tmp_path / "book"
    story.write_text(sample.read_text())
    before = rendered(story, folder, "tone")
    sounds = {chapter.id: sound(folder, before, chapter) for chapter in before.chapters}
    story.write_text(story.read_text().replace("out of breath", "out of all patience"))
    after = rendered(story, folder, "tone")
    changed = [c for c in after.chapters if sound(folder, after, c) != sounds[c.id]]
    assert len(changed) == 1
    pcm = sound(folder, after, changed[0])
    head = 20 * RATE
    was, now = (level_of(item[: 2 * head]) for item in (sounds[changed[0].id], pcm))
    assert abs(was.rms - now.rms) <= 0.5


def level_of(pcm: bytes) -> Level:
    return measure_true([pcm], -3)[0]
