"""Who is said to speak: the clause beside a quotation, and whom the quotation addresses."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from enum import IntEnum

from pipeline.casting.characters.lexicon import lexicon, word_set
from pipeline.casting.characters.mentions import Kind, Mention
from pipeline.casting.characters.tokens import Tokens

_OBJECT = word_set("object")
_PREPOSITIONS = word_set("prepositions")
_ADVERBIAL = word_set("adverbial")
_AUXILIARY = word_set("auxiliary")
_LONGEST = 120
"""Words and marks of a sentence that are looked at beside a quotation."""
_CLAUSE_END = frozenset(".;!?")


class Grade(IntEnum):
    """How plainly a clause names the speaker."""

    BEAT = 1
    """The subject of a sentence beside the quotation does something."""
    MANNER = 2
    """The verb tells of speaking where it stands beside a quotation."""
    SPEECH = 3
    """The verb nearly always tells of speaking."""


@dataclass(frozen=True, slots=True)
class Tag:
    line: int
    """Ordinal of the narration that holds the clause."""
    mention: Mention
    grade: Grade
    verb: int
    """Token of the verb; that of the subject's end where no verb was found."""
    after: bool
    """Whether the clause follows the quotation."""
    inverted: bool = False
    """Whether the verb stands before its subject (`said Holmes`)."""
    addressee: Mention | None = None


def nominative(tokens: Tokens, mention: Mention) -> bool:
    """Whether the mention can be the subject of a clause."""
    if mention.possessive:
        return False
    if mention.kind in (Kind.PRONOUN, Kind.SELF) and tokens.lower[mention.start] in _OBJECT:
        return False
    before = tokens.lower[mention.start - 1] if mention.start else ""
    if before == "the" and mention.start > 1:
        before = tokens.lower[mention.start - 2]
    return before not in _PREPOSITIONS


def tag_after(line: int, tokens: Tokens, mentions: list[Mention], fresh: bool) -> Tag | None:
    """The tag in the narration that follows a quotation.

    `fresh` says that the quotation ended its sentence, so that the narration begins a new one.
    """
    words = lexicon()
    size = len(tokens)
    stop = _clause_end(tokens, 0)
    first = tokens.lower[0] if size else ""
    skip = 0
    while skip < min(size, 3) and not tokens.words[skip][0].isalpha():
        skip += 1
    if skip < size:
        first = tokens.lower[skip]
    at = skip
    if first in ("and", "but", "so", "then") or first in _ADVERBIAL or first.endswith("ly"):
        at += 1
    if at < stop and not fresh:
        verb = tokens.lower[at]
        spoken = verb in words.speech
        if spoken or verb in words.manner or verb.endswith("ed"):
            step = at + 1
            if step < stop and (
                tokens.lower[step].endswith("ly")
                or tokens.lower[step] in _ADVERBIAL
                or tokens.lower[step] in ("out", "in", "forth", "up", "on", "back")
            ):
                step += 1
            subject = _starting(mentions, step)
            if subject is not None and nominative(tokens, subject):
                grade = Grade.SPEECH if spoken else Grade.MANNER
                return Tag(
                    line,
                    subject,
                    grade,
                    at,
                    True,
                    True,
                    _addressee(tokens, mentions, subject.end, stop),
                )
    return _subject_tag(line, tokens, mentions, at, stop, True, fresh)


def tag_before(line: int, tokens: Tokens, mentions: list[Mention]) -> Tag | None:
    """The tag in the narration that leads up to a quotation: its last sentence."""
    size = len(tokens)
    start = size - 1
    first = max(0, size - _LONGEST)
    while start > first and not (tokens.opens[start] and tokens.lower[start - 1] in _CLAUSE_END):
        start -= 1
    return _subject_tag(
        line, tokens, mentions, start, size, False, tokens.lower[-1] not in (",", ":")
    )


