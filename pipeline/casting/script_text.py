"""The script as text, a line an utterance: to read, to correct the speakers in, to take back."""

from __future__ import annotations

import difflib
import re
from collections import Counter

from pipeline.errors import SettingsError
from pipeline.model import NARRATOR, UNKNOWN, Analysis, Character, Utterance, UtteranceKind

_LINE = re.compile(r"(\S+)(?:\t\s*|\s{2,})(\S.*?)(?:\t\s*|\s{2,})(\S.*)")


def format_script(analysis: Analysis) -> str:
    """`id  Speaker  text` for each utterance, with comments where chapters and scenes begin."""
    names = _names(analysis.characters)
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
                f"  {_one_line(utterance)}"
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
    speakers = _speakers(analysis.characters)
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
        speaker = _speaker(name, utterance, speakers, analysis.characters, place)
        if speaker != utterance.speaker:
            changed[id_] = speaker
    return tuple(changed.items())


def _speaker(
    name: str,
    utterance: Utterance,
    speakers: dict[str, str],
    characters: tuple[Character, ...],
    place: str,
) -> str:
    speaker = speakers.get(_folded(name))
    if speaker is None:
        names = [NARRATOR, UNKNOWN, *_names(characters).values()]
        close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
        raise SettingsError(
            f'{place}: nobody is called "{name}".',
            (f"Close to it: {', '.join(close)}. " if close else "")
            + "A new speaker needs a role in cast.toml first.",
        )
    if utterance.kind is not UtteranceKind.QUOTATION and speaker != utterance.speaker:
        raise SettingsError(
            f"{place}: {utterance.id} is no quotation, and its speaker is always the narrator.",
            f"Write {utterance.speaker} there.",
        )
    return speaker


def _speakers(characters: tuple[Character, ...]) -> dict[str, str]:
    """Ids of speakers by everything that they can be called; what fits two people fits none."""
    called = {NARRATOR: NARRATOR, UNKNOWN: UNKNOWN}
    for names in (
        [(character.name, character.id) for character in characters],
        [(character.id, character.id) for character in characters],
        [(alias, character.id) for character in characters for alias in character.aliases],
    ):
        owners: dict[str, set[str]] = {}
        for name, id_ in names:
            owners.setdefault(_folded(name), set()).add(id_)
        for name, ids in owners.items():
            if len(ids) == 1:
                called.setdefault(name, *ids)
    return called


def _names(characters: tuple[Character, ...]) -> dict[str, str]:
    """What each character is shown as: the name, or the id where two share a name."""
    times = Counter(_folded(character.name) for character in characters)
    return {
        character.id: " ".join(character.name.split())
        if times[_folded(character.name)] == 1
        and _folded(character.name) not in (NARRATOR, UNKNOWN)
        else character.id
        for character in characters
    }


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _one_line(utterance: Utterance) -> str:
    return " ".join(utterance.text.split())
