"""Everything that the words of a book show of its people, before anybody is identified."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from pipeline.casting.characters.lexicon import lexicon, word_set
from pipeline.casting.characters.mentions import Kind, Mention, find_mentions, name_words
from pipeline.casting.characters.names import Name
from pipeline.casting.characters.reading import Line, Reading
from pipeline.casting.characters.tags import (
    Grade,
    Tag,
    nominative,
    tag_after,
    tag_before,
    vocatives,
)
from pipeline.model import Gender

_PLACE = word_set("place")
_ENDS = frozenset(".")
_CLAUSE_END = frozenset(".!?;")
_CLOSING = "\"'”’»«›“_)*"


@dataclass(frozen=True, slots=True)
class Scan:
    mentions: tuple[list[Mention], ...]
    """By line."""
    after: dict[int, Tag]
    """By the ordinal of a quotation: the tag in the narration that follows it."""
    before: dict[int, Tag]
    calls: dict[int, list[Mention]]
    """By the ordinal of a quotation: the names by which it addresses somebody."""


@dataclass(slots=True)
class Use:
    """How often a name is used how."""

    total: int = 0
    narrated: int = 0
    subject: int = 0
    speaks: int = 0
    called: int = 0
    place: int = 0
    article: int = 0
    scenes: Counter[int] = field(default_factory=Counter)
    genders: Counter[Gender] = field(default_factory=Counter)
    """Pronouns that follow it in its sentence, with nobody else named."""


def scan(reading: Reading) -> Scan:
    """Find the mentions, tags and addresses of every line."""
    known = name_words(line.tokens for line in reading.lines)
    people = _speaking_nouns(reading)
    mentions = tuple(find_mentions(line.tokens, known, people) for line in reading.lines)
    after: dict[int, Tag] = {}
    before: dict[int, Tag] = {}
    calls: dict[int, list[Mention]] = {}
    lines = reading.lines
    for paragraph in reading.paragraphs:
        for place, number in enumerate(paragraph):
            line = lines[number]
            if not line.quoted:
                continue
            calls[number] = vocatives(line.tokens, mentions[number])
            if place + 1 < len(paragraph) and lines[number + 1].narrated:
                tag = tag_after(
                    number + 1,
                    lines[number + 1].tokens,
                    mentions[number + 1],
                    _ended(line, lines[number + 1]),
                )
                if tag is not None:
                    after[number] = tag
            if place and lines[number - 1].narrated:
                tag = tag_before(number - 1, lines[number - 1].tokens, mentions[number - 1])
                if tag is not None:
                    before[number] = tag
    return Scan(mentions, after, before, calls)


def _ended(line: Line, following: Line) -> bool:
    """Whether the quotation ended its sentence, so that the narration after it is a new one."""
    text = line.utterance.text.rstrip(_CLOSING)
    head = next((word for word in following.tokens.words if word[0].isalpha()), "")
    return text.endswith(".") and not text.endswith("..") and head[:1].isupper()


def _speaking_nouns(reading: Reading) -> frozenset[str]:
    """Nouns that are people in this book because they speak: `said the caterpillar`."""
    words = lexicon()
    found: Counter[str] = Counter()
    for line in reading.lines:
        if not line.narrated:
            continue
        lower = line.tokens.lower
        for at in range(min(4, len(lower) - 2)):
            if lower[at] in words.speech and lower[at + 1] in ("the", "a", "an"):
                head = at + 2
                while (
                    head + 1 < len(lower)
                    and head < at + 4
                    and lower[head + 1][0].isalpha()
                    and lower[head + 1] not in _AFTER_NOUN
                    and not lower[head + 1].endswith("ly")
                ):
                    head += 1
                if lower[head][0].isalpha() and lower[head] not in words.titles:
                    found[lower[head]] += 1
    return frozenset(
        word
        for word, times in found.items()
        if word not in _NOT_PEOPLE and (times > 1 or word in words.nouns)
    )


_AFTER_NOUN = word_set("after noun")
_NOT_PEOPLE = word_set("not people")


def uses(reading: Reading, found: Scan) -> dict[Name, Use]:  # noqa: C901
    """How each name is used in the book."""
    table: dict[Name, Use] = {}
    for number, line in enumerate(reading.lines):
        if not (line.quoted or line.narrated):
            continue
        tokens = line.tokens
        gendered = [m for m in found.mentions[number] if m.kind is not Kind.SELF]
        for place, mention in enumerate(gendered):
            if mention.kind is not Kind.NAME:
                continue
            use = table.setdefault(mention.name, Use())
            use.total += 1
            use.scenes[line.scene] += 1
            if mention.determiner:
                use.article += 1
            if mention.start and tokens.lower[mention.start - 1] in _PLACE:
                use.place += 1
            if line.narrated:
                use.narrated += 1
                if nominative(tokens, mention) and _acts(tokens.lower, mention.end):
                    use.subject += 1
            following = gendered[place + 1] if place + 1 < len(gendered) else None
            alone = (
                place == 0
                or (
                    gendered[place - 1].kind is Kind.PRONOUN
                    and gendered[place - 1].gender is mention.gender
                )
                or line.narrated
            )
            if following is not None and following.kind is Kind.PRONOUN and alone:
                stop = next(
                    (at for at in range(mention.end, len(tokens)) if tokens.lower[at] in _ENDS),
                    len(tokens),
                )
                if following.start < stop and following.start - mention.end < 15:
                    use.genders[following.gender] += 1
    for tags in (found.after, found.before):
        for tag in tags.values():
            if tag.mention.kind is Kind.NAME and tag.grade is Grade.SPEECH:
                table[tag.mention.name].speaks += 1
    for called in found.calls.values():
        for mention in called:
            if mention.kind is Kind.NAME:
                table[mention.name].called += 1
    return table


def together(reading: Reading, found: Scan) -> Counter[tuple[Name, Name]]:
    """How often two names stand in one clause: of two people, as a rule."""
    pairs: Counter[tuple[Name, Name]] = Counter()
    for line, mentions in zip(reading.lines, found.mentions, strict=True):
        near: list[Name] = []
        last = 0
        for mention in mentions:
            if mention.kind is not Kind.NAME:
                continue
            if not _CLAUSE_END.isdisjoint(line.tokens.lower[last : mention.start]):
                near = []
            for name in near:
                if name != mention.name:
                    pairs[min(name, mention.name), max(name, mention.name)] += 1
            near.append(mention.name)
            last = mention.end
    return pairs


def _acts(lower: tuple[str, ...], at: int) -> bool:
    """Whether the word at a token looks like the verb of a person."""
    words = lexicon()
    if at >= len(lower):
        return False
    word = lower[at]
    return word in words.speech or word in words.manner or word.endswith("ed") or word in _DEEDS


_DEEDS = word_set("deeds")
