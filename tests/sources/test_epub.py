"""EPUBs to books and scripts: order, chapters, what is left out, and what is kept of the file."""

from __future__ import annotations

import re

import pytest
from epub_files import entry, epub, page, point, read

from pipeline.errors import SourceError
from pipeline.model import Book, SectionRole, UtteranceKind
from pipeline.segmenter import segment
from pipeline.sources import chosen, left_out
from pipeline.sources.markup import section_text

PROSE = (
    "It rained upon the harbour, and the boats lay still. Nobody came down to look at them. " * 8
)


def chapter(heading: str, text: str = PROSE, kind: str = "") -> str:
    marked = f' epub:type="{kind}"' if kind else ""
    return page(f"<section{marked}><h2>{heading}</h2><p>{text}</p></section>", heading)


def titles(book: Book) -> list[str]:
    return [c.title for c in segment(book).chapters]


def left(book: Book) -> dict[str, str]:
    return {section.id: section.reason for section in book.sections if section.reason}


THREE = {"one.xhtml": chapter("I"), "two.xhtml": chapter("II"), "three.xhtml": chapter("III")}
LISTED = (
    entry("one.xhtml", "I: Rain") + entry("two.xhtml", "II: Snow") + entry("three.xhtml", "III")
)


def test_chapters_are_those_of_the_navigation_document() -> None:
    book = read(epub(THREE, toc=LISTED))
    assert titles(book) == ["I: Rain", "II: Snow", "III"]
    assert [section.id for section in book.sections] == ["one.xhtml", "two.xhtml", "three.xhtml"]


def test_an_ncx_does_as_well() -> None:
    points = point("one.xhtml", "Rain") + point("two.xhtml#x", "Snow") + point("three.xhtml", "Sun")
    assert titles(read(epub(THREE, points=points))) == ["Rain", "Snow", "Sun"]


def test_a_page_is_called_what_its_first_line_says_where_it_has_no_heading() -> None:
    about = page('<p class="calibre1">About the Author</p><p>She lives in Hull.</p>')
    book = read(epub({**THREE, "split_009.xhtml": about}))
    assert titles(book) == ["I", "II", "III"]
    assert left(book) == {"split_009.xhtml": "advertisement"}


def test_the_spine_says_the_order_and_not_the_contents() -> None:
    spine = '<itemref idref="i2"/><itemref idref="i0"/><itemref idref="i1"/><itemref idref="i0"/>'
    assert titles(read(epub(THREE, toc=LISTED, spine=spine))) == ["III", "I: Rain", "II: Snow"]


def test_several_chapters_in_one_file() -> None:
    body = "".join(
        f'<div id="c{n}"><h2>Chapter {n}</h2><p>{PROSE}</p><p id="x{n}">“End,” he said.</p></div>'
        for n in (1, 2, 3)
    )
    toc = "".join(entry(f"all.xhtml#c{n}", f"Chapter {n}") for n in (1, 2, 3))
    book = read(epub({"all.xhtml": page(body)}, toc=toc))
    assert titles(book) == ["Chapter 1", "Chapter 2", "Chapter 3"]
    assert [s.id for s in book.sections] == ["all.xhtml#c1", "all.xhtml#c2", "all.xhtml#c3"]
    assert [section.blocks[0].start for section in book.sections] == [0, 0, 0]


def test_a_chapter_over_several_files() -> None:
    pages = {
        "a.xhtml": chapter("I"),
        "a-more.xhtml": page(f"<p>{PROSE}</p>", "The Book"),
        "a-map.xhtml": page("<p><img src='map.png' alt='A map'/></p>"),
        "a-end.xhtml": page(f"<h4>A letter</h4><p>{PROSE}</p>"),
        "b.xhtml": chapter("II"),
    }
    book = read(epub(pages, toc=entry("a.xhtml", "I") + entry("b.xhtml", "II")))
    assert titles(book) == ["I", "II"]
    first = segment(book).chapters[0]
    assert {u.section for u in first.utterances} == {"a.xhtml", "a-more.xhtml", "a-end.xhtml"}
    assert left(book) == {"a-map.xhtml": "no-text"}


