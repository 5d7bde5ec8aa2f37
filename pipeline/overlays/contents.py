"""The navigation document of a book that has none: from its NCX, as EPUB 3 wants it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.sax.saxutils import quoteattr

from pipeline.readalong.pages import text
from pipeline.sources.epub.navigation import Entry

Address = Callable[[Entry], str]
"""Where an entry leads, as a reference from the document; empty where there is nothing."""


def contents(entries: Sequence[Entry], address: Address, title: str, language: str) -> str:
    """A navigation document with these entries, and the title above them."""
    tag = quoteattr(language)
    listed = _list(entries, address)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f"lang={tag} xml:lang={tag}>\n<head>\n<title>{text(title) or '…'}</title>\n</head>\n"
        f'<body>\n<nav epub:type="toc" id="toc">\n<h1>{text(title) or "…"}</h1>\n{listed}</nav>\n'
        "</body>\n</html>\n"
    )


def leads_somewhere(entries: Sequence[Entry], address: Address) -> bool:
    """Whether a list of these entries would have a line."""
    return any(address(entry) or leads_somewhere(entry.children, address) for entry in entries)


def _list(entries: Sequence[Entry], address: Address) -> str:
    lines: list[str] = []
    for entry in entries:
        below = _list(entry.children, address)
        label = text(entry.title) or "…"
        if href := address(entry):
            lines.append(f"<li><a href={quoteattr(href)}>{label}</a>{below}</li>\n")
        elif below:
            lines.append(f"<li><span>{label}</span>{below}</li>\n")
    return f"<ol>\n{''.join(lines)}</ol>\n" if lines else ""
