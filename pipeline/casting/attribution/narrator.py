"""The first person: in which scenes somebody tells the story as `I`, and who that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.casting.attribution.clues import Clues, is_sent, person_named, scene_clues
from pipeline.casting.attribution.turns import Turn
from pipeline.casting.characters.lexicon import lexicon, word_set
from pipeline.casting.characters.names import parse
from pipeline.casting.characters.reading import Reading
from pipeline.casting.characters.roster import Roster
from pipeline.casting.characters.scan import Scan
from pipeline.model import Gender, UtteranceKind

_SELF = word_set("narrator self")
_BETWEEN = 12
"""Words outside the quotation marks of a letter: a place, a date."""


@dataclass(frozen=True, slots=True)
class Letter:
    heading: str
    writer: int | None
    """None where the heading names nobody."""


@dataclass(frozen=True, slots=True)
class Narrators:
    scenes: tuple[int | None, ...]
    """For each scene the person who is `I` there; None in the third person."""
    evidence: dict[int, str]
    """By person, the words that show who `I` is."""
    letters: dict[int, Letter] = field(default_factory=dict)
    """By scene, where all of it is quoted and its heading calls it a letter or the like."""


def first_person_scenes(reading: Reading) -> list[bool]:
    """Which scenes are told by an `I`: by how often it stands in their narration."""
    selves, totals = [0] * len(reading.scenes), [0] * len(reading.scenes)
    outright = set[int]()
    for line in reading.lines:
        if line.narrated:
            selves[line.scene] += sum(word in _SELF for word in line.tokens.lower)
            totals[line.scene] += len(line.tokens)
            if "i" in line.tokens.lower:
                outright.add(line.scene)
    scenes = list(zip(selves, totals, strict=True))
    plain = [count >= 2 and count >= 0.012 * total for count, total in scenes]
    told = sum(total for is_first, total in zip(plain, totals, strict=True) if is_first)
    if told >= 0.6 * max(1, sum(totals)):
        # "To my friend" in front of a book that is told by an I is not told by that I.
        return [
            count >= 1 and (total > _BETWEEN or scene in outright)
            for scene, (count, total) in enumerate(scenes)
        ]
    return [
        is_first and (count >= 4 or total < 200)
        for is_first, (count, total) in zip(plain, scenes, strict=True)
    ]


def find_narrators(
    reading: Reading, found: Scan, roster: Roster, turns: list[Turn], named: str | None
) -> Narrators:
    """Say for each first-person scene who `I` is, adding people for those without a name.

    `named` is what the user has said of the narrator's name. `I` is one person through the book
    unless a scene shows another name, or sees that person from outside.
    """
    first = first_person_scenes(reading)
    clues = scene_clues(reading, found, roster, turns)
    letters = _letters(reading, clues)
    if named is not None:
        by_label = [p.number for p in roster.people if p.label.casefold() == named.casefold()]
        number = by_label[0] if by_label else person_named(parse(named, lexicon()), named, roster)
        told = tuple(number if own else None for own in first)
        return Narrators(told, {number: "as you said"}, letters)
    chosen: dict[int, int] = {}
    evidence: dict[int, str] = {}
    for scene, clue in enumerate(clues):
        if first[scene] and clue.named is not None:
            chosen[scene] = clue.named[0]
            evidence.setdefault(*clue.named)
    for scene, teller in _headed(reading, clues, chosen):
        first[scene] = True
        chosen[scene] = teller
    outright = list(dict.fromkeys(chosen.values()))
    open_scenes = [s for s, told in enumerate(first) if told and s not in chosen]
    open_scenes = _inherit(open_scenes, clues, chosen, outright)
    while open_scenes:
        person = _most_called(open_scenes, clues)
        if person is None:
            break
        for scene in open_scenes:
            if _unseen(person, clues, scene, open_scenes):
                chosen[scene] = person
        evidence[person] = next(c.words[person] for c in clues if person in c.words)
        open_scenes = [s for s in open_scenes if s not in chosen]
    open_scenes = _inherit(open_scenes, clues, chosen, list(dict.fromkeys(chosen.values())))
    if open_scenes:
        unnamed = roster.add("I", Gender.UNKNOWN).number
        chosen.update(dict.fromkeys(open_scenes, unnamed))
    return Narrators(tuple(chosen.get(scene) for scene in range(len(first))), evidence, letters)


def _heads(reading: Reading, scene: int) -> list[str]:
    lines = (
        reading.lines[line]
        for paragraph in reading.scenes[scene]
        for line in reading.paragraphs[paragraph]
    )
    return [
        " ".join(line.utterance.text.split())
        for line in lines
        if line.utterance.kind is UtteranceKind.HEADING
    ]


def _letters(reading: Reading, clues: list[Clues]) -> dict[int, Letter]:
    """The scenes that are nothing but a letter in quotation marks below a heading that says so.

    Such a letter goes on in the scenes after it that have no heading and no narration.
    """
    letters: dict[int, Letter] = {}
    letter: Letter | None = None
    told = [0] * len(reading.scenes)
    for line in reading.lines:
        told[line.scene] += line.narrated * len(line.tokens)
    for scene in range(len(reading.scenes)):
        heads = _heads(reading, scene)
        if heads or (scene and reading.chapters[scene] != reading.chapters[scene - 1]):
            sent = next((head for head in heads if is_sent(head)), "")
            named = clues[scene].named
            writer = named[0] if named and any(named[1] in head for head in heads) else None
            letter = Letter(sent, writer) if sent else None
        if letter is not None and told[scene] <= _BETWEEN:
            letters[scene] = letter
        else:
            letter = None
    return letters


def _headed(
    reading: Reading, clues: list[Clues], chosen: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """The scenes that go on with what a heading before them in the chapter says is somebody's."""
    teller: int | None = None
    for scene in range(len(reading.scenes)):
        heads = _heads(reading, scene)
        named = clues[scene].named
        if heads or (scene and reading.chapters[scene] != reading.chapters[scene - 1]):
            told = named is not None and any(named[1] in head for head in heads)
            teller = chosen.get(scene) if told else None
        elif teller is not None and named is None and scene not in chosen:
            yield scene, teller


