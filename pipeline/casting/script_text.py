"""The script as text, a line an utterance: to read, to correct the speakers in, to take back."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.casting.speakers import closest, folded, shown, speakers
from pipeline.errors import SettingsError
from pipeline.model import Analysis, Delivery, Utterance, UtteranceKind

_LINE = re.compile(r"(\S+)(?:\t\s*|\s{2,})(\S.*?)(?:\t\s*|\s{2,})(\S.*)")

_DELIVERY = re.compile(rf"(.*\S) \(({'|'.join(Delivery)}|plain)\)")


def format_script(analysis: Analysis) -> str:
    """`id  Speaker  text` for each utterance, with comments where chapters and scenes begin."""
    names = shown(analysis.characters)
    delivered = {id_: f" ({how.value})" for id_, how in analysis.deliveries}
    lines = [
        "# A line for each utterance: id, speaker and text, two spaces apart.",
        "# Correct speakers here and give the file to `fullcast script --apply`; other lines",
        "# may stay or go, and texts stay as they are.",
    ]
    for chapter in analysis.script.chapters:
        lines += ["", f"# {' '.join(chapter.title.split()) or f'Chapter {chapter.number}'}"]
        for scene in chapter.scenes:
            told = f", told by {names[scene.narrator]}" if scene.narrator else ""
            lines += ["", f"# Scene {scene.id}{told}"]
            lines += [
                f"{utterance.id}  {names.get(utterance.speaker, utterance.speaker)}"
                f"{delivered.get(utterance.id, '')}  {_one_line(utterance)}"
                for utterance in scene.utterances
            ]
    return "\n".join(lines) + "\n"


def read_script(
    text: str, analysis: Analysis, label: str = "the script"
) -> tuple[tuple[str, str], ...]:
    """The corrected speakers in such a text: pairs of an utterance's id and its new speaker's.

    Raises SettingsError, with `label` and the line, for a line that is none, an utterance
    or a speaker that does not exist, a text that was changed, and a narration that is
    given to a character.
    """
    utterances = {utterance.id: utterance for utterance in analysis.script.utterances}
    called = speakers(analysis.characters)
    delivered = dict(analysis.deliveries)
    changed: dict[str, str] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        place = f"{label}, line {number}"
        parts = _LINE.fullmatch(line.strip())
        if parts is None:
            raise SettingsError(
                f"{place}: this is not an id, a speaker and a text.",
                "Keep two spaces between them, as `fullcast script` prints them.",
            )
        id_, name, said = parts.groups()
        utterance = utterances.get(id_)
        if utterance is None:
            raise SettingsError(
                f"{place}: the script has no utterance {id_}.",
                "The story may have changed: take a fresh one from `fullcast script`.",
            )
        if said.split() != utterance.text.split():
            raise SettingsError(
                f"{place}: the text of {id_} is not the story's.",
                "Change texts in the story itself; only speakers are taken from here.",
            )
        name, how = _parted(name)
        if how not in (None, delivered.get(id_)):
            raise SettingsError(
                f'{place}: "{how}" is not how {id_} is said so far.',
                f'Only speakers are taken from here; edits.toml takes delivery = "{how}".',
            )
        speaker = _speaker(name, utterance, called, place)
        if speaker != utterance.speaker:
            changed[id_] = speaker
    return tuple(changed.items())


def _speaker(name: str, utterance: Utterance, called: Mapping[str, str], place: str) -> str:
    speaker = called.get(folded(name))
    if speaker is None:
        raise SettingsError(
            f'{place}: nobody is called "{name}".',
            f"{closest(name, called)}A new speaker needs a role in cast.toml first.",
        )
    if utterance.kind is not UtteranceKind.QUOTATION and speaker != utterance.speaker:
        raise SettingsError(
            f"{place}: {utterance.id} is no quotation, and its speaker is always the narrator.",
            f"Write {utterance.speaker} there.",
        )
    return speaker


def _parted(name: str) -> tuple[str, str | None]:
    """A speaker's name, and how the line is said where that stands behind it."""
    match = _DELIVERY.fullmatch(name)
    return (match[1], match[2]) if match else (name, None)


def _one_line(utterance: Utterance) -> str:
    return " ".join(utterance.text.split())
