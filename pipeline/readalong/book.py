"""A read-along EPUB 3 of a script: its pages, its overlays and the package around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from pipeline.keys import digest
from pipeline.model import Chapter
from pipeline.readalong.overlay import ACTIVE, Sounding, Unit, clock, smil
from pipeline.readalong.pages import STYLE, document, page, text

MODIFIED = "2000-01-01T00:00:00Z"
"""EPUB asks for a date; the clock's would make each run another file."""


@dataclass(frozen=True, slots=True)
class About:
    """What the package says of the book."""

    title: str
    authors: tuple[str, ...]
    narrators: tuple[str, ...]
    language: str
    """BCP 47 tag."""


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter: its text, what lights up in it, and where that is heard."""

    chapter: Chapter
    units: tuple[Unit, ...]
    sounds: tuple[Sounding, ...]


def members(
    about: About, parts: Sequence[Part], rate: int, cover: tuple[str, str] | None = None
) -> list[tuple[str, str]]:
    """The text files of the book, by name, in the order in which an archive is to hold them.

    The sounds and the cover (its name and media type) are the caller's to add, below `EPUB/`.
    `rate` is that of the timelines, in hertz.
    """
    found: list[tuple[str, str]] = [("META-INF/container.xml", _CONTAINER)]
    items = [
        _item("nav", "nav.xhtml", "application/xhtml+xml", ' properties="nav"'),
        _item("style", "style.css", "text/css"),
    ]
    if cover:
        items.append(_item("cover", cover[0], cover[1], ' properties="cover-image"'))
    metas, total = [], 0
    for number, part in enumerate(parts, start=1):
        name = page_name(number)
        found.append((f"EPUB/{name}", page(part.chapter, part.units, about.language)))
        heard = bool(part.units and part.sounds)
        overlay = f' media-overlay="o{number}"' if heard else ""
        items.append(_item(f"c{number}", name, "application/xhtml+xml", overlay))
        if heard:
            told, length = smil([(part.units, part.sounds)], name, rate)
            total += length
            found.append((f"EPUB/overlay-{number}.smil", told))
            items.append(_item(f"o{number}", f"overlay-{number}.smil", "application/smil+xml"))
            metas.append(
                f'<meta property="media:duration" refines="#o{number}">{clock(length)}</meta>'
            )
    hrefs = dict.fromkeys(sound.href for part in parts for sound in part.sounds)
    items += [_item(f"a{n}", href, "audio/mpeg") for n, href in enumerate(hrefs, start=1)]
    metas.append(f'<meta property="media:duration">{clock(total)}</meta>')
    spine = [f'<itemref idref="c{number}"/>' for number in range(1, len(parts) + 1)]
    package = _package(about, digest([text for _, text in found]), items, spine, metas)
    nav = document(about.title, _contents(about, parts), about.language, "frontmatter")
    found += [("EPUB/nav.xhtml", nav), ("EPUB/style.css", STYLE), ("EPUB/package.opf", package)]
    return found


def page_name(number: int) -> str:
    """The name of a chapter's page, from 1."""
    return f"chapter-{number:03}.xhtml"


def identifier(content: str) -> str:
    """A URN for a digest in hexadecimal, the same each time: a UUID of version 8 (RFC 9562)."""
    a, b, c, d, e = content[:8], content[8:12], content[13:16], content[17:20], content[20:32]
    return f"urn:uuid:{a}-{b}-8{c}-8{d}-{e}"


def _item(name: str, href: str, kind: str, more: str = "") -> str:
    return f"<item id={quoteattr(name)} href={quoteattr(href)} media-type={quoteattr(kind)}{more}/>"


def _package(
    about: About,
    content: str,
    items: Sequence[str],
    spine: Sequence[str],
    metas: Sequence[str],
) -> str:
    people = [f"<dc:creator>{text(name)}</dc:creator>" for name in about.authors if name.strip()]
    read = [
        f'<meta property="media:narrator">{text(name)}</meta>'
        for name in dict.fromkeys(about.narrators)
        if name.strip()
    ]
    metadata = [
        f'<dc:identifier id="id">{identifier(content)}</dc:identifier>',
        f"<dc:title>{text(about.title) or '…'}</dc:title>",
        f"<dc:language>{escape(about.language)}</dc:language>",
        *people,
        f'<meta property="dcterms:modified">{MODIFIED}</meta>',
        *read,
        f'<meta property="media:active-class">{ACTIVE}</meta>',
        *metas,
    ]
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">\n'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        + "\n".join(metadata)
        + "\n</metadata>\n<manifest>\n"
        + "\n".join(items)
        + "\n</manifest>\n<spine>\n"
        + "\n".join(spine)
        + "\n</spine>\n</package>\n"
    )


def _contents(about: About, parts: Sequence[Part]) -> str:
    lines = "\n".join(
        f'<li><a href="{page_name(number)}">{text(part.chapter.title) or number}</a></li>'
        for number, part in enumerate(parts, start=1)
    )
    title = text(about.title) or "…"
    return f'<nav epub:type="toc" id="toc">\n<h1>{title}</h1>\n<ol>\n{lines}\n</ol>\n</nav>'


_CONTAINER = """\
<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
