"""A voice for everyone: Analysis, voice library and cast file -> Cast."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pipeline.casting.cast_file import CastEntry, CastFile
from pipeline.casting.characters.epithets import generic
from pipeline.casting.choice import Chooser, narrators_voice
from pipeline.casting.distinctness import Distinctness
from pipeline.casting.meetings import meetings
from pipeline.casting.speakers import folded
from pipeline.casting.voices import speaks
from pipeline.model import (
    NARRATOR,
    UNKNOWN,
    Analysis,
    Cast,
    Character,
    Likeness,
    Role,
    Scene,
    Script,
    Utterance,
    Voice,
)

_NOTHING = CastFile()


def cast(
    analysis: Analysis,
    library: Sequence[Voice],
    cast_file: CastFile | None = None,
    language: str = "",
    *,
    likenesses: Sequence[Likeness] = (),
    series: CastFile | None = None,
) -> Cast:
    """A role for the narrator and for everyone who speaks or narrates.

    Whatever the cast file says stands; who is in it without a voice, or not at all, keeps the
    role that somebody of that name has in `series`, the cast of an earlier book. The others
    choose in the order of the words that they speak, each a voice of their gender that is told
    apart from the voices of those whom they meet (`Chooser`). `language`, a BCP 47 tag, keeps
    voices of other languages out where there are any of its own; `likenesses` say what was
    measured of the voices. Nobody is given the narrator's voice while there is another.

    Raises CastError where the library has no voice for somebody.
    """
    library = [voice for voice in library if speaks(voice, language)] or list(library)
    meet = meetings(analysis.script)
    speakers = [character for character in analysis.characters if meet.words[character.id]]
    speakers.sort(key=lambda character: -meet.words[character.id])

    file, earlier = cast_file or _NOTHING, series or _NOTHING
    canonical = {voice.id.casefold(): voice.id for voice in library}
    settled = {role.id: _role(role, canonical) for role in file.roles}
    for character, entry in _kept(speakers, settled, earlier):
        settled[character.id] = _joined(
            settled.get(character.id), _role(entry, canonical), character.id
        )
    held = {id_: role.voice for id_, role in settled.items() if role.voice}
    elsewhere = {f"\0{role.id}": role.voice for role in earlier.roles if role.voice}

    narrator = file.narrator or earlier.narrator
    narrator = canonical.get(narrator.casefold(), narrator)
    ear = Distinctness(library, likenesses)
    if not narrator:
        taken = {*held.values(), *elsewhere.values()}
        narrator = narrators_voice(library, speakers, taken, ear)

    chooser = Chooser(library, ear, meet, narrator)
    chooser.hold(elsewhere | held)
    chooser.choose(person for person in speakers if person.id not in held)
    for character in speakers:
        role = settled.get(character.id, Role(character.id, ""))
        voice = role.voice or chooser.voices[character.id]
        settled[character.id] = Role(character.id, voice, role.pace, role.pitch, role.gain)
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


def _role(entry: CastEntry, canonical: Mapping[str, str]) -> Role:
    voice = canonical.get(entry.voice.casefold(), entry.voice)
    return Role(entry.id, voice, entry.pace, entry.pitch, entry.gain)


def _joined(own: Role | None, earlier: Role, speaker: str) -> Role:
    """The role of an earlier book; what this book's cast file says of it stands."""
    how = own or earlier
    return Role(speaker, earlier.voice, how.pace, how.pitch, how.gain)


def _kept(
    speakers: Iterable[Character], settled: Mapping[str, Role], series: CastFile
) -> Iterable[tuple[Character, CastEntry]]:
    """Who has no voice yet and had one in the series, by name or, where nobody has that, alias.

    `the waiter` is somebody else in each book.
    """
    names = {folded(role.name): role for role in series.roles if role.voice}
    aliases: dict[str, list[CastEntry]] = {}
    for role in series.roles:
        for alias in role.aliases if role.voice else ():
            aliases.setdefault(folded(alias), []).append(role)
    for character in speakers:
        nameless = generic(character.name.partition(" (")[0].rpartition(" ")[2])
        if nameless or (character.id in settled and settled[character.id].voice):
            continue
        entry = names.get(folded(character.name))
        if entry is None:
            found = [
                *aliases.get(folded(character.name), ()),
                *(names[folded(a)] for a in character.aliases if folded(a) in names),
            ]
            entry = found[0] if len({role.id for role in found}) == 1 else None
        if entry is not None:
            yield character, entry
