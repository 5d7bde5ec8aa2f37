"""Cues as caption files: SubRip, WebVTT and LRC."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pipeline.model import NARRATOR
from pipeline.readalong.cues import Cue, shortened

LONGEST = 84
"""Characters of a caption: two lines of 42, as broadcasters have them."""
_LINE = 42


def srt(found: Sequence[Cue], rate: int, names: Mapping[str, str], _title: str = "") -> str:
    """SubRip: the speaker's name stands before the first caption of a quotation.

    `rate` is the timeline's, `names` are by character id; a speaker without one is not named.
    """
    blocks = []
    named = ""
    for number, cue in enumerate(shortened(found, LONGEST), start=1):
        text = _plain(cue.text)
        name = names.get(cue.speaker, "") if cue.speaker != NARRATOR else ""
        if name and cue.utterance != named:
            text = f"{name}: {text}"
        named = cue.utterance
        begins, ends = (_stamp(at, rate, ",") for at in (cue.begins, cue.ends))
        blocks.append(f"{number}\n{begins} --> {ends}\n{_lines(text)}\n")
    return "\n".join(blocks)


def vtt(found: Sequence[Cue], rate: int, names: Mapping[str, str], title: str = "") -> str:
    """WebVTT, each cue with its voice; words carry their times where the engine tells them."""
    blocks = ["WEBVTT" + (f" {_escaped(_plain(title))}" if title else "") + "\n"]
    for cue in shortened(found, LONGEST):
        name = _escaped(_plain(names.get(cue.speaker) or _usual(cue.speaker)))
        begins, ends = (_stamp(at, rate, ".") for at in (cue.begins, cue.ends))
        blocks.append(f"{begins} --> {ends}\n<v {name}>{_timed(cue, rate)}</v>\n")
    return "\n".join(blocks)


def lrc(found: Sequence[Cue], rate: int, _names: Mapping[str, str], title: str = "") -> str:
    """LRC: a line a caption, in hundredths; an empty line where the last one ends."""
    parts = shortened(found, LONGEST)
    lines = [f"[ti:{_plain(title)}]"] if title else []
    lines += [f"[{_hundredths(cue.begins, rate)}]{_plain(cue.text)}" for cue in parts]
    if parts:
        lines.append(f"[{_hundredths(parts[-1].ends, rate)}]")
    return "\n".join(lines) + "\n"


CAPTIONS: dict[str, Callable[[Sequence[Cue], int, Mapping[str, str], str], str]] = {
    "srt": srt,
    "vtt": vtt,
    "lrc": lrc,
}
"""The writers by the ending of their files."""


def milliseconds(frame: int, rate: int) -> int:
    """A frame's time, to the nearest millisecond."""
    return (frame * 1000 + rate // 2) // rate


def _stamp(frame: int, rate: int, point: str) -> str:
    seconds, rest = divmod(milliseconds(frame, rate), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{rest:03}"


def _hundredths(frame: int, rate: int) -> str:
    seconds, rest = divmod((frame * 100 + rate // 2) // rate, 100)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes:02}:{seconds:02}.{rest:02}"


def _timed(cue: Cue, rate: int) -> str:
    """The text of a cue, with a time before each word that begins inside it."""
    begins, ends = milliseconds(cue.begins, rate), milliseconds(cue.ends, rate)
    pieces, at, last = [], cue.span.start, begins
    for word in cue.words:
        when = milliseconds(word.begins, rate)
        if not last < when < ends or word.span.start == cue.span.start:
            continue
        pieces.append(_escaped(cue.text[at - cue.span.start : word.span.start - cue.span.start]))
        pieces.append(f"<{_stamp(word.begins, rate, '.')}>")
        at, last = word.span.start, when
    pieces.append(_escaped(cue.text[at - cue.span.start :]))
    return " ".join("".join(pieces).split())


def _usual(speaker: str) -> str:
    return "Narrator" if speaker == NARRATOR else speaker


def _plain(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _lines(text: str) -> str:
    """A caption on two lines about as long as each other, where it does not fit on one."""
    if len(text) <= _LINE:
        return text
    spaces = [at for at, character in enumerate(text) if character == " "]
    if not spaces:
        return text
    middle = min(spaces, key=lambda at: abs(at - len(text) / 2))
    return f"{text[:middle]}\n{text[middle + 1 :]}"
