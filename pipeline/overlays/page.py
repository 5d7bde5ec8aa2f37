"""A content document as its letters and the tags between them."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass

from pipeline.overlays.tokens import Kind, Token, attributes, characters, tokens

SILENT = frozenset(
    """
area audio base button canvas colgroup datalist embed head iframe input map math metadata
object param progress rp rt rtc script select source style svg template textarea track video
""".split()  # noqa: SIM905
)
"""Elements in which nothing can light up: they are passed over as one."""
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffe\uffff")
_PHRASING = frozenset(
    """
a abbr acronym audio b bdi bdo big br button canvas cite code data del dfn em embed font i iframe
img input ins kbd label map mark math meter noscript object output picture progress q rb rp rt rtc
ruby s samp select small span strike strong sub sup svg textarea time tt u var video wbr
""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag between letters; an element in which nothing lights up is one tag as a whole."""

    kind: Kind
    name: str
    """In lower case, without its prefix."""
    start: int
    """Code point of the source."""
    end: int
    at: int
    """How many letters stand before it."""

    @property
    def phrasing(self) -> bool:
        """Whether a span may hold it."""
        return self.name in _PHRASING


@dataclass(frozen=True, slots=True)
class Page:
    source: str
    prefix: str
    """Of the names of elements, with its colon."""
    letters: str
    """What is shown and can light up, without white space and what has no width."""
    starts: array[int]
    """Where each letter begins in the source."""
    ends: array[int]
    tags: tuple[Tag, ...]
    places: array[int]
    """`at` of each of the tags."""
    anchors: dict[str, int]
    """How many letters stand before an element: by its id, and by its path (`/4/2/6`)."""
    ids: frozenset[str]
    head: int
    """Where what is in the head begins in the source; -1 where there is none."""

    def tags_between(self, first: int, last: int) -> tuple[Tag, ...]:
        """The tags that have at least `first` letters before them and at most `last`."""
        return self.tags[bisect_left(self.places, first) : bisect_left(self.places, last + 1)]


def is_letter(character: str) -> bool:
    """Whether a character counts when texts are compared."""
    return character > " " and not character.isspace() and character not in _INVISIBLE


def page(source: str) -> Page | None:
    """A document by its letters; None for one whose tags don't match, or that is no XHTML."""
    found = tokens(source)
    root = next((t for t in found or () if t.kind in (Kind.OPEN, Kind.EMPTY)), None)
    if found is None or root is None or root.local != "html":
        return None
    reading = _Reading(source)
    for token in found:
        reading.take(token)
    return Page(
        source,
        root.name[: -len(root.local)],
        "".join(reading.letters),
        reading.starts,
        reading.ends,
        tuple(reading.tags),
        array("l", [tag.at for tag in reading.tags]),
        reading.anchors,
        frozenset(reading.ids),
        reading.head,
    )


class _Reading:
    def __init__(self, source: str) -> None:
        self.source = source
        self.letters: list[str] = []
        self.starts = array("l")
        self.ends = array("l")
        self.tags: list[Tag] = []
        self.anchors: dict[str, int] = {}
        self.ids: set[str] = set()
        self.head = -1
        self._paths = [""]
        self._children = [0]
        self._silent = 0
        """How many elements are open from the outermost silent one on."""
        self._since = 0

    def take(self, token: Token) -> None:
        if token.kind in (Kind.TEXT, Kind.DATA):
            if not self._silent:
                self._write(token)
        elif token.kind is Kind.OPEN:
            self._anchor(token)
            self._children.append(0)
            if token.local == "head" and self.head < 0:
                self.head = token.end
            if self._silent or token.local in SILENT:
                self._since = self._since if self._silent else token.start
                self._silent += 1
            else:
                self._tag(token, token.start)
        elif token.kind is Kind.EMPTY:
            self._anchor(token)
            self._paths.pop()
            if not self._silent:
                self._tag(token, token.start)
        elif token.kind is Kind.CLOSE:
            self._children.pop()
            self._paths.pop()
            self._silent -= bool(self._silent)
            if not self._silent:
                whole = token.local in SILENT
                self._tag(token, self._since if whole else token.start, whole)

    def _write(self, token: Token) -> None:
        for character, start, end in characters(self.source, token):
            if is_letter(character):
                self.letters.append(character)
                self.starts.append(start)
                self.ends.append(end)

    def _tag(self, token: Token, start: int, whole: bool = False) -> None:
        kind = Kind.EMPTY if whole else token.kind
        self.tags.append(Tag(kind, token.local, start, token.end, len(self.letters)))

    def _anchor(self, token: Token) -> None:
        """Note where an element begins, and go into it."""
        self._children[-1] += 1
        first = len(self._paths) == 1
        path = "" if first else f"{self._paths[-1]}/{2 * self._children[-1]}"
        self._paths.append(path)
        self.anchors.setdefault(path, len(self.letters))
        if "id" in token.attributes or "name" in token.attributes:
            own = attributes(token.attributes)
            self.ids.update(own[name] for name in ("id", "xml:id") if name in own)
            for name in ("id", "xml:id", "name"):
                if name in own:
                    self.anchors.setdefault(own[name], len(self.letters))
