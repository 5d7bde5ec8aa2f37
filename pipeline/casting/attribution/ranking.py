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
    for index, shares in enumerate(probabilities(model, table(extractor, people), talk)):
        if written[index]:
            decisions.append(Decision(None, "document", SURELY_WRITTEN, written[index]))
            continue
        if not len(shares):
            decisions.append(NOBODY)
            continue
        best = int(shares.argmax())
        certainty = confidence(model, float(shares[best]))
        decisions.append(explain(extractor, index, people[index][best], certainty))
    return decisions
