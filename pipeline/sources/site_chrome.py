"""What a site puts around a story: menus, “Share this”, comments, other stories."""

from __future__ import annotations

import re

from pipeline.sources.marked import CHROME
from pipeline.sources.markup import Element
from pipeline.sources.markup.naming import local, types

_ELEMENTS = frozenset({"nav", "form", "footer", "aside", "menu", "dialog"})
_ROLES = frozenset([
    "navigation", "banner", "contentinfo", "complementary", "search", "form", "dialog", "alert",
    "menu", "menubar",
])  # fmt: skip
_NAME = re.compile(
    r"(?<![a-z])(?:share|sharing|sharedaddy|social|addtoany|addthis|related|recommended"
    r"|recommendations|sidebar|widget|breadcrumbs?|cookies?|consent|newsletter|subscribe|signup"
    r"|login|adverts?|advertisement|ads?|banner|promo|popup|modal|pagination|pager"
    r"|post-?nav(?:igation)?|nav(?:bar|igation|links?)?|menu|toolbar|masthead|site-?header"
    r"|site-?footer|footer|jp-relatedposts|tags?-?links|rating|kudos)(?![a-z])",
    re.I,
)
_COMMENTS = re.compile(r"(?<![a-z])(?:comments?|commentlist|respond|disqus)(?![a-z])", re.I)
_CONTENTS = re.compile(r"(?<![a-z])(?:toc|table-of-contents)(?![a-z])", re.I)
_PASSED_OVER = frozenset(["", "html", "body", "head", "h1", "h2", "h3", "h4", "h5", "h6"])
_LONGEST_NAME = 200
_STORY = ("main", "article")
_MOST_SHARE = {"chrome": 0.25, "comments": 0.8, "contents": 0.25, "title": 0.25, "story": 2.0}
"""Of the page's text: what has more of it is the story, whatever it is called."""
_ROLE_OF = {"chrome": CHROME, "comments": CHROME, "contents": "doc-toc", "title": "titlepage"}


def mark_chrome(root: Element) -> None:
    """Give each such element the role by which it is left out and reported; no text is lost."""
    total, sizes = _measured(root)
    for element, kind, size in sizes:
        if kind != "story" and size <= _MOST_SHARE[kind] * total:
            _mark(element, _ROLE_OF[kind])
    stories = [element for element, kind, size in sizes if kind == "story" and 2 * size > total]
    if stories:
        _mark_around(stories[-1])


def _measured(root: Element) -> tuple[int, list[tuple[Element, str, int]]]:
    """The length of the page's text, and the elements in question with theirs."""
    from lxml import etree

    count = 0
    opened: list[tuple[int, str]] = []
    found: list[tuple[Element, str, int]] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            opened.append((count, _kind(element)))
            count += len((element.text or "").strip())
        else:
            begun, kind = opened.pop()
            if kind:
                found.append((element, kind, count - begun))
            count += len((element.tail or "").strip())
    return count, found


def _kind(element: Element) -> str:
    """What an element's name and names say that it is; empty for text as any other."""
    name = local(element)
    if name in _PASSED_OVER:
        return ""
    if name in _STORY:
        return "story"
    own = types(element)
    if any(item.startswith("doc-") for item in own):
        return ""
    named = f"{element.get('class') or ''} {element.get('id') or ''}"[:_LONGEST_NAME]
    if "title-block-header" in named:
        return "title"
    if _CONTENTS.search(named):
        return "contents"
    if _COMMENTS.search(named):
        return "comments"
    return "chrome" if name in _ELEMENTS or own & _ROLES or _NAME.search(named) else ""


def _mark_around(story: Element) -> None:
    """Mark what stands beside the element that holds the story, and beside what holds that."""
    titled = any(local(inner) in ("h1", "h2") for inner in story.iter())
    inside = story
    for outside in story.iterancestors():
        if local(outside) == "html":
            break
        for child in outside:
            if child is not inside and (titled or not any(local(e) == "h1" for e in child.iter())):
                _mark(child, CHROME)
        inside = outside


def _mark(element: Element, role: str) -> None:
    if isinstance(element.tag, str):
        element.set("role", role)