def test_a_file_that_nobody_lists_begins_a_chapter_by_its_heading() -> None:
    toc = entry("one.xhtml", "I") + entry("three.xhtml", "III")
    assert titles(read(epub(THREE, toc=toc))) == ["I", "II", "III"]


def test_parts_hold_chapters() -> None:
    pages = {
        "p1.xhtml": page('<section epub:type="part"><h1>Part One</h1></section>'),
        **{f"c{n}.xhtml": chapter(str(n), kind="chapter") for n in (1, 2)},
        "p2.xhtml": page(f'<section epub:type="part"><h1>Part Two</h1><p>{PROSE}</p></section>'),
        **{f"c{n}.xhtml": chapter(str(n), kind="chapter") for n in (3, 4)},
    }
    toc = entry("p1.xhtml", "Part One", entry("c1.xhtml", "1") + entry("c2.xhtml", "2"))
    toc += entry("p2.xhtml", "Part Two", entry("c3.xhtml", "3") + entry("c4.xhtml", "4"))
    script = segment(read(epub(pages, toc=toc)))
    assert [c.title for c in script.chapters] == ["1", "2", "Part Two", "3", "4"]
    assert [u.text for u in script.chapters[0].utterances[:2]] == ["Part One", "1"]


def test_sections_below_a_chapter_are_no_chapters() -> None:
    body = f'<h2>Chapter 1</h2><p>{PROSE}</p><h3 id="s">The Storm</h3><p>{PROSE}</p>'
    pages = {"one.xhtml": page(body), "two.xhtml": chapter("Chapter 2")}
    toc = entry("one.xhtml", "Chapter 1", entry("one.xhtml#s", "The Storm"))
    script = segment(read(epub(pages, toc=toc + entry("two.xhtml", "Chapter 2"))))
    assert [c.title for c in script.chapters] == ["Chapter 1", "Chapter 2"]
    headings = [u.text for u in script.chapters[0].utterances if u.kind is UtteranceKind.HEADING]
    assert headings == ["Chapter 1", "The Storm"]


def test_without_contents_headings_tell() -> None:
    assert titles(read(epub(THREE))) == ["I", "II", "III"]
    whole = "".join(f"<h2>{name}</h2><p>{PROSE}</p>" for name in ("Rain", "Snow"))
    assert titles(read(epub({"all.xhtml": page(whole)}, toc=entry("all.xhtml", "Text")))) == [
        "Rain",
        "Snow",
    ]


FRONT = {
    "cover.xhtml": page("<p><img src='c.jpg' alt='Cover'/></p>"),
    "t.xhtml": page("<h1>The Book</h1><p>by A. Writer</p>"),
    "r.xhtml": page("<p>Copyright © 2020 A. Writer. All rights reserved. ISBN 1234567890</p>"),
    "d.xhtml": page("<p>To my sister</p>", "Dedication", body_type="frontmatter"),
    "list.xhtml": page(
        '<h2>Contents</h2><p><a href="one.xhtml">I</a> <a href="two.xhtml">II</a></p>'
    ),
}
BACK = {
    "n1.xhtml": page("<h2>Notes</h2><p>1. Of rain.</p>"),
    "n2.xhtml": page("<p>2. Of snow.</p>"),
    "about.xhtml": page("<h2>About the Author</h2><p>A. Writer lives by the sea.</p>"),
    "col.xhtml": page('<section epub:type="colophon"><p>Set in Garamond.</p></section>'),
}


def test_what_is_not_of_the_text_is_left_out_and_listed() -> None:
    toc = LISTED + entry("n1.xhtml", "Notes") + entry("about.xhtml", "About the Author")
    book = read(epub({**FRONT, **THREE, **BACK}, toc=toc))
    assert left(book) == {
        "cover.xhtml": "no-text",
        "t.xhtml": "title-page",
        "r.xhtml": "imprint",
        "list.xhtml": "contents",
        "n1.xhtml": "notes",
        "n2.xhtml": "notes",
        "about.xhtml": "advertisement",
        "col.xhtml": "colophon",
    }
    assert titles(book) == ["Dedication", "I: Rain", "II: Snow", "III"]
    assert {finding.code for finding in left_out(book)} == set(left(book).values())
    assert book.sections[3].role is SectionRole.FRONT


