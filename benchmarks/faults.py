"""How many faults of which kind `fullcast check` finds in seeded clips, and how often it errs.

    python -m benchmarks.faults PRODUCTION… [--listen] [--every] [--chapters 2-9]

The clean clips are those of productions that were rendered before: every one that its manifest
names, of five words or more. They are only read. A fault is put into each, the kinds in turn
(`--every`: each kind into each), and both the clean and the faulty clips are judged as `check`
judges them, by what all clips of their production have taught of their voices. A line for each
kind: how many were found by the sound alone, with the engine's word times, and with the
recogniser as well. It ends with 1 where a floor is missed.

`--chapters` measures some chapters alone, such as those on which no limit was tuned. The
recogniser listens to all clean clips, and to the faulty ones that the sound alone has not
betrayed; `--heard FILE` keeps what it heard, so that a second run need not listen again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.faulty import KINDS, Samples
from pipeline.casting.spoken import spoken_form
from pipeline.checking.clips import Jury, samples_of
from pipeline.checking.listening import Recogniser, model_folder
from pipeline.checking.words_heard import compare, doubts, names_in
from pipeline.findings import Finding
from pipeline.folder import Folder
from pipeline.model import Audio, Clip, Direction

WRONG_VOICE = "wrong voice"
WITHOUT_MODEL = tuple(kind for kind in KINDS if kind != "dropped word")
FLOORS = {"six": 85.0, "seven": 90.0, "false alarms": 3.0}
"""Percent: of six kinds without a recogniser, of seven with one, and of clean clips at most."""
FEWEST = 5
"""Words of a clip that is taken."""
COLUMNS = ("alone", "times", "sound and heard", "heard")
TITLES = ("sound alone", "with word times", "sound + recogniser", "all together")

Hear = Callable[[Audio], str]


@dataclass(frozen=True)
class Case:
    kind: str
    """Empty for a clean clip."""
    direction: Direction
    clip: Clip
    audio: Audio


class Rendered:
    """The clips of a production, and who judges them."""

    def __init__(self, folder: Folder) -> None:
        manifest = folder.manifest()
        if manifest is None:
            raise SystemExit(f"{folder.path} was not rendered.")
        self.store = folder.store
        self.clips: dict[str, tuple[int, Direction, Clip]] = {}
        """By key: the chapter's number, and what was spoken."""
        for chapter in manifest.chapters:
            for direction in chapter.directions:
                clip = self.store.clip(direction.key)
                if clip is not None and not direction.recording:
                    self.clips.setdefault(direction.key, (chapter.number, direction, clip))
        self.names = names_in(d.request.text for _, d, _ in self.clips.values())
        self.seconds = sum(clip.frames / clip.rate for _, _, clip in self.clips.values())
        started = time.perf_counter()
        self.jury = Jury([(d, c) for _, d, c in self.clips.values()], self.store.audio)
        self.took = time.perf_counter() - started

    def clean(self, chapters: range) -> Iterator[Case]:
        """The clips of five words or more, of chapters of these numbers."""
        for number, direction, clip in self.clips.values():
            enough = len(direction.request.text.split()) >= FEWEST <= len(clip.words) + 1
            if enough and number in chapters:
                yield Case("", direction, clip, self.store.audio(clip.key))

    def misheard(self, case: Case, hear: Hear) -> tuple[Finding, ...]:
        heard = hear(case.audio)
        said = spoken_form(heard, case.direction.request.language)
        return doubts(compare(case.direction.request.text, said, self.names), heard)


def main() -> int:
    options = _options()
    hear = _remembered(options) if options.listen else None
    found: dict[str, Counter[str]] = {name: Counter() for name in ("all", *COLUMNS)}
    rendered = [Rendered(Folder(path)) for path in options.productions]
    voices: set[str] = set()
    for production in rendered:
        clean = list(production.clean(options.chapters))
        voices |= {case.direction.request.voice.id for case in clean}
        for case in (*clean, *_faulty(clean, options)):
            measured = production.jury.measured(case.direction, case.clip, case.audio)
            by_sound = production.jury.verdict(replace(measured, words=()))
            by_times = production.jury.verdict(measured)
            needed = hear if hear and not by_sound else None
            by_words = production.misheard(case, needed) if needed else ()
            found["all"][case.kind] += 1
            found["alone"][case.kind] += bool(by_sound)
            found["times"][case.kind] += bool(by_times)
            found["sound and heard"][case.kind] += bool(by_sound or by_words)
            found["heard"][case.kind] += bool(by_times or by_words)
            if options.show and bool(by_times or by_words) == (not case.kind):
                codes = " ".join(f"{f.code}: {f.message}" for f in (*by_times, *by_words))
                print(f"{case.kind or 'clean'}: {case.direction.request.text[:60]!r} {codes}")
    print(f"{found['all']['']} clean clips of {len(voices)} voices")
    speed = sum(each.seconds for each in rendered) / sum(each.took for each in rendered)
    print(f"measured at {speed:.0f} times real time")
    return _show(found, bool(hear))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("productions", nargs="+", type=Path, metavar="PRODUCTION")
    parser.add_argument("--chapters", type=_range, default=range(10_000), metavar="FIRST-LAST")
    parser.add_argument("--every", action="store_true", help="every kind of fault in every clip")
    parser.add_argument("--listen", action="store_true")
    parser.add_argument("--model")
    parser.add_argument("--heard", type=Path, help="a file that keeps what was heard")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print each clip that is misjudged")
    return parser.parse_args()


