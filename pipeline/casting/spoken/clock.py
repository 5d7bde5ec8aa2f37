"""Times of day."""

from __future__ import annotations

from pipeline.casting.spoken.number_words import cardinal
from pipeline.casting.spoken.rewriting import Family, Match, Rule, rule, where
from pipeline.casting.spoken.sentences import ends_sentence
from pipeline.casting.spoken.wording import Wording

_AT = "|".join(
    rf"(?<=\b{word} )"
    for word in ("at", "At", "the", "The", "by", "By", "till", "until", "past", "about", "before")
)
_MEASURES = "m|km|cm|mm|g|kg|mg|l|ml|s|ft|lb|oz|mi|h|x"
"""Behind these `10.30` is no time."""
_HALF = r"(?P<half> ?[AaPp]\. ?[Mm]\.?(?!\w)| ?[ap]m\b| ?[AP]M\b)"


def rules(wording: Wording) -> tuple[Rule | Family, ...]:
    """The rules of a language; `18.30` is a time only where the words around it say so."""
    if wording.code == "en":
        return where(r"\d|[ap]\.m\.", _english(wording))
    if not wording.hours:
        return ()

    def hours(match: Match) -> str:
        head, tail = cardinal(match[1], wording.code), int(match[2] or 0)
        if wording.code == "de" and head == "eins":
            head = "ein"
        if wording.code == "fr" and match[1] in ("1", "01"):
            return "une heure" + (f" {cardinal(str(tail), 'fr')}" if tail else "")
        minutes = f" {cardinal(str(tail), wording.code)}" if tail else ""
        return f"{head} {wording.hours}{minutes}"

    def bare(match: Match) -> str:
        head, tail = cardinal(match[1], wording.code), int(match[2])
        joint = {"es": " y ", "it": " e "}.get(wording.code, f" {wording.hours} ")
        return (
            f"{head}{joint}{cardinal(str(tail), wording.code)}"
            if tail
            else f"{head} {wording.hours}"
        )

    if wording.code == "de":
        return where(
            r"\d",
            (
                rule(r"\b(\d{1,2})(?:[.:](\d\d))? Uhr\b", hours),
                rule(r"\b(\d{1,2}):(\d\d)(?![\d:])", bare),
            ),
        )
    if wording.code == "fr":
        return where(
            r"\d",
            (
                rule(r"\b(\d{1,2}) ?h(?: ?(\d\d))?\b", hours),
                rule(r"\b(\d{1,2}):(\d\d)(?![\d:])", bare),
            ),
        )
    return where(
        r"\d",
        (
            rule(r"\b(\d{1,2})[:.](\d\d)(?= ?h\b| ?horas\b| ?ore\b)(?: ?h\b)?", bare),
            rule(
                r"(?:(?<=\balle )|(?<=\b[Dd]alle )|(?<=\bore )|(?<=\blas ))"
                r"(\d{1,2})\.([0-5]\d)(?![\d%°]|\.\d)",
                bare,
            ),
            rule(r"\b(\d{1,2}):(\d\d)(?![\d:])", bare),
        ),
    )


def _english(wording: Wording) -> tuple[Rule, ...]:
    def half(match: Match) -> str:
        letters = match["half"]
        stop = (
            "."
            if letters and letters.endswith(".") and ends_sentence(match, wording, closing=True)
            else ""
        )
        return f" {letters.strip()[0].upper()}.M{stop}" if letters else ""

    def of_day(match: Match) -> str | None:
        hour, minutes = match[1], match[2]
        if int(hour) > 24 or int(minutes) > 59:
            return None
        tail = half(match)
        if minutes == "00":
            said = "" if tail else (" hundred" if int(hour) > 12 else " o'clock")
        elif minutes[0] == "0":
            said = f" oh {cardinal(minutes[1], 'en')}"
        else:
            said = f" {cardinal(minutes, 'en')}"
        return f"{cardinal(hour, 'en')}{said}{tail}"

    return (
        rule(
            r"(?:(?<=\d:\d\d)|(?<=[ap]\.m\.)|(?<=[ap]m)|(?<=[AP]M))\s?[–—-]\s?"
            r"(?=\d{1,2}(?::\d\d| ?[ap]\.?m\b| ?[AP]M\b))",
            " to ",
        ),
        rule(rf"(?<![\w:.,])(\d{{1,2}}):(\d\d)(?!\d|:\d){_HALF}?", of_day),
        rule(rf"(?<![\w:.,£$])(\d{{1,2}})\.(\d\d)(?!\d){_HALF}", of_day),
        rule(
            rf"(?:{_AT})(\d{{1,2}})\.([0-5]\d)"
            rf"(?![\d%°]|\.\d| ?(?:{_MEASURES})\b| [mb]illion)(?P<half>(?!))?",
            of_day,
        ),
        rule(
            rf"(?<![\w:.,])(\d{{1,2}}){_HALF}",
            lambda match: f"{cardinal(match[1], 'en')}{half(match)}",
        ),
        rule(r"(?<=[a-z])(?P<half> [ap]\.m\.(?!\w))", half),
    )
