"""Whether a clip holds its whole text, and where each of its words is."""

from __future__ import annotations

from array import array
from dataclasses import replace

from pipeline.model import WordTime
from pipeline.tts.speech import Spoken
from pipeline.tts.words import words

SHORTEST = 0.02
"""Seconds a letter at 175 words a minute: less than half of what the fastest text measured
takes ("through though thorough", 0.049), so what is shorter has lost its end."""

SILENCE = 16
"""Amplitude, -66 dBFS, below which the end of a clip is silence."""
REST = 0.02
"""Seconds of silence that stay at the end."""


def flaw(text: str, rate: int, spoken: Spoken) -> str:
    """What a listener would miss, as the end of a sentence; empty where the clip is whole.

    `rate` is in words a minute.
    """
    if not spoken.pcm:
        return "gave no sound"
    if not spoken.finished:
        return "did not come to the end"
    found = words(text)
    if spoken.reached is not None and found and spoken.reached <= found[-1].start:
        return f"stopped before “{text[found[-1].start : found[-1].end]}”"
    seconds = len(spoken.pcm) / 2 / spoken.sample_rate
    least = SHORTEST * sum(character.isalnum() for character in text) * 175 / rate
    if seconds < least:
        return f"gave {seconds:.2f} seconds where the text takes at least {least:.2f}"
    return ""


def without_rest(pcm: bytes, sample_rate: int) -> bytes:
    """The samples without the silence at their end, whose length is for the mix to decide."""
    sound = len(pcm.rstrip(b"\0"))
    samples = array("h", pcm[: sound + sound % 2])
    end = len(samples)
    while end and -SILENCE < samples[end - 1] < SILENCE:
        end -= 1
    return pcm[: 2 * (end + round(REST * sample_rate))]


def without_pauses(
    text: str, times: tuple[WordTime, ...], pcm: bytes, sample_rate: int
) -> tuple[WordTime, ...]:
    """The times with the pause after a word that has a mark behind it taken off its end."""
    cut: list[WordTime] = []
    for number, time in enumerate(times):
        after = times[number + 1].start if number + 1 < len(times) else len(text)
        if text[time.end : after].strip():
            sound = without_rest(pcm[2 * time.begins : 2 * time.ends], sample_rate)
            cut.append(replace(time, ends=time.begins + len(sound) // 2))
        else:
            cut.append(time)
    return tuple(cut)


def word_times(text: str, spoken: Spoken, frames: int) -> tuple[WordTime, ...]:
    """A time for every word of the text, in order, in a clip of so many frames.

    A library tells of the pieces that it speaks: several for a number, one for words that it
    takes together. A word begins with its first piece; words without one share the time of
    the word before them, by their lengths.
    """
    if not spoken.words:
        return ()
    found = words(text)
    begins = [
        next((e.frame for e in spoken.words if word.start <= e.position < word.end), None)
        for word in found
    ]
    times: list[WordTime] = []
    index = 0
    while index < len(found):
        after = index + 1
        while after < len(found) and begins[after] is None:
            after += 1
        until = begins[after] if after < len(found) else None
        begin = max(min(begins[index] or 0, frames), times[-1].ends if times else 0)
        end = max(begin, min(frames, frames if until is None else until))
        letters = sum(len(word) for word in found[index:after])
        done = 0
        for word in found[index:after]:
            first, done = done, done + len(word)
            times.append(
                WordTime(
                    word.start,
                    word.end,
                    begin + (end - begin) * first // letters,
                    begin + (end - begin) * done // letters,
                )
            )
        index = after
    return tuple(times)
