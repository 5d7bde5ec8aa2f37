"""A decision for every turn: the candidate whom the ranker finds the likeliest."""

from __future__ import annotations

from pipeline.casting.attribution.candidates import candidates
from pipeline.casting.attribution.conversation import conversation
from pipeline.casting.attribution.documents import SURELY_WRITTEN, documents
from pipeline.casting.attribution.evidence import explain
from pipeline.casting.attribution.features import Extractor, table
from pipeline.casting.attribution.presence import presence
from pipeline.casting.attribution.ranker import Model, confidence, load_model, probabilities
from pipeline.casting.attribution.rules import NOBODY, Decision, decide
from pipeline.casting.attribution.setting import Setting
from pipeline.casting.characters.tags import Grade

DISPUTED = 0.6
"""Confidence in a tag that names somebody else than the ranker: 8 of 12 on unseen authors."""
HEADED = ("heading", 0.95)
"""How sure it is who wrote a letter whose heading says it."""
GUESSED = 0.4
"""Confidence under which the ranker has found nothing that decides."""


def rank(setting: Setting, model: Model | None = None) -> list[Decision]:
    """A decision for each turn of `setting`, by `model` or by the one that Fullcast comes with."""
    if not setting.turns:
        return []
    model = load_model() if model is None else model
    first = decide(setting)
    present = presence(setting)
    people = candidates(setting, present, first)
    extractor = Extractor(setting, present, first)
    written = documents(setting.reading, setting.turns)
    decisions = []
    talk = conversation(setting, people)
    letters = setting.narrators.letters
    for index, shares in enumerate(probabilities(model, table(extractor, people), talk)):
        letter = letters.get(setting.turns[index].scene)
        if letter is not None:
            method, sure = ("document", SURELY_WRITTEN) if letter.writer is None else HEADED
            decisions.append(Decision(letter.writer, method, sure, letter.heading))
            continue
        if written[index]:
            decisions.append(Decision(None, "document", SURELY_WRITTEN, written[index]))
            continue
        if not len(shares):
            decisions.append(NOBODY)
            continue
        best = int(shares.argmax())
        person, certainty = people[index][best], confidence(model, float(shares[best]))
        named = _named(setting, first, index, certainty)
        if named is not None and named != person:
            person, certainty = named, DISPUTED
        decisions.append(explain(extractor, index, person, certainty))
    return decisions


def _named(setting: Setting, decisions: list[Decision], index: int, certainty: float) -> int | None:
    """Whom a plain tag such as `cried Tobias` names; any tag, where the ranker only guesses."""
    tag, decision = setting.turns[index].tag, decisions[index]
    if tag is None or decision.method != "tag":
        return None
    plain = tag.grade is Grade.SPEECH and tag.inverted
    return decision.person if plain or certainty < GUESSED else None
