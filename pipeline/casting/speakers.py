"""Whom people mean when they write a speaker's name."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol

from pipeline.model import NARRATOR, UNKNOWN


class Named(Protocol):
    """Whoever has an id and names: a character, or a role of the cast file."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...


def folded(name: str) -> str:
    """A name without what does not matter in it: case, and how much space there is."""
    return " ".join(name.split()).casefold()


def speakers(people: Iterable[Named]) -> dict[str, str]:
    """Ids by everything, folded, that a speaker can be called.

    A name goes before an id and an id before an alias; what fits two people equally well
    means neither.
    """
    people = tuple(people)
    called = {NARRATOR: NARRATOR, UNKNOWN: UNKNOWN}
    for names in (
        [(person.name, person.id) for person in people],
        [(person.id, person.id) for person in people],
        [(alias, person.id) for person in people for alias in person.aliases],
    ):
        owners: dict[str, set[str]] = {}
        for name, id_ in names:
            owners.setdefault(folded(name), set()).add(id_)
        for name, ids in owners.items():
            if len(ids) == 1:
                called.setdefault(name, *ids)
    return called


def shown(people: Iterable[Named]) -> dict[str, str]:
    """What each is shown as, by id: the name, or the id where two share a name."""
    people = tuple(people)
    times = Counter(folded(person.name) for person in people)
    return {
        person.id: " ".join(person.name.split())
        if times[folded(person.name)] == 1 and folded(person.name) not in (NARRATOR, UNKNOWN)
        else person.id
        for person in people
    }


def closest(name: str, called: Mapping[str, str]) -> str:
    """The ids that a wrong name may have meant, as a sentence with a space behind it, or ""."""
    close = difflib.get_close_matches(folded(name), called, n=3, cutoff=0.5)
    ids = dict.fromkeys(called[key] for key in close)
    return f"Close to it: {', '.join(ids)}. " if ids else ""
