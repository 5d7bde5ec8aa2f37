"""Names for files and tables, made from names for people."""

from __future__ import annotations

import re
import unicodedata


def slug(text: str, longest: int = 60) -> str:
    """Lower-case ASCII letters and digits joined by hyphens; empty where there are none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].rstrip("-")
