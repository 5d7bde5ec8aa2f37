"""The names and rare words of a story: what a lexicon may have to say something about."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.model import Character, Script, UtteranceKind

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’ʼ]s?$", re.IGNORECASE)
_ENDINGS = ("s", "es", "ed", "d", "ing", "ly", "er", "ers", "est", "ness", "less", "n't")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NO_NAMES = _words("""
i i'm i'll i'd i've mr mrs ms dr st monday tuesday wednesday thursday friday saturday sunday
mondays tuesdays wednesdays thursdays fridays saturdays sundays january february march april
may june july august september october november december english french german god christmas
sir madam miss lord lady
""")


@dataclass(frozen=True, slots=True)
class NameUse:
    """A word of the story that may need a pronunciation."""

    written: str
    times: int
    is_name: bool
    """Whether it is always in capitals where no sentence begins; else it is a rare word."""
    utterance: str
    """Id of the first utterance that has it."""


def names_of(
    script: Script, people: Iterable[Character], is_known: Callable[[str], bool]
) -> tuple[NameUse, ...]:
    """The names and rare words, the most frequent first.

    `is_known` says of a word in small letters whether it is a common one of the language.
    A word is a name if one of the people has it, or if it stands in capitals inside a
    sentence, and if it never stands in small letters.
    """
    called = {
        word.casefold()
        for person in people
        for name in (person.name, *person.aliases)
        for word in _WORD.findall(name)
    }
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    inside: Counter[str] = Counter()
    first: dict[str, str] = {}
    for utterance in script.utterances:
        if utterance.kind is UtteranceKind.HEADING:
            continue
        begins = {sentence.start - utterance.span.start for sentence in utterance.sentences}
        for match in _WORD.finditer(utterance.text):
            gap = utterance.text[: match.start()].rstrip(" \n\"'“”‘’«»„‚(—–-…*_")
            begun = any(len(gap) <= begin <= match.start() for begin in begins)
            fresh = not gap or gap[-1] == ":" or begun
            word = _POSSESSIVE.sub("", match.group())
            key = word.casefold()
            forms[key][word] += 1
            first.setdefault(key, utterance.id)
            if word[0].isupper() and not fresh and not word.isupper():
                inside[key] += 1
    found = [
        NameUse(_shown(forms[key]), forms[key].total(), is_name, first[key])
        for key in forms
        if len(key) > 1 and key not in _NO_NAMES
        if (is_name := _is_name(forms[key], key in called or inside[key] > 0))
        or _is_rare(key, is_known)
    ]
    return tuple(sorted(found, key=lambda use: (-use.times, use.written)))


def _is_name(forms: Counter[str], capital: bool) -> bool:
    small = sum(times for word, times in forms.items() if word[0].islower())
    return capital and small == 0


def _is_rare(key: str, is_known: Callable[[str], bool]) -> bool:
    if any(map(is_known, (key, key.replace("’", "'")))):
        return False
    parts = re.split("['’ʼ-]", key)
    if len(parts) > 1:
        return any(len(part) > 2 and _is_rare(part, is_known) for part in parts)
    stems = [key[: -len(end)] for end in _ENDINGS if key.endswith(end)]
    stems += [f"{stem}e" for stem in stems] + [stem[:-1] for stem in stems if stem[-2:-1]]
    return len(key) > 2 and not any(len(stem) > 2 and is_known(stem) for stem in stems)


def _shown(forms: Counter[str]) -> str:
    """The form that is commonest, and rather not the one in capitals throughout."""
    return max(forms, key=lambda word: (not word.isupper(), forms[word], word))
