"""The cues of a chapter: which words of the text are heard from which frame to which.

Cues begin and end exactly where clips do. Inside a clip they part at sentences, where the
engine has told when its words are heard; a clip without word times is one cue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.model import (
    Chapter,
    Clip,
    Direction,
    Placement,
    Span,
    Timeline,
    Utterance,
    WordTime,
)
from pipeline.readalong.alignment import Timed, aligned

Align = Callable[[str, str, Sequence[WordTime]], Sequence[Timed]]
"""Shown text, spoken text and the times of its words -> when each shown word is heard."""


@dataclass(frozen=True, slots=True)
class Word:
    span: Span
    """In the code points of the utterance's span."""
    begins: int
    """Frame of the timeline."""
    ends: int


@dataclass(frozen=True, slots=True)
class Cue:
    """A stretch of one utterance's text and when it is heard."""

    utterance: str
    """The utterance's id."""
    speaker: str
    """Who is heard: a character's id, or `NARRATOR`."""
    span: Span
    """In the code points of the utterance's span."""
    text: str
    """The source's slice."""
    begins: int
    """Frame of the timeline."""
    ends: int
    words: tuple[Word, ...] = ()
    """Empty where the engine does not tell."""


def cues(
    chapter: Chapter,
    directions: Sequence[Direction],
    timeline: Timeline,
    clips: Mapping[str, Clip],
    align: Align = aligned,
) -> tuple[Cue, ...]:
    """The cues of a chapter, in order; they never overlap.

    `directions` are the chapter's, in its order, `clips` by their keys. Every utterance that
    is on the timeline has one or more, the first of which begins with its first clip and the
    last of which ends with its last.
    """
    utterances = {utterance.id: utterance for utterance in chapter.utterances}
    found: list[Cue] = []
    for direction, placement in _placed(directions, timeline):
        utterance = utterances.get(direction.utterance)
        if utterance is None:
            continue
        if not len(direction.span) and found and found[-1].utterance == utterance.id:
            # The rest of what is said in place of the text belongs to all of it.
            found[-1] = replace(found[-1], ends=placement.end)
            continue
        clip = clips.get(placement.clip)
        found += _of_clip(utterance, direction, placement, timeline.rate, clip, align)
    return tuple(found)


def shifted(found: Sequence[Cue], frames: int) -> tuple[Cue, ...]:
    """The same cues, so many frames later."""
    return tuple(
        replace(
            cue,
            begins=cue.begins + frames,
            ends=cue.ends + frames,
            words=tuple(
                replace(word, begins=word.begins + frames, ends=word.ends + frames)
                for word in cue.words
            ),
        )
        for cue in found
    )


def within(found: Sequence[Cue], begins: int, ends: int) -> tuple[Cue, ...]:
    """The cues that begin between two frames; one that goes on beyond them is cut there."""
    return tuple(
        replace(cue, ends=min(cue.ends, ends)) for cue in found if begins <= cue.begins < ends
    )


def shortened(found: Sequence[Cue], longest: int) -> tuple[Cue, ...]:
    """The cues with long ones parted between words, each part at most `longest` code points.

    A part ends after a mark where there is one in its second half. A cue without word times
    stays whole, and so does a word that is longer than that.
    """
    return tuple(part for cue in found for part in _parts(cue, longest))


def _placed(
    directions: Sequence[Direction], timeline: Timeline
) -> Iterator[tuple[Direction, Placement]]:
    """Each placement with its direction; a direction without a clip has none."""
    rest = iter(directions)
    for placement in timeline.placements:
        for direction in rest:
            if direction.key == placement.clip and direction.utterance == placement.utterance:
                yield direction, placement
                break


def _of_clip(
    utterance: Utterance,
    direction: Direction,
    placement: Placement,
    rate: int,
    clip: Clip | None,
    align: Align,
) -> list[Cue]:
    span = direction.span
    text = _slice(utterance, span)
    words = _words(text, direction, placement, rate, clip, align)
    whole = Cue(utterance.id, direction.speaker, span, text, placement.start, placement.end, words)
    if not words:
        return [whole]
    cuts = [s.start for s in utterance.sentences if span.start < s.start < span.end]
    return _cut(whole, utterance, cuts)


def _words(
    text: str,
    direction: Direction,
    placement: Placement,
    rate: int,
    clip: Clip | None,
    align: Align,
) -> tuple[Word, ...]:
    if clip is None or not clip.words:
        return ()

    def frame(at: int) -> int:
        return min(placement.end, placement.start + at * rate // clip.rate)

    start = direction.span.start
    return tuple(
        Word(timed.span.shifted(start), frame(timed.begins), frame(timed.ends))
        for timed in align(text, direction.request.text, clip.words)
    )


def _cut(cue: Cue, utterance: Utterance, cuts: Sequence[int]) -> list[Cue]:
    """A cue parted where its text is cut; each part begins with its first word."""
    parts: list[Cue] = []
    edges = [cue.span.start, *cuts, cue.span.end]
    begins, waiting = cue.begins, cue.span.start
    for start, end in pairwise(edges):
        words = tuple(word for word in cue.words if start <= word.span.start < end)
        after = next((word.begins for word in cue.words if word.span.start >= end), cue.ends)
        ends = cue.ends if end == cue.span.end else max(begins, after)
        if words:
            span = _trimmed(utterance, Span(waiting, end))
            part = replace(cue, span=span, text=_slice(utterance, span), words=words)
            parts.append(replace(part, begins=begins, ends=ends))
        elif parts:  # a stretch without a word belongs to the one before it
            span = _trimmed(utterance, Span(parts[-1].span.start, end))
            parts[-1] = replace(parts[-1], span=span, text=_slice(utterance, span), ends=ends)
        else:  # or else to the one after it
            continue
        begins, waiting = ends, end
    return parts or [cue]


def _parts(cue: Cue, longest: int) -> Iterator[Cue]:
    """Greedy: as many words as fit, less those after the last mark in the second half."""
    start, words = cue.span.start, list(cue.words)
    begins = cue.begins
    while words and cue.span.end - start > longest:
        fit = [word for word in words if word.span.end - start <= longest] or words[:1]
        if len(fit) == len(words):
            break
        marked = [
            word
            for word in fit
            if word.span.end - start >= longest // 2
            and cue.text[word.span.end - 1 - cue.span.start] in ',;:.!?—–…”’"'
        ]
        last = marked[-1] if marked else fit[-1]
        taken = words.index(last) + 1
        after = words[taken]
        span = Span(start, after.span.start)
        text = cue.text[span.start - cue.span.start : span.end - cue.span.start].rstrip()
        ends = max(begins, after.begins)
        span = Span(start, start + len(text))
        yield replace(
            cue, span=span, text=text, begins=begins, ends=ends, words=tuple(words[:taken])
        )
        start, words, begins = after.span.start, words[taken:], ends
    text = cue.text[start - cue.span.start :]
    yield replace(cue, span=Span(start, cue.span.end), text=text, begins=begins, words=tuple(words))


def _slice(utterance: Utterance, span: Span) -> str:
    inside = span.shifted(-utterance.span.start)
    return utterance.text[inside.start : inside.end]


def _trimmed(utterance: Utterance, span: Span) -> Span:
    text = _slice(utterance, span)
    lead = len(text) - len(text.lstrip())
    return Span(span.start + lead, max(span.start + lead, span.start + len(text.rstrip())))
