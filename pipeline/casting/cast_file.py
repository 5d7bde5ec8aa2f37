"""cast.toml: who is in the book, and whose voice each has; written by us and by people."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import tomlkit
from tomlkit.items import InlineTable

from pipeline.errors import CastError
from pipeline.model import NARRATOR, Cast, Character, Gender, KnownCharacter, Role
from pipeline.toml_text import BOM, Table, dump, ended, load, newline, put, read

_HEAD = """\
# Who speaks with which voice. Edit this file as you like, or with `fullcast cast`;
# your changes and comments are kept, and newly found speakers are added at the end.
#
# aliases   other names of the same person: to merge two people, move the name of one
#           here and delete its role
# not       names that are never this person
# gender    female, male or unknown
# voice     one of those that `fullcast voices list` shows
# pace      factor on the voice's speed, 0.5 to 2
# pitch     semitones, -12 to 12
# gain      dB, -24 to 12

"""

Setting = str | float | list[str]

_KEYS = ("name", "aliases", "not", "gender", "voice", "pace", "pitch", "gain")


@dataclass(frozen=True, slots=True)
class CastEntry:
    """What the cast file says of one character."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    """Names that are never this character: `not` in the file."""
    gender: Gender = Gender.UNKNOWN
    voice: str = ""
    """The id of a voice; "" leaves it to be chosen."""
    pace: float = 1.0
    """Factor on the voice's usual speed."""
    pitch: float = 0.0
    """Semitones."""
    gain: float = 0.0
    """dB."""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class CastFile:
    narrator: str = ""
    """The id of the voice of third-person narration; "" leaves it to be chosen."""
    roles: tuple[CastEntry, ...] = ()


def parse(text: str, label: str = "cast.toml") -> CastFile:
    """What a cast file says.

    Raises SettingsError, with `label`, line and key, for what can't be followed.
    """
    top = read(text, label)
    top.known(("narrator", "roles"))
    if isinstance(top.values.get("narrator"), Mapping):
        raise top.error("narrator", "must be the name of a voice in quotation marks.")
    roles = []
    owners: dict[str, str] = {}
    for id_, table in top.tables("roles").items():
        if id_.casefold() == NARRATOR:
            raise table.error(
                f"roles.{id_}",
                "can't be a role.",
                'The narrator\'s voice is set at the top of the file: narrator = "…".',
            )
        entry = _entry(id_, table)
        for name in dict.fromkeys(name.casefold() for name in entry.names):
            owner = owners.setdefault(name, id_)
            if owner != id_:
                key = "name" if name == entry.name.casefold() else "aliases"
                raise table.error(
                    key,
                    f'has "{name}", which roles.{owner} has too.',
                    "A name belongs to one role: delete one of the two.",
                )
        roles.append(entry)
    return CastFile(top.string("narrator"), tuple(roles))


def corrections(cast_file: CastFile, found: Iterable[Character] = ()) -> tuple[KnownCharacter, ...]:
    """What the user has said of the characters, for the attribution.

    `found` is who was found in the text with no cast file at hand. A role that says no more
    than that was written by `write` and is no correction: a story that is analysed again
    is not told its own findings, and so comes out the same. A role of somebody who is found
    no more counts only where it has other names or is told apart.
    """
    people = {character.id: character for character in found}
    return tuple(
        KnownCharacter(
            role.id, role.name, _called(role, people.get(role.id)), role.never, role.gender
        )
        for role in cast_file.roles
        if (_says_more(role, people[role.id]) if role.id in people else role.aliases or role.never)
    )


def _called(role: CastEntry, person: Character | None) -> tuple[str, ...]:
    """The aliases; of a person who was renamed in the file, the name in the text is one too."""
    if person is None or person.name in (*role.names, *role.never):
        return role.aliases
    return (*role.aliases, person.name)


def write(text: str | None, cast: Cast, characters: Iterable[Character]) -> str:
    """A cast file for this cast: a new one, or `text` with what it lacks.

    What is in the text already stays as it is, comments, order and spelling included.
    Raises SettingsError where the text is no cast file.
    """
    if text is None:
        text = _HEAD
    before = parse(text)
    known = {role.id: role for role in before.roles}
    if not before.narrator:
        text = _with_narrator(text, cast.narrator.voice)
    for role in cast.roles:
        if role.speaker in known and not known[role.speaker].voice:
            text = _with_voice(text, role.speaker, role.voice)

    people = {character.id: character for character in characters}
    taken = {name.casefold() for role in before.roles for name in role.names}
    added = {
        role.speaker: _settings(
            role, people.get(role.speaker, Character(role.speaker, role.speaker)), taken
        )
        for role in cast.roles
        if role.speaker not in known
    }
    return _with_roles(text, added) if added else text


