"""Short forms of words: `No. 5`, `Dr.`, `St.`, `etc.`"""

from __future__ import annotations

import re
from functools import partial

from pipeline.casting.spoken.rewriting import Match, Rule, rule
from pipeline.casting.spoken.roman import NUMERAL
from pipeline.casting.spoken.sentences import ends_sentence
from pipeline.casting.spoken.wording import Wording

_CLOSING = (
    *("et cetera", "und so weiter", "und so fort", "etcétera", "eccetera"),
    *("Junior", "Senior", "Esquire"),
)
"""What is followed by a capital letter only where a sentence ends."""
_NEVER_LAST = (
    *("for example", "that is", "namely", "versus", "compare"),
    *("zum Beispiel", "das heißt", "vergleiche", "par exemple", "confer"),
    *("por ejemplo", "per esempio", "ad esempio", "confronta"),
)
_LONG_SHORT_FORM = re.compile(r"\w{3}")


def numbered(wording: Wording) -> tuple[Rule, ...]:
    """What stands before a number: `No. 5`, `vol. ii`, `pp. 12–15`."""

    def word(full: str, match: Match) -> str:
        return f"{full.capitalize() if match.group()[0].isupper() else full} "

    def number(short: str) -> str:
        # `P. M.` is no page, and "No. I won't." no number.
        large = rf"|{NUMERAL}\b" if _LONG_SHORT_FORM.search(re.sub(r"\[.*?\]", "x", short)) else ""
        return rf"(?=\d|[ivxl]+\b(?!['’]){large})"

    return tuple(
        rule(
            rf"(?<!\w)(?:{short})(?:\. ?|(?<=[№#°º]) ?){number(short)}",
            partial(word, full),
        )
        for short, full in wording.numbered.items()
    )


def words(wording: Wording) -> tuple[Rule, ...]:
    """Titles before names, and all other short forms."""
    return (
        *(_saints_and_streets() if wording.code == "en" else ()),
        *_titles(wording),
        *(
            rule(
                rf"(?<![\w.])(?:{short})(?!\w)",
                partial(_stopped, form, wording),
            )
            for short, form in wording.words.items()
        ),
    )


def _titles(wording: Wording) -> tuple[Rule, ...]:
    if not wording.titles:
        return ()
    titles = "|".join(sorted(map(re.escape, wording.titles), key=len, reverse=True))
    joints = {"en": "and|&", "de": "und", "fr": "et", "es": "y", "it": "e"}[wording.code]
    before = rf"(?= ?(?:(?:{joints}) (?:la |el |der |die )?)?[\"“'‘(]?[A-ZÀ-Þ])"
    longer = rf"(?<!\w)((?:{titles})(?<=\w\w))\.(?= )"
    return (
        rule(rf"(?<!\w)({titles})(?:\.|(?= )){before}", lambda match: wording.titles[match[1]]),
        # In English `Gen.` or `Col.` before a small letter may be anything.
        *((rule(longer, lambda m: wording.titles[m[1]]),) if wording.code != "en" else ()),
    )


def _stopped(form: str, wording: Wording, match: Match) -> str:
    """The form, with the full stop of the abbreviation where it ends the sentence too."""
    if not match.group().endswith(".") or form in _NEVER_LAST or form.endswith("."):
        return form
    return form + ("." if ends_sentence(match, wording, closing=form in _CLOSING) else "")


def _saints_and_streets() -> tuple[Rule, ...]:
    """`St. Paul's` but `Baker St.`; `Dr. Hart` but `Elm Dr.`"""

    def street(word: str, match: Match) -> str:
        return word + ("." if match.string[match.end() :].strip(" \"”’')") == "" else "")

    numbered_house = "|".join(rf"(?<=\d [A-Z][a-z]{{{n}}} )" for n in range(2, 9))
    before = r"(?=[,;:!?\"”)’]|$| (?:and|near|in|at|to|from|was|is|with|on|by|or|where|when)\b)"
    return (
        rule(
            rf"(?:(?<=[a-z] )St\.{before}|(?:{numbered_house}|(?<=\dth )|(?<=nd )|(?<=rd ))St\.)",
            lambda match: street("Street", match),
        ),
        rule(
            r"(?<=[A-Z][a-z]{2} )Dr\.(?= [a-z]|[,;:!?]|$)|(?<=[a-z]{3} )Dr\.(?=[,;:]|$)",
            lambda match: street("Drive", match),
        ),
        rule(r"\bSt\.? ?(?=[A-Z][a-z])", "Saint "),
        rule(
            r"(?<!\w\. )\bM\.(?= (?:de |d['’]|le |du )?[A-Z][a-zà-ÿ]{2})",
            "Monsieur",
        ),
    )
