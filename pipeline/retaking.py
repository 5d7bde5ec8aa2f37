"""Lines in which something was found, taken again: the best take is kept."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from pipeline.amending import another_take, with_takes
from pipeline.findings import Finding, Severity
from pipeline.inspection import LOST, Hear, Inspection
from pipeline.model import Clip, Direction
from pipeline.production import Production, directions_of, planned
from pipeline.rendering import render
from pipeline.selection import Selection
from pipeline.tts.produce import Failed, produce
from pipeline.tts.worker import close_idle, synthesize

Badness = tuple[int, int]
"""Errors and warnings: less is better."""


def retake(production: Production, times: int, hear: Hear | None = None) -> tuple[Production, int]:
    """Read flagged lines again, up to `times` times each, keep the best, and deliver.

    A take that is no better than the one that there was is not kept. Those that are kept are
    recorded in edits.toml, like any other, once all are judged. Returns the production as it
    is then, and how many lines are read in another take than before. Raises FullcastError as
    `render` does.
    """
    inspection = Inspection(production, hear)
    found = _flagged(production, inspection)
    before = {item.utterance: item.request.take for item in production.directions}
    best = {utterance: (badness(what), before[utterance]) for utterance, what in found.items()}
    due = list(best)
    for _ in range(times):
        if not due:
            break
        candidate, take = another_take(production, Selection(utterances=tuple(due)))
        for utterance, what in _heard(candidate, due, inspection).items():
            if badness(what) < best[utterance][0]:
                best[utterance] = badness(what), take
        due = [utterance for utterance in due if best[utterance][0] > (0, 0)]
    changed = [(u, take) for u, (_, take) in best.items() if take != before[u]]
    if changed:
        production = with_takes(production, changed)
        render(production)
    return production, len(changed)


def _flagged(production: Production, inspection: Inspection) -> dict[str, list[Finding]]:
    """The utterances that an engine can read again, and what was found in them."""
    own = {utterance.id for utterance in production.analysis.script.utterances}
    spoken = {item.utterance for item in production.directions if not item.recording}
    found: dict[str, list[Finding]] = {}
    for clip in inspection.report().clips:
        what = [finding for finding in clip.findings if finding.code != LOST]
        if what and clip.utterance in own & spoken:
            found.setdefault(clip.utterance, []).extend(what)
    return found


def badness(findings: Sequence[Finding]) -> Badness:
    """How bad a clip is."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    return errors, sum(finding.severity is Severity.WARNING for finding in findings)


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
        return [Finding(LOST, Severity.ERROR, message, direction.utterance)] * 2
    return list(inspection.judge(direction, clip))
