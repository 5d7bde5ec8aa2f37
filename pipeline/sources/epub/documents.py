"""The files of the reading order, read into blocks that have no place yet."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import SourceError
from pipeline.model import BlockKind
from pipeline.sources.epub.archive import Archive, resolved
from pipeline.sources.epub.package import DOCUMENTS, Package
from pipeline.sources.markup import Draft, Styles, drafts, parse, styles
from pipeline.sources.markup.naming import local
from pipeline.sources.markup.parsing import MOST_BYTES, Element

_LONGEST_SHEET = 2_000_000
_MOST_MARKS = 1_200_000
"""Tags of all files together: all of Shakespeare, line by line, has a million."""


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    """In the container."""
    title: str
    """What its head says."""
    drafts: tuple[Draft, ...]
    linear: bool
    linked: float
    """The share of its text that is links, 0 to 1."""
    missing: bool = False
    """Whether its file is not in the container, is damaged or is no text."""


def documents(archive: Archive, package: Package) -> tuple[Document, ...]:
    """Each file of the reading order once. Raises SourceError for one that is too long or deep."""
    found: dict[str, Document] = {}
    sheets: dict[str, str] = {}
    marks = 0
    for place in package.spine:
        item = place.item
        if item.name in found:
            continue
        data = archive.read(item.name, MOST_BYTES) if item.name else None
        if data is None or item.media_type not in DOCUMENTS:
            key = item.name or f"(outside: {item.id})"
            found[key] = Document(key, "", (), place.linear, 0.0, missing=True)
            continue
        marks += data.count(b"<")
        if marks > _MOST_MARKS:
            raise SourceError(
                f"{archive.where} has more than {_MOST_MARKS // 2:,} elements.",
                "It is no book as people make them; divide it.",
            )
        root = parse(data, f"{archive.where}, {item.name}")
        found[item.name] = Document(
            item.name,
            _title(root),
            drafts(root, _styles(root, item.name, archive, sheets)),
            place.linear,
            _linked(root),
        )
    return tuple(found.values())


def spoken(found: tuple[Draft, ...]) -> list[Draft]:
    """Those that hold something to read aloud."""
    return [
        draft
        for draft in found
        if not draft.reason
        and draft.kind is not BlockKind.SCENE_BREAK
        and any(map(str.isalnum, draft.text))
    ]


def _title(root: Element) -> str:
    for element in root.iter():
        if local(element) == "title":
            return " ".join("".join(element.itertext()).split())[:300]
        if local(element) == "body":
            break
    return ""


def _styles(root: Element, name: str, archive: Archive, sheets: dict[str, str]) -> Styles:
    found: list[str] = []
    for element in root.iter():
        kind = local(element)
        if kind == "body":
            break
        if kind == "style":
            found.append("".join(element.itertext()))
        elif kind == "link" and "stylesheet" in (element.get("rel") or "").lower():
            sheet = resolved(name, element.get("href") or "")[0]
            if sheet and sheet not in sheets:
                data = archive.read(sheet, _LONGEST_SHEET) or b""
                sheets[sheet] = data.decode("utf-8", "replace")
            found.append(sheets.get(sheet, ""))
    return styles(found)


def _linked(root: Element) -> float:
    """The share of the text that stands within links."""
    whole = linked = 0
    for element in root.iter():
        if local(element) == "a" and element.get("href"):
            linked += sum(len(text.strip()) for text in element.itertext())
        whole += len((element.text or "").strip()) + len((element.tail or "").strip())
    return linked / whole if whole else 0.0
