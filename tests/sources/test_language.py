"""The language that a book is in: said by the file, or found by its words."""

from __future__ import annotations

import pytest
from epub_files import entry, epub, page
from epub_files import read as read_epub
from reading import read

GERMAN = "Die Frau war nicht im Haus, und er hatte keine Zeit. „Ist sie da?“, sagte er zu ihm."
FRENCH = "Le vent était froid et la femme ne dormait pas. « Où est-il ? » dit-elle dans la nuit."
SPANISH = "El hombre no estaba en la casa, y la mujer ya se había ido. —¿Quién es? —dijo él."
ITALIAN = "La donna non era alla finestra, e il mare era calmo. «Chi è?» disse, ma non si mosse."
ENGLISH = "The woman was not in the house, and he had no time. “Is she there?” he said to him."


@pytest.mark.parametrize(
    ("text", "language"),
    [(GERMAN, "de"), (FRENCH, "fr"), (SPANISH, "es"), (ITALIAN, "it"), (ENGLISH, "en")],
)
def test_a_text_tells_its_language(tmp_path, text, language):
    assert read(tmp_path, text).language == language
    assert read(tmp_path, f"<html><body><p>{text}</p></body></html>", "a.html").language == language


@pytest.mark.parametrize("text", ["It rained.", "“Ja,” said Anna.", "Xyzzy plugh."])
def test_a_few_words_are_english(tmp_path, text):
    assert read(tmp_path, text).language == "en"


def test_what_the_file_says_goes_before_its_words(tmp_path):
    front = '---\ntitle: A\nlang: "fi"\n---\n\n'
    assert read(tmp_path, front + ENGLISH, "a.md").language == "fi"
    said = f'<html lang="en-GB"><body><p>{GERMAN}</p></body></html>'
    assert read(tmp_path, said, "a.html").language == "en-GB"


@pytest.mark.parametrize(
    ("declared", "language"), [("en", "de"), ("", "de"), ("und", "de"), ("de-AT", "de-AT")]
)
def test_a_converters_default_is_not_the_books_word(declared, language):
    long = page(f"<h1>Eins</h1><p>{GERMAN * 100}</p>")
    metadata = f"<dc:title>A</dc:title><dc:language>{declared}</dc:language>"
    book = read_epub(epub({"1.xhtml": long}, toc=entry("1.xhtml", "Eins"), metadata=metadata))
    assert book.language == language
