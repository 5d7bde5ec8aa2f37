"""What a speech engine is: the protocol that every adapter follows.

The laws that go with it are in `pipeline.tts.testing`, ready for a plug-in's own tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from pipeline.findings import Finding
from pipeline.model import Audio, EngineTraits, Failure, SynthesisRequest, Voice


class Engine(Protocol):
    """A speech engine, made without arguments and cheap to make.

    What costs time or memory is loaded by the first `synthesize`, which the program only
    calls in a process of its own.
    """

    @property
    def traits(self) -> EngineTraits: ...

    def voices(self) -> tuple[Voice, ...]:
        """Every voice that can be asked for, found without starting the engine."""
        ...

    def check(self, request: SynthesisRequest) -> tuple[Finding, ...]:
        """What of the request can't be honoured, without synthesising; empty where all can."""
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


def refusal(findings: Sequence[Finding]) -> Failure:
    """The failure that says what `check` found."""
    return Failure(" ".join(finding.message for finding in findings))