def _inherit(
    open_scenes: list[int], clues: list[Clues], chosen: dict[int, int], tellers: list[int]
) -> list[int]:
    """Give scenes that name nobody to the last teller who is not seen from outside there.

    Returns the scenes that are still open.
    """
    left = []
    for scene in open_scenes:
        fits = [person for person in tellers if not clues[scene].seen[person]]
        earlier = [s for s in chosen if s < scene and chosen[s] in fits]
        if not fits or _called_other(clues[scene], fits):
            left.append(scene)
        else:
            chosen[scene] = chosen[max(earlier)] if earlier else fits[0]
    return left


def _called_other(clue: Clues, fits: list[int]) -> bool:
    """Whether somebody else is called by name again and again, and never seen."""
    most = max((clue.calls[person] for person in fits), default=0)
    return any(
        votes >= 4 and votes > 2 * most and not clue.seen[person]
        for person, votes in clue.calls.items()
    )


def _most_called(scenes: list[int], clues: list[Clues]) -> int | None:
    """Who is called by name most in these scenes while hardly ever seen from outside."""
    calls: Counter[int] = Counter()
    for scene in scenes:
        for person, votes in clues[scene].calls.items():
            if not clues[scene].seen[person]:
                calls[person] += votes
    outside: Counter[int] = Counter()
    for scene in scenes:
        outside.update(clues[scene].seen)
    many = len(scenes) > 4
    ranked = sorted((-votes, person) for person, votes in calls.items())
    for votes, person in ranked:
        apart = sum(bool(clues[s].seen[person]) for s in scenes)
        if many and (-votes < 3 or outside[person] > -votes):
            continue
        if not many and apart == len(scenes):
            continue
        return person
    return None


def _unseen(person: int, clues: list[Clues], scene: int, scenes: list[int]) -> bool:
    """Whether a person may be `I` in a scene: named from outside there by slip at most."""
    votes = sum(clues[s].calls[person] for s in scenes)
    return clues[scene].seen[person] <= (3 if votes > 12 else 0)
