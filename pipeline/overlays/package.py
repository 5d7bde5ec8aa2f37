"""The package document of a book with Media Overlays added, brought to EPUB 3 where it was 2.

EPUB 3.3, sections 5 (package document) and 9.3 (packaging of media overlays).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.errors import SourceError
from pipeline.readalong.book import MODIFIED
from pipeline.readalong.overlay import ACTIVE, clock
from pipeline.sources.markup.naming import local
from pipeline.sources.markup.parsing import Element, parse_xml

_OPF = "http://www.idpf.org/2007/opf"
_DC = "http://purl.org/dc/elements/1.1/"
_XML = "http://www.w3.org/XML/1998/namespace"
_SMIL = "application/smil+xml"
_EVENT = f"{{{_OPF}}}event"
_KEPT_ON_DC = frozenset(["id", "dir", f"{{{_XML}}}lang", _EVENT])
_KEPT_ON_META = frozenset(["name", "content", "id"])
_PARTS = frozenset(["metadata", "manifest", "spine", "guide", "collection"])
_NO_ITEM = ("required-namespace", "required-modules", "fallback-style")
_TAG = re.compile(r"(?:[A-Za-z]{2,8}|[xi])(?:-[A-Za-z0-9]{1,8})*")
_ID = re.compile(r"[^\w.-]")


@dataclass(frozen=True, slots=True)
class Overlay:
    document: str
    """The id of the document's item."""
    href: str
    """Of the overlay, from the package document."""
    length: int
    """Milliseconds."""


@dataclass(frozen=True, slots=True)
class Added:
    """What is put into a package."""

    overlays: tuple[Overlay, ...]
    sounds: tuple[str, ...]
    """References to the sound files, MP3."""
    style: str
    narrators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What a package of EPUB 2 lacks."""

    navigation: str
    """A reference to the navigation document."""
    properties: tuple[tuple[str, frozenset[str]], ...]
    """What the manifest is to say of documents, by the ids of their items."""
    cover: str
    """The id of the cover's picture; empty where it has none."""
    documents: frozenset[str]
    """The ids of items that are XHTML, whatever the manifest calls them."""


def version(data: bytes, where: str) -> int:
    """The EPUB that a package is of, 2 or 3. Raises SourceError where it is another."""
    root = parse_xml(data, where)
    told = root.get("version") or ""
    if root.tag != f"{{{_OPF}}}package" or not re.fullmatch(r"[23](\.\d+)?", told):
        raise SourceError(f"{where} is no package of EPUB 2 or 3.", "Convert the book to EPUB 3.")
    return int(told[0])


def active_class(data: bytes, where: str) -> str:
    """The class that the book has for what is heard; empty where it names none."""
    for element in parse_xml(data, where).iter():
        if local(element) == "meta" and element.get("property") == "media:active-class":
            return "".join(element.itertext()).strip()
    return ""


def overlays_of(data: bytes, where: str) -> frozenset[str]:
    """The ids of the items that are overlays already."""
    return frozenset(
        element.get("id") or ""
        for element in parse_xml(data, where).iter()
        if local(element) == "item" and element.get("media-type") == _SMIL
    )


def rewritten(data: bytes, where: str, added: Added, upgrade: Upgrade | None) -> bytes:
    """The package with what is added; overlays that it had are taken out.

    Raises SourceError where it has no metadata, manifest or spine.
    """
    from lxml import etree

    root = parse_xml(data, where)
    parts = {local(child): child for child in reversed(root)}
    if not {"metadata", "manifest", "spine"} <= parts.keys():
        raise SourceError(f"{where} has no metadata, manifest or spine.", "Mend the book.")
    metadata, manifest = parts["metadata"], parts["manifest"]
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    if upgrade:
        _upgrade(root, parts, upgrade, ids)
    _without_overlays(metadata, manifest)
    for name in dict.fromkeys(name for name in added.narrators if name.strip()):
        _meta(metadata, "media:narrator", name)
    if not any(element.get("property") == "media:active-class" for element in metadata):
        _meta(metadata, "media:active-class", ACTIVE)
    if not any(element.get("property") == "dcterms:modified" for element in metadata):
        _meta(metadata, "dcterms:modified", MODIFIED)
    items = {element.get("id"): element for element in manifest}
    for overlay in added.overlays:
        name = _item(manifest, ids, overlay.href, _SMIL)
        items[overlay.document].set("media-overlay", name)
        _meta(metadata, "media:duration", clock(overlay.length), refines=f"#{name}")
    _meta(metadata, "media:duration", clock(sum(overlay.length for overlay in added.overlays)))
    for href in added.sounds:
        _item(manifest, ids, href, "audio/mpeg")
    _item(manifest, ids, added.style, "text/css")
    text: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _without_overlays(metadata: Element, manifest: Element) -> None:
    gone = {element.get("id") for element in manifest if element.get("media-type") == _SMIL}
    for element in list(manifest):
        if element.get("id") in gone:
            manifest.remove(element)
        elif element.get("media-overlay") is not None:
            del element.attrib["media-overlay"]
    for element in list(metadata):
        if element.get("property") in ("media:duration", "media:narrator") or (
            (element.get("refines") or "").removeprefix("#") in gone
        ):
            metadata.remove(element)


