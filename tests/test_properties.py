"""The laws that hold for a whole production, whatever runs the speech."""

from __future__ import annotations

import hashlib
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from pipeline.casting.spoken import spoken_form
from pipeline.choices import Choices
from pipeline.errors import StoreError
from pipeline.manifest import Manifest
from pipeline.production import Production, opened, planned
from pipeline.rendering import Rendering, render
from pipeline.stitching.mixdown import mix
from pipeline.tts.produce import InlineExecutor

TONE = Choices(engine="tone")


@contextmanager
def processes() -> Iterator[Executor]:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


@contextmanager
def inline() -> Iterator[Executor]:
    yield InlineExecutor()


EXECUTORS: dict[str, Callable[[], object]] = {
    "inline": inline,
    "threads": lambda: ThreadPoolExecutor(2),
    "processes": processes,
}


@pytest.fixture(params=EXECUTORS)
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    with EXECUTORS[request.param]() as running:  # type: ignore[attr-defined]
        yield running


@pytest.fixture
def story(tmp_path: Path, sample: Path) -> Path:
    path = tmp_path / "story.md"
    path.write_bytes(sample.read_bytes())
    return path


def rendered(story: Path, folder: Path, executor: Executor) -> tuple[Production, Rendering]:
    with opened(story, folder, TONE) as production:
        return production, render(production, executor=executor)


def delivered(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.suffix in {".mp3", ".json"}
    }


def clips(folder: Path) -> dict[str, str]:
    store = folder.parent / ".store" / "clips"
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in store.rglob("*.flac")
    }


def due(story: Path, folder: Path) -> list[str]:
    with opened(story, folder, TONE) as production:
        return [item.direction.request.text for item in planned(production).missing]


def test_every_executor_gives_the_same_clips_and_files(
    tmp_path: Path, story: Path, executor: Executor
) -> None:
    _, first = rendered(story, tmp_path / "a" / "book", InlineExecutor())
    _, second = rendered(story, tmp_path / "b" / "book", executor)
    assert first.synthesised == second.synthesised > 60
    assert clips(tmp_path / "a" / "book") == clips(tmp_path / "b" / "book")
    sounds = {k: v for k, v in delivered(tmp_path / "a" / "book").items() if k.endswith(".mp3")}
    assert len(sounds) == 2
    assert sounds.items() <= delivered(tmp_path / "b" / "book").items()


def test_what_was_done_is_not_done_again(tmp_path: Path, story: Path, executor: Executor) -> None:
    folder = tmp_path / "book"
    rendered(story, folder, executor)
    before = delivered(folder)
    stamps = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    _, again = rendered(story, folder, executor)
    assert (again.synthesised, again.written) == (0, ())
    assert delivered(folder) == before
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == stamps


def test_keys_follow_content(tmp_path: Path, story: Path, executor: Executor) -> None:
    folder = tmp_path / "book"
    text = story.read_text().partition("\n\n")[2]
    story.write_text(text)
    rendered(story, folder, executor)
    paragraph = "The wind turned once more and nobody heard it."
    story.write_text(text.replace("* * *", f"{paragraph}\n\n* * *", 1))
    assert due(story, folder) == [paragraph]

    _, first, second = text.split("## ")
    story.write_text(f"## {second.rstrip()}\n\n## {first}")
    assert due(story, folder) == []

    story.write_text(text.replace("out of breath", "out of temper"))
    assert len(due(story, folder)) == 1


def test_recasting_costs_that_character_once(tmp_path: Path, story: Path) -> None:
    folder = tmp_path / "book"
    production, _ = rendered(story, folder, InlineExecutor())
    now = production.cast.role("thomas").voice
    free = sorted(
        {f"tone:{letter}" for letter in "abcdefghijklmnop"}
        - {role.voice for role in (production.cast.narrator, *production.cast.roles)}
    )[0]

    def recast(voice: str) -> Rendering:
        with opened(folder, choices=Choices(voices=(("Thomas", voice),))) as changed:
            return render(changed, executor=InlineExecutor())

    lines = [d for d in production.directions if d.speaker == "thomas"]
    assert recast(free).synthesised == len({d.key for d in lines}) > 3
    assert recast(now).synthesised == 0


def test_one_cast_edit_is_one_changed_line(tmp_path: Path, story: Path) -> None:
    folder = tmp_path / "book"
    rendered(story, folder, InlineExecutor())
    cast = folder / "cast.toml"
    cast.write_text("# mine\n" + cast.read_text().replace("[roles.thomas]", "[roles.thomas] # boy"))
    before = cast.read_text().splitlines()
    with opened(folder, choices=Choices(voices=(("Thomas", "tone:p"),))):
        pass
    after = cast.read_text().splitlines()
    changed = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert len(changed) == 1
    assert 'voice = "tone:p"' in changed[0][1]


def test_no_text_is_lost_and_none_is_read_twice(tmp_path: Path, story: Path) -> None:
    production, _ = rendered(story, tmp_path / "book", InlineExecutor())
    text = story.read_bytes().decode()
    left = list(text)
    for utterance in production.analysis.script.utterances:
        assert text[utterance.span.start : utterance.span.end] == utterance.text
        for place in range(utterance.span.start, utterance.span.end):
            assert left[place], f"{utterance.text!r} is read twice"
            left[place] = ""
    assert set("".join(left)) <= set("#* \n")
    told = {}
    for direction in production.directions:
        told.setdefault(direction.utterance, []).append(direction.request.text)
    for utterance in production.analysis.script.utterances:
        if utterance.kind != "heading":
            words = spoken_form(utterance.text, production.book.language).split()
            assert " ".join(told[utterance.id]).split() == words


def test_manifest_and_store_give_the_same_chapters(tmp_path: Path, story: Path) -> None:
    folder = tmp_path / "book"
    production, _ = rendered(story, folder, InlineExecutor())
    before = delivered(folder)
    manifest = production.folder.manifest()
    assert manifest is not None
    assert msgspec.json.decode(msgspec.json.encode(manifest), type=Manifest) == manifest
    for chapter in manifest.chapters:
        mixed = b"".join(mix(chapter.timeline, production.folder.store.audio))
        assert len(mixed) == 2 * chapter.timeline.frames
    for file in manifest.files:
        (folder / file.name).unlink()
    _, again = rendered(story, folder, InlineExecutor())
    assert (again.synthesised, len(again.written)) == (0, 2)
    assert delivered(folder) == before


def test_two_cannot_work_on_one_production(tmp_path: Path, story: Path) -> None:
    second = opened(story, tmp_path / "book", TONE)
    with opened(story, tmp_path / "book", TONE), pytest.raises(StoreError, match="at work"):
        second.__enter__()
