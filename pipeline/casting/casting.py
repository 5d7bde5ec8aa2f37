"""A voice for everyone: Analysis, voice library and cast file -> Cast."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pipeline.casting.cast_file import CastFile
from pipeline.casting.voices import speaks
from pipeline.errors import CastError
from pipeline.model import (
    NARRATOR,
    UNKNOWN,
    Age,
    Analysis,
    Cast,
    Character,
    Gender,
    Role,
    Scene,
    Script,
    Utterance,
    UtteranceKind,
    Voice,
)

Score = tuple[int, ...]


def cast(
    analysis: Analysis,
    library: Sequence[Voice],
    cast_file: CastFile | None = None,
    language: str = "",
) -> Cast:
    """A role for the narrator and for everyone who speaks or narrates.

    Whatever the cast file says stands. The others choose in the order of the words that
    they speak, each the first voice of the library that is of their gender, that nobody
    whom they meet in a scene has, that suits their age and that fewest others have. Nobody
    is given the narrator's voice while there is another. `language`, a BCP 47 tag, keeps
    voices of other languages out where there are any of its own.

    Raises CastError where the library has no voice for somebody.
    """
    library = [voice for voice in library if speaks(voice, language)] or list(library)
    words = words_by_speaker(analysis.script)
    speakers = [character for character in analysis.characters if words[character.id]]
    speakers.sort(key=lambda character: -words[character.id])

    canonical = {voice.id.casefold(): voice.id for voice in library}
    settled = {
        role.id: Role(
            role.id,
            canonical.get(role.voice.casefold(), role.voice),
            role.pace,
            role.pitch,
            role.gain,
        )
        for role in (cast_file.roles if cast_file else ())
    }
    holders: dict[str, list[str]] = {}
    for role in settled.values():
        if role.voice:
            holders.setdefault(role.voice, []).append(role.speaker)

    narrator = cast_file.narrator if cast_file else ""
    narrator = canonical.get(narrator.casefold(), narrator)
    if not narrator:
        narrator = _narrators_voice(library, speakers, holders)

    scenes = _words_by_scene(analysis.script)
    for character in speakers:
        role = settled.get(character.id, Role(character.id, ""))
        if not role.voice:
            voice = _choose(character, library, narrator, holders, scenes)
            role = Role(character.id, voice, role.pace, role.pitch, role.gain)
            holders.setdefault(voice, []).append(character.id)
        settled[character.id] = role
    return Cast(Role(NARRATOR, narrator), tuple(role for role in settled.values() if role.voice))


def role_of(utterance: Utterance, scene: Scene, cast: Cast) -> Role:
    """Whose voice an utterance is in.

    Narration, headings and quotations without a known speaker are in the voice of whoever
    narrates the scene.
    """
    if utterance.speaker not in (NARRATOR, UNKNOWN):
        return cast.role(utterance.speaker)
    return cast.role(scene.narrator) if scene.narrator else cast.narrator


def sole_narrator(script: Script) -> str | None:
    """The character who narrates the whole book, if one does.

    Whoever asks for another voice for the narrator of such a book means this role.
    """
    narrators = {scene.narrator for scene in script.scenes}
    return narrators.pop() if len(narrators) == 1 else None


def words_by_speaker(script: Script) -> Counter[str]:
    """How many words each speaker says; a first-person scene's narration is its narrator's."""
    total: Counter[str] = Counter()
    for words in _words_by_scene(script):
        total.update(words)
    return total


def _words_by_scene(script: Script) -> list[Counter[str]]:
    scenes = []
    for scene in script.scenes:
        words: Counter[str] = Counter()
        for utterance in scene.utterances:
            speaker = utterance.speaker
            if utterance.kind is not UtteranceKind.QUOTATION and scene.narrator:
                speaker = scene.narrator
            words[speaker] += max(1, len(utterance.text.split()))
        scenes.append(words)
    return scenes


def _narrators_voice(
    library: Sequence[Voice], speakers: Iterable[Character], holders: Mapping[str, Sequence[str]]
) -> str:
    """The first free voice of the gender whose voices the characters can best spare."""
    if not library:
        raise CastError("There is no voice to cast.", "`fullcast voices list` shows what there is.")
    spare = Counter(voice.gender for voice in library)
    spare.subtract(character.gender for character in speakers)
    return min(
        library,
        key=lambda voice: (voice.id in holders, _suits(Age.ADULT, voice.age), -spare[voice.gender]),
    ).id


def _choose(
    character: Character,
    library: Sequence[Voice],
    narrator: str,
    holders: Mapping[str, Sequence[str]],
    scenes: Sequence[Counter[str]],
) -> str:
    own_scenes = [words for words in scenes if words[character.id]]

    def score(voice: Voice) -> Score:
        others = holders.get(voice.id, ())
        shared = [words for words in own_scenes if any(words[other] for other in others)]
        return (
            voice.id == narrator,
            _clash(character.gender, voice.gender),
            len(shared),
            sum(words[other] for words in shared for other in others),
            _suits(character.age, voice.age),
            len(others),
        )

    if not library:
        raise CastError(
            f"There is no voice for {character.name}.",
            "`fullcast voices list` shows what there is.",
        )
    return min(library, key=score).id


def _clash(wanted: Gender, has: Gender) -> int:
    if wanted in (Gender.UNKNOWN, has):
        return 0
    return 1 if has is Gender.UNKNOWN else 2


def _suits(wanted: Age, has: Age) -> int:
    grown = {Age.UNKNOWN: Age.ADULT}
    return int(grown.get(wanted, wanted) is not grown.get(has, has))
