"""HTML: a story saved from the web, or written by a program."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.model import Book
from pipeline.sources.decoding import decode
from pipeline.sources.marked import book_of_tree
from pipeline.sources.markup import Element, parse
from pipeline.sources.markup.naming import local
from pipeline.sources.site_chrome import mark_chrome
from pipeline.sources.whole import About

_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']"""
    rb"""|<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""",
    re.I,
)
_SEARCHED = 4096
_MOST_TAGS = 600_000
_TITLES = ("dc.title", "dcterms.title", "citation_title", "og:title")
_AUTHORS = ("author", "dc.creator", "dcterms.creator", "citation_author", "article:author")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_LONGEST_SAID = 300
_SEPARATORS = re.compile(r"\s+(?:[|»«·•–—]|-|::)\s+")


def read(path: Path, data: bytes, sha256: str) -> Book:
    """The book in an HTML file: one section. Raises SourceError."""
    match = _DECLARED.search(data, 0, _SEARCHED)
    declared = (match[1] or match[2]).decode("ascii") if match else ""
    decoded = decode(data, path, declared)
    if decoded.text.count("<") > _MOST_TAGS:
        raise SourceError(
            f"{path} has more than {_MOST_TAGS:,} tags, more than any novel.",
            "Split it into books.",
        )
    if "<" not in decoded.text:
        raise SourceError(
            f"{path} has no tags: it is no HTML.", "Give it a name that ends in .txt."
        )
    root = parse(("\ufeff" + decoded.text).encode(), str(path))
    about = _about(root)
    mark_chrome(root)
    return book_of_tree(path, sha256, root, about, decoded.encoding)


def _about(root: Element) -> About:
    """What the page's head says of the story."""
    title, said = "", dict[str, str]()
    for element in root.iter():
        name = local(element)
        if name == "title" and not title:
            title = _text(element)
        elif name == "meta":
            key = (element.get("name") or element.get("property") or "").lower()
            said.setdefault(key, " ".join((element.get("content") or "").split()))
        elif name == "body":
            break
    headings = [_text(e) for e in islice((e for e in root.iter() if local(e) == "h1"), 2)]
    declared = next((said[key] for key in _TITLES if said.get(key)), "")
    if len(headings) == 1 and headings[0] and headings[0].lower() in title.lower():
        title = headings[0]
    title = declared or _SEPARATORS.split(title)[0]
    author = next((said[key] for key in _AUTHORS if said.get(key)), "")
    language = (root.get("lang") or root.get(_XML_LANG) or "").strip()
    return About(
        title[:_LONGEST_SAID],
        (author[:_LONGEST_SAID],) if author else (),
        language if _LANGUAGE.fullmatch(language) else "",
    )


def _text(element: Element) -> str:
    return " ".join("".join(islice(element.itertext(), 50)).split())
