"""Measures how alike an engine's voices sound, and writes it down beside them.

    python -m benchmarks.voice_distances pyttsx3            the table, printed
    python -m benchmarks.voice_distances kokoro --write     and kept beside the voices

Every voice of the library reads one passage; a speaker encoder (Resemblyzer, after Wan et al.,
"Generalized end-to-end loss for speaker verification", 2018) makes a vector of each, and the
cosine of two vectors is their likeness. It needs `torch`, `resemblyzer` and `librosa`, which
Fullcast itself does not. With `--clips DIR` a recording that is there already, DIR/<voice>.wav,
stands in for the engine, so that voices of elsewhere can be measured too.
"""

from __future__ import annotations

import argparse
import importlib
import statistics
import sys
import tempfile
from itertools import combinations
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from pipeline.tts.library import library
from pipeline.tts.preview import preview

REPOSITORY = Path(__file__).parents[1]
PASSAGE = (
    "The old road ran down past the mill and over the bridge, where the water was quick and "
    "brown after the rain. She asked who had left the lantern burning, but nobody in the kitchen "
    "would say a word. By five o'clock the fog had thinned, and we could see both boats, the "
    "church tower and half of the harbour wall."
)
LIMITS = {"kokoro": 0.80}
"""Above this cosine, two voices of the engine are hard to tell apart in a dialogue."""
USUAL_LIMIT = 0.85
RATE = 16_000
QUIET = 40
"""dB under the peak: pauses would make all voices alike."""

Vector = NDArray[np.float64]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("engine")
    parser.add_argument("--clips", type=Path, help="a folder for the recordings, and with some")
    parser.add_argument("--write", action="store_true", help="keep the table beside the voices")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        vectors = measure(options.engine, options.clips or Path(temporary))
    names = list(vectors)
    whole = {name: parts[0] for name, parts in vectors.items()}
    same = [float(one @ two) for _, one, two in vectors.values()]
    pairs = {(a, b): float(whole[a] @ whole[b]) for a, b in combinations(names, 2)}
    print(f"{len(names)} voices; the halves of one voice's passage: {spread(same)}")
    print(f"two voices: {spread(list(pairs.values()))}")
    for (one, two), cosine in sorted(pairs.items(), key=lambda item: -item[1])[:20]:
        print(f"{cosine:.3f}  {one:28} {two}")
    if options.write:
        path = REPOSITORY / "voices" / f"{options.engine}.likeness.toml"
        path.write_text(table(options.engine, names, pairs), "utf-8")
        print(path)
    return 0


def measure(engine: str, folder: Path) -> dict[str, tuple[Vector, Vector, Vector]]:
    """For each voice, by its name in the engine: the vectors of the passage and of its halves."""
    folder.mkdir(parents=True, exist_ok=True)
    names = {voice.id.partition(":")[2]: voice.id for voice in library(engine)}
    encoder = Encoder()
    vectors = {}
    for name, voice in names.items():
        path = folder / f"{name.replace('/', '-')}.wav"
        if not path.is_file():
            preview(voice, PASSAGE, path)
        vectors[name] = encoder.vectors(path)
    return vectors


class Encoder:
    """Resemblyzer's encoder, without the two old modules that its own reading of files needs."""

    def __init__(self) -> None:
        for missing in ("webrtcvad", "scipy.ndimage.morphology"):
            stub = ModuleType(missing)
            vars(stub)["binary_dilation"] = None
            sys.modules.setdefault(missing, stub)
        self.librosa = importlib.import_module("librosa")
        self.network = importlib.import_module("resemblyzer").VoiceEncoder("cpu", verbose=False)

    def vectors(self, path: Path) -> tuple[Vector, Vector, Vector]:
        sound, rate = self.librosa.load(str(path), sr=None)
        sound = self.librosa.resample(sound, orig_sr=rate, target_sr=RATE)
        spoken = self.librosa.effects.split(sound, top_db=QUIET)
        sound = np.concatenate([sound[start:end] for start, end in spoken])
        sound = sound * (0.03 / np.sqrt(np.mean(sound**2)))
        half = len(sound) // 2
        return tuple(self._unit(part) for part in (sound, sound[:half], sound[half:]))  # type: ignore[return-value]

    def _unit(self, sound: NDArray[np.float32]) -> Vector:
        vector = np.asarray(self.network.embed_utterance(sound), dtype=np.float64)
        return vector / np.linalg.norm(vector)


def spread(values: list[float]) -> str:
    return f"mean {statistics.mean(values):.3f}, {min(values):.3f} to {max(values):.3f}"


def table(engine: str, names: list[str], pairs: dict[tuple[str, str], float]) -> str:
    """The lower triangle, a row for each voice: its cosines to the voices above it."""
    rows = [
        f'"{name}" = [{", ".join(f"{pairs[other, name]:.3f}" for other in names[:index])}]'
        for index, name in enumerate(names)
    ]
    return "\n".join(
        (
            f"# How alike the voices of {engine} sound: cosines of speaker embeddings of one",
            "# passage (Resemblyzer). Each row has a voice's cosines to those above it.",
            f"# Made by `python -m benchmarks.voice_distances {engine} --write`.",
            "",
            f"limit = {LIMITS.get(engine, USUAL_LIMIT)} # above it, two are hard to tell apart",
            "",
            "[cosines]",
            *rows,
            "",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
