"""The synthesis job: a request in, audio or a failure out, on any executor.

Engines can hang and crash, so each speaks in a watched child process. The job borrows one
from a pool in this process, and a request whose child is lost is tried once more.

Run as `python -m pipeline.tts.worker ENGINE`, this module is that child.
"""

from __future__ import annotations

import atexit
import os
import queue
import signal
import sys
import threading
from typing import IO

from pipeline.errors import EngineUnavailable, FullcastError
from pipeline.model import Audio, Failure, SynthesisRequest
from pipeline.tts import protocol
from pipeline.tts.child import Child, Lost
from pipeline.tts.engine import patience
from pipeline.tts.registry import load_engine

ATTEMPTS = 2
RETIRE_AFTER = 500
"""Requests after which a child is replaced: what a speech library leaks stays small."""

_idle: list[Child] = []
_lock = threading.Lock()


def synthesize(request: SynthesisRequest) -> Audio | Failure:
    """What the request's engine makes of it: audio, or a failure that says why not.

    Safe to call from several threads and processes at once. Raises EngineUnavailable where
    the engine does not start.
    """
    why = ""
    for _ in range(ATTEMPTS):
        try:
            child = _borrow(request.voice.engine.casefold())
            result = child.ask(request)
        except Lost as lost:
            why = str(lost)
            continue
        _give_back(child)
        return result
    return Failure(
        f"The speech engine {request.voice.engine} {why}, {ATTEMPTS} times,"
        f' on "{_short(request)}".',
        "Render again; if it stays so, give the line other words with `say` in edits.toml.",
    )


def close_idle() -> None:
    """End the children that wait for requests."""
    with _lock:
        children = _idle[:]
        _idle.clear()
    for child in children:
        child.close()


def _borrow(engine: str) -> Child:
    with _lock:
        for child in reversed(_idle):
            if child.engine == engine:
                _idle.remove(child)
                break
        else:
            child = None
    if child is not None and child.alive:
        return child
    if child is not None:
        child.close()
    return Child(engine)


def _give_back(child: Child) -> None:
    if child.spoken >= RETIRE_AFTER:
        child.close()
        return
    with _lock:
        _idle.append(child)


def _short(request: SynthesisRequest) -> str:
    return request.text if len(request.text) <= 60 else f"{request.text[:59]}…"


_inherited: list[Child] = []


def _forget() -> None:
    """After a fork the children are the other process's: leave them be."""
    global _lock
    _lock = threading.Lock()
    _inherited.extend(_idle)
    _idle.clear()


atexit.register(close_idle)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


# --- the child's side ---------------------------------------------------------


def main(engine_name: str) -> None:
    """Answer requests until nobody is there to ask."""
    # Ctrl-C reaches the whole process group; what is being spoken is the parent's to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, answers = _own_streams()
    try:
        engine = load_engine(engine_name)
    except FullcastError as error:
        protocol.write_header(answers, protocol.Unavailable(error.message, error.hint))
        return
    protocol.write_header(answers, protocol.Ready(patience(engine)))
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, lines), daemon=True).start()
    while True:
        request = protocol.decode_request(lines.get())
        try:
            for result in engine.synthesize([request]):
                protocol.write_result(answers, result)
        except EngineUnavailable as error:
            protocol.write_header(answers, protocol.Unavailable(error.message, error.hint))


def _own_streams() -> tuple[IO[bytes], IO[bytes]]:
    """Standard input and output for the protocol alone; libraries may print to nowhere."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return requests, answers


def _listen(requests: IO[bytes], lines: queue.SimpleQueue[bytes]) -> None:
    """Pass on requests; end the process with its parent, even while the engine hangs."""
    for line in requests:
        lines.put(line)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
