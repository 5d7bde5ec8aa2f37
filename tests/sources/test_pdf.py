"""Printed pages put back into paragraphs and chapters."""

import pytest
from reading import blocks, read, texts
from small_pdfs import Line, column, made, scan

from pipeline import sources
from pipeline.errors import SourceError
from pipeline.model import BlockKind
from pipeline.segmenter import segment

pytest.importorskip("pypdfium2")

ROAD = [
    "The road went down to the harbour, and there the boats lay",
    "side by side in the mud, for the tide was out and nobody had",
    "any use for them before the morning came round again, as all",
    "of them knew.",
]
NETS = [
    "Nobody spoke of the storm. They sat upon the wall and mended",
    "their nets until it was dark, and then they went up the hill",
    "to the light that stood in the window of the house by itself",
    "and shone.",
]


def set_in(lines):
    """Lines of which the first is indented."""
    first, *rest = lines
    return [Line(first.text, first.left + 18, first.base), *rest]


def pages(count, *, head="THE HARBOUR", number=True):
    """Pages of text, each with a running head and its number."""
    found = []
    for index in range(count):
        lines = column([f"Page by page it went on, for the {index + 1}. time,", *ROAD[1:]])
        lines += set_in(column(NETS, top=644))
        lines.append(Line(head, 250, 750, 9))
        if number:
            lines.append(Line(str(index + 5), 300, 40, 9))
        found.append(lines)
    return found


def test_lines_are_joined_to_paragraphs_that_begin_with_an_indent(tmp_path):
    page = set_in(column(ROAD)) + set_in(column(NETS, top=644)) + set_in(column(ROAD, top=588))
    found = texts(read(tmp_path, made([page]), "a.pdf"))
    assert found == [" ".join(ROAD), " ".join(NETS), " ".join(ROAD)]


def test_lines_are_joined_to_paragraphs_that_white_parts(tmp_path):
    page = column(ROAD) + column(NETS, top=634) + column(ROAD, top=568)
    found = texts(read(tmp_path, made([page]), "a.pdf"))
    assert found == [" ".join(ROAD), " ".join(NETS), " ".join(ROAD)]


def test_running_heads_and_page_numbers_are_left_out_and_reported(tmp_path):
    book = read(tmp_path, made(pages(5)), "a.pdf")
    assert not any("HARBOUR" in text or text.isdigit() for text in texts(book))
    found = {finding.code: finding.message for finding in sources.left_out(book)}
    assert set(found) == {"running-head", "page-number"}
    assert "THE HARBOUR" in found["running-head"]
    assert "5 6 7 8 9" in found["page-number"]


def test_heads_that_change_sides_and_carry_the_number(tmp_path):
    made_pages = pages(6, number=False)
    for index, lines in enumerate(made_pages):
        head = f"{index + 5}  Ann Example" if index % 2 else f"The Harbour  {index + 5}"
        lines[-1] = Line(head, 72 if index % 2 else 400, 750, 9)
    book = read(tmp_path, made(made_pages), "a.pdf")
    assert not any("Example" in text or "Harbour" in text for text in texts(book))


def test_chapter_headings_at_the_same_place_are_no_running_heads(tmp_path):
    printed = [
        [Line(f"Chapter {index + 1}", 250, 720, 18), *column(ROAD), *column(NETS, top=634)]
        for index in range(4)
    ]
    book = read(tmp_path, made(printed), "a.pdf")
    assert texts(book, BlockKind.HEADING) == [f"Chapter {number}" for number in (1, 2, 3, 4)]
    assert [c.title for c in segment(book).chapters] == [f"Chapter {n}" for n in (1, 2, 3, 4)]


def test_a_paragraph_goes_on_over_the_page(tmp_path):
    first = set_in(column(NETS)) + set_in(column(ROAD[:2], top=644)) + [Line("7", 300, 40, 9)]
    second = column(ROAD[2:]) + set_in(column(NETS, top=672)) + [Line("8", 300, 40, 9)]
    found = texts(read(tmp_path, made([first, second]), "a.pdf"))
    assert found == [" ".join(NETS), " ".join(ROAD), " ".join(NETS)]


def test_hyphens_at_line_ends_go_where_the_word_has_none(tmp_path):
    text = [
        "The harbour lay in the sun and the fisher-",
        "men went down to it with their well-",
        "worn nets. The fishermen had the well-worn",
        "look of those who live by the har-",
        "bour and its seven-percent tides.",
    ]
    (found,) = texts(read(tmp_path, made([column(text)]), "a.pdf"))
    assert "the fishermen went" in found
    assert "their well-worn nets" in found
    assert "by the harbour and" in found


def test_columns_are_read_one_after_the_other(tmp_path):
    left = [f"left column line {n} of the text" for n in range(1, 9)]
    right = [f"right column line {n} of the text" for n in range(1, 9)]
    # Row by row, as some programs print them.
    rows = [
        line for pair in zip(column(left, 72), column(right, 330), strict=True) for line in pair
    ]
    page = [Line("A heading over both of the columns of the page", 150, 730, 16), *rows]
    book = read(tmp_path, made([page]), "a.pdf")
    whole = " ".join(" ".join(texts(book)).split())
    assert whole == " ".join(left + right)


def test_title_and_author_of_the_file_and_its_title_page(tmp_path):
    front = [Line("The Harbour", 200, 500, 28), Line("Ann Example", 230, 450, 16)]
    chapter = [Line("Chapter 1", 250, 720, 18), *column(ROAD), *column(NETS, top=634)]
    info = b"<</Title(The Harbour)/Author(Ann Example)>>"
    book = read(tmp_path, made([front, chapter], info=info), "a.pdf")
    assert (book.title, book.authors) == ("The Harbour", ("Ann Example",))
    assert [chapter.title for chapter in segment(book).chapters] == ["Chapter 1"]


def test_where_a_block_stands_is_its_page(tmp_path):
    book = read(tmp_path, made([column(ROAD), column(NETS)]), "a.pdf")
    assert [block.anchor for block in blocks(book)] == ["page=1", "page=2"]


LOCKED = (
    b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>"
    b"/ID[<41><41>]"
)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (scan(), "most likely a scan"),
        (made([[]]), "no text on them"),
        (made([column(ROAD)], LOCKED), "locked with a password"),
        (b"%PDF-1.4\nrain", "damaged"),
        (b"It rained.", "damaged, or no PDF"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path, data, words):
    with pytest.raises(SourceError, match=words) as caught:
        read(tmp_path, data, "a.pdf")
    assert "\n" not in str(caught.value)


def test_without_the_package_the_message_names_it(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.sources.pdf.find_spec", lambda _: None)
    with pytest.raises(SourceError, match=r"pip install 'fullcast\[pdf\]'"):
        read(tmp_path, made([column(ROAD)]), "a.pdf")
