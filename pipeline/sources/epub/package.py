"""The package document: what a book is called, which files it has, and in what order they are read.

EPUB Packages 3.3 and Open Packaging Format 2.0.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.errors import SourceError
from pipeline.publication import Series
from pipeline.sources.epub.archive import Archive, damaged, resolved
from pipeline.sources.markup.naming import local
from pipeline.sources.markup.parsing import Element, parse_xml

CONTAINER = "META-INF/container.xml"
_LONGEST = 6_000_000
_MOST_ITEMS = 20_000
_PACKAGE_TYPE = "application/oebps-package+xml"
DOCUMENTS = frozenset(
    [
        "application/xhtml+xml",
        "text/html",
        "text/x-oeb1-document",
        "application/x-dtbook+xml",
        "image/svg+xml",
    ]
)
"""Media types that are read."""
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_AUTHOR_ROLES = frozenset(["", "aut"])


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the book, as the manifest has it."""

    id: str
    name: str
    """Its name in the container; empty where it lies outside."""
    media_type: str
    properties: frozenset[str]
    fallback: str


@dataclass(frozen=True, slots=True)
class Place:
    """A step of the reading order."""

    item: Item
    linear: bool


@dataclass(frozen=True, slots=True)
class Package:
    name: str
    """Of the package document, in the container."""
    title: str
    authors: tuple[str, ...]
    language: str
    """BCP 47 tag; empty where the book does not say."""
    publisher: str
    published: str
    series: Series | None
    items: tuple[Item, ...]
    spine: tuple[Place, ...]
    toc: str
    """The id of the NCX, where the spine names it."""
    cover: str
    """The id of the cover's picture, or its name."""
    guide: tuple[tuple[str, str, str], ...]
    """Type, name and fragment of each reference of an EPUB 2 guide."""

    def item(self, name: str) -> Item | None:
        return next((item for item in self.items if item.id == name), None)


def package_of(archive: Archive) -> Package:
    """The package that the container names first. Raises SourceError where there is none."""
    name = _package_name(archive)
    data = archive.read(name, _LONGEST) if name else None
    if data is None:
        if not archive.has(CONTAINER) and not name:
            raise SourceError(
                f"{archive.where} is no EPUB: it has no {CONTAINER}.",
                "Convert it with another program.",
            )
        raise SourceError(
            f"{archive.where} is damaged: its package document is missing or can't be read.",
            "Get the file again, or convert it with another program.",
        )
    root = parse_xml(data, f"{archive.where}, {name}")
    parts = {local(child): child for child in reversed(root)}
    if local(root) != "package" or "spine" not in parts or "manifest" not in parts:
        raise damaged(archive.where)
    items = tuple(
        _item(element, name)
        for element in list(parts["manifest"])[:_MOST_ITEMS]
        if local(element) == "item"
    )
    metadata = _Metadata(parts.get("metadata"))
    return Package(
        name=name,
        title=metadata.title(),
        authors=metadata.authors(),
        language=metadata.language(),
        publisher=metadata.first("publisher"),
        published=metadata.published(),
        series=metadata.series(),
        items=items,
        spine=_spine(parts["spine"], items),
        toc=parts["spine"].get("toc") or "",
        cover=metadata.named("cover"),
        guide=tuple(_guide(parts.get("guide"), name)),
    )


def _package_name(archive: Archive) -> str:
    data = archive.read(CONTAINER, _LONGEST)
    if data is None:
        return ""
    root = parse_xml(data, f"{archive.where}, {CONTAINER}")
    files = [element for element in root.iter() if local(element) == "rootfile"]
    files.sort(key=lambda element: (element.get("media-type") or _PACKAGE_TYPE) != _PACKAGE_TYPE)
    for element in files:
        name, _ = resolved("", element.get("full-path") or "")
        if name and archive.has(name):
            return name
    return ""


