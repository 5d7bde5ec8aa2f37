"""The same small story as each kind of document writes it."""

import pytest
from hostile_files import docx, fb2, odt, zipped
from reading import blocks, read, texts

from pipeline import sources
from pipeline.model import BlockKind, Book
from pipeline.segmenter import segment

SAID = ["“It rains,” said Zoë.", "She slept.", "It was light."]


def told(book: Book) -> list[str]:
    return texts(book, BlockKind.HEADING) + texts(book)


def left(book: Book) -> dict[str, str]:
    return {finding.code: finding.message for finding in sources.left_out(book)}


# --- DOCX ---------------------------------------------------------------------

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = (
    f"<w:styles {W}>"
    "<w:style w:styleId='berschrift1'><w:name w:val='heading 1'/></w:style>"
    "<w:style w:styleId='Own'><w:name w:val='My chapter'/><w:basedOn w:val='berschrift1'/>"
    "</w:style>"
    "<w:style w:styleId='Titel'><w:name w:val='Title'/></w:style>"
    "<w:style w:styleId='TOC1'><w:name w:val='toc 1'/></w:style></w:styles>"
)


def paragraph(text: str, style: str = "", more: str = "") -> str:
    named = f"<w:pStyle w:val='{style}'/>" if style else ""
    return f"<w:p><w:pPr>{named}{more}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def word(body: str, core: str = "") -> bytes:
    parts = {
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>".encode(),
        "word/styles.xml": STYLES.encode(),
    }
    if core:
        parts["docProps/core.xml"] = (
            f"<p xmlns:dc='http://purl.org/dc/elements/1.1/'>{core}</p>".encode()
        )
    return zipped(parts)


def test_docx_headings_by_style_by_what_it_is_based_on_and_by_outline_level(tmp_path):
    body = (
        paragraph("One", "berschrift1") + paragraph(SAID[0])
        + paragraph("Two", "Own") + paragraph(SAID[1])
        + paragraph("Three", more="<w:outlineLvl w:val='0'/>") + paragraph(SAID[2])
    )  # fmt: skip
    book = read(tmp_path, word(body), "a.docx")
    assert told(book) == ["One", "Two", "Three", *SAID]
    assert [chapter.title for chapter in segment(book).chapters] == ["One", "Two", "Three"]


def _by_hand(text: str, centred: bool = True) -> str:
    middle = '<w:pPr><w:jc w:val="center"/></w:pPr>' if centred else ""
    return f"<w:p>{middle}<w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p>"


def test_docx_bold_lines_above_the_text_are_headings_where_none_is_styled(tmp_path):
    plain = "<w:p><w:r><w:t>It rained upon the harbour.</w:t></w:r></w:p>" * 8
    loud = _by_hand("Stop!", centred=False) + plain
    title = _by_hand("The House") + _by_hand("Anna Hart")
    body = title + _by_hand("The Rain") + plain + loud + _by_hand("The Sea") + plain
    book = read(tmp_path, docx(body), "a.docx")
    assert heads(book) == ["The Rain", "The Sea"]
    styled = '<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>One</w:t></w:r></w:p>'
    assert heads(read(tmp_path, docx(styled + plain + body), "b.docx")) == ["One"]
    assert heads(read(tmp_path, docx(_by_hand("One alone") + plain), "c.docx")) == []


def heads(book):
    return [b.text for s in book.sections for b in s.blocks if b.kind is BlockKind.HEADING]


def test_docx_title_page_contents_and_properties(tmp_path):
    body = (
        paragraph("The Harbour", "Titel") + paragraph("One 3", "TOC1")
        + paragraph("One", "berschrift1") + paragraph(SAID[0])
    )  # fmt: skip
    core = "<dc:title>draft 7</dc:title><dc:creator>Ann Example</dc:creator>"
    book = read(tmp_path, word(body, core + "<dc:language>de-DE</dc:language>"), "a.docx")
    assert (book.title, book.authors, book.language) == ("The Harbour", ("Ann Example",), "de-DE")
    assert told(book) == ["One", SAID[0]]
    assert set(left(book)) == {"title-page", "contents"}


def test_docx_text_as_its_reader_sees_it(tmp_path):
    body = (
        "<w:p><w:r><w:t>“It</w:t></w:r><w:del><w:r><w:delText> snows</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t xml:space='preserve'> rains</w:t></w:r></w:ins><w:r><w:t>,” said</w:t>"
        "<w:noBreakHyphen/><w:t>she.</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r>"
        "<w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
        "<w:p><w:r><w:t>One line</w:t><w:br/><w:t>and another.</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>In a cell of prose.</w:t></w:r></w:p></w:tc></w:tr>"
        "</w:tbl>"
    )
    found = texts(read(tmp_path, docx(body), "a.docx"))
    assert found == ["“It rains,” said-she.", "One line\nand another.", "In a cell of prose."]