def _subject_tag(
    line: int,
    tokens: Tokens,
    mentions: list[Mention],
    start: int,
    stop: int,
    after: bool,
    fresh: bool,
) -> Tag | None:
    """A clause with its subject before the verb, between the tokens `start` and `stop`."""
    words = lexicon()
    first = bisect_left(mentions, start, key=lambda mention: mention.start)
    final = bisect_left(mentions, stop, key=lambda mention: mention.start)
    inside = [m for m in mentions[first:final] if m.end <= stop]
    subjects = [m for m in inside if nominative(tokens, m)]
    verbs = [at for at in range(start, stop) if tokens.lower[at] in words.speech]
    if not after:
        verbs.reverse()
    for verb in verbs:
        reach = 9 if after else 14
        before = [m for m in subjects if verb - reach <= m.end <= verb]
        if before:
            subject = _governor(tokens, before, verb)
            strong = not (fresh and after) and (after or not fresh)
            grade = Grade.SPEECH if strong else Grade.MANNER
            if verb - subject.end > 3 and after:
                grade = min(grade, Grade.MANNER)
            return Tag(
                line, subject, grade, verb, after, False, _addressee(tokens, inside, verb + 1, stop)
            )
        follower = _starting(subjects, verb + 1)
        if follower is not None:
            return Tag(
                line,
                follower,
                Grade.MANNER,
                verb,
                after,
                True,
                _addressee(tokens, inside, follower.end, stop),
            )
    if subjects:
        subject = subjects[0]
        verb = subject.end
        manner = verb < stop and (tokens.lower[verb] in words.manner) and not fresh
        return Tag(line, subject, Grade.MANNER if manner else Grade.BEAT, verb, after)
    return None


def _governor(tokens: Tokens, before: list[Mention], verb: int) -> Mention:
    """The subject of the verb: the last before it, unless `and` joins it to an earlier verb."""
    for mention in reversed(before):
        between = tokens.lower[mention.end : verb]
        if all(
            word.endswith("ly") or word in _AUXILIARY or word in _ADVERBIAL or word == "only"
            for word in between
        ):
            return mention
    return before[0]


def _starting(mentions: list[Mention], at: int) -> Mention | None:
    """The mention that begins at a token, an article before it counted."""
    for mention in mentions:
        if mention.start == at or (
            mention.determiner == "the" and mention.kind is Kind.NAME and mention.start == at + 1
        ):
            return mention
        if mention.start > at + 1:
            break
    return None


def _addressee(tokens: Tokens, mentions: list[Mention], start: int, stop: int) -> Mention | None:
    """Whom a tag says the words are for: `to Mary`, `asked her`."""
    for mention in mentions:
        if mention.start >= start and mention.end <= stop and not mention.possessive:
            before = tokens.lower[mention.start - 1] if mention.start else ""
            if before == "the" and mention.start > 1:
                before = tokens.lower[mention.start - 2]
            if before == "to" or mention.start == start:
                return mention
    return None


def _clause_end(tokens: Tokens, start: int) -> int:
    """The token at which the sentence from `start` ends."""
    for at in range(start, min(len(tokens), start + _LONGEST)):
        if tokens.lower[at] in _CLAUSE_END and (at + 1 >= len(tokens) or tokens.opens[at + 1]):
            return at
    return min(len(tokens), start + _LONGEST)


_BEFORE_NAME = word_set("before name")


def vocatives(tokens: Tokens, mentions: list[Mention]) -> list[Mention]:
    """The mentions by which a quotation addresses somebody."""
    found = []
    size = len(tokens)
    for mention in mentions:
        if (
            mention.kind in (Kind.PRONOUN, Kind.SELF)
            or mention.possessive
            or mention.determiner not in ("", "my")
        ):
            continue
        left = mention.start - 1
        while left >= 0 and tokens.lower[left] in ("my", "dear", "dearest", "poor", "old", "good"):
            left -= 1
        before = tokens.lower[left] if left >= 0 else ""
        after = tokens.lower[mention.end] if mention.end < size else ""
        opened = not before or not before[0].isalnum()
        closed = not after or not after[0].isalnum()
        if not closed or after in ("(",):
            continue
        if opened or (before in _BEFORE_NAME and left + 1 == mention.start):
            found.append(mention)
    return found
