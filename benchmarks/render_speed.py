"""How fast a whole book is rendered, as a ratio to the least that it can cost.

    python benchmarks/render_speed.py STORY [--runs 3]

The floor is measured in the same run and on the same words: the engine speaks every clip
in as many processes as there are processors, with nothing kept, and ffmpeg encodes the same
length of sound in as many processes. What `fullcast render` adds to it (reading, casting,
keeping, mixing, levels, tags) is what the ratio shows.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import imageio_ffmpeg

from pipeline.choices import Choices
from pipeline.model import Audio, SynthesisRequest
from pipeline.production import opened
from pipeline.tts.registry import load_engine

RATE = 44_100


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("story", type=Path)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--engine", default="pyttsx3")
    chosen = options.parse_args()
    print(f"{'render s':>9} {'floor s':>8} {'speak s':>8} {'encode s':>9} {'audio s':>8} ratio")
    for _ in range(chosen.runs):
        with tempfile.TemporaryDirectory() as folder:
            rendered = render(chosen.story, Path(folder) / "book", chosen.engine)
            with opened(Path(folder) / "book", choices=Choices()) as production:
                requests = [item.request for item in production.directions]
            spoken, seconds = speak(requests)
        encoded = encode(seconds)
        floor = spoken + encoded
        print(
            f"{rendered:9.1f} {floor:8.1f} {spoken:8.1f} {encoded:9.1f} {seconds:8.0f}"
            f" {rendered / floor:5.2f}",
            flush=True,
        )


def render(story: Path, folder: Path, engine: str) -> float:
    """Seconds that `fullcast render` takes, as a process of its own."""
    command = [sys.executable, "-m", "pipeline", "render", str(story), "-o", str(folder)]
    started = time.perf_counter()
    subprocess.run([*command, "--engine", engine, "--quiet"], check=True)
    return time.perf_counter() - started


def speak(requests: Sequence[SynthesisRequest]) -> tuple[float, float]:
    """Seconds that the engine needs for everything, and the length of what it said."""
    jobs = os.cpu_count() or 1
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        list(pool.map(spoken, [[request] for request in requests[:jobs]]))  # starts them
        started = time.perf_counter()
        lengths = list(pool.map(spoken, [requests[n :: 4 * jobs] for n in range(4 * jobs)]))
        return time.perf_counter() - started, sum(lengths)


def spoken(requests: Sequence[SynthesisRequest]) -> float:
    """Seconds of sound."""
    if not requests:
        return 0.0
    engine = load_engine(requests[0].voice.engine)
    results = engine.synthesize(requests)
    return sum(result.frames / result.rate for result in results if isinstance(result, Audio))


def encode(seconds: float) -> float:
    """Seconds that ffmpeg needs for that length of speech-like sound, as MP3 at 192 kbit/s."""
    jobs = os.cpu_count() or 1
    length = seconds / jobs
    arguments = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        *("-v", "error", "-f", "lavfi", "-i", f"anoisesrc=r={RATE}:c=pink:a=0.2:d={length}"),
        *("-c:a", "libmp3lame", "-b:a", "192k", "-compression_level", "7", "-f", "mp3", "-y"),
        os.devnull,
    ]
    started = time.perf_counter()
    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(lambda _: subprocess.run(arguments, check=True), range(jobs)))
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
