"""Documents of EPUB 2 (XHTML 1.1) as EPUB 3 has them (XHTML 5).

What XHTML 5 no longer has is said by other means that look alike: HTML Living Standard, sections
16.2 (obsolete features) and 15 (what they look like). Texts stay as they are.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import quoteattr

from pipeline.overlays.tokens import Kind, Token, attributes, named_references, tokens
from pipeline.overlays.weaving import Edit
from pipeline.readalong.pages import text

_KEPT = frozenset({"amp", "lt", "gt", "quot", "apos"})
_NAMES = {
    name.removesuffix(";"): meant
    for name, meant in html.entities.html5.items()
    if name.endswith(";") and name.removesuffix(";") not in _KEPT
}
_DECLARED = re.compile(r"""(\bencoding\s*=\s*)(?:"[^"]*"|'[^']*')""")
_VERSION = re.compile(r"""(\bversion\s*=\s*)(?:"[^"]*"|'[^']*')""")
_RENAMED = {
    "acronym": ("abbr", ""),
    "big": ("span", "font-size: larger"),
    "center": ("div", "text-align: center"),
    "dir": ("ul", ""),
    "font": ("span", ""),
    "strike": ("s", ""),
    "tt": ("span", "font-family: monospace"),
}
_DROPPED = {
    "a": "charset coords methods rev shape urn",
    "body": "alink link vlink marginheight marginwidth",
    "br": "clear",
    "col": "char charoff",
    "colgroup": "char charoff",
    "head": "profile",
    "hr": "noshade size color",
    "html": "version",
    "img": "longdesc lowsrc",
    "li": "type",
    "link": "charset rev target",
    "meta": "scheme",
    "object": "archive classid code codebase codetype declare standby",
    "ol": "compact",
    "script": "language event for",
    "table": "cellpadding cellspacing datapagesize frame rules summary",
    "tbody": "char charoff",
    "td": "abbr axis char charoff scope",
    "tfoot": "char charoff",
    "th": "axis char charoff",
    "thead": "char charoff",
    "tr": "char charoff",
    "ul": "compact type",
    "dl": "compact",
}
_LENGTH = re.compile(r"\d+(?:\.\d+)?%?")
_COLOUR = re.compile(r"#?[0-9A-Za-z]+")
_ALIGNED = frozenset(
    """
p div h1 h2 h3 h4 h5 h6 caption col colgroup tbody td tfoot th thead tr legend input
""".split()  # noqa: SIM905
)
_FLOATED = frozenset(["img", "object", "iframe", "applet", "embed"])
_SIZED = frozenset(["img", "object", "iframe", "embed", "video", "canvas"])
_RULES = frozenset(["table", "hr"])
_VERTICAL = frozenset(["top", "middle", "bottom", "baseline"])
_NAMELESS = frozenset(["a", "img", "form", "p", "span", "div"])
_FOREIGN = frozenset(["svg", "math"])
_HTTP_EQUIV = frozenset(["content-type", "default-style", "refresh", "x-ua-compatible"])


def modern(source: str, title: str) -> tuple[Edit, ...]:
    """The edits that make a document of EPUB 2 one of EPUB 3; none where its tags don't match.

    `title` is what it is called where it does not say.
    """
    found = tokens(source)
    if found is None:
        return ()
    edits = utf8(source, found)
    foreign = 0
    renamed: list[str] = []
    """What the open elements are called now."""
    for place, token in enumerate(found):
        if token.kind is Kind.TEXT:
            edits += named_references(source, token, _NAMES)
        elif token.kind is Kind.TYPE:
            edits.append((token.start, token.end, "<!DOCTYPE html>"))
        elif token.kind is Kind.CLOSE:
            foreign -= token.local in _FOREIGN
            edits += _closing(token, renamed.pop())
            if token.local == "title" and found[place - 1].kind is Kind.OPEN and not foreign:
                edits.append((token.start, token.start, text(title) or "…"))
        elif token.kind in (Kind.OPEN, Kind.EMPTY):
            foreign += token.local in _FOREIGN and token.kind is Kind.OPEN
            name, edit = (token.name, []) if foreign else _opening(token, title)
            if token.local == "col" and token.kind is Kind.EMPTY and _ends(renamed, "table"):
                edit = _grouped(token, edit)
            edits += edit
            if token.kind is Kind.OPEN:
                renamed.append(name)
    return tuple(edits)


