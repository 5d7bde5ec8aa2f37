"""Marked-up text, XHTML or HTML, to blocks."""

from pipeline.sources.markup.drafts import Draft, drafts
from pipeline.sources.markup.layout import blocks, laid_out, section_text, settled
from pipeline.sources.markup.parsing import Element, parse
from pipeline.sources.markup.styles import PLAIN, Styles, styles

__all__ = [
    "PLAIN",
    "Draft",
    "Element",
    "Styles",
    "blocks",
    "drafts",
    "laid_out",
    "parse",
    "section_text",
    "settled",
    "styles",
]
