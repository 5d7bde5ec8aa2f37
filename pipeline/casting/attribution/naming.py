"""The people of a book as characters: names, ids, genders, ages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from pipeline.casting.attribution.setting import Setting
from pipeline.casting.characters.lexicon import lexicon
from pipeline.casting.characters.mentions import Kind
from pipeline.casting.characters.names import Name
from pipeline.casting.characters.roster import Person, display
from pipeline.keys import digest
from pipeline.model import NARRATOR, UNKNOWN, Age, Character, Corrections
from pipeline.slugs import slug


def name_texts(setting: Setting) -> dict[Name, str]:
    """How each name is written most often in the book."""
    written: dict[Name, Counter[str]] = {}
    for line, mentions in zip(setting.reading.lines, setting.found.mentions, strict=True):
        for mention in mentions:
            if mention.kind is Kind.NAME and mention.name in setting.roster.owners:
                text = line.tokens.text(line.utterance.text, mention.start, mention.end)
                text = " ".join(text.split())
                if mention.possessive:
                    text = text[:-2]
                written.setdefault(mention.name, Counter())[text] += 1
    return {
        name: min(texts.items(), key=lambda item: (item[0].isupper(), -item[1], item[0]))[0]
        for name, texts in written.items()
    }


def identify(
    setting: Setting, people: Iterable[int], lines: Mapping[int, str], corrections: Corrections
) -> tuple[dict[int, str], tuple[Character, ...]]:
    """Ids by person and the characters, in the order in which `people` come up.

    `lines` has the first quotation of each person. Everybody whom `corrections` names is
    there, and so is everybody whom it makes a speaker.
    """
    texts = name_texts(setting)
    order = _alike_by_content(list(dict.fromkeys(people)), setting, lines)
    order += [p.number for p in setting.roster.people if p.known and p.number not in order]
    ids: dict[int, str] = {}
    characters: list[Character] = []
    taken = {character.id for character in corrections.characters} | {NARRATOR, UNKNOWN}
    names: Counter[str] = Counter()
    for number in order:
        person = setting.roster.people[number]
        name = display(person, texts)
        if person.article and not person.label:
            name = f"the {name}"
        if person.known is not None:
            ids[number] = person.known.id
        else:
            names[name] += 1
            plain = name
            while names[name] > 1 or slug(name) in taken:
                name = f"{plain} ({max(2, names[plain])})"
                if names[name] == 0 and slug(name) not in taken:
                    break
                names[plain] += 1
            ids[number] = slug(name) or "character"
            taken.add(ids[number])
        characters.append(
            Character(
                ids[number], name, _aliases(person, name, texts), person.gender, _age(person, name)
            )
        )
    have = {character.id for character in characters}
    for _, speaker in corrections.speakers:
        if speaker not in have and speaker not in (NARRATOR, UNKNOWN):
            have.add(speaker)
            characters.append(Character(speaker, speaker.replace("-", " ").title()))
    return ids, tuple(characters)


def _alike_by_content(order: list[int], setting: Setting, lines: Mapping[int, str]) -> list[int]:
    """The people, those with one description (`the waiter`) in an order of what they say.

    So the second waiter is the same one wherever in the book the two scenes stand.
    """
    alike: dict[str, list[int]] = {}
    for number in order:
        person = setting.roster.people[number]
        if person.scene is not None:
            alike.setdefault(person.label, []).append(number)
    for group in alike.values():
        places = [order.index(number) for number in group]
        ranked = sorted(group, key=lambda number: digest(_words(lines.get(number, ""))))
        for place, number in zip(places, ranked, strict=True):
            order[place] = number
    return order


def _words(text: str) -> str:
    """What of a text no change of typography touches."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _aliases(person: Person, name: str, texts: dict[Name, str]) -> tuple[str, ...]:
    """The other names, the commonest first; those that the user listed lead."""
    listed = list(person.known.aliases) if person.known is not None else []
    used = sorted(person.names.items(), key=lambda item: (-item[1], item[0]))
    for form, count in used:
        text = texts.get(form)
        if count and text is not None:
            listed.append(text)
    return tuple(alias for alias in dict.fromkeys(listed) if alias != name)


def _age(person: Person, name: str) -> Age:
    words = lexicon()
    said = {word.lower() for word in name.split()} if person.label else set()
    if said & words.child:
        return Age.CHILD
    if said & words.old:
        return Age.OLD
    return Age.ADULT if any(form.titles for form in person.names) else Age.UNKNOWN
