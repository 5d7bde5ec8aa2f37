"""What a book says of its own parts: the navigation document of EPUB 3, the NCX of EPUB 2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.errors import SourceError
from pipeline.sources.epub.archive import Archive, resolved
from pipeline.sources.epub.package import Package
from pipeline.sources.markup import parse
from pipeline.sources.markup.naming import local, types
from pipeline.sources.markup.parsing import MOST_BYTES, Element, parse_xml

_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents."""

    title: str
    name: str
    """The file in the container that it leads to; empty where it is a label only."""
    fragment: str
    children: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Navigation:
    entries: tuple[Entry, ...] = ()
    landmarks: tuple[tuple[str, str, str], ...] = ()
    """Type, name and fragment."""
    document: str = ""
    """The name of the navigation document."""


def navigation_of(archive: Archive, package: Package) -> Navigation:
    """The contents that the book declares; empty where it declares none that can be read."""
    document = next((item.name for item in package.items if "nav" in item.properties), "")
    found = _from_document(archive, document) if document else Navigation()
    if found.entries:
        return Navigation(found.entries, found.landmarks + package.guide, document)
    ncx = package.item(package.toc) or next(
        (item for item in package.items if item.media_type == "application/x-dtbncx+xml"), None
    )
    entries = _from_ncx(archive, ncx.name) if ncx and ncx.name else ()
    return Navigation(entries, found.landmarks + package.guide, document)


def flat(entries: tuple[Entry, ...]) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        yield from flat(entry.children)


def _from_document(archive: Archive, name: str) -> Navigation:
    data = archive.read(name, MOST_BYTES)
    if data is None:
        return Navigation()
    try:
        root = parse(data, f"{archive.where}, {name}")
    except SourceError:
        return Navigation()
    entries: tuple[Entry, ...] = ()
    landmarks: list[tuple[str, str, str]] = []
    navs = [element for element in root.iter() if local(element) == "nav"]
    tocs = [nav for nav in navs if types(nav) & {"toc", "doc-toc"}]
    if not tocs and len(navs) == 1:
        tocs = navs
    for nav in tocs[:1]:
        entries = tuple(_listed(nav, name))
    for nav in navs:
        if "landmarks" in types(nav):
            landmarks += [
                (kind, *resolved(name, link.get("href") or ""))
                for link in nav.iter()
                if local(link) == "a" and link.get("href")
                for kind in types(link)
            ]
    return Navigation(entries, tuple(landmarks))


def _listed(parent: Element, base: str, depth: int = 0) -> Iterator[Entry]:
    """The entries of the first list below an element."""
    lists = [element for element in parent.iter() if local(element) in ("ol", "ul")]
    for item in lists[0] if lists and depth < _DEEPEST else ():
        if local(item) != "li":
            continue
        label = next((child for child in item if local(child) in ("a", "span")), None)
        if label is None:
            label = next((inner for inner in item.iter() if local(inner) == "a"), None)
        href = "" if label is None else label.get("href") or ""
        name, fragment = resolved(base, href) if href else ("", "")
        title = "" if label is None else _label(label)
        yield Entry(title, name, fragment, tuple(_listed(item, base, depth + 1)))


def _label(element: Element) -> str:
    text = " ".join("".join(_seen(element)).split())
    if not text:
        texts = [inner.get("alt") or inner.get("title") or "" for inner in element.iter()]
        text = " ".join(" ".join(texts).split())
    return text[:500]


def _seen(element: Element) -> Iterator[str]:
    if local(element) in ("rt", "rp"):
        return
    yield element.text or ""
    for child in element:
        yield from _seen(child)
        yield child.tail or ""


def _from_ncx(archive: Archive, name: str) -> tuple[Entry, ...]:
    data = archive.read(name, MOST_BYTES)
    if data is None:
        return ()
    try:
        root = parse_xml(data, f"{archive.where}, {name}")
    except SourceError:
        return ()
    maps = [element for element in root.iter() if local(element) == "navmap"]
    return tuple(_points(maps[0], name, 0)) if maps else ()


def _points(parent: Element, base: str, depth: int) -> Iterator[Entry]:
    for point in parent:
        if local(point) != "navpoint" or depth >= _DEEPEST:
            continue
        title, target = "", ""
        for child in point:
            if local(child) == "navlabel":
                title = " ".join("".join(child.itertext()).split())[:500]
            elif local(child) == "content":
                target = child.get("src") or ""
        name, fragment = resolved(base, target) if target else ("", "")
        yield Entry(title, name, fragment, tuple(_points(point, base, depth + 1)))
