"""Compares the word times of rendered clips with those of a forced aligner.

    python -m benchmarks.word_times PRODUCTION [--worst 10]

The aligner is pocketsphinx with the model in its wheel, which Fullcast does not need itself.
It is given each clip and its words, in pronunciations of its own dictionary, or, for names and
numbers, in those that Kokoro's text front end makes; so it knows what is said and finds when.
A clip that it can't align is counted and left out. Compared is when a word begins. Before that,
every clip must have a time for each of its words, in order and inside the clip.
"""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path

import numpy as np
import soxr
from pocketsphinx import Decoder

from pipeline.folder import Folder
from pipeline.model import Audio, Clip, WordTime
from pipeline.store import Store
from pipeline.tts.kokoro_phonemes import Phonemizer
from pipeline.tts.words import words as words_of

RATE, FRAME = 16_000, 0.01
LIMIT = 0.1
"""Seconds within which a word time is right: less than a listener who reads along sees."""
PADDINGS = (0.2, 0.5, 1.0, 0.3)
"""Seconds of silence before and after a clip: the aligner's model wants some, and which helps
it to the end of a clip differs."""

PHONES = {
    "ɜɹ": "ER", "əɹ": "ER", "ᵊl": "AH L", "ᵊn": "AH N", "ɑ": "AA", "æ": "AE", "ʌ": "AH", "ə": "AH",
    "ᵊ": "AH", "ɔ": "AO", "W": "AW", "I": "AY", "b": "B", "ʧ": "CH", "d": "D", "ð": "DH",
    "ɛ": "EH", "A": "EY", "f": "F", "ɡ": "G", "h": "HH", "ɪ": "IH", "ᵻ": "IH", "i": "IY",
    "ʤ": "JH", "k": "K", "l": "L", "m": "M", "n": "N", "ŋ": "NG", "O": "OW", "Y": "OY", "p": "P",
    "ɹ": "R", "s": "S", "ʃ": "SH", "t": "T", "T": "T", "θ": "TH", "ʊ": "UH", "u": "UW", "v": "V",
    "w": "W", "j": "Y", "z": "Z", "ʒ": "ZH",
}  # fmt: skip
"""Kokoro's American alphabet in that of the CMU dictionary."""

Error = tuple[float, str]


class Aligner:
    def __init__(self) -> None:
        self._decoder = Decoder(lm=None, loglevel="FATAL")
        self._phonemizer = Phonemizer()
        self._added: set[str] = set()

    def begins(self, audio: Audio, words: list[str]) -> list[float] | None:
        """When each word begins, in seconds; None where the clip can't be aligned."""
        names = [self._name(word) for word in words]
        tries = (self._aligned(audio, names, padding) for padding in PADDINGS)
        return next((found for found in tries if found is not None), None)

    def _aligned(self, audio: Audio, names: list[str], padding: float) -> list[float] | None:
        samples = np.frombuffer(audio.pcm, "<i2").astype("f4") / 32768
        sound = soxr.resample(samples, audio.rate, RATE)
        silence = np.random.default_rng(1).normal(0, 1e-4, round(padding * RATE)).astype("f4")
        sound = np.concatenate([silence, sound, silence])
        self._decoder.set_align_text(" ".join(names))
        self._decoder.start_utt()
        self._decoder.process_raw(
            (sound * 32767).clip(-32768, 32767).astype("<i2").tobytes(), full_utt=True
        )
        self._decoder.end_utt()
        if self._decoder.hyp() is None:
            return None
        found = [
            segment.start_frame * FRAME - padding
            for segment in self._decoder.seg()
            if segment.word.partition("(")[0] in self._added or segment.word[0] not in "<["
        ]
        return found if len(found) == len(names) else None

    def _name(self, word: str) -> str:
        """What the decoder calls a word, which it may have to be taught."""
        name = word.casefold().replace("’", "'")
        if self._decoder.lookup_word(name) is None:
            said = self._phonemizer.phonemes(word, "en-us")
            phones = []
            while said:
                size = 2 if said[:2] in PHONES else 1
                phones.append(PHONES.get(said[:size], ""))
                said = said[size:]
            name = f"said{len(self._added)}"
            self._decoder.add_word(name, " ".join(filter(None, phones)), True)
            self._added.add(name)
        return name


def errors(store: Store, folder: Path) -> tuple[list[Error], int, int]:
    """The error of every word, in seconds, with what it is; clips aligned, and clips in all."""
    manifest = Folder(folder).manifest()
    if manifest is None:
        raise SystemExit(f"{folder} has not been rendered.")
    requests = {
        item.key: item.request for chapter in manifest.chapters for item in chapter.directions
    }
    aligner = Aligner()
    found: list[Error] = []
    aligned = 0
    for key, request in requests.items():
        clip = store.clip(key)
        if clip is None or not _whole(clip, request.text):
            raise SystemExit(f"The clip of “{request.text}” has not a time for every word.")
        words = [request.text[word.start : word.end] for word in clip.words]
        begins = aligner.begins(store.audio(key), words)
        if begins is None:
            continue
        aligned += 1
        for word, own, begin in zip(words, clip.words, begins, strict=True):
            found.append((_seconds(own, clip.rate) - begin, f"{word} — {request.text[:60]}"))
    return found, aligned, len(requests)


def _whole(clip: Clip, text: str) -> bool:
    """Whether each word of the text has its time, after that of the word before it."""
    edges = [0, *(edge for word in clip.words for edge in (word.begins, word.ends)), clip.frames]
    spans = [(word.start, word.end) for word in clip.words]
    return edges == sorted(edges) and spans == [(word.start, word.end) for word in words_of(text)]


def _seconds(word: WordTime, rate: int) -> float:
    return word.begins / rate


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("production", type=Path)
    options.add_argument("--worst", type=int, default=10)
    chosen = options.parse_args()
    found, aligned, clips = errors(Folder(chosen.production).store, chosen.production)
    sizes = sorted(abs(error) for error, _ in found)
    within = sum(size <= LIMIT for size in sizes) / len(sizes)
    shift = statistics.mean(error for error, _ in found)
    print(
        f"{clips} clips with a time for every word; {aligned} aligned, {len(found)} words:"
        f" {within:.1%} begin within {1000 * LIMIT:.0f} ms; median"
        f" {statistics.median(sizes):.3f} s, 95th percentile"
        f" {sizes[int(0.95 * (len(sizes) - 1))]:.3f} s; mean shift {shift:+.3f} s"
    )
    for error, word in sorted(found, key=lambda each: -abs(each[0]))[: chosen.worst]:
        print(f"  {error:+.3f}  {word}")


if __name__ == "__main__":
    main()
