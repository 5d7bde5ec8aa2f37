"""Finding a voice by the name that people write."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from pipeline.errors import CastError
from pipeline.model import Voice


def find_voice(voices: Iterable[Voice], name: str) -> Voice:
    """The voice called `name` (`engine:voice`; case does not matter).

    Raises CastError, with the closest names, where there is none.
    """
    by_id = {voice.id.casefold(): voice for voice in voices}
    found = by_id.get(name.casefold())
    if found is None:
        close = difflib.get_close_matches(name.casefold(), by_id, n=3)
        raise CastError(
            f'There is no voice "{name}".',
            f"Close to it: {', '.join(by_id[key].id for key in close)}."
            if close
            else "`fullcast voices list` shows what there is.",
        )
    return found


def speaks(voice: Voice, language: str) -> bool:
    """Whether the voice is of the language, whatever the region; True where either is not known."""
    tags = [tag.replace("_", "-").split("-")[0].casefold() for tag in (voice.language, language)]
    return not all(tags) or tags[0] == tags[1]
