"""RTF (Rich Text Format 1.9.1), with the headings that its styles and outline levels declare."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.model import Book
from pipeline.sources.decoding import MOST_BYTES
from pipeline.sources.html_writer import HtmlWriter
from pipeline.sources.marked import book_of_html
from pipeline.sources.whole import About

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"
    r"|\\'(?P<byte>[0-9a-fA-F]{2})"
    r"|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])"
    r"|(?P<line>[\r\n]+)"
    r"|(?P<text>[^\\{}\r\n]+)"
)
_DEEPEST = 1_000
_MOST_PARAGRAPHS = 400_000
_HEADING = re.compile(r"heading ?(\d)", re.I)
_FRONT = frozenset({"title", "subtitle", "author", "date"})
_CONTENTS = re.compile(r"(?:toc|contents|index)(?: heading)?(?: ?\d)?", re.I)
_SKIPPED = frozenset([
    "colortbl", "pict", "object", "header", "headerl", "headerr", "headerf", "footer", "footerl",
    "footerr", "footerf", "footnote", "annotation", "atnid", "atnauthor", "fldinst", "xe", "tc",
    "rxe", "bkmkstart", "bkmkend", "listtable", "listoverridetable", "rsidtbl", "generator",
    "themedata", "colorschememapping", "datastore", "latentstyles", "filetbl", "revtbl", "pgptbl",
    "ftnsep", "ftnsepc", "aftnsep", "aftnsepc", "pntext", "pntxta", "pntxtb", "nonshppict",
    "shpinst", "template", "private", "userprops", "xmlnstbl", "mmathPr", "wgrffmtfilter",
    "nesttableprops",
])  # fmt: skip
_SIGNS = {
    "line": "\n", "tab": " ", "cell": " ", "nestcell": " ", "emdash": "—", "endash": "–",
    "emspace": " ", "enspace": " ", "qmspace": " ", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "zwj": "\u200d", "zwnj": "\u200c",
}  # fmt: skip
_ENDS = frozenset({"par", "sect", "row", "nestrow"})
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
"""The values of `\\fcharset`."""
_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850", "ansi": "cp1252"}


@dataclass(slots=True)
class _State:
    """What a group inherits and may change for itself."""

    skipped: bool = False
    table: str = ""
    """`fonttbl`, `stylesheet` or a field of `info` whose text is wanted."""
    font: int = 0
    unicode_skip: int = 1
    hidden: bool = False
    style: int = 0
    level: int = 0


@dataclass(slots=True)
class _Style:
    name: str = ""
    level: int = 0


@dataclass(slots=True)
class _Reader:
    path: Path
    writer: HtmlWriter = field(default_factory=HtmlWriter)
    states: list[_State] = field(default_factory=lambda: [_State()])
    page: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    styles: dict[int, _Style] = field(default_factory=dict)
    info: dict[str, str] = field(default_factory=dict)
    front: dict[str, str] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)
    held: bytearray = field(default_factory=bytearray)
    """Bytes of the font's code page that are not decoded yet."""
    to_skip: int = 0
    """How many characters stand for one that was given in Unicode."""
    high: int = 0
    """The first half of a character beyond the basic plane."""
    starred: bool = False
    paragraphs: int = 0

    @property
    def state(self) -> _State:
        return self.states[-1]

    def read(self, text: str) -> None:
        at = 0
        while match := _TOKEN.match(text, at):
            at = match.end()
            kind = match.lastgroup
            if match["word"]:
                at += self._word(match["word"], match["number"])
            elif kind == "brace":
                self._brace(match[0])
            elif kind == "byte":
                self._byte(int(match["byte"], 16))
            elif kind == "sign":
                self._sign(match["sign"])
            elif kind == "text":
                self._text(match[0])
        self._end()

    def _brace(self, brace: str) -> None:
        self._decode()
        self.to_skip, self.starred = 0, False
        if brace == "{":
            if len(self.states) >= _DEEPEST:
                raise SourceError(
                    f"{self.path} has more than {_DEEPEST:,} groups within one another.",
                    "Open it in a word processor and save it again.",
                )
            self.states.append(replace(self.state))
        elif len(self.states) > 1:
            self.states.pop()

    def _word(self, word: str, number: str | None) -> int:
        """Obey a control word; the number of bytes after it that are not text."""
        value = int(number) if number else None
        if word == "bin":
            return max(0, value or 0)
        if word == "u" and value is not None:
            self._unicode(value)
            return 0
        self._decode()
        starred, self.starred = self.starred, False
        if word in _SKIPPED or (starred and word not in ("shppict", "shptxt")):
            self.state.skipped = True
        elif word in ("fonttbl", "stylesheet", "title", "author", "info"):
            self.state.table = word
        elif word in _SIGNS:
            self._append(_SIGNS[word])
        elif word in _ENDS:
            self._end()
        else:
            self._set(word, value)
        return 0

    def _set(self, word: str, value: int | None) -> None:
        """Change what holds for the text that follows."""
        state = self.state
        if word in ("f", "fcharset", "ansicpg") or word in _PAGES:
            self._set_encoding(word, value or 0)
        elif word == "uc":
            state.unicode_skip = max(0, min(value if value is not None else 1, 16))
        elif word in ("v", "plain"):
            state.hidden = word == "v" and value != 0
        elif word == "pard":
            state.style = state.level = 0
        elif word == "s":
            state.style, state.level = value or 0, 0
        elif word == "outlinelevel":
            state.level = value + 1 if value is not None and 0 <= value < 9 else 0
            if state.table == "stylesheet":
                self.styles.setdefault(state.style, _Style()).level = state.level

    def _set_encoding(self, word: str, value: int) -> None:
        if word == "f":
            self.state.font = value
        elif word == "fcharset":
            if self.state.table == "fonttbl":
                self.fonts[self.state.font] = _CHARSETS.get(value, "cp1252")
        else:
            self.page = _PAGES.get(word) or _CODE_PAGES.get(value, self.page)

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self.starred = True
        elif sign == "~":
            self._text("\u00a0")
        elif sign == "_":
            self._text("-")
        elif sign in "\r\n":
            self._end()
        elif sign in "\\{}":
            self._text(sign)

    def _byte(self, value: int) -> None:
        if self.to_skip:
            self.to_skip -= 1
        else:
            self.held.append(value)

    def _unicode(self, value: int) -> None:
        self._decode()
        code = value % 0x10000 if value < 0x10000 else value
        self.to_skip = self.state.unicode_skip
        if 0xD800 <= code < 0xDC00:
            self.high = code
            return
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((self.high - 0xD800) << 10) + code - 0xDC00 if self.high else 0xFFFD
        self.high = 0
        self._append(chr(code) if code <= 0x10FFFF else "\ufffd")

    def _text(self, text: str) -> None:
        skip = min(self.to_skip, len(text))
        self.to_skip -= skip
        rest = text[skip:]
        if self.held and rest and self._encoding().startswith("cp9"):
            # In a Chinese, Japanese or Korean page the second byte may be a plain character.
            self.held += rest[:1].encode("latin-1", errors="replace")
            rest = rest[1:]
        self._decode()
        if rest.isascii():
            self._append(rest)
        else:
            self._append(rest.encode("latin-1", "replace").decode(self._encoding(), "replace"))

    def _encoding(self) -> str:
        return self.fonts.get(self.state.font, self.page)

    def _decode(self) -> None:
        if self.held:
            text = bytes(self.held).decode(self._encoding(), errors="replace")
            self.held.clear()
            self._append(text)

    def _append(self, text: str) -> None:
        state = self.state
        if state.skipped or not text:
            return
        if state.table == "stylesheet":
            style = self.styles.setdefault(state.style, _Style())
            style.name = (style.name + text)[:200]
        elif state.table in ("title", "author"):
            self.info[state.table] = (self.info.get(state.table, "") + text)[:500]
        elif not state.table and not state.hidden:
            self.pieces.append(text)

    def _end(self) -> None:
        """End the paragraph."""
        self._decode()
        if self.state.skipped or self.state.table:
            return
        text = "".join(self.pieces)
        self.pieces.clear()
        self.paragraphs += 1
        if self.paragraphs > _MOST_PARAGRAPHS:
            raise SourceError(
                f"{self.path} has more paragraphs than twenty novels.", "Split it into books."
            )
        style = self.styles.get(self.state.style, _Style())
        name = style.name.strip().rstrip(";").strip().lower()
        match = _HEADING.fullmatch(name)
        level = self.state.level or style.level or (int(match[1]) if match else 0)
        if _CONTENTS.fullmatch(name):
            self.writer.paragraph(text, "doc-toc")
        elif name in _FRONT and text.strip():
            self.front.setdefault(name, " ".join(text.split()))
            self.writer.paragraph(text, "titlepage")
        elif level:
            self.writer.heading(text, level)
        else:
            self.writer.paragraph(text)


