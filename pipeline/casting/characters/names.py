"""Names: what is written before and in them, and whether two of them can be one person's."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.casting.characters.lexicon import Lexicon, word_set
from pipeline.model import Gender

_SPELLINGS = {
    "mister": "mr", "missus": "mrs", "mistress": "mrs", "doctor": "dr", "professor": "prof",
    "reverend": "rev", "col": "colonel", "capt": "captain", "cap'n": "captain", "maj": "major",
    "gen": "general", "lieut": "lieutenant", "lt": "lieutenant", "sergt": "sergeant",
    "sgt": "sergeant", "insp": "inspector", "hon": "honourable", "mme": "madame",
    "mlle": "mademoiselle", "mons": "monsieur", "m": "monsieur", "aunty": "aunt",
    "auntie": "aunt", "st": "saint",
}  # fmt: skip
_MARRIED = frozenset(("mrs", "madame", "madam"))
_SINGLE = frozenset(("miss", "mademoiselle"))
STYLED = _MARRIED | _SINGLE | {"lady"}
"""The titles of women that tell no rank of their own."""
_RANKS = word_set("ranks")
_WITH_GIVEN = word_set("with given")


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A name as it is compared: lower case, titles spelt one way."""

    titles: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def last(self) -> str:
        return self.words[-1]

    @property
    def first(self) -> str:
        return self.words[0]

    @property
    def full(self) -> bool:
        return len(self.words) > 1

    @property
    def takes_given(self) -> bool:
        """Whether a single word after the titles may be a given name (Sir Thomas)."""
        return bool(self.titles) and self.titles[-1] in _WITH_GIVEN


def title(word: str) -> str:
    """A title in its one spelling, lower case, no full stop."""
    plain = word.lower().rstrip(".")
    return _SPELLINGS.get(plain, plain)


def parse(text: str, words: Lexicon) -> Name:
    """Read a name that a person wrote, such as `Mr. Fitzwilliam Darcy` or `the beadle`."""
    parts = [part.strip(".,").replace("’", "'").lower() for part in text.split()]
    while parts and parts[0] in ("the", "a", "an"):
        parts = parts[1:]
    titles: list[str] = []
    while len(parts) > 1 and parts[0] in words.titles:
        titles.append(title(parts.pop(0)))
    return Name(tuple(titles), tuple(part for part in parts if part))


def title_gender(titles: tuple[str, ...], words: Lexicon) -> Gender:
    """The gender that titles tell."""
    for word in titles:
        gender = words.titles.get(word, Gender.UNKNOWN)
        if gender is not Gender.UNKNOWN:
            return gender
    return Gender.UNKNOWN


def opposed(one: Gender, other: Gender) -> bool:
    """Whether the two genders are known and different."""
    return Gender.UNKNOWN not in (one, other) and one is not other


def titles_clash(one: frozenset[str], other: frozenset[str], words: Lexicon) -> bool:
    """Whether two sets of titles can't be one person's: of two genders, or Miss and Mrs."""
    first = {words.titles.get(word, Gender.UNKNOWN) for word in one}
    second = {words.titles.get(word, Gender.UNKNOWN) for word in other}
    if (Gender.MALE in first and Gender.FEMALE in second) or (
        Gender.FEMALE in first and Gender.MALE in second
    ):
        return True
    if (one & _RANKS and other & STYLED) or (other & _RANKS and one & STYLED):
        return True
    married, single = bool(one & _MARRIED), bool(one & _SINGLE)
    return (married and bool(other & _SINGLE) and not other & _MARRIED) or (
        single and bool(other & _MARRIED) and not other & _SINGLE
    )
