"""espeak-ng's text front end: its library, started for sounds and not for speech."""

from __future__ import annotations

import ctypes

from pipeline.errors import EngineUnavailable

IPA = 0x02
"""What of espeak-ng's alphabets is asked for; other bits say how sounds are joined."""
_RETRIEVAL, _DONT_EXIT, _UTF8 = 1, 0x8000, 1


def started() -> ctypes.CDLL:
    """The library, ready for `sounds`. Raises EngineUnavailable, with what to install."""
    try:
        import espeakng_loader

        library = ctypes.CDLL(espeakng_loader.get_library_path())  # type: ignore[no-untyped-call]
        data: str = espeakng_loader.get_data_path()  # type: ignore[no-untyped-call]
    except (ImportError, OSError) as error:
        raise EngineUnavailable(
            f"Sounds are found by espeak-ng, which can't be loaded: {error}.",
            "pip install --force-reinstall espeakng-loader",
        ) from error
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = [
        ctypes.POINTER(ctypes.c_char_p),
        ctypes.c_int,
        ctypes.c_int,
    ]
    if library.espeak_Initialize(_RETRIEVAL, 0, data.encode(), _DONT_EXIT) <= 0:
        raise EngineUnavailable(
            f"espeak-ng does not start with the data in {data}.",
            "pip install --force-reinstall espeakng-loader",
        )
    return library


def sounds(library: ctypes.CDLL, text: str, alphabet: int = IPA) -> str:
    """The sounds of a text in the voice that is set, its clauses parted by spaces."""
    rest = ctypes.c_char_p(text.replace("\0", " ").encode("utf-8", "replace"))
    clauses = []
    while rest.value:
        clause = library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, alphabet) or b""
        clauses.append(clause.decode())
    return " ".join(clauses)