def _upgrade(root: Element, parts: dict[str, Element], upgrade: Upgrade, ids: set[str]) -> None:
    metadata, manifest, spine = parts["metadata"], parts["manifest"], parts["spine"]
    root.set("version", "3.0")
    for parent, known in ((root, _PARTS), (spine, {"itemref"})):
        for element in list(parent):
            if local(element) not in known:
                parent.remove(element)
    _flatten(metadata)
    for element in list(metadata):
        if element.tag == f"{{{_OPF}}}meta":
            _plain_meta(metadata, element)
        elif str(element.tag).startswith(f"{{{_DC}}}"):
            _described(metadata, element, ids)
        elif element.tag != f"{{{_OPF}}}link":
            metadata.remove(element)
    _one_date(metadata)
    _items(manifest, upgrade)
    _item(manifest, ids, upgrade.navigation, "application/xhtml+xml", "nav")


def _items(manifest: Element, upgrade: Upgrade) -> None:
    told = dict(upgrade.properties)
    if upgrade.cover:
        told[upgrade.cover] = frozenset(["cover-image"])
    for element in manifest:
        for name in _NO_ITEM:
            element.attrib.pop(name, None)
        if element.get("id") in upgrade.documents:
            element.set("media-type", "application/xhtml+xml")
        if named := told.get(element.get("id")):
            element.set("properties", " ".join(sorted(named)))


def _flatten(metadata: Element) -> None:
    """Take what stands in the wrappers of OEB 1 out of them."""
    for element in list(metadata):
        if local(element) in ("dc-metadata", "x-metadata"):
            metadata.extend(list(element))
            metadata.remove(element)


def _plain_meta(metadata: Element, element: Element) -> None:
    """A meta element of EPUB 2, which has a name and a content and nothing else."""
    if element.get("property") or element.get("refines"):
        return
    for name in [name for name in element.attrib if name not in _KEPT_ON_META]:
        del element.attrib[name]
    element.text = None
    if not element.get("name") or element.get("content") is None:
        metadata.remove(element)


def _described(metadata: Element, element: Element, ids: set[str]) -> None:
    """An element of Dublin Core as EPUB 3 has it: what attributes said becomes a refinement."""
    told = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
    for name in [name for name in element.attrib if name not in _KEPT_ON_DC]:
        del element.attrib[name]
    if not "".join(element.itertext()).strip():
        metadata.remove(element)
        return
    kind = local(element)
    if kind == "language":
        tag = "".join(element.itertext()).strip().replace("_", "-")
        element.text = tag if _TAG.fullmatch(tag) else "und"
    further = list(_refinements(kind, told))
    if further and not element.get("id"):
        element.set("id", _free(ids, f"{kind}-1"))
    for name, value, scheme in further:
        _meta(metadata, name, value, refines=f"#{element.get('id')}", scheme=scheme)


def _refinements(kind: str, told: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    if kind in ("creator", "contributor") and (role := told.get("role", "").strip()):
        yield "role", role, "marc:relators" if re.fullmatch("[a-z]{3}", role) else ""
    named = kind in ("creator", "contributor", "title", "publisher")
    if named and (name := told.get("file-as", "").strip()):
        yield "file-as", name, ""
    if kind == "identifier" and (scheme := told.get("scheme", "").strip()):
        yield "identifier-type", scheme, ""


def _one_date(metadata: Element) -> None:
    """EPUB 3 has one date, of the publication."""
    dates = [element for element in metadata if element.tag == f"{{{_DC}}}date"]
    dates.sort(key=lambda element: element.get(_EVENT) not in ("publication", None))
    for element in dates[1:]:
        metadata.remove(element)
    for element in dates:
        element.attrib.pop(_EVENT, None)


def _child(parent: Element, name: str) -> Element:
    """A new element, with the prefix that its parent has."""
    from lxml import etree

    new = etree.SubElement(parent, f"{{{_OPF}}}{name}", nsmap={parent.prefix: _OPF})
    new.tail = "\n"
    return new


def _meta(metadata: Element, name: str, value: str, *, refines: str = "", scheme: str = "") -> None:
    element = _child(metadata, "meta")
    if refines:
        element.set("refines", refines)
    element.set("property", name)
    if scheme:
        element.set("scheme", scheme)
    element.text = value


def _item(manifest: Element, ids: set[str], href: str, kind: str, properties: str = "") -> str:
    name = _free(ids, "read-along-" + _ID.sub("-", href.rpartition("/")[2]))
    element = _child(manifest, "item")
    element.set("id", name)
    element.set("href", href)
    element.set("media-type", kind)
    if properties:
        element.set("properties", properties)
    return name


def _free(ids: set[str], wanted: str) -> str:
    """An id that nothing has yet, from now on taken."""
    stem, number = wanted, 1
    while wanted in ids:
        number += 1
        wanted = f"{stem}.{number}"
    ids.add(wanted)
    return wanted
