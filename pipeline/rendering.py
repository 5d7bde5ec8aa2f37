"""Rendering a production: plan, produce, stitch and deliver, and never twice the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

from pipeline.delivery import Delivery, Part, intact
from pipeline.errors import CastError, RenderError
from pipeline.events import ClipFailed, ClipReady, Event, FileReady, Planned, Sending, ignore
from pipeline.findings import Finding, Severity
from pipeline.manifest import Manifest, ManifestChapter, ManifestFile, VoiceLevel
from pipeline.model import Clip, Plan
from pipeline.production import Production
from pipeline.reading_along import SOUND, ReadAlong
from pipeline.selection import Selection
from pipeline.sound import CAPTIONS
from pipeline.stitching.timeline import lay_out
from pipeline.tts.engine import host
from pipeline.tts.plan import plan
from pipeline.tts.produce import Failed, produce
from pipeline.tts.registry import load_engine
from pipeline.tts.worker import close_idle, synthesize
from pipeline.voice_levels import matched, matching

SHAPING = (
    "pyttsx3", "espeakng-loader", "onnxruntime", "pydub", "numpy", "soxr", "soundfile",
    "imageio-ffmpeg",
)  # fmt: skip
"""Packages whose versions the manifest notes."""

STITCHERS = 2
"""Chapters that are mixed and encoded at once; each is mostly an ffmpeg of its own."""


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


def render(
    production: Production,
    where: Selection = Selection(),
    *,
    formats: Sequence[str] = (),
    sample: bool = False,
    captions: Sequence[str] = (),
    read_along: bool = False,
    executor: Executor | None = None,
    jobs: int | None = None,
    allow_gaps: bool = False,
    on_event: Callable[[Event], None] = ignore,
) -> Rendering:
    """Synthesise what is due and deliver what is selected; do nothing that was done before.

    `executor` runs the speech jobs: where none is given, `jobs` threads do (one for each
    processor if that is None), each with an engine in a process of its own. Scenes that are
    selected are delivered as files of their own; with `sample`, so are the first minutes of the
    first real chapter, and nothing else. Raises RenderError, after everything else
    is delivered, where an utterance could not be spoken and `allow_gaps` is not set.
    """
    epub = read_along or production.settings.read_along
    if epub and SOUND not in (formats or production.settings.formats):
        formats = (*(formats or production.settings.formats), SOUND)
    delivery = Delivery(production, formats)
    parts = delivery.sample(where) if sample else delivery.parts(where)
    if where and not parts:
        raise CastError(
            "Nothing that is spoken is selected.",
            f"`fullcast contents {production.folder.path}` shows which chapters are chosen.",
        )
    spoken = [item for part in parts for item in part.directions]
    due = plan(spoken, production.folder.store, production.folder.manifest())
    on_event(
        Planned(
            due=len(due.missing),
            characters=sum(len(item.direction.request.text) for item in due.missing),
            ready=len(due.ready),
            chapters=len({part.chapter.id for part in parts}),
        )
    )
    _say_where_text_goes(due, on_event)
    jobs = jobs or os.cpu_count() or 1
    speakers = executor or ThreadPoolExecutor(jobs, thread_name_prefix="speak")
    failures: list[Failed] = []
    stitching: _Stitching | None = None
    try:
        levels, unmatched = matched(production, spoken, speakers, window=2 * jobs)
        stitching = _Stitching(
            delivery, parts, {clip.key: clip for clip in due.ready}, levels, allow_gaps
        )
        stitching.advance(on_event)
        for result in produce(
            due.missing, production.folder.store, speakers, synthesize, window=2 * jobs
        ):
            if isinstance(result, Failed):
                failures.append(result)
                on_event(ClipFailed(result.direction.utterance, result.reason))
                stitching.failed(result.direction.key)
            else:
                on_event(ClipReady(stitching.characters[result.key]))
                stitching.ready(result)
            stitching.advance(on_event)
        stitching.finish(on_event)
        if not (where.scenes or sample):
            stitching.bind(on_event)
            stitching.write_along(
                captions or production.settings.captions,
                epub,
                on_event,
            )
            stitching.find_left_behind()
    finally:
        if stitching is not None:
            stitching.close()
        if executor is None:
            speakers.shutdown(wait=False, cancel_futures=True)
            close_idle()
    if failures and not allow_gaps:
        raise _unspoken(failures)
    removed = () if where or sample else stitching.remove_stale()
    if not (where.scenes or sample):
        stitching.shelve()
    return Rendering(
        folder=production.folder.path,
        synthesised=len(due.missing) - len(failures),
        reused=len(due.ready),
        written=tuple(name for name, written in stitching.delivered if written),
        unchanged=tuple(name for name, written in stitching.delivered if not written),
        removed=removed,
        findings=(*production.findings, *unmatched, *stitching.findings),
    )


def _say_where_text_goes(due: Plan, on_event: Callable[[Event], None]) -> None:
    for name in sorted({item.direction.request.voice.engine for item in due.missing}):
        if where_to := host(load_engine(name)):
            on_event(Sending(name, where_to))


class _Stitching:
    """Stitches each part once its last clip is there, beside the synthesis of the next."""

    def __init__(
        self,
        delivery: Delivery,
        parts: Sequence[Part],
        clips: dict[str, Clip],
        levels: dict[str, VoiceLevel],
        allow_gaps: bool,
    ) -> None:
        self.delivered: list[tuple[str, bool]] = []
        self.findings: tuple[Finding, ...] = ()
        """What a read-along EPUB lacks, and which files are behind."""
        self.characters = {
            item.key: len(item.request.text) for part in parts for item in part.directions
        }
        self._delivery = delivery
        self._production = delivery.production
        self._clips = clips
        self._levels = levels
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
        previous = self._production.folder.manifest()
        self._chapters_before = {item.id: item for item in previous.chapters} if previous else {}
        self._cover = previous.cover if previous else ""
        self._shelf = (previous.shelf, previous.shelved) if previous else ("", ())
        self._files_before = dict(delivery.before)
        self._chapters: dict[str, ManifestChapter] = {}
        self._files: dict[str, ManifestFile] = {}
        self._stitcher = ThreadPoolExecutor(STITCHERS, thread_name_prefix="stitch")
        self._under_way: list[
            tuple[Part, ManifestChapter, Future[list[tuple[ManifestFile, bool]]]]
        ] = []

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

    def _start(self, part: Part, gaps: tuple[str, ...]) -> None:
        timeline = lay_out(
            part.chapter,
            part.directions,
            self._clips,
            self._production.settings.pauses,
            matching=matching(self._levels),
        )
        chapter = ManifestChapter(
            id=part.chapter.id,
            number=part.chapter.number,
            title=part.chapter.title,
            directions=part.directions,
            timeline=timeline,
            gaps=gaps,
        )
        future = self._stitcher.submit(self._delivery.deliver, part, timeline)
        self._under_way.append((part, chapter, future))

    def _record(self, on_event: Callable[[Event], None]) -> None:
        part, chapter, future = self._under_way.pop(0)
        files = future.result()
        if part.listed:
            self._chapters[chapter.id] = chapter
        for file, written in files:
            self._deliver(file, written, part.listed, on_event)

    def _deliver(
        self, file: ManifestFile, written: bool, listed: bool, on_event: Callable[[Event], None]
    ) -> None:
        self.delivered.append((file.name, written))
        if listed:
            self._files[file.name] = file
            self._production.folder.write_manifest(self.manifest())
        on_event(FileReady(file.name, written))

    def bind(self, on_event: Callable[[Event], None]) -> None:
        """Deliver the whole book, where its chapters are all there, and what lies beside it."""
        known = {item.id: item for item in self.manifest().chapters}
        chapters = [known.get(chapter.id) for chapter in self._production.chapters]
        whole = [chapter for chapter in chapters if chapter is not None]
        self._cover = self._delivery.write_cover(self._cover)
        if len(whole) == len(chapters) > 0:
            self._delivery.write_metadata(whole)
            for name, form in self._delivery.book_names.items():
                file, written = self._delivery.deliver_book(name, form, whole)
                self._deliver(file, written, True, on_event)
        self._production.folder.write_manifest(self.manifest())

    def write_along(
        self, captions: Sequence[str], epub: bool, on_event: Callable[[Event], None]
    ) -> None:
        """Deliver what shows the text in time with the sound, where that is wanted.

        What an earlier render has delivered of it is kept in time too.
        """
        folder = self._production.folder.path
        kept = {
            name.rpartition(".")[2]
            for name, file in self._files_before.items()
            if not file.marks and (folder / name).is_file()
        }
        captions = [*captions, *(form for form in CAPTIONS if form in kept - {*captions})]
        epub = epub or ("epub" in kept and SOUND in self._delivery.formats)
        if not (captions or epub):
            return
        # What a chapter's new files take the place of is still there, and is heard nowhere.
        elsewhere = {item.id for item in self._production.every_chapter} - self._chapters.keys()
        gone = {file.name for file in self._stale() if file.chapter not in elsewhere}
        manifest = self.manifest()
        manifest = replace(manifest, files=tuple(f for f in manifest.files if f.name not in gone))
        along = ReadAlong(self._production, manifest, self._clips)
        # Files that differ in their format alone have the same captions.
        sounds = {Path(file.name).stem: file for file in manifest.files if file.marks}
        for sound in sounds.values():
            for file, written in along.captions(sound, captions):
                self._deliver(file, written, True, on_event)
        if epub:
            self._deliver(*along.epub(), True, on_event)
            self.findings += along.findings

    def find_left_behind(self) -> None:
        """Find what an earlier render delivered in another format, of chapters changed since."""
        folder = self._production.folder.path
        changed = {
            id_
            for id_, chapter in self._chapters.items()
            if (before := self._chapters_before.get(id_))
            and (before.timeline, before.directions) != (chapter.timeline, chapter.directions)
        }
        # A title, a level or a cover, too, is in every format.
        for name, file in self._files.items():
            if name in self._files_before and file.recipe != self._files_before[name].recipe:
                changed |= {mark.chapter for mark in file.marks}
        for name, file in self._files_before.items():
            book = name.endswith(".epub")
            behind = changed if book else changed & {mark.chapter for mark in file.marks}
            if behind and name not in self._files and (folder / name).is_file():
                renew = "Render with `--read-along`" if book else "Give its format to `--format`"
                message = (
                    f"{name} is as an earlier render left it. {renew} to renew it, or delete it."
                )
                self.findings += (Finding("left-behind", Severity.WARNING, message, name),)

    def shelve(self) -> None:
        """Put what is delivered into the library, where production.toml names one."""
        manifest = self.manifest()
        self._shelf = self._delivery.shelve(manifest)
        self._production.folder.write_manifest(self.manifest())

    def _stale(self) -> list[ManifestFile]:
        made = {name: file.chapter for name, file in self._files.items()}
        return self._delivery.stale(self._files_before, made)

    def remove_stale(self) -> tuple[str, ...]:
        """Take away what the last render delivered of chapters that are gone or renamed.

        A file that somebody has changed since is left alone.
        """
        removed = []
        for file in self._stale():
            path = self._production.folder.path / file.name
            if intact(path, file.sha256):
                path.unlink()
                removed.append(file.name)
            del self._files_before[file.name]
        self._production.folder.write_manifest(self.manifest())
        return tuple(removed)

    def manifest(self) -> Manifest:
        """What has been delivered by now; what the last render left stands for the rest."""
        production = self._production
        order = {chapter.id: index for index, chapter in enumerate(production.every_chapter)}
        chapters = self._chapters_before | self._chapters
        author = production.settings.author
        return Manifest(
            source=production.book.source,
            title=self._delivery.tags.album,
            authors=(author,) if author else production.book.authors,
            voices=production.voices,
            engines=production.engines,
            versions=(
                ("fullcast", metadata.version("fullcast")),
                *((name, version) for name in SHAPING if (version := _version(name))),
            ),
            chapters=tuple(
                sorted(
                    (item for item in chapters.values() if item.id in order),
                    key=lambda item: order[item.id],
                )
            ),
            files=tuple(item for _, item in sorted((self._files_before | self._files).items())),
            levels=tuple(
                level
                for name, level in sorted(self._levels.items())
                if name in {voice.id for voice in production.voices}
            ),
            cover=self._cover,
            shelf=self._shelf[0],
            shelved=self._shelf[1],
        )


def _unspoken(failures: Sequence[Failed]) -> RenderError:
    first = failures[0]
    listed = ", ".join(dict.fromkeys(item.direction.utterance for item in failures[:5]))
    more = "" if len(failures) <= 5 else f" and {len(failures) - 5} more"
    clips = "1 clip" if len(failures) == 1 else f"{len(failures)} clips"
    return RenderError(
        f"{clips} could not be spoken (in {listed}{more}): {first.reason}",
        first.hint or "Change the voice or the text, or deliver all the same with --allow-gaps.",
    )


def _version(distribution: str) -> str:
    """Empty where it is not installed."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""