def set_voice(text: str, who: str, voice: str) -> str:
    """The cast file with another voice for one person: one line of it differs.

    `who` is `narrator` or a role's name, alias or id, in any case. Raises CastError where
    nobody is called that, and SettingsError where the text is no cast file.
    """
    cast_file = parse(text)
    if who.casefold() == NARRATOR:
        return text if _same(cast_file.narrator, voice) else _with_narrator(text, voice)
    entry = find_entry(cast_file, who)
    return text if _same(entry.voice, voice) else _with_voice(text, entry.id, voice)


def find_entry(cast_file: CastFile, who: str) -> CastEntry:
    """The role with that name, alias or id, in any case; raises CastError where there is none."""
    wanted = " ".join(who.split()).casefold()
    for names in ("name", "id", "aliases"):
        for role in cast_file.roles:
            has = getattr(role, names)
            if wanted in [name.casefold() for name in ((has,) if isinstance(has, str) else has)]:
                return role
    everyone = [NARRATOR, *(role.name for role in cast_file.roles)]
    close = difflib.get_close_matches(who, everyone, n=3, cutoff=0.5)
    raise CastError(
        f'Nobody in the cast is called "{who}".',
        f"There are: {', '.join(close or everyone)}.",
    )


def _says_more(role: CastEntry, found: Character) -> bool:
    known = {name.casefold() for name in (found.id, found.name, *found.aliases)}
    return (
        bool(role.never)
        or role.gender not in (Gender.UNKNOWN, found.gender)
        or any(name.casefold() not in known for name in role.names)
    )


def _entry(id_: str, table: Table) -> CastEntry:
    table.known(_KEYS)
    gender = table.string("gender", Gender.UNKNOWN)
    if gender.casefold() not in [value.value for value in Gender]:
        raise table.error(
            "gender", f'is "{gender}", and must be one of {", ".join(g.value for g in Gender)}.'
        )
    return CastEntry(
        id_,
        table.string("name", id_),
        table.strings("aliases"),
        table.strings("not"),
        Gender(gender.casefold()),
        table.string("voice"),
        table.number_between("pace", 0.5, 2, 1),
        table.number_between("pitch", -12, 12, 0),
        table.number_between("gain", -24, 12, 0),
    )


def _settings(role: Role, person: Character, taken: set[str]) -> dict[str, Setting]:
    """What is written of a new role; names that another role has are left to that role."""
    name = person.id if person.name.casefold() in taken else person.name
    taken.add(name.casefold())
    aliases = [alias for alias in person.aliases if alias.casefold() not in taken]
    taken.update(alias.casefold() for alias in aliases)
    settings: list[tuple[str, Setting, Setting]] = [
        ("aliases", aliases, []),
        ("gender", person.gender.value, Gender.UNKNOWN.value),
        ("voice", role.voice, ""),
        ("pace", role.pace, 1.0),
        ("pitch", role.pitch, 0.0),
        ("gain", role.gain, 0.0),
    ]
    return {"name": name} | {key: value for key, value, usual in settings if value != usual}


def _with_roles(text: str, added: dict[str, dict[str, Setting]]) -> str:
    document = load(text)
    if isinstance(document.get("roles"), InlineTable):
        for id_, settings in added.items():
            put(document["roles"], id_, {})
            for key, value in settings.items():
                put(document["roles"][id_], key, value)
        return dump(document, text)
    tables = [
        f"\n[roles.{tomlkit.key(id_).as_string()}]\n{tomlkit.dumps(settings)}"
        for id_, settings in added.items()
    ]
    return ended(text) + "".join(tables).replace("\n", newline(text))


def _same(voice: str, other: str) -> bool:
    return voice.casefold() == other.casefold()


def _with_voice(text: str, role: str, voice: str) -> str:
    document = load(text)
    if "voice" not in document["roles"][role]:
        document = load(ended(text))
    put(document["roles"][role], "voice", voice)
    return dump(document, text)


def _with_narrator(text: str, voice: str) -> str:
    document = load(text)
    if "narrator" in document:
        put(document, "narrator", voice)
        return dump(document, text)
    mark = BOM if text.startswith(BOM) else ""
    lines = ended(text).removeprefix(mark).splitlines(keepends=True)
    at = next((n for n, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    while 0 < at < len(lines) and lines[at - 1].startswith("#"):
        at -= 1  # a comment right above a table is the table's
    end = newline(text)
    line = tomlkit.dumps({"narrator": voice}).replace("\n", end)
    after = end if at < len(lines) else ""
    return "".join([mark, *lines[:at], line, after, *lines[at:]])
