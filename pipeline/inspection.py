"""The gate: what a render has delivered, checked file by file and clip by clip."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.casting.spoken import spoken_form
from pipeline.checking.captions import check_captions
from pipeline.checking.clips import Jury, judge_recording
from pipeline.checking.decoding import decoded, described
from pipeline.checking.epub import check_epub
from pipeline.checking.files import Expected, check_file, longest_pause
from pipeline.checking.limits import LIMITS, NONE
from pipeline.checking.page import page
from pipeline.checking.report import POLICY, ClipReport, FileReport, Report
from pipeline.checking.words_heard import compare, doubts, names_in
from pipeline.errors import SourceError, StoreError, ToolError
from pipeline.findings import Finding, Severity
from pipeline.keys import Json
from pipeline.manifest import Manifest, ManifestChapter, ManifestFile
from pipeline.model import Audio, Clip, Direction, Placement
from pipeline.production import Production, planned
from pipeline.sound import CAPTIONS

PAGE = "report.html"
"""The report for people, in the production's folder."""

LOST = "clip-lost"
"""The code of a clip that the store does not have; the next render speaks it again."""

Hear = Callable[[Audio], str]
"""A recogniser: the words of a clip."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A clip where it is heard for the first time."""

    chapter: ManifestChapter
    direction: Direction
    placement: Placement


class Inspection:
    """What the last render of a production has delivered, and what the clips have taught us.

    What is checked is what the manifest names, whatever the story says by now. Raises
    SourceError where nothing was delivered.
    """

    def __init__(self, production: Production, hear: Hear | None = None) -> None:
        manifest = production.folder.manifest()
        if manifest is None or not manifest.files:
            raise SourceError(
                f"{production.folder.path} has nothing to check: nothing was delivered.",
                f"Run `fullcast render {production.folder.path}` first.",
            )
        self.production = production
        self._manifest = manifest
        self._hear = hear
        self._placed: dict[str, _Placed] = {}
        for item in _placed(manifest):
            self._placed.setdefault(item.direction.key, item)
        self._clips, self._lost = self._stored()
        read = production.folder.store.audio
        self._jury = Jury(
            [
                (self._placed[key].direction, clip)
                for key, clip in self._clips.items()
                if not self._placed[key].direction.recording
            ],
            read,
        )
        self._names = _names(production, manifest)

    def report(self) -> Report:
        """Everything that was found."""
        manifest = self._manifest
        reports = [self._report_of(self._placed[key], clip) for key, clip in self._clips.items()]
        return Report(
            title=manifest.title,
            profile=self.production.settings.target.name,
            files=tuple(_file(self.production, manifest, file) for file in manifest.files),
            clips=(*self._lost, *(report for report in reports if report.findings)),
            clips_checked=len(self._placed),
            listened=self._hear is not None,
            findings=(*_gaps(manifest), *_behind(self.production, manifest)),
        )

    def judge(self, direction: Direction, clip: Clip) -> tuple[Finding, ...]:
        """What is wrong with a clip that is not delivered, such as another take of a line."""
        audio = self.production.folder.store.audio(clip.key)
        return (*self._jury.judge(direction, clip, audio), *self._listened(direction, audio)[1])

    def _report_of(self, item: _Placed, clip: Clip) -> ClipReport:
        read = self.production.folder.store.audio
        found = (
            judge_recording(
                item.direction, clip, read(clip.key), self._as_recorded(item.direction.recording)
            )
            if item.direction.recording
            else self._jury.findings(clip.key)
        )
        heard: str | None = None
        if self._hear is not None:
            heard, doubtful = self._listened(item.direction, read(clip.key))
            found = (*found, *doubtful)
        where = item.direction.utterance
        marked = tuple(replace(finding, where=where) for finding in found)
        return _report(item, clip.frames / clip.rate, marked, heard)

    def _as_recorded(self, name: str) -> Iterator[NDArray[np.float32]]:
        """The sound of a recording's file; nothing where it is gone or can't be read now."""
        path = self.production.folder.path / name
        try:
            yield from decoded(path, described(path))
        except (FileNotFoundError, ToolError):
            return

    def _listened(
        self, direction: Direction, audio: Audio
    ) -> tuple[str | None, tuple[Finding, ...]]:
        if self._hear is None:
            return None, ()
        heard = self._hear(audio)
        said = spoken_form(heard, direction.request.language)
        return heard, doubts(compare(direction.request.text, said, self._names), heard)

    def _stored(self) -> tuple[dict[str, Clip], list[ClipReport]]:
        """The clips that the store holds, and reports of those that it does not."""
        found: dict[str, Clip] = {}
        lost: list[ClipReport] = []
        for key, item in self._placed.items():
            clip = self.production.folder.store.clip(key)
            if clip is not None:
                found[key] = clip
                continue
            message = "The store has no whole clip of it; the next render speaks it again."
            finding = Finding(LOST, Severity.ERROR, message, item.direction.utterance)
            lost.append(_report(item, 0.0, (finding,), None))
        return found, lost


