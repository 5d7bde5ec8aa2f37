"""Short forms of words: `No. 5`, `Dr.`, `St.`, `etc.`"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.casting.spoken.rewriting import Family, Match, Rule, rule, where
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
_DOTLESS = (
    *("Mr", "Mrs", "Ms", "Mx", "Dr", "Messrs", "Prof", "Capt", "Sgt", "Lt"),
    *("M", "Me", "Mme", "Mmes", "Mlle", "Mlles", "MM", "Pr", "St", "Ste"),
)
"""Titles that are known without their full stop; M and the rest only as French has them."""
_BEFORE_SMALL = r"(?<![\w.])(Capt|Sgt|Sergt|Lieut|Prof|Supt|Cpl|Dr|Mr|Mrs)\.(?= [a-z])"
"""English titles that are nothing else before a small letter."""
_OWN = {
    "de": where(r"str\.", (rule(r"(?<=[a-zäöüß])str\.", "straße"),)),
    "it": where(r"S\.", (rule(r"(?<![\w.])S\. ?(?=[AEIOUÈÀ][a-z])", "Sant'"),)),
}
"""`Goethestr. 12` in German, `S. Anna` in Italian."""
_LONG_SHORT_FORM = re.compile(r"\w{3}")


class _Forms:
    """Short forms that are looked for all at once.

    Without a group for each, which would keep `re` from passing over most of them by their
    first letter.
    """

    def __init__(self, forms: Mapping[str, str]) -> None:
        self.any = "|".join(forms) or r"(?!)"
        self._each = tuple((re.compile(short), full) for short, full in forms.items())

    def of(self, match: Match) -> str:
        """What the form that was found is short for."""
        return next(
            full
            for short, full in self._each
            if (found := short.match(match.string, match.start())) and found.end() == match.end()
        )


def numbered(wording: Wording) -> tuple[Rule | Family, ...]:
    """What stands before a number: `No. 5`, `vol. ii`, `pp. 12–15`."""

    def word(match: Match) -> str:
        full = forms.of(match)
        return f"{full.capitalize() if match.group()[0].isupper() else full} "

    forms = _Forms(
        {
            rf"(?:{short})(?:\. ?|(?<=[№#°º]) ?){_number(short)}": full
            for short, full in wording.numbered.items()
        }
    )
    return where(r"[.№#°º] ?[\dIVXLCDMivxl]", (rule(rf"(?<!\w)(?:{forms.any})", word),))


def _number(short: str) -> str:
    """What may follow: `P. M.` is no page, and "No. I won't." no number."""
    long = _LONG_SHORT_FORM.search(re.sub(r"\[.*?\]", "x", short))
    large = (
        rf"|(?!I\b(?![,;:.)\]–-]| of |$)){NUMERAL}\b" if long else rf"|(?=[IVX]{{2}}){NUMERAL}\b"
    )
    return rf"(?=\d|[ivxl]+\b(?!['’]){large})"


def loud(wording: Wording) -> tuple[Rule | Family, ...]:
    """Short forms in capitals, as headings have them, in their usual letters: `DR.`, `NO. 5`."""
    usual = {title.upper(): title for title in wording.titles if not title.isupper()}
    usual = {form: title for form, title in usual.items() if len(form) > 1}
    if not usual:
        return ()
    numbered = "NOS?|VOLS?|CHA?PS?|CHS?|FIGS?|PTS?|BK|NR|BD|S[EÉ]?CT?|APT|CAP|KAP"
    before = r"(?= [\"“'‘(«„]?[A-ZÀ-Þ])"
    dotless = "|".join(form for form in usual if usual[form] in _DOTLESS and form != "ME")
    dotted = "|".join(sorted(map(re.escape, usual), key=len, reverse=True))
    wars = rule(r"\bWW ?(?:(II|2)|I|1)\b", lambda m: f"World War {'two' if m[1] else 'one'}")
    return where(
        r"[A-ZÀ-Þ]{2}",
        (
            *((wars,) if wording.code == "en" else ()),
            rule(rf"\b({dotted})(?=\.{before[3:-1]})", lambda m: usual[m[1]]),
            rule(rf"\b({dotless})(?= [\"“'‘(«„]?[A-ZÀ-Þ]{{2}})", lambda m: usual[m[1]]),
            rule(r"\bST(?=\.? [A-ZÀ-Þ]{2})", "St"),
            rule(rf"\b(?:{numbered})(?=\. ?(?:\d|[IVXLC]+\b))", lambda m: m.group().capitalize()),
        ),
    )


def words(wording: Wording) -> tuple[Rule | Family, ...]:
    """Titles before names, and all other short forms."""

    def full(match: Match) -> str:
        return _stopped(forms.of(match), wording, match)

    forms = _Forms({f"(?:{short})": form for short, form in wording.words.items()})
    return (
        *_OWN.get(wording.code, ()),
        *(_saints_and_streets() if wording.code == "en" else ()),
        *_titles(wording),
        *(
            where(
                r"[.&/°]|OK|Xmas|Jr|Sr|Ltd|Hwy|govt|Cie|['’]d\b|vs",
                (rule(rf"(?<![\w.])(?:{forms.any})(?!\w)", full),),
            )
        ),
    )


def _titles(wording: Wording) -> tuple[Rule, ...]:
    if not wording.titles:
        return ()
    titles = "|".join(sorted(map(re.escape, wording.titles), key=len, reverse=True))
    joints = {"en": "and|&", "de": "und", "fr": "et", "es": "y", "it": "e"}[wording.code]
    dotless = "|".join(
        re.escape(title) for title in wording.titles if title in _DOTLESS or "." in title
    )
    before = rf"(?= ?(?:(?:{joints}) (?:la |el |der |die )?)?[\"“'‘(]?[A-ZÀ-Þ])"
    longer = rf"(?<!\w)((?:{titles})(?<=\w\w))\.(?= )"
    return (
        rule(
            rf"(?<![\w.])(?:({titles})\.|({dotless})(?= )){before}",
            lambda match: wording.titles[match[1] or match[2]],
        ),
        *((rule(_BEFORE_SMALL, lambda m: wording.titles[m[1]]),) if wording.code == "en" else ()),
        # In English `Gen.` or `Col.` before a small letter may be anything.
        *((rule(longer, lambda m: wording.titles[m[1]]),) if wording.code != "en" else ()),
    )


def _stopped(form: str, wording: Wording, match: Match) -> str:
    """The form, with the full stop of the abbreviation where it ends the sentence too."""
    if not match.group().endswith(".") or form in _NEVER_LAST or form.endswith("."):
        return form
    return form + ("." if ends_sentence(match, wording, closing=form in _CLOSING) else "")


def _saints_and_streets() -> tuple[Rule | Family, ...]:
    """`St. Paul's` but `Baker St.`; `Dr. Hart` but `Elm Dr.`"""

    def street(word: str, match: Match) -> str:
        return word + ("." if match.string[match.end() :].strip(" \"”’')") == "" else "")

    numbered_house = "|".join(rf"(?<=\d [A-Z][a-z]{{{n}}} )" for n in range(2, 9))
    before = r"(?=[,;:!?\"”)’]|$| (?:and|near|in|at|to|from|was|is|with|on|by|or|where|when)\b)"
    return where(
        r"\bSt|\bDr\.|\bM\.",
        (
            rule(
                rf"(?<=[a-z] )St\.{before}"
                rf"|(?:{numbered_house}|(?<=\dth )|(?<=nd )|(?<=rd ))St\.",
                lambda match: street("Street", match),
            ),
            rule(
                r"(?<=[A-Z][a-z]{2} )Dr\.(?= [a-z]|[,;:!?]|$)|(?<=[a-z]{3} )Dr\.(?=[,;:]|$)",
                lambda match: street("Drive", match),
            ),
            rule(r"\bSt\.? ?(?=[A-Z][a-z])", "Saint "),
            rule(
                r"(?<!\w\. )(?<![\w.])M\.(?= (?:de |d['’]|le |du )?[A-Z][a-zà-ÿ]{2})",
                "Monsieur",
            ),
        ),
    )
