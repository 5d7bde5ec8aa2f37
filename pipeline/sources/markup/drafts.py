"""A tree of elements to the paragraphs, headings and breaks that a listener is to hear."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pipeline.model import BlockKind
from pipeline.sources.markup import vocabulary as words
from pipeline.sources.markup.naming import NONE, classes, identifier, local, types
from pipeline.sources.markup.parsing import Element
from pipeline.sources.markup.scopes import Scope, settle
from pipeline.sources.markup.skipping import is_hidden, is_skipped, tabular
from pipeline.sources.markup.styles import PLAIN, Styles

_LINE = "\u2028"
"""Stands for a declared line end until the source's own white space is collapsed."""
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_AROUND_LINE = re.compile(rf" *{_LINE} *")
_PARAGRAPHS = re.compile(r"\n{2,}")
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_JOINED = re.compile(r"\s+(?=[a-zà-ÿ])")
_WORDS_OF_ONE_LETTER = frozenset("AIOaio")
_PLAIN = frozenset({"p", "div", "li", "td", "tr", "tbody", "section"})
"""Names that by themselves say nothing of what is within."""
_QUOTES = ("“”", "‘’")


@dataclass(frozen=True, slots=True)
class Draft:
    """A block without its place in the section's text."""

    kind: BlockKind
    text: str
    """White space collapsed; a line feed where the source breaks the line."""
    level: int = 0
    anchor: str = ""
    """The element's id, else its path as in an EPUB CFI: `/4/2/6`."""
    reason: str = ""
    """Why it is left out by itself: `caption`, `table`, `notes`."""
    region: str = ""
    """Why all that it stands among is left out: `title-page`, `contents`."""
    space: int = 0
    """Lines of blank space above it."""
    ids: tuple[str, ...] = ()
    """The ids of elements that begin with it or right before it."""
    types: frozenset[str] = frozenset()
    """Its own types and roles, and those of the elements around it."""


def drafts(root: Element, styles: Styles = PLAIN) -> tuple[Draft, ...]:
    """The blocks of an element in reading order: what is hidden, and marks of pages and notes,
    are gone; what is left out has its reason. Nothing is nested too deep for it."""
    return tuple(_Walk(styles).over(root))


