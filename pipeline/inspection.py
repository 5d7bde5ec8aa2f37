"""The gate: what a render has delivered, checked file by file and clip by clip."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import msgspec

from pipeline.checking.captions import CAPTIONS, check_captions
from pipeline.checking.clips import judge_clips
from pipeline.checking.epub import check_epub
from pipeline.checking.files import Expected, check_file, longest_pause
from pipeline.checking.limits import LIMITS, NONE
from pipeline.checking.report import POLICY, ClipReport, FileReport, Report
from pipeline.errors import SourceError
from pipeline.findings import Finding, Severity
from pipeline.keys import Json
from pipeline.manifest import Manifest, ManifestChapter, ManifestFile
from pipeline.model import Clip, Direction, Placement
from pipeline.production import Production, planned


@dataclass(frozen=True, slots=True)
class _Placed:
    """A clip where it is heard for the first time."""

    chapter: ManifestChapter
    direction: Direction
    placement: Placement


def inspect(production: Production) -> Report:
    """Check all that the last render of a production has delivered.

    What is checked is what the manifest names, whatever the story says by now. Raises
    SourceError where nothing was delivered.
    """
    manifest = production.folder.manifest()
    if manifest is None or not manifest.files:
        raise SourceError(
            f"{production.folder.path} has nothing to check: nothing was delivered.",
            f"Run `fullcast render {production.folder.path}` first.",
        )
    files = tuple(_file(production, manifest, file) for file in manifest.files)
    placed = {item.direction.key: item for item in reversed(list(_placed(manifest)))}
    clips, lost = _clips(production, placed)
    findings = [*_gaps(manifest), *_behind(production)]
    reports = [
        _clip_report(placed[judged.key], clips[judged.key], judged.findings)
        for judged in judge_clips(
            [(placed[key].direction, clip) for key, clip in clips.items()],
            production.folder.store.audio,
        )
        if judged.findings
    ]
    return Report(
        title=manifest.title,
        profile=production.settings.target.name,
        files=files,
        clips=(*lost, *reports),
        clips_checked=len(placed),
        listened=False,
        findings=tuple(findings),
    )


def _file(production: Production, manifest: Manifest, file: ManifestFile) -> FileReport:
    path = production.folder.path / file.name
    form = path.suffix.removeprefix(".")
    rates = {chapter.id: chapter.timeline.rate for chapter in manifest.chapters}
    if form in CAPTIONS:
        sound = next(f for f in manifest.files if f.marks and _stem(f.name) == _stem(file.name))
        return check_captions(path, _seconds(sound, rates))
    if form == "epub":
        return check_epub(path)
    pauses = [longest_pause(chapter.timeline) for chapter in manifest.chapters]
    tags = [("album", manifest.title), ("artist", ", ".join(manifest.authors))]
    if len(file.marks) == 1 and not file.marks[0].skipped and file.chapter:
        parts = [f for f in manifest.files if f.chapter == file.chapter and f.marks]
        if len({_stem(f.name) for f in parts}) == 1:
            tags.append(("title", file.marks[0].title))
    marks = [] if file.chapter else file.marks
    expected = Expected(
        seconds=_seconds(file, rates) if file.marks else None,
        pause=max(pauses, default=0.0),
        tags=tuple((key, " ".join(value.split())) for key, value in tags),
        marks=tuple((m.title, m.start / rates[m.chapter]) for m in marks if m.chapter in rates),
    )
    return check_file(path, expected, LIMITS.get(file.profile, NONE))


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


def _seconds(file: ManifestFile, rates: Mapping[str, int]) -> float:
    return sum(mark.frames / rates[mark.chapter] for mark in file.marks if mark.chapter in rates)


def _placed(manifest: Manifest) -> Iterator[_Placed]:
    for chapter in manifest.chapters:
        by_key = {direction.key: direction for direction in chapter.directions}
        for placement in chapter.timeline.placements:
            direction = by_key.get(placement.clip)
            if direction is not None:
                yield _Placed(chapter, direction, placement)


def _clips(
    production: Production, placed: dict[str, _Placed]
) -> tuple[dict[str, Clip], list[ClipReport]]:
    """The clips that the store holds, and reports of those that it does not."""
    found: dict[str, Clip] = {}
    lost: list[ClipReport] = []
    for key, item in placed.items():
        clip = production.folder.store.clip(key)
        if clip is not None:
            found[key] = clip
            continue
        message = "The store has no whole clip of it; the next render speaks it again."
        finding = Finding("clip-lost", Severity.ERROR, message, item.direction.utterance)
        lost.append(_report(item, 0.0, (finding,)))
    return found, lost


def _clip_report(item: _Placed, clip: Clip, findings: tuple[Finding, ...]) -> ClipReport:
    where = item.direction.utterance
    return _report(
        item, clip.frames / clip.rate, tuple(replace(finding, where=where) for finding in findings)
    )


def _report(item: _Placed, seconds: float, findings: tuple[Finding, ...]) -> ClipReport:
    return ClipReport(
        key=item.direction.key,
        utterance=item.direction.utterance,
        chapter=item.chapter.title,
        speaker=item.direction.speaker,
        voice=item.direction.request.voice.id,
        text=item.direction.request.text,
        heard=None,
        seconds=seconds,
        at=item.placement.start / item.chapter.timeline.rate,
        findings=findings,
    )


def _gaps(manifest: Manifest) -> Iterator[Finding]:
    for chapter in manifest.chapters:
        for utterance in chapter.gaps:
            message = f"A line of “{chapter.title}” could not be spoken and was left out."
            yield Finding("gap", Severity.ERROR, message, utterance)


def _behind(production: Production) -> Iterator[Finding]:
    due = len(planned(production).missing)
    if due:
        message = f"What was delivered is behind the story: {due} clips are due."
        yield Finding("behind", Severity.WARNING, message, str(production.folder.path))


def as_json(report: Report) -> Json:
    """The report as it is printed by `fullcast check --json`."""
    plain: Json = msgspec.to_builtins(report) | {"passed": report.passed, "policy": POLICY}
    return plain
