"""The words for people that we know beforehand: given names, titles, kin, occupations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipeline.model import Gender

GENDERS = {"female": Gender.FEMALE, "male": Gender.MALE, "either": Gender.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word lists in lower case; the value is the gender that the word tells."""

    given: dict[str, Gender]
    """Given names."""
    short: dict[str, frozenset[str]]
    """Short forms, with the full names that they may stand for."""
    long: dict[str, frozenset[str]]
    """Full names, with their short forms."""
    titles: dict[str, Gender]
    """Titles that stand before a name."""
    alone: dict[str, Gender]
    """Titles that also stand for the person without a name."""
    kin: dict[str, Gender]
    nouns: dict[str, Gender]
    """Nouns for one person; kin and titles used alone are among them."""
    groups: frozenset[str]
    child: frozenset[str]
    old: frozenset[str]
    speech: frozenset[str]
    """Forms of the verbs that nearly always tell of speaking, as they follow a subject."""
    manner: frozenset[str]
    """Forms of verbs that tell of speaking when they stand beside a quotation."""

    def kindred(self, word: str) -> set[str]:
        """The given names (lower case) that `same_given` finds alike, initials aside."""
        full = self.short.get(word, frozenset())
        found = {word, *full, *self.long.get(word, frozenset())}
        for ending in _AFFECTION:
            found.update((word + ending, word + word[-1:] + ending))
            if word.endswith(ending):
                base = word[: -len(ending)]
                found.update((base, base[:-1] if base[-1:] == base[-2:-1] else base))
        return found

    def same_given(self, one: str, other: str) -> bool:
        """Whether two given names (lower case) may be one person's: equal, short form, initial."""
        if one == other:
            return True
        if len(one) == 1 or len(other) == 1:
            return one[0] == other[0]
        full, also = self.short.get(one, frozenset()), self.short.get(other, frozenset())
        return other in full or one in also or diminutive(one, other) or diminutive(other, one)


def diminutive(name: str, short: str) -> bool:
    """Whether `short` is the name with an ending of affection: Kit, Kitty; Skaggs, Skaggsy."""
    if len(name) < 3 or not short.startswith(name):
        return False
    ending = short[len(name) :]
    return ending in _AFFECTION or (ending[:1] == name[-1] and ending[1:] in _AFFECTION)


_AFFECTION = ("y", "ie", "ey", "kin", "kins", "sy")


def read_groups(package: str, name: str) -> list[tuple[str, list[str]]]:
    """The lines `head: word word …` of a word list, comments left out."""
    text = files(package).joinpath(name).read_text("utf-8")
    groups = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            head, _, words = line.partition(":")
            groups.append((head, words.split()))
    return groups


def _forms(verbs: list[str]) -> frozenset[str]:
    """Base, third person, past and some participles of verbs given as `base[/past/participle]`."""
    doubled, participles = word_set("doubled"), word_set("participles")
    forms: set[str] = set()
    for verb in verbs:
        base, *irregular = verb.split("/")
        stem = base[:-1] if base.endswith("e") else base
        if base.endswith("y") and base[-2] not in "aeou":
            third, past = f"{base[:-1]}ies", f"{base[:-1]}ied"
        else:
            third = base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
            past = f"{stem}ed"
        forms.update((base, third, *(irregular or (past,))))
        if base in doubled:
            forms.add(f"{base}{base[-1]}ed")
        if base in participles:
            forms.add(f"{stem}ing")
    return frozenset(forms)


@cache
def _word_sets() -> dict[str, frozenset[str]]:
    return {head: frozenset(words) for head, words in read_groups(__package__, "word_sets.txt")}


def word_set(name: str) -> frozenset[str]:
    """A list of function words by its name, in lower case."""
    return _word_sets()[name]


@cache
def lexicon() -> Lexicon:
    """The word lists of this package, read once."""
    given: dict[str, Gender] = {}
    for head, words in read_groups(__package__, "given_names.txt"):
        for word in words:
            name, gender = word.lower(), GENDERS[head]
            given[name] = gender if given.get(name, gender) == gender else Gender.UNKNOWN
    short: dict[str, set[str]] = {}
    long: dict[str, frozenset[str]] = {}
    for head, words in read_groups(__package__, "nicknames.txt"):
        for word in words:
            short.setdefault(word.lower(), set()).add(head.lower())
        given.setdefault(head.lower(), Gender.UNKNOWN)
        long[head.lower()] = frozenset(word.lower() for word in words)
    for word, full in short.items():
        genders = {given[name] for name in full}
        given.setdefault(word, genders.pop() if len(genders) == 1 else Gender.UNKNOWN)
    tables: dict[str, dict[str, Gender]] = {"title": {}, "alone": {}, "kin": {}, "noun": {}}
    plain: dict[str, frozenset[str]] = {}
    for head, words in read_groups(__package__, "people.txt"):
        kind, _, told = head.partition(" ")
        if told:
            tables[kind].update((word, GENDERS[told]) for word in words)
        else:
            plain[kind] = frozenset(words)
    verbs = dict(read_groups(__package__, "speech_verbs.txt"))
    return Lexicon(
        given=given,
        short={word: frozenset(full) for word, full in short.items()},
        long=long,
        titles=tables["title"],
        alone=tables["alone"],
        kin=tables["kin"],
        nouns={**tables["noun"], **tables["alone"], **tables["kin"]},
        groups=plain["group"],
        child=plain["child"],
        old=plain["old"],
        speech=_forms(verbs["spoken"]),
        manner=_forms(verbs["manner"]),
    )
