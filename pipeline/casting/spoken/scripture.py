"""Places in the Bible and in plays: `1 Cor. xiii. 4`, `John 3:16`, `King Lear, III. ii. 4`."""

from __future__ import annotations

from pipeline.casting.spoken.number_words import cardinal
from pipeline.casting.spoken.rewriting import Family, Match, Rule, rule, where
from pipeline.casting.spoken.roman import NUMERAL, value
from pipeline.casting.spoken.wording import Wording

_SHORT = {
    "Gen": "Genesis",
    "Ex": "Exodus",
    "Exod": "Exodus",
    "Lev": "Leviticus",
    "Num": "Numbers",
    "Deut": "Deuteronomy",
    "Josh": "Joshua",
    "Judg": "Judges",
    "Sam": "Samuel",
    "Kgs": "Kings",
    "Chron": "Chronicles",
    "Chr": "Chronicles",
    "Neh": "Nehemiah",
    "Ps": "Psalm",
    "Prov": "Proverbs",
    "Eccl": "Ecclesiastes",
    "Eccles": "Ecclesiastes",
    "Isa": "Isaiah",
    "Jer": "Jeremiah",
    "Lam": "Lamentations",
    "Ezek": "Ezekiel",
    "Dan": "Daniel",
    "Hos": "Hosea",
    "Obad": "Obadiah",
    "Mic": "Micah",
    "Hab": "Habakkuk",
    "Zech": "Zechariah",
    "Mal": "Malachi",
    "Matt": "Matthew",
    "Rom": "Romans",
    "Cor": "Corinthians",
    "Gal": "Galatians",
    "Eph": "Ephesians",
    "Phil": "Philippians",
    "Col": "Colossians",
    "Thess": "Thessalonians",
    "Tim": "Timothy",
    "Heb": "Hebrews",
    "Jas": "James",
    "Pet": "Peter",
    "Rev": "Revelation",
}
_FULL = frozenset(_SHORT.values()) | frozenset(
    [
        "Ruth",
        "Ezra",
        "Esther",
        "Job",
        "Psalms",
        "Joel",
        "Amos",
        "Jonah",
        "Mark",
        "Luke",
        "John",
        "Acts",
        "Titus",
        "Philemon",
        "Jude",
    ]
)
_ORDINALS = {"1": "First", "2": "Second", "3": "Third", "I": "First", "II": "Second"}

_SMALL = r"(?=[ivxlc])(?:c{0,1})(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3})"
_CHAPTER = rf"(\d{{1,3}}|{_SMALL}|(?!I\b){NUMERAL})"
_VERSES = r"(\d{1,3})(?:[–-](\d{1,3}))?(?![\w:]|[.,]\d)"


def rules(wording: Wording) -> tuple[Rule | Family, ...]:
    """The rules for English; other languages have none."""
    if wording.code != "en":
        return ()
    short = "|".join(sorted(_SHORT, key=len, reverse=True))
    full = "|".join(sorted(_FULL, key=len, reverse=True))
    numbered = r"(?:\b(1|2|3|II?) ?)?"

    def book(match: Match) -> str:
        before = f"{_ORDINALS.get(match[1], 'Third')} " if match[1] else ""
        return f"{before}{_SHORT.get(match[2], match[2])} {_number(match[3])}"

    def verse(match: Match) -> str:
        until = f" to {_number(match[5])}" if match[5] else ""
        return f"{book(match)}, {_number(match[4])}{until}"

    def scene(match: Match) -> str:
        line = f", {_number(match[3])}" if match[3] else ""
        return f"{_number(match[1])}, {_number(match[2])}{line}"

    return where(
        r"[\dxvi]",
        (
            rule(rf"{numbered}\b({short})\.? {_CHAPTER}(?::|\. ?|, ?){_VERSES}", verse),
            rule(rf"{numbered}\b({full}) {_CHAPTER}(?::|(?<=[ivxlc])\. ?){_VERSES}", verse),
            rule(rf"{numbered}\b({short})\. {_CHAPTER}(?=[,;:.)\]]|$)(?![,:.]\w)", book),
            rule(rf"\b({NUMERAL})[.,] ?({_SMALL})(?:[.,] ?(\d{{1,4}}))(?!\w|[.,]\d)", scene),
        ),
    )


def _number(written: str) -> str:
    return cardinal(written if written.isdigit() else str(value(written)), "en")
