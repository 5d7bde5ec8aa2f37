"""What the words around a person's name, and around their speech, show of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from pipeline.casting.characters.lexicon import Lexicon, lexicon, read_groups, word_set
from pipeline.casting.characters.mentions import PRONOUNS
from pipeline.casting.characters.reading import Line, Reading
from pipeline.casting.characters.tokens import Tokens, tokenize
from pipeline.model import NARRATOR, UNKNOWN, Age, Character, Gender

_DETERMINERS = word_set("determiners")
_ENDS = frozenset(".!?;:")
_QUOTES = frozenset("\"'“”‘’«»")
_AFTER_OBJECT = word_set("stops") | word_set("adverbial") | _DETERMINERS
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "ten twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBERS = {word: 10 * number for number, word in enumerate(_TENS.split(), 1)} | {
    word: number for number, word in enumerate(_UNITS.split())
}
_GROWN, _AGED = 15, 60
"""Years from which a person is no child, and from which they are old."""
_FAR = 8
"""Tokens from a name to what is said of it."""


@dataclass(slots=True)
class Sightings:
    """What was seen of one person, by what it tells, and one of the places as an example."""

    mentions: int = 0
    genders: Counter[Gender] = field(default_factory=Counter)
    ages: Counter[Age] = field(default_factory=Counter)
    """As told of the name itself; `UNKNOWN` counts what tells no more than that they are grown."""
    tagged: Counter[Age] = field(default_factory=Counter)
    """As told beside their speech, which is theirs only if the speaker is right."""
    accents: Counter[str] = field(default_factory=Counter)
    examples: dict[Gender | Age | str, Counter[str]] = field(default_factory=dict)

    def see(
        self, what: Gender | Age | str, words: str, weight: int = 1, *, tag: bool = False
    ) -> None:
        if isinstance(what, Gender):
            self.genders[what] += weight
        elif isinstance(what, Age):
            (self.tagged if tag else self.ages)[what] += weight
        else:
            self.accents[what] += weight
        self.examples.setdefault(what, Counter())[words] += 1


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists of this module."""

    accents: dict[str, str]
    titles: dict[str, str]
    calls: dict[str, Gender]
    own: dict[str, Gender]
    """Forms of address after `my`."""
    groups: dict[str, frozenset[str]]


@cache
def portrait_words() -> Words:
    accents: dict[str, str] = {}
    titles: dict[str, str] = {}
    calls: dict[str, Gender] = {}
    own: dict[str, Gender] = {}
    groups: dict[str, frozenset[str]] = {}
    for head, words in read_groups(__package__, "portrait_words.txt"):
        kind, _, told = head.partition(" ")
        if kind == "accent":
            accents.update(dict.fromkeys(words, told))
        elif kind == "title":
            titles.update(dict.fromkeys(words, told))
        elif head.startswith("call my "):
            own.update(dict.fromkeys(words, Gender(told.partition(" ")[2])))
        elif kind == "call":
            calls.update(dict.fromkeys(words, Gender(told)))
        else:
            groups[head] = frozenset(words)
    return Words(accents, titles, calls, own, groups)


def sightings(reading: Reading, characters: Sequence[Character]) -> dict[str, Sightings]:
    """What is seen of each character, by id. Reads the speakers that the lines have."""
    seen = {character.id: Sightings() for character in characters}
    names = _Names(characters)
    watcher = _Watcher(seen, names, lexicon(), portrait_words())
    for line in reading.lines:
        if line.narrated:
            watcher.narration(line.tokens)
    for paragraph in reading.paragraphs:
        watcher.tags([reading.lines[number] for number in paragraph])
    for scene in reading.scenes:
        watcher.talk(
            [reading.lines[n] for paragraph in scene for n in reading.paragraphs[paragraph]]
        )
    return seen


class _Names:
    """Finds the characters' names in tokens, as they are written in the book."""

    def __init__(self, characters: Sequence[Character]) -> None:
        owners: dict[tuple[str, ...], set[str]] = {}
        for character in characters:
            for name in (character.name, *character.aliases):
                words = tokenize(name).words
                if words and words[0].lower() in _DETERMINERS:
                    words = words[1:]
                if words and (words[0][0].isupper() or len(words) > 1):
                    owners.setdefault(words, set()).add(character.id)
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for words, ids in sorted(owners.items(), key=lambda item: (-len(item[0]), item[0])):
            if len(ids) == 1:
                self._by_first.setdefault(words[0], []).append((words, ids.pop()))

    def at(self, tokens: Tokens, index: int) -> tuple[str, int, bool] | None:
        """Who is named at `index`, the token after the name, and whether in the genitive."""
        word = tokens.words[index]
        bare = _bare(word)
        for words, who in self._by_first.get(bare, ()):
            end = index + len(words)
            if len(words) == 1:
                return who, end, bare != word
            if word == words[0] and end <= len(tokens):
                last = tokens.words[end - 1]
                if tokens.words[index + 1 : end - 1] == words[1:-1] and _bare(last) == words[-1]:
                    return who, end, last != words[-1]
        return None