def test_docx_drop_cap_rules_and_empty_lines(tmp_path):
    body = (
        paragraph("S", more="<w:framePr w:dropCap='drop'/>") + paragraph("he slept.")
        + paragraph("", more="<w:pBdr><w:bottom w:val='single'/></w:pBdr>")
        + paragraph("It rained.") + "<w:p/>" + paragraph("It stopped.")
    )  # fmt: skip
    book = read(tmp_path, docx(body), "a.docx")
    assert texts(book) == ["She slept.", "It rained.", "It stopped."]
    assert len(blocks(book, BlockKind.SCENE_BREAK)) == 1
    assert blocks(book)[-1].space == 1


# --- ODT ----------------------------------------------------------------------


def test_odt(tmp_path):
    body = (
        "<text:table-of-content><text:index-body><text:p>One 3</text:p></text:index-body>"
        "</text:table-of-content>"
        f"<text:h text:outline-level='1'>One</text:h><text:p>{SAID[0]}<text:note><text:note-body>"
        "<text:p>A note.</text:p></text:note-body></text:note></text:p>"
        "<text:p>She<text:s text:c='2'/>slept<text:span>\n  twice</text:span>,"
        "<text:line-break/>and woke.</text:p>"
        "<text:list><text:list-item><text:p>First.</text:p></text:list-item></text:list>"
    )
    book = read(tmp_path, odt(body), "a.odt")
    assert told(book) == ["One", SAID[0], "She slept twice,\nand woke.", "First."]
    assert set(left(book)) == {"contents"}


def test_odt_that_is_locked(tmp_path):
    manifest = (
        "<m:manifest xmlns:m='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'>"
        "<m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"
    )
    data = zipped({"content.xml": b"\x93\x01", "META-INF/manifest.xml": manifest.encode()})
    with pytest.raises(sources.SourceError, match="locked with a password"):
        read(tmp_path, data, "a.odt")


# --- RTF ----------------------------------------------------------------------


def test_rtf(tmp_path):
    data = (
        rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil Times;}{\f1\fcharset204 Times;}}"
        rb"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2 Title;}}"
        rb"{\info{\title draft}{\author Ann Example}}{\*\generator Someone 1;}"
        rb"\pard\s2 The Harbour\par\pard\s1 One\par\pard \ldblquote It rains,\rdblquote  said "
        rb"Zo\'eb.{\footnote A note.}\par She \u108?\u232\'e8pt\emdash {\v not}"
        rb"\line and {\field{\*\fldinst HYPERLINK x}{\fldrslt woke}}.\par"
        rb"{\f1 \'cf\'f0\'e8\'e2\'e5\'f2}\par}"
    )
    book = read(tmp_path, data, "a.rtf")
    assert (book.title, book.authors) == ("The Harbour", ("Ann Example",))
    assert told(book) == ["One", SAID[0], "She lèpt—\nand woke.", "Привет"]


# --- FB2 ----------------------------------------------------------------------

FB2 = f"""<?xml version="1.0" encoding="windows-1251"?>
<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" xmlns:l="http://www.w3.org/1999/xlink">
<description><title-info><author><first-name>Ann</first-name><last-name>Example</last-name></author>
<book-title>The Harbour</book-title><coverpage><image l:href="#cover.jpg"/></coverpage>
<lang>ru</lang><sequence name="Tides" number="2"/></title-info></description>
<body><title><p>The Harbour</p></title><section><title><p>Один</p></title>
<p>Привет, мир.<a l:href="#n1" type="note">[1]</a></p><empty-line/><p>{SAID[1]}</p>
<poem><stanza><v>One line</v><v>and another.</v></stanza></poem><subtitle>* * *</subtitle>
<p>{SAID[2]}</p></section></body>
<body name="notes"><section id="n1"><p>A note.</p></section></body>
<binary id="cover.jpg" content-type="image/jpeg">AAAA</binary></FictionBook>
"""


@pytest.mark.parametrize("packed", [False, True])
def test_fb2(tmp_path, packed):
    data = FB2.encode("cp1251")
    name = "a.fb2.zip" if packed else "a.fb2"
    book = read(tmp_path, zipped({"a.fb2": data}) if packed else data, name)
    assert (book.title, book.authors, book.language) == ("The Harbour", ("Ann Example",), "ru")
    assert book.series is not None
    assert (book.series.name, book.series.position) == ("Tides", "2")
    assert book.cover is not None
    assert (book.cover.media_type, book.cover.data) == ("image/jpeg", bytes(3))
    assert told(book) == ["Один", "Привет, мир.", SAID[1], "One line\nand another.", SAID[2]]
    assert len(blocks(book, BlockKind.SCENE_BREAK)) == 1
    assert set(left(book)) == {"title-page", "notes"}