def _range(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def _remembered(options: argparse.Namespace) -> Hear:
    """A recogniser that listens to the same sound once."""
    folder = model_folder(options.model)
    recogniser = Recogniser(folder)
    known: dict[str, str] = {}
    if options.heard and options.heard.exists():
        known = dict(json.loads(line) for line in options.heard.read_text().splitlines())

    def hear(audio: Audio) -> str:
        key = hashlib.sha256(f"{folder} {audio.rate} ".encode() + audio.pcm).hexdigest()
        if key not in known:
            known[key] = recogniser.hear(audio)
            if options.heard:
                with options.heard.open("a") as file:
                    file.write(json.dumps([key, known[key]]) + "\n")
        return known[key]

    return hear


def _faulty(clean: Sequence[Case], options: argparse.Namespace) -> Iterator[Case]:
    """Each clip with one fault, the kinds in turn; or with each."""
    kinds = [*KINDS, WRONG_VOICE]
    for number, case in enumerate(clean):
        for kind in kinds if options.every else [kinds[number % len(kinds)]]:
            # Of the clip and the kind, so that one clip more changes none of the others.
            random = np.random.default_rng(
                [options.seed, zlib.crc32(f"{kind} {case.clip.key}".encode())]
            )
            if kind == WRONG_VOICE:
                yield from _of_another(case, clean, random)
                continue
            rate = case.audio.rate
            changed = KINDS[kind](samples_of(case.audio), rate, case.clip.words, random)
            audio = Audio(rate, _pcm(changed))
            clip = replace(case.clip, frames=audio.frames)
            yield Case(kind, case.direction, clip, audio)


def _of_another(case: Case, clean: Sequence[Case], random: np.random.Generator) -> Iterator[Case]:
    """The clip, as though another line's voice had been asked for."""
    voice = case.direction.request.voice
    others = [c.direction.request.voice for c in clean if c.direction.request.voice != voice]
    if others:
        wrong = replace(case.direction.request, voice=others[int(random.integers(len(others)))])
        yield replace(case, kind=WRONG_VOICE, direction=replace(case.direction, request=wrong))


def _pcm(samples: Samples) -> bytes:
    return np.rint(samples * 32767).clip(-32768, 32767).astype("<i2").tobytes()


def _show(found: dict[str, Counter[str]], listened: bool) -> int:
    shown = [*zip(COLUMNS, TITLES, strict=True)][: 4 if listened else 2]

    def share(name: str, kinds: Sequence[str]) -> float:
        total = sum(found["all"][kind] for kind in kinds)
        return 100 * sum(found[name][kind] for kind in kinds) / total if total else 0.0

    def line(label: str, kinds: Sequence[str]) -> None:
        figures = "".join(f"{share(name, kinds):>19.1f} %" for name, _ in shown)
        print(f"{label:<18}{sum(found['all'][k] for k in kinds):>6}{figures}")

    print(f"{'fault':<18}{'clips':>6}" + "".join(f"{title:>21}" for _, title in shown))
    for kind in [*KINDS, WRONG_VOICE]:
        line(kind, [kind])
    line("six kinds", WITHOUT_MODEL)
    line("seven kinds", list(KINDS))
    line("false alarms", [""])
    missed = share("times", WITHOUT_MODEL) < FLOORS["six"]
    missed |= share("times", [""]) > FLOORS["false alarms"]
    if listened:
        missed |= share("heard", list(KINDS)) < FLOORS["seven"]
        missed |= share("heard", [""]) > FLOORS["false alarms"]
    print("below the floors" if missed else "above the floors")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
