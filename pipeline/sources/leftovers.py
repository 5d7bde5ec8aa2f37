"""What a file holds that is not of the story: found by line, kept as blocks, reported."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from pipeline.findings import Finding, Severity
from pipeline.model import Block, BlockKind, Book, Section
from pipeline.sources.contents import contents
from pipeline.sources.lines import Line

_LINE_END = re.compile(r"\r\n|\r|\n")
_SHOWN = 60

WHY = {
    "gutenberg-header": "Project Gutenberg's header",
    "gutenberg-footer": "Project Gutenberg's footer",
    "front-matter": "the file's front matter",
    "comment": "a comment",
    "markup": "markup without words",
    "web-residue": "what a web page left behind",
    "page-number": "a page number",
    "running-head": "a running head",
    "illustration": "the mark of a picture",
    "contents": "the table of contents",
    "cover": "the cover",
    "title-page": "a title page",
    "imprint": "the imprint",
    "colophon": "the colophon",
    "notes": "notes",
    "index": "the index",
    "bibliography": "the bibliography",
    "advertisement": "about other books, or about who made this one",
    "caption": "the caption of a picture",
    "table": "a table",
    "missing": "not in the book's file, damaged or no text",
    "no-text": "without a text",
    "not-linear": "beside the book's reading order",
    "by-choice": "left out in production.toml",
    "not-chosen": "not among the chapters that production.toml chooses",
}
"""What a section or a stretch of text is, by the code of its finding."""

_GUTENBERG_START = re.compile(
    r"\*+ ?START OF (?:TH(?:E|IS) )?PROJECT GUTENBERG\b|\*END\W+THE SMALL PRINT", re.I
)
_GUTENBERG_END = re.compile(
    r"\*+ ?END OF (?:TH(?:E|IS) )?PROJECT GUTENBERG\b"
    r"|End of (?:the |this )?Project Gutenberg(?:'s|’s)?\b",
    re.I,
)
_PRODUCED = re.compile(
    r"(?:Produced|E-?text prepared|This e-?text was (?:produced|prepared|scanned)) by\b"
    r"|\[?Transcriber['’]s notes?\b",
    re.I,
)
_SMALL_WEB = re.compile(
    r"""(?:font|text)\ size\ ?:?[\ +\-−–aA|/0-9%]*
      | share(?:\ this(?:\ (?:story|post|page|article|chapter))?)?\ ?:?
      | share\ (?:on|via)\ .{1,40}
      | (?:tweet|pin\ it|like\ this|advertisements?|report\ (?:this|abuse|story))\ ?(?::|\.{3}|…)?
      | like\ loading\ ?(?:\.{3}|…)
      | (?:print|email|bookmark|download)\ this(?:\ (?:page|story|chapter))?
      | (?:skip\ to|back\ to|go\ to)\ (?:main\ )?(?:content|top|navigation)(?:\ of\ page)?
      | (?:click|tap)\ (?:here\ )?to\ (?:share|read|continue|tweet|print|email)\b.{0,60}
      | [«‹<←\ ]*(?:prev(?:ious)?|next)\ (?:chapter|page|part|story|post)[\ »›>→]*
      | [«‹<←]\ ?prev(?:ious)? | next\ ?[»›>→]
      | [«‹<←\ ]*prev(?:ious)?(?:\ \w+)?[\ |/·•»«-]*next(?:\ \w+)?[\ »›>→]*
      | (?:log|sign)\ (?:in|up|out)(?:\ (?:to|or|with)\ .{1,40})?
      | (?:add\ to\ (?:library|favou?rites|reading\ list)|leave\ a\ (?:comment|reply))
      | (?:(?:facebook|twitter|pinterest|reddit|tumblr|whatsapp|instagram|email)[\ |,·•]*)+
    """,
    re.I | re.X,
)
_PAGE = re.compile(
    r"(?:\[|\{|\()?(?:page|pg\.?|p\.)\ ?\d{1,4}(?:\ ?(?:of|/)\ ?\d{1,4})?(?:\]|\}|\))?"
    r"|\[\d{1,4}\]|\{\d{1,4}\}|[-–—]\ ?\d{1,4}\ ?[-–—]|\d{1,4}\ \|\ ?page",
    re.I,
)
_PICTURE = re.compile(r"\s*\[(?:illustration|image|picture)\b", re.I)
_LONGEST_CAPTION = 12
_SPACES = re.compile(r"\s+")
_ENDS_OPEN = re.compile(r"[\w,;\-–—]\s*$")

Stretch = tuple[int, int, str]
"""First and last line, as indices, and why they are left out."""


def stretches(lines: Sequence[Line]) -> list[Stretch]:
    """The runs of lines that are not of the story, in order and apart from one another."""
    begin, found = _header(lines)
    end, footer = _footer(lines, begin)
    if listed := contents(lines[begin:end]):
        found.append((begin + listed[0], begin + listed[1], "contents"))
    covered = {index for first, last, _ in found for index in range(first, last + 1)}
    pages = _page_numbers(lines[begin:end])
    for index in range(begin, end):
        if index in covered or lines[index].blank:
            continue
        last, reason = index, _residue(lines[index])
        if lines[index].number in pages:
            reason = "page-number"
        elif _PICTURE.match(lines[index].text):
            last = _closing(lines, index, end)
            reason = "illustration" if last >= 0 else ""
        if reason:
            found.append((index, last, reason))
            covered.update(range(index, last + 1))
    return sorted(found) + footer


def findings(book: Book) -> tuple[Finding, ...]:
    """What was left out of the spoken text, one finding a section or block.

    `where` is `file:line` for a text file, and the file and the section's name for others.
    """
    file = Path(book.source.path).name
    found: list[Finding] = []
    if book.source.encoding:
        message = (
            f"{file} does not say how it is encoded, or says it wrongly: "
            f"it is read as {book.source.encoding}."
        )
        found.append(Finding("encoding", Severity.NOTE, message, file))
    for section in book.sections:
        if section.reason:
            why = WHY.get(section.reason, section.reason)
            message = f"“{section.title or section.id}” is left out: it is {why}."
            place = f"{file}, {section.id}"
            found.append(Finding(section.reason, Severity.NOTE, message, place))
            continue
        found += _of_blocks(section, file)
    return tuple(found)


def _of_blocks(section: Section, file: str) -> Iterator[Finding]:
    """One finding a block; in a format without lines, one a run of blocks with one reason."""
    number, end = 1, 0
    before: Block | None = None
    for block in section.blocks:
        number += block.space + (1 if end and block.start > end else 0)
        runs_on = before is not None and before.reason == block.reason and block.anchor
        if block.kind is BlockKind.LEFT_OUT and block.text and not runs_on:
            why = WHY.get(block.reason, block.reason)
            message = f"“{_shown(block)}” is left out: it is {why}."
            place = f"{file}:{number}" if not block.anchor else _place(file, section, block)
            yield Finding(block.reason, Severity.NOTE, message, place)
        number += len(_LINE_END.findall(block.text))
        end = block.span.end
        before = block if block.kind is BlockKind.LEFT_OUT else None


def _place(file: str, section: Section, block: Block) -> str:
    """Where a person finds the block: on a page, in a file of the book, or in the whole of it."""
    if block.anchor.startswith("page="):
        return f"{file}, page {block.anchor.removeprefix('page=')}"
    return file if section.id == "text" else f"{file}, {section.id}"


def _shown(block: Block) -> str:
    text = _SPACES.sub(" ", block.text[: 4 * _SHOWN]).strip()
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"


def _header(lines: Sequence[Line]) -> tuple[int, list[Stretch]]:
    """The index of the first line after the header, and the header where there is one."""
    last = -1
    for index, line in enumerate(lines):
        if _GUTENBERG_START.match(line.text.strip()):
            last = index
        elif last >= 0 and index - last > 400:
            break
    if last < 0:
        return 0, []
    first = next(index for index, line in enumerate(lines) if not line.blank)
    # The title of the marker may run over onto the next line.
    while not lines[last].text.rstrip().endswith("*") and last + 1 < len(lines):
        if lines[last + 1].blank:
            break
        last += 1
    return last + 1, [(first, last, "gutenberg-header"), *_credits(lines, last + 1)]


def _credits(lines: Sequence[Line], begin: int) -> list[Stretch]:
    """The paragraph after the header that says who made the file."""
    first = next((i for i in range(begin, len(lines)) if not lines[i].blank), None)
    if first is None or not _PRODUCED.match(lines[first].text.strip()):
        return []
    last = first
    while last + 1 < len(lines) and not lines[last + 1].blank:
        last += 1
    return [(first, last, "gutenberg-header")]


def _footer(lines: Sequence[Line], begin: int) -> tuple[int, list[Stretch]]:
    """The index of the first line of the footer, and the footer where there is one."""
    for index in range(begin, len(lines)):
        if _GUTENBERG_END.match(lines[index].text.strip()):
            last = max(i for i in range(index, len(lines)) if not lines[i].blank)
            return index, [(index, last, "gutenberg-footer")]
    return len(lines), []


def _residue(line: Line) -> str:
    if len(line.text) > 120 or line.blank:
        return ""
    text = _SPACES.sub(" ", line.text).strip()
    if _SMALL_WEB.fullmatch(text):
        return "web-residue"
    if _PAGE.fullmatch(text):
        return "page-number"
    return ""


def _closing(lines: Sequence[Line], first: int, end: int) -> int:
    """The line on which the bracket that opens a line is closed at the end of one; -1 for none."""
    depth = 0
    for index in range(first, min(end, first + _LONGEST_CAPTION)):
        text = lines[index].text
        depth += text.count("[") - text.count("]")
        if depth <= 0:
            return index if text.rstrip().endswith("]") else -1
    return -1


def _page_numbers(lines: Sequence[Line]) -> set[int]:
    """The numbers of the lines that hold nothing but a page's number.

    Numbers that count from one and never interrupt a sentence number chapters; numbers that
    rise, or that stand in the middle of sentences, number pages.
    """
    bare: list[tuple[Line, int]] = []
    interrupts = 0
    before: Line | None = None
    for line in lines:
        if line.blank:
            continue
        text = line.text.strip()
        if text.isascii() and text.isdigit() and len(text) <= 4:
            bare.append((line, int(text)))
            interrupts += before is not None and _ENDS_OPEN.search(before.text[-20:]) is not None
        before = line
    values = [value for _, value in bare]
    rising = all(a < b for a, b in pairwise(values))
    counts = bool(values) and values[0] == 1 and all(b in (1, a + 1) for a, b in pairwise(values))
    if not rising or len(values) < 2 or (counts and interrupts <= len(values) // 4):
        return set()
    return {line.number for line, _ in bare}
