"""An EPUB with Media Overlays of what is read from it: which of its files change, and how.

All other files stay as they are. A book of EPUB 2 becomes one of EPUB 3.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from pipeline.errors import SourceError
from pipeline.findings import Finding, Severity
from pipeline.model import Section, Utterance
from pipeline.overlays import package as packages
from pipeline.overlays.contents import contents, leads_somewhere
from pipeline.overlays.lighting import lit
from pipeline.overlays.modern import modern, properties, utf8
from pipeline.overlays.page import Page, page
from pipeline.overlays.places import places
from pipeline.overlays.tokens import ids, tokens, well_formed
from pipeline.overlays.weaving import Edit, edited
from pipeline.readalong.cues import Cue
from pipeline.readalong.overlay import ACTIVE, Sounding, Unit, smil
from pipeline.sources.epub.archive import Archive
from pipeline.sources.epub.navigation import Entry, navigation_of
from pipeline.sources.epub.package import Item, package_of
from pipeline.sources.markup.parsing import MOST_BYTES, decode

_XHTML = "application/xhtml+xml"
_PAGES = frozenset([_XHTML, "text/html", "text/x-oeb1-document"])
_CLASS = re.compile(r"-?[A-Za-z_][\w-]*")
GONE = frozenset(["META-INF/signatures.xml"])
"""What would be untrue of the book with its overlays."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A chapter as it is heard."""

    utterances: tuple[Utterance, ...]
    cues: tuple[Cue, ...]
    sounds: tuple[Sounding, ...]
    """`href` is the file's name alone."""


@dataclass(frozen=True, slots=True)
class Overlaid:
    """The files that are new or changed, by their names in the container."""

    texts: tuple[tuple[str, bytes], ...]
    sounds: tuple[tuple[str, str], ...]
    """Names in the container, and of the sound files."""
    gone: frozenset[str]
    """Files of the source that it no longer has."""
    findings: tuple[Finding, ...]


def overlaid(
    archive: Archive,
    sections: Sequence[Section],
    readings: Sequence[Reading],
    narrators: Sequence[str],
    rate: int,
) -> Overlaid:
    """The book with overlays for all that is read of it.

    `sections` are all of the book's, in its order; `rate` is the timelines', in hertz. Raises
    SourceError for a book that can't have overlays.
    """
    return _Book(archive, sections, narrators, rate).with_overlays(readings)


