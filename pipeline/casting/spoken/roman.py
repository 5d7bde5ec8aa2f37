"""Roman numerals: which letters are one, and what it is worth."""

from __future__ import annotations

NUMERAL = r"(?=[MDCLXVI])M{0,3}(?:C[MD]|D?C{0,3})(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})"
"""Up to 3999, in the one way in which each is written."""

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def value(numeral: str) -> int:
    """What a numeral is worth, in capitals or not."""
    values = [_VALUES[letter] for letter in numeral.upper()]
    return sum(
        -one if one < following else one
        for one, following in zip(values, [*values[1:], 0], strict=True)
    )
