"""edits.toml: what a person wants of single utterances, found again when the text changes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import tomlkit

from pipeline.casting.speakers import Named, closest, folded, speakers
from pipeline.findings import Finding, Severity
from pipeline.model import LAST_TAKE, Delivery, Script, UtteranceKind
from pipeline.toml_text import Table, dump, ended, load, newline, put, read

_KEYS = ("id", "text", "after", "speaker", "say", "take", "delivery", "audio")
PLAIN = "plain"
"""The delivery of a line that is said as any other, whatever the text says."""
_HEAD = """\
# What is wanted of single lines. Yours to edit; comments stay. Each line is found by its
# id, or by its text and the words that stand right before it (after).
#
# speaker  who says it: a name or an id of cast.toml
# say      what is spoken in place of the text
# take     which reading
# delivery how it is said: whispered, murmured, shouted, sung, thought, read or plain
# audio    a recording of your own in place of the line: audio = "my-take.wav"
"""
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
    delivery: str | None = None
    """A delivery's name, or `PLAIN`."""
    audio: str | None = None
    """Path of a recording that is heard in its place, relative to the production folder."""


@dataclass(frozen=True, slots=True)
class Anchored:
    """The edits that have found their utterances, and a finding for each that has not."""

    by_utterance: tuple[tuple[str, Edit], ...]
    """Pairs of an utterance's id and its edit, in the order of the script."""
    findings: tuple[Finding, ...]


def parse(text: str, label: str = "edits.toml") -> tuple[Edit, ...]:
    """The edits of a file, in its order.

    Raises SettingsError, with `label`, line and key, for what can't be followed.
    """
    top = read(text, label)
    top.known(("utterance",))
    edits: list[Edit] = []
    ids: set[str] = set()
    for table in top.array("utterance"):
        edit = _edit(table)
        if edit.id in ids:
            raise table.error(
                "id", f'"{edit.id}" stands in an entry above too.', "Make the two entries one."
            )
        ids.add(edit.id)
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
        by_text.setdefault(_plain(place.text), []).append(place)

    found: dict[str, Edit] = {}
    findings = []
    for edit in edits:
        same = by_id.get(edit.id)
        if same and (not edit.text or _plain(edit.text) == _plain(same.text)):
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


def speakers_of(
    anchored: Anchored, script: Script, people: Iterable[Named]
) -> tuple[tuple[tuple[str, str], ...], tuple[Finding, ...]]:
    """Whom the edits give quotations to: pairs of an utterance's id and a speaker's.

    An edit names a speaker by id, name or alias, in any case. One that names nobody of
    these `people`, or gives a narration away, changes nothing and is a finding.
    """
    called = speakers(people)
    quotations = {u.id for u in script.utterances if u.kind is UtteranceKind.QUOTATION}
    pairs, findings = [], []
    for id_, edit in anchored.by_utterance:
        if edit.speaker is None:
            continue
        speaker = called.get(folded(edit.speaker))
        if speaker is not None and id_ in quotations:
            pairs.append((id_, speaker))
            continue
        findings.append(
            Finding(
                "edit-speaker",
                Severity.WARNING,
                f'The edit {edit.id} gives "{edit.speaker}" a line, and nobody is called that. '
                f"{closest(edit.speaker, called)}A new speaker needs a role in cast.toml first."
                if speaker is None
                else f"The edit {edit.id} gives a narration to {speaker}; only quotations have "
                "speakers of their own.",
                edit.id,
            )
        )
    return tuple(pairs), tuple(findings)


def deliveries_of(
    anchored: Anchored, script: Script, found: Iterable[tuple[str, Delivery]]
) -> tuple[tuple[str, Delivery], ...]:
    """The deliveries that were found in the text, with those that the edits want instead."""
    wanted = {id_: edit.delivery for id_, edit in anchored.by_utterance if edit.delivery}
    by_id: dict[str, str] = {**{id_: how.value for id_, how in found}, **wanted}
    return tuple(
        (id_, Delivery(by_id[id_]))
        for id_ in dict.fromkeys(utterance.id for utterance in script.utterances)
        if by_id.get(id_, PLAIN) != PLAIN
    )