@pytest.mark.parametrize(
    "guide",
    [
        {"guide": '<reference type="copyright-page" href="two.xhtml"/>'},
        {"landmarks": '<li><a epub:type="copyright-page" href="two.xhtml">x</a></li>'},
    ],
)
def test_landmarks_and_the_guide_say_what_a_page_is(guide: dict[str, str]) -> None:
    book = read(epub(THREE, toc=LISTED, **guide))
    assert left(book) == {"two.xhtml": "imprint"}
    assert titles(book) == ["I: Rain", "III"]


def test_gutenbergs_header_and_licence_are_left_out_in_the_middle_of_a_file() -> None:
    body = (
        "<p>The Project Gutenberg eBook of Rain</p>"
        "<p>*** START OF THE PROJECT GUTENBERG EBOOK ***</p>"
        f"<h2>I</h2><p>{PROSE}</p><p>*** END OF THE PROJECT GUTENBERG EBOOK ***</p><p>Licence.</p>"
    )
    book = read(epub({"all.xhtml": page(body)}))
    assert [u.text for u in segment(book).utterances] == ["I", PROSE.strip()]


def test_what_is_left_out_can_be_chosen_and_what_is_not_can_be_left() -> None:
    book = read(epub({**THREE, **BACK}, toc=LISTED + entry("n1.xhtml", "Notes")))
    spoken = chosen(book, ["Colophon", "n1.xhtml"], ["II: Snow"], "production.toml")
    assert left(spoken) == {
        "two.xhtml": "by-choice",
        "n2.xhtml": "notes",
        "about.xhtml": "advertisement",
    }


def test_what_the_book_says_of_itself_is_kept() -> None:
    metadata = """
      <dc:title id="t2">A Tale of Rain</dc:title>
      <meta refines="#t2" property="title-type">subtitle</meta>
      <dc:title id="t">Rain</dc:title><meta refines="#t" property="title-type">main</meta>
      <dc:creator id="a">Ada Ash</dc:creator><meta refines="#a" property="role">aut</meta>
      <dc:creator opf:role="aut">Ben Birch</dc:creator>
      <dc:creator id="i">Ida Ink</dc:creator><meta refines="#i" property="role">ill</meta>
      <dc:language>de-AT</dc:language><dc:publisher>Regen</dc:publisher><dc:date>1999-03-01</dc:date>
      <meta property="belongs-to-collection" id="s">Weather</meta>
      <meta refines="#s" property="collection-type">series</meta>
      <meta refines="#s" property="group-position">2</meta><meta name="cover" content="pic"/>"""
    items = '<item id="pic" href="pic.png" media-type="image/png"/>'
    data = epub(THREE, toc=LISTED, metadata=metadata, items=items, more={"OEBPS/pic.png": b"PNG"})
    book = read(data)
    assert (book.title, book.authors, book.language) == ("Rain", ("Ada Ash", "Ben Birch"), "de-AT")
    assert (book.publisher, book.published) == ("Regen", "1999-03-01")
    assert book.series is not None
    assert (book.series.name, book.series.position) == ("Weather", "2")
    assert book.cover is not None
    assert (book.cover.media_type, book.cover.data) == ("image/png", b"PNG")


