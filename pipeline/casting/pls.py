"""Lexicons in the W3C's form: Pronunciation Lexicon Specification 1.0 (2008), to and fro."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline.casting.lexicon import Word
from pipeline.errors import SettingsError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NAMESPACE = "http://www.w3.org/2005/01/pronunciation-lexicon"
_QUALIFIED = f"{{{_NAMESPACE}}}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def read_pls(data: bytes, label: str) -> tuple[Word, ...]:
    """The words of a PLS file: each grapheme with its preferred phoneme and alias.

    Raises SettingsError, with `label`, for what is no such file, and for sounds in another
    alphabet than IPA. Entities and document types are refused.
    """
    # lxml is imported where it is needed, since most productions have no such file.
    from lxml.etree import XMLParser, XMLSyntaxError, fromstring

    parser = XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root: Element = fromstring(data, parser)
    except XMLSyntaxError as error:
        raise SettingsError(
            f"{label} is not XML: {error.msg}.", "Mend it, or export it anew."
        ) from error
    if root.getroottree().docinfo.doctype:
        raise SettingsError(
            f"{label} has a document type, which a lexicon does not need.",
            "Take it out of the file.",
        )
    if _local(root) != "lexicon":
        raise SettingsError(f"{label} is no pronunciation lexicon (PLS).", "Name a .pls file.")
    words = []
    for lexeme in (child for child in root if _local(child) == "lexeme"):
        phoneme = _preferred(lexeme, "phoneme")
        ipa, say = _text(phoneme), _text(_preferred(lexeme, "alias"))
        if phoneme is not None:
            alphabet = phoneme.get("alphabet", root.get("alphabet", "ipa"))
            if alphabet.casefold() != "ipa":
                raise SettingsError(
                    f'{label} has sounds in the alphabet "{alphabet}"; only ipa is understood.',
                    "Export the lexicon in IPA.",
                )
        written = [_text(child) for child in lexeme if _local(child) == "grapheme"]
        words += [
            Word(text, say, ipa, exact=text != text.lower())
            for text in written
            if text and (ipa or say)
        ]
    return tuple(words)


def write_pls(words: Iterable[Word], language: str) -> bytes:
    """The words as a PLS file in UTF-8; those of single speakers have no place in one."""
    from lxml.etree import Element, SubElement, tostring

    root = Element(
        _QUALIFIED + "lexicon",
        {"version": "1.0", "alphabet": "ipa", _LANGUAGE: language},
        nsmap={None: _NAMESPACE},
    )
    for word in words:
        if word.speakers:
            continue
        lexeme = SubElement(root, _QUALIFIED + "lexeme")
        SubElement(lexeme, _QUALIFIED + "grapheme").text = word.written
        if word.ipa:
            SubElement(lexeme, _QUALIFIED + "phoneme").text = word.ipa
        if word.say:
            SubElement(lexeme, _QUALIFIED + "alias").text = word.say
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return text


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _preferred(lexeme: Element, name: str) -> Element | None:
    found = [child for child in lexeme if _local(child) == name]
    return next(
        (each for each in found if each.get("prefer") == "true"), found[0] if found else None
    )


def _text(element: Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