def record(  # noqa: C901 - one pass over what is wanted, three things that can follow
    text: str, script: Script, entries: Iterable[tuple[str, Mapping[str, str | int]]]
) -> str:
    """The file with these entries in it: what each says is set, everything else stays.

    A first take is what there is without an entry, so an entry that says no more goes.

    `entries` are pairs of an utterance's id and what is wanted of it (`speaker`, `say`,
    `take`). Where the file has an edit of the utterance, that one is changed, and it is
    told where the utterance is now; else a new one is added at the end. Raises
    SettingsError where the text can't be followed, and KeyError for an utterance that the
    script does not have.
    """
    present = parse(text)
    own = {edit.id: index for index, edit in enumerate(present)}
    for id_, edit in anchor(present, script).by_utterance:
        own.setdefault(id_, own[edit.id])
    places = {place.id: place for place in _places(script)}

    changed, added, dropped = [], [], []
    for id_, wanted in entries:
        place = places[id_]
        index = own.get(id_)
        if wanted == {"take": 1} and (index is None or _only_a_take(present[index])):
            dropped += [] if index is None else [index]
            continue
        values = {"id": id_, "text": place.text, "after": place.after, **wanted}
        if id_ not in own:
            added.append(values)
            continue
        old = present[own[id_]]
        if _plain(old.text) == _plain(place.text):
            del values["text"]
        if old.after is not None and place.follows(old.after):
            del values["after"]
        changed += [(own[id_], key, new) for key, new in values.items() if getattr(old, key) != new]
    if changed or dropped:
        document = load(ended(text))
        for index, key, new in changed:
            put(document["utterance"][index], key, new)
        for index in sorted(dropped, reverse=True):
            del document["utterance"][index]
        if not document["utterance"]:
            del document["utterance"]
        text = dump(document, text)
    if added and not text:
        text = _HEAD
    for values in added:
        table = tomlkit.dumps({"utterance": [values]})
        text = ended(text) + (f"\n{table}" if text else table).replace("\n", newline(text))
    return text


def _only_a_take(edit: Edit) -> bool:
    return not (edit.speaker or edit.say or edit.delivery or edit.audio)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an edit can belong: an utterance, and the text of the one before it."""

    id: str
    text: str
    before: str

    @property
    def after(self) -> str:
        return " ".join(self.before.split()[-_WORDS_BEFORE:])

    def follows(self, after: str | None) -> bool:
        if after is None:
            return True
        return _plain(self.before).endswith(_plain(after)) if after else not self.before


def _places(script: Script) -> list[_Place]:
    utterances = script.utterances
    texts = [" ".join(utterance.text.split()) for utterance in utterances]
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
    if take is not None and (
        not isinstance(take, int) or isinstance(take, bool) or not 1 <= take <= LAST_TAKE
    ):
        raise table.error("take", f"must be a whole number from 1 to {LAST_TAKE}.")
    after = table.values.get("after")
    if after is not None and not isinstance(after, str):
        raise table.error("after", "must be a text in quotation marks.")
    delivery = table.string("delivery").casefold() or None
    known = [PLAIN, *(how.value for how in Delivery)]
    if delivery is not None and delivery not in known:
        raise table.error("delivery", f'is "{delivery}", and must be one of {", ".join(known)}.')
    return Edit(
        table.string("id"),
        table.string("text"),
        after,
        table.string("speaker") or None,
        table.string("say") or None,
        take,
        delivery,
        table.path("audio") or None,
    )


def _joined(first: Edit, second: Edit) -> tuple[Edit, bool]:
    """Two edits of one utterance as one, the first before the second, and whether they differ."""
    clash = False
    for key in ("speaker", "say", "take", "delivery", "audio"):
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