class _Book:
    def __init__(
        self, archive: Archive, sections: Sequence[Section], narrators: Sequence[str], rate: int
    ) -> None:
        self.archive = archive
        self.package = package_of(archive)
        self.opf = archive.read(self.package.name, MOST_BYTES) or b""
        self.where = f"{archive.where}, {self.package.name}"
        self.old = packages.version(self.opf, self.where) == 2
        self.sections = sections
        self.narrators = narrators
        self.rate = rate
        self.base = self.package.name[: self.package.name.rfind("/") + 1]
        self.folder = _free(archive, f"{self.base}read-along")
        self.documents: dict[str, Item] = {}
        for item in [place.item for place in self.package.spine] + list(self.package.items):
            if item.name and item.media_type in _PAGES and archive.has(item.name):
                self.documents.setdefault(item.name, item)
        self.findings: list[Finding] = []

    def with_overlays(self, readings: Sequence[Reading]) -> Overlaid:
        texts: dict[str, bytes] = {}
        overlays: list[packages.Overlay] = []
        active = packages.active_class(self.opf, self.where)
        style = f"{self.folder}/style.css"
        by_document = self._heard(readings)
        for name, item in self.documents.items():
            heard = by_document.get(name, [])
            if not heard and not self.old:
                continue
            source = decode(self.archive.read(name, MOST_BYTES) or b"", name)
            upgraded = list(modern(source, self.package.title)) if self.old else []
            if found := self._lit(name, source, upgraded, heard, style):
                text, units = found
                place = f"{self.folder}/overlay-{len(overlays) + 1:03}.smil"
                told, length = smil(units, address(place, name), self.rate)
                texts[name] = text.encode()
                texts[place] = told.encode()
                overlays.append(
                    packages.Overlay(item.id, address(self.package.name, place), length)
                )
            elif upgraded:
                texts[name] = edited(source, upgraded).encode()
        if not overlays:
            raise SourceError(
                f"Nothing that is read of {self.archive.where} is found in its pages.",
                "Its pages may be drawings.",
            )
        sounds = {
            sound.href: f"{self.folder}/audio/{sound.href}"
            for reading in readings
            for sound in reading.sounds
        }
        name = active if _CLASS.fullmatch(active) else ACTIVE
        texts[style] = f".{name} {{ background-color: #ffe9a8; color: #000; }}\n".encode()
        added = packages.Added(
            tuple(overlays),
            tuple(address(self.package.name, place) for place in sounds.values()),
            address(self.package.name, style),
            tuple(self.narrators),
        )
        upgrade = self._upgrade(texts) if self.old else None
        texts[self.package.name] = packages.rewritten(self.opf, self.where, added, upgrade)
        smils = packages.overlays_of(self.opf, self.where)
        replaced = {item.name for item in self.package.items if item.id in smils}
        return Overlaid(
            tuple(texts.items()),
            tuple((place, name) for name, place in sounds.items()),
            frozenset(replaced | GONE),
            tuple(self.findings),
        )

    def _heard(self, readings: Sequence[Reading]) -> dict[str, list[tuple[list[Cue], Reading]]]:
        """The cues of each document, chapter by chapter."""
        found: dict[str, list[tuple[list[Cue], Reading]]] = {}
        for reading in readings:
            own = {utterance.id: utterance.section for utterance in reading.utterances}
            by_document: dict[str, list[Cue]] = {}
            for cue in reading.cues if reading.sounds else ():
                if document := self._document(own[cue.utterance]):
                    by_document.setdefault(document, []).append(cue)
            for document, cues in by_document.items():
                found.setdefault(document, []).append((cues, reading))
        return found

    def _document(self, section: str) -> str:
        """The document that a section is in; empty for what is spoken and not in the book."""
        for name in (section, section.rpartition("#")[0]):
            for place in (self.base + name, name):
                if place in self.documents:
                    return place
        return ""

    def _lit(
        self,
        name: str,
        source: str,
        upgraded: Sequence[Edit],
        heard: Sequence[tuple[list[Cue], Reading]],
        style: str,
    ) -> tuple[str, list[tuple[Sequence[Unit], Sequence[Sounding]]]] | None:
        """A document with its spans, and what is heard of it; None where that is nothing."""
        cues = [cue for chapter, _ in heard for cue in chapter]
        shown = page(source) if cues else None
        if shown is None:
            self._lost(name, cues)
            return None
        found = places(shown, [s for s in self.sections if self._document(s.id) == name])
        own = {u.id: u.section for _, reading in heard for u in reading.utterances}
        result = lit(shown, cues, found, own)
        utf = [] if self.old else utf8(source, tokens(source) or ())
        linked = [_link(shown, address(name, style))] if shown.head >= 0 else []
        text = edited(source, [*upgraded, *utf, *linked, *result.edits])
        if not result.units or not well_formed(text):
            self._lost(name, cues)
            return None
        self._lost(name, result.lost)
        groups: list[tuple[Sequence[Unit], Sequence[Sounding]]] = []
        for chapter, reading in heard:
            ids = {cue.utterance for cue in chapter}
            units = [unit for unit in result.units if unit.utterance in ids]
            groups.append((units, [self._below(sound) for sound in reading.sounds]))
        return text, groups

    def _below(self, sound: Sounding) -> Sounding:
        """A sound by its address from the overlays."""
        return replace(sound, href=quote(f"audio/{sound.href}"))

    def _lost(self, name: str, cues: Sequence[Cue]) -> None:
        if cues:
            some = " ".join(cues[0].text.split())[:60]
            self.findings.append(
                Finding(
                    "no-highlight",
                    Severity.WARNING,
                    f"{len(cues)} stretches of {name} are heard and light up nowhere, since its "
                    f"markup does not have them as they are read, such as {some!r}.",
                    cues[0].utterance,
                )
            )

    def _upgrade(self, texts: dict[str, bytes]) -> packages.Upgrade:
        """What a book of EPUB 2 lacks; its navigation document is put among the texts."""
        sources = {
            name: decode(texts.get(name) or self.archive.read(name, MOST_BYTES) or b"", name)
            for name in self.documents
        }
        spine = [place.item.name for place in self.package.spine]
        if any(place.item.media_type == "application/x-dtbook+xml" for place in self.package.spine):
            raise SourceError(
                f"{self.archive.where} is written in DTBook, which EPUB 3 does not have.",
                "Convert the book to EPUB 3.",
            )
        nav = f"{self.folder}/nav.xhtml"
        known = {name: ids(source) for name, source in sources.items()}

        def leads(entry: Entry) -> str:
            if entry.name not in spine:
                return ""
            within = entry.fragment in known.get(entry.name, ())
            return address(nav, entry.name) + (f"#{quote(entry.fragment)}" if within else "")

        entries = navigation_of(self.archive, self.package).entries
        if not leads_somewhere(entries, leads):
            entries = tuple(Entry(self.package.title, name, "") for name in spine[:1])
        title, language = self.package.title, self.package.language
        texts[nav] = contents(entries, leads, title, language).encode()
        cover = next(
            (
                item.id
                for item in self.package.items
                if item.id == self.package.cover and item.media_type.startswith("image/")
            ),
            "",
        )
        return packages.Upgrade(
            address(self.package.name, nav),
            tuple((item.id, properties(sources[item.name])) for item in self.documents.values()),
            cover,
            frozenset(item.id for item in self.documents.values()),
        )


def address(base: str, name: str) -> str:
    """A reference from one file of the container to another."""
    return quote(posixpath.relpath(name, posixpath.dirname(base) or "."))


def _free(archive: Archive, wanted: str) -> str:
    """A folder that the container does not have yet."""
    name, number = wanted, 1
    while any(taken == name or taken.startswith(f"{name}/") for taken in archive.names):
        number += 1
        name = f"{wanted}-{number}"
    return name


def _link(shown: Page, href: str) -> Edit:
    element = f'<{shown.prefix}link rel="stylesheet" type="text/css" href="{href}"/>'
    return shown.head, shown.head, element
