"""The words and marks of an utterance."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.casting.characters.lexicon import word_set

_TOKEN = re.compile(
    r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|--+|\.\.+|[^\w\s\u00ad\u200b-\u200d\u2060\ufeff]|_"
)
"""What is invisible, such as the word joiner before a dash, is no mark."""

SENTENCE_END = frozenset(".!?…:;")
OPENING = frozenset("\"'“‘«»„‹›([{_*—-")
_ABBREVIATED = word_set("abbreviated")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words and marks of a text, each with its offset in it."""

    words: tuple[str, ...]
    lower: tuple[str, ...]
    starts: tuple[int, ...]
    opens: tuple[bool, ...]
    """Whether a sentence begins at the token, so that its capital says nothing."""

    def __len__(self) -> int:
        return len(self.words)

    def text(self, source: str, start: int, end: int) -> str:
        """The slice of `source` that the tokens `start` to `end` cover."""
        last = end - 1
        return source[self.starts[start] : self.starts[last] + len(self.words[last])]


def tokenize(text: str) -> Tokens:
    """Cut `text` into words and marks; an abbreviation keeps its full stop apart."""
    words: list[str] = []
    starts: list[int] = []
    for match in _TOKEN.finditer(text):
        words.append(match.group())
        starts.append(match.start())
    lower = [word.lower().replace("’", "'") for word in words]
    opens: list[bool] = []
    fresh = True
    for index, word in enumerate(words):
        opens.append(fresh)
        if word in SENTENCE_END or word[0] == ".":
            before = lower[index - 1] if index else ""
            fresh = not (
                word == "." and (before in _ABBREVIATED or (len(before) == 1 and before != "i"))
            )
        elif word[0] not in OPENING:
            fresh = False
    return Tokens(tuple(words), tuple(lower), tuple(starts), tuple(opens))