_CODE_PAGES = {
    int(name[2:]): name for name in (*_CHARSETS.values(), "cp865", "cp866") if name[2:].isdigit()
} | {10000: "mac_roman", 65001: "utf-8"}


def read(path: Path, data: bytes, sha256: str) -> Book:
    """The book in an RTF file: one section. Raises SourceError."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        raise SourceError(f"{path} is no RTF file.", "Open it in a word processor and save it.")
    if len(data) > _MOST_RTF:
        raise SourceError(
            f"{path} has {len(data) / 1e6:,.0f} MB of text, more than any novel.",
            "Save it without its pictures.",
        )
    if sum(data.count(sign) for sign in (b"\\", b"{", b"}")) > _MOST_SIGNS:
        raise SourceError(
            f"{path} has more control words than any novel.", "Save it without its pictures."
        )
    reader = _Reader(path)
    reader.read(_without_pictures(data).decode("latin-1").lstrip("ï»¿ \t\r\n"))
    said = {name: " ".join(text.split()) for name, text in reader.info.items()}
    author = reader.front.get("author") or said.get("author", "")
    about = About(reader.front.get("title") or said.get("title", ""), (author,) if author else ())
    return book_of_html(path, sha256, reader.writer.html(), about)


_MOST_RTF = 4 * MOST_BYTES
"""RTF writes pictures down as letters."""
_MOST_SIGNS = 3_000_000
_HEXADECIMAL = re.compile(rb"[0-9a-fA-F\r\n]{2000,}")


def _without_pictures(data: bytes) -> bytes:
    return _HEXADECIMAL.sub(b"", data)
