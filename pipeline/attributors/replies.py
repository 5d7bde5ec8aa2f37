"""What a language model wrote, as labels: JSON in fences, in prose, or cut off in the middle."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from pipeline.attributors.attributor import Question
from pipeline.model import NARRATOR, UNKNOWN

LONGEST = 200_000
"""Code points of a reply that are read; what goes beyond is read from its end."""
_PAIR = re.compile(r'"((?:[^"\\]|\\.){1,100})"\s*:\s*"((?:[^"\\]|\\.){0,200})"')
_ID_KEYS = ("id", "utterance", "quotation")
_LABEL_KEYS = ("speaker", "character", "label")


def labels(reply: str, question: Question) -> tuple[tuple[str, str], ...]:
    """The labels in a reply: pairs of an utterance's id and a speaker, one for each id.

    Speakers that are characters come as their ids, however the reply names them; anybody
    else comes as written. Where a reply corrects itself the last word counts. Empty where
    there is no JSON in it.
    """
    reply = reply[-LONGEST:]
    found: dict[str, str] = {}
    called = _called(question)
    pairs = [pair for value in _values(reply) for pair in _pairs(value)]
    for id_, speaker in pairs or _salvaged(reply):
        plain = " ".join(speaker.split())
        found[id_.strip().strip("[]")] = called.get(plain.casefold(), plain)
    return tuple(found.items())


def _called(question: Question) -> dict[str, str]:
    """Ids by what a reply may call somebody, case folded; what two people share is left out."""
    owners: dict[str, set[str]] = {}
    for who in question.characters:
        for name in (who.name, *who.aliases):
            owners.setdefault(name.casefold(), set()).add(who.id)
    called = {name: next(iter(ids)) for name, ids in owners.items() if len(ids) == 1}
    if question.narrator:
        called |= dict.fromkeys((NARRATOR, "the narrator", "i"), question.narrator)
    called |= {who.id.casefold(): who.id for who in question.characters}
    return called | {UNKNOWN: UNKNOWN}


def _values(reply: str) -> Iterator[object]:
    """The JSON objects and lists in a text, one after the other."""
    decoder = json.JSONDecoder()
    at = 0
    for _ in range(1_000):
        start = re.compile(r"[{\[]").search(reply, at)
        if start is None:
            return
        try:
            value, at = decoder.raw_decode(reply, start.start())
            yield value
        except (ValueError, RecursionError):
            at = start.end()


def _pairs(value: object) -> Iterator[tuple[str, str]]:
    """Pairs of an id and a speaker wherever in a value they stand."""
    waiting = [value]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            id_ = next((value[key] for key in _ID_KEYS if isinstance(value.get(key), str)), None)
            who = next((value[key] for key in _LABEL_KEYS if isinstance(value.get(key), str)), None)
            if id_ is not None and who is not None:
                yield id_, who
                continue
            yield from ((key, item) for key, item in value.items() if isinstance(item, str))
            waiting += [item for item in value.values() if isinstance(item, dict | list)]


def _salvaged(reply: str) -> Iterator[tuple[str, str]]:
    """The whole pairs of an object that is cut off or not quite JSON."""
    yield from _PAIR.findall(reply)
