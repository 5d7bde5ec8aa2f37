"""Which table of words a language has."""

from __future__ import annotations

from pipeline.casting.spoken.english import ENGLISH
from pipeline.casting.spoken.french import FRENCH
from pipeline.casting.spoken.german import GERMAN
from pipeline.casting.spoken.italian import ITALIAN
from pipeline.casting.spoken.spanish import SPANISH
from pipeline.casting.spoken.wording import Wording

_KNOWN = {each.code: each for each in (ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN)}


def wording_of(language: str) -> Wording:
    """The table for a BCP 47 tag; for other languages one that knows only plain numbers."""
    code = language.replace("_", "-").split("-")[0].casefold()
    return _KNOWN.get(code, Wording(code))
