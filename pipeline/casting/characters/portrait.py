"""How people sound, as the text tells it: gender, age and accent of every character."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.casting.characters.lexicon import lexicon
from pipeline.casting.characters.names import Name, parse, title_gender
from pipeline.casting.characters.reading import read_script
from pipeline.casting.characters.sightings import (
    Sightings,
    portrait_words,
    sightings,
)
from pipeline.model import Age, Analysis, Character, Corrections, Gender

_NO_CORRECTIONS = Corrections()

STRONG = 4
"""Pronouns, and how many times those of the other gender, that outweigh a given name."""
TOLD = 3
"""Weight of what is said of somebody's age or origin that is enough to believe it."""
YOUTHFUL = frozenset(("master", "miss", "mademoiselle", "prince", "princess"))
ENGLISH = frozenset(("mr", "mrs", "miss", "sir", "lady", "lord"))


def portray(analysis: Analysis, corrections: Corrections = _NO_CORRECTIONS) -> Analysis:
    """The analysis with the gender, age and accent of its characters, and what tells them.

    A gender that is known from a title, or that the user gave in `corrections`, stays; another
    one gives way to strong evidence. Speakers and names stay as they are. Pure.
    """
    given = {person.id: person.gender for person in corrections.characters}
    seen = sightings(read_script(analysis.script), analysis.characters)
    return replace(
        analysis,
        characters=tuple(
            _portrayed(person, seen[person.id], given.get(person.id, Gender.UNKNOWN))
            for person in analysis.characters
        ),
    )


def _portrayed(person: Character, seen: Sightings, given: Gender) -> Character:
    names = [parse(name, lexicon()) for name in (person.name, *person.aliases)]
    gender, why_gender = _gender(person, names, seen, given)
    age, why_age = _age(person, names, seen)
    accent, why_accent = _accent(names, seen)
    return replace(
        person,
        gender=gender,
        age=age,
        accent=accent,
        evidence=tuple(why for why in (why_gender, why_age, why_accent) if why),
    )


def _gender(
    person: Character, names: Sequence[Name], seen: Sightings, given: Gender
) -> tuple[Gender, str]:
    if given is not Gender.UNKNOWN:
        return given, f"{given.value}: as you said"
    words = lexicon()
    for name in names:
        told = title_gender(name.titles, words)
        if told is not Gender.UNKNOWN and told is person.gender:
            return told, f"{told.value}: “{' '.join(name.titles).title()}”"
    male, female = seen.genders[Gender.MALE], seen.genders[Gender.FEMALE]
    more, less = max(male, female), min(male, female)
    likelier = Gender.MALE if male > female else Gender.FEMALE
    gender = person.gender
    given_names = {words.given.get(word) for name in names for word in name.words[:1]}
    known = gender is not Gender.UNKNOWN and gender in given_names
    enough = more >= max(STRONG, STRONG * less) if known else more > less
    if enough:
        gender = likelier
    if gender is Gender.UNKNOWN:
        return gender, ""
    return gender, f"{gender.value}: {_example(seen, gender) or 'by the name'}"


def _age(person: Character, names: Sequence[Name], seen: Sightings) -> tuple[Age, str]:
    groups = portrait_words().groups
    for name in names:
        if set(name.titles) & groups["old person"]:
            return Age.OLD, f"old: “{' '.join((*name.titles, *name.words))}”"
    if person.age in (Age.CHILD, Age.OLD):
        return person.age, f"{person.age.value}: “{person.name}”"
    titles = {title for name in names for title in name.titles}
    for age, against in (
        (Age.CHILD, (Age.OLD, Age.ADULT, Age.UNKNOWN)),
        (Age.OLD, (Age.CHILD, Age.ADULT)),
    ):
        if age is Age.CHILD and titles - YOUTHFUL:
            continue
        own, tagged = seen.ages[age], seen.tagged[age]
        other = sum(seen.ages[it] for it in against)
        elsewhere = sum(seen.tagged[it] for it in against)
        if (own >= TOLD and own > other) or (
            tagged >= TOLD and own + tagged > other + elsewhere and tagged >= 0.15 * seen.mentions
        ):
            return age, f"{age.value}: {_example(seen, age)}"
    grown = seen.ages[Age.ADULT] + seen.ages[Age.UNKNOWN] + seen.tagged[Age.ADULT]
    return (Age.ADULT if grown else person.age), ""


def _accent(names: Sequence[Name], seen: Sightings) -> tuple[str, str]:
    words = portrait_words()
    at_home = any(title in ENGLISH for name in names for title in name.titles)
    for name in names:
        for title in name.titles:
            if title in words.titles and not at_home:
                return words.titles[title], f"{words.titles[title]}: “{title}”"
        for word in name.words:
            if word in words.accents:
                return words.accents[word], f"{words.accents[word]}: “{word}”"
    if not seen.accents:
        return "", ""
    (accent, votes), *others = seen.accents.most_common(2)
    if votes < TOLD or (others and others[0][1] == votes):
        return "", ""
    return accent, f"{accent}: {_example(seen, accent)}"


def _example(seen: Sightings, what: Gender | Age | str) -> str:
    """The commonest thing that tells it, and how often anything does."""
    examples = seen.examples.get(what)
    if not examples:
        return ""
    words, times = min(examples.items(), key=lambda item: (-item[1], item[0]))
    return words if times == 1 else f"{words} ({times}×)"
