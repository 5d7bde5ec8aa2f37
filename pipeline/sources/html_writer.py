"""Paragraphs and headings of any format, written down as the HTML that all of them share."""

from __future__ import annotations

import re
from html import escape

_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DEEPEST_HEADING = 6


class HtmlWriter:
    """Collects the body of a document; in a text, a line feed is a declared line end."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def paragraph(self, text: str, role: str = "", *, tag: str = "p") -> None:
        """A paragraph; `role` is what all that is left out is known by, e.g. `doc-toc`."""
        if not text.strip():
            self.blank()
            return
        named = f' role="{role}"' if role else ""
        self._pieces.append(f"<{tag}{named}>{_inline(text)}</{tag}>\n")

    def heading(self, text: str, level: int) -> None:
        if text.strip():
            tag = f"h{max(1, min(level, _DEEPEST_HEADING))}"
            self._pieces.append(f"<{tag}>{_inline(text.strip())}</{tag}>\n")

    def rule(self) -> None:
        """A line or an ornament that parts scenes."""
        self._pieces.append("<hr/>\n")

    def blank(self) -> None:
        """An empty line."""
        self._pieces.append("<p>\u00a0</p>\n")

    def html(self) -> bytes:
        """The whole document, in UTF-8."""
        body = "".join(self._pieces)
        return f"\ufeff<html><body>\n{body}</body></html>".encode()


def _inline(text: str) -> str:
    return escape(_UNWANTED.sub("", text), quote=False).replace("\n", "<br/>")
