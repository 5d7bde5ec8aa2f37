"""The analysis as the JSON that `fullcast analyze --json` prints and script.json holds."""

from __future__ import annotations

from collections import Counter

from pipeline.keys import Json
from pipeline.model import Analysis, Book, Script, Utterance, UtteranceKind


def analysis_json(book: Book, analysis: Analysis) -> dict[str, Json]:
    """The contract's object.

    Offsets are code points of the decoded source for text and Markdown; an utterance of another
    format also says its section, in whose text they count, and its block's anchor.
    """
    anchors = {
        block: found.anchor
        for block, found in enumerate(b for section in book.sections for b in section.blocks)
        if found.anchor
    }
    reasons = {attribution.utterance: attribution for attribution in analysis.attributions}
    quotations, words = said(analysis.script)
    delivered = {id_: how.value for id_, how in analysis.deliveries}
    narrates = {
        character.id: [s.id for s in analysis.script.scenes if s.narrator == character.id]
        for character in analysis.characters
    }

    def utterance(said: Utterance) -> dict[str, Json]:
        reason = reasons.get(said.id)
        found: dict[str, Json] = {
            "id": said.id,
            "kind": said.kind.value,
            "text": said.text,
            "start": said.span.start,
            "end": said.span.end,
            "sentences": [[sentence.start, sentence.end] for sentence in said.sentences],
            "speaker": said.speaker,
            "method": reason.method if reason else None,
            "confidence": round(reason.confidence, 4) if reason else None,
            "delivery": delivered.get(said.id),
        }
        if said.block in anchors:
            found |= {"section": said.section, "anchor": anchors[said.block]}
        return found

    return {
        "title": book.title,
        "authors": list(book.authors),
        "language": book.language,
        "source": {
            "path": book.source.path,
            "sha256": book.source.sha256,
            "characters": book.source.characters,
        },
        "characters": [
            {
                "id": character.id,
                "name": character.name,
                "aliases": list(character.aliases),
                "gender": character.gender.value,
                "age": character.age.value,
                "accent": character.accent,
                "quotations": quotations[character.id],
                "words": words[character.id],
                "narrates": narrates[character.id],
            }
            for character in analysis.characters
        ],
        "chapters": [
            {
                "id": chapter.id,
                "number": chapter.number,
                "title": chapter.title,
                "scenes": [
                    {
                        "id": scene.id,
                        "narrator": scene.narrator,
                        "point_of_view": scene.point_of_view.value,
                        "utterances": [utterance(said) for said in scene.utterances],
                    }
                    for scene in chapter.scenes
                ],
            }
            for chapter in analysis.script.chapters
        ],
    }


def said(script: Script) -> tuple[Counter[str], Counter[str]]:
    """How many quotations and how many words of them each speaker has."""
    quotations: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for utterance in script.utterances:
        if utterance.kind is UtteranceKind.QUOTATION:
            quotations[utterance.speaker] += 1
            words[utterance.speaker] += len(utterance.text.split())
    return quotations, words
