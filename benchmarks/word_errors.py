"""How many words of delivered chapters a recogniser gets wrong, by engine.

    python benchmarks/word_errors.py STORY [STORY …] --engine piper --engine pyttsx3
        --listen "/path/to/python wer_check.py"

Each story is rendered with each engine, and each delivered chapter is given to the command
`--listen` with a file of the chapter's text, as it stands in the story; what that prints up to
"words" is shown. It must have a recogniser: this project needs none.

A recogniser that hears espeak-ng badly now and then skips a sentence, and which depends on where
its windows of half a minute fall. `--passes 5` has it hear each chapter so often, each time with
a little more silence before it, and shows the mean.

`--bare` adds espeak-ng by itself, without Fullcast: the utterances as they stand in the story,
in the voices that Fullcast has cast, one after another with a pause and nothing else done.
"""

from __future__ import annotations

import argparse
import re
import shlex
import statistics
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy
import soundfile

from pipeline.choices import Choices
from pipeline.model import Chapter
from pipeline.production import Production, opened
from pipeline.tts.espeak_binding import Espeak
from pipeline.tts.speech import Manner, VoiceParameters
from pipeline.tts.words import has_word

BARE_PAUSE = 0.35
"""Seconds between two utterances of bare espeak-ng."""
STEP = 1.7
"""Seconds of silence by which the recogniser's windows are shifted from pass to pass."""
ESPEAK = Espeak()
"""One for the whole process: the library can't be loaded by two."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("stories", type=Path, nargs="+", metavar="STORY")
    options.add_argument("--engine", action="append", dest="engines", required=True)
    options.add_argument("--listen", required=True, metavar="COMMAND")
    options.add_argument("--bare", action="store_true", help="bare espeak-ng too")
    options.add_argument("--passes", type=int, default=1, help="how often each chapter is heard")
    chosen = options.parse_args()
    for story in chosen.stories:
        for engine in chosen.engines:
            with tempfile.TemporaryDirectory() as folder:
                measure(
                    story, engine, Path(folder), Listener(chosen.listen, chosen.passes), chosen.bare
                )


def measure(story: Path, engine: str, folder: Path, listener: Listener, bare: bool) -> None:
    book = folder / "book"
    command = [sys.executable, "-m", "pipeline", "render", str(story), "-o", str(book)]
    subprocess.run([*command, "--engine", engine, "--format", "flac", "--quiet"], check=True)
    with opened(book, choices=Choices()) as production:
        delivered = sorted(book.glob("*.flac"))
        for chapter, audio in zip(production.chapters, delivered, strict=True):
            text = folder / "chapter.txt"
            text.write_text("\n".join(u.text for u in chapter.utterances), encoding="utf-8")
            label = f"{story.stem} {chapter.number}"
            print(f"{label} {engine}: {listener.heard(audio, text)}", flush=True)
            if bare and engine == "pyttsx3":
                plain = folder / "bare.wav"
                speak_bare(production, chapter, plain)
                print(f"{label} bare: {listener.heard(plain, text)}", flush=True)


@dataclass(frozen=True, slots=True)
class Listener:
    command: str
    passes: int

    def heard(self, audio: Path, text: Path) -> str:
        """What the command says of one pass, or the mean of several."""
        said = [self._pass(audio, text, number) for number in range(self.passes)]
        if len(said) == 1:
            return said[0]
        rates = [float(found[1]) for line in said if (found := re.search(r"WER ([\d.]+)%", line))]
        return (
            f"WER {statistics.mean(rates):.2f}% over {len(rates)} passes "
            f"({min(rates):.2f} to {max(rates):.2f})"
        )

    def _pass(self, audio: Path, text: Path, number: int) -> str:
        if number:
            sound, rate = soundfile.read(audio, dtype="int16")
            silence = numpy.zeros(round(number * STEP * rate), "int16")
            audio = text.with_name("shifted.wav")
            soundfile.write(audio, numpy.concatenate([silence, sound]), rate)
        command = [*shlex.split(self.command), str(audio), str(text)]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        return run.stdout.splitlines()[0]


def speak_bare(production: Production, chapter: Chapter, path: Path) -> None:
    """The chapter as espeak-ng speaks it by itself, into a WAV."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22_050)
        for text, manner in utterances(production, chapter):
            spoken = ESPEAK.speak(text, manner)
            file.writeframes(spoken.pcm if spoken else b"")
            file.writeframes(bytes(2 * round(BARE_PAUSE * 22_050)))


def utterances(production: Production, chapter: Chapter) -> Iterator[tuple[str, Manner]]:
    voices = {item.utterance: item.request.voice for item in production.directions}
    for utterance in chapter.utterances:
        if utterance.id in voices and has_word(utterance.text):
            said = VoiceParameters.of(voices[utterance.id])
            pitch = None if said.pitch is None else round(said.pitch)
            yield utterance.text, Manner(said.identifier, round(said.rate), pitch, 100)


if __name__ == "__main__":
    main()
