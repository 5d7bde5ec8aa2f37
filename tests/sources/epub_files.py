"""Small EPUBs, made in memory."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from pipeline.keys import digest_bytes
from pipeline.model import Book
from pipeline.sources import READERS

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="{path}" media-type="application/oebps-package+xml"/></rootfiles>'
    "</container>"
)


def page(body: str, title: str = "", head: str = "", body_type: str = "") -> str:
    kind = f' epub:type="{body_type}"' if body_type else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>{title}</title>{head}</head>'
        f"<body{kind}>{body}</body></html>"
    )


def nav(entries: str, landmarks: str = "") -> str:
    return page(
        f'<nav epub:type="toc"><ol>{entries}</ol></nav>'
        f'<nav epub:type="landmarks" hidden="hidden"><ol>{landmarks}</ol></nav>'
    )


def entry(href: str, title: str, below: str = "") -> str:
    return f'<li><a href="{href}">{title}</a>{f"<ol>{below}</ol>" if below else ""}</li>'


def ncx(points: str) -> str:
    return (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1">'
        f"<navMap>{points}</navMap></ncx>"
    )


def point(href: str, title: str, below: str = "") -> str:
    return (
        f"<navPoint><navLabel><text>{title}</text></navLabel>"
        f'<content src="{href}"/>{below}</navPoint>'
    )


def package(
    names: tuple[str, ...],
    *,
    metadata: str = "",
    spine: str = "",
    manifest: str = "",
    guide: str = "",
) -> str:
    items = "".join(
        f'<item id="i{i}" href="{name}" media-type="application/xhtml+xml"/>'
        for i, name in enumerate(names)
    )
    refs = spine or "".join(f'<itemref idref="i{i}"/>' for i in range(len(names)))
    return (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="u">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:opf="http://www.idpf.org/2007/opf">'
        f"{metadata or '<dc:title>The Book</dc:title><dc:creator>A. Writer</dc:creator>'}"
        f'</metadata><manifest>{items}{manifest}</manifest><spine toc="ncx">{refs}</spine>'
        f"<guide>{guide}</guide></package>"
    )


NAV_ITEM = '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
NCX_ITEM = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """A container with these files, whatever they are."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def epub(
    pages: Mapping[str, str],
    *,
    toc: str = "",
    landmarks: str = "",
    points: str = "",
    metadata: str = "",
    guide: str = "",
    spine: str = "",
    more: Mapping[str, str | bytes] | None = None,
    items: str = "",
) -> bytes:
    """A book of these pages in this order, with a navigation document or an NCX."""
    manifest = items + (NAV_ITEM if toc else "") + (NCX_ITEM if points else "")
    files: dict[str, str | bytes] = {
        "META-INF/container.xml": CONTAINER.format(path="OEBPS/content.opf"),
        "OEBPS/content.opf": package(
            tuple(pages), metadata=metadata, manifest=manifest, guide=guide, spine=spine
        ),
        **{f"OEBPS/{name}": text for name, text in pages.items()},
    }
    if toc:
        files["OEBPS/nav.xhtml"] = nav(toc, landmarks)
    if points:
        files["OEBPS/toc.ncx"] = ncx(points)
    return packed({**files, **(more or {})})


def read(data: bytes, name: str = "book.epub") -> Book:
    return READERS[".epub"](Path(name), data, digest_bytes(data))
