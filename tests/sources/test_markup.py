"""Marked-up text as people make it: what is heard of it, and at which offsets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Block, BlockKind
from pipeline.sources.markup import blocks, parse, section_text, styles

P, H, BREAK, OUT = (
    BlockKind.PARAGRAPH,
    BlockKind.HEADING,
    BlockKind.SCENE_BREAK,
    BlockKind.LEFT_OUT,
)


def laid(body: str, css: str = "") -> tuple[Block, ...]:
    document = (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title>t</title></head><body>{body}</body></html>"
    )
    return blocks(parse(document.encode(), "page"), styles([css]))


def texts(body: str, css: str = "") -> list[str]:
    return [block.text for block in laid(body, css) if block.kind in (P, H)]


def kinds(body: str, css: str = "") -> list[BlockKind]:
    return [block.kind for block in laid(body, css)]


@pytest.mark.parametrize(
    ("body", "heard"),
    [
        ("<p>One <i>two</i>\n   <b>three</b>.</p>", ["One two three."]),
        ("<p>Fish &amp; chips&nbsp;&mdash;&#8212;&hellip;</p>", ["Fish & chips\u00a0——…"]),
        ("<p>1 &lt; 2 and R&D</p>", ["1 < 2 and R&D"]),
        ("<p>First<br/>second<br />third</p>", ["First\nsecond\nthird"]),
        ("<div>One<br/><br/>Two<br/> <br/>Three</div>", ["One", "Two", "Three"]),
        ("<div>Before<p>within</p>after</div>", ["Before", "within", "after"]),
        ("bare text<p>and more</p>", ["bare text", "and more"]),
        ("<blockquote><p>A quoted line.</p></blockquote>", ["A quoted line."]),
        ("<ul><li>First</li><li><p>Second</p></li></ul>", ["First", "Second"]),
        ("<p>A <!-- never said -->note.</p>", ["A note."]),
        ("<p>A<script>var x;</script> line<style>p{}</style>.</p>", ["A line."]),
        ("<pre>  One\n  two</pre>", ["One\ntwo"]),
        ("<p>He said <q>Go <q>now</q></q>.</p>", ["He said “Go ‘now’”."]),
        ("<p>co\u00adop</p>", ["co\u00adop"]),
        ("<p>x<math alttext='x squared'><mi>x</mi></math></p>", ["xx squared"]),
    ],
)
def test_text_is_joined_as_it_is_seen(body: str, heard: list[str]) -> None:
    assert texts(body) == heard


@pytest.mark.parametrize(
    ("body", "heard"),
    [
        ('<p><span class="dropcap">O</span>nce upon a time</p>', "Once upon a time"),
        ('<p><span class="drop-cap">T</span> he dog</p>', "The dog"),
        ('<p><span class="dropcap">A</span> dog</p>', "A dog"),
        ('<p><img src="t.png" alt="T"/>he dog</p>', "The dog"),
        ('<p><span class="dropcap">O</span><small>NCE UPON</small> a time</p>', "ONCE UPON a time"),
        ("<p><ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>です</p>", "漢字です"),
        ("<p><ruby>東<rp>(</rp><rt>tou</rt><rp>)</rp></ruby></p>", "東"),
    ],
)
def test_drop_caps_small_caps_and_ruby_read_as_words(body: str, heard: str) -> None:
    assert texts(body) == [heard]


@pytest.mark.parametrize(
    "mark",
    [
        '<a epub:type="noteref" href="n.xhtml#n1">1</a>',
        '<a role="doc-noteref" href="#n1">*</a>',
        '<sup><a href="#n1">12</a></sup>',
        '<a href="#n1"><sup>1</sup></a>',
        '<a href="#n1">[1]</a>',
        '<a class="fnanchor" href="#f">[A]</a>',
        '<sup class="footnote-ref">3</sup>',
        "<sup>1</sup>",
        '<a href="#back" epub:type="backlink">↩</a>',
        '<a href="#r1">↩︎</a>',
        '<span epub:type="pagebreak" id="p9" title="9">9</span>',
        '<span class="pagenum">[Pg 9]</span>',
        '<a id="page_9" class="pageno">9</a>',
        '<span hidden="hidden">unseen</span>',
        '<span style="display: none">unseen</span>',
        '<span aria-hidden="true">unseen</span>',
        '<span class="invisible">unseen</span>',
    ],
)
def test_marks_of_notes_and_pages_and_what_is_hidden_are_not_heard(mark: str) -> None:
    body = f"<p>It ended.{mark} Or so.</p>"
    assert texts(body, ".invisible { display:none }") == ["It ended. Or so."]


@pytest.mark.parametrize(
    ("body", "heard"),
    [
        ("<p>x<sup>2</sup> and the 19<sup>th</sup></p>", "x2 and the 19th"),
        (
            '<p>See <a href="#c2">chapter 2</a> and <a href="x.html">I</a>.</p>',
            "See chapter 2 and I.",
        ),
    ],
)
def test_powers_ordinals_and_links_are_text(body: str, heard: str) -> None:
    assert texts(body) == [heard]


@pytest.mark.parametrize(
    "mark",
    [
        "<hr/>",
        '<div class="scene-break"></div>',
        '<p class="asterism">&#160;</p>',
        '<p><img class="ornament" src="a.png" alt=""/></p>',
        '<div><img src="images/fleuron.svg" alt=""/></div>',
        '<p class="tb"> </p>',
    ],
)
def test_breaks_part_scenes(mark: str) -> None:
    assert kinds(f"<p>One.</p>{mark}<p>Two.</p>") == [P, BREAK, P]


def test_a_picture_is_no_break_and_an_empty_paragraph_is_space() -> None:
    found = laid('<p>One.</p><p><img src="map.png" alt="A map"/></p><p>&#160;</p><p>Two.</p>')
    assert [(block.kind, block.space) for block in found] == [(P, 0), (P, 1)]
    assert [b.space for b in laid('<p>1.</p><p class="sp">2.</p>', "p.sp{margin-top:2em}")] == [
        0,
        1,
    ]


@pytest.mark.parametrize(
    ("body", "headings"),
    [
        ("<h1>The Book</h1><p>x</p><h3>A part</h3>", [("The Book", 1), ("A part", 3)]),
        ("<h2>IV</h2><p epub:type='title'>The Ring</p>", [("IV", 2), ("The Ring", 3)]),
        ("<hgroup><h2>IV</h2><p>The Ring</p></hgroup>", [("IV", 2), ("The Ring", 3)]),
        ("<header><p>Ada’s Journal.</p></header>", [("Ada’s Journal.", 2)]),
        ('<p class="chapter-title">The Ring</p>', [("The Ring", 2)]),
        ('<div role="heading" aria-level="4">The Ring</div>', [("The Ring", 4)]),
        ("<h2>Chapter<br/>One</h2>", [("Chapter\nOne", 2)]),
        ('<header><p epub:type="z3998:salutation">Dear Ann</p></header>', []),
        ("<header><blockquote><p>An epigraph.</p></blockquote></header>", []),
    ],
)
def test_headings_are_what_the_source_declares(body: str, headings: list[tuple[str, int]]) -> None:
    assert [(b.text, b.level) for b in laid(body) if b.kind is H] == headings


@pytest.mark.parametrize(
    "body",
    [
        "<p>Tyger, tyger<br/>burning bright</p>",
        '<p><span class="line">Tyger, tyger</span><span class="line">burning bright</span></p>',
        '<div class="stanza"><div class="line">Tyger, tyger</div><div>burning bright</div></div>',
        '<div class="lg"><p>Tyger, tyger</p><p>burning bright</p></div>',
    ],
)
def test_a_stanza_is_one_block_of_lines(body: str) -> None:
    assert texts(body) == ["Tyger, tyger\nburning bright"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<figure><img alt='a map'/><figcaption>A map</figcaption></figure>", "caption"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "table"),
        ('<aside epub:type="footnote" id="n1"><p>1. A note.</p></aside>', "notes"),
        ('<section role="doc-endnotes"><p>1. A note.</p></section>', "notes"),
        ('<div class="footnotes"><p>1. A note.</p></div>', "notes"),
        ('<nav epub:type="toc"><ol><li><a href="#a">One</a></li></ol></nav>', "contents"),
        (
            '<section class="pg-boilerplate pgheader"><p>The eBook of</p></section>',
            "gutenberg-header",
        ),
    ],
)
def test_what_is_not_of_the_text_is_left_out_with_its_reason(body: str, reason: str) -> None:
    found = laid(f"<p>Before.</p>{body}<p>After.</p>")
    assert [block.kind for block in found] == [P, OUT, P]
    assert found[1].reason == reason
    assert found[1].text


def test_a_table_that_only_sets_prose_is_read() -> None:
    long = "It was a long and winding sentence, which filled a whole cell of the table."
    assert texts("<table><tr><td>One.</td></tr><tr><td>Two.</td></tr></table>") == ["One.", "Two."]
    assert texts(f"<table><tr><td>{long}</td><td>{long}</td></tr></table>") == [long, long]
    assert texts('<table role="presentation"><tr><td>1</td><td>2</td></tr></table>') == ["1", "2"]


def test_blocks_have_their_ids_or_paths_as_anchors() -> None:
    found = laid('<p id="first">One.</p><div><p>Two.</p><h2>Three</h2></div>')
    assert [block.anchor for block in found] == ["first", "/4/4/2", "/4/4/4"]


@pytest.mark.parametrize(
    "data",
    [
        "<p>Caf\u00e9</p>".encode(),
        "\ufeff<p>Caf\u00e9</p>".encode(),
        "<?xml version='1.0' encoding='iso-8859-1'?><p>Caf\u00e9</p>".encode("latin-1"),
        "<p>Caf\u00e9</p>".encode("cp1252"),
        "<?xml version='1.0' encoding='utf-16'?><p>Caf\u00e9</p>".encode("utf-16"),
        "<?xml version='1.0' encoding='utf-8'?><p>Caf\u00e9</p>".encode("cp1252"),
        "<?xml version='1.0' encoding='no-such'?><p>Caf\u00e9</p>".encode(),
        b"<html><head><meta charset=windows-1252></head><body><p>Caf\xe9</body></html>",
    ],
)
def test_encodings_are_found(data: bytes) -> None:
    assert [block.text for block in blocks(parse(data, "page"))] == ["Café"]


@pytest.mark.parametrize(
    "soup",
    [
        "<html><body><p>One<p>Two</body></html>",
        "<html><body><div><p>One</p><p>Two</div></body>",
        "<html><body><p>One</p><a id='x'/><p>Two</p></i></body></html>",
        "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.1//EN' 'http://example.org/x.dtd'><p>One</p><p>Two",
        "<HTML><BODY><P CLASS=x>One<P>Two</BODY></HTML>",
    ],
)
def test_what_is_not_well_formed_is_read_as_html(soup: str) -> None:
    assert [block.text for block in blocks(parse(soup.encode(), "page"))] == ["One", "Two"]


TAGS = st.sampled_from(
    [
        "p",
        "div",
        "span",
        "h2",
        "blockquote",
        "br",
        "hr",
        "section",
        "aside",
        "table",
        "tr",
        "td",
        "li",
        "ul",
        "i",
        "sup",
        "a",
        "img",
        "header",
    ]
)
ATTRIBUTES = st.sampled_from(
    ["", ' class="line"', ' class="stanza"', ' id="x"', ' epub:type="footnote"', ' hidden=""']
)
SOUP = st.lists(
    st.one_of(
        st.builds("<{}{}>".format, TAGS, ATTRIBUTES),
        st.builds("</{}>".format, TAGS),
        st.text("ab I.,“”\u2060\n&<\u00a0", max_size=8),
    ),
    max_size=30,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(SOUP)
def test_offsets_hold_for_any_soup(soup: str) -> None:
    found = blocks(parse(f"<html><body>{soup}</body></html>".encode(), "page"))
    whole = section_text(found)
    end = 0
    for block in found:
        assert whole[block.start : block.span.end] == block.text == block.text.strip()
        assert block.start >= end
        end = block.span.end
