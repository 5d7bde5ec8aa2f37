"""Why a turn is somebody's, in the words of the text."""

from __future__ import annotations

from pipeline.casting.attribution.features import Extractor
from pipeline.casting.attribution.rules import Decision, tag_words
from pipeline.casting.characters.mentions import Kind
from pipeline.casting.characters.tags import Grade

_METHODS = {
    Kind.NAME: "tag", Kind.EPITHET: "epithet", Kind.PRONOUN: "pronoun", Kind.SELF: "narrator",
}  # fmt: skip
_LENGTH = 80
"""Code points of a quotation that are shown."""


def explain(extractor: Extractor, index: int, person: int, certainty: float) -> Decision:
    """The decision that `person` says a turn, with the plainest reason that the text gives."""
    setting = extractor.setting
    turn = setting.turns[index]
    tag = turn.tag
    if tag is not None:
        tagged = setting.person(tag.mention, turn.scene)
        if tagged == person or (tag.mention.kind >= Kind.EPITHET and tag.grade > Grade.BEAT):
            method = _METHODS[tag.mention.kind] if tag.grade > Grade.BEAT else "beat"
            return Decision(person, method, certainty, tag_words(setting, turn))
    if index and setting.turns[index - 1].scene == turn.scene:
        if extractor.called[index - 1][person]:
            return Decision(person, "address", certainty, _words(extractor, index - 1))
        for other, nearest in ((index - 2, "after"), (index + 2, "before")):
            if 0 <= other < len(setting.turns) and extractor.sure[other] == person:
                words = f"{nearest} {_words(extractor, other)}"
                return Decision(person, "alternation", certainty, words)
    if person == setting.narrators.scenes[turn.scene]:
        return Decision(person, "narrator", certainty, setting.narrators.evidence.get(person, "I"))
    return Decision(person, "context", certainty, "the people of the scene")


def _words(extractor: Extractor, index: int) -> str:
    """How a turn begins."""
    line = extractor.setting.turns[index].quotations[0]
    text = " ".join(extractor.setting.reading.lines[line].utterance.text.split())
    return text if len(text) <= _LENGTH else f"{text[: _LENGTH - 1]}…"
