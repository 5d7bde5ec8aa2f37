"""Who is named, seen and addressed in each paragraph, pronouns read as whoever was last in view."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.casting.attribution.setting import Setting
from pipeline.casting.characters.mentions import Kind, Mention
from pipeline.casting.characters.tags import nominative
from pipeline.model import Gender

_VOCATIVE_GENDER = {
    "sir": Gender.MALE, "ma'am": Gender.FEMALE, "madam": Gender.FEMALE, "madame": Gender.FEMALE,
    "miss": Gender.FEMALE, "mum": Gender.FEMALE, "marm": Gender.FEMALE, "mister": Gender.MALE,
    "monsieur": Gender.MALE, "mademoiselle": Gender.FEMALE, "lady": Gender.FEMALE,
    "mate": Gender.MALE,
}  # fmt: skip


_MANY = 200
"""Mentions of a paragraph that are looked at; only a whole book in one line has more."""


@dataclass(slots=True)
class View:
    """The people of one paragraph."""

    subjects: list[int] = field(default_factory=list)
    """Subjects of clauses in the narration, in order; pronouns read."""
    named: list[int] = field(default_factory=list)
    """Everybody named or described in the narration, in order."""
    others: list[int] = field(default_factory=list)
    """Those of them who are no subjects: objects and owners, in order."""
    lead: int | None = None
    """The first subject of all."""
    trail: int | None = None
    """The last subject of all."""
    quoted: list[int] = field(default_factory=list)
    """Everybody named in the quotations, but not addressed."""


@dataclass(slots=True)
class Presence:
    views: list[View]
    """By paragraph."""
    pronouns: dict[tuple[int, int], int]
    """By line and token of a pronoun in the narration, the person last in view whom it fits."""


def presence(setting: Setting) -> Presence:
    """Read the narration of every paragraph for who is in it."""
    pronouns: dict[tuple[int, int], int] = {}
    views: list[View] = []
    focus: dict[Gender, int] = {}
    scene = -1
    for paragraph in setting.reading.paragraphs:
        view = View()
        for number in paragraph:
            line = setting.reading.lines[number]
            if line.scene != scene:
                scene = line.scene
                focus = {}
            if line.quoted:
                _mentioned(setting, number, view)
            elif line.narrated:
                _narrated(setting, number, view, focus, pronouns)
        views.append(view)
    return Presence(views, pronouns)


def _mentioned(setting: Setting, number: int, view: View) -> None:
    """Add those whom a quotation speaks of."""
    called = {mention.start for mention in setting.found.calls.get(number, ())}
    for mention in setting.found.mentions[number]:
        spoken_of = mention.start not in called and mention.kind <= Kind.EPITHET
        if spoken_of and len(view.quoted) < _MANY:
            person = setting.person(mention, setting.reading.lines[number].scene)
            if person is not None:
                view.quoted.append(person)


def _narrated(
    setting: Setting,
    number: int,
    view: View,
    focus: dict[Gender, int],
    pronouns: dict[tuple[int, int], int],
) -> None:
    """Add those in a narration; `focus` holds for each gender who was last in view."""
    line = setting.reading.lines[number]
    for mention in setting.found.mentions[number]:
        person = _who(setting, mention, line.scene, focus)
        if person is None or len(view.subjects) + len(view.others) >= _MANY:
            continue
        if mention.kind is Kind.PRONOUN:
            pronouns[number, mention.start] = person
        subject = nominative(line.tokens, mention)
        if subject:
            view.subjects.append(person)
            view.lead = person if view.lead is None else view.lead
            view.trail = person
        else:
            view.others.append(person)
        if mention.kind <= Kind.EPITHET:
            view.named.append(person)
            gender = setting.roster.people[person].gender
            if gender is Gender.UNKNOWN:
                gender = mention.gender
            if subject or gender not in focus:
                focus[gender] = person


def _who(setting: Setting, mention: Mention, scene: int, focus: dict[Gender, int]) -> int | None:
    if mention.kind is Kind.PRONOUN:
        person = focus.get(mention.gender)
        if person is None:
            person = focus.get(Gender.UNKNOWN)
        return person
    return setting.person(mention, scene)


def addressed_gender(lower: tuple[str, ...]) -> Gender:
    """The gender of whomever a quotation addresses as `sir`, `ma'am` and the like."""
    for place, word in enumerate(lower):
        gender = _VOCATIVE_GENDER.get(word)
        if gender is None:
            continue
        before = lower[place - 1] if place else ","
        after = lower[place + 1] if place + 1 < len(lower) else "."
        bounded = not after[0].isalnum()
        if bounded and (
            not before[0].isalnum()
            or before in ("yes", "no", "my", "dear", "you", "well", "thank", "please", "oh")
        ):
            return gender
    return Gender.UNKNOWN
