"""The pages of a book made from a script: one document a chapter, one element a unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from pipeline.model import Chapter, Utterance, UtteranceKind
from pipeline.readalong.overlay import ACTIVE, Unit

STYLE = f"""\
body {{ margin: 5%; line-height: 1.5; }}
p {{ margin: 0; text-indent: 1.5em; }}
h1 + p, hr + p {{ text-indent: 0; }}
hr {{ border: 0; margin: 1.5em 0; text-align: center; }}
.{ACTIVE} {{ background-color: #ffe9a8; color: #000; }}
"""


def page(chapter: Chapter, made: Sequence[Unit], language: str) -> str:
    """The XHTML of a chapter; `made` are its units in order."""
    by_utterance: dict[str, list[Unit]] = {}
    for unit in made:
        by_utterance.setdefault(unit.utterance, []).append(unit)
    body: list[str] = []
    headed = False
    for place, scene in enumerate(chapter.scenes):
        if place:
            body.append("<hr/>")
        for _, group in groupby(scene.utterances, key=lambda utterance: utterance.block):
            block = list(group)
            inside = "".join(_inside(block, by_utterance))
            if block[0].kind is UtteranceKind.HEADING:
                body.append(f"<h2>{inside}</h2>" if headed else f"<h1>{inside}</h1>")
                headed = True
            else:
                body.append(f"<p>{inside}</p>")
    return document(chapter.title, "\n".join(body), language, "bodymatter")


def document(title: str, body: str, language: str, kind: str) -> str:
    """A content document of EPUB 3 with this body; `kind` is its `epub:type`."""
    tag = quoteattr(language)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f"lang={tag} xml:lang={tag}>\n<head>\n<title>{text(title) or '…'}</title>\n"
        '<link rel="stylesheet" type="text/css" href="style.css"/>\n</head>\n'
        f"<body epub:type={quoteattr(kind)}>\n{body}\n</body>\n</html>\n"
    )


def text(plain: str) -> str:
    """A text as XML has it: escaped, and without what XML can't hold."""
    return escape("".join(c for c in plain if c in "\t\n\r" or (c >= " " and not _barred(c))))


def _barred(character: str) -> bool:
    return "\ud800" <= character <= "\udfff" or character in "\ufffe\uffff"


def _inside(block: Sequence[Utterance], made: dict[str, list[Unit]]) -> Iterator[str]:
    """The text of a paragraph, every unit in an element of its own, and nothing lost."""
    end = block[0].span.start
    for utterance in block:
        if utterance.span.start > end:
            yield " "
        at = end = utterance.span.start
        for unit in made.get(utterance.id, ()):
            start, stop = (max(at, x) for x in (unit.span.start, unit.span.end))
            yield text(_slice(utterance, at, start))
            inside = text(_slice(utterance, start, stop))
            yield f"<span id={quoteattr(unit.id)}>{inside}</span>"
            at = stop
        yield text(_slice(utterance, at, utterance.span.end))
        end = utterance.span.end


def _slice(utterance: Utterance, start: int, end: int) -> str:
    return utterance.text[start - utterance.span.start : end - utterance.span.start]
