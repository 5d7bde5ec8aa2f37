"""Who is in the book: the names that belong to one person, gathered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from pipeline.casting.characters.lexicon import Lexicon, diminutive, lexicon, word_set
from pipeline.casting.characters.names import (
    STYLED,
    Name,
    opposed,
    parse,
    title_gender,
    titles_clash,
)
from pipeline.casting.characters.scan import Use
from pipeline.model import Gender, KnownCharacter

_MOST = 4000
"""Names that are gathered, the most used ones; a novel has a few hundred."""
_PLACES = word_set("places")
_WEDDED = frozenset(("lady", "mrs"))
_MONTHS = frozenset(("april", "may", "june", "august"))


@dataclass(slots=True)
class Person:
    """One person, while the names are still being gathered."""

    number: int
    names: Counter[Name] = field(default_factory=Counter)
    gender: Gender = Gender.UNKNOWN
    known: KnownCharacter | None = None
    """What the user has said of this person."""
    label: str = ""
    """The display name, where no name tells it."""
    article: bool = False
    """Whether the name is used with `the`."""
    scene: int | None = None
    """Of an unnamed person: the only scene of theirs."""
    noun: str = ""
    """Of an unnamed person: what they are described as."""

    @property
    def titles(self) -> frozenset[str]:
        return frozenset(title for name in self.names for title in name.titles)

    @property
    def total(self) -> int:
        return sum(self.names.values())


@dataclass(slots=True)
class Roster:
    people: list[Person]
    owners: dict[Name, list[int]]
    """For each name the people who bear it, the likeliest first."""

    def add(self, label: str, gender: Gender, scene: int | None = None) -> Person:
        """A new person who is known by a description."""
        person = Person(len(self.people), gender=gender, label=label, scene=scene)
        self.people.append(person)
        return person


def gather(
    table: dict[Name, Use],
    pairs: Counter[tuple[Name, Name]],
    known: tuple[KnownCharacter, ...],
) -> Roster:
    """Gather the names in `table` to people; what the user has said of characters wins.

    `pairs` counts how often two names stand in one sentence, as names of one person seldom do.
    """
    words = lexicon()
    builder = _Builder(words, table, pairs)
    for character in known:
        builder.fix(character)
    names = [
        name
        for name, use in table.items()
        if _is_person(name, use, words) and not _run_together(name, table)
    ]
    names.sort(key=lambda name: (-table[name].total, name))
    del names[_MOST:]
    full = [name for name in names if name.full]
    single = [name for name in names if not name.full and name.titles]
    titled = [name for name in single if title_gender(name.titles, words) is not Gender.UNKNOWN]
    ranked = [name for name in single if name not in titled]
    bare = [name for name in names if not name.full and not name.titles]
    for name in (*full, *titled, *bare, *ranked):
        builder.place(name)
    return builder.roster()


def _is_person(name: Name, use: Use, words: Lexicon) -> bool:
    if name.titles:
        return True
    given = name.first in words.given
    if name.last in _PLACES and use.speaks + use.called == 0:
        return False
    acts = use.speaks + use.called + use.subject
    if use.place > (0.4 if given else 0.12) * use.total and use.speaks + use.called <= 1:
        return False
    if use.article > 0.7 * use.total:
        return use.speaks + use.called > 0 or use.subject > 0.25 * use.total
    if given:
        # The dates of a diary are no mentions of an August.
        return name.full or name.first not in _MONTHS or acts > 0.1 * use.total
    return (
        use.speaks > 0
        or use.called > 1
        or (use.narrated > 1 and acts > 0.2 * use.total)
        or (name.full and acts > 0)
    )


def _run_together(name: Name, table: dict[Name, Use]) -> bool:
    """Whether a rare pair of names is of two people who stand side by side once."""
    if len(name.words) != 2 or name.titles or name.last not in lexicon().given:
        return False
    total = table[name].total
    alone = [table.get(Name((), (word,))) for word in name.words]
    return total <= 2 and all(use is not None and use.total >= 5 * total for use in alone)


class _Builder:
    def __init__(
        self, words: Lexicon, table: dict[Name, Use], pairs: Counter[tuple[Name, Name]]
    ) -> None:
        self.pairs = pairs
        self.words = words
        self.table = table
        self.people: list[Person] = []
        self.owner: dict[Name, int] = {}
        self.never: dict[Name, set[int]] = {}
        self.bearing: dict[str, set[int]] = {}
        self.surnames = {
            name.last for name in table if name.full and not _run_together(name, table)
        }
        self.styled: dict[tuple[str, ...], int] = Counter()
        """How often the words of a name are used, whatever the title."""
        for name, use in table.items():
            self.styled[name.words] += use.total

    def fix(self, character: KnownCharacter) -> None:
        person = Person(
            len(self.people), gender=character.gender, known=character, label=character.name
        )
        self.people.append(person)
        for text in (character.name, *character.aliases):
            name = parse(text, self.words)
            if name.words:
                self.owner[name] = person.number
                self._index(name, person)
                person.names[name] += self.table[name].total if name in self.table else 0
        for text in character.never:
            self.never.setdefault(parse(text, self.words), set()).add(person.number)

    def _index(self, name: Name, person: Person) -> None:
        for word in name.words:
            self.bearing.setdefault(word, set()).add(person.number)

    def place(self, name: Name) -> None:
        if name in self.owner:
            return
        person = self._find(name)
        if person is None:
            person = Person(len(self.people))
            self.people.append(person)
        self.owner[name] = person.number
        self._index(name, person)
        use = self.table[name]
        person.names[name] += use.total
        if use.article > 0.7 * use.total:
            person.article = True
        if person.gender is Gender.UNKNOWN:
            person.gender = title_gender(name.titles, self.words)

    def _find(self, name: Name) -> Person | None:
        banned = self.never.get(name, set())
        near: set[int] = set()
        for word in name.words:
            for kindred in self.words.kindred(word):
                near.update(self.bearing.get(kindred, ()))
        fits = [self.people[n] for n in sorted(near - banned) if self._fits(name, self.people[n])]
        if not fits:
            return None
        if len(fits) == 1:
            return fits[0]
        return self._choose(name, fits)

    def _fits(self, name: Name, person: Person) -> bool:
        """Whether the name may be this person's."""
        if not person.names:
            return False
        gender = self._gender(name)
        if opposed(gender, self._person_gender(person)):
            return False
        if (
            name.titles
            and titles_clash(frozenset(name.titles), person.titles, self.words)
            and not self._wed(name, person)
        ):
            return False
        if not any(self._alike(name, other) for other in person.names):
            return False
        if name.titles == ("mr",) and not name.full and self._familiar(name, person):
            return False
        if name.titles and not name.full and self._other_house(name, person):
            return False
        return not any(self._apart(name, other) for other in person.names)

    def _familiar(self, name: Name, person: Person) -> bool:
        """Whether a person of this surname goes by a short name and never as Mr.: a son."""
        if "mr" in person.titles or not any(o.full and o.last == name.last for o in person.names):
            return False
        short = sum(c for o, c in person.names.items() if o.full and o.first in self.words.short)
        return 2 * short > sum(c for o, c in person.names.items() if o.full)

    def _other_house(self, name: Name, person: Person) -> bool:
        """Whether a surname is one of several of a person, and far too common to mean this one."""
        whole = [o for o in person.names if o.full]
        if len({o.last for o in whole}) < 2 or name.last not in {o.last for o in whole}:
            return False
        return self._count(name) > 3 * sum(self._count(o) for o in whole if o.last == name.last)

    def _apart(self, name: Name, other: Name) -> bool:
        """Whether the text sets two names side by side, as it does for two people."""
        if name.first == other.first or (not name.titles and not other.titles):
            return False
        forms = [other]
        if other.full:
            forms.append(Name((), (other.first,)))
        for form in forms:
            times = self.pairs[min(name, form), max(name, form)]
            if times >= 3 and times >= 0.03 * min(self._count(name), self._count(form)):
                return True
        return False

    def _gender(self, name: Name) -> Gender:
        """Of a name: by its title, else by the pronouns after it, else by the given name."""
        gender = title_gender(name.titles, self.words)
        if gender is Gender.UNKNOWN and name in self.table:
            votes = self.table[name].genders
            male, female = votes[Gender.MALE], votes[Gender.FEMALE]
            if male + female >= 3 and max(male, female) >= 3 * min(male, female):
                gender = Gender.MALE if male > female else Gender.FEMALE
        if gender is Gender.UNKNOWN and name.words and (name.full or not name.titles):
            gender = self.words.given.get(name.first, Gender.UNKNOWN)
        return gender

    def _person_gender(self, person: Person) -> Gender:
        if person.gender is not Gender.UNKNOWN:
            return person.gender
        votes: Counter[Gender] = Counter()
        for name in person.names:
            votes[self._gender(name)] += 1
        male, female = votes[Gender.MALE], votes[Gender.FEMALE]
        if male == female:
            return Gender.UNKNOWN
        return Gender.MALE if male > female else Gender.FEMALE

    def _alike(self, name: Name, other: Name) -> bool:
        same = self.words.same_given
        if name.full and other.full:
            if name.last != other.last:
                nested = set(name.words) <= set(other.words) or set(other.words) <= set(name.words)
                return nested or self._married(name, other)
            if same(name.first, other.first):
                return name.first == other.first or not self._elsewhere(name, other)
            return name.first in other.words or other.first in name.words
        if name.full or other.full:
            whole, part = (name, other) if name.full else (other, name)
            word = part.words[0]
            if part.titles == ("lady",) and word == whole.last:
                return bool(whole.titles and set(whole.titles) <= _WEDDED)
            if part.titles and not part.takes_given:
                return word == whole.last or (word == whole.first and word not in self.surnames)
            return word == whole.last or same(word, whole.first) or word in whole.words
        if name.words == other.words:
            return True
        one, two = name.words[0], other.words[0]
        if diminutive(one, two) or diminutive(two, one):
            return True
        surname = (name.titles and not name.takes_given) or (other.titles and not other.takes_given)
        return not surname and same(one, two) and bool({one, two} & set(self.words.short))

    def _elsewhere(self, name: Name, other: Name) -> bool:
        """Whether two names in frequent use hardly ever come up in the same scenes."""
        one, two = self.table.get(name), self.table.get(other)
        if one is None or two is None or min(one.total, two.total) < 8:
            return False
        shared = sum(count for scene, count in one.scenes.items() if two.scenes[scene])
        back = sum(count for scene, count in two.scenes.items() if one.scenes[scene])
        return max(shared / one.total, back / two.total) < 0.4

    def _count(self, name: Name) -> int:
        return self.table[name].total if name in self.table else 0

    def _married(self, name: Name, other: Name) -> bool:
        """Whether two full names differ in the surname only, and everybody knows who is meant."""
        if self.words.given.get(name.first) is not Gender.FEMALE:
            return False
        if name.first != other.first:
            return False
        known = self.styled.get((name.first,), 0)
        return known >= 10 and known >= 5 * (self._count(name) + self._count(other))

    def _wed(self, name: Name, person: Person) -> bool:
        """Whether a Miss and a Mrs. are one woman, whose surname changes in the book."""
        whole = [other for other in person.names if other.full]
        last = {other.last for other in whole}
        return (
            len(last) > 1
            and name.last in last | {other.first for other in whole}
            and set(name.titles) | person.titles <= STYLED
            and self._person_gender(person) is Gender.FEMALE
        )

    def _choose(self, name: Name, fits: list[Person]) -> Person | None:
        """Among several who may bear the name, the one who plainly does; else nobody."""
        exact = [p for p in fits if any(other.words == name.words for other in p.names)]
        if name.full:
            return max(exact or fits, key=lambda p: (p.total, -p.number))
        styled = [p for p in fits if set(name.titles) & p.titles]
        if not name.titles and len(exact) == 1:
            return exact[0]
        if name.titles and styled:
            same = [p for p in styled if p in exact] or styled
            return max(same, key=lambda p: (p.total, -p.number))
        if len(exact) == 1:
            return exact[0]
        return self._dominant(name, exact or fits)

    def _dominant(self, name: Name, fits: list[Person]) -> Person | None:
        """The one whose full name holds this part of it far more often than anybody else's."""
        word = name.words[0]
        counts = []
        for person in fits:
            whole = [(o, c) for o, c in person.names.items() if o.full]
            first = sum(
                c for o, c in whole if o.first == word or self.words.same_given(o.first, word)
            )
            last = sum(c for o, c in whole if o.last == word)
            loose = sum(c for o, c in person.names.items() if word in o.words)
            male = not name.titles and self._person_gender(person) is Gender.MALE
            counts.append((first + last * (1.5 if male else 1.0) + 0.1 * loose, -person.number))
        ranked = sorted(counts, reverse=True)
        if name.titles and ranked[1][0] * 3 > ranked[0][0]:
            return None
        return self.people[-ranked[0][1]]

    def roster(self) -> Roster:
        owners: dict[Name, list[int]] = {name: [number] for name, number in self.owner.items()}
        for person in self.people:
            if person.known is None or person.gender is Gender.UNKNOWN:
                person.gender = self._final_gender(person)
        return Roster(self.people, owners)

    def _final_gender(self, person: Person) -> Gender:
        """By titles, else by the pronouns after all the names together, else by the given name."""
        for name in person.names:
            gender = title_gender(name.titles, self.words)
            if gender is not Gender.UNKNOWN:
                return gender
        votes: Counter[Gender] = Counter()
        for name in person.names:
            if name in self.table:
                votes.update(self.table[name].genders)
        given = [
            self.words.given.get(name.first, Gender.UNKNOWN) for name in person.names if name.words
        ]
        for gender in given:
            if gender is not Gender.UNKNOWN:
                votes[gender] += 2
        male, female = votes[Gender.MALE], votes[Gender.FEMALE]
        if male == female:
            return Gender.UNKNOWN
        return Gender.MALE if male > female else Gender.FEMALE


def display(person: Person, texts: dict[Name, str]) -> str:
    """The name by which people know the person: a full one in use, else the commonest."""
    if person.label:
        return person.label
    most = max(person.names.values())

    def rank(name: Name) -> tuple[float, Name]:
        count = person.names[name]
        full = name.full and count >= 0.05 * most
        return (-(count / most + (0.6 if full else 0) + (0.2 if name.titles else 0)), name)

    name = min(person.names, key=rank)
    return texts.get(name, " ".join((*name.titles, *name.words)).title())