def _closing(token: Token, name: str) -> list[Edit]:
    return [(token.start, token.end, f"</{name}>")] if name != token.name else []


def _opening(token: Token, title: str) -> tuple[str, list[Edit]]:
    """What an element is called from now on, and the edits of its tag."""
    if token.local == "title" and token.kind is Kind.EMPTY:
        filled = f"<{token.name}>{text(title) or '…'}</{token.name}>"
        return token.name, [(token.start, token.end, filled)]
    name, written = _tag(token)
    return name, [] if written is None else [(token.start, token.end, written)]


def utf8(source: str, found: tuple[Token, ...]) -> list[Edit]:
    """The edit of an XML declaration that names an encoding: the files written are UTF-8."""
    first = found[0]
    declaration = source[first.start : first.end]
    if first.kind is not Kind.OTHER or not declaration.startswith("<?xml"):
        return []
    new = _VERSION.sub(r'\1"1.0"', _DECLARED.sub(r'\1"utf-8"', declaration), count=1)
    return [(first.start, first.end, new)] if new != declaration else []


def _ends(names: Sequence[str], wanted: str) -> bool:
    return bool(names) and names[-1].rpartition(":")[2].lower() == wanted


def _grouped(token: Token, edit: list[Edit]) -> list[Edit]:
    """A column of a table in a group, as XHTML 5 wants it."""
    group = token.name[: -len("col")] + "colgroup"
    written = edit[0][2] if edit else f"<{token.name}{token.attributes}/>"
    return [(token.start, token.end, f"<{group}>{written}</{group}>")]


def _tag(token: Token) -> tuple[str, str | None]:
    """The name that an element is to have, and its opening tag where that changes."""
    before = attributes(token.attributes)
    now = dict(before)
    local = token.local
    name, styles = token.name, []
    if local in _RENAMED:
        new, style = _RENAMED[local]
        name = token.name[: -len(local)] + new
        styles += [style] if style else []
    styles += _font(now) if local == "font" else []
    styles += [*_aligned(local, now), *_colours(local, now), *_sizes(local, now)]
    styles += _borders(local, now)
    for dropped in _DROPPED.get(local, "").split():
        now.pop(dropped, None)
    _named(local, now)
    if local == "meta":
        _meta(now)
    if local == "html":
        now.setdefault("xmlns", "http://www.w3.org/1999/xhtml")
    if styles:
        own = now.get("style", "").strip().rstrip(";")
        now["style"] = "; ".join([*styles, own] if own else styles)
    if now == before and name == token.name and "&" not in token.attributes:
        return name, None
    written = "".join(f" {key}={quoteattr(value)}" for key, value in now.items())
    return name, f"<{name}{written}{'/' if token.kind is Kind.EMPTY else ''}>"


def _named(local: str, now: dict[str, str]) -> None:
    if local in _NAMELESS and "name" in now:
        anchor = now.pop("name")
        if anchor and not any(character.isspace() for character in anchor):
            now.setdefault("id", anchor)
    if "lang" in now and "xml:lang" in now:
        now["lang"] = now["xml:lang"]


def _meta(now: dict[str, str]) -> None:
    kind = now.get("http-equiv", "").lower()
    if kind == "content-type":
        now["content"] = "text/html; charset=utf-8"
    elif kind and kind not in _HTTP_EQUIV:
        now.setdefault("name", now.pop("http-equiv"))
    if "charset" in now:
        now["charset"] = "utf-8"


