"""Which language a text is in, by its commonest words, where the file does not say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

_COMMON = {
    "en": "the of and to in that was his he it with is for as had you not be her on at by which"
    " have or from this but all she they were my are me one their so an said them we who would"
    " been will no when there if more out up into do any your what has man could",
    "de": "der die und das den von zu ist mit dem sich nicht des ein sie auf eine im er es als ich"
    " auch wie war aber aus bei nach noch einen nur wenn so hatte wir über ihm ihr sein was vor"
    " mir einem mich doch ihn sagte haben schon zum keine wird sind dass daß",
    "fr": "de la le et les des un une du dans que qui il à ne pas pour ce sur se plus elle par au"
    " avec son sa vous je mais est nous comme lui ses cette était tout sans en si bien fait dit"
    " aux leur où même avait ces être",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más pero sus"
    " le ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien"
    " desde todo nos había era dijo él",
    "it": "di che e la il un a per in una non è del si le da con i al come dei lo più nel alla ma"
    " della gli sono era aveva ha io mi o se anche suo sua questo quando disse dal delle egli ne"
    " cosa perché così",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como mas foi ao"
    " ele das tem seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela"
    " entre era depois disse",
    "nl": "de van een het en in is dat op te zijn met die voor niet aan er om hij ook als dan maar"
    " bij nog uit naar hem haar ik was zij wat had wordt over heeft ze mijn werd geen je zei",
    "sv": "och i att det som en på är av för med den till inte har de ett om han men var jag hade"
    " sig från vi så kan man när år under också efter eller nu sin där vid mot hon sade",
}
_WORDS = {code: frozenset(words.split()) for code, words in _COMMON.items()}
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000
_LONG = 5_000
"""Code points of a text that is believed before what its file declares."""
_FEWEST = 6
"""Common words that must be there."""
_SHARE = 0.2
_LEAD = 1.3
"""How many times as many common words the language must have as the next one."""


def settled_language(declared: str, texts: Iterable[str]) -> str:
    """The language of a book that says it is in `declared` (a BCP 47 tag, or nothing).

    A program's default is not the book's word: a long text that is plainly in another of the
    languages known here is in that one.
    """
    texts = list(texts)
    if not declared:
        return language_of(texts) or "en"
    primary = declared.split("-")[0].casefold()
    if primary in _WORDS and sum(map(len, texts)) > _LONG:
        found = language_of(texts)
        return declared if found in ("", primary) else found
    return declared


def language_of(texts: Iterable[str]) -> str:
    """The tag of the language of some paragraphs; empty where they are too few or too foreign."""
    words = islice((w.lower() for text in texts for w in _WORD.findall(text)), _SAMPLE)
    counts = Counter(words)
    total = counts.total()
    found = sorted(
        ((sum(counts[word] for word in known), code) for code, known in _WORDS.items()),
        reverse=True,
    )
    (best, code), (second, _) = found[:2]
    if best < max(_FEWEST, _SHARE * total) or best < _LEAD * second:
        return ""
    return code
