"""Which sections of a book are not of its text: the cover, the imprint, the contents, the notes.

What the book declares comes first: types within the file, landmarks, the guide. Where it declares
nothing, titles, names of files and the text itself tell, in that order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.model import BlockKind
from pipeline.sources.epub.documents import Document, spoken
from pipeline.sources.markup import Draft

LANDMARKS = {
    "cover": "cover",
    "title-page": "title-page",
    "titlepage": "title-page",
    "halftitlepage": "title-page",
    "half-title": "title-page",
    "copyright-page": "imprint",
    "copyright": "imprint",
    "imprint": "imprint",
    "colophon": "colophon",
    "toc": "contents",
    "loi": "contents",
    "lot": "contents",
    "index": "index",
    "notes": "notes",
    "footnotes": "notes",
    "endnotes": "notes",
    "rearnotes": "notes",
    "bibliography": "bibliography",
}
RUNNING = frozenset(["notes", "index", "contents", "bibliography", "gutenberg-footer"])
"""What may run over several files of which only the first is listed."""
SURE = frozenset(["missing", "no-text", "contents"])
"""What stays left out even where nothing else is there to speak."""

_MOST_WORDS = 4_000
"""Of a page that is left out for what it is called; what is longer is text whatever its name."""
_NOTES_MAY = frozenset(["notes", "index", "bibliography"])
_PAGE = 450
"""Words of a title page or an imprint, at most."""
_TITLE_PAGE = 60

_TITLES = {
    "cover": r"(?:(?:front|back|book)[ -]?)?cover(?:[ -]?(?:page|image))?|couverture|umschlag"
    r"|cubierta|copertina|einband|titelbild|portada",
    "title-page": r"(?:half[ -]?|full )?title(?:[ -]?page)?|page de titre|titelseite|titelblatt"
    r"|frontespizio|portadilla|frontispiece",
    "imprint": r"(?:the )?(?:un)?copyright(?:[ -]?(?:page|notice|information|acknowledge?ments?))?"
    r"|imprint|legal notice|impressum|mentions l[ée]gales|cr[ée]ditos|credits|derechos de autor"
    r"|publisher['’]?s? (?:information|page)|publication (?:data|details|information)|rechtliches"
    r"|edition notice|transcriber['’]s notes?|production notes?",
    "colophon": r"colophon|colof[óo]n|kolophon",
    "contents": r"(?:table of |list of )?contents|toc|inhalt(?:sverzeichnis)?"
    r"|table des mati[èe]res|sommaire|[íi]ndice(?: general)?|sommario|list of "
    r"(?:illustrations|figures|maps|tables|plates|chapters)|illustrations|landmarks|navigation",
    "index": r"index(?: of .{1,40})?|register|sachregister|personenregister",
    "notes": r"(?:foot|end)?notes(?: (?:to|on) .{1,60})?|anmerkungen|fu(?:ß|ss)noten|endnoten"
    r"|notas(?: (?:a|al) .{1,40})?|notes de bas de page|notes et références",
    "bibliography": r"(?:select(?:ed)? )?bibliography|works cited|references|further reading"
    r"|literatur(?:verzeichnis)?|bibliograf[íi]a|bibliographie",
    "advertisement": r"(?:also|more|other (?:books|titles|works|novels)) (?:by|from) .{1,60}"
    r"|by the same author|books by .{1,60}|(?:advance )?praise for .{1,80}|acclaim for .{1,80}"
    r"|about the (?:authors?|publisher|translator|editor|illustrator)|newsletter(?: sign-?up)?"
    r"|(?:back ?)?advertisements?|du m[êe]me auteur|[üu]ber (?:den|die) autor(?:in)?",
    "gutenberg-footer": r"(?:the )?full project gutenberg.{0,4} licen[sc]e"
    r"|project gutenberg.{0,10} licen[sc]e",
}
_BY_TITLE = {code: re.compile(pattern, re.I) for code, pattern in _TITLES.items()}
_FILE = {
    "cover": re.compile(r"(?:.*[-_.])?cover(?:[-_]?(?:page|image|wrapper))?\d*", re.I),
    "title-page": re.compile(r"(?:.*[-_.])?(?:half)?[-_]?title[-_]?(?:page)?\d*|tp\d*", re.I),
    "imprint": re.compile(
        r"(?:.*[-_.])?(?:copyright|imprint|legal|cop|crt)(?:[-_]?page)?\d*", re.I
    ),
    "contents": re.compile(r"(?:.*[-_.])?(?:toc|contents|nav)\d*", re.I),
    "colophon": re.compile(r"(?:.*[-_.])?colophon\d*", re.I),
}
_IMPRINT = re.compile(
    r"\bISBN\b|all rights reserved|copyright\s*(?:©|\(c\)|\d{4})|©\s*(?:copyright\s*)?\d{4}"
    r"|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados",
    re.I,
)
_EXCERPT = re.compile(
    r"(?:an? )?(?:(?:exclusive|special|sneak) )*(?:excerpt|extract|preview|peek|sample|teaser)\b"
    r".{0,80}|read on (?:for|to) .{1,80}|coming (?:soon|next).{0,60}",
    re.I,
)
_LINE = 14
"""Words of a line on a title page, at most."""
_WORD = re.compile(r"\w+")
_EDGE = " \t.:*–—-[](){}"


def declared(
    drafts: tuple[Draft, ...], places: Iterable[tuple[str, str, str]], name: str, fragment: str
) -> str:
    """Why landmarks or a guide leave a section out; empty where they don't."""
    for kind, at, within in places:
        code = LANDMARKS.get(kind, "")
        if code and at == name and within in ("", fragment) and _is_page(code, drafts):
            return code
    return ""


