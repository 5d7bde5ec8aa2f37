"""One exchange with a chat endpoint over HTTP: a time limit, patience, and never forever."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from pipeline.keys import Json

TRIES = 3
"""For a server that is busy or broken."""
TRIES_UNREACHED = 2
"""For one that does not answer at all, or not in time."""
PAUSE = 1.0
"""Seconds before the second try; each later pause is twice as long."""
LONGEST_PAUSE = 60.0
"""Seconds; a server that asks for more is not waited for."""
LARGEST = 4_000_000
"""Bytes of an answer."""
_TO_CONNECT = 10.0
"""Seconds at most."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    """Of HTTP, and none that it would help to try again."""
    body: bytes


@dataclass(frozen=True, slots=True)
class NoReply:
    reason: str
    """As the end of a sentence that begins with who was asked."""


@dataclass(frozen=True, slots=True)
class _Busy:
    status: int
    pause: float | None
    """Seconds that the server asks for."""


def post(
    address: str,
    body: Mapping[str, Json],
    headers: Mapping[str, str],
    seconds: float,
    wait: Callable[[float], None] = time.sleep,
    proxies: bool = True,
) -> Reply | NoReply:
    """Send a JSON body and read the answer, which may take `seconds` each time it is tried.

    Tries again after a pause where the server is busy (429), broken (5xx), silent or not
    there; `proxies` says whether those of the environment are used. Raises nothing.
    """
    tried = 0
    pause = PAUSE
    while True:
        tried += 1
        came = _once(address, body, headers, seconds, proxies)
        if isinstance(came, Reply):
            return came
        if isinstance(came, _Busy):
            reason = f"answers with HTTP {came.status}"
            asked = pause if came.pause is None else came.pause
            if asked > LONGEST_PAUSE:
                return NoReply(f"{reason} and asks to wait {asked:.0f} seconds")
            if tried >= TRIES:
                return NoReply(f"{reason}, {tried} times in a row")
            wait(asked)
        else:
            if tried >= TRIES_UNREACHED:
                return came
            wait(pause)
        pause *= 2


def _once(
    address: str,
    body: Mapping[str, Json],
    headers: Mapping[str, str],
    seconds: float,
    proxies: bool,
) -> Reply | NoReply | _Busy:
    late = NoReply(f"did not answer within {seconds:g} seconds")
    deadline = time.monotonic() + seconds
    limits = httpx.Timeout(seconds, connect=min(seconds, _TO_CONNECT))
    received = bytearray()
    try:
        with (
            httpx.Client(timeout=limits, trust_env=proxies) as client,
            client.stream("POST", address, json=body, headers=headers) as response,
        ):
            status = response.status_code
            if status in (408, 429) or status >= 500:
                return _Busy(status, _asked_pause(response.headers.get("retry-after", "")))
            for part in response.iter_bytes():
                received += part
                if len(received) > LARGEST:
                    return NoReply("answers without an end")
                if time.monotonic() > deadline:
                    return late
    except httpx.ConnectTimeout:
        return NoReply("can't be reached")
    except httpx.TimeoutException:
        return late
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return NoReply(f"can't be reached ({str(error) or type(error).__name__})")
    return Reply(status, bytes(received))


def _asked_pause(header: str) -> float | None:
    """The seconds that a Retry-After header asks for: a number, or a date (RFC 9110, 10.2.3)."""
    if header.isascii() and header.isdigit():
        return float(header[:9])
    try:
        when = parsedate_to_datetime(header)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