def inspect(production: Production, hear: Hear | None = None) -> Report:
    """Check all that was delivered; with `hear`, what was spoken too. Raises SourceError."""
    return Inspection(production, hear).report()


def write_page(production: Production, report: Report) -> None:
    """Write the report for people into the production's folder. Raises StoreError."""

    def read(key: str) -> Audio | None:
        try:
            return production.folder.store.audio(key)
        except StoreError:
            return None

    production.folder.write_generated(PAGE, page(report, read).encode())


def as_json(report: Report) -> Json:
    """The report as it is printed by `fullcast check --json`."""
    plain: Json = msgspec.to_builtins(report) | {"passed": report.passed, "policy": POLICY}
    return plain


def _file(production: Production, manifest: Manifest, file: ManifestFile) -> FileReport:
    path = production.folder.path / file.name
    form = path.suffix.removeprefix(".")
    rates = {chapter.id: chapter.timeline.rate for chapter in manifest.chapters}
    if form in CAPTIONS:
        sound = next((f for f in manifest.files if f.marks and _stem(f) == _stem(file)), None)
        return check_captions(path, _seconds(sound, rates) if sound else 0.0)
    if form == "epub":
        return check_epub(path)
    pauses = [longest_pause(chapter.timeline) for chapter in manifest.chapters]
    tags = [("album", manifest.title), ("artist", ", ".join(manifest.authors))]
    if len(file.marks) == 1 and not file.marks[0].skipped and file.chapter:
        parts = [f for f in manifest.files if f.chapter == file.chapter and f.marks]
        if len({_stem(f) for f in parts}) == 1:
            tags.append(("title", file.marks[0].title))
    marks = [] if file.chapter else file.marks
    expected = Expected(
        seconds=_seconds(file, rates) if file.marks else None,
        pause=max(pauses, default=0.0),
        tags=tuple((key, " ".join(value.split())) for key, value in tags),
        marks=tuple((m.title, m.start / rates[m.chapter]) for m in marks if m.chapter in rates),
    )
    return check_file(path, expected, LIMITS.get(file.profile, NONE))


def _stem(file: ManifestFile) -> str:
    return file.name.rpartition(".")[0]


def _seconds(file: ManifestFile, rates: Mapping[str, int]) -> float:
    return sum(mark.frames / rates[mark.chapter] for mark in file.marks if mark.chapter in rates)


def _placed(manifest: Manifest) -> Iterator[_Placed]:
    for chapter in manifest.chapters:
        by_key = {direction.key: direction for direction in chapter.directions}
        for placement in chapter.timeline.placements:
            direction = by_key.get(placement.clip)
            if direction is not None:
                yield _Placed(chapter, direction, placement)


def _report(
    item: _Placed, seconds: float, findings: tuple[Finding, ...], heard: str | None
) -> ClipReport:
    return ClipReport(
        key=item.direction.key,
        utterance=item.direction.utterance,
        chapter=item.chapter.title,
        speaker=item.direction.speaker,
        voice=item.direction.recording or item.direction.request.voice.id,
        text=item.direction.request.text,
        heard=heard,
        seconds=seconds,
        at=item.placement.start / item.chapter.timeline.rate,
        findings=findings,
    )


def _names(production: Production, manifest: Manifest) -> frozenset[str]:
    """Words that a recogniser may not know: of people's names, and capitals in sentences."""
    people = production.analysis.characters
    named = [name for person in people for name in (person.name, *person.aliases)]
    said = [d.request.text for chapter in manifest.chapters for d in chapter.directions]
    return frozenset(word for name in named for word in name.split()) | names_in(said)


def _gaps(manifest: Manifest) -> Iterator[Finding]:
    for chapter in manifest.chapters:
        for utterance in chapter.gaps:
            message = f"A line of “{chapter.title}” could not be spoken and was left out."
            yield Finding("gap", Severity.ERROR, message, utterance)


def _behind(production: Production, manifest: Manifest) -> Iterator[Finding]:
    """What is due of the chapters that were delivered; others were never asked for."""
    delivered = {chapter.id for chapter in manifest.chapters}
    theirs = {
        utterance.id
        for chapter in production.every_chapter
        if chapter.id in delivered
        for utterance in chapter.utterances
    }
    due = sum(item.direction.utterance in theirs for item in planned(production).missing)
    if due:
        clips = "1 clip is due" if due == 1 else f"{due} clips are due"
        message = f"What was delivered is behind the story: {clips}."
        yield Finding("behind", Severity.WARNING, message, str(production.folder.path))