def _item(element: Element, package: str) -> Item:
    return Item(
        id=element.get("id") or "",
        name=resolved(package, element.get("href") or "")[0] if element.get("href") else "",
        media_type=(element.get("media-type") or "").partition(";")[0].strip().lower(),
        properties=frozenset((element.get("properties") or "").split()),
        fallback=element.get("fallback") or "",
    )


def _spine(spine: Element, items: tuple[Item, ...]) -> tuple[Place, ...]:
    """The reading order; a file that is not text stands for the text that it falls back on."""
    by_id = {item.id: item for item in reversed(items)}
    places: list[Place] = []
    for element in list(spine)[:_MOST_ITEMS]:
        item = by_id.get(element.get("idref") or "")
        if local(element) != "itemref" or item is None:
            continue
        seen = {item.id}
        while item.media_type not in DOCUMENTS and item.fallback not in seen:
            following = by_id.get(item.fallback)
            if following is None:
                break
            item = following
            seen.add(item.id)
        places.append(Place(item, element.get("linear") != "no"))
    return tuple(places)


def _guide(guide: Element | None, package: str) -> list[tuple[str, str, str]]:
    return [
        ((element.get("type") or "").lower(), *resolved(package, element.get("href") or ""))
        for element in (() if guide is None else guide)
        if local(element) == "reference" and element.get("href")
    ]


class _Metadata:
    def __init__(self, element: Element | None) -> None:
        nested = [] if element is None else list(element)
        for child in list(nested):
            if local(child) in ("dc-metadata", "x-metadata"):
                nested += list(child)
        self._all = [(local(child), child) for child in nested]
        self._refined: dict[tuple[str, str], str] = {}
        for name, child in self._all:
            about = (child.get("refines") or "").removeprefix("#")
            if name == "meta" and about:
                self._refined.setdefault((about, child.get("property") or ""), _text(child))

    def first(self, name: str) -> str:
        return next((text for n, child in self._all if n == name and (text := _text(child))), "")

    def title(self) -> str:
        titles = [child for name, child in self._all if name == "title" and _text(child)]
        titles.sort(key=lambda child: self._refinement(child, "title-type") not in ("", "main"))
        main = [t for t in titles if self._refinement(t, "title-type") == "main"]
        return _text((main or titles)[0]) if titles else ""

    def authors(self) -> tuple[str, ...]:
        creators = [child for name, child in self._all if name == "creator" and _text(child)]
        writers = [child for child in creators if self._role(child) in _AUTHOR_ROLES]
        return tuple(dict.fromkeys(_text(child) for child in writers or creators))

    def language(self) -> str:
        tag = self.first("language").replace("_", "-")
        return tag if _TAG.fullmatch(tag) and tag.lower() != "und" else ""

    def published(self) -> str:
        dates = [child for name, child in self._all if name == "date" and _text(child)]
        dates.sort(key=lambda child: _attribute(child, "event") not in ("publication", ""))
        return _text(dates[0])[:40] if dates else ""

    def series(self) -> Series | None:
        for name, child in self._all:
            collection = name == "meta" and child.get("property") == "belongs-to-collection"
            if collection and self._refinement(child, "collection-type") == "series":
                return Series(_text(child), self._refinement(child, "group-position"))
        named = self.named("calibre:series")
        index = self.named("calibre:series_index")
        return Series(named, re.sub(r"\.0+$", "", index)) if named else None

    def named(self, name: str) -> str:
        """The content of an EPUB 2 meta element."""
        return next(
            (
                " ".join((child.get("content") or "").split())
                for n, child in self._all
                if n == "meta" and (child.get("name") or "").lower() == name
            ),
            "",
        )

    def _refinement(self, element: Element, name: str) -> str:
        return self._refined.get((element.get("id") or "", name), "")

    def _role(self, element: Element) -> str:
        return (self._refinement(element, "role") or _attribute(element, "role")).lower()


def _attribute(element: Element, name: str) -> str:
    return next(
        (str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), ""
    )


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())[:1000]
