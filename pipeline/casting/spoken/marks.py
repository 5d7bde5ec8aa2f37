"""What is only seen: invisible characters, old letters, markup, quotation marks, kinds of dash."""

from __future__ import annotations

import unicodedata

from pipeline.casting.spoken.rewriting import Match, Rule, only_groups, rule

_JOINERS = "\u200c\u200d"  # they shape letters in Persian and Indic scripts
_LETTERS = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "st",
    "ﬆ": "st",
    "ſ": "s",
    "ĳ": "ij",
    "Ĳ": "IJ",
    "⁄": "/",
    "∕": "/",
    "‐": "-",
    "‑": "-",
}
_VOWELS = "aeiouAEIOU"
_PLAIN = {"ä": "a", "ë": "e", "ï": "i", "ö": "o", "ü": "u"}
_DIGRAPHS = {"æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe"}


def _shapeless(match: Match) -> str | None:
    character = match.group()
    hidden = unicodedata.category(character) in ("Cf", "Cc") and character not in _JOINERS
    return "" if hidden else None


SPACES: tuple[Rule, ...] = (rule(r"\s\s+|[^\S ]", " "), rule(r"^ | $", ""))

VISIBLE: tuple[Rule, ...] = (
    *SPACES,
    rule(r"[^ -~\w\s“”‘’—–…]", _shapeless),
    rule(r"\S*[^\x00-\u02ff]\S*", lambda match: unicodedata.normalize("NFC", match.group())),
    rule(r"[\uff01-\uff5e]", lambda match: unicodedata.normalize("NFKC", match.group())),
    rule(f"[{''.join(_LETTERS)}]", lambda match: _LETTERS[match.group()]),
)
"""What has no shape goes, and what has two has one: NFC, single spaces, ligatures undone."""

OLD_SPELLING: tuple[Rule, ...] = (
    rule(rf"(?<=[{_VOWELS}])[äëïöü]", lambda match: _PLAIN[match.group()]),
    rule(r"(?<=\w)èd\b", "id"),  # sounded, as in verse
    rule(r"[æÆœŒ]", lambda match: _DIGRAPHS[match.group()]),
)
"""Of English: `coöperate`, `blessèd`, `mediæval`."""

LINKS: tuple[Rule, ...] = (
    only_groups(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+[\"'][^\"']*[\"'])?\)"),
    only_groups(r"<((?:https?://|mailto:)[^<>\s]+)>"),
)

MARKUP: tuple[Rule, ...] = (
    only_groups(r"\\([!-/:-@\[-`{-~])"),
    only_groups(r"(?<![^\W_])_([^_]+)_|_([^_]+)_(?![^\W_])"),
    rule(r"\*+|`+|~~+|(?<![^\W_])_+|_+(?![^\W_])", ""),
)
"""Emphasis and escapes are gone."""

HEADING_MARKS: tuple[Rule, ...] = (rule(r"^\s*#{1,6}\s+|\s+#+\s*$", ""),)

NOTE_REFERENCES: tuple[Rule, ...] = (
    rule(r"(?<=[^\W\d]{2})[¹²³⁰⁴-⁹]+|(?<=[.,;!?”\"’])[¹²³⁰⁴-⁹]+|[†‡]", ""),
    rule(r" ?\[\d{1,3}\](?=[\s.,;:!?]|$)", ""),
)

QUOTATION_MARKS: tuple[Rule, ...] = (
    rule(r"[\"“”„‟«»‹›〝〞＂]", ""),
    only_groups(r"(?<!\w)[‘']((?:[^‘’']|(?<=\w)[’'](?=\w))*[^\s‘’'])[’'](?!\w)"),
    rule(r"[‘‚‛]", ""),
    rule(r"(?<=[^\w\s])[’'](?!\w)", ""),
)
"""Apostrophes stay, inside words and where a letter is left out at a word's edge."""

PAUSES: tuple[Rule, ...] = (
    rule(r"\s*(?:\.(?:\s?\.)+|…)(?:\s?[.…])*", "… "),
    # Without the spaces espeak reads on, as if the dash were not there.
    rule(r"\s*(?:[—―⸺⸻]+|--+|(?<=\s)[–-](?=\s))\s*", " — "),
    rule(r"^[\s—]+", ""),
    rule(r"\s+(?=[,.;:!?…])", ""),
    rule(r"(?<=\w)\.(?=[,;:])", ""),
)
"""Dashes and dots in the one form each that engines pause at."""
