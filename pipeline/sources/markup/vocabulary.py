"""What names of elements, types, roles and classes mean to a listener.

The types are those of the EPUB Structural Semantics Vocabulary 1.1 and of the DAISY vocabulary
Z39.98-2012, the roles those of DPUB-ARIA 1.1; the classes are those that books are seen to use.
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BLOCKS = _words("""
address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol
p pre section summary table tbody td tfoot th thead title tr ul desc text
""")
"""`title`, `desc` and `text` are those of a drawing; a document's own head is skipped."""
SKIPPED = _words("""
area audio base button canvas case colgroup command datalist embed head iframe input link map
meta metadata noframes object optgroup option param progress rp rt rtc script select source
style template textarea track video
""")
LEVELS = {f"h{level}": level for level in range(1, 7)}
DEEPEST_LEVEL = 6

REGIONS = {
    "cover": "cover",
    "doc-cover": "cover",
    "titlepage": "title-page",
    "halftitlepage": "title-page",
    "frontispiece": "title-page",
    "imprint": "imprint",
    "imprimatur": "imprint",
    "copyright-page": "imprint",
    "z3998:publisher-address": "imprint",
    "colophon": "colophon",
    "doc-colophon": "colophon",
    "other-credits": "imprint",
    "doc-credits": "imprint",
    "toc": "contents",
    "toc-brief": "contents",
    "doc-toc": "contents",
    "landmarks": "contents",
    "page-list": "contents",
    "doc-pagelist": "contents",
    "loi": "contents",
    "loa": "contents",
    "lot": "contents",
    "lov": "contents",
    "index": "index",
    "doc-index": "index",
    "bibliography": "bibliography",
    "doc-bibliography": "bibliography",
    "footnote": "notes",
    "footnotes": "notes",
    "endnote": "notes",
    "endnotes": "notes",
    "rearnote": "notes",
    "rearnotes": "notes",
    "doc-footnote": "notes",
    "doc-endnote": "notes",
    "doc-endnotes": "notes",
    "pgheader": "gutenberg-header",
    "pgfooter": "gutenberg-footer",
}
"""Types and roles of what is not read aloud, and the code of the finding that says so."""

CLASS_REGIONS = {
    "footnote": "notes",
    "footnotes": "notes",
    "endnote": "notes",
    "endnotes": "notes",
    "pgheader": "gutenberg-header",
    "pg-header": "gutenberg-header",
    "pgfooter": "gutenberg-footer",
    "pg-footer": "gutenberg-footer",
    "caption": "caption",
    "figcaption": "caption",
    "transnote": "imprint",
    "tnote": "imprint",
}
"""The same for classes and ids of elements that hold blocks."""

HEADING_TYPES = _words("""
title subtitle fulltitle covertitle halftitle bridgehead se:bridgehead ordinal label
""")
LETTER_TYPES = _words("""
se:letter.dateline z3998:salutation z3998:valediction z3998:signature z3998:postscript
z3998:sender z3998:recipient dateline salutation epigraph dedication
""")
"""What stands in a header without being a heading."""
HEADING_CLASS = re.compile(
    r"(?:chapter|chap|part|book|section|sect)[-_]?(?:title|head(?:er|ing)?|name|number|num|no|label)"
    r"(?:[-_]?\d)?|(?P<sub>(?:sub|chapter[-_]?sub)[-_]?(?:title|head(?:ing)?)(?:[-_]?\d)?)"
    r"|(?:title|heading)(?:[-_]?\d)?|h(?P<level>[1-6])",
    re.I,
)
LONGEST_HEADING = 300

VERSE_LINES = _words("""
line l verse-line verseline poem-line poemline poetry-line vers linegroup-line
""")
STANZAS = _words("stanza strophe lg linegroup line-group line-block verse-group")

PAGE_MARKS = _words("pagebreak doc-pagebreak pagenum pageno pagenumber page-number")
PAGE_CLASS = re.compile(
    r"page[-_]?(?:num(?:ber)?|no|break|marker)s?|pb|pgno?|folio|x-ebookmaker-pageno", re.I
)
NOTE_MARKS = _words("noteref annoref doc-noteref backlink doc-backlink footnote-ref")
NOTE_CLASS = re.compile(
    r"(?:foot|end)?note[-_]?(?:ref(?:erence)?|anchor|link|call|mark(?:er)?|number|num)s?"
    r"|fn[-_]?(?:ref|anchor|link|marker|call)?\d*|fnanchor|noteref|enref|backlink|footnote-backref"
    r"|footnote|endnote",
    re.I,
)
NOTE_TEXT = re.compile(
    r"\s*[\[({]?\s*(?:\d{1,4}|[a-z]|[ivxl]{1,6}|[*†‡§‖¶#]{1,4})\s*[\])}]?\s*", re.I
)
BRACKETED = re.compile(r"\s*[\[({].*[\])}]\s*", re.S)
BACK = re.compile(r"\s*[↩↑⏎^←]\ufe0e?\s*")

BREAK_NAME = re.compile(
    r"(?<![a-z])(?:(?:scene|section|thought|story|context|time|space|text|soft|white)[-_ ]?"
    r"(?:break|space)"
    r"|tb|asterism|asterisks?|dinkus|fleuron|ornament(?:al)?|orn|separator|sep|divider|divisor"
    r"|transition|blank[-_]?line|stars?|hr|flourish|squiggle|vignette)(?![a-z])",
    re.I,
)
"""In a class, or in the name or description of a small picture."""
DROP_CAP = re.compile(
    r"drop[-_]?caps?|dropped|initial(?:[-_]?(?:cap|letter))?|lettrine|versal", re.I
)
