"""The source of a content document as a row of tags and stretches of text.

Nothing is read into a tree: what is not touched later stays as it stands, byte for byte.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from xml.parsers import expat

_TOKEN = re.compile(
    r"""(?P<comment><!--.*?-->)"""
    r"""|<!\[CDATA\[(?P<data>.*?)\]\]>"""
    r"""|(?P<instruction><\?.*?\?>)"""
    r"""|(?P<type><!DOCTYPE\b(?:[^\[<>"']++|"[^"]*"|'[^']*')*+"""
    r"""(?:\[(?:<!--.*?-->|<\?.*?\?>|"[^"]*"|'[^']*'|[^\]"'])*+\]\s*)?>)"""
    r"""|<(?P<close>/)?(?P<name>[A-Za-z_][^\s/<>"'=]*)"""
    r"""(?P<attributes>(?:[^<>"'/]++|"[^"]*"|'[^']*'|/(?!>))*+)(?P<empty>/)?>"""
    r"""|(?P<text>[^<]+)""",
    re.S | re.I,
)
_ATTRIBUTE = re.compile(r"""([^\s=<>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,7})|#(\d{1,8})|([A-Za-z][A-Za-z0-9]{0,31}));")
_LARGEST = 0x10FFFF


class Kind(Enum):
    OPEN = auto()
    CLOSE = auto()
    EMPTY = auto()
    """A tag that opens an element and closes it at once."""
    TEXT = auto()
    DATA = auto()
    """A CDATA section, marks included."""
    TYPE = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    start: int
    """Code point of the source."""
    end: int
    name: str = ""
    """Of a tag: as it is written, prefix included."""
    attributes: str = ""
    """Of a tag: as they are written."""

    @property
    def local(self) -> str:
        """The name in lower case, without its prefix."""
        return self.name.rpartition(":")[2].lower()


def tokens(source: str) -> tuple[Token, ...] | None:
    """The tokens of a document, which tile it; None for one whose tags don't match."""
    found: list[Token] = []
    opened: list[str] = []
    at = 0
    for match in _TOKEN.finditer(source):
        if match.start() != at:
            return None
        at = match.end()
        token = _token(match)
        if token.kind is Kind.OPEN:
            opened.append(token.name)
        elif token.kind is Kind.CLOSE and (not opened or opened.pop() != token.name):
            return None
        found.append(token)
    return tuple(found) if at == len(source) and not opened and found else None


def well_formed(source: str) -> bool:
    """Whether a document is XML with namespaces, so that reading systems find what is in it."""
    parser = expat.ParserCreate("utf-8", " ")
    try:
        parser.Parse(source.encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError:
        return False
    return True


def attributes(written: str) -> dict[str, str]:
    """Attributes by their names, with references in their values as characters."""
    return {
        match[1]: resolved(match[2] if match[2] is not None else match[3])
        for match in _ATTRIBUTE.finditer(written)
    }


def ids(source: str) -> frozenset[str]:
    """The ids of a document's elements, and the names of its anchors."""
    found: set[str] = set()
    for token in tokens(source) or ():
        if token.kind in (Kind.OPEN, Kind.EMPTY) and token.attributes:
            own = attributes(token.attributes)
            found.update(own[name] for name in ("id", "xml:id") if name in own)
            if token.local == "a" and "name" in own:
                found.add(own["name"])
    return frozenset(found)


def characters(source: str, token: Token) -> Iterator[tuple[str, int, int]]:
    """What a stretch of text shows: each character, and where it stands in the source."""
    if token.kind is Kind.DATA:
        for place in range(token.start + len("<![CDATA["), token.end - len("]]>")):
            yield source[place], place, place + 1
        return
    at = token.start
    for match in _REFERENCE.finditer(source, token.start, token.end):
        for place in range(at, match.start()):
            yield source[place], place, place + 1
        for character in _meant(match):
            yield character, match.start(), match.end()
        at = match.end()
    for place in range(at, token.end):
        yield source[place], place, place + 1


def resolved(written: str) -> str:
    """A text with its references as characters; one that is not known is nothing."""
    return _REFERENCE.sub(_meant, written) if "&" in written else written


def named_references(
    source: str, token: Token, names: Mapping[str, str]
) -> Iterator[tuple[int, int, str]]:
    """Each reference to one of these names: where it stands, and what it means in numbers."""
    for match in _REFERENCE.finditer(source, token.start, token.end):
        if match[3] and (meant := names.get(match[3])) is not None:
            yield match.start(), match.end(), "".join(f"&#{ord(c)};" for c in meant)


def _token(match: re.Match[str]) -> Token:
    start, end = match.span()
    if match["name"] is not None:
        kind = Kind.CLOSE if match["close"] else Kind.EMPTY if match["empty"] else Kind.OPEN
        return Token(kind, start, end, match["name"], match["attributes"])
    if match["text"] is not None:
        return Token(Kind.TEXT, start, end)
    if match["data"] is not None:
        return Token(Kind.DATA, start, end)
    return Token(Kind.TYPE if match["type"] is not None else Kind.OTHER, start, end)


def _meant(match: re.Match[str]) -> str:
    if match[3]:
        return html.entities.html5.get(f"{match[3]};", "")
    code = int(match[1], 16) if match[1] else int(match[2])
    return chr(code) if 0 < code <= _LARGEST and not 0xD800 <= code <= 0xDFFF else ""
