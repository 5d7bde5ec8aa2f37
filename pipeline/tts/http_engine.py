"""The engine http: any server that answers OpenAI's /v1/audio/speech.

What it is told stands in [http] of engines.toml (docs/http.md). The model, the voice, the rate
and a lossy format are parameters of its voices, and so in the keys of clips; where the server
is, its key and its limits are not, so that moving to another address costs nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.endpoint import key_of
from pipeline.errors import EngineUnavailable, SettingsError
from pipeline.findings import Finding, Severity
from pipeline.keys import Json, digest
from pipeline.model import Audio, EngineTraits, Failure, SynthesisRequest, Voice
from pipeline.toml_text import Table
from pipeline.tts.engine import foreign, refusal, refused, shortcomings
from pipeline.tts.engine_settings import engine_table
from pipeline.tts.http_settings import ENGINE, HttpSettings, settings
from pipeline.tts.http_voices import described_voices, served_names

if TYPE_CHECKING:
    from pipeline.exchange import Reply
    from pipeline.tts.http_servers import Servers

SLOWEST, FASTEST = 0.25, 4.0
"""Factors on the pace, as OpenAI's interface has them."""
SECONDS_TO_LIST = 20.0
"""How long a server may take to say which voices it has."""


class HttpEngine:
    """Voices such as http:af_heart.

    Raises EngineUnavailable where nothing is said of a server or httpx is not installed, and
    SettingsError for settings that can't be followed.
    """

    def __init__(
        self, table: Table | None = None, wait: Callable[[float], None] = time.sleep
    ) -> None:
        """`table` is [http] of engines.toml, which is read where none is given."""
        self._settings = settings(engine_table(ENGINE) if table is None else table)
        self._wait = wait
        self._servers: Servers | None = None
        self._voices: tuple[Voice, ...] | None = None

    @property
    def traits(self) -> EngineTraits:
        said = self._settings
        return EngineTraits(
            ENGINE,
            revision=1,
            sample_rate=said.rate,
            pace=said.pace,
            pitch=False,
            repeatable=said.repeatable,
            longest=said.longest,
        )

    @property
    def host(self) -> str:
        """Where text is sent to; empty where it stays on this machine."""
        return self._settings.host

    @property
    def patience(self) -> float:
        """Seconds that a request may take at worst, with all its tries."""
        from pipeline.tts.http_servers import LONGEST_PAUSE, TRIES, limit

        said = self._settings
        turns = 60 * 64 / said.per_minute if said.per_minute else 0
        each = limit(said.seconds, said.longest)
        return TRIES * (len(said.endpoints) * each + LONGEST_PAUSE) + turns

    def voices(self) -> tuple[Voice, ...]:
        """Those of the settings, or else what the server says it has.

        Raises EngineUnavailable where it does not say.
        """
        if self._voices is None:
            self._voices = described_voices(self._settings, self._served())
        return self._voices

    def check(self, request: SynthesisRequest) -> tuple[Finding, ...]:
        return (
            *(Finding(ENGINE, Severity.ERROR, fault) for fault in self._faults(request)),
            *foreign(request),
        )

    def synthesize(self, requests: Sequence[SynthesisRequest]) -> Iterator[Audio | Failure]:
        for request in requests:
            findings = refused(self.check(request))
            yield refusal(findings) if findings else self._spoken(request)

    def close(self) -> None:
        if self._servers is not None:
            self._servers.close()
            self._servers = None

    def _faults(self, request: SynthesisRequest) -> Iterator[str]:
        yield from shortcomings(request, self.traits)
        if request.voice.parameters not in {voice.parameters for voice in self.voices()}:
            yield (
                f'The speech server has no voice "{request.voice.id}" with those parameters; '
                "`fullcast voices list --engine http` shows what it has."
            )
        if not SLOWEST <= request.pace <= FASTEST:
            yield (
                f"A speech server can't be asked for {request.pace:g} times the pace "
                f"({SLOWEST} to {FASTEST:g})."
            )

    def _spoken(self, request: SynthesisRequest) -> Audio | Failure:
        from pipeline.tts.http_audio import samples_of

        said = self._settings
        parameters = dict(request.voice.parameters)
        body: dict[str, Json] = {
            "model": parameters["model"],
            "voice": parameters["voice"],
            "input": request.text,
            "response_format": said.format,
        }
        if request.pace != 1:
            body["speed"] = request.pace

        def read(reply: Reply) -> Audio | str:
            return samples_of(
                reply.body, reply.content_type, said.format, said.rate, request.text, request.pace
            )

        return self._asked().speak(body, read)

    def _served(self) -> tuple[str, ...]:
        """The names of the voices that the server says it has, where they are needed."""
        said = self._settings
        if said.voices:
            return ()
        from pipeline.exchange import NoReply

        first = said.endpoints[0].address
        came = self._asked().get("/audio/voices", min(said.seconds, SECONDS_TO_LIST))
        self.close()  # the process that lists is seldom the one that speaks
        if isinstance(came, NoReply):
            if said.described:
                return ()
            raise EngineUnavailable(
                f"The speech server {first} {came.reason}.",
                "Start it, or mend `address` in [http] of engines.toml.",
            )
        names = served_names(came.body) if came.status == 200 else None
        if not names and not said.described:
            raise EngineUnavailable(
                f"The speech server {first} does not say which voices it has (HTTP {came.status}).",
                'List them in [http] of engines.toml: voices = ["alloy", "nova"], for example.',
            )
        return names or ()

    def _asked(self) -> Servers:
        if self._servers is None:
            self._servers = _servers(self._settings, self._wait)
        return self._servers


def _servers(said: HttpSettings, wait: Callable[[float], None]) -> Servers:
    try:
        from pipeline.tts.http_servers import Servers
    except ImportError as error:
        raise EngineUnavailable(
            f"The speech engine http can't be used: {error}.",
            "Install what it needs: pip install 'fullcast[http]'.",
        ) from error
    try:
        key = key_of(said.variable, said.label, "http")
    except SettingsError as error:
        # In the process that speaks an engine can only say that it does not start.
        raise EngineUnavailable(error.message, error.hint) from error
    return Servers(
        said.endpoints,
        key,
        said.seconds,
        variable=said.variable,
        share=said.share,
        wait=wait,
        turn=_turn(said, wait),
    )


def _turn(said: HttpSettings, wait: Callable[[float], None]) -> Callable[[], None]:
    if not said.per_minute:
        return lambda: None
    from pipeline.tts.http_pace import Turns, turns_file

    name = digest([each.address for each in said.endpoints])[:16]
    return Turns(turns_file(f"http-{name}"), said.per_minute, wait)
