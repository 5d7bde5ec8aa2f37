"""A speech engine in a process of its own, started, asked and ended by its parent."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, cast

from pipeline.errors import EngineUnavailable
from pipeline.model import Audio, Failure, SynthesisRequest
from pipeline.tts import protocol

START_SECONDS = 60.0
"""How long an engine may take to be imported."""

BASE_SECONDS = 30.0
SECONDS_A_CODE_POINT = 0.2
"""A slow engine on a busy machine needs about a quarter of this."""


class Lost(Exception):
    """The child hung, died or made no sense; it has been ended."""


class Child:
    """One child. Raises EngineUnavailable or Lost where its engine does not start."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self.spoken = 0
        """Requests that it has answered."""
        try:
            self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
            self._process = subprocess.Popen(
                # -P: a file of the user's in the current folder must not pass for a module.
                [sys.executable, "-P", "-m", "pipeline.tts.worker", engine],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._stderr,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        except OSError as error:
            raise EngineUnavailable(
                f"No process can be started for the speech engine {engine}: {error}.",
                "Free some memory and room for temporary files, and try again.",
            ) from error
        self._stdin = cast("IO[bytes]", self._process.stdin)
        self._stdout = cast("IO[bytes]", self._process.stdout)
        try:
            with self._watched(START_SECONDS):
                header = protocol.read_header(self._stdout)
        except BaseException:
            self.kill()
            raise
        if isinstance(header, protocol.Unavailable):
            self.close()
            raise EngineUnavailable(header.message, header.hint)
        self._patience = header.patience if isinstance(header, protocol.Ready) else 0.0

    def ask(self, request: SynthesisRequest) -> Audio | Failure:
        """What the engine makes of the request.

        Raises Lost where the child fails to answer in time, and EngineUnavailable where the
        engine turns out not to start; the child is ended then.
        """
        seconds = max(BASE_SECONDS + SECONDS_A_CODE_POINT * len(request.text), self._patience)
        try:
            with self._watched(seconds):
                self._stdin.write(protocol.encode_request(request))
                self._stdin.flush()
                result = protocol.read_result(self._stdout)
        except BaseException:
            self.kill()
            raise
        if isinstance(result, protocol.Unavailable):
            self.close()
            raise EngineUnavailable(result.message, result.hint)
        self.spoken += 1
        return result

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        """End it: it ends by itself when nobody is there to ask."""
        self._let_go()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._let_go()

    @contextmanager
    def _watched(self, seconds: float) -> Iterator[None]:
        """Kill the child after so many seconds, which ends any wait for it."""
        late = threading.Event()

        def end() -> None:
            late.set()
            self._process.kill()

        # A timer rather than select(), which Windows has not for pipes.
        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (protocol.Broken, OSError) as error:
            if late.is_set():
                raise Lost(f"did not answer within {seconds:.0f} seconds") from error
            raise Lost(f"ended unexpectedly{self._last_words()}") from error
        finally:
            timer.cancel()

    def _last_words(self) -> str:
        self._process.kill()
        self._process.wait()
        self._stderr.seek(0)
        lines = self._stderr.read().decode("utf-8", "replace").strip().splitlines()
        return f" ({lines[-1].strip()[:200]})" if lines else ""

    def _let_go(self) -> None:
        for stream in (self._stdin, self._stdout, self._stderr):
            try:
                stream.close()
            except OSError:
                # What was still to be written to a dead child is of no use.
                continue
