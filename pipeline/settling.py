"""Who speaks in which voice, once the text, the cast file and the attributor agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from pipeline.attributors.asking import consult
from pipeline.attributors.attributor import Attributor
from pipeline.casting import cast_file, edits
from pipeline.casting.attribution import attribute
from pipeline.casting.cast_file import CastFile
from pipeline.casting.casting import cast as assign
from pipeline.casting.casting import sole_narrator
from pipeline.casting.characters.portrait import portray
from pipeline.events import Event
from pipeline.findings import Finding
from pipeline.folder import CAST, Folder
from pipeline.model import NARRATOR, Analysis, Cast, Corrections, Likeness, Script, Voice
from pipeline.settings import Settings
from pipeline.tts.library import library_for
from pipeline.tts.likeness import likeness
from pipeline.tts.registry import find_voice


@dataclass(frozen=True, slots=True)
class Told:
    """A script and all that the user has said of it but the cast file."""

    script: Script
    language: str
    settings: Settings
    anchored: edits.Anchored
    folder: Folder
    attributor: Attributor | None
    """Who is asked over and above the built-in method."""
    on_event: Callable[[Event], None]

    def cast(
        self,
        before: str | None,
        choices: tuple[tuple[str, str], ...],
        series: CastFile | None = None,
    ) -> tuple[Analysis, Cast, str, tuple[Finding, ...]]:
        """Who speaks what in which voice, the cast file that says so, and what is doubtful.

        What the cast file says of people can change who is found, and so who is added to it;
        roles are only ever added, so that comes to rest, and the next run finds it at rest.
        """
        label = self.folder.label(CAST)
        corrections = Corrections(narrator=self.settings.narrator)
        found = heard(self.script, corrections)
        voices = library_for(self.settings.engine, self.language)
        text = before
        last: tuple[Corrections, Analysis, tuple[Finding, ...]] | None = None
        while True:
            known = cast_file.parse(text, label) if text else None
            roles = known.roles if known else ()
            speakers, doubts = edits.speakers_of(
                self.anchored, self.script, (*found.characters, *roles)
            )
            people = cast_file.corrections(known, found.characters) if known else ()
            wanted = replace(corrections, characters=people, speakers=speakers)
            if last is None or last[0] != wanted:
                own = found if wanted == corrections else heard(self.script, wanted)
                last = (wanted, *self.consulted(own, wanted))
            analysis = last[1]
            cast = self.assigned(analysis, voices, known, series)
            now = cast_file.write(text, cast, analysis.characters)
            if now == text:
                break
            text = now
        for who, voice in choices:
            teller = sole_narrator(analysis.script) if who.casefold() == NARRATOR else None
            now = cast_file.set_voice(now, teller or who, find_voice(voice).id)
        cast = self.assigned(analysis, voices, cast_file.parse(now, label), None)
        return analysis, cast, now, (*doubts, *last[2])

    def assigned(
        self,
        analysis: Analysis,
        voices: tuple[Voice, ...],
        known: CastFile | None,
        series: CastFile | None,
    ) -> Cast:
        named = [role.voice for file in (known, series) if file for role in file.roles]
        engines = [self.settings.engine, *(name.partition(":")[0] for name in named)]
        return assign(
            analysis,
            voices,
            known,
            self.language,
            likenesses=likenesses(engines),
            series=series,
        )

    def consulted(
        self, own: Analysis, corrections: Corrections
    ) -> tuple[Analysis, tuple[Finding, ...]]:
        """The analysis once the attributor that the user has chosen has been asked, if any."""
        if self.attributor is None:
            return own, ()
        answered, doubts = consult(own, self.attributor, self.folder.store, self.on_event)
        return portray(answered, corrections), doubts


def heard(script: Script, corrections: Corrections) -> Analysis:
    """Who says what, and how they sound."""
    return portray(attribute(script, corrections), corrections)


def likenesses(engines: Iterable[str]) -> tuple[Likeness, ...]:
    """What was measured of the engines' voices."""
    tables = map(likeness, dict.fromkeys(name.casefold() for name in engines if name))
    return tuple(table for table in tables if table is not None)
