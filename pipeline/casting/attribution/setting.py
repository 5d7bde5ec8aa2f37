"""What attribution knows of a book: its lines, its people, and who each mention is."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.casting.attribution.narrator import Narrators, find_narrators
from pipeline.casting.attribution.turns import Turn, turns
from pipeline.casting.characters.epithets import head, name_epithets
from pipeline.casting.characters.lexicon import lexicon, word_set
from pipeline.casting.characters.linking import link_epithets, settle
from pipeline.casting.characters.mentions import Kind, Mention
from pipeline.casting.characters.reading import Reading, read_script
from pipeline.casting.characters.roster import Roster, gather
from pipeline.casting.characters.scan import Scan, scan, together, uses
from pipeline.model import Corrections, Script


@dataclass(slots=True)
class Setting:
    reading: Reading
    found: Scan
    roster: Roster
    turns: list[Turn]
    narrators: Narrators
    epithets: dict[str, int]
    """People who go by a noun throughout the book."""
    passing: dict[tuple[int, str], int] = field(default_factory=dict)
    """People who go by a noun in one scene, by scene and noun."""

    def person(self, mention: Mention, scene: int) -> int | None:
        """Who a mention is, where the words alone tell; pronouns are nobody yet."""
        if mention.kind is Kind.NAME:
            owners = self.roster.owners.get(mention.name)
            return owners[0] if owners else None
        if mention.kind is Kind.SELF:
            return self.narrators.scenes[scene]
        if mention.kind is Kind.EPITHET:
            noun = head(mention)
            return self.epithets.get(noun, self.passing.get((scene, noun)))
        return None

    def stranger(self, mention: Mention, scene: int) -> int | None:
        """The unnamed person of this scene whom an epithet describes; added where new."""
        noun = head(mention)
        if noun in lexicon().groups or noun in _POINTERS:
            return None
        known = self.epithets.get(noun)
        if known is not None:
            return known
        key = (scene, noun)
        if key not in self.passing:
            words = [w for w in mention.name.words if w[0].isalpha()]
            label = " ".join(("the", *words[-3:]))
            person = self.roster.add(label, mention.gender, scene)
            person.noun = noun
            self.passing[key] = person.number
        return self.passing[key]


def introduce(setting: Setting) -> None:
    """Make people of the strangers that are described shortly before somebody speaks.

    `A stout woman came out. "You'll want a room," she said.` has no other name for her.
    """
    speaking: dict[int, int] = {}
    for turn in setting.turns:
        tag = turn.tag
        if tag is None or tag.mention.kind not in (Kind.NAME, Kind.SELF):
            for paragraph in range(max(0, turn.paragraph - _SHORTLY), turn.last + 1):
                speaking[paragraph] = turn.scene
    for number, line in enumerate(setting.reading.lines):
        if not line.narrated or speaking.get(line.paragraph) != line.scene:
            continue
        for mention in setting.found.mentions[number]:
            if mention.kind is Kind.EPITHET and not mention.possessive:
                setting.stranger(mention, line.scene)


_POINTERS = word_set("pointers")
_SHORTLY = 2
"""Paragraphs from a description to the words of the person described."""


def survey(script: Script, corrections: Corrections) -> Setting:
    """Read the script and say who is in it."""
    reading = read_script(script)
    found = scan(reading)
    roster = gather(uses(reading, found), together(reading, found), corrections.characters)
    epithets = link_epithets(reading, found, roster, name_epithets(reading, found, roster))
    said = turns(reading, found)
    narrators = find_narrators(reading, found, roster, said, corrections.narrator)
    setting = Setting(reading, found, roster, said, narrators, epithets)
    introduce(setting)
    setting.passing = settle(reading, found, roster, epithets, setting.passing)
    return setting
