"""Measures the casting on annotated novels: whether voices differ, and genders fit.

    python -m benchmarks.casting                 both tables, with the voices of both engines
    python -m benchmarks.casting --engine kokoro

Of each novel that scene is taken in which most people speak; of these the ten fullest are
listed. A row has the nearest pair of voices that are heard in the scene, the narrator's among
them, with Fullcast's cast and, as the mean over some seeds, with one drawn at random: for
everyone a voice of their gender, no voice twice while there are others. Genders are compared
with the corpus for the major and intermediate speakers. The novels and the scorer lie in
`--shared`. Exits with 1 where a figure is worse than its floor.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from types import ModuleType

from benchmarks.attribution.corpus import scorer
from pipeline.casting.casting import cast
from pipeline.casting.distinctness import Distinctness
from pipeline.casting.meetings import words_of
from pipeline.model import NARRATOR, UNKNOWN, Age, Analysis, Gender, UtteranceKind, Voice
from pipeline.production import analyze
from pipeline.tts.library import library
from pipeline.tts.likeness import likeness
from pipeline.tts.registry import engine_names

REPOSITORY = Path(__file__).parents[1]
ENGINES = ("kokoro", "pyttsx3")
SEEDS = 20
SCENES = 10
GENDER_FLOOR = 0.95
GENDERS = {"F": Gender.FEMALE, "M": Gender.MALE}

Voices = Mapping[str, str]
"""Whose voice, by the id of the speaker."""


@dataclass(frozen=True, slots=True)
class Row:
    novel: str
    scene: str
    heard: int
    """Voices in the scene, the narrator's among them."""
    ours: float
    """Cosine of the nearest pair."""
    chance: float
    too_alike: int
    """Pairs above the engine's limit."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    parser.add_argument("--engine", action="append", choices=ENGINES)
    options = parser.parse_args()
    corpus = options.shared / "pdnc-dev"
    novels = {
        folder.name: analyze(folder / "novel_text.txt")[1] for folder in sorted(corpus.iterdir())
    }
    good = [distinctness(engine, novels) for engine in options.engine or ENGINES]
    good.append(genders(scorer(options.shared), corpus, novels))
    return 0 if all(good) else 1


def distinctness(engine: str, novels: Mapping[str, Analysis]) -> bool:
    """Print the scenes; whether none has voices too alike and all are better than chance."""
    voices = voices_of(engine)
    table = likeness(engine)
    assert table is not None
    ear = Distinctness(voices, [table])
    rows = [row for name, analysis in novels.items() for row in scenes(name, analysis, voices, ear)]
    fullest: dict[str, Row] = {}
    for row in rows:
        if row.novel not in fullest or row.heard > fullest[row.novel].heard:
            fullest[row.novel] = row
    shown = sorted(fullest.values(), key=lambda row: -row.heard)[:SCENES]
    print(f"\n{engine}: {len(voices)} voices, at most {table.limit:.2f} in a scene")
    print(f"{'novel':30}{'scene':>7}{'voices':>8}{'nearest':>9}{'random':>8}{'too alike':>11}")
    for row in shown:
        print(
            f"{row.novel:30}{row.scene:>7}{row.heard:>8}{row.ours:>9.3f}{row.chance:>8.3f}"
            f"{row.too_alike:>11}"
        )
    for label, some in ((f"these {len(shown)}", shown), (f"all {len(rows)} scenes", rows)):
        ours = statistics.mean(row.ours for row in some)
        chance = statistics.mean(row.chance for row in some)
        alike = sum(row.too_alike for row in some)
        better = sum(row.ours < row.chance for row in some)
        print(
            f"{label:45}{ours:>9.3f}{chance:>8.3f}{alike:>11}   further apart in {better} of "
            f"{len(some)}"
        )
    return all(row.ours < row.chance and not row.too_alike for row in shown)


def voices_of(engine: str) -> Sequence[Voice]:
    """The engine's library; where it is not installed, the voices that were measured.

    Kokoro's names tell language and gender: `bf_emma` is a British woman.
    """
    table = likeness(engine)
    if engine in engine_names() or table is None:
        return library(engine)
    genders = {"f": Gender.FEMALE, "m": Gender.MALE}
    return [
        Voice(id_, engine, (), id_, "en", genders[id_.partition(":")[2][1]], Age.ADULT)
        for id_ in table.voices
    ]


def scenes(novel: str, analysis: Analysis, voices: Sequence[Voice], ear: Distinctness) -> list[Row]:
    """The scenes of a novel in which three or more people speak."""
    table = likeness(voices[0].engine)
    chosen = cast(analysis, voices, likenesses=[table] if table else [])
    ours = {NARRATOR: chosen.narrator.voice} | {role.speaker: role.voice for role in chosen.roles}
    draws = [at_random(analysis, list(ours), voices, seed) for seed in range(SEEDS)]
    rows = []
    for scene in analysis.script.scenes:
        heard = list(words_of(scene))
        people = {utterance.speaker for utterance in scene.utterances} - {NARRATOR, UNKNOWN}
        if len(people) < 3:
            continue
        pairs = list(combinations(heard, 2))
        rows.append(
            Row(
                novel,
                scene.id,
                len(heard),
                nearest(pairs, ours, ear),
                statistics.mean(nearest(pairs, draw, ear) for draw in draws),
                sum(ear.excess(ours[one], ours[other]) > 0 for one, other in pairs),
            )
        )
    return rows


def nearest(pairs: Sequence[tuple[str, str]], voices: Voices, ear: Distinctness) -> float:
    return max(ear.cosine(voices[one], voices[other]) for one, other in pairs)


def at_random(
    analysis: Analysis, speakers: Sequence[str], voices: Sequence[Voice], seed: int
) -> Voices:
    draw = random.Random(seed)
    genders = {person.id: person.gender for person in analysis.characters}
    drawn: dict[str, str] = {}
    for speaker in speakers:
        gender = genders.get(speaker, Gender.UNKNOWN)
        suiting = [v.id for v in voices if gender in (Gender.UNKNOWN, v.gender)]
        drawn[speaker] = draw.choice([v for v in suiting if v not in drawn.values()] or suiting)
    return drawn


def genders(scores: ModuleType, corpus: Path, novels: Mapping[str, Analysis]) -> bool:
    """Print whose gender is wrong; whether the share of right ones reaches its floor."""
    counts: Counter[str] = Counter()
    print("\nGenders of major and intermediate speakers")
    for name, analysis in novels.items():
        gold = scores.Novel(str(corpus), name)
        people = {person.id: person for person in analysis.characters}
        shown = {" ".join(person.name.split()).casefold(): person for person in people.values()}
        items = [
            {
                "start": utterance.span.start,
                "end": utterance.span.end,
                "speaker": people[utterance.speaker].name if utterance.speaker in people else None,
            }
            for utterance in analysis.script.utterances
            if utterance.kind is UtteranceKind.QUOTATION
        ]
        pairing = scores.score(gold, items)[1]["pairing"]
        found = {who: shown[label] for label, who in pairing.items()}
        for who, (gender, category, _) in gold.info.items():
            if category not in ("major", "intermediate") or gender not in GENDERS:
                continue
            person = found.get(who)
            is_right = person is not None and person.gender is GENDERS[gender]
            counts["right" if is_right else "wrong"] += 1
            if not is_right:
                told = f"{person.name}, {person.gender.value}" if person else "not found"
                print(f"  {name}: {who} ({gender}) is {told}")
    share = counts["right"] / counts.total()
    print(f"right: {counts['right']} of {counts.total()}, {share:.1%}")
    return share >= GENDER_FLOOR


if __name__ == "__main__":
    sys.exit(main())
