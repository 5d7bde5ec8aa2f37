"""Addresses of the web and of mail, as people read them out."""

from __future__ import annotations

import re

from pipeline.casting.spoken.rewriting import Family, Match, Rule, rule, where
from pipeline.casting.spoken.wording import Wording

_TOP = r"(?:com|org|net|edu|gov|mil|info|biz|io|co|uk|us|de|fr|es|it|eu|ca|au|nz|ie|ch|at|be|nl|tv)"
_HOST = rf"(?:[a-z0-9-]+\.)+{_TOP}\b"
_SPELLED = {
    "www",
    "uk",
    "us",
    "eu",
    "tv",
    "html",
    "htm",
    "php",
    "nz",
    "au",
    "ie",
    "pdf",
    "io",
    "ca",
}


def rules(wording: Wording) -> tuple[Rule | Family, ...]:
    """The rules; the words for the marks are the language's."""
    signs = {
        ".": wording.dot,
        "/": wording.slash,
        "-": wording.dash,
        "_": wording.underscore,
        "@": wording.at,
        "~": "tilde",
        "?": "?",
        "=": "=",
        "&": "&",
        "#": "#",
        "%": "%",
        ":": ":",
        "+": "+",
    }

    def read(match: Match) -> str:
        text = re.sub(r"^[a-z]+://|^mailto:", "", match.group(), flags=re.IGNORECASE).rstrip("/")
        parts = re.findall(r"[^\W_]+|[./@~_-]", text)
        return " ".join(
            signs.get(part, ".".join(part.upper()) if part.lower() in _SPELLED else part)
            for part in parts
        )

    return where(
        r"[@/]|www\.|\.[a-z]{2,4}\b",
        (
            rule(r"(?i)\b(?:mailto:)?[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}\b", read),
            rule(r"(?i)\bhttps?://[^\s<>\"”’)]*[^\s<>\"”’).,;:!?]", read),
            rule(
                rf"(?i)\bwww\.[^\s<>\"”’)]*[^\s<>\"”’).,;:!?]|(?<![\w@.]){_HOST}(?:/[^\s<>\"”’)]*[^\s<>\"”’).,;:!?])?",
                read,
            ),
        ),
    )