def _bare(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word


class _Watcher:
    def __init__(
        self, seen: dict[str, Sightings], names: _Names, lexicon: Lexicon, words: Words
    ) -> None:
        self.seen = seen
        self.names = names
        self.lexicon = lexicon
        self.words = words

    def narration(self, tokens: Tokens) -> None:
        """Names in narration: what stands before them, beside them, and the pronouns after."""
        lower = tokens.lower
        subject: str | None = None
        index = 0
        while index < len(tokens):
            if lower[index] in _ENDS and lower[index] != ":":
                if lower[index] != "." or index + 1 >= len(tokens) or tokens.opens[index + 1]:
                    subject = None
                index += 1
                continue
            named = self.names.at(tokens, index)
            if named is not None:
                who, end, genitive = named
                seen = self.seen[who]
                seen.mentions += 1
                self._before(tokens, index, seen)
                subject = None if genitive or subject is not None else who
                if subject is not None:
                    self._beside(tokens, end, seen)
                index = end
                continue
            word = lower[index]
            if word in PRONOUNS:
                if subject is not None and not _object(lower, index):
                    self.seen[subject].see(PRONOUNS[word], f"“{word}” after the name")
            elif (_bare(word) in self.lexicon.nouns or tokens.words[index][0].isupper()) and (
                word != "i"
            ):
                subject = None
            index += 1

    def _before(self, tokens: Tokens, index: int, seen: Sightings) -> None:
        """`old Sasha`, `little Sasha`, `the Irishman Sasha`."""
        if not index:
            return
        groups = self.words.groups
        word = tokens.lower[index - 1]
        further = tokens.lower[index - 2] if index > 1 else ""
        name = tokens.words[index]
        if word in groups["old"] and further not in groups["fond"]:
            seen.see(Age.OLD, f"“{word} {name}”")
        elif word in groups["little"] and name.lower() not in self.lexicon.titles:
            seen.see(Age.CHILD, f"“{word} {name}”")
        elif word in groups["young"]:
            seen.see(Age.ADULT, f"“{word} {name}”")

    def _beside(self, tokens: Tokens, end: int, seen: Sightings) -> None:
        """`Sasha, an old Irishman`, `Sasha was a boy of ten`, `Sasha … with a Scottish accent`."""
        lower = tokens.lower
        limit = end
        while limit < min(len(tokens), end + 3 * _FAR) and lower[limit] not in _ENDS:
            limit += 1
        at = end
        if at < limit and (lower[at] == "," or lower[at] in ("was", "is", "being", "were")):
            at += 1
            if at < limit and lower[at] in ("a", "an"):
                self._described(tokens, at, min(limit, at + _FAR), seen)
        self._years(lower, end, limit, seen)
        self._accent(lower, end, limit, seen)

    def _described(self, tokens: Tokens, start: int, limit: int, seen: Sightings) -> None:
        """A noun phrase that says what somebody is."""
        lower = tokens.lower
        phrase: list[str] = []
        for word in lower[start + 1 : limit]:
            if not word[0].isalpha() and word != ",":
                break
            phrase.append(word)
            if word in self.lexicon.nouns or word in self.words.accents:
                following = start + 1 + len(phrase)
                if following < limit and lower[following] in self.lexicon.nouns:
                    continue
                self._noun(phrase, seen, 3)
                return

    def _noun(
        self, phrase: Sequence[str], seen: Sightings, weight: int, *, tag: bool = False
    ) -> None:
        """What a description such as `old Irish gentleman` tells."""
        groups = self.words.groups
        noun, said = phrase[-1], f"“{' '.join(phrase)}”"
        gender = self.lexicon.nouns.get(noun, Gender.UNKNOWN)
        if gender is not Gender.UNKNOWN:
            seen.see(gender, said, weight)
        age = Age.UNKNOWN
        half = noun in groups["half child"]
        if groups["old"] & set(phrase) or noun in groups["old person"]:
            age = Age.OLD
        elif groups["young"] & set(phrase) and noun not in groups["child"]:
            age = Age.ADULT
        elif noun in groups["child"] or (half and groups["little"] & set(phrase)):
            age = Age.CHILD
        if age is not Age.UNKNOWN or (gender is not Gender.UNKNOWN and not half):
            seen.see(age, said, weight, tag=tag)
        for word in phrase:
            if word in self.words.accents:
                seen.see(self.words.accents[word], said, weight)

    def _years(self, lower: Sequence[str], start: int, limit: int, seen: Sightings) -> None:
        """`… was eleven years old`, `aged seventy`, `a boy of ten`."""
        for at in range(start, limit):
            years = _number(lower[at])
            if years is None or years < 3:
                continue
            after = lower[at + 1 : at + 4]
            before = lower[at - 1] if at else ""
            if (
                after[:2] in (("years", "old"), ("year", "old"))
                or after == ("years", "of", "age")
                or before == "aged"
                or (before == "of" and at > 1 and lower[at - 2] in self.words.groups["child"])
            ):
                age = Age.CHILD if years < _GROWN else Age.OLD if years >= _AGED else Age.ADULT
                seen.see(age, f"“{' '.join(lower[at : at + 3])}”", 4)
                return

    def _accent(self, lower: Sequence[str], start: int, limit: int, seen: Sightings) -> None:
        for at in range(start, limit):
            if lower[at] in self.words.groups["sound"]:
                for word in lower[max(start, at - 3) : at]:
                    if word in self.words.accents:
                        seen.see(self.words.accents[word], f"“{word} {lower[at]}”", 3)

    def tags(self, paragraph: Sequence[Line]) -> None:
        """The narration beside a quotation, where it tells of the speaker: `said the old man`."""
        for place, line in enumerate(paragraph):
            speaker = line.utterance.speaker
            if not line.quoted or speaker not in self.seen:
                continue
            if place + 1 < len(paragraph) and paragraph[place + 1].narrated:
                self._tag(paragraph[place + 1].tokens, self.seen[speaker])

    def _tag(self, tokens: Tokens, seen: Sightings) -> None:
        lower = tokens.lower
        verbs = self.lexicon.speech | self.lexicon.manner
        first = 0
        while first < len(lower) and not lower[first][0].isalpha():
            first += 1
        if first + 1 >= len(lower):
            return
        who = first + 1 if lower[first] in verbs else first
        end = self._person(tokens, who, seen, verbs, told=who > first)
        if end:
            limit = end
            while limit < min(len(tokens), end + 2 * _FAR) and lower[limit] not in _ENDS:
                limit += 1
            self._accent(lower, end, limit, seen)

    def _person(
        self, tokens: Tokens, at: int, seen: Sightings, verbs: frozenset[str], *, told: bool
    ) -> int:
        """Who stands at `at` beside a verb of speech; the token after it, or 0."""
        lower = tokens.lower
        if lower[at] in PRONOUNS:
            if told or (at + 1 < len(lower) and lower[at + 1] in verbs):
                seen.see(PRONOUNS[lower[at]], f"“{lower[at]} said”", 2)
                return at + 1
            return 0
        if lower[at] not in ("the", "this", "that"):
            named = self.names.at(tokens, at)
            return named[1] if named else 0
        for end in range(at + 1, min(len(lower), at + 5)):
            if not lower[end][0].isalpha():
                return 0
            if lower[end] in self.lexicon.nouns or lower[end] in self.words.accents:
                following = lower[end + 1] if end + 1 < len(lower) else ""
                if following in self.lexicon.nouns:
                    continue
                if told or following in verbs:
                    self._noun(lower[at + 1 : end + 1], seen, 2, tag=True)
                    return end + 1
                return 0
        return 0

    def talk(self, lines: Sequence[Line]) -> None:
        """Forms of address, told of whoever speaks just before or just after."""
        said = [line for line in lines if line.quoted]
        for place, line in enumerate(said):
            own = line.utterance.speaker
            around = [
                other.utterance.speaker
                for other in said[max(0, place - 2) : place + 3]
                if other.utterance.speaker not in (own, UNKNOWN, NARRATOR)
            ]
            if len(set(around)) != 1 or around[0] not in self.seen:
                continue
            for gender, words in self._calls(line.tokens):
                self.seen[around[0]].see(gender, f"addressed as “{words}”")

    def _calls(self, tokens: Tokens) -> Iterator[tuple[Gender, str]]:
        lower = tokens.lower
        for at, word in enumerate(lower):
            start = at - 1 if at and lower[at - 1] == "my" else at
            if start < at and at > 1 and lower[at - 2] in ("dear", "good"):
                start -= 1
            gender = (self.words.own if start < at else self.words.calls).get(word)
            if gender is None:
                continue
            before = lower[start - 1] if start else ""
            after = lower[at + 1] if at + 1 < len(lower) else ""
            if (not before or before in _QUOTES or before == "," or before in ("yes", "no")) and (
                not after or after in _QUOTES or after in ",.!?;—-…"
            ):
                yield gender, " ".join(lower[start : at + 1])


def _object(lower: Sequence[str], index: int) -> bool:
    """Whether `him` or `her` stands for somebody to whom something is done: not the subject."""
    if lower[index] != "her":
        return lower[index] == "him"
    following = lower[index + 1] if index + 1 < len(lower) else ""
    return not following[:1].isalpha() or following in _AFTER_OBJECT


def _number(word: str) -> int | None:
    if word.isdecimal():
        return int(word) if len(word) < 4 else None
    tens, dash, ones = word.partition("-")
    if dash and tens in _NUMBERS and ones in _NUMBERS:
        return _NUMBERS[tens] + _NUMBERS[ones]
    return _NUMBERS.get(word)
