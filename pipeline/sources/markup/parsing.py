"""Bytes to a tree of elements, without a document type, an entity or the network.

A document type is taken out before the parser sees the text: nothing that it declares is
expanded or fetched. The names of HTML are known without it.
"""

from __future__ import annotations

import codecs
import html.entities
import re
from typing import Any, TypeAlias

from pipeline.errors import SourceError
from pipeline.sources.decoding import markup_text

Element: TypeAlias = Any
"""An lxml element; lxml has no types of its own."""

MOST_BYTES = 9_500_000
"""Of one document: a whole Bible in one file has five million. libxml2 reads no text that has ten
million without a break."""
DEEPEST = 250
"""Elements within one another; the books of a lifetime have about twenty."""

MOST_ELEMENTS = 150_000
"""In one document."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0?\0", "utf-16-le"),
    (b"<\0h\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
    (b"\0<\0h", "utf-16-be"),
)
_BYTE_ORDERS = tuple(mark for mark, _ in _MARKS)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']"""
    rb"""|<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""",
    re.I,
)
_SEARCHED = 2048
_DECLARATION = re.compile(r"<\?xml\b[^>]{0,500}\?>", re.I)
_DOCUMENT_TYPE_START = re.compile(r"<!DOCTYPE\b", re.I)
_DOCUMENT_TYPE = re.compile(
    r"<!DOCTYPE\b(?:[^\[<>\"']++|\"[^\"]*\"|'[^']*')*+"
    r"(?:\[(?:<!--.{0,300}?-->|<\?.{0,300}?\?>|\"[^\"]*\"|'[^']*'|[^\]\"'])*+\]\s*)?>",
    re.I | re.S,
)
"""Possessive, and tried at one place only, so that no text makes it try twice."""
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_KEPT = frozenset({"amp", "lt", "gt", "quot", "apos"})
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CONTROL_REFERENCE = re.compile(
    r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));", re.I
)
_BARE_AMPERSAND = re.compile(r"&(?!#\d+;|#x[0-9a-fA-F]+;|[A-Za-z][A-Za-z0-9]*;)")
_EMPTY = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)"
    r"([A-Za-z][\w:-]*)((?:\s[^<>]*?)?)/>"
)


def parse(data: bytes, where: str) -> Element:
    """The root element of an XHTML or HTML document; what is not well-formed is read as HTML.

    `where` is how errors name the document. Raises SourceError for one that is too long, too
    deep, or not text.
    """
    from lxml import etree

    if len(data) > MOST_BYTES:
        raise too_long(where, len(data))
    text = decode(data, where)
    _refuse_monstrous(text, where)
    text = _plain(text)
    if not text.strip():
        return etree.Element("html")
    try:
        parser = etree.XMLParser(**_SAFE, remove_comments=True, remove_pis=True)
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        lenient = etree.HTMLParser(
            encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(_EMPTY.sub(r"<\1\2></\1>", text).encode(), lenient)
        except etree.XMLSyntaxError as error:
            raise SourceError(
                f"{where} can't be read: it is no document of text.", "Mend or convert the file."
            ) from error
    if root is None:
        return etree.Element("html")
    _refuse_deep(root, where)
    return root


def parse_xml(data: bytes, where: str) -> Element:
    """The root element of a package's XML. Raises SourceError where it is not well-formed."""
    from lxml import etree

    if len(data) > MOST_BYTES:
        raise too_long(where, len(data))
    text = decode(data, where)
    _refuse_monstrous(text, where)
    text = _plain(text)
    parser = etree.XMLParser(**_SAFE, remove_comments=True, remove_pis=True, recover=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise SourceError(f"{where} is not XML that can be read.", "The file may be damaged.")
    return root


def decode(data: bytes, where: str) -> str:
    """The text of a document: by its mark, as UTF-8, by what it declares, or as it reads best."""
    _, encoding = next((pair for pair in _MARKS if data.startswith(pair[0])), (b"", ""))
    if not encoding and (match := _DECLARED.search(data, 0, _SEARCHED)):
        encoding = (match[1] or match[2]).decode("ascii")
    if not data.startswith(_BYTE_ORDERS):
        text = markup_text(data, encoding)
        if "<" in text:
            return text
    for name in (encoding, "utf-8", "cp1252", "latin-1"):
        if name.lower().replace("_", "-") in ("iso-8859-1", "latin-1", "ascii", "us-ascii"):
            name = "cp1252"  # what browsers take it for
        try:
            text = data.decode(name) if name else ""
        except (LookupError, UnicodeError):
            continue
        if name and ("<" in text or not data.strip()):
            return text.removeprefix("\ufeff")
    if b"<" not in data:
        raise SourceError(f"{where} holds no markup.", "The file may be damaged.")
    return data.decode("latin-1")


def too_long(where: str, size: int) -> SourceError:
    return SourceError(
        f"{where} has {size / 1e6:,.0f} MB of text in one piece, and {MOST_BYTES // 10**6} MB are "
        "read at most.",
        "It is no book as people make them; divide it, or convert it with another program.",
    )


_SAFE = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "encoding": "utf-8",
}


def _plain(text: str) -> str:
    """The text without declaration and document type, its named characters written out."""
    text = _DECLARATION.sub("", text, count=1)
    start = _DOCUMENT_TYPE_START.search(text)
    if start and (found := _DOCUMENT_TYPE.match(text, start.start())):
        text = text[: found.start()] + text[found.end() :]
    text = _CONTROL_REFERENCE.sub("", _CONTROLS.sub("", text))
    return _BARE_AMPERSAND.sub("&amp;", _ENTITY.sub(_character, text))


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name in _KEPT:
        return match[0]
    return html.entities.html5.get(f"{name};", "")


def _refuse_monstrous(text: str, where: str) -> None:
    """Refuse, before a tree is made of it, what would fill the memory."""
    if len(text) > MOST_BYTES:
        raise too_long(where, len(text))
    if text.count("<") > 2 * MOST_ELEMENTS or text.count("=") > 3 * MOST_ELEMENTS:
        raise _monstrous(where, f"more than {MOST_ELEMENTS:,} elements")


def _refuse_deep(root: Element, where: str) -> None:
    from lxml import etree

    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise _monstrous(where, f"more than {DEEPEST} elements within one another")


def _monstrous(where: str, what: str) -> SourceError:
    return SourceError(
        f"{where} has {what}.",
        "It is no book as people make them; divide it, or convert it with another program.",
    )
