"""What an element is called, whichever parser has read it."""

from __future__ import annotations

from functools import lru_cache

from pipeline.sources.markup.parsing import Element

_TYPE = ("{http://www.idpf.org/2007/ops}type", "epub:type")
_ID = ("id", "{http://www.w3.org/XML/1998/namespace}id")
NONE: frozenset[str] = frozenset()


def local(element: Element) -> str:
    """The element's name in lower case, without its namespace; empty for what is no element."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=1000)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def types(element: Element) -> frozenset[str]:
    """The element's types and roles, in lower case."""
    found = " ".join(element.get(name) or "" for name in (*_TYPE, "role"))
    return frozenset(found.lower().split()) if found.strip() else NONE


def classes(element: Element) -> frozenset[str]:
    """The names of the element's classes as they stand."""
    named = element.get("class")
    return frozenset(named.split()) if named else NONE


def identifier(element: Element) -> str | None:
    """The element's id, or the name of an anchor."""
    for name in _ID:
        if found := element.get(name):
            return str(found)
    return element.get("name") if local(element) == "a" else None
