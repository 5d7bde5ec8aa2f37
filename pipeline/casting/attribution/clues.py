"""What a scene shows of who its `I` is: headings, signatures, introductions, being called."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from pipeline.casting.attribution.turns import Turn
from pipeline.casting.characters.lexicon import lexicon, word_set
from pipeline.casting.characters.mentions import Kind, Mention
from pipeline.casting.characters.names import Name, parse
from pipeline.casting.characters.reading import Line, Reading
from pipeline.casting.characters.roster import Roster
from pipeline.casting.characters.scan import Scan
from pipeline.casting.characters.tags import Grade, nominative
from pipeline.model import Gender, UtteranceKind

_INTRODUCTION = re.compile(
    r"\b(?:[Mm]y name(?: is|'s|’s| was)|(?<![\w'’])I am called|[Cc]all me"
    r"|(?:they|people|everyone) calls? me)"
    r"\s+([A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)"
)
_JOURNAL = word_set("kind of journal")
_JOINTS = re.compile("[\u200b\u2060—–]+")
"""Dashes, and what keeps them on the line of the word before."""
_SENDING = r"(?i:letter|telegram|note|report|memorandum|statement|testimony)s?(?:\s*\([^()]*\))?"
_SENT = re.compile(
    rf"{_SENDING}"
    r"(?i:,?\s+(?:from|(?:(?:left|kept|written|made)\s+)?by)|,)\s+"
    r"(?P<sender>(?:[A-Z][\w'.-]*\s+){0,3}[A-Z][\w'-]+)(?=[,.]|\s+(?:to|in|for)\b|$)"
)
"""A heading that says who has written what follows."""
_ANY_SENT = re.compile(rf"{_SENDING}(?:,|\s+(?i:from|by|to|left|written)\b)")
_SHORT = 5
"""A line of at most so many words and marks may be a signature."""


@dataclass(slots=True)
class Clues:
    """Of one scene."""

    named: tuple[int, str] | None = None
    """Who is named outright as the teller, and the words that do it."""
    calls: Counter[int] = field(default_factory=Counter)
    """How often people are called by name where `I` may be meant."""
    words: dict[int, str] = field(default_factory=dict)
    """The first such words, by person."""
    seen: Counter[int] = field(default_factory=Counter)
    """How much people are seen from outside, in the narration."""


def scene_clues(reading: Reading, found: Scan, roster: Roster, turns: list[Turn]) -> list[Clues]:
    """The clues of every scene; somebody named only in a heading joins the roster."""
    clues = [Clues() for _ in reading.scenes]
    signatures = {
        reading.paragraphs[paragraph][0] for scene in reading.scenes for paragraph in scene[2:][-3:]
    }
    for number, line in enumerate(reading.lines):
        clue = clues[line.scene]
        if clue.named is None:
            clue.named = _outright(line, roster, number in signatures)
        if line.narrated and len(line.tokens) > _SHORT:
            _see(line, found.mentions[number], roster, clue.seen)
    for index, turn in enumerate(turns):
        _hear(reading, found, roster, turns, index, clues[turn.scene])
    return clues


def is_sent(heading: str) -> bool:
    """Whether a heading says that what follows was sent or left by somebody."""
    return _ANY_SENT.match(_plain(heading)) is not None


def person_named(name: Name, text: str, roster: Roster) -> int:
    """Whoever bears a name; a new person where nobody does."""
    if name in roster.owners:
        return roster.owners[name][0]
    alike = [p for p in roster.people if any(set(name.words) <= set(n.words) for n in p.names)]
    if alike:
        return max(alike, key=lambda person: (person.total, -person.number)).number
    parts = [p for p in roster.people if any({n.words[0]} == {name.first} for n in p.names)]
    if name.full and len(parts) == 1 and not parts[0].label:
        roster.owners[name] = [parts[0].number]
        parts[0].label = text
        return parts[0].number
    person = roster.add(text, lexicon().given.get(name.first, Gender.UNKNOWN))
    roster.owners[name] = [person.number]
    person.names[name] += 0
    return person.number


def _outright(line: Line, roster: Roster, last: bool) -> tuple[int, str] | None:
    """The teller, if the line is a heading, a signature or an introduction that names one."""
    text = line.utterance.text.strip()
    if line.utterance.kind is UtteranceKind.HEADING or (line.narrated and len(line.tokens) <= 12):
        for part in _parts(text):
            part = part.strip(" \t_*#:.,—-")
            heading = not line.narrated
            owner = _journal(part, roster)
            if owner is None and (heading or (last and len(line.tokens) <= _SHORT)):
                owner = _alone(part, heading, roster)
            if owner is not None:
                return owner, part
    if line.narrated and ("name" in line.tokens.lower or "call" in text or "Call" in text):
        match = _INTRODUCTION.search(text)
        if match:
            name = match.group(1)
            return person_named(parse(name, lexicon()), name, roster), match.group()
    return None


def _parts(text: str) -> list[str]:
    """The lines of a heading, and the whole of it, which may run over lines for its width."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    whole = " ".join(lines)
    if len(lines) == 1:
        return lines
    return [whole] if is_sent(whole) else [*lines, whole]


