"""What a chapter's heading looks like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_ONES = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen|first|second|third|fourth|fifth|sixth|seventh|eighth"
    "|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth"
    "|eighteenth|nineteenth|last"
)
_TENS = (
    "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|twentieth|thirtieth|fortieth|fiftieth"
    "|sixtieth|seventieth|eightieth|ninetieth|hundredth"
)
_WORD = (
    rf"(?:(?:one[ -]hundred(?:[ -]and)?[ -])?(?:(?:{_TENS})(?:[ -](?:{_ONES}))?|{_ONES})"
    r"|(?:one[ -])?hundred)"
)
_ABROAD = (
    "eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf"
    "|premi[eè]re?|un|deux(?:ième)?|trois(?:ième)?|quatre|quatrième|cinq(?:uième)?|six(?:ième)?"
    "|sept(?:ième)?|huit(?:ième)?|neuf|neuvième|dix(?:ième)?|onze|onzième|douze|douzième"
    "|primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|quint[oa]|sext[oa]|séptim[oa]|octav[oa]"
    "|noven[oa]|décim[oa]|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez"
    "|prim[oa]|second[oa]|terz[oa]|quart[oa]|sest[oa]|settim[oa]|ottav[oa]|non[oa]|decim[oa]"
)
"""Numbers of chapters in German, French, Spanish and Italian."""
_ROMAN = r"(?=[IVXLC])(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_LOWER_ROMAN = _ROMAN.lower()
_NUMBER = rf"(?:\d{{1,3}}|{_ROMAN}|{_LOWER_ROMAN}|(?i:(?:the )?{_WORD}|{_ABROAD}))"
_DIVISION = (
    r"(?i:chapter|chap\.|stave|canto|letter|episode|adventure|act|scene|section"
    r"|kapitel|chapitre|capítulo|capitolo)"
)
_PART = r"(?i:part|book|phase|volume|vol\.|teil|buch|partie|livre|parte|libro)"
_COUNTED = (
    r"(?i:(?:erst|zweit|dritt|viert|fünft|sechst|siebt|siebent|acht|neunt|zehnt|elft|zwölft)e[rs]?"
    r"|premi(?:er|ère)|deuxième|seconde?|troisième|quatrième|cinquième|sixième|septième|huitième"
    r"|primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|quint[oa]|prim[oa]|second[oa]|terz[oa]"
    r"|quart[oa])"
)
_CHAPTER_ABROAD = r"(?i:kapitel|chapitre|capítulo|capitolo)"
_TAIL = r"(?:\s*(?:[.:—–]|--+|-)+\s*(?P<title>\S.*)?|\s+(?P<bare>\S.*))?"

_CHAPTER_LINE = re.compile(
    rf"(?:{_DIVISION}\s+(?P<number>{_NUMBER})\b|{_COUNTED} {_CHAPTER_ABROAD}){_TAIL}"
)
_PART_LINE = re.compile(
    rf"(?i:the )?(?:{_PART}\s+(?P<number>{_NUMBER})\b|(?i:{_WORD} {_PART})|{_COUNTED} {_PART})"
    rf"{_TAIL}"
)
_NAMED_LINE = re.compile(
    r"(?:the\s+|an?\s+)?(?:prologue|epilogue|preface|introduction|introductory|foreword|afterword"
    r"|interlude|intermezzo|prelude|postscript|conclusion|appendix|dedication"
    r"|prolog|epilog|vorwort|nachwort|einleitung|vorspiel|zwischenspiel|préface|avant-propos"
    r"|épilogue|prólogo|epílogo|prefacio|introducción|prologo|epilogo|prefazione|introduzione)"
    r"(?:\s*[.:—–-]+\s*(?P<title>\S.*)?)?",
    re.I,
)
_ROMAN_LINE = re.compile(rf"(?P<number>{_ROMAN})(?:\.\s*(?:[—–-]+\s*)?(?P<title>\S.*)?|)")
_DIGIT_LINE = re.compile(r"(?P<number>\d{1,3})(?:\.\s+(?P<title>\S.*)|\.|)")

_EDGE = " \t\u00a0_*#=~[]"
_LONGEST = 120
_SMALL = re.compile(
    "a|an|and|as|at|but|by|de|for|from|in|into|is|la|le|nor|of|on|or|over|the|to|upon|with", re.I
)
_MARKS = "\"'“”‘’«»„"
_STOP = re.compile(r"[.?!,;:…]$")


class Rank(StrEnum):
    PART = "part"
    CHAPTER = "chapter"
    NAMED = "named"
    """A prologue, a preface."""
    NUMBER = "number"
    """Without a word: a heading only where such numbers count through the text."""


@dataclass(frozen=True, slots=True)
class Heading:
    rank: Rank
    titled: bool
    """Whether the line says the title too."""
    number: int = 0
    """Of a bare number."""
    roman: bool = False


def heading(line: str) -> Heading | None:
    """What kind of heading a line is, if it is one."""
    text = line.strip().strip(_EDGE)
    if not text or len(text) > _LONGEST:
        return None
    for rank, pattern in ((Rank.CHAPTER, _CHAPTER_LINE), (Rank.PART, _PART_LINE)):
        if match := pattern.fullmatch(text):
            bare = match["bare"]
            if bare and not is_title(bare):
                return None
            if not bare and not text[0].isupper():
                return None
            title = match["title"]
            return Heading(rank, bool(bare or title))
    if (match := _NAMED_LINE.fullmatch(text)) and text[0].isupper():
        return Heading(Rank.NAMED, bool(match["title"]))
    for pattern in (_ROMAN_LINE, _DIGIT_LINE):
        if (match := pattern.fullmatch(text)) and (not match["title"] or is_title(match["title"])):
            number = match["number"]
            return Heading(Rank.NUMBER, bool(match["title"]), _value(number), number.isalpha())
    return None


def is_title(text: str) -> bool:
    """Whether a short text reads as a title: in capitals, or its main words capitalised."""
    plain = text.strip().strip(_EDGE)
    words = re.findall(r"[^\W\d_][\w'’-]*", plain)
    if not words or len(plain) > 2 * _LONGEST or plain[0] in '"“‘«„':
        return False
    if plain.upper() == plain:
        return True
    if len(plain) > _LONGEST or (not plain[0].isupper() and not plain[0].isdigit()):
        return False
    main = [word for word in words if not _SMALL.fullmatch(word)]
    capital = sum(word[0].isupper() for word in main)
    return capital == len(main) or (len(words) <= 10 and not _STOP.search(plain))


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    worth = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[letter] for letter in number.upper()]
    return sum(-a if a < b else a for a, b in zip(worth, [*worth[1:], 0], strict=True))
