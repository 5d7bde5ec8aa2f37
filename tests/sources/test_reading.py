"""Files of every encoding and layout, read as a caller reads them."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import blocks, read, texts

from pipeline import sources
from pipeline.errors import SourceError
from pipeline.model import BlockKind

STORY = "Première nuit.\n\n“It rains,” said Zoë.\n\n\nShe slept.\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_the_same_story_in_every_encoding(tmp_path, encoding):
    book = read(tmp_path, STORY.encode(encoding))
    assert texts(book) == ["Première nuit.", "“It rains,” said Zoë.", "She slept."]
    assert [block.start for block in blocks(book)] == [0, 16, 40]
    assert [block.space for block in blocks(book)] == [0, 1, 2]
    assert book.source.characters == len(STORY)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_count_as_they_stand(tmp_path, end):
    text = end.join(["One.", "", "Two", "and more", "words.", ""])
    (one, two) = blocks(read(tmp_path, text))
    assert (one.text, two.text) == ("One.", text[two.start : -len(end)])
    assert two.start == 4 + 2 * len(end)


@given(
    st.lists(
        st.one_of(
            st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\x0c", "\u2028", "\x85", "\u00a0", "  "]),
            st.text(st.characters(codec="utf-8", exclude_characters="\0", min_codepoint=32)),
        ),
        min_size=1,
    ).map("".join)
)
def test_blocks_are_slices_and_nothing_falls_between_them(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("slices")
    try:
        book = read(folder, "x" + text)
    except SourceError:
        return
    end = 0
    for block in book.sections[0].blocks:
        assert block.text == ("x" + text)[block.start : block.start + len(block.text)]
        assert not ("x" + text)[end : block.start].strip()
        end = block.span.end
    assert not ("x" + text)[end:].strip()


def test_lines_broken_for_their_width_are_one_paragraph(tmp_path):
    text = (
        "The road went down to the harbour and\nthe boats lay side by side in the mud,\n"
        "for the tide was out.\n\nNobody spoke of the storm. They mended\nnets until dark.\n"
    )
    assert len(texts(read(tmp_path, text))) == 2


def test_one_paragraph_a_line_without_blank_lines(tmp_path):
    text = "The road went down.\n“Hello,” she said.\nNobody spoke.\nThey mended nets.\n"
    assert len(texts(read(tmp_path, text))) == 4


def test_paragraphs_that_only_an_indent_begins(tmp_path):
    paragraph = "    The road went down to the harbour and\nthe boats lay in the mud till dark.\n"
    assert len(texts(read(tmp_path, paragraph * 4))) == 4


GUTENBERG = """The Project Gutenberg eBook of The Harbour

This ebook is for the use of anyone anywhere.

Title: The Harbour

Author: Ann Example

*** START OF THE PROJECT GUTENBERG EBOOK THE HARBOUR ***

Produced by Somebody and the Proofreaders

[Illustration: The boats
lie in the mud]

THE HARBOUR

Contents

 CHAPTER I.     The Tide        3
 CHAPTER II.    The Storm      17
 CHAPTER III.   The Calm       29


CHAPTER I.
The Tide

The road went down to the harbour and
the boats lay in the mud.

CHAPTER II.
The Storm

The wind got up in the night and nobody
slept at all.

CHAPTER III.
The Calm

Then it was over and they went down to
count the boats.

End of the Project Gutenberg EBook of The Harbour

*** END OF THE PROJECT GUTENBERG EBOOK THE HARBOUR ***

Updated editions will replace the previous one.
"""


def test_gutenberg_is_left_out_and_reported_line_by_line(tmp_path):
    book = read(tmp_path, GUTENBERG, "harbour.txt")
    assert (book.title, book.authors) == ("The Harbour", ("Ann Example",))
    assert texts(book)[0] == "THE HARBOUR"
    assert texts(book)[-1].startswith("Then it was over")
    found = {(finding.code, finding.where) for finding in sources.left_out(book)}
    assert found == {
        ("gutenberg-header", "harbour.txt:1"),
        ("gutenberg-header", "harbour.txt:11"),
        ("illustration", "harbour.txt:13"),
        ("contents", "harbour.txt:18"),
        ("gutenberg-footer", "harbour.txt:43"),
    }


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (
            "***START OF THE PROJECT GUTENBERG EBOOK X***",
            "***END OF THE PROJECT GUTENBERG EBOOK X***",
        ),
        ("*** START OF THIS PROJECT GUTENBERG EBOOK X ***", "End of Project Gutenberg's X, by Y"),
        (
            "*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*",
            "End of The Project Gutenberg Etext of X",
        ),
    ],
)
def test_older_gutenberg_markers(tmp_path, start, end):
    book = read(
        tmp_path, f"**The Project Gutenberg Etext of X**\n\n{start}\n\nIt rained.\n\n{end}\n"
    )
    assert texts(book) == ["It rained."]
    assert [f.code for f in sources.left_out(book)] == ["gutenberg-header", "gutenberg-footer"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Font Size:\u00a0", "web-residue"),
        ("Font Size:\u00a0\u00a0+ -", "web-residue"),
        ("Share this:", "web-residue"),
        ("« Previous Chapter | Next Chapter »", "web-residue"),
        ("Next »", "web-residue"),
        ("Advertisement", "web-residue"),
        ("Page 12 of 40", "page-number"),
        ("- 12 -", "page-number"),
    ],
)
def test_what_a_web_page_leaves_behind(tmp_path, line, code):
    book = read(tmp_path, f"It rained.\n\n{line}\n\nShe slept.\n", "web.txt")
    assert texts(book) == ["It rained.", "She slept."]
    (finding,) = sources.left_out(book)
    assert (finding.code, finding.where) == (code, "web.txt:3")


def test_numbers_in_the_middle_of_sentences_are_pages_and_others_are_not(tmp_path):
    pages = "She went down to the\n\n12\n\nharbour and sat\n\n13\n\nthere till dark.\n"
    assert "12" not in texts(read(tmp_path, pages))
    chapters = "1\n\nShe went down.\n\n2\n\nShe came back.\n\n3\n\nShe slept.\n"
    assert len(texts(read(tmp_path, chapters))) == 6


def test_words_of_the_story_are_not_taken_for_residue(tmp_path):
    said = [
        "Share this with me, he said.",
        "Next!",
        "Tweet, tweet, went the bird.",
        "Page 9 was torn.",
    ]
    assert texts(read(tmp_path, "\n\n".join(said))) == said


MARKDOWN = """---
title: "The Long Night"
author: Ann Example
---