def _font(now: dict[str, str]) -> list[str]:
    sizes = {"1": "x-small", "2": "small", "3": "medium", "4": "large", "5": "x-large"}
    sizes |= {"6": "xx-large", "7": "xx-large", "+1": "larger", "-1": "smaller"}
    found = []
    if colour := _matched(now.pop("color", ""), _COLOUR):
        found.append(f"color: {colour}")
    if face := now.pop("face", ""):
        found.append("font-family: " + face.replace(";", " ").replace('"', "'"))
    if size := sizes.get(now.pop("size", "")):
        found.append(f"font-size: {size}")
    return found


def _aligned(local: str, now: dict[str, str]) -> list[str]:
    """What attributes say of where things stand, as style says it; they are taken out."""
    found: list[str] = []
    align = now.pop("align", "").lower() if local in _ALIGNED | _FLOATED | _RULES else ""
    if local in _ALIGNED and align in ("left", "right", "center", "justify"):
        found.append(f"text-align: {align}")
    elif local not in _ALIGNED and align in ("left", "right"):
        found.append(f"float: {align}")
    elif local in _RULES and align == "center":
        found.append("margin-left: auto; margin-right: auto")
    elif local in _FLOATED and align in _VERTICAL:
        found.append(f"vertical-align: {align}")
    if local in _ALIGNED and (align := now.pop("valign", "").lower()) in _VERTICAL:
        found.append(f"vertical-align: {align}")
    if local == "br" and (clear := now.get("clear", "").lower()) in ("left", "right", "all"):
        found.append(f"clear: {'both' if clear == 'all' else clear}")
    if local in ("td", "th") and now.pop("nowrap", ""):
        found.append("white-space: nowrap")
    return found


def _colours(local: str, now: dict[str, str]) -> list[str]:
    found: list[str] = []
    if colour := _matched(now.pop("bgcolor", ""), _COLOUR):
        found.append(f"background-color: {colour}")
    if local == "body":
        now.pop("background", None)
        if colour := _matched(now.pop("text", ""), _COLOUR):
            found.append(f"color: {colour}")
    return found


def _sizes(local: str, now: dict[str, str]) -> list[str]:
    found: list[str] = []
    for side in ("width", "height") if local in _SIZED | _ALIGNED | _RULES else ():
        told = now.get(side, "")
        if not told or (local in _SIZED and told.isdigit()):
            continue
        del now[side]
        if length := _matched(told.removesuffix("px").strip(), _LENGTH):
            found.append(f"{side}: {length}{'' if length.endswith('%') else 'px'}")
    return found


def _borders(local: str, now: dict[str, str]) -> list[str]:
    found: list[str] = []
    if local in ("img", "object"):
        for name, sides in (("hspace", ("left", "right")), ("vspace", ("top", "bottom"))):
            if (told := now.pop(name, "")).isdigit():
                found += [f"margin-{side}: {told}px" for side in sides]
        if (told := now.pop("border", "")).isdigit():
            found.append(f"border: {told}px solid" if int(told) else "border: 0")
    elif local == "table" and now.get("border", "1") not in ("", "1"):
        told = now.pop("border")
        if told.isdigit() and int(told):
            found.append(f"border: {told}px outset")
    return found


def _matched(told: str, pattern: re.Pattern[str]) -> str:
    return told if pattern.fullmatch(told) else ""


def properties(source: str) -> frozenset[str]:
    """What the manifest of EPUB 3 has to say of a document: `svg`, `mathml`, `scripted`."""
    told: Mapping[str, str] = {"svg": "svg", "math": "mathml", "script": "scripted"}
    tags = [t for t in tokens(source) or () if t.kind in (Kind.OPEN, Kind.EMPTY)]
    found = {told[token.local] for token in tags if token.local in told}
    if any(token.local == "form" for token in tags):
        found.add("scripted")
    return frozenset(found)
