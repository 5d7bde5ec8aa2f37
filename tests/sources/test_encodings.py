"""Files whose encoding is not what it seems, read as they were meant."""

import epub_files
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import read, texts

from pipeline import sources
from pipeline.errors import SourceError
from pipeline.sources.decoding import MOST_BYTES

PROSE = (
    "“It’s late,” said Zoë — “far too late…”\n\n"
    "The café’s naïve façade, she thought, was ‘très chic’. Überhaupt!\n\n"
    "“L’été à Nîmes?” he asked. “Señor Núñez pays £5.”\n"
)
FRENCH = (
    "« Où êtes-vous ? » demanda-t-elle à l’élève.\n\nIl répondit : « Là-bas, près du chêne. »\n"
)
GERMAN = "„Schöne Grüße“, sagte er. „Über die Straße läuft ein Bär.“\n\nÄnne schwieg — müde.\n"


def said(book):
    return [finding.message for finding in sources.left_out(book) if finding.code == "encoding"]


@pytest.mark.parametrize("text", [PROSE, FRENCH, GERMAN])
@pytest.mark.parametrize(
    ("encoding", "name"), [("cp1252", "Windows-1252"), ("mac_roman", "MacRoman")]
)
def test_one_byte_encodings_are_told_apart_by_their_prose(tmp_path, text, encoding, name):
    book = read(tmp_path, text.encode(encoding))
    assert texts(book) == text.strip().split("\n\n")
    (message,) = said(book)
    assert name in message
    assert "story.txt" in message


@pytest.mark.parametrize("text", ["He said “no”.", "It’s late.", "Zoë", "un café", "Über uns"])
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_one_character_is_enough_to_tell(tmp_path, text, encoding):
    plain = "It rained and rained. " * 30
    assert texts(read(tmp_path, (plain + text).encode(encoding))) == [plain + text]


@pytest.mark.parametrize("taken_for", ["cp1252", "mac_roman", "latin-1"])
def test_utf8_that_was_encoded_twice(tmp_path, taken_for):
    twice = PROSE.encode()
    if taken_for == "cp1252":  # which leaves five bytes open, and programs pass them through
        wrong = "".join(
            bytes([b]).decode("cp1252") if b not in b"\x81\x8d\x8f\x90\x9d" else chr(b)
            for b in twice
        )
    else:
        wrong = twice.decode(taken_for)
    book = read(tmp_path, wrong.encode())
    assert texts(book) == PROSE.strip().split("\n\n")
    assert "UTF-8 that had been taken for" in said(book)[0]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark_is_reported(tmp_path, encoding):
    book = read(tmp_path, PROSE.encode(encoding))
    assert texts(book) == PROSE.strip().split("\n\n")
    assert "UTF-16" in said(book)[0]


def test_a_few_windows_characters_in_utf8(tmp_path):
    data = (PROSE * 5).encode() + "“Café”".encode("cp1252")
    book = read(tmp_path, data)
    assert texts(book)[-1] == "“Café”"
    assert "a few characters of Windows-1252" in said(book)[0]


@pytest.mark.parametrize("text", [PROSE, "Naïve Ã, said the typesetter — “Â”!", "Â, â, ê"])
def test_plain_utf8_is_left_alone_and_not_reported(tmp_path, text):
    book = read(tmp_path, text)
    assert " ".join(texts(book)) == " ".join(text.strip().split("\n\n"))
    assert not said(book)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1))
def test_utf8_stays_what_it_is(tmp_path_factory, text):
    text = "Once, " + text
    if any(sign in text for sign in ("â€", "Ã", "Â", "‚Ä", "√")):
        return
    book = read(tmp_path_factory.mktemp("utf8"), text)
    assert not said(book)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"word \n" * (MOST_BYTES // 6 + 1), "MB of text"),
        (b"\n" * 600_000 + b"word", "lines"),
        (("Привет, мир. " * 40).encode("cp1251"), "neither UTF-8 nor UTF-16"),
    ],
)
def test_what_can_not_be_read_is_refused_in_a_sentence(tmp_path, data, words):
    with pytest.raises(SourceError, match=words):
        read(tmp_path, data)


@pytest.mark.parametrize("text", [PROSE, FRENCH, GERMAN])
@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("iso-8859-1", "utf-8"),
        ("utf-8", "cp1252"),
        ("windows-1252", "mac_roman"),
        ("", "mac_roman"),
    ],
)
def test_a_mislabelled_page_of_an_epub(text, declared, encoding):
    said_so = f' encoding="{declared}"' if declared else ""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text.strip().split("\n\n"))
    page = f'<?xml version="1.0"{said_so}?><html><body>{paragraphs}</body></html>'
    book = epub_files.read(
        epub_files.packed(
            {
                "META-INF/container.xml": epub_files.CONTAINER.format(path="c.opf"),
                "c.opf": epub_files.package(("a.xhtml",)),
                "a.xhtml": page.encode(encoding),
            }
        )
    )
    assert texts(book) == text.strip().split("\n\n")


def test_a_closing_mark_whose_last_byte_is_lost(tmp_path):
    lost = PROSE.encode().decode("cp1252", "replace")
    assert texts(read(tmp_path, lost.encode())) == PROSE.strip().split("\n\n")


def test_a_byte_order_mark_that_stands_there_twice(tmp_path):
    for encoding in ("utf-8", "utf-16"):
        data = ("\ufeff\ufeff" + PROSE).encode(encoding)
        assert texts(read(tmp_path, data)) == PROSE.strip().split("\n\n")
