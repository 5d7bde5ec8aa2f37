"""Canonical JSON and its digest: the one way to hash anything."""

from __future__ import annotations

import hashlib
import json
import math
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None


def canonical(value: Json) -> str:
    """The one text of a value: sorted keys, NFC strings, whole floats as integers.

    Raises ValueError for a number that is not finite.
    """
    return json.dumps(
        _normal(value), sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )


def digest(value: Json) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return digest_bytes(canonical(value).encode())


def digest_bytes(data: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _normal(value: Json) -> Json:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, bool) or value is None or isinstance(value, int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} has no canonical form")
        return int(value) if value.is_integer() else value
    if isinstance(value, Mapping):
        return {unicodedata.normalize("NFC", key): _normal(item) for key, item in value.items()}
    return [_normal(item) for item in value]
