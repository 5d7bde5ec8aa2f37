"""Lines in which something was found, taken again: the best take is kept."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from pipeline.findings import Finding, Severity
from pipeline.inspection import Hear, Inspection
from pipeline.model import Clip, Direction
from pipeline.production import Production, directions_of, planned, with_new_take
from pipeline.rendering import render
from pipeline.selection import Selection
from pipeline.tts.produce import Failed, produce
from pipeline.tts.worker import close_idle, synthesize

Badness = tuple[int, int]
"""Errors and warnings: less is better."""


def retake(production: Production, times: int, hear: Hear | None = None) -> tuple[Production, int]:
    """Read flagged lines again, up to `times` times each, keep the best, and deliver.

    The takes that are kept are recorded in edits.toml, like any other. Returns the production
    as it is then, and how many lines are read in another take than before. Raises
    FullcastError as `render` does.
    """
    inspection = Inspection(production, hear)
    report = inspection.report()
    flagged = dict.fromkeys(clip.utterance for clip in report.clips)
    spoken = {item.utterance for item in production.directions if not item.recording}
    before = {u: t for u, t in _takes(production).items() if u in flagged and u in spoken}
    best: dict[str, tuple[Badness, int]] = {
        utterance: (
            badness([f for c in report.clips if c.utterance == utterance for f in c.findings]),
            take,
        )
        for utterance, take in before.items()
    }
    due = list(before)
    now = production
    for _ in range(times):
        if not due:
            break
        now, take = with_new_take(now, Selection(utterances=tuple(due)))
        for utterance, found in _heard(now, due, inspection).items():
            best[utterance] = min(best[utterance], (badness(found), take))
        due = [utterance for utterance in due if best[utterance][0] > (0, 0)]
    for take in sorted({take for _, take in best.values()}):
        chosen = tuple(u for u, (_, kept) in best.items() if kept == take)
        if any(_takes(now)[utterance] != take for utterance in chosen):
            now, _ = with_new_take(now, Selection(utterances=chosen), take)
    changed = sum(best[utterance][1] != take for utterance, take in before.items())
    if changed:
        render(now)
    return now, changed


def badness(findings: Sequence[Finding]) -> Badness:
    """How bad a clip is."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    return errors, sum(finding.severity is Severity.WARNING for finding in findings)


def _takes(production: Production) -> dict[str, int]:
    return {item.utterance: item.request.take for item in production.directions}


def _heard(
    production: Production, utterances: Sequence[str], inspection: Inspection
) -> dict[str, list[Finding]]:
    """What is wrong with these utterances in the takes that the production now has."""
    where = Selection(utterances=tuple(utterances))
    plan = planned(production, where)
    clips: dict[str, Clip] = {clip.key: clip for clip in plan.ready}
    failed: dict[str, str] = {}
    jobs = os.cpu_count() or 1
    speakers = ThreadPoolExecutor(jobs, thread_name_prefix="speak")
    try:
        store = production.folder.store
        for result in produce(plan.missing, store, speakers, synthesize, window=2 * jobs):
            if isinstance(result, Failed):
                failed[result.direction.key] = result.reason
            else:
                clips[result.key] = result
    finally:
        speakers.shutdown(wait=False, cancel_futures=True)
        close_idle()
    found: dict[str, list[Finding]] = {utterance: [] for utterance in utterances}
    for direction in directions_of(production, where):
        found[direction.utterance] += _of(direction, clips.get(direction.key), inspection)
    return found


def _of(direction: Direction, clip: Clip | None, inspection: Inspection) -> list[Finding]:
    if clip is None:
        message = "It could not be spoken."
        return [Finding("clip-lost", Severity.ERROR, message, direction.utterance)] * 2
    return list(inspection.judge(direction, clip))
