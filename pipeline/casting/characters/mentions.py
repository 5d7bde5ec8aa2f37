"""Where people are named or described: names, epithets and pronouns in the tokens of a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from pipeline.casting.characters.lexicon import Lexicon, lexicon, word_set
from pipeline.casting.characters.names import Name, title
from pipeline.casting.characters.tokens import Tokens
from pipeline.model import Gender

_NEVER = word_set("never")
_PARTICLES = word_set("particles")

PRONOUNS = {
    "he": Gender.MALE, "him": Gender.MALE, "his": Gender.MALE, "himself": Gender.MALE,
    "she": Gender.FEMALE, "her": Gender.FEMALE, "hers": Gender.FEMALE, "herself": Gender.FEMALE,
}  # fmt: skip
_SELF = word_set("self")
_DETERMINERS = word_set("determiners")


class Kind(IntEnum):
    NAME = 0
    EPITHET = 1
    PRONOUN = 2
    SELF = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference to one person, in the tokens of one line."""

    start: int
    """First token, determiner and titles included."""
    end: int
    kind: Kind
    name: Name
    """Of an epithet: no titles, the modifiers and the noun; of a pronoun: the pronoun."""
    gender: Gender
    possessive: bool = False
    """Whether it stands in the genitive (`Sasha's`)."""
    determiner: str = ""


def name_words(lines: Iterable[Tokens]) -> frozenset[str]:  # noqa: C901
    """The capitalised words that are names in this book, in lower case.

    A word counts as a name where its capital is not the start of a sentence, if it is seldom
    written small.
    """
    words = lexicon()
    small: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    initial: Counter[str] = Counter()
    titled: set[str] = set()
    for tokens in lines:
        before = ""
        for word, lower, opens in zip(tokens.words, tokens.lower, tokens.opens, strict=True):
            if word[0].isupper():
                base = lower[:-2] if lower.endswith("'s") else lower
                if before in words.titles and (len(word) > 1):
                    titled.add(base)
                if opens or (word.isupper() and len(word) > 1):
                    initial[base] += 1
                else:
                    inside[base] += 1
            elif word[0].isalpha():
                small[lower] += 1
            if lower != "." and lower not in _PARTICLES:
                before = lower
    found = set()
    for word in {*inside, *initial}:
        if word in _NEVER or len(word) < 2 or (word in words.titles and word not in words.given):
            continue
        mid, low = inside[word], small[word]
        if word in titled and low <= 3 * (mid + 1):
            found.add(word)
        elif word in words.given:
            if (mid and mid >= 0.2 * low) or (low == 0 and initial[word]):
                found.add(word)
        elif (mid >= 2 and mid >= 0.5 * low) or (mid == 1 and low == 0):
            found.add(word)
    return frozenset(found)


def find_mentions(tokens: Tokens, known: frozenset[str], people: frozenset[str]) -> list[Mention]:  # noqa: C901
    """The mentions in `tokens`, in order and without overlap.

    `known` are the words of names (lower case), `people` nouns that stand for persons in this
    book besides those that everybody knows.
    """
    words = lexicon()
    found: list[Mention] = []
    lower = tokens.lower
    index = 0
    while index < len(lower):
        word = lower[index]
        mention = None
        if word in PRONOUNS:
            mention = Mention(
                index,
                index + 1,
                Kind.PRONOUN,
                Name((), (word,)),
                PRONOUNS[word],
                word in ("his", "hers"),
            )
        elif word in _SELF:
            mention = Mention(
                index,
                index + 1,
                Kind.SELF,
                Name((), (word,)),
                Gender.UNKNOWN,
                word in ("my", "our"),
            )
            if word in ("my", "our"):
                found.append(mention)
                mention = _epithet(tokens, index, words, known, people)
        elif tokens.words[index][0].isupper():
            mention = _name(tokens, index, words, known)
        if mention is None and word in _DETERMINERS and word not in ("my", "our"):
            mention = _epithet(tokens, index, words, known, people)
        elif mention is not None and word in ("his", "her"):
            epithet = _epithet(tokens, index, words, known, people)
            if epithet is not None:
                found.append(mention)
                mention = epithet
        if mention is None and tokens.words[index][0].isupper():
            mention = _alone(tokens, index, words)
        if mention is None:
            index += 1
        else:
            found.append(mention)
            index = mention.end
    return found


