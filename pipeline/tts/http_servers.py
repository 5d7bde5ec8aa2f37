"""Asking speech servers: one after another, patiently with what passes, and never forever."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import httpx

from pipeline.endpoint import Endpoint, authorization, detail, hidden
from pipeline.errors import EngineUnavailable
from pipeline.exchange import NoReply, Reply, client, exchange
from pipeline.keys import Json, digest
from pipeline.model import Audio, Failure

TRIES = 4
"""For a server that is busy or broken, or whose audio is."""
TRIES_UNREACHED = 2
"""For one that is not there or does not answer in time."""
PAUSE = 1.0
"""Seconds before the second try; each later pause is twice as long."""
LONGEST_PAUSE = 120.0
"""Seconds; a server that asks for more is not waited for."""
IN_VAIN = 3
"""Requests in a row that come to nothing, after which no more are made."""
AVOIDED = 60.0
"""Seconds for which a server that did not answer comes last."""
LARGEST = 400_000_000
"""Bytes of an answer: an hour of samples."""
AT_ONCE = 1_000
"""Code points of a text for which the time limit is meant; a longer one has more."""
_KEPT = "What was spoken is kept; render again to go on."


@dataclass(frozen=True, slots=True)
class _Closed:
    """A server that will not answer whatever it is asked, why, and what to do."""

    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Refused:
    reason: str


@dataclass(frozen=True, slots=True)
class _Busy:
    reason: str
    pause: float | None = None
    """Seconds that the server asks for."""
    there: bool = True
    """Whether somebody answered."""


_Came = Audio | _Closed | _Refused | _Busy


class Servers:
    """The speech servers of one set of settings, for one process."""

    def __init__(
        self,
        endpoints: Sequence[Endpoint],
        key: str,
        seconds: float,
        *,
        variable: str = "",
        share: bool = False,
        wait: Callable[[float], None] = time.sleep,
        turn: Callable[[], None] = lambda: None,
    ) -> None:
        """`turn` is called before each request, and returns when it may be made."""
        self._endpoints = tuple(endpoints)
        self._key = key
        self._seconds = seconds
        self._variable = variable
        self._share = share
        self._wait = wait
        self._turn = turn
        self._avoided: dict[Endpoint, float] = {}
        self._clients: dict[bool, httpx.Client] = {}
        self._in_vain = 0
        self._spoken = 0

    def speak(
        self, body: Mapping[str, Json], read: Callable[[Reply], Audio | str]
    ) -> Audio | Failure:
        """The audio that `read` finds in an answer to `body`, or why this text has none.

        `read` returns a string for what is wrong with an answer. Raises EngineUnavailable
        where no further request would fare better.
        """
        pause = PAUSE
        tried = 0
        while True:
            tried += 1
            came = self._round(body, read)
            if isinstance(came, Audio):
                self._in_vain = 0
                self._spoken += 1
                return came
            if isinstance(came, _Refused):
                return self._failed(came.reason, ever=True)
            there = next((one for one in came if one.there), None)
            if there is None and tried >= TRIES_UNREACHED:
                hint = f"Start it, or mend its address. {_KEPT}"
                raise EngineUnavailable(f"{came[0].reason}.", hint)
            if there is not None and tried >= TRIES:
                return self._failed(f"{there.reason}, {tried} times", ever=False)
            asked = min(pause if one.pause is None else one.pause for one in came)
            if asked > LONGEST_PAUSE:
                raise EngineUnavailable(
                    f"{came[0].reason} and asks to wait {asked:.0f} seconds.", _KEPT
                )
            self._wait(asked)
            pause *= 2

    def _round(
        self, body: Mapping[str, Json], read: Callable[[Reply], Audio | str]
    ) -> Audio | _Refused | list[_Busy]:
        """Ask one server after another until one answers; those that may do so later if none.

        Raises EngineUnavailable where none ever will.
        """
        busy: list[_Busy] = []
        closed: list[_Closed] = []
        for each in self._next(body):
            came = self._ask(each, body, read)
            if isinstance(came, Audio | _Refused):
                return came
            if isinstance(came, _Busy):
                busy.append(came)
            else:
                closed.append(came)
        if not busy:
            raise EngineUnavailable(closed[0].reason, closed[0].hint)
        return busy

    def get(self, path: str, seconds: float) -> Reply | NoReply:
        """What the first server that answers has at `path`."""
        came: Reply | NoReply = NoReply("can't be reached")
        for each in self._endpoints:
            came = exchange(
                self._client(each), each.at(path), None, authorization(self._key), seconds, LARGEST
            )
            if isinstance(came, Reply):
                break
        return came

    def close(self) -> None:
        for each in self._clients.values():
            each.close()
        self._clients.clear()

    def _next(self, body: Mapping[str, Json]) -> Sequence[Endpoint]:
        """The servers in the order in which they are asked; the rest only when those fail."""
        order = list(self._endpoints)
        if self._share:
            # By what is asked and not in turn, so that it does not matter who asks what first.
            first = int(digest(body)[:8], 16) % len(order)
            order = order[first:] + order[:first]
        now = time.monotonic()
        return sorted(order, key=lambda each: self._avoided.get(each, now) > now)

    def _ask(
        self, each: Endpoint, body: Mapping[str, Json], read: Callable[[Reply], Audio | str]
    ) -> _Came:
        self._turn()
        came = exchange(
            self._client(each),
            each.at("/audio/speech"),
            body,
            authorization(self._key),
            limit(self._seconds, len(str(body["input"]))),
            LARGEST,
        )
        judged = self._judged(each, came, read)
        if isinstance(judged, Audio):
            self._avoided.pop(each, None)
        elif not isinstance(judged, _Refused):
            self._avoided[each] = time.monotonic() + AVOIDED
        return judged

    def _judged(
        self, each: Endpoint, came: Reply | NoReply, read: Callable[[Reply], Audio | str]
    ) -> _Came:
        who = f"The speech server {each.address}"
        if isinstance(came, NoReply):
            return _Busy(f"{who} {hidden(came.reason, self._key)}", there=came.reached)
        if came.status == 200:
            found = read(came)
            return found if isinstance(found, Audio) else _Busy(f"{who} {found}")
        said = f"{who} answers with HTTP {came.status}{detail(came.body, self._key)}"
        if came.status in (401, 403):
            return _Closed(f"{said}.", self._about_the_key())
        if came.status == 402 or (came.status == 429 and b"insufficient_quota" in came.body):
            return _Closed(f"{said}.", f"Its account has no credit left. {_KEPT}")
        if came.status in (404, 405) or 300 <= came.status < 400:
            return _Closed(
                f"{said}.",
                "In [http] of engines.toml, `address` ends before /audio/speech and `model` is "
                "a model that the server has.",
            )
        if came.status in (408, 409, 425, 429) or came.status >= 500:
            return _Busy(said, came.pause)
        return _Refused(said)

    def _about_the_key(self) -> str:
        if not self._variable:
            return (
                "It wants a key: put it into an environment variable, and name that as `key` in "
                "[http] of engines.toml."
            )
        return f"The key in the environment variable {self._variable} is not one that it takes."

    def _failed(self, reason: str, *, ever: bool) -> Failure:
        """A failure of one text; `ever`: the server would refuse it at any time."""
        self._in_vain += 1
        if self._in_vain >= IN_VAIN and not (ever and self._spoken):
            raise EngineUnavailable(
                f"{reason}, for {self._in_vain} texts in a row.",
                f"Look at what the server says, or at its settings in [http]. {_KEPT}",
            )
        return Failure(f"{reason}.", "Render again, or give the line other words with `say`.")

    def _client(self, each: Endpoint) -> httpx.Client:
        proxies = bool(each.host)
        if proxies not in self._clients:
            self._clients[proxies] = client(proxies)
        return self._clients[proxies]


def limit(seconds: float, characters: int) -> float:
    """Seconds that an answer may take for a text of so many code points."""
    return seconds * max(1.0, characters / AT_ONCE)