def test_calibres_series_is_kept() -> None:
    metadata = (
        '<dc:title>Rain</dc:title><meta name="calibre:series" content="Weather"/>'
        '<meta name="calibre:series_index" content="3.0"/>'
    )
    series = read(epub(THREE, metadata=metadata)).series
    assert series is not None
    assert (series.name, series.position) == ("Weather", "3")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("META-INF/rights.xml", "<rights/>", "Adobe"),
        ("META-INF/sinf.xml", "<sinf/>", "Apple"),
        ("META-INF/license.lcpl", "{}", "Readium"),
        (
            "META-INF/encryption.xml",
            '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData '
            'xmlns="http://www.w3.org/2001/04/xmlenc#"><EncryptionMethod '
            'Algorithm="http://www.w3.org/2001/04/xmlenc#aes256-cbc"/></EncryptedData></encryption>',
            "digital rights",
        ),
    ],
)
def test_locked_books_are_refused(name: str, content: str, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        read(epub(THREE, toc=LISTED, more={name: content}))


def test_obfuscated_fonts_are_no_lock() -> None:
    encryption = (
        '<encryption><EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#"><EncryptionMethod '
        'Algorithm="http://www.idpf.org/2008/embedding"/></EncryptedData></encryption>'
    )
    book = read(epub(THREE, toc=LISTED, more={"META-INF/encryption.xml": encryption}))
    assert len(titles(book)) == 3


def test_nothing_is_lost_and_nothing_read_twice_within_each_section() -> None:
    pages = {
        **FRONT,
        **THREE,
        "four.xhtml": page(
            "<h2>IV</h2><header><p>Ada’s Journal.</p></header><p>“Rain,” I said.<br/>It rained.</p>"
            "<hr/><figure><figcaption>A map</figcaption></figure>"
            "<p>“Yes,” said Ben, “and snow.”</p>"
        ),
        **BACK,
    }
    book = read(epub(pages, toc=LISTED + entry("four.xhtml", "IV")))
    script = segment(book)
    for section in book.sections:
        whole = section_text(section.blocks)
        own = [u for u in script.utterances if u.section == section.id]
        if section.reason:
            assert not own
            continue
        said = "".join(u.text for u in own)
        for utterance in own:
            span = utterance.span
            assert whole[span.start : span.end] == utterance.text
        assert [u.span.start for u in own] == sorted(u.span.start for u in own)
        assert _letters(said) == _letters(
            "".join(b.text for b in section.blocks if b.kind.value in ("paragraph", "heading"))
        )
    assert len({u.id for u in script.utterances}) == len(script.utterances)


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def test_contents_that_list_nothing_and_a_page_of_them() -> None:
    """As converters leave them: one line "Start", and a page of links before the chapters."""
    links = "".join(f'<p><a href="{n}.xhtml">Chapter {n}</a></p>' for n in (1, 2, 3))
    pages = {
        "0.xhtml": page("<p><img src='cover.jpg' alt=''/></p>"),
        "toc-page.xhtml": page(f"<p><b>Contents</b></p>{links}"),
        "p.xhtml": page("<h1>Part One</h1>"),
        **{f"{n}.xhtml": page(f"<h2>{n}</h2><p>{PROSE}</p>") for n in (1, 2, 3)},
        "a.xhtml": page("<h2>Also by A. Writer</h2><p>The Fen</p>"),
        "x.xhtml": page(f"<h2>An extract from The Fen</h2><p>{PROSE}</p>"),
    }
    book = read(epub(pages, points=point("0.xhtml", "Start")))
    assert [chapter.title for chapter in segment(book).chapters] == ["1", "2", "3"]
    assert [(section.id, section.reason) for section in book.sections if section.reason] == [
        ("0.xhtml", "no-text"),
        ("toc-page.xhtml", "contents"),
        ("a.xhtml", "advertisement"),
        ("x.xhtml", "advertisement"),
    ]


def test_a_title_page_with_its_publisher_and_lists_of_pictures() -> None:
    front = (
        "<h1>THE BOOK</h1><h3>BY</h3><h2>A. WRITER</h2><p>Author of “The Fen,” etc.</p>"
        "<p>London<br/>Smith &amp; Co., 15 Waterloo Place<br/>1891</p><h2>ILLUSTRATIONS</h2>"
        "<p><a href='1.xhtml'>The boat was gone</a> 12</p>"
    )
    pages = {"f.xhtml": page(front), "1.xhtml": page(f"<h2>Chapter I</h2><p>{PROSE}</p>")}
    book = read(epub(pages, toc=entry("f.xhtml", "THE BOOK") + entry("1.xhtml", "Chapter I")))
    assert [section.reason for section in book.sections] == ["title-page", ""]
    told = front.replace("<p>Author of", f"<p>{PROSE}</p><p>Author of")
    book = read(epub({**pages, "f.xhtml": page(told)}, toc=entry("f.xhtml", "THE BOOK")))
    assert not any(section.reason for section in book.sections)
