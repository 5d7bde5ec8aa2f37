"""What a speech engine is: the protocol that every adapter follows.

The laws that go with it are in `pipeline.tts.testing`, ready for a plug-in's own tests.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Protocol

from pipeline.findings import Finding, Severity
from pipeline.model import Audio, EngineTraits, Failure, SynthesisRequest, Voice
from pipeline.tts.words import has_word


class Engine(Protocol):
    """A speech engine, made without arguments and cheap to make.

    What costs time or memory is loaded by the first `synthesize`, which the program only
    calls in a process of its own. What the user may set is a table of engines.toml
    (`pipeline.tts.engine_settings`).

    One that asks somebody else may say so by two more attributes, `host` and `patience`:
    see the functions of those names.
    """

    @property
    def traits(self) -> EngineTraits: ...

    def voices(self) -> tuple[Voice, ...]:
        """Every voice that can be asked for, found without starting the engine."""
        ...

    def check(self, request: SynthesisRequest) -> tuple[Finding, ...]:
        """What is wrong with the request, found without synthesising; empty where nothing is.

        An error means that it can't be honoured; anything less is spoken all the same.
        """
        ...

    def synthesize(self, requests: Sequence[SynthesisRequest]) -> Iterator[Audio | Failure]:
        """One result for each request, in order.

        A request that can't be honoured is a `Failure`, never silence or another voice.
        Raises EngineUnavailable where the engine does not start.
        """
        ...

    def close(self) -> None:
        """Let go of what `synthesize` has loaded; the engine may be used again."""
        ...


def shortcomings(request: SynthesisRequest, traits: EngineTraits) -> Iterator[str]:
    """What an engine can't do of any request."""
    if not has_word(request.text):
        yield f'There is nothing to say in "{request.text}".'
    if len(request.text) > traits.longest:
        yield (
            f"The text has {len(request.text)} characters; "
            f"{traits.name} takes {traits.longest} at once."
        )
    if request.delivery:
        yield f"{traits.name} can't be told to speak {request.delivery}."
    if request.pronunciations and not traits.pronounces:
        yield f"{traits.name} can't be told how to pronounce {request.pronunciations[0].written}."
    if not (math.isfinite(request.pace) and request.pace > 0):
        yield f"A pace of {request.pace:g} means nothing; 1 is the voice's own."
    if not traits.pace and request.pace != 1:
        yield f"{traits.name} can't be told to speak faster or slower."
    if not math.isfinite(request.pitch):
        yield f"A pitch of {request.pitch:g} means nothing; 0 is the voice's own."
    if not traits.pitch and request.pitch != 0:
        yield f"{traits.name} can't be told to speak higher or lower."


def foreign(request: SynthesisRequest) -> Iterator[Finding]:
    """A finding where the text is of a language that the voice does not have.

    It is spoken all the same: a French voice may be wanted for a Frenchman's English.
    """
    has, wanted = (
        tag.replace("_", "-").partition("-")[0].casefold()
        for tag in (request.voice.language, request.language)
    )
    if has and wanted and has != wanted:
        yield Finding(
            "voice-language",
            Severity.WARNING,
            f"The text is in {request.language} and the voice {request.voice.id} speaks "
            f"{request.voice.language}.",
        )


def refused(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Those findings for which a request can't be honoured."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


def refusal(findings: Sequence[Finding]) -> Failure:
    """The failure that says what `check` found."""
    return Failure(" ".join(finding.message for finding in findings))


def host(engine: Engine) -> str:
    """Where the engine sends text to; empty for one that keeps it on this machine."""
    return str(getattr(engine, "host", ""))


PATIENCE = 600.0
"""Seconds that an engine may take over one request where its speed depends on the machine."""


def patience(engine: Engine) -> float:
    """Seconds that a request may take; 0 where it takes as long as its text lets expect."""
    return float(getattr(engine, "patience", 0.0))
