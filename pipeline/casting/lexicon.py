"""lexicon.toml: how words are to be pronounced, by everyone or by some of the speakers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import tomlkit

from pipeline.casting.speakers import Named, closest, folded, speakers
from pipeline.findings import Finding, Severity
from pipeline.toml_text import Table, dump, ended, load, newline, put, read

_HEAD = """\
# How words are pronounced. Yours to edit; comments stay. The text that is shown never changes.
#
# written   the word, or words, as the story has them; whole words only
# say       how it would be written if it were spelled as it sounds: "her-MY-oh-nee"
# ipa       its sounds in the International Phonetic Alphabet, for engines that can be told
# speakers  who says it so, by name or id of cast.toml, or "narrator"; absent: everyone
# case      "exact" or "any"; absent: exact where `written` has a capital letter
"""
_KEYS = ("written", "say", "ipa", "speakers", "case")
_CASES = ("exact", "any")
_HIDDEN = "[\u00ad\u200b-\u200d\u2060]*"
_MARKS = {"'": "['’ʼ]", "’": "['’ʼ]", "-": "[-‐‑]", " ": r"\s+"}


@dataclass(frozen=True, slots=True)
class Word:
    """One `[[word]]`."""

    written: str
    say: str = ""
    """A respelling; "" where there is none."""
    ipa: str = ""
    """Sounds in the International Phonetic Alphabet; "" where none are given."""
    speakers: tuple[str, ...] = ()
    """Names or ids of those who say it so; empty for everyone."""
    exact: bool = True
    """Whether only this spelling is meant, or the same in capitals; else any case is."""

    @property
    def respelled(self) -> str:
        """What is put into the text; syllables in capitals are lowered, which are only stress."""
        parts = self.say.split("-")
        if len(parts) > 1 and any(part.islower() for part in parts):
            return "-".join(part.lower() if part.isupper() else part for part in parts)
        return self.say


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A word of the lexicon in a text."""

    start: int
    end: int
    word: Word


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one production: its own first, then those of the files that it names."""

    words: tuple[Word, ...] = ()

    def of(self, speaker: str) -> Speech:
        """What one speaker is to pronounce; speakers of the words are ids by now.

        What is said of the speaker goes before what is said of everyone, and what stands
        first before what comes after it.
        """
        own = [word for word in self.words if speaker in word.speakers]
        words = [*own, *(word for word in self.words if not word.speakers)]
        return Speech(tuple({_key(word): word for word in reversed(words)}.values()))


@dataclass(frozen=True, slots=True)
class Speech:
    """What one speaker is to pronounce."""

    words: tuple[Word, ...]
    _exact: re.Pattern[str] | None = field(init=False, compare=False)
    _any: re.Pattern[str] | None = field(init=False, compare=False)

    def __post_init__(self) -> None:
        for name, exact in (("_exact", True), ("_any", False)):
            words = [word for word in self.words if word.exact is exact]
            object.__setattr__(self, name, _pattern(words, exact))

    def found(self, text: str) -> tuple[Occurrence, ...]:
        """Where the words stand in a text, in order and apart; the longest go first."""
        matches = [
            (match.start(), match.end(), word)
            for pattern in (self._exact, self._any)
            if pattern is not None
            for match in pattern.finditer(text)
            if (word := self._word(match.group())) is not None
        ]
        found: list[Occurrence] = []
        for start, end, word in sorted(matches, key=lambda item: (item[0], -item[1])):
            if not found or start >= found[-1].end:
                found.append(Occurrence(start, end, word))
        return tuple(found)

    def _word(self, text: str) -> Word | None:
        plain = _plain(text)
        fitting = [word for word in self.words if _fits(word, plain)]
        return max(fitting, key=lambda word: word.exact and word.written == plain, default=None)


def parse(text: str, label: str = "lexicon.toml") -> tuple[Word, ...]:
    """The words of a file, in its order.

    Raises SettingsError, with `label`, line and key, for what can't be followed.
    """
    top = read(text, label)
    top.known(("word",))
    words: list[Word] = []
    seen: set[tuple[str, bool, tuple[str, ...]]] = set()
    for table in top.array("word"):
        word = _word(table)
        same = (*_key(word), tuple(sorted(map(folded, word.speakers))))
        if same in seen:
            raise table.error(
                "written",
                f'has "{word.written}", which an entry above has for the same speakers.',
                "Delete one of the two.",
            )
        seen.add(same)
        words.append(word)
    return tuple(words)


def resolved(words: Iterable[Word], people: Iterable[Named]) -> tuple[Lexicon, tuple[Finding, ...]]:
    """The lexicon with its speakers as ids, and a finding for each speaker that nobody is.

    A word whose speakers are all nobody's name is left out; it is not given to everyone.
    """
    called = speakers(people)
    known: list[Word] = []
    findings: list[Finding] = []
    for word in words:
        ids = [called.get(folded(name)) for name in word.speakers]
        findings += [
            Finding(
                "lexicon-speaker",
                Severity.WARNING,
                f'The lexicon has a speaker "{name}" for "{word.written}", and nobody is called '
                f"that. {closest(name, called)}".strip(),
                word.written,
            )
            for name, id_ in zip(word.speakers, ids, strict=True)
            if id_ is None
        ]
        if not word.speakers or any(ids):
            own = tuple(dict.fromkeys(id_ for id_ in ids if id_ is not None))
            known.append(Word(word.written, word.say, word.ipa, own, word.exact))
    return Lexicon(tuple(known)), tuple(findings)


def with_words(text: str | None, words: Sequence[Word]) -> tuple[str, int]:
    """The file with these words in it, and how many of them are new or changed.

    An entry of the same word, for the same speakers, is changed in its place; everything
    else stays, comments and all. Raises SettingsError where the text can't be followed.
    """
    text = _HEAD if text is None else text
    present = {_same(word): number for number, word in enumerate(parse(text))}
    before = parse(text)
    changed = [(present[_same(word)], word) for word in words if _same(word) in present]
    changed = [(at, word) for at, word in changed if before[at] != word]
    added = [word for word in words if _same(word) not in present]
    if changed:
        document = load(ended(text))
        for at, word in changed:
            for key in ("say", "ipa"):
                value = getattr(word, key)
                if value:
                    put(document["word"][at], key, value)
                elif key in document["word"][at]:
                    del document["word"][at][key]
        text = dump(document, text)
    for word in added:
        values = {
            "written": word.written,
            "say": word.say,
            "ipa": word.ipa,
            "speakers": list(word.speakers),
            "case": "" if word.exact == _usually_exact(word.written) else _CASES[not word.exact],
        }
        table = tomlkit.dumps({"word": [{key: value for key, value in values.items() if value}]})
        text = ended(text) + f"\n{table}".replace("\n", newline(text))
    return text, len(changed) + len(added)


def _word(table: Table) -> Word:
    table.known(_KEYS)
    written = table.string("written")
    if not written:
        raise table.error("written", "is missing.", 'For example: written = "Hermione".')
    if not any(map(str.isalnum, written)):
        raise table.error("written", f'is "{written}", in which there is no word.')
    say, ipa = table.string("say"), table.string("ipa").strip().strip("/[]")
    if not (say or ipa):
        raise table.error(
            "written", f'is "{written}", and nothing says how it is pronounced.', "Add say or ipa."
        )
    for key, value in (("say", say), ("ipa", ipa)):
        if value and not any(map(str.isalpha, value)):
            raise table.error(key, f'is "{value}", in which there is no letter.')
    case = table.string("case", _CASES[not _usually_exact(written)])
    if case not in _CASES:
        raise table.error("case", f'is "{case}", and must be "exact" or "any".')
    names = table.values.get("speakers")
    if names == []:
        raise table.error("speakers", "is empty.", "Delete the line for everyone.")
    return Word(
        _plain(written), " ".join(say.split()), ipa, table.strings("speakers"), case == "exact"
    )


def _usually_exact(written: str) -> bool:
    return written != written.lower()


def _key(word: Word) -> tuple[str, bool]:
    return (word.written if word.exact else word.written.casefold(), word.exact)


def _same(word: Word) -> tuple[str, bool, tuple[str, ...]]:
    return (*_key(word), tuple(sorted(map(folded, word.speakers))))


def _fits(word: Word, plain: str) -> bool:
    if not word.exact:
        return word.written.casefold() == plain.casefold()
    return plain in (word.written, word.written.upper())


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFC", re.sub(_HIDDEN[:-1], "", text))
    return " ".join(re.sub("[’ʼ]", "'", re.sub("[‐‑]", "-", text)).split())


def _pattern(words: Sequence[Word], exact: bool) -> re.Pattern[str] | None:
    """A pattern for all of them, as they stand in a text: with soft hyphens, curly marks, NFD."""
    forms = {word.written for word in words}
    if exact:
        forms |= {written.upper() for written in forms}
    forms |= {unicodedata.normalize("NFD", written) for written in forms}
    if not forms:
        return None
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile(
        "|".join(
            ("(?<!\\w)" if form[0].isalnum() else "")
            + _HIDDEN.join(_MARKS.get(letter, re.escape(letter)) for letter in form)
            + ("(?![\\w\u0300-\u036f])" if form[-1].isalnum() else "")
            for form in ordered
        ),
        0 if exact else re.IGNORECASE,
    )
