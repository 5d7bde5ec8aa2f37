"""Where people are named or described: names, epithets and pronouns in the tokens of a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from pipeline.casting.characters.lexicon import Lexicon, lexicon, word_set
from pipeline.casting.characters.names import Name, title, title_gender
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


@dataclass(slots=True)
class _Spellings:
    """How often each word of a book, in lower case, is written how."""

    small: Counter[str] = field(default_factory=Counter)
    inside: Counter[str] = field(default_factory=Counter)
    """With a capital inside a sentence."""
    initial: Counter[str] = field(default_factory=Counter)
    """With a capital where a sentence begins, or in capitals throughout."""
    titled: set[str] = field(default_factory=set)
    """After a title."""

    def add(self, tokens: Tokens, words: Lexicon) -> None:
        before = ""
        for word, lower, opens in zip(tokens.words, tokens.lower, tokens.opens, strict=True):
            if word[0].isupper():
                base = lower.removesuffix("'s")
                if before in words.titles and len(word) > 1:
                    self.titled.add(base)
                plain = not opens and (len(word) == 1 or not word.isupper())
                (self.inside if plain else self.initial)[base] += 1
            elif word[0].isalpha():
                self.small[lower] += 1
            if lower != "." and lower not in _PARTICLES:
                before = lower

    def is_name(self, word: str, words: Lexicon) -> bool:
        """Whether a word that is sometimes written with a capital is a name."""
        title_only = word in words.titles and word not in words.given
        if word in _NEVER or len(word) < 2 or title_only:
            return False
        mid, low = self.inside[word], self.small[word]
        if word in self.titled and low <= 3 * (mid + 1):
            return True
        if word in words.given:
            return mid >= max(1, 0.2 * low) or (low == 0 and self.initial[word] > 0)
        return (mid >= 2 and mid >= 0.5 * low) or (mid == 1 and low == 0)


def name_words(lines: Iterable[Tokens]) -> frozenset[str]:
    """The capitalised words that are names in this book, in lower case.

    A word counts as a name where its capital is not the start of a sentence, if it is seldom
    written small.
    """
    words = lexicon()
    spellings = _Spellings()
    for tokens in lines:
        spellings.add(tokens, words)
    capital = {*spellings.inside, *spellings.initial}
    return frozenset(word for word in capital if spellings.is_name(word, words))


def find_mentions(tokens: Tokens, known: frozenset[str], people: frozenset[str]) -> list[Mention]:
    """The mentions in `tokens`, in order; only a possessive pronoun overlaps what it opens.

    `known` are the words of names (lower case), `people` nouns that stand for persons in this
    book besides those that everybody knows.
    """
    finder = _Finder(tokens, lexicon(), known, people)
    found: list[Mention] = []
    index = 0
    while index < len(tokens):
        here = finder.at(index)
        found.extend(here)
        index = here[-1].end if here else index + 1
    return found


@dataclass(frozen=True, slots=True)
class _Finder:
    tokens: Tokens
    words: Lexicon
    known: frozenset[str]
    people: frozenset[str]

    def at(self, index: int) -> list[Mention]:
        """The mention that begins at a token, and before it the pronoun that opens it."""
        word = self.tokens.lower[index]
        pronoun = _pronoun(word, index)
        if pronoun is not None:
            described = self._epithet(index) if word in _OWNERS else None
            return [pronoun] if described is None else [pronoun, described]
        capital = self.tokens.words[index][0].isupper()
        mention = self._name(index) if capital else None
        if mention is None and word in _DETERMINERS:
            mention = self._epithet(index)
        if mention is None and capital:
            mention = self._alone(index)
        return [] if mention is None else [mention]

    def _name(self, index: int) -> Mention | None:
        """A name that begins at `index`, titles first."""
        titles, at = self._titles(index)
        parts, end = self._parts(at, bool(titles))
        if not parts:
            return None
        possessive = self.tokens.lower[end - 1].endswith("'s")
        start = index - (index > 0 and self.tokens.lower[index - 1] == "the")
        determiner = "the" if start < index else ""
        if determiner and not titles and len(parts) == 1 and parts[0] in self.words.nouns:
            gender = self.words.nouns[parts[0]]
            name = Name((), parts)
            return Mention(start, end, Kind.EPITHET, name, gender, possessive, "the")
        gender = title_gender(titles, self.words)
        if gender is Gender.UNKNOWN:
            gender = self.words.given.get(parts[0], Gender.UNKNOWN)
        return Mention(index, end, Kind.NAME, Name(titles, parts), gender, possessive, determiner)

    def _titles(self, index: int) -> tuple[tuple[str, ...], int]:
        """The titles from `index` on, and the token after them."""
        lower, written = self.tokens.lower, self.tokens.words
        titles: list[str] = []
        at = index
        while at < len(lower) and lower[at] in self.words.titles and written[at][0].isupper():
            step = at + 1 + (at + 1 < len(lower) and lower[at + 1] == ".")
            if step >= len(lower) or not (written[step][0].isupper() or self._particle(step)):
                break
            titles.append(title(lower[at]))
            at = step
        return tuple(titles), at

    def _parts(self, at: int, titled: bool) -> tuple[tuple[str, ...], int]:
        """The words of a name from a token on, and the token after them."""
        lower, written = self.tokens.lower, self.tokens.words
        parts: list[str] = []
        end = at
        while at < len(lower):
            word = lower[at]
            base = word.removesuffix("'s")
            if not written[at][0].isupper():
                if not ((parts or titled) and self._particle(at)):
                    break
                parts.append(word)
            elif base in self.known or (titled and not parts and base not in _NEVER):
                parts.append(base)
                end = at + 1
                if base != word:
                    break
            elif self._initial(at, bool(parts)):
                parts.append(word)
                at += 1
            else:
                break
            at += 1
        while parts and (len(parts[-1]) == 1 or parts[-1] in _PARTICLES):
            parts.pop()
        return tuple(part for part in parts if part != "i"), end

    def _initial(self, at: int, within: bool) -> bool:
        """Whether a token is an initial with its full stop; `I.` only within a name."""
        word = self.tokens.lower[at]
        stop = at + 1 < len(self.tokens) and self.tokens.lower[at + 1] == "."
        return stop and len(word) == 1 and word.isalpha() and (within or word != "i")

    def _particle(self, at: int) -> bool:
        """Whether a small word belongs to a name, as in `van der Luyden`."""
        lower, written = self.tokens.lower, self.tokens.words
        while at < len(lower) and lower[at] in _PARTICLES and written[at][0].islower():
            at += 1
            if at < len(lower) and written[at][0].isupper():
                return lower[at].removesuffix("'s") in self.known
        return False

    def _epithet(self, index: int) -> Mention | None:
        """A description such as `the old man`, that begins with a determiner at `index`."""
        head = self._head(index)
        if head < 0:
            return None
        lower, written = self.tokens.lower, self.tokens.words
        base = lower[head].removesuffix("'s")
        following = lower[head + 1] if head + 1 < len(lower) else ""
        if base in self.words.titles and following in self.known and written[head + 1][0].isupper():
            return None
        parts = tuple(part for part in lower[index + 1 : head] if part[0].isalpha())
        gender = self.words.nouns.get(base, Gender.UNKNOWN)
        name = Name((), (*parts, base))
        possessive = base != lower[head]
        return Mention(index, head + 1, Kind.EPITHET, name, gender, possessive, lower[index])

    def _head(self, index: int) -> int:
        """The token of the noun for a person that a determiner opens; -1 where there is none."""
        lower = self.tokens.lower
        head = -1
        for at in range(index + 1, min(len(lower), index + 6)):
            word = lower[at]
            if not (word[0].isalpha() or word == ","):
                break
            base = word.removesuffix("'s")
            noun = base in self.words.nouns
            if base in self.known and not noun and self.tokens.words[at][0].isupper():
                break
            if noun or base in self.people:
                head = at
                if base != word:
                    break
            elif head >= 0 or word in _STOPS:
                break
        return head

    def _alone(self, index: int) -> Mention | None:
        """A capitalised title without a name: `Doctor`, `Papa`."""
        word = self.tokens.lower[index]
        base = word.removesuffix("'s")
        opens = self.tokens.opens[index] and base not in self.words.kin
        if base not in self.words.alone or opens:
            return None
        gender = self.words.alone[base]
        return Mention(index, index + 1, Kind.EPITHET, Name((), (base,)), gender, base != word)


def _pronoun(word: str, index: int) -> Mention | None:
    if word in PRONOUNS:
        kind, gender, possessive = Kind.PRONOUN, PRONOUNS[word], word in ("his", "hers")
    elif word in _SELF:
        kind, gender, possessive = Kind.SELF, Gender.UNKNOWN, word in ("my", "our")
    else:
        return None
    return Mention(index, index + 1, kind, Name((), (word,)), gender, possessive)


_OWNERS = frozenset(("his", "her", "my", "our"))
_STOPS = word_set("stops")
