"""How many faults of which kind `fullcast check` finds in seeded clips, and how often it errs.

    python -m benchmarks.faults STORY… [--engine kokoro] [--clips 1000] [--listen]

Sentences of five words and more from the stories are spoken by several voices (kept in
`--cache`, so that a run that was interrupted goes on), a fault of each kind is put into every
eighth clip in turn, and both the clean and the faulty clips are judged. The habits of the
voices are learned from all clean clips. A line for each kind: how many were found by the
sound alone, with the engine's word times, and with the recogniser as well. It ends with 1
where a floor is missed.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.faulty import KINDS, Samples
from pipeline.casting.spoken import spoken_form
from pipeline.checking.clips import Jury, samples_of
from pipeline.checking.listening import Recogniser, model_folder
from pipeline.checking.words_heard import compare, doubts
from pipeline.findings import Finding
from pipeline.model import Audio, Clip, Direction, Due, Span, SynthesisRequest, Voice
from pipeline.segmenter import segment
from pipeline.sources import read
from pipeline.store import Store
from pipeline.tts.library import library
from pipeline.tts.produce import Failed, produce
from pipeline.tts.registry import load_engine
from pipeline.tts.request_key import clip_key
from pipeline.tts.worker import close_idle, synthesize

WRONG_VOICE = "wrong voice"
WITHOUT_MODEL = tuple(kind for kind in KINDS if kind != "dropped word")
FLOORS = {"six": 85.0, "seven": 90.0, "false alarms": 3.0}
"""Percent: of six kinds without a recogniser, of seven with one, and of clean clips at most."""
FEWEST, MOST = 5, 12
"""Words of a sentence that is taken."""
_INSIDE = re.compile(r"(?<=[a-z,;:] )[A-Z][\w'’]+")


@dataclass(frozen=True)
class Case:
    kind: str
    """Empty for a clean clip."""
    direction: Direction
    clip: Clip
    audio: Audio


def main() -> int:
    options = _options()
    store = Store(options.cache, options.cache / "scratch")
    clean = list(_spoken(options, store))
    print(
        f"{len(clean)} clean clips of {len({c.direction.request.voice.id for c in clean})} voices"
    )
    cases = [*clean, *_faulty(clean, options.seed)]
    learned = [(case.direction, case.clip) for case in clean]
    sounds = {case.clip.key: case.audio for case in clean}
    started = time.perf_counter()
    with_words = Jury(learned, sounds.__getitem__)
    took = time.perf_counter() - started
    alone = Jury([(d, replace(c, words=())) for d, c in learned], sounds.__getitem__)
    hear = Recogniser(model_folder(options.model)).hear if options.listen else None
    found: dict[str, Counter[str]] = {
        name: Counter() for name in ("all", "alone", "times", "heard", "sound and heard")
    }
    for case in cases:
        by_sound = bool(alone.judge(case.direction, replace(case.clip, words=()), case.audio))
        by_times = bool(with_words.judge(case.direction, case.clip, case.audio))
        by_words = bool(hear and _misheard(case, hear))
        found["all"][case.kind] += 1
        found["alone"][case.kind] += by_sound
        found["times"][case.kind] += by_times
        found["heard"][case.kind] += by_times or by_words
        found["sound and heard"][case.kind] += by_sound or by_words
    return _show(found, bool(hear), sum(c.audio.frames / c.audio.rate for c in clean) / took)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stories", nargs="+", type=Path)
    parser.add_argument("--engine", default="kokoro")
    parser.add_argument("--voices", type=int, default=6)
    parser.add_argument("--clips", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--listen", action="store_true")
    parser.add_argument("--model")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cache", type=Path, default=Path("output/.faults"))
    return parser.parse_args()


def _spoken(options: argparse.Namespace, store: Store) -> Iterator[Case]:
    """Clean clips: from the cache, or spoken now."""
    directions = _directions(options)
    missing = [Due(d, "") for d in directions if store.clip(d.key) is None]
    jobs = ThreadPoolExecutor(options.jobs)
    try:
        for number, result in enumerate(produce(missing, store, jobs, synthesize), 1):
            if isinstance(result, Failed):
                print(f"not spoken: {result.reason}", file=sys.stderr)
            if number % 50 == 0:
                print(f"{number} of {len(missing)} spoken", file=sys.stderr, flush=True)
    finally:
        jobs.shutdown(wait=True, cancel_futures=True)
        close_idle()
    for direction in directions:
        clip = store.clip(direction.key)
        if clip is not None and len(clip.words) >= FEWEST - 1:
            yield Case("", direction, clip, store.audio(direction.key))


def _directions(options: argparse.Namespace) -> list[Direction]:
    texts = []
    for story in options.stories:
        for utterance in segment(read(story)).utterances:
            for sentence in utterance.sentences:
                inside = sentence.shifted(-utterance.span.start)
                text = spoken_form(utterance.text[inside.start : inside.end], "en")
                if FEWEST <= len(text.split()) <= MOST:
                    texts.append(text)
    texts = list(dict.fromkeys(texts))
    random = np.random.default_rng(options.seed)
    chosen = [texts[at] for at in random.permutation(len(texts))[: options.clips]]
    engine = load_engine(options.engine).traits
    voices: Sequence[Voice] = library(options.engine)[: options.voices]
    directions = []
    for number, text in enumerate(chosen):
        request = SynthesisRequest(text, "en", voices[number % len(voices)])
        key = clip_key(request, engine)
        directions.append(Direction(f"u{number}", Span(0, len(text)), "narrator", request, key))
    return directions


def _faulty(clean: Sequence[Case], seed: int) -> Iterator[Case]:
    """Each clip with one fault, the kinds in turn."""
    random = np.random.default_rng(seed)
    kinds = [*KINDS, WRONG_VOICE]
    voices = list(
        {case.direction.request.voice.id: case.direction.request.voice for case in clean}.values()
    )
    for number, case in enumerate(clean):
        kind = kinds[number % len(kinds)]
        request = case.direction.request
        if kind == WRONG_VOICE:
            others = [voice for voice in voices if voice.id != request.voice.id]
            if not others:
                continue
            wrong = others[int(random.integers(len(others)))]
            direction = replace(case.direction, request=replace(request, voice=wrong))
            yield replace(case, kind=kind, direction=direction)
            continue
        rate = case.audio.rate
        changed = KINDS[kind](samples_of(case.audio), rate, case.clip.words, random)
        audio = Audio(rate, _pcm(changed))
        clip = replace(case.clip, frames=audio.frames)
        yield Case(kind, case.direction, clip, audio)


def _pcm(samples: Samples) -> bytes:
    return np.rint(samples * 32767).clip(-32768, 32767).astype("<i2").tobytes()


def _misheard(case: Case, hear: Callable[[Audio], str]) -> tuple[Finding, ...]:
    heard = spoken_form(hear(case.audio), "en")
    text = case.direction.request.text
    return doubts(compare(text, heard, _INSIDE.findall(text)), heard)


def _show(found: dict[str, Counter[str]], listened: bool, speed: float) -> int:
    columns = ["alone", "times"] + (["sound and heard", "heard"] if listened else [])
    titles = {
        "alone": "sound alone",
        "times": "with word times",
        "sound and heard": "sound + recogniser",
        "heard": "all together",
    }

    def share(name: str, kinds: Sequence[str]) -> float:
        total = sum(found["all"][kind] for kind in kinds)
        return 100 * sum(found[name][kind] for kind in kinds) / total if total else 0.0

    def line(label: str, kinds: Sequence[str]) -> None:
        figures = "".join(f"{share(name, kinds):>19.1f} %" for name in columns)
        print(f"{label:<28}{sum(found['all'][k] for k in kinds):>6}{figures}")

    print(f"{'fault':<28}{'clips':>6}" + "".join(f"{titles[name]:>21}" for name in columns))
    for kind in [*KINDS, WRONG_VOICE]:
        line(kind, [kind])
    line("six kinds", WITHOUT_MODEL)
    line("seven kinds", list(KINDS))
    line("false alarms", [""])
    print(f"measured at {speed:.0f} times real time")
    six, wrong = share("times", WITHOUT_MODEL), share("times", [""])
    missed = six < FLOORS["six"] or wrong > FLOORS["false alarms"]
    if listened:
        missed |= share("heard", list(KINDS)) < FLOORS["seven"]
        missed |= share("heard", [""]) > FLOORS["false alarms"]
    print("below the floors" if missed else "above the floors")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