def called(titles: Iterable[str], drafts: tuple[Draft, ...]) -> str:
    """Why a section is left out by what it is called."""
    for title in titles:
        plain = " ".join(title.split()).strip(_EDGE)
        for code, pattern in _BY_TITLE.items():
            if pattern.fullmatch(plain) and _is_page(code, drafts):
                return code
    return ""


def is_excerpt(title: str) -> bool:
    """Whether a section's name says that it is from another book, as what follows an advertisement
    is."""
    return _EXCERPT.fullmatch(" ".join(title.split()).strip(_EDGE)) is not None


def title_page(drafts: tuple[Draft, ...], title: str, authors: Iterable[str]) -> str:
    """`title-page` where a section at the front begins with the book's title and is only lines.

    Among them is who wrote it; lists of chapters and pictures may follow them.
    """
    lines = [draft for draft in spoken(drafts) if not draft.region]
    if not title or not lines or lines[0].kind is not BlockKind.HEADING:
        return ""
    first = _key(lines[0].text)
    if first not in (_key(title), _key(re.split(r"[:;(]", title)[0])) or count(drafts) > 2 * _PAGE:
        return ""
    if any(len(line.split()) > _LINE for draft in lines for line in draft.text.splitlines()):
        return ""
    text = _key(" ".join(draft.text for draft in lines[1:]))
    return "title-page" if any(_key(name) in text for name in authors if _key(name)) else ""


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def looks(document: Document, drafts: tuple[Draft, ...], listed: bool, book: Iterable[str]) -> str:
    """Why a section is left out by its file's name or by what stands in it.

    `listed` is whether the contents name it; `book` are the book's title and authors.
    """
    words = count(drafts)
    stem = document.name.rpartition("/")[2].rpartition(".")[0]
    if not listed and words <= _PAGE:
        for code, pattern in _FILE.items():
            if pattern.fullmatch(stem) and (code != "cover" or words <= _TITLE_PAGE):
                return code
    text = " ".join(draft.text for draft in spoken(drafts)) if words <= _PAGE else ""
    if text and _IMPRINT.search(text):
        return "imprint"
    if document.linked > 0.7 and words >= 6:
        return "contents"
    if 0 < words <= _TITLE_PAGE:
        own = set(_WORD.findall(" ".join(book).lower()))
        rest = [word for word in _WORD.findall(text.lower()) if word not in own]
        if own and len(rest) <= 0.2 * words:
            return "title-page"
    return ""


def count(drafts: tuple[Draft, ...]) -> int:
    """How many words a section has that could be spoken."""
    return sum(len(draft.text.split()) for draft in spoken(drafts))


def _is_page(code: str, drafts: tuple[Draft, ...]) -> bool:
    return code in _NOTES_MAY or count(drafts) <= _MOST_WORDS
