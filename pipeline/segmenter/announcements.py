"""Lines that say whose writing follows: `Dr. Seward's Diary.`, `Letter, Lucy to Mina.`"""

from __future__ import annotations

import re

_LONGEST = 160
_STRESS = re.compile(r"[_*]+")
_EDGE = " \t“”\"'‘’"
_JOURNAL = r"(?:journal|diary|log|log-?book|notebook|memorandum|memoranda|narrative|statement)"
_SENT = r"(?:letter|telegram|cablegram|note|report|memorandum|statement|cutting|extract|log)s?"
_PRESS = (
    r"(?:gazette|times|herald|chronicle|post|mail|news|telegraph|standard|courier|tribune|star"
    r"|echo|observer|argus|examiner|advertiser)"
)
_DAY = r"(?:\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+|[A-Z][a-z]+\s+\d{1,2}(?:st|nd|rd|th)?)"
_OWNED = re.compile(
    r"(?:[^\W\d_][\w.-]*\s+){0,4}[^\W\d_][\w.-]*(?:['’](?i:s)|(?i:s)['’])\s+"
    rf"(?:[\w-]+\s+){{0,2}}?(?i:{_JOURNAL})"
    r"(?:,\s+[^.?!;:]{1,80}|[\s\u2060,.:]*[-—–(\u2060]+\s*(?i:continued|concluded)\)?)?"
)
_FROM = re.compile(
    rf"(?i:{_SENT})(?:\s+\([^()]{{1,40}}\))?"
    r"(?:,|\s+(?i:from|by|to)\b|\s+(?i:left|written|kept|sent|made)\s+(?i:by)\b)\s+.+"
)
_OF = re.compile(r"(?i:log|cutting|extract|journal|diary|narrative|statement)s?\s+(?i:of)\s+.+")
_PRINTED = re.compile(
    rf"(?:[A-Z][\w'’-]*\s+){{1,4}}(?i:{_PRESS})[,”\"']*\s+{_DAY}(?:,?\s+\d{{4}})?"
)
_ASIDE = re.compile(r"[_*]*\([^()]{1,100}\)[_*.]*")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_SMALL = re.compile(
    r"an?|and|as|at|by|c|de|etc|for|from|his|her|in|its|left|le|la|my|of|on|or|our|the|their|to"
    r"|von|van|with|written|kept|sent|made|directed|care|continued|concluded|during|st|nd|rd|th",
    re.IGNORECASE,
)


def announces(text: str) -> bool:
    """Whether a paragraph does nothing but say whose journal, letter or paper follows."""
    if len(text) > 2 * _LONGEST:
        return False
    plain = " ".join(_STRESS.sub("", text).split()).strip(_EDGE).rstrip(".").rstrip(_EDGE)
    if not plain or len(plain) > _LONGEST or not plain[0].isupper():
        return False
    if not any(pattern.fullmatch(plain) for pattern in (_OWNED, _FROM, _OF, _PRINTED)):
        return False
    words = [word for word in _WORD.findall(plain) if not _SMALL.fullmatch(word)]
    return all(word[0].isupper() for word in words)


def is_aside(text: str) -> bool:
    """Whether a paragraph stands in brackets, as `(Kept in shorthand.)` does below such a line."""
    return _ASIDE.fullmatch(" ".join(text.split())) is not None
