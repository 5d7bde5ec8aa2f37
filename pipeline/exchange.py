"""One exchange over HTTP: a time limit, a largest answer, and no exception."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from pipeline.keys import Json

_TO_CONNECT = 10.0
"""Seconds at most."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    """Of HTTP."""
    body: bytes
    content_type: str = ""
    pause: float | None = None
    """Seconds that the server asks to wait for."""


@dataclass(frozen=True, slots=True)
class NoReply:
    reason: str
    """As the end of a sentence that begins with who was asked."""
    reached: bool = False
    """Whether somebody was there at all."""


def client(proxies: bool) -> httpx.Client:
    """What exchanges go through; `proxies` says whether those of the environment are used."""
    return httpx.Client(trust_env=proxies)


def exchange(
    through: httpx.Client,
    address: str,
    body: Mapping[str, Json] | None,
    headers: Mapping[str, str],
    seconds: float,
    largest: int,
) -> Reply | NoReply:
    """Send a JSON body (a GET where there is none) and read the answer.

    The whole may take `seconds`, the answer have `largest` bytes. One that ends before the
    length that it was announced with is none. Raises nothing.
    """
    deadline = time.monotonic() + seconds
    late = NoReply(f"did not answer within {seconds:g} seconds", reached=True)
    limits = httpx.Timeout(seconds, connect=min(seconds, _TO_CONNECT))
    method = "GET" if body is None else "POST"
    received = bytearray()
    try:
        with through.stream(
            method, address, json=body, headers=headers, timeout=limits
        ) as response:
            for part in response.iter_bytes():
                received += part
                if len(received) > largest:
                    return NoReply("answers without an end", reached=True)
                if time.monotonic() > deadline:
                    return late
    except httpx.ConnectTimeout:
        return NoReply("can't be reached")
    except httpx.TimeoutException:
        return late
    except (httpx.RemoteProtocolError, httpx.ReadError, httpx.DecodingError) as error:
        return NoReply(f"broke off in its answer ({error})", reached=True)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return NoReply(f"can't be reached ({str(error) or type(error).__name__})")
    return Reply(
        response.status_code,
        bytes(received),
        response.headers.get("content-type", ""),
        _asked_pause(response.headers.get("retry-after", "")),
    )


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
