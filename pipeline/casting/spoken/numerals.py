"""Roman numerals where they count something: chapters, kings, centuries; never the pronoun `I`."""

from __future__ import annotations

import re

from pipeline.casting.spoken.number_words import cardinal, ordinal, speaks_numbers
from pipeline.casting.spoken.rewriting import Family, Match, Rule, rule, where
from pipeline.casting.spoken.roman import NUMERAL, value
from pipeline.casting.spoken.wording import Wording

_SMALL = (
    NUMERAL.replace("MDCLXVI", "mdclxvi")
    .replace("M", "m")
    .replace("C", "c")
    .replace("D", "d")
    .replace("X", "x")
    .replace("L", "l")
    .replace("I", "i")
    .replace("V", "v")
)
_LONG = rf"(?=[MDCLXVI]{{2}}){NUMERAL}"
_SIGN = (
    r"\b(?!I\b)[IVXLCDM]+(?:[a-zèᵉ]{1,3})?\b|\b[ivxl]+\b|[A-ZÀ-Þ][a-zà-ÿ]+ I(?:er|re|ᵉʳ)?\b|^\s*I\b"
)
_STOP = r"(?:\.(?=[,;:]| [a-z]))?"
"""A full stop behind a numeral that ends no sentence."""
_NO_NAME = r"(?:The|An?|This|That|In|On|At|Of|And|But|For|From|With|My|His|Her|Your|Size|No)"
_RULED = "was|is|died|ruled|reigned|came|went|lost|gave|made|and [A-Z]"
"""What a sentence about a first of the name goes on with: there `I` is no pronoun."""
_DATIVE = re.compile(
    r"\b(?:[Uu]nter|[Vv]on|[Mm]it|[Bb]ei|[Aa]us|[Nn]ach|[Zz]u|[Ss]eit|[Dd]em|[Zz]um|[Vv]om|[Bb]eim)"
    r"(?: (?:König|Kaiser|Papst|Zar|Herzog|Kurfürst))? $"
)
"""What stands before a German name in the dative, as far as it shows."""
_CROWNED = (
    r"King|Queen|Pope|Emperor|Empress|Tsar|Czar|Kaiser|Prince|Duke|Saint|Sultan|Shah|Pharaoh|Count"
)


def rules(wording: Wording, *, heading: bool) -> tuple[Rule | Family, ...]:
    """The rules of a language; with `heading` a numeral that stands alone is one too."""
    code = wording.code
    if not speaks_numbers(code):
        return ()

    def counted(match: Match) -> str:
        return f"{match[1]}{cardinal(str(value(match[2])), code)}"

    def alone(match: Match) -> str:
        return cardinal(str(value(match[1])), code)

    def range_(match: Match) -> str:
        first, last = (cardinal(str(value(match[n])), code) for n in (2, 3))
        return f"{match[1]}{first} {wording.to} {last}"

    numeral = rf"(?:(?![CDLM]\b){NUMERAL}|(?![cdm]+\b){_SMALL})"
    divisions = wording.divisions
    of_parts = (
        rule(rf"\b((?i:{divisions}) )({numeral})[–-]({numeral})(?![\w'’])", range_),
        # A lone I is the pronoun unless the word before it is capital: "the part I like".
        rule(rf"\b((?i:{divisions}) )(?!I\b)({numeral})(?![\w'’-]){_STOP}", counted),
        rule(rf"\b((?=[A-ZÀ-Þ])(?i:{divisions}) )(I)(?![\w'’-]){_STOP}", counted),
    )
    alone_in_heading = (
        (
            rule(rf"^\s*({NUMERAL})(?=\s*[.:—–-]|\s*$)(?![-–]\w)", alone),
            rule(rf"(?<=[:—–] )(?!I\b)({NUMERAL})(?=\.?\s*$)", alone),
        )
        if heading
        else ()
    )
    own = {"en": _english, "de": _german, "fr": _french, "es": _spanish, "it": _italian}.get(code)
    return where(_SIGN, (*alone_in_heading, *of_parts, *(own(wording) if own else ())))