def test_fb2_sections_nest(tmp_path):
    body = (
        "<section><title><p>Part</p></title><section><title><p>One</p></title><p>x</p></section>"
        "</section>"
    )
    book = read(tmp_path, fb2(body), "a.fb2")
    assert [block.level for block in blocks(book, BlockKind.HEADING)] == [2, 3]


# --- HTML ---------------------------------------------------------------------

PAGE = f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="iso-8859-1"><title>The Harbour | A site</title>
<meta name="author" content="Ann Example"><script>var x = "no";</script></head><body>
<header class="site-header"><h2>A site</h2></header><nav><ul><li>Home</li></ul></nav>
<article><h1>The Harbour</h1><p>{SAID[0]}</p><hr><p>{SAID[1]}</p>
<div class="sharedaddy"><p>Share this:</p><ul><li>Tweet</li></ul></div>
<p>Page 12 of 40</p><p>{SAID[2]}</p></article>
<aside>Other stories</aside><div id="comments"><p>What a story!</p></div>
<footer>Since 1999</footer></body></html>
"""


def test_html_without_what_the_site_puts_around_it(tmp_path):
    book = read(tmp_path, PAGE, "a.html")
    assert (book.title, book.authors) == ("The Harbour", ("Ann Example",))
    assert book.language == "en-GB"
    assert told(book) == ["The Harbour", *SAID]
    found = sources.left_out(book)
    assert {f.code for f in found} == {"web-residue", "page-number", "encoding"}
    said = " ".join(finding.message for finding in found)
    assert all(word in said for word in ("Share this", "Page 12", "A site", "UTF-8"))


def test_html_that_is_in_windows_1252_whatever_it_declares(tmp_path):
    page = f"<html><head><meta charset='utf-8'></head><body><p>{SAID[0]}</p></body></html>"
    book = read(tmp_path, page.encode("cp1252"), "a.htm")
    assert texts(book) == [SAID[0]]
    assert "Windows-1252" in left(book)["encoding"]


def test_html_of_which_most_is_called_a_footer_is_read(tmp_path):
    page = f"<html><body><div class='footer'><p>{SAID[0]}</p><p>{SAID[1]}</p></div></body></html>"
    assert texts(read(tmp_path, page, "a.html")) == SAID[:2]


# --- Markdown -----------------------------------------------------------------

PANDOC = """---
title: The Harbour
---

[]{#chapter-1}

::: {.section}
```{=html}
<hgroup>
```
## I {#one .chapter}

The Tide

```{=html}
</hgroup>
```
It was [very]{.smallcaps} dark, `<abbr title="x">`{=html}Mr.`</abbr>`{=html} Hall.[^1]

> She slept till dawn.

<div class="break">

</div>

It was light.
:::

[^1]: A note.

## Colophon

Made by hand.
"""


def test_markdown_as_a_converter_writes_it(tmp_path):
    book = read(tmp_path, PANDOC, "a.md")
    assert texts(book) == [
        "The Tide",
        "It was very dark, Mr. Hall.",
        "She slept till dawn.",
        "It was light.",
    ]
    assert [chapter.title for chapter in segment(book).chapters] == ["I: The Tide"]
    assert set(left(book)) == {"front-matter", "markup", "notes", "colophon"}


def test_markdown_without_markup_stays_a_slice_of_its_file(tmp_path):
    text = "# One\n\nIt was *very* [dark](x), \\*she\\* said: 1 < 2 > 0.\n"
    book = read(tmp_path, text, "a.md")
    for block in book.sections[0].blocks:
        assert block.text == text[block.start : block.span.end]


# --- plain text ---------------------------------------------------------------


def test_what_a_publisher_adds_is_left_out_of_plain_text_too(tmp_path):
    long = "The road went down to the harbour. " * 30
    text = f"The Harbour\nAnn Example\n\nImprint\n\nMade by hand.\n\nI\n\nThe Tide\n\n{long}\n\n"
    text += f"II\n\nThe Storm\n\n{long}\n\nColophon\n\nIt was set by night.\n"
    book = read(tmp_path, text)
    assert [chapter.title for chapter in segment(book).chapters] == ["I: The Tide", "II: The Storm"]
    assert set(left(book)) == {"title-page", "imprint", "colophon"}


def test_what_follows_an_imprint_without_a_heading_is_read(tmp_path):
    text = "# Imprint\n\nPublished in 1890.\n\nTo my friend.\n\n# One\n\n" + "It rained. " * 40
    book = read(tmp_path, text, "a.md")
    assert texts(book)[0] == "To my friend."
    assert set(left(book)) == {"imprint"}
