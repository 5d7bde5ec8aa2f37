"""Laws of putting spans into pages: nothing that is shown changes, and elements still nest."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.overlays.modern import modern
from pipeline.overlays.page import page
from pipeline.overlays.places import NOWHERE, aligned, places
from pipeline.overlays.tokens import ids, tokens, well_formed
from pipeline.overlays.weaving import Edit, edited, pieces, span
from pipeline.segmenter import segment
from pipeline.sources.markup.naming import local
from tests.overlays.overlay_files import shown_text
from tests.sources import epub_files

laws = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

WORDS = st.sampled_from(
    ["lamp", "Tom.", "&amp;", "&#8220;Go!&#8221;", "ro&#173;pe", "I", "—", "\n ", "<!-- x < y -->"]
)
TEXT = st.lists(WORDS, max_size=5).map(" ".join)


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    name = st.sampled_from(["i", "b", "em", "span", "a", "u"])
    element = st.tuples(name, inner).map(lambda p: f"<{p[0]}>{p[1]}</{p[0]}>")
    return st.lists(st.one_of(element, TEXT), max_size=4).map("".join)


RUBY = st.sampled_from(["<ruby>lamp<rt>lahmp</rt></ruby>", "<br/>", '<img src="x" alt="y"/>'])
INLINE = st.recursive(st.one_of(TEXT, RUBY), _nested, max_leaves=12)
BLOCK = st.tuples(st.sampled_from(["p", "div", "li", "h2"]), INLINE).map(
    lambda p: f'<{p[0]} class="c">{p[1]}</{p[0]}>'
)
BODY = st.lists(BLOCK, min_size=1, max_size=4).map("\n".join)


@laws
@given(BODY, st.data())
def test_spans_change_no_text_and_nest(body: str, data: st.DataObject) -> None:
    source = epub_files.page(body, "T")
    shown = page(source)
    assert shown is not None
    cuts = st.sets(st.integers(0, len(shown.letters)), max_size=8)
    edges = sorted({0, *data.draw(cuts), len(shown.letters)})
    edits: list[Edit] = []
    wanted = {}
    for first, after in pairwise(edges):
        found = pieces(shown, first, after - 1)
        assert found[0].first == first
        assert found[-1].last == after - 1
        for before, piece in pairwise(found):
            assert piece.first == before.last + 1
        for piece in found:
            name = f"u{piece.first}"
            wanted[name] = shown.letters[piece.first : piece.last + 1]
            edits += span(shown, piece, name)
    made = edited(source, edits)
    assert well_formed(made)
    assert shown_text(made.encode()) == shown_text(source.encode())
    root = etree.fromstring(made.encode())
    spans = {e.get("id"): e for e in root.iter("{*}span") if e.get("id")}
    assert wanted.keys() == spans.keys()
    again = page(made)
    assert again is not None
    assert again.letters == shown.letters
    for name, letters in wanted.items():
        inside = [t for t in spans[name].iter() if local(t) in ("p", "div", "li", "h2")]
        assert inside == []
        begin = again.anchors[name]
        assert again.letters[begin : begin + len(letters)] == letters


@laws
@given(st.text("ab “”.1", max_size=60), st.text("ab “”.1[]", max_size=90), st.integers(0, 9))
def test_letters_are_found_in_their_order(wanted: str, letters: str, begin: int) -> None:
    found = aligned(wanted, letters, begin, len(letters))
    assert len(found) == len(wanted)
    there = [(c, n) for c, n in zip(wanted, found, strict=True) if n != NOWHERE]
    assert all(letters[n] == c and n >= begin for c, n in there)
    assert all(a < b for (_, a), (_, b) in pairwise(there))


@laws
@given(BODY)
def test_what_is_read_is_found_where_it_stands(body: str) -> None:
    source = epub_files.page(f"<p>Before it all there was a lamp.</p>{body}", "T")
    book = epub_files.read(epub_files.epub({"a.xhtml": source}))
    shown = page(source)
    assert shown is not None
    found = places(shown, book.sections)
    for utterance in segment(book).utterances:
        own = found[utterance.section]
        for offset, character in enumerate(utterance.text, start=utterance.span.start):
            if character.isalnum() and character != "y":  # which stands for a picture
                assert shown.letters[own[offset]] == character


def test_marks_of_notes_are_stepped_over() -> None:
    source = epub_files.page(
        '<p>A lamp.<a href="#n" class="noteref">[1]</a> A rope, <span hidden="hidden">not '
        "this,</span> and a <q>boat</q>.</p><p>A lamp.</p>"
    )
    book = epub_files.read(epub_files.epub({"a.xhtml": source}))
    shown = page(source)
    assert shown is not None
    (own,) = places(shown, book.sections).values()
    (block, again) = [block for block in book.sections[0].blocks if block.text]
    text = "".join(shown.letters[n] for n in own[block.start : block.span.end] if n != NOWHERE)
    assert text == "Alamp.Arope,andaboat."
    assert own[again.start] == shown.letters.rindex("Alamp.")


OLD = [
    ("<tt>a</tt>", '<span style="font-family: monospace">a</span>'),
    ('<p align="center">a</p>', '<p style="text-align: center">a</p>'),
    ('<p align="right" style="top: 0;">a</p>', '<p style="text-align: right; top: 0">a</p>'),
    ('<a name="x">a</a>', '<a id="x">a</a>'),
    ('<a name="x" id="y">a</a>', '<a id="y">a</a>'),
    ('<img width="50%" height="9"/>', '<img height="9" style="width: 50%"/>'),
    ('<font size="+1">a</font>', '<span style="font-size: larger">a</span>'),
    ("a&nbsp;&mdash;&amp;", "a&#160;&#8212;&amp;"),
    ('<i title="a&eacute;">a</i>', '<i title="aé">a</i>'),
    ('<svg><a name="x"/></svg>', '<svg><a name="x"/></svg>'),
    (
        '<table><col width="9"/></table>',
        '<table><colgroup><col style="width: 9px"/></colgroup></table>',
    ),
    ("<p>Kept.</p>", "<p>Kept.</p>"),
]


@pytest.mark.parametrize(("old", "new"), OLD)
def test_old_markup_is_said_as_epub_3_says_it(old: str, new: str) -> None:
    source = epub_files.page(old, "T")
    made = edited(source, modern(source, "T"))
    assert made == source.replace(old, new)
    assert shown_text(made.encode()) == shown_text(source.encode())
    assert well_formed(made)


def test_what_is_no_xhtml_has_no_letters() -> None:
    for source in ("", "<p>", "<html><p></html>", "<svg xmlns='x'/>", "<html>a < b</html>"):
        assert page(source) is None
        assert edited(source, modern(source, "T")) == source or tokens(source)
    assert ids("<html><p id='a'/><a name='b'/></html>") == {"a", "b"}
