"""edits.toml: what a person wants of single utterances, found again when the text changes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import tomlkit

from pipeline.casting.toml_text import Table, dump, load
from pipeline.findings import Finding, Severity
from pipeline.model import Script

_KEYS = ("id", "text", "after", "speaker", "say", "take")
_WORDS_BEFORE = 8
"""How many words of the text before an utterance are recorded as `after`."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One `[[utterance]]`: where it belongs, and what is wanted there."""

    id: str
    """The id that the utterance had when the edit was made."""
    text: str = ""
    """The utterance's text then."""
    after: str | None = None
    """The words that stood right before it then; "" at the beginning of the book."""
    speaker: str | None = None
    """The id of a character."""
    say: str | None = None
    """What is spoken in place of the text."""
    take: int | None = None


@dataclass(frozen=True, slots=True)
class Anchored:
    """The edits that have found their utterances, and a finding for each that has not."""

    by_utterance: tuple[tuple[str, Edit], ...]
    """Pairs of an utterance's id and its edit, in the order of the script."""
    findings: tuple[Finding, ...]

    @property
    def speakers(self) -> tuple[tuple[str, str], ...]:
        """Pairs of an utterance's id and the speaker that the user gave it."""
        return tuple((id_, edit.speaker) for id_, edit in self.by_utterance if edit.speaker)


def parse(text: str, label: str = "edits.toml") -> tuple[Edit, ...]:
    """The edits of a file, in its order.

    Raises SettingsError, with `label`, line and key, for what can't be followed.
    """
    top = Table(load(text, label).unwrap(), text, label)
    top.known(("utterance",))
    tables = top.values.get("utterance", [])
    if not isinstance(tables, list) or not all(isinstance(item, Mapping) for item in tables):
        raise top.error("utterance", "must be tables, each under [[utterance]].")
    edits: list[Edit] = []
    for number, values in enumerate(tables):
        table = Table(values, text, label, "utterance", number)
        edit = _edit(table)
        if any(edit.id == other.id for other in edits):
            raise table.error(
                "id", f'"{edit.id}" stands in an entry above too.', "Make the two entries one."
            )
        edits.append(edit)
    return tuple(edits)


def anchor(edits: Sequence[Edit], script: Script) -> Anchored:
    """Finds each edit's utterance: by its id, else by its text and the words before it.

    Where no utterance fits, or more than one does, the edit is not applied and a finding
    says so; nothing is guessed.
    """
    places = _places(script)
    by_id = {place.id: place for place in places}
    by_text: dict[str, list[_Place]] = {}
    for place in places:
        by_text.setdefault(place.text, []).append(place)

    found: dict[str, Edit] = {}
    findings = []
    for edit in edits:
        same = by_id.get(edit.id)
        if same and (not edit.text or _plain(edit.text) == same.text):
            fitting = [same]
        else:
            fitting = [
                place for place in by_text.get(_plain(edit.text), ()) if place.follows(edit.after)
            ]
        if len(fitting) != 1:
            findings.append(_lost(edit, len(fitting)))
        elif (id_ := fitting[0].id) in found:
            found[id_], clash = _joined(found[id_], edit)
            findings += [_twice(edit, id_)] if clash else []
        else:
            found[id_] = edit
    ordered = tuple((place.id, found[place.id]) for place in places if place.id in found)
    return Anchored(ordered, tuple(findings))


def edit_of(script: Script, utterance: str) -> Edit:
    """An edit of an utterance that wants nothing yet, with all by which it is found again.

    Raises KeyError where the script has no such utterance.
    """
    before = ""
    for other in script.utterances:
        if other.id == utterance:
            after = " ".join(before.split()[-_WORDS_BEFORE:])
            return Edit(utterance, " ".join(other.text.split()), after)
        before = other.text
    raise KeyError(utterance)


