import errno
import math
import os
from array import array
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import store as stores
from pipeline.errors import StoreError
from pipeline.model import Audio, WordTime
from pipeline.store import Store, write_whole

KEY = "ab" + "0" * 62


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / ".store", scratch=tmp_path / ".store" / "scratch")


def sine(frames: int, amplitude: int = 10_000) -> bytes:
    return array("h", (int(amplitude * math.sin(n / 9)) for n in range(frames))).tobytes()


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@given(
    st.lists(st.integers(-32768, 32767), min_size=1, max_size=400), st.sampled_from([8000, 24000])
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_a_clip_comes_back_sample_for_sample(store: Store, samples: list[int], rate: int) -> None:
    audio = Audio(rate, array("h", samples).tobytes(), (WordTime(0, 3, 0, len(samples)),))
    key = f"{hash((tuple(samples), rate)) & (2**64 - 1):064x}"
    clip = store.put(key, audio)
    assert store.clip(key) == clip
    assert (clip.rate, clip.frames, clip.words) == (rate, len(samples), audio.words)
    back = store.audio(key)
    assert (back.rate, back.pcm) == (rate, audio.pcm)


def test_levels_are_measured_in_decibels_of_full_scale(store: Store) -> None:
    clip = store.put(KEY, Audio(24000, sine(24000, 16384)))
    assert clip.peak == pytest.approx(-6.02, abs=0.05)
    assert clip.rms == pytest.approx(-9.03, abs=0.05)


def test_a_damaged_clip_counts_as_missing(store: Store) -> None:
    store.put(KEY, Audio(24000, sine(1000)))
    sound = next(path for path in files(store.root) if path.suffix == ".flac")
    sound.write_bytes(sound.read_bytes()[:-1] + b"!")
    assert store.clip(KEY) is None
    sound.unlink()
    assert store.clip(KEY) is None
    with pytest.raises(StoreError, match="rendered anew"):
        store.audio(KEY)


def test_a_record_without_an_end_counts_as_missing(store: Store) -> None:
    store.put(KEY, Audio(24000, sine(1000)))
    record = next(path for path in files(store.root) if path.suffix == ".json")
    record.write_bytes(record.read_bytes()[:20])
    assert store.clip(KEY) is None


def test_a_full_disk_is_a_sentence_and_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Path, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(stores.Path, "write_bytes", full)
    with pytest.raises(StoreError, match="no room left"):
        store.put(KEY, Audio(24000, sine(1000)))
    assert files(store.root) == []
    assert store.clip(KEY) is None


def test_a_file_in_the_way_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here first")
    with pytest.raises(StoreError, match="can't be written"):
        write_whole(tmp_path / "file" / "below", b"data")
    assert (tmp_path / "file").read_text() == "here first"


def test_an_answer_is_kept_whole_or_not_at_all(store: Store) -> None:
    assert store.answer(KEY) is None
    store.put_answer(KEY, b"one")
    store.put_answer(KEY, b"two")
    assert store.answer(KEY) == b"two"
    assert [path.relative_to(store.root).as_posix() for path in files(store.root)] == [
        f"answers/ab/{KEY}.json"
    ]
