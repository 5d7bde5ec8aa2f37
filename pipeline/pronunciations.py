"""How the names and rare words of a production are said: listed, heard, taken over and given."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.casting import lexicon
from pipeline.casting.lexicon import Word
from pipeline.casting.names import NameUse, names_of
from pipeline.casting.pls import read_pls, write_pls
from pipeline.casting.spoken import spoken_form
from pipeline.errors import EngineUnavailable, RenderError, SettingsError
from pipeline.folder import LEXICON
from pipeline.model import Audio, Pronunciation, SynthesisRequest
from pipeline.production import Production
from pipeline.store import unreadable, write_whole
from pipeline.tts.espeak_phonemes import phonemes
from pipeline.tts.worker import synthesize

PAUSE = 0.5
"""Seconds between words that are spoken one after the other."""


@dataclass(frozen=True, slots=True)
class SaidWord:
    """A name or rare word, and how it is said now."""

    use: NameUse
    sounds: str
    """IPA: the lexicon's, or what espeak-ng makes of the word; "" where neither is known."""
    entry: Word | None
    """What the lexicon says for the narrator."""
    entries: tuple[Word, ...]
    """What it says for single speakers."""


def said_words(production: Production, most: int | None = None) -> tuple[SaidWord, ...]:
    """The names and rare words of the chapters that are chosen, the most frequent first."""
    language = production.book.language
    uses = names_of(
        production.analysis.script, production.analysis.characters, _common_words(language)
    )[:most]
    speech = production.lexicon.of(production.cast.narrator.speaker)
    entries = [next((found.word for found in speech.found(use.written)), None) for use in uses]
    told = [
        entry.respelled if entry and entry.say else use.written
        for use, entry in zip(uses, entries, strict=True)
    ]
    try:
        sounds = phonemes(told, language)
    except EngineUnavailable:
        sounds = ("",) * len(told)
    return tuple(
        SaidWord(
            use,
            entry.ipa if entry and entry.ipa else heard,
            entry,
            tuple(
                word
                for word in production.lexicon.words
                if word.speakers and lexicon.Speech((word,)).found(use.written)
            ),
        )
        for use, entry, heard in zip(uses, entries, sounds, strict=True)
    )


def speak(production: Production, words: Sequence[SaidWord], path: Path) -> float:
    """The words, one after the other in the narrator's voice, as a WAV file; its seconds.

    Raises RenderError where the voice can't speak one, and StoreError.
    """
    import numpy
    import soundfile

    role = production.cast.narrator
    voice = next(each for each in production.voices if each.id == role.voice)
    traits = next(each for each in production.engines if each.name == voice.engine)
    parts, rate = [], traits.sample_rate
    for word in words:
        entry, text = word.entry, word.use.written
        told: tuple[Pronunciation, ...] = ()
        if entry is not None and entry.ipa and traits.pronounces:
            told = (Pronunciation(text, entry.ipa, "ipa"),)
        elif entry is not None and entry.say:
            text = entry.respelled
        else:
            text = spoken_form(text, production.book.language)
        request = SynthesisRequest(
            text, production.book.language, voice, role.pace, role.pitch, pronunciations=told
        )
        audio = synthesize(request)
        if not isinstance(audio, Audio):
            raise RenderError(f'{voice.id} could not say "{text}": {audio.reason}', audio.hint)
        rate = audio.rate
        silence = numpy.zeros(round(PAUSE * rate), dtype="<i2")
        parts += [numpy.frombuffer(audio.pcm, dtype="<i2"), silence]
    if not parts:
        raise RenderError("There is no name and no rare word to say.", "")
    samples = numpy.concatenate(parts)
    sound = io.BytesIO()
    soundfile.write(sound, samples, rate, format="WAV", subtype="PCM_16")
    write_whole(path, sound.getvalue())
    return float(len(samples) / rate)


def take_over(production: Production, path: Path) -> int:
    """Put the words of a PLS or TOML file into the production's lexicon; how many changed it.

    Raises SettingsError for what can't be followed.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    if path.suffix.lower() == ".toml":
        try:
            words = lexicon.parse(data.decode("utf-8-sig"), str(path))
        except UnicodeDecodeError as error:
            raise SettingsError(f"{path} is not UTF-8 text.", "Save it as UTF-8.") from error
    else:
        words = read_pls(data, str(path))
    before = production.folder.read(LEXICON)
    text, number = lexicon.with_words(before, words)
    if number:
        production.folder.write(LEXICON, text, before)
    return number


def give(production: Production, path: Path) -> tuple[int, int]:
    """Write the production's lexicon as a PLS file: how many words it has, and lacks.

    It lacks what is said so by single speakers, which the format knows nothing of.
    """
    words = production.lexicon.words
    everyone = [word for word in words if not word.speakers]
    write_whole(path, write_pls(everyone, production.book.language))
    return len(everyone), len(words) - len(everyone)


def _common_words(language: str) -> Callable[[str], bool]:
    """Whether a word is a common one; every word is where the language has no list."""
    from spellchecker import SpellChecker

    code = language.replace("_", "-").split("-")[0].casefold()
    try:
        checker = SpellChecker(language=code)
    except ValueError:
        return lambda _: True
    return checker.word_frequency.__contains__