@dataclass(slots=True)
class _Walk:
    styles: Styles
    found: list[Draft] = field(default_factory=list)
    opened: list[Scope] = field(default_factory=lambda: [Scope()])
    written: list[str] = field(default_factory=list)
    home: Scope | None = None
    """The innermost block element when the first of the text was written."""
    ids: list[str] = field(default_factory=list)
    space: int = 0
    pictures: list[str] = field(default_factory=list)
    level: int = 1
    """Of the last heading."""

    def over(self, root: Element) -> list[Draft]:
        from lxml import etree

        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            name = local(element)
            if event == "start":
                self.opened[-1].children += element is not root
                if element is not root and self._begin(element, name):
                    walker.skip_subtree()
                    self.opened.append(Scope(block=False, path=self.opened[-1].path))
                else:
                    self._write(element.text)
            elif element is not root:
                self._end()
                self._write(self._tail(element))
        self._flush()
        return self.found

    def _begin(self, element: Element, name: str) -> bool:
        """Enter an element; True where it is passed over."""
        own, named, identity = NONE, NONE, None
        if element.keys():
            own, named, identity = types(element), classes(element), identifier(element)
        line = self._is_line(element, name, named)
        block = name in words.BLOCKS and not line
        if block:
            self._flush()
        if identity is not None:
            self.ids.append(identity)
        if is_hidden(element, named, self.styles):
            return True
        before = self._before() if name == "sup" else ""
        if is_skipped(element, name, own, named, before):
            self.ids += [i for e in element.iter() if e is not element and (i := identifier(e))]
            return True
        if self._is_whole(element, name, own, named):
            return True
        self._open(element, name, own, named, identity or "", block)
        if line:
            self.opened[-1].closing = _LINE
        return False

    def _is_whole(
        self, element: Element, name: str, own: frozenset[str], named: frozenset[str]
    ) -> bool:
        """Whether an element is taken as one, and is done with."""
        if name in ("img", "image"):
            self._picture(element, named)
        elif name == "math":
            self._write(element.get("alttext") or " ".join(element.itertext()))
        elif name == "hr":
            self._add(BlockKind.SCENE_BREAK, "", self._scope(element))
        elif name == "table" and (text := tabular(element, own)):
            self.ids += [i for e in element.iter() if e is not element and (i := identifier(e))]
            self._add(BlockKind.PARAGRAPH, text, self._scope(element, "table"))
        else:
            if name == "br":
                self.written.append(_LINE)
            return False
        return True

    def _scope(self, element: Element, reason: str = "") -> Scope:
        around = self.opened[-1]
        return replace(
            around,
            path=(*around.path, 2 * around.children),
            id=identifier(element) or "",
            reason=around.reason or reason,
        )

    def _is_line(self, element: Element, name: str, named: frozenset[str]) -> bool:
        """Whether it is a line of verse, which ends where the next begins."""
        if name == "span" or name not in ("div", "p", "li"):
            return name == "span" and bool(named & words.VERSE_LINES)
        return bool(named & words.VERSE_LINES) or (self.opened[-1].verse and _is_leaf(element))

    def _open(
        self,
        element: Element,
        name: str,
        own: frozenset[str],
        named: frozenset[str],
        identity: str,
        block: bool,
    ) -> None:
        around = self.opened[-1]
        now = Scope(
            path=(*around.path, 2 * around.children),
            block=block,
            heading=around.heading if around.block else 0,
            header=around.header,
            verse=bool(named) and bool((named | own) & words.STANZAS),
            pre=around.pre or name == "pre",
            reason=around.reason,
            region=around.region,
            types=around.types | own if own else around.types,
            id=identity,
            quotes=around.quotes + (name == "q"),
            begun=len(self.found),
            breaks=bool(named) and any(map(words.BREAK_NAME.fullmatch, named)),
        )
        if name == "q":
            pair = _QUOTES[around.quotes % 2]
            now.closing = pair[1]
            self._write(pair[0])
        self.opened.append(now)
        if block and (own or named or identity or now.header or name not in _PLAIN):
            settle(now, element, name, own, named, self.level)
            if name in words.LEVELS or "heading" in own:
                self.level = now.heading
            if name in ("p", "div", "blockquote") and named & self.styles.spaced:
                self.space = max(self.space, 1)

    def _end(self) -> None:
        now = self.opened.pop()
        if now.closing:
            self.written.append(now.closing)
        if not now.block:
            return
        blank = "".join(self.written)
        leaf = len(self.found) == now.begun and not _visible(blank)
        pictured = [*self.pictures]
        self.opened.append(now)
        self._flush()
        self.opened.pop()
        if not leaf:
            return
        if now.breaks or any(words.BREAK_NAME.search(name) for name in pictured):
            self._add(BlockKind.SCENE_BREAK, "", now)
        elif not pictured and ("\u00a0" in blank or _LINE in blank):
            self.space += 1

    def _tail(self, element: Element) -> str | None:
        tail: str | None = element.tail
        if not tail or tail[0] not in " \n\r\t" or not _JOINED.match(tail):
            return tail
        if any(map(words.DROP_CAP.fullmatch, classes(element))):
            letter = "".join(element.itertext()).strip()
            if len(letter) == 1 and letter not in _WORDS_OF_ONE_LETTER:
                return tail.lstrip()
        return tail

    def _before(self) -> str:
        """The last character that was written."""
        return next((text[-1] for text in reversed(self.written) if text), "")

    def _write(self, text: str | None) -> None:
        if not text:
            return
        if self.home is None and text.strip():
            self.home = next(item for item in reversed(self.opened) if item.block)
        self.written.append(re.sub(r"\r\n|\r|\n", _LINE, text) if self.opened[-1].pre else text)

    def _picture(self, element: Element, named: frozenset[str]) -> None:
        described = (element.get("alt") or "").strip()
        around = self.opened[-1]
        if len(described) == 1 and described.isalpha() and not _visible("".join(self.written)):
            self._write(described)
        else:
            source = (element.get("src") or "").rpartition("/")[2]
            self.pictures.append(" ".join((described, *sorted(named), source)))
        if around.breaks:
            self.pictures.append("scenebreak")

    def _flush(self) -> None:
        """End the block that is being written, if any."""
        raw, home = "".join(self.written), self.home
        self.written, self.home, self.pictures = [], None, []
        if home is None or not _visible(raw):
            return
        text = _AROUND_LINE.sub("\n", _SPACES.sub(" ", raw)).strip()
        kind, level = BlockKind.PARAGRAPH, 0
        if home.heading and len(text) <= words.LONGEST_HEADING:
            kind, level = BlockKind.HEADING, home.heading
        if kind is BlockKind.HEADING or home.pre:
            parts = [re.sub(r"\n{2,}", "\n", text)]
        else:
            parts = [part for part in _PARAGRAPHS.split(text) if _visible(part)]
        for part in parts:
            self._add(kind, part.strip(), home, level)

    def _add(self, kind: BlockKind, text: str, home: Scope, level: int = 0) -> None:
        spaced = kind is not BlockKind.SCENE_BREAK
        self.found.append(
            Draft(
                kind,
                text,
                level=level,
                anchor=home.id or "/" + "/".join(map(str, home.path)),
                reason=home.reason,
                region=home.region,
                space=self.space if spaced else 0,
                ids=tuple(self.ids),
                types=home.types,
            )
        )
        self.ids, self.space = [], 0


def _visible(text: str) -> bool:
    return bool(text.strip().strip(_INVISIBLE).strip())


def _is_leaf(element: Element) -> bool:
    return not any(local(child) in words.BLOCKS for child in element)
