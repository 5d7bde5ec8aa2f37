"""The voices of Kokoro-82M that its text front end here can read for, by name."""

from __future__ import annotations

from pipeline.model import Age, Gender, Voice

LICENCE = "Apache-2.0"

_NAMES = {
    "af": "heart bella nicole aoede kore sarah alloy nova sky jessica river",
    "am": "michael fenrir puck echo eric liam onyx santa adam",
    "bf": "emma isabella alice lily",
    "bm": "george fable lewis daniel",
    "ef": "dora",
    "em": "alex santa",
    "ff": "siwis",
    "hf": "alpha beta",
    "hm": "omega psi",
    "if": "sara",
    "im": "nicola",
    "pf": "dora",
    "pm": "alex santa",
}
"""Names by the letters of language and sex before them."""

_LANGUAGES = {
    "a": ("en-us", "American"),
    "b": ("en-gb", "British"),
    "e": ("es", "Spanish"),
    "f": ("fr", "French"),
    "h": ("hi", "Hindi"),
    "i": ("it", "Italian"),
    "p": ("pt-br", "Brazilian"),
}

_INGREDIENTS = {
    "jf": "alpha gongitsune nezumi tebukuro",
    "jm": "kumo",
    "zf": "xiaobei xiaoni xiaoxiao xiaoyi",
    "zm": "yunjian yunxi yunxia yunyang",
}
"""Japanese and Chinese voices: nothing here reads those languages, but blends may have them."""

NAMES = tuple(f"{kind}_{name}" for kind, names in _NAMES.items() for name in names.split())

STYLES = frozenset(
    [*NAMES, *(f"{kind}_{name}" for kind, names in _INGREDIENTS.items() for name in names.split())]
)
"""All that a voice can be blended of."""


def every_voice() -> tuple[Voice, ...]:
    """Each of them by itself; blends are entries of the voice library."""
    return tuple(_voice(name) for name in NAMES)


def _voice(name: str) -> Voice:
    dialect, accent = _LANGUAGES[name[0]]
    return Voice(
        id=f"kokoro:{name}",
        engine="kokoro",
        parameters=(("dialect", dialect), ("style", name)),
        name=name.partition("_")[2].capitalize(),
        language=dialect,
        gender=Gender.FEMALE if name[1] == "f" else Gender.MALE,
        age=Age.ADULT,
        accent=accent,
        licence=LICENCE,
    )
