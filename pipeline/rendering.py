"""Rendering a production: plan, produce, stitch and deliver, and never twice the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

import msgspec

from pipeline.errors import RenderError
from pipeline.events import ClipFailed, ClipReady, Event, FileReady, Planned, ignore
from pipeline.findings import Finding
from pipeline.keys import digest, digest_bytes
from pipeline.manifest import Manifest, ManifestChapter, ManifestFile
from pipeline.model import Chapter, Clip, Direction, Timeline
from pipeline.production import Production, directions_of
from pipeline.readalong.captions import CAPTIONS
from pipeline.readalong.cues import cues
from pipeline.selection import Selection
from pipeline.stitching.ffmpeg import encode_args
from pipeline.stitching.packaging import Tags, delivered_name, stitch_chapter
from pipeline.stitching.timeline import lay_out
from pipeline.store import write_whole
from pipeline.tts.plan import plan
from pipeline.tts.produce import Failed, produce
from pipeline.tts.worker import close_idle, synthesize

SHAPING = ("pyttsx3", "pydub", "numpy", "soxr", "soundfile", "imageio-ffmpeg")
"""Packages whose versions the manifest notes."""

STITCHERS = 2
"""Chapters that are mixed and encoded at once; each is mostly an ffmpeg of its own."""

STITCHING_REVISION = 1
"""Raised on purpose when clips are mixed or mastered differently."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a render did."""

    folder: Path
    synthesised: int
    """Clips that were spoken now."""
    reused: int
    """Clips that were in the store."""
    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    """Files of chapters that are gone or renamed."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A file to deliver: a chapter, or one scene of it."""

    name: str
    chapter: Chapter
    directions: tuple[Direction, ...]
    tags: Tags
    format: str
    listed: bool
    """Whether the manifest speaks of it: a scene on its own is an extra."""


def render(
    production: Production,
    where: Selection = Selection(),
    *,
    formats: Sequence[str] = (),
    captions: Sequence[str] = (),
    executor: Executor | None = None,
    jobs: int | None = None,
    allow_gaps: bool = False,
    on_event: Callable[[Event], None] = ignore,
) -> Rendering:
    """Synthesise what is due and deliver what is selected; do nothing that was done before.

    `executor` runs the speech jobs: where none is given, `jobs` threads do (one for each
    processor if that is None), each with an engine in a process of its own. Scenes that are
    selected are delivered as files of their own. Raises RenderError, after everything else
    is delivered, where an utterance could not be spoken and `allow_gaps` is not set.
    """
    forms = (
        *(formats or production.settings.formats),
        *(captions or production.settings.captions),
    )
    parts = _parts(production, where, forms)
    due = plan(
        [item for part in parts for item in part.directions],
        production.folder.store,
        production.folder.manifest(),
    )
    on_event(
        Planned(
            due=len(due.missing),
            characters=sum(len(item.direction.request.text) for item in due.missing),
            ready=len(due.ready),
            chapters=len({part.chapter.id for part in parts}),
        )
    )
    jobs = jobs or os.cpu_count() or 1
    speakers = executor or ThreadPoolExecutor(jobs, thread_name_prefix="speak")
    delivery = _Delivery(production, parts, {clip.key: clip for clip in due.ready}, allow_gaps)
    failures: list[Failed] = []
    try:
        delivery.advance(on_event)
        for result in produce(
            due.missing, production.folder.store, speakers, synthesize, window=2 * jobs
        ):
            if isinstance(result, Failed):
                failures.append(result)
                on_event(ClipFailed(result.direction.utterance, result.reason))
                delivery.failed(result.direction.key)
            else:
                on_event(ClipReady(delivery.characters[result.key]))
                delivery.ready(result)
            delivery.advance(on_event)
        delivery.finish(on_event)
    finally:
        delivery.close()
        if executor is None:
            speakers.shutdown(wait=False, cancel_futures=True)
            close_idle()
    if failures and not allow_gaps:
        raise _unspoken(failures)
    return Rendering(
        folder=production.folder.path,
        synthesised=len(due.missing) - len(failures),
        reused=len(due.ready),
        written=tuple(name for name, written in delivery.delivered if written),
        unchanged=tuple(name for name, written in delivery.delivered if not written),
        removed=() if where else delivery.remove_stale(),
        findings=production.findings,
    )