def _name(tokens: Tokens, index: int, words: Lexicon, known: frozenset[str]) -> Mention | None:  # noqa: C901
    """A name that begins at `index`, titles first."""
    size, lower, written = len(tokens), tokens.lower, tokens.words
    at, titles = index, []
    while at < size and lower[at] in words.titles and written[at][0].isupper():
        step = at + 1 + (at + 1 < size and lower[at + 1] == ".")
        if step >= size or not (written[step][0].isupper() or _particle(tokens, step, known)):
            break
        titles.append(title(lower[at]))
        at = step
    parts: list[str] = []
    end = at
    possessive = False
    while at < size and not possessive:
        word = lower[at]
        base = word[:-2] if word.endswith("'s") else word
        if not written[at][0].isupper():
            if not ((parts or titles) and _particle(tokens, at, known)):
                break
            parts.append(word)
        elif base in known or (titles and not parts and base not in _NEVER):
            possessive = base != word
            parts.append(base)
            end = at + 1
        elif (
            len(word) == 1
            and word.isalpha()
            and word != "i"
            and at + 1 < size
            and lower[at + 1] == "."
        ):
            parts.append(word)
            at += 1
        elif parts and word == "i" and at + 1 < size and lower[at + 1] == ".":
            at += 1
        else:
            break
        at += 1
    while parts and (len(parts[-1]) == 1 or parts[-1] in _PARTICLES):
        parts.pop()
    if not parts:
        return None
    start = index - (index > 0 and lower[index - 1] == "the")
    determiner = "the" if start < index else ""
    if determiner and not titles and len(parts) == 1 and parts[0] in words.nouns:
        return Mention(
            start,
            end,
            Kind.EPITHET,
            Name((), tuple(parts)),
            words.nouns[parts[0]],
            possessive,
            "the",
        )
    gender = Gender.UNKNOWN
    for word in titles:
        gender = words.titles.get(word, Gender.UNKNOWN) if gender is Gender.UNKNOWN else gender
    if gender is Gender.UNKNOWN:
        gender = words.given.get(parts[0], Gender.UNKNOWN)
    return Mention(
        index, end, Kind.NAME, Name(tuple(titles), tuple(parts)), gender, possessive, determiner
    )


def _particle(tokens: Tokens, at: int, known: frozenset[str]) -> bool:
    """Whether a small word belongs to a name, as in `van der Luyden`."""
    lower = tokens.lower
    while at < len(tokens) and lower[at] in _PARTICLES and tokens.words[at][0].islower():
        at += 1
        if at < len(tokens) and tokens.words[at][0].isupper():
            base = lower[at].removesuffix("'s")
            return base in known
    return False


def _epithet(
    tokens: Tokens, index: int, words: Lexicon, known: frozenset[str], people: frozenset[str]
) -> Mention | None:
    """A description such as `the old man`, that begins with a determiner at `index`."""
    lower, written = tokens.lower, tokens.words
    head = -1
    limit = min(len(tokens), index + 6)
    at = index + 1
    while at < limit and (lower[at][0].isalpha() or lower[at] == ","):
        word = lower[at]
        base = word[:-2] if word.endswith("'s") else word
        if base in known and written[at][0].isupper() and base not in words.nouns:
            break
        if word in _STOPS:
            break
        if base in words.nouns or base in people:
            head = at
            if base != word:
                break
        elif head >= 0:
            break
        at += 1
    if head < 0:
        return None
    word = lower[head]
    possessive = word.endswith("'s")
    base = word[:-2] if possessive else word
    following = lower[head + 1] if head + 1 < len(tokens) else ""
    if base in words.titles and following and written[head + 1][0].isupper() and following in known:
        return None
    parts = tuple(part for part in lower[index + 1 : head] if part[0].isalpha())
    return Mention(
        index, head + 1, Kind.EPITHET, Name((), (*parts, base)),
        words.nouns.get(base, Gender.UNKNOWN), possessive, lower[index],
    )  # fmt: skip


def _alone(tokens: Tokens, index: int, words: Lexicon) -> Mention | None:
    """A capitalised title without a name: `Doctor`, `Papa`."""
    word = tokens.lower[index]
    base = word[:-2] if word.endswith("'s") else word
    if base not in words.alone or (tokens.opens[index] and base not in words.kin):
        return None
    return Mention(
        index, index + 1, Kind.EPITHET, Name((), (base,)), words.alone[base], base != word
    )


_STOPS = word_set("stops")
