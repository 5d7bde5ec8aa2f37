"""The reading order and the contents to sections, which begin chapters, go on, or are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.model import BlockKind, Section, SectionRole
from pipeline.publication import Division
from pipeline.sources.epub import roles
from pipeline.sources.epub.chapters import Start, starts
from pipeline.sources.epub.documents import Document, spoken
from pipeline.sources.epub.navigation import Navigation
from pipeline.sources.epub.package import Package
from pipeline.sources.markup import Draft, laid_out, settled

_CHAPTER_TYPES = frozenset(
    """
chapter part division volume prologue epilogue preface foreword introduction afterword
conclusion dedication epigraph appendix preamble subchapter z3998:short-story se:short-story
z3998:novella se:novella acknowledgments doc-chapter doc-part doc-prologue doc-epilogue
doc-preface doc-foreword doc-introduction doc-afterword doc-conclusion doc-dedication
doc-epigraph doc-appendix
""".split()  # noqa: SIM905
)
_MATTER = {
    "frontmatter": SectionRole.FRONT,
    "bodymatter": SectionRole.BODY,
    "backmatter": SectionRole.BACK,
}
_NO_HEADING = 9
_GUTENBERG_START = re.compile(r"\*{3}\s*START OF (?:TH(?:E|IS) )?PROJECT GUTENBERG", re.I)
_GUTENBERG_END = re.compile(r"\*{3}\s*END OF (?:TH(?:E|IS) )?PROJECT GUTENBERG", re.I)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A file, or the stretch of one between two lines of the contents."""

    document: Document
    drafts: tuple[Draft, ...]
    start: Start | None


def sections(
    documents: Sequence[Document], navigation: Navigation, package: Package
) -> tuple[Section, ...]:
    """The sections of a book in reading order."""
    units = list(_units(documents, starts(navigation.entries)))
    listed = [unit for unit in units if unit.start]
    level = min((_level(unit.drafts) for unit in listed), default=_NO_HEADING)
    if level == _NO_HEADING:  # contents that list no chapter, as "Start" alone does
        level = min((_level(unit.drafts) for unit in units), default=_NO_HEADING)
    found: list[Section] = []
    weak: set[int] = set()
    """Places of sections that are left out by how they look."""
    for unit in units:
        reason, drafts = settled(_without_gutenberg(unit.drafts))
        if not reason:
            reason = _reason(unit, drafts, navigation, package)
        before = found[-1].reason if found else ""
        unlisted = unit.start is None and not _begins(drafts, level)
        if not reason and unlisted and before in roles.RUNNING and found:
            goes_on = before != "contents" or unit.document.linked > 0.5
            reason = before if goes_on else ""
        if not reason and before == "advertisement" and roles.is_excerpt(_called(unit, drafts)):
            reason = before
        if not reason and all(section.reason for section in found):
            reason = roles.title_page(drafts, package.title, package.authors)
        if reason not in ("", *roles.SURE):
            weak.add(len(found))
        found.append(_section(unit, drafts, reason, unlisted, found, package.name))
    if not any(not section.reason and section.blocks for section in found):
        found = [replace(s, reason="") if i in weak else s for i, s in enumerate(found)]
    chapters = [s for s, unit in zip(found, units, strict=True) if unit.start and not s.reason]
    headings = sum(b.kind is BlockKind.HEADING for s in found if not s.reason for b in s.blocks)
    if not chapters or (len(chapters) == 1 and headings > 1):
        found = [
            replace(section, division=Division.HEADINGS)
            if section.role is SectionRole.BODY
            else section
            for section in found
        ]
    return tuple(found)


def _units(documents: Sequence[Document], begins: Sequence[Start]) -> Iterator[_Unit]:
    for document in documents:
        own = [start for start in begins if start.name == document.name]
        places: dict[int, Start] = {}
        for start in own:
            at = _place(document.drafts, start.fragment)
            if at not in places or (places[at].part and not start.part):
                places[at] = start
        if places and 0 not in places:
            first = min(places)
            if not any(d.kind is BlockKind.PARAGRAPH for d in spoken(document.drafts[:first])):
                places[0] = places.pop(first)
        bounds = sorted({0, *places})
        for begin, end in zip(bounds, [*bounds[1:], len(document.drafts)], strict=True):
            yield _Unit(document, document.drafts[begin:end], places.get(begin))


