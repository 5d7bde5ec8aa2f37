"""Who is in the book: the names that belong to one person, gathered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from pipeline.casting.characters.lexicon import Lexicon, lexicon
from pipeline.casting.characters.names import Name, opposed, parse, title_gender, titles_clash
from pipeline.casting.characters.scan import Use
from pipeline.model import Gender, KnownCharacter


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


def gather(table: dict[Name, Use], known: tuple[KnownCharacter, ...]) -> Roster:
    """Gather the names in `table` to people; what the user has said of characters wins."""
    words = lexicon()
    builder = _Builder(words, table)
    for character in known:
        builder.fix(character)
    names = [name for name, use in table.items() if _is_person(name, use, words)]
    names.sort(key=lambda name: (-len(name.words), -bool(name.titles), -table[name].total, name))
    full = [name for name in names if name.full]
    titled = [name for name in names if not name.full and name.titles]
    bare = [name for name in names if not name.full and not name.titles]
    full.sort(key=lambda name: (-table[name].total, name))
    titled.sort(key=lambda name: (-table[name].total, name))
    bare.sort(key=lambda name: (-table[name].total, name))
    for name in (*full, *titled, *bare):
        builder.place(name)
    return builder.roster()


def _is_person(name: Name, use: Use, words: Lexicon) -> bool:
    if name.titles:
        return True
    given = name.first in words.given
    acts = use.speaks + use.called + use.subject
    if use.place > 0.4 * use.total and use.speaks == 0:
        return False
    if use.article > 0.7 * use.total:
        return use.speaks + use.called > 0 or use.subject > 0.25 * use.total
    if given:
        return True
    return (
        use.speaks > 0
        or use.called > 1
        or (use.narrated > 1 and acts > 0.2 * use.total)
        or (name.full and acts > 0)
    )


class _Builder:
    def __init__(self, words: Lexicon, table: dict[Name, Use]) -> None:
        self.words = words
        self.table = table
        self.people: list[Person] = []
        self.owner: dict[Name, int] = {}
        self.never: dict[Name, set[int]] = {}

    def fix(self, character: KnownCharacter) -> None:
        person = Person(
            len(self.people), gender=character.gender, known=character, label=character.name
        )
        self.people.append(person)
        for text in (character.name, *character.aliases):
            name = parse(text, self.words)
            if name.words:
                self.owner[name] = person.number
                person.names[name] += self.table[name].total if name in self.table else 0
        for text in character.never:
            self.never.setdefault(parse(text, self.words), set()).add(person.number)

    def place(self, name: Name) -> None:
        if name in self.owner:
            return
        person = self._find(name)
        if person is None:
            person = Person(len(self.people))
            self.people.append(person)
        self.owner[name] = person.number
        use = self.table[name]
        person.names[name] += use.total
        if use.article > 0.7 * use.total:
            person.article = True
        if person.gender is Gender.UNKNOWN:
            person.gender = title_gender(name.titles, self.words)

    def _find(self, name: Name) -> Person | None:
        banned = self.never.get(name, set())
        fits = [p for p in self.people if p.number not in banned and self._fits(name, p)]
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
        if name.titles and titles_clash(frozenset(name.titles), person.titles, self.words):
            return False
        return any(self._alike(name, other) for other in person.names)

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
                return set(name.words) <= set(other.words) or set(other.words) <= set(name.words)
            return (
                same(name.first, other.first)
                or name.first in other.words
                or other.first in name.words
            )
        if name.full or other.full:
            whole, part = (name, other) if name.full else (other, name)
            word = part.words[0]
            if part.titles and not part.takes_given:
                return word == whole.last
            return word == whole.last or same(word, whole.first) or word in whole.words
        if name.words == other.words:
            return True
        surname = (name.titles and not name.takes_given) or (other.titles and not other.takes_given)
        return (
            not surname
            and same(name.words[0], other.words[0])
            and bool({name.words[0], other.words[0]} & set(self.words.short))
        )

    def _choose(self, name: Name, fits: list[Person]) -> Person | None:
        """Among several who may bear the name, the one who plainly does; else nobody."""
        word = name.words[0]
        titles = set(name.titles)
        if not name.full:
            exact = [p for p in fits if any(other.words == name.words for other in p.names)]
            if not name.titles and len(exact) == 1:
                return exact[0]
            if name.titles:
                styled = [p for p in fits if titles & p.titles]
                if len(styled) == 1:
                    return styled[0]
                if len(exact) == 1 and not styled:
                    return exact[0]
                if styled:
                    return max(styled, key=lambda p: (p.total, -p.number))
                return None
            by_given = [p for p in fits if any(o.full and o.first == word for o in p.names)]
            if len(by_given) == 1:
                return by_given[0]
            if by_given:
                return max(by_given, key=lambda p: (p.total, -p.number))
            by_last = [p for p in fits if any(o.last == word for o in p.names)]
            male = [p for p in by_last if self._person_gender(p) is Gender.MALE]
            if len(male) == 1 and self._gender(name) is not Gender.FEMALE:
                return male[0]
        return max(fits, key=lambda p: (p.total, -p.number))

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