def _english(wording: Wording) -> tuple[Rule, ...]:
    def reigned(match: Match) -> str:
        return f"{match[1]}the {ordinal(value(match[2]), 'en').capitalize()}"

    return (
        rule(rf"\b({_LONG}|V|X)(?:st|nd|rd|th)\b", lambda m: ordinal(value(m[1]), "en")),
        rule(rf"\b({_LONG})(?= [Cc]entur)", lambda m: ordinal(value(m[1]), "en")),
        rule(rf"\b((?:{_CROWNED}) [A-Z][a-z]+ )({NUMERAL})(?![\w-]){_STOP}", reigned),
        rule(
            rf"\b(Alex|Chas|Edw|Eliz|Geo|Jas|Robt|Wm)\. (?={NUMERAL}\b)",
            lambda m: f"{wording.titles[m[1]]} ",
        ),
        rule(rf"\b((?:{wording.rulers}) )({NUMERAL})(?=['’]s\b| of [A-Z]| \()", reigned),
        rule(rf"\b((?:{wording.rulers}) )(I)(?=[.;:?!)](?!\w))", reigned),
        rule(rf"(?:^|(?<=[.!?…] ))((?:{wording.rulers}) )(I)(?= (?:{_RULED})\b)", reigned),
        rule(r"\b(the [A-Z][a-z]+ and )(I)(?=[.,;]|$)", reigned),
        rule(rf"\b((?:{wording.rulers}) )(V|X)(?![\w-]|\. ?[A-Z]| [A-Z]\.){_STOP}", reigned),
        rule(rf"\b(?!{_NO_NAME} )([A-Z][a-z]+ )({_LONG})(?![\w-]){_STOP}", reigned),
    )


def _german(_: Wording) -> tuple[Rule, ...]:
    def reigned(match: Match) -> str:
        word = ordinal(value(match[2]), "de")
        genitive = match[1].rstrip().endswith("s") and match[1].strip() not in (
            "Julius",
            "Pius",
            "Nikolaus",
        )
        article = (
            "des" if genitive else "dem" if _DATIVE.search(match.string[: match.start()]) else "der"
        )
        return f"{match[1]}{article} {word.capitalize()}{'' if article == 'der' else 'n'}"

    return (
        rule(rf"\b(?!Herrn? |Frau )([A-ZÄÖÜ][a-zäöüß]+ )({_LONG}|[IVX])\.(?!\w)", reigned),
        rule(rf"\b({_LONG})\.(?= Jahrhundert)", lambda m: ordinal(value(m[1]), "de") + "n"),
    )


def _french(_: Wording) -> tuple[Rule, ...]:
    return (
        # Not every letter that is a numeral: "Le" is no fiftieth, "Ce" no hundredth.
        rule(rf"\b({_LONG}|V|X)(?:e|è|ème)(?!\w)", lambda m: ordinal(value(m[1]), "fr")),
        rule(r"\bI(?:er|ᵉʳ)(?!\w)", "premier"),
        rule(r"\bI(?:re|ère)(?!\w)", "première"),
        rule(
            rf"\b([A-ZÉ][a-zéèêïîôç]+ )({_LONG}|V(?= |$|,))(?![\w-])",
            lambda m: f"{m[1]}{cardinal(str(value(m[2])), 'fr')}",
        ),
    )


def _spanish(_: Wording) -> tuple[Rule, ...]:
    def reigned(match: Match) -> str:
        number = value(match[2])
        word = ordinal(number, "es") if number <= 10 else cardinal(str(number), "es")
        return f"{match[1]}{word}"

    return (
        rule(
            rf"\b([Ss]iglos? )({NUMERAL})\b", lambda m: f"{m[1]}{cardinal(str(value(m[2])), 'es')}"
        ),
        rule(rf"\b([A-ZÁÉÍÓÚ][a-záéíóúñ]+ )({_LONG}|[VI](?= de |,|\.|$))(?![\w-])", reigned),
    )


def _italian(_: Wording) -> tuple[Rule, ...]:
    return (
        rule(
            rf"\b({_LONG}|V|X)(?= secolo\b)|(?<=secolo )({_LONG}|V|X)\b",
            lambda m: ordinal(value(m.group()), "it"),
        ),
        rule(
            rf"\b([A-ZÈ][a-zàèéìòù]+ )({_LONG}|[VI](?= di |,|\.|$))(?![\w-])",
            lambda m: f"{m[1]}{ordinal(value(m[2]), 'it')}",
        ),
    )
