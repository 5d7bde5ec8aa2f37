"""The gate: what a render has delivered, checked file by file and clip by clip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import msgspec

from pipeline.checking.captions import CAPTIONS, check_captions
from pipeline.checking.clips import judge_clips
from pipeline.checking.files import Expected, check_file
from pipeline.checking.limits import ACX, Limits
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


def inspect(production: Production, limits: Limits = ACX) -> Report:
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
    files = tuple(_file(production, manifest, file, limits) for file in manifest.files)
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
        profile=limits.name,
        files=files,
        clips=(*lost, *reports),
        clips_checked=len(placed),
        listened=False,
        findings=tuple(findings),
    )


def _file(
    production: Production, manifest: Manifest, file: ManifestFile, limits: Limits
) -> FileReport:
    chapters = [chapter for chapter in manifest.chapters if chapter.id == file.chapter]
    if file.name.rpartition(".")[2] in CAPTIONS:
        seconds = sum(chapter.timeline.frames / chapter.timeline.rate for chapter in chapters)
        return check_captions(production.folder.path / file.name, seconds)
    tags = [("album", manifest.title), ("artist", ", ".join(manifest.authors))]
    tags += [("title", chapter.title) for chapter in chapters]
    return check_file(
        production.folder.path / file.name,
        Expected(
            timelines=tuple(chapter.timeline for chapter in chapters),
            tags=tuple((key, " ".join(value.split())) for key, value in tags),
        ),
        limits,
    )


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
