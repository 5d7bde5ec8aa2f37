"""The novels of the Project Dialogism Novel Corpus as tables to learn from.

The corpus states no licence: it is read where it lies and nothing of it is kept here.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.casting.attribution.candidates import candidates
from pipeline.casting.attribution.conversation import Conversation, conversation
from pipeline.casting.attribution.features import Extractor, Table, table
from pipeline.casting.attribution.naming import name_texts
from pipeline.casting.attribution.presence import presence
from pipeline.casting.attribution.rules import Decision, decide
from pipeline.casting.attribution.setting import Setting, survey
from pipeline.casting.characters.roster import display
from pipeline.model import Corrections, Script
from pipeline.segmenter import segment
from pipeline.sources import read


@dataclass(frozen=True, slots=True)
class Novel:
    name: str
    author: str
    script: Script
    table: Table
    right: NDArray[np.float64]
    """1 for the row of each turn's speaker, else 0; all 0 where no candidate is."""
    talk: Conversation
    weights: tuple[int, ...]
    """For each turn its quotations in the corpus; 0 where the corpus has none."""


def scorer(shared: Path) -> ModuleType:
    """The shared scorer, as a module."""
    path = shared / "bench" / "score_pdnc.py"
    found = importlib.util.spec_from_file_location("score_pdnc", path)
    if found is None or found.loader is None:
        raise SystemExit(f"There is no scorer at {path}.")
    module = importlib.util.module_from_spec(found)
    sys.modules["score_pdnc"] = module
    found.loader.exec_module(module)
    return module


def authors(shared: Path) -> dict[str, str]:
    """The author of each novel that may be trained on, by the name of its folder."""
    splits = json.loads((shared / "bench" / "splits.json").read_text("utf-8"))
    return {name: splits["authors"][name] for name in splits["dev"]}


def load(shared: Path, name: str, author: str) -> Novel:
    """Read, segment and survey one novel, and mark who speaks each turn."""
    folder = shared / "pdnc-dev"
    gold = scorer(shared).Novel(str(folder), name)
    script = segment(read(folder / name / "novel_text.txt"))
    setting = survey(script, Corrections())
    decisions = decide(setting)
    present = presence(setting)
    people = candidates(setting, present, decisions)
    rows = table(Extractor(setting, present, decisions), people)
    wanted, weights = _speakers(setting, gold)
    bearers = _bearers(setting, gold, decisions, wanted)
    right = np.zeros(len(rows.values))
    for turn, speaker in enumerate(wanted):
        fits = [place for place, person in enumerate(people[turn]) if person in bearers[speaker]]
        if speaker and fits:
            first = min(fits, key=lambda place: bearers[speaker].index(people[turn][place]))
            right[rows.starts[turn] + first] = 1
    return Novel(name, author, script, rows, right, conversation(setting, people), weights)


def _speakers(setting: Setting, gold: Any) -> tuple[list[str], tuple[int, ...]]:
    """The true speaker of each turn, and how many quotations of the corpus it holds.

    Empty, and 0, where the turn is none of them.
    """
    text = gold.text
    owner = np.full(text.size, -1)
    for number, quote in enumerate(gold.quotes):
        for start, end in quote.spans:
            owner[start:end] = number
    speakers, weights = [], []
    for turn in setting.turns:
        votes: Counter[int] = Counter()
        for line in turn.quotations:
            span = setting.reading.lines[line].utterance.span
            start, end = text.span(span.start, span.end)
            votes.update(owner[start:end].tolist())
        best = max(votes, key=lambda number: votes[number]) if votes else -1
        speakers.append(gold.quotes[best].speaker if best >= 0 else "")
        weights.append(sum(number >= 0 for number in votes) if best >= 0 else 0)
    return speakers, tuple(weights)


def _bearers(
    setting: Setting, gold: Any, decisions: list[Decision], wanted: list[str]
) -> dict[str, list[int]]:
    """For each true speaker the people of the roster who are that speaker, the chief one first."""
    texts = name_texts(setting)
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for decision, speaker in zip(decisions, wanted, strict=True):
        if decision.person is not None and speaker and decision.method in _PLAIN:
            votes[decision.person][speaker] += 1
    bearers: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for person in setting.roster.people:
        said = votes[person.number]
        kind, meant = gold.names.resolve(display(person, texts))
        if kind == "name":
            said = Counter({speaker: n for speaker, n in said.items() if speaker in meant})
            if not said and len(meant) == 1:
                said = Counter(meant)
        if not said:
            continue
        speaker, count = said.most_common(1)[0]
        if kind == "name" or 2 * count > said.total():
            weight = votes[person.number][speaker] + 0.01 * person.total
            bearers[speaker].append((-weight, person.number))
    return defaultdict(
        list, {speaker: [p for _, p in sorted(found)] for speaker, found in bearers.items()}
    )


_PLAIN = frozenset(("tag", "epithet", "narrator"))
