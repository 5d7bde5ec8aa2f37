"""Everything that the words of a book show of its people, before anybody is identified."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

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
_CLAUSE_END = frozenset(".!?;")
_MANY = 8
"""Mentions of one clause that are looked at together."""
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


def uses(reading: Reading, found: Scan) -> dict[Name, Use]:
    """How each name is used in the book."""
    table: dict[Name, Use] = {}
    for line, mentions in zip(reading.lines, found.mentions, strict=True):
        gendered = [m for m in mentions if m.kind is not Kind.SELF]
        for place, mention in enumerate(gendered):
            if mention.kind is Kind.NAME:
                use = table.setdefault(mention.name, Use())
                _note(use, line, mention)
                gender = _followed(line, gendered, place)
                if gender is not None:
                    use.genders[gender] += 1
    for tag in (*found.after.values(), *found.before.values()):
        if tag.mention.kind is Kind.NAME and tag.grade is Grade.SPEECH:
            table[tag.mention.name].speaks += 1
    for called in found.calls.values():
        for mention in called:
            if mention.kind is Kind.NAME:
                table[mention.name].called += 1
    return table


def _note(use: Use, line: Line, mention: Mention) -> None:
    """Count one use of a name."""
    tokens = line.tokens
    use.total += 1
    use.scenes[line.scene] += 1
    use.article += bool(mention.determiner)
    use.place += mention.start > 0 and tokens.lower[mention.start - 1] in _PLACE
    if line.narrated:
        use.narrated += 1
        use.subject += nominative(tokens, mention) and _acts(tokens.lower, mention.end)


def _followed(line: Line, gendered: list[Mention], place: int) -> Gender | None:
    """The gender of the pronoun that comes next after a name, in the same sentence."""
    mention = gendered[place]
    if place + 1 == len(gendered) or gendered[place + 1].kind is not Kind.PRONOUN:
        return None
    before = gendered[place - 1] if place else None
    same = before is None or (before.kind is Kind.PRONOUN and before.gender is mention.gender)
    following = gendered[place + 1]
    between = line.tokens.lower[mention.end : following.start]
    near = following.start - mention.end < 15 and "." not in between
    return following.gender if near and (same or line.narrated) else None


def together(reading: Reading, found: Scan) -> Counter[tuple[Name, Name]]:
    """How often two names stand in one clause: of two people, as a rule."""
    pairs: Counter[tuple[Name, Name]] = Counter()
    for line, mentions in zip(reading.lines, found.mentions, strict=True):
        for names in clauses(line, [m for m in mentions if m.kind is Kind.NAME]):
            for one, other in combinations([m.name for m in names], 2):
                if one != other:
                    pairs[min(one, other), max(one, other)] += 1
    return pairs


def clauses(line: Line, mentions: list[Mention]) -> Iterator[list[Mention]]:
    """The mentions of a line by the clauses that they stand in, a few of each clause at most."""
    inside: list[Mention] = []
    last = 0
    for mention in mentions:
        between = line.tokens.lower[last : mention.start]
        if len(inside) == _MANY or not _CLAUSE_END.isdisjoint(between):
            yield inside
            inside = []
        inside.append(mention)
        last = mention.end
    yield inside


def _acts(lower: tuple[str, ...], at: int) -> bool:
    """Whether the word at a token looks like the verb of a person."""
    words = lexicon()
    if at >= len(lower):
        return False
    word = lower[at]
    return word in words.speech or word in words.manner or word.endswith("ed") or word in _DEEDS


_DEEDS = word_set("deeds")
