"""The spoken form of a text: what an engine is given in place of the author's characters.

The text itself is never changed: this form is derived for each clip and only
shapes the request. Each rule below is a function from text to text, and
`spoken_form` is the list of them in order.
"""

from __future__ import annotations

import re
import unicodedata

_JOINERS = "\u200c\u200d"  # they shape letters in Persian and Indic scripts

_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+[\"'][^\"']*[\"'])?\)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_UNDERLINED = re.compile(r"(?<![^\W_])_([^_]+)_|_([^_]+)_(?![^\W_])")
_EMPHASIS = re.compile(r"\*+|`+|~~+|(?<![^\W_])_+|_+(?![^\W_])")
_HEADING_MARK = re.compile(r"^\s*#{1,6}\s+|\s+#+\s*$")

_DOUBLE_QUOTE = re.compile(r"[\"“”„‟«»‹›〝〞＂]")
_OPENING_SINGLE = re.compile(r"[‘‚‛]")
_CLOSING_SINGLE = re.compile(r"(?<=[^\w\s])[’'](?!\w)")
_PAIRED_SINGLE = re.compile(r"(?<!\w)[‘']((?:[^‘’']|(?<=\w)[’'](?=\w))*[^\s‘’'])[’'](?!\w)")

_ELLIPSIS = re.compile(r"\s*(?:\.(?:\s?\.)+|…)(?:\s?[.…])*")
_DASH = re.compile(r"\s*(?:[—―⸺⸻]+|--+|(?<=\s)[–-](?=\s))\s*")
_DASH_AT_START = re.compile(r"^[\s—]+")
_SPACE_BEFORE_MARK = re.compile(r"\s+(?=[,.;:!?…])")

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_NUMERAL = re.compile(r"(?=[CLXVI])C{0,3}(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})")
_PARTS = {
    "de": "akt|band|buch|kapitel|szene|teil",
    "en": "act|book|canto|chapter|letter|part|scene|section|stave|volume",
    "es": "acto|cap[ií]tulo|carta|escena|libro|parte|tomo",
    "fr": "acte|chapitre|lettre|livre|partie|sc[eè]ne|tome",
    "it": "atto|canto|capitolo|lettera|libro|parte|scena",
}
"""The words after which a Roman numeral counts chapters and the like, by language."""
_NUMERAL_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_LONGEST_ACRONYM = 4
"""Letters: in a heading that is not all capitals, a longer word in capitals is no acronym."""


def spoken_form(text: str, language: str, *, heading: bool = False) -> str:
    """The text as it is to be spoken, on one line; "" where there is nothing to say.

    `language` is a BCP 47 tag. With `heading`, words set in capitals are lowered, so
    that an engine reads them instead of spelling them.
    """
    text = _visible(unicodedata.normalize("NFC", text))
    if heading:
        text = _lower_capitals(_number_in_digits(_HEADING_MARK.sub("", text), language))
    text = _without_markup(text)
    text = _without_quotation_marks(text)
    text = _plain_pauses(text)
    text = " ".join(text.split())
    return text if any(character.isalnum() for character in text) else ""


def _visible(text: str) -> str:
    """Without the characters that have no shape: joiners of lines, soft hyphens, marks of order."""
    text = " ".join(text.split())
    if text.isprintable():
        return text
    return "".join(
        character
        for character in text
        if character in _JOINERS or unicodedata.category(character) not in ("Cf", "Cc")
    )


def _without_markup(text: str) -> str:
    """A link is its text; emphasis and escapes are gone."""
    text = _ESCAPE.sub(r"\1", _LINK.sub(r"\1", text))
    return _EMPHASIS.sub("", _UNDERLINED.sub(r"\1\2", text))


def _without_quotation_marks(text: str) -> str:
    """Apostrophes stay, inside words and where a letter is left out at a word's edge."""
    text = _PAIRED_SINGLE.sub(r"\1", _DOUBLE_QUOTE.sub("", text))
    return _CLOSING_SINGLE.sub("", _OPENING_SINGLE.sub("", text))


def _plain_pauses(text: str) -> str:
    """Dashes and dots in the one form each that engines pause at."""
    text = _ELLIPSIS.sub("… ", text)
    text = _DASH.sub(" — ", text)  # without the spaces espeak reads on, as if it were not there
    return _SPACE_BEFORE_MARK.sub("", _DASH_AT_START.sub("", text))


def _number_in_digits(heading: str, language: str) -> str:
    """`Chapter IV` as `Chapter 4`: espeak reads the first as "chapter roman four"."""
    parts = _PARTS.get(language.split("-")[0].casefold(), r"[^\s\S]")
    found = re.match(rf"\s*(?i:(?:{parts})\s+)?({_NUMERAL.pattern})(?!\w)", heading)
    if not found or not (found.group().strip() != found[1] or heading.strip(" .:—-") == found[1]):
        return heading
    values = [_NUMERAL_VALUES[letter] for letter in found[1]]
    number = sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
    return f"{heading[: found.start(1)]}{number}{heading[found.end(1) :]}"


def _lower_capitals(text: str) -> str:
    """Acronyms stay: short words in capitals among words that are not."""
    words = list(_WORD.finditer(text))
    capitals = [word.group().isupper() for word in words]
    parts, end = [], 0
    for index, match in enumerate(words):
        word = match.group()
        around = capitals[max(0, index - 1) : index] + capitals[index + 1 : index + 2]
        acronym = len(word) <= _LONGEST_ACRONYM and not any(around) and not all(capitals)
        numeral = len(word) == 1 or _NUMERAL.fullmatch(word)
        lowers = capitals[index] and not acronym and not numeral
        parts += [text[end : match.start()], word.capitalize() if lowers else word]
        end = match.end()
    return "".join([*parts, text[end:]])