def _place(drafts: Sequence[Draft], fragment: str) -> int:
    """The index of the block at which a fragment begins; 0 where it names the file, or nothing."""
    if not fragment:
        return 0
    return next((index for index, draft in enumerate(drafts) if fragment in draft.ids), 0)


def _reason(
    unit: _Unit, drafts: tuple[Draft, ...], navigation: Navigation, package: Package
) -> str:
    document, start = unit.document, unit.start
    if document.missing:
        return "missing"
    if document.name == navigation.document:
        return "contents"
    declared = roles.declared(
        drafts, navigation.landmarks, document.name, start.fragment if start else ""
    )
    if declared:
        return declared
    if not spoken(drafts):
        return "no-text"
    if not document.linear:
        return "not-linear"
    if _types(drafts) & _CHAPTER_TYPES:
        return ""
    titles = [start.title] if start else [_first_line(drafts), document.title]
    return roles.called(titles, drafts) or roles.looks(
        document, drafts, start is not None, (package.title, *package.authors)
    )


def _section(
    unit: _Unit,
    drafts: tuple[Draft, ...],
    reason: str,
    unlisted: bool,
    before: Sequence[Section],
    package: str,
) -> Section:
    spoken_before = any(not section.reason for section in before)
    division = Division.CONTINUED if unlisted and spoken_before else Division.CHAPTER
    title = unit.start.title if unit.start else _heading(drafts)
    if not title and (division is Division.CHAPTER or reason):
        title = unit.document.title
    return Section(
        _id(unit, package), title, _role(drafts, before), laid_out(drafts), division, reason
    )


def _id(unit: _Unit, package: str) -> str:
    """The file's name as the package writes it, and the fragment where it is not the whole file."""
    fragment = unit.start.fragment if unit.start else ""
    whole = len(unit.drafts) == len(unit.document.drafts)
    name = unit.document.name.removeprefix(package[: package.rfind("/") + 1])
    return name + (f"#{fragment}" if fragment and not whole else "")


def _role(drafts: tuple[Draft, ...], before: Sequence[Section]) -> SectionRole:
    for kind, role in _MATTER.items():
        if kind in _types(drafts):
            return role
    return (
        SectionRole.BODY
        if not before or before[-1].role is not SectionRole.BACK
        else SectionRole.BACK
    )


def _types(drafts: tuple[Draft, ...]) -> frozenset[str]:
    return drafts[0].types if drafts else frozenset()


def _called(unit: _Unit, drafts: tuple[Draft, ...]) -> str:
    return unit.start.title if unit.start else _heading(drafts)


def _heading(drafts: tuple[Draft, ...]) -> str:
    for draft in spoken(drafts)[:1]:
        if draft.kind is BlockKind.HEADING:
            return " ".join(draft.text.split())
    return ""


def _first_line(drafts: tuple[Draft, ...]) -> str:
    """A section's first words: converted books have headings that are plain paragraphs."""
    return next((" ".join(draft.text.split()) for draft in spoken(drafts)[:1]), "")


def _level(drafts: tuple[Draft, ...]) -> int:
    """The level of the heading that opens a section; high where none does."""
    for draft in spoken(drafts)[:1]:
        if draft.kind is BlockKind.HEADING:
            return draft.level
    return _NO_HEADING


def _begins(drafts: tuple[Draft, ...], level: int) -> bool:
    """Whether a file that the contents don't list begins a chapter: by its heading."""
    for draft in spoken(drafts)[:1]:
        if draft.kind is BlockKind.HEADING:
            return bool(draft.types & _CHAPTER_TYPES) or draft.level <= level < _NO_HEADING
    return False


def _without_gutenberg(drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """The drafts with Project Gutenberg's header and licence marked, where only words mark them."""
    begin = next((i for i, d in enumerate(drafts) if _GUTENBERG_START.search(d.text[:300])), -1)
    end = next(
        (i for i, d in enumerate(drafts) if _GUTENBERG_END.search(d.text[:300])), len(drafts)
    )
    if begin < 0 and end == len(drafts):
        return drafts
    return tuple(
        replace(draft, region=draft.region or "gutenberg-header")
        if index <= begin
        else replace(draft, region=draft.region or "gutenberg-footer")
        if index >= end
        else draft
        for index, draft in enumerate(drafts)
    )