class _Delivery:
    """Stitches each part once its last clip is there, beside the synthesis of the next."""

    def __init__(
        self,
        production: Production,
        parts: Sequence[_Part],
        clips: dict[str, Clip],
        allow_gaps: bool,
    ) -> None:
        self.delivered: list[tuple[str, bool]] = []
        self.characters = {
            item.key: len(item.request.text) for part in parts for item in part.directions
        }
        self._production = production
        self._clips = clips
        self._allow_gaps = allow_gaps
        self._failed: set[str] = set()
        self._parts = parts
        self._waiting = {
            index: {item.key for item in part.directions} - clips.keys()
            for index, part in enumerate(parts)
        }
        self._by_key: dict[str, list[int]] = {}
        for index, keys in self._waiting.items():
            for key in keys:
                self._by_key.setdefault(key, []).append(index)
        previous = production.folder.manifest()
        self._chapters_before = {item.id: item for item in previous.chapters} if previous else {}
        self._files_before = {item.name: item for item in previous.files} if previous else {}
        self._chapters: dict[str, ManifestChapter] = {}
        self._files: dict[str, ManifestFile] = {}
        self._stitcher = ThreadPoolExecutor(STITCHERS, thread_name_prefix="stitch")
        self._under_way: list[tuple[_Part, ManifestChapter, Future[tuple[ManifestFile, bool]]]] = []

    def ready(self, clip: Clip) -> None:
        self._clips[clip.key] = clip
        self._settle(clip.key)

    def failed(self, key: str) -> None:
        self._failed.add(key)
        self._settle(key)

    def _settle(self, key: str) -> None:
        for index in self._by_key.pop(key, ()):
            self._waiting[index].discard(key)

    def advance(self, on_event: Callable[[Event], None]) -> None:
        """Start what is complete, and record what has been delivered."""
        complete = [index for index, keys in self._waiting.items() if not keys]
        for index in complete:
            del self._waiting[index]
            part = self._parts[index]
            gaps = {item.utterance for item in part.directions if item.key in self._failed}
            if not gaps or self._allow_gaps:
                self._start(part, tuple(sorted(gaps)))
        while self._under_way and self._under_way[0][2].done():
            self._record(on_event)

    def finish(self, on_event: Callable[[Event], None]) -> None:
        """Wait for the rest."""
        while self._under_way:
            self._record(on_event)

    def close(self) -> None:
        self._stitcher.shutdown(wait=False, cancel_futures=True)

    def _start(self, part: _Part, gaps: tuple[str, ...]) -> None:
        timeline = lay_out(
            part.chapter, part.directions, self._clips, self._production.settings.pauses
        )
        chapter = ManifestChapter(
            id=part.chapter.id,
            number=part.chapter.number,
            title=part.chapter.title,
            directions=part.directions,
            timeline=timeline,
            gaps=gaps,
        )
        before = self._files_before.get(part.name)
        if part.format in CAPTIONS:
            clips = {
                item.key: clip for item in part.directions if (clip := self._clips.get(item.key))
            }
            future = self._stitcher.submit(
                _deliver_captions, part, timeline, clips, self._production, before
            )
        else:
            future = self._stitcher.submit(_deliver, part, timeline, self._production, before)
        self._under_way.append((part, chapter, future))

    def _record(self, on_event: Callable[[Event], None]) -> None:
        part, chapter, future = self._under_way.pop(0)
        file, written = future.result()
        self.delivered.append((part.name, written))
        if part.listed:
            self._chapters[chapter.id] = chapter
            self._files[file.name] = file
            self._production.folder.write_manifest(self.manifest())
        on_event(FileReady(part.name, written))

    def remove_stale(self) -> tuple[str, ...]:
        """Take away what the last render delivered of chapters that are gone or renamed.

        A file that somebody has changed since is left alone.
        """
        removed = []
        for file in self._stale():
            path = self._production.folder.path / file.name
            if _intact(path, file.sha256):
                path.unlink()
                removed.append(file.name)
        self._files_before = {
            name: file for name, file in self._files_before.items() if file not in self._stale()
        }
        self._production.folder.write_manifest(self.manifest())
        return tuple(removed)

    def _stale(self) -> list[ManifestFile]:
        chapters = self._production.analysis.script.chapters
        total = len(chapters)
        return [
            file
            for file in self._files_before.values()
            if not any(
                file.chapter == chapter.id
                and file.name == delivered_name(chapter, total, file.name.rpartition(".")[2])
                for chapter in chapters
            )
        ]

    def manifest(self) -> Manifest:
        """What has been delivered by now; what the last render left stands for the rest."""
        production = self._production
        order = {
            chapter.id: index for index, chapter in enumerate(production.analysis.script.chapters)
        }
        chapters = self._chapters_before | self._chapters
        return Manifest(
            source=production.book.source,
            title=production.book.title,
            authors=production.book.authors,
            voices=production.voices,
            engines=production.engines,
            versions=(
                ("fullcast", metadata.version("fullcast")),
                *((name, metadata.version(name)) for name in SHAPING),
            ),
            chapters=tuple(
                sorted(
                    (item for item in chapters.values() if item.id in order),
                    key=lambda item: order[item.id],
                )
            ),
            files=tuple(item for _, item in sorted((self._files_before | self._files).items())),
        )