def record(text: str | None, entries: Iterable[Edit]) -> str:
    """The file with these edits in it: what each says is set, everything else stays.

    An entry for the same utterance, found by id or by text and the words before it, is
    changed; for any other a new one is added at the end. Raises SettingsError where the
    text can't be followed.
    """
    text = text or ""
    present = list(parse(text))
    for entry in entries:
        index = next((n for n, edit in enumerate(present) if _same(edit, entry)), None)
        wanted = {key: getattr(entry, key) for key in _KEYS if getattr(entry, key) is not None}
        if index is None:
            end = "\r\n" if "\r\n" in text else "\n"
            table = tomlkit.dumps({"utterance": [wanted]}).replace("\n", end)
            text = text.rstrip() + (end * 2 if text.strip() else "") + table
            present.append(entry)
        else:
            document = load(text)
            table = document["utterance"][index]
            for key, value in wanted.items():
                if getattr(present[index], key) != value:
                    table[key] = value
            text = dump(document, text)
            present[index] = replace(present[index], **wanted)
    return text


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an edit can belong: an utterance, in the form in which texts are compared."""

    id: str
    text: str
    before: str
    """The text of the utterance before it."""

    def follows(self, after: str | None) -> bool:
        if after is None:
            return True
        return self.before.endswith(_plain(after)) if after else not self.before


def _places(script: Script) -> list[_Place]:
    utterances = script.utterances
    texts = [_plain(utterance.text) for utterance in utterances]
    return [
        _Place(utterance.id, text, before)
        for utterance, text, before in zip(utterances, texts, ["", *texts], strict=False)
    ]


def _plain(text: str) -> str:
    """The text without what typography may change: line ends, curly marks, kinds of dash."""
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"[“”„‟«»]", '"', re.sub(r"[‘’‚‛]", "'", text))
    text = re.sub(r"\s*(?:[—―]|--+)\s*", "—", text).replace("…", "...")
    return " ".join(text.split())


def _edit(table: Table) -> Edit:
    table.known(_KEYS)
    if "id" not in table.values:
        raise table.error("id", "is missing.", "`fullcast script` shows the ids.")
    take = table.values.get("take")
    if take is not None and (not isinstance(take, int) or isinstance(take, bool) or take < 1):
        raise table.error("take", "must be a whole number from 1 on.")
    after = table.values.get("after")
    if after is not None and not isinstance(after, str):
        raise table.error("after", "must be a text in quotation marks.")
    return Edit(
        table.string("id"),
        table.string("text"),
        after,
        table.string("speaker") or None,
        table.string("say") or None,
        take,
    )


def _same(edit: Edit, entry: Edit) -> bool:
    """Whether an edit in the file is of the utterance that an entry is for."""
    if edit.id == entry.id:
        return True
    if not edit.text or edit.after is None or entry.after is None:
        return False
    ends = (_plain(edit.after), _plain(entry.after))
    return _plain(edit.text) == _plain(entry.text) and (
        ends[0] == ends[1]
        or (all(ends) and (ends[0].endswith(ends[1]) or ends[1].endswith(ends[0])))
    )


def _joined(first: Edit, second: Edit) -> tuple[Edit, bool]:
    """Two edits of one utterance as one, the first before the second, and whether they differ."""
    clash = False
    for key in ("speaker", "say", "take"):
        one, other = getattr(first, key), getattr(second, key)
        clash = clash or (None not in (one, other) and one != other)
        if one is None and other is not None:
            first = replace(first, **{key: other})
    return first, clash


def _lost(edit: Edit, fitting: int) -> Finding:
    shown = edit.text if len(edit.text) <= 60 else f"{edit.text[:57]}..."
    if fitting:
        return Finding(
            "edit-ambiguous",
            Severity.WARNING,
            f"The edit {edit.id} of '{shown}' fits {fitting} places and is not applied. "
            "Give it the id of the right one, which `fullcast script` shows.",
            edit.id,
        )
    return Finding(
        "edit-orphaned",
        Severity.WARNING,
        f"The edit {edit.id} of '{shown}' has lost its place: the text is no longer there, or "
        "other words stand before it. It is kept and not applied.",
        edit.id,
    )


def _twice(edit: Edit, utterance: str) -> Finding:
    return Finding(
        "edit-twice",
        Severity.WARNING,
        f"The edit {edit.id} is of the utterance {utterance}, for which an entry above it "
        "wants something else. The one above is applied.",
        edit.id,
    )
