"""How a line is delivered, where the text says so: Analysis -> deliveries, and what they change.

The tag says it ("she whispered"), or the punctuation and the capitals do. A tag belongs to
the quotation it stands right after, or right before; a quotation without one of its own goes
on as the one before it in the paragraph, if the same person speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.casting.delivery_words import DeliveryWords, words_of
from pipeline.model import Analysis, Delivery, Scene, Utterance, UtteranceKind


@dataclass(frozen=True, slots=True)
class Manner:
    """What a delivery changes: mild, so that it is the same person still."""

    pace: float
    """Factor."""
    pitch: float
    """Semitones."""
    gain: float
    """dB, in the mix."""


MANNERS: dict[Delivery, Manner] = {
    Delivery.WHISPERED: Manner(0.95, -0.5, -6.5),
    Delivery.MURMURED: Manner(0.96, -0.5, -3.5),
    Delivery.SHOUTED: Manner(1.03, 1.0, 3.5),
    Delivery.SUNG: Manner(0.92, 0.5, 0.0),
    Delivery.THOUGHT: Manner(0.97, -0.25, -2.0),
    Delivery.READ: Manner(0.97, 0.0, 0.0),
}

PLAIN = Manner(1.0, 0.0, 0.0)

_CLAUSE = re.compile(r"[,;:.!?…—–]|\s(?:and|but|then|und|aber|et|mais|y|pero|e|ma)\s")
_SENTENCE = re.compile(r"[.!?…;]")
_LAST_SENTENCE = re.compile(r"(?:^|[.!?…;][\"'”’»)]*\s)([^.!?…;]*)$")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BEFORE = re.compile(r"[,:—–-]\s*$")
_LOUD_MARKS = re.compile(r"!\s?!|!\?!")
_CLOSING = "\"'”’»›“ _*)"
_SPACE = re.compile(r"\s+")
_OPENERS = (
    *("He", "She", "It", "We", "They", "You", "The", "A", "An", "His", "Her", "Their"),
    *("Er", "Sie", "Es", "Der", "Die", "Il", "Elle", "Le", "La", "Él", "Ella", "El"),
)
"""With a capital letter these begin a sentence of their own; a name need not."""


def deliveries(analysis: Analysis, language: str) -> tuple[tuple[str, Delivery], ...]:
    """Pairs of an utterance's id and its delivery, of the quotations that have one, in order.

    `language` is a BCP 47 tag; where its words are not known, only marks and capitals count.
    """
    words = words_of(language)
    return tuple(
        (id_, delivery)
        for scene in analysis.script.scenes
        for id_, delivery in _of_scene(scene, words)
    )


def _of_scene(scene: Scene, words: DeliveryWords | None) -> Iterator[tuple[str, Delivery]]:
    announced = False
    for _, group in groupby(scene.utterances, key=lambda utterance: utterance.block):
        paragraph = list(group)
        yield from _of_paragraph(paragraph, words, announced)
        last = paragraph[-1]
        announced = (
            words is not None
            and last.kind is UtteranceKind.NARRATION
            and words.announces.search(_SPACE.sub(" ", last.text)) is not None
        )


def _of_paragraph(
    paragraph: Sequence[Utterance], words: DeliveryWords | None, announced: bool
) -> Iterator[tuple[str, Delivery]]:
    before: tuple[str, Delivery | None] | None = None
    for number, utterance in enumerate(paragraph):
        if utterance.kind is not UtteranceKind.QUOTATION:
            continue
        said, told = None, False
        if words is not None:
            lead = paragraph[number - 1] if number else None
            tag = paragraph[number + 1] if number + 1 < len(paragraph) else None
            told, said = _told(utterance, lead, tag, words)
        if not told and before is not None and before[0] == utterance.speaker:
            said = before[1]
        elif not told and announced and number == 0:
            said = Delivery.READ
        if said is None and _loud(utterance.text):
            said = Delivery.SHOUTED
        before = (utterance.speaker, said)
        if said is not None:
            yield utterance.id, said


def _told(
    quotation: Utterance,
    lead: Utterance | None,
    tag: Utterance | None,
    words: DeliveryWords,
) -> tuple[bool, Delivery | None]:
    """Whether a tag says how, or that, a quotation is said, and how it is."""
    if tag is not None and tag.kind is UtteranceKind.NARRATION and _goes_on(quotation, tag):
        text = _SPACE.sub(" ", tag.text).lstrip(" ,—–-")
        clause = text[: end.start()] if (end := _CLAUSE.search(text)) else text
        sentence = text[: stop.start()] if (stop := _SENTENCE.search(text)) else text
        found = _first(clause, sentence, words)
        if found is not None:
            return True, found[0]
    if lead is not None and lead.kind is UtteranceKind.NARRATION and _BEFORE.search(lead.text):
        text = _BEFORE.sub("", _SPACE.sub(" ", lead.text))
        last = match[1] if (match := _LAST_SENTENCE.search(text)) else text
        clauses = [part for part in _CLAUSE.split(last) if part.strip()]
        for clause in reversed(clauses):
            found = _first(clause, last, words)
            if found is not None:
                return True, found[0]
    return False, None


def _first(clause: str, sentence: str, words: DeliveryWords) -> tuple[Delivery | None] | None:
    """What the first verb of speech of a clause tells; None where it has none."""
    if words.denies.search(clause):
        return None
    for match in _WORD.finditer(clause):
        verb = match.group().casefold()
        if verb in words.verbs:
            return (words.verbs[verb],)
        if verb in words.plain:
            manner = next((how for pattern, how in words.phrases if pattern.search(sentence)), None)
            return (manner,)
    return None


def _goes_on(quotation: Utterance, tag: Utterance) -> bool:
    """Whether the narration goes on with the quotation's sentence, as a tag does.

    After a mark that need not end a sentence it may begin with a name, which is in capitals.
    """
    first = _WORD.search(tag.text)
    if first is None or first.group()[0].islower() or first.group() == "I":
        return first is not None
    ended = quotation.text.rstrip(_CLOSING)[-1:] == "."
    return not ended and first.group() not in _OPENERS


def _loud(text: str) -> bool:
    """Whether marks and capitals shout: `Run!!`, `STOP THAT!`"""
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    longest = max((len(word.group()) for word in _WORD.finditer(text)), default=0)
    in_capitals = longest >= 4 and capitals >= 0.8 * len(letters)
    return bool(letters) and (in_capitals or _LOUD_MARKS.search(text) is not None)