def _parts(production: Production, where: Selection, formats: Sequence[str]) -> list[_Part]:
    wanted: dict[str, list[Direction]] = {}
    for item in directions_of(production, where):
        wanted.setdefault(item.utterance, []).append(item)
    parts: list[_Part] = []
    for chapter in production.chapters:
        pieces = [chapter]
        if where.scenes:
            pieces = [
                replace(chapter, scenes=(scene,))
                for scene in chapter.scenes
                if scene.id in where.scenes
            ]
        for piece in pieces:
            directions = tuple(d for u in piece.utterances for d in wanted.get(u.id, ()))
            if not directions:
                continue
            parts += [_part(production, piece, directions, where, form) for form in formats]
    return parts


def _part(
    production: Production,
    piece: Chapter,
    directions: tuple[Direction, ...],
    where: Selection,
    form: str,
) -> _Part:
    total = len(production.analysis.script.chapters)
    scene = piece.scenes[0].id if where.scenes else ""
    return _Part(
        name=f"{production.folder.slug}-{scene}.{form}"
        if scene
        else delivered_name(piece, total, form),
        chapter=piece,
        directions=directions,
        tags=Tags(
            title=f"{piece.title} ({scene})" if scene else piece.title,
            album=production.book.title,
            artist=", ".join(production.book.authors),
            track=piece.number,
            tracks=total,
        ),
        format=form,
        listed=not scene,
    )


def _deliver(
    part: _Part, timeline: Timeline, production: Production, before: ManifestFile | None
) -> tuple[ManifestFile, bool]:
    """The file of a part, and whether it had to be written. Runs beside the synthesis."""
    path = production.folder.path / part.name
    made_from = _recipe(timeline, part, production.settings.loudness)
    if before and before.recipe == made_from and _intact(path, before.sha256):
        return before, False
    delivered = stitch_chapter(
        timeline,
        production.folder.store.audio,
        part.tags,
        path,
        scratch=production.folder.store.scratch,
        format=part.format,
        target_rms=production.settings.loudness,
    )
    return (
        ManifestFile(
            name=part.name,
            recipe=made_from,
            sha256=delivered.sha256,
            gain=delivered.gain,
            chapter=part.chapter.id,
        ),
        True,
    )


def _deliver_captions(
    part: _Part,
    timeline: Timeline,
    clips: dict[str, Clip],
    production: Production,
    before: ManifestFile | None,
) -> tuple[ManifestFile, bool]:
    """The caption file of a part, and whether it had to be written."""
    names = {character.id: character.name for character in production.analysis.characters}
    found = cues(part.chapter, part.directions, timeline, clips)
    data = CAPTIONS[part.format](found, timeline.rate, names, part.tags.title).encode()
    made_of = digest_bytes(data)
    path = production.folder.path / part.name
    file = ManifestFile(
        name=part.name, recipe=made_of, sha256=made_of, gain=0.0, chapter=part.chapter.id
    )
    if before == file and _intact(path, made_of):
        return file, False
    write_whole(path, data)
    return file, True


def _recipe(timeline: Timeline, part: _Part, loudness: float) -> str:
    """Digest of everything that shapes the file, so that it is made again when that changes."""
    encoding = encode_args(part.format, timeline.rate, part.tags.metadata(), Path(part.name))
    return digest(
        {
            "timeline": msgspec.to_builtins(timeline),
            "loudness": loudness,
            "encoding": encoding[1:],
            "revision": STITCHING_REVISION,
        }
    )


def _intact(path: Path, sha256: str) -> bool:
    try:
        return digest_bytes(path.read_bytes()) == sha256
    except FileNotFoundError:
        return False


def _unspoken(failures: Sequence[Failed]) -> RenderError:
    first = failures[0]
    listed = ", ".join(dict.fromkeys(item.direction.utterance for item in failures[:5]))
    more = "" if len(failures) <= 5 else f" and {len(failures) - 5} more"
    return RenderError(
        f"{len(failures)} clip(s) could not be spoken (utterances {listed}{more}): {first.reason}",
        first.hint or "Change the voice or the text, or deliver all the same with --allow-gaps.",
    )
