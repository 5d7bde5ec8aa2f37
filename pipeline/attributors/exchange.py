"""An exchange with a chat endpoint: patience with one that is busy, and never forever."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from pipeline.exchange import NoReply, Reply, client, exchange
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
        with client(proxies) as through:
            came = exchange(through, address, body, headers, seconds, LARGEST)
        if isinstance(came, NoReply):
            if tried >= TRIES_UNREACHED:
                return came
            wait(pause)
        elif came.status in (408, 429) or came.status >= 500:
            reason = f"answers with HTTP {came.status}"
            asked = pause if came.pause is None else came.pause
            if asked > LONGEST_PAUSE:
                return NoReply(f"{reason} and asks to wait {asked:.0f} seconds")
            if tried >= TRIES:
                return NoReply(f"{reason}, {tried} times in a row")
            wait(asked)
        else:
            return came
        pause *= 2