def _journal(text: str, roster: Roster) -> int | None:
    """Whose journal or letter a line announces."""
    words = _plain(text).split()
    if not words or not text[0].isupper():
        return None
    if (found := _SENT.match(" ".join(words))) and (name := found["sender"]):
        return None if name.startswith("Messrs") else _bearer(name, roster)
    if len(words) > 8:
        return None
    plain = [word.lower().strip(".,;:()") for word in words]
    for place, word in enumerate(plain):
        if word.endswith("'s") and _JOURNAL & set(plain[place + 1 :]):
            return _bearer(" ".join(words[: place + 1])[:-2], roster)
    return None


def _plain(text: str) -> str:
    """A heading with one kind of apostrophe and no dashes."""
    return " ".join(_JOINTS.sub(" ", text.replace("’", "'")).split()).strip("_* ")


def _alone(text: str, heading: bool, roster: Roster) -> int | None:
    """Whose name stands alone, as a heading or under a letter."""
    words = text.split()
    if not words or len(words) > 4 or not text[0].isupper():
        return None
    name = _plain_case(text)
    parsed = parse(name, lexicon())
    if parsed in roster.owners:
        return roster.owners[parsed][0]
    signed = not heading and text.isupper() and parsed.words and parsed.first in lexicon().given
    return person_named(parsed, name, roster) if signed else None


def _bearer(text: str, roster: Roster) -> int | None:
    name = _plain_case(text)
    return person_named(parse(name, lexicon()), name, roster) if name else None


def _plain_case(text: str) -> str:
    return text.title() if text.isupper() else text


def _see(line: Line, mentions: list[Mention], roster: Roster, seen: Counter[int]) -> None:
    for mention in mentions:
        if mention.kind is Kind.NAME and mention.name in roster.owners:
            weight = 2 if nominative(line.tokens, mention) else 1
            seen[roster.owners[mention.name][0]] += weight


def _hear(
    reading: Reading, found: Scan, roster: Roster, turns: list[Turn], index: int, clue: Clues
) -> None:
    """Count the names by which a turn that is not the narrator's own calls somebody."""
    turn = turns[index]
    tag = turn.tag
    if tag is not None and tag.mention.kind is Kind.SELF:
        return
    near = [t.tag for t in turns[max(0, index - 1) : index + 2] if t.scene == turn.scene]
    with_self = any(t is not None and t.mention.kind is Kind.SELF for t in near)
    speaker = tag.mention if tag is not None and tag.grade > Grade.BEAT else None
    for number in turn.quotations:
        for call in found.calls.get(number, ()):
            for owner in roster.owners.get(call.name, ())[:1]:
                if speaker is None or owner not in roster.owners.get(speaker.name, ()):
                    clue.calls[owner] += 1 + with_self + (speaker is not None)
                    clue.words.setdefault(owner, reading.lines[number].utterance.text)
