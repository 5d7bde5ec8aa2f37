"""Books to scripts: chapters, scenes, quotations and sentences, every one a span of the source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model import (
    NARRATOR,
    UNKNOWN,
    Book,
    Chapter,
    PointOfView,
    Scene,
    Script,
    Span,
    Utterance,
    UtteranceKind,
)
from pipeline.segmenter.chapters import ScenePieces, chapter_ids, chapters, title
from pipeline.segmenter.identity import utterance_ids
from pipeline.segmenter.pieces import Part, Piece, pieces
from pipeline.segmenter.quotations import quotation_spans
from pipeline.segmenter.sentences import sentence_spans
from pipeline.segmenter.styles import Style, style_of


def segment(book: Book) -> Script:
    """The script of a book: nobody is cast yet, so quotations are by `UNKNOWN`.

    Spans count code points of the section's text. The utterances of a chapter tile its spoken
    text up to white space: only what was left out, and marks that part scenes, lie outside.
    """
    found = pieces(book)
    style = style_of(piece.text for piece in found if piece.part is Part.TEXT)
    divided = chapters(found)
    titles = [title(chapter) or book.title for chapter in divided]
    drafts = [[list(_drafts(scene, style)) for scene in chapter] for chapter in divided]
    ids = iter(utterance_ids([[d.text for scene in c for d in scene] for c in drafts]))
    return Script(
        tuple(
            Chapter(
                id=name,
                number=number,
                title=heading,
                scenes=tuple(
                    Scene(
                        f"{number}.{place}",
                        None,
                        PointOfView.THIRD,
                        tuple(_utterance(draft, next(ids)) for draft in scene),
                    )
                    for place, scene in enumerate(scenes, start=1)
                ),
            )
            for number, (name, heading, scenes) in enumerate(
                zip(chapter_ids(divided, titles), titles, drafts, strict=True), start=1
            )
        )
    )


@dataclass(frozen=True, slots=True)
class _Draft:
    """An utterance without its name."""

    kind: UtteranceKind
    text: str
    start: int
    piece: Piece


def _drafts(scene: ScenePieces, style: Style) -> Iterator[_Draft]:
    for piece in scene:
        if piece.part is Part.TEXT:
            stretches = list(_stretches(piece.text, style))
        else:
            stretches = [(UtteranceKind.HEADING, Span(0, len(piece.text)))]
        for kind, span in stretches:
            raw = piece.text[span.start : span.end]
            start = piece.start + span.start + len(raw) - len(raw.lstrip())
            yield _Draft(kind, raw.strip(), start, piece)


def _stretches(text: str, style: Style) -> Iterator[tuple[UtteranceKind, Span]]:
    """The paragraph as quotations and the narration between them.

    A stretch without a letter or digit, such as a dash between two quotations, can't be spoken
    by itself and belongs to the stretch before it, or after it at the paragraph's start.
    """
    parts: list[tuple[UtteranceKind, Span]] = []
    end = 0
    for quotation in quotation_spans(text, style):
        parts.append((UtteranceKind.NARRATION, Span(end, quotation.start)))
        parts.append((UtteranceKind.QUOTATION, quotation))
        end = quotation.end
    parts.append((UtteranceKind.NARRATION, Span(end, len(text))))
    held: tuple[UtteranceKind, Span] | None = None
    lead = 0
    for kind, span in parts:
        if any(map(str.isalnum, text[span.start : span.end])):
            if held:
                yield held
            held = (kind, Span(span.start if held else lead, span.end))
        elif held:
            held = (held[0], Span(held[1].start, span.end))
    if held:
        yield held


def _utterance(draft: _Draft, name: str) -> Utterance:
    return Utterance(
        id=name,
        kind=draft.kind,
        text=draft.text,
        section=draft.piece.section,
        block=draft.piece.block,
        span=Span(draft.start, draft.start + len(draft.text)),
        sentences=tuple(span.shifted(draft.start) for span in sentence_spans(draft.text)),
        speaker=UNKNOWN if draft.kind is UtteranceKind.QUOTATION else NARRATOR,
    )