# The Long Night

<!-- a note
to myself -->

Chapter One
===========

It was *very* dark.

* * *

She slept.
---
She woke.

## Two

It was light.
"""


def test_markdown(tmp_path):
    book = read(tmp_path, MARKDOWN, "night.md")
    assert (book.title, book.authors) == ("The Long Night", ("Ann Example",))
    assert [b.level for b in blocks(book, BlockKind.HEADING)] == [1, 1, 2]
    assert texts(book) == ["It was *very* dark.", "She slept.", "She woke.", "It was light."]
    assert texts(book, BlockKind.SCENE_BREAK) == ["* * *", "---"]
    found = [(finding.code, finding.where) for finding in sources.left_out(book)]
    assert found == [("front-matter", "night.md:1"), ("comment", "night.md:8")]


@pytest.mark.parametrize(
    ("name", "text", "title", "authors"),
    [
        ("seed-excerpt.txt", "It rained.", "Seed excerpt", ()),
        ("TheLongNight.txt", "It rained.", "The Long Night", ()),
        ("a.txt", "The Harbour\n\nby Ann Example\n\nIt rained.", "The Harbour", ("Ann Example",)),
        ("a.md", "# The Harbour\n\n## One\n\nIt rained.", "The Harbour", ()),
        ("a.md", "# One\n\nIt rained.\n\n# Two\n\nIt stopped.", "A", ()),
    ],
)
def test_title_and_authors(tmp_path, name, text, title, authors):
    book = read(tmp_path, text, name)
    assert (book.title, book.authors) == (title, authors)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \r\n\t\n", "only white space"),
        ("\ufeff \u200b\n".encode(), "only white space"),
        (bytes(4096), "not a text file"),
        (bytes(range(256)) * 20, "not a text file"),
        (b"Caf\x81 \x8d", "neither UTF-8 nor UTF-16"),
        (b"\xff\xfea\x00\x00\xd8", "neither UTF-8 nor UTF-16"),
        (b"* * *\n\n---\n", "nothing to read aloud"),
        (b"word " * 500_000, "a paragraph of"),
    ],
)
def test_what_is_not_a_story_is_refused_in_a_sentence(tmp_path, data, words):
    with pytest.raises(SourceError, match=words) as caught:
        read(tmp_path, data)
    assert "story.txt" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_paths_that_cannot_be_read(tmp_path):
    with pytest.raises(SourceError, match="is a folder"):
        sources.read(tmp_path)
    with pytest.raises(SourceError, match="no file"):
        sources.read(tmp_path / "missing.txt")
    with pytest.raises(SourceError, match="no file"):
        sources.read(tmp_path / "missing.xyz")
    with pytest.raises(SourceError, match=r"\.txt.*\.md"):
        read(tmp_path, "It rained.", "story.xyz")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_opened(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text("It rained.")
    path.chmod(0)
    with pytest.raises(SourceError, match="can't be opened"):
        sources.read(path)


def test_paragraphs_within_a_quotation_of_markdown(tmp_path):
    wrapped = "The boat lay in the mud and the tide was out until the\n> evening came and went."
    said = "“Is it late?” she asked."
    story = f"# One\n\n> {wrapped}\n>\n> {said}\n>\n> * * *\n>\n> {wrapped}\n\n>>>\n\nEnd.\n"
    book = read(tmp_path, story, "story.md")
    plain = wrapped.replace("\n> ", "\n")
    assert texts(book) == [plain, said, plain, ">>>", "End."]
    assert texts(book, BlockKind.SCENE_BREAK) == ["* * *"]
