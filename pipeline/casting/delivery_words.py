"""The words that tell how something is said, by language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.model import Delivery

_W, _M, _S, _G, _T, _R = (
    Delivery.WHISPERED,
    Delivery.MURMURED,
    Delivery.SHOUTED,
    Delivery.SUNG,
    Delivery.THOUGHT,
    Delivery.READ,
)


@dataclass(frozen=True, slots=True)
class DeliveryWords:
    verbs: Mapping[str, Delivery]
    """Forms of verbs of speech, in small letters."""
    plain: frozenset[str]
    """Forms of verbs that only say that somebody speaks."""
    phrases: tuple[tuple[re.Pattern[str], Delivery], ...]
    """How, in other words than a verb: "in a low voice"."""
    denies: re.Pattern[str]
    """What turns it into its opposite: "without shouting"."""
    announces: re.Pattern[str]
    """The end of a paragraph after which something is read out."""


@cache
def words_of(language: str) -> DeliveryWords | None:
    """The words of a language, by its BCP 47 tag; None where they are not known."""
    code = language.replace("_", "-").split("-")[0].casefold()
    return _TABLES.get(code)


def _words(
    forms: Mapping[Delivery, str],
    plain: str,
    phrases: Mapping[str, Delivery],
    denies: str,
    announces: str,
) -> DeliveryWords:
    return DeliveryWords(
        {form: how for how, text in forms.items() for form in text.split()},
        frozenset(plain.split()),
        tuple((re.compile(pattern, re.IGNORECASE), how) for pattern, how in phrases.items()),
        re.compile(denies, re.IGNORECASE),
        re.compile(announces, re.IGNORECASE),
    )


_TABLES = {
    "en": _words(
        {
            _W: "whispered whispers whisper whispering breathed hissed",
            _M: "murmured murmurs murmur murmuring muttered mutters mutter muttering mumbled"
            " mumbles mumbling",
            _S: "shouted shouts shout shouting yelled yells yell yelling screamed screams"
            " screaming shrieked shrieks shrieking bellowed bellows bellowing roared roars roaring"
            " hollered bawled thundered screeched",
            _G: "sang sings sing singing sung crooned chanted carolled",
            _T: "thought thinks think thinking mused",
            _R: "read reads",
        },
        "said says say asked asks ask replied replies answered answers cried cries called calls"
        " added adds told tells went began begins continued continues repeated repeats remarked"
        " observed exclaimed returned spoke speaks speaking insisted demanded snapped explained",
        {
            r"\bin an? (?:\w+ )?whisper\b|\bwhispering\b": _W,
            r"\b(?:under|below|beneath) (?:his|her|their|my|its) breath\b": _M,
            r"\bin an? (?:\w+,? )?(?:low|hushed|undertone|muffled|faint)\b": _M,
            r"\b(?:very |so |quite )?(?:softly|quietly|faintly)\b|\bin an undertone\b": _M,
            r"\bat the top of (?:his|her|their|my) (?:voice|lungs)\b|\bshouting\b": _S,
            r"\bto (?:himself|herself|myself|themselves)\b": _T,
        },
        r"\b(?:not|never|without|as if|as though|rather than|instead of|n['’]t)\b",
        r"\bread(?:ing)?\b(?:[^.!?]*\b(?:aloud|out)\b[^.!?]*[.:]|(?: as follows)?:)\W*$",
    ),
    "de": _words(
        {
            _W: "flüsterte flüstert flüstern wisperte hauchte raunte zischte",
            _M: "murmelte murmelt brummte nuschelte",
            _S: "schrie schreit brüllte brüllt kreischte donnerte",
            _G: "sang singt trällerte",
            _T: "dachte denkt",
            _R: "las liest",
        },
        "sagte sagt fragte fragt antwortete rief ruft sprach spricht erwiderte entgegnete meinte",
        {
            r"\bmit (?:leiser|gedämpfter) Stimme\b|\bleise\b": _M,
            r"\bim Flüsterton\b": _W,
            r"\bmit lauter Stimme\b|\baus vollem Halse\b": _S,
        },
        r"\b(?:nicht|nie|ohne|als ob)\b",
        r"\blas\b[^.!?]*\bvor[.:]\W*$",
    ),
    "fr": _words(
        {
            _W: "chuchota chuchote chuchotait souffla souffle",
            _M: "murmura murmure murmurait marmonna grommela",
            _S: "hurla hurle criait cria crie vociféra tonna",
            _G: "chanta chante fredonna",
            _T: "pensa pense songea",
            _R: "lut lit",
        },
        "dit disait demanda répondit répliqua reprit ajouta fit",
        {
            r"\b(?:à|d['’]une) voix basse\b|\bdoucement\b": _M,
            r"\bà l['’]oreille\b": _W,
            r"\bà tue-tête\b": _S,
        },
        r"\b(?:ne|n['’]|sans|jamais|comme si)\b",
        r"\blut\b[^.!?]*\bà (?:haute voix|voix haute)[.:]\W*$",
    ),
    "es": _words(
        {
            _W: "susurró susurra susurraba cuchicheó",
            _M: "murmuró murmura musitó masculló",
            _S: "gritó grita gritaba chilló vociferó bramó rugió",
            _G: "cantó canta tarareó",
            _T: "pensó piensa",
            _R: "leyó lee",
        },
        "dijo dice preguntó respondió contestó replicó exclamó añadió",
        {
            r"\ben voz baja\b|\bquedamente\b": _M,
            r"\bal oído\b|\ben un susurro\b": _W,
            r"\ba gritos\b|\ba voz en cuello\b": _S,
        },
        r"\b(?:no|sin|nunca|como si)\b",
        r"\bleyó\b[^.!?]*\ben voz alta[.:]\W*$",
    ),
    "it": _words(
        {
            _W: "sussurrò sussurra bisbigliò",
            _M: "mormorò mormora borbottò",
            _S: "gridò grida urlò urla strillò tuonò",
            _G: "cantò canta canticchiò",
            _T: "pensò pensa",
            _R: "lesse legge",
        },
        "disse dice chiese domandò rispose replicò esclamò aggiunse",
        {
            r"\b(?:a|con) (?:voce bassa|bassa voce)\b|\bsottovoce\b|\bpiano\b": _M,
            r"\ball['’]orecchio\b|\bin un sussurro\b": _W,
            r"\ba squarciagola\b|\ba gran voce\b": _S,
        },
        r"\b(?:non|senza|mai|come se)\b",
        r"\blesse\b[^.!?]*\bad alta voce[.:]\W*$",
    ),
}
