"""A speech server on the loopback, which answers as a test tells it to."""

from __future__ import annotations

import io
import json
import math
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

RATE = 24_000
VOICES = ("af_heart", "bm_george", "wanda")


@dataclass
class Request:
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]
    at: float

    @property
    def text(self) -> str:
        return str(self.body["input"])


@dataclass
class Reply:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0
    """How long it takes until the answer begins."""
    announced: int | None = None
    """The length that the head tells, where it is not the true one."""


def hum(text: str, pace: float = 1.0, rate: int = RATE, hertz: float = 220) -> bytes:
    """A tone as long as the text would take: mono 16-bit samples."""
    import numpy

    frames = round(rate * (0.06 * len(text) + 0.1) / pace)
    level = 8_000 + 20 * len(text) % 4_000
    tone = level * numpy.sin(numpy.arange(frames) * (2 * math.pi * hertz / rate))
    return bytes(tone.round().astype("<i2").tobytes())


def wav(pcm: bytes, rate: int = RATE, announced: int | None = None) -> bytes:
    size = len(pcm) if announced is None else announced
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
    riff = min(36 + size, 2**32 - 1)
    return (
        b"RIFF"
        + struct.pack("<I", riff)
        + b"WAVE"
        + form
        + struct.pack("<4sI", b"data", size)
        + pcm
    )


def encoded(pcm: bytes, form: str, rate: int = RATE) -> bytes:
    import numpy
    import soundfile

    if form == "pcm":
        return pcm
    if form == "wav":
        return wav(pcm, rate)
    kinds = {"flac": ("FLAC", "PCM_16"), "mp3": ("MP3", None), "opus": ("OGG", "OPUS")}
    sound = io.BytesIO()
    samples = numpy.frombuffer(pcm, dtype="<i2")
    soundfile.write(sound, samples, rate, format=kinds[form][0], subtype=kinds[form][1])
    return sound.getvalue()


def speaks(request: Request) -> Reply:
    """A good answer: a tone of its own for each voice."""
    voice = str(request.body["voice"])
    if voice not in VOICES:
        return Reply(400, json.dumps({"error": {"message": f"no voice {voice}"}}).encode())
    form = request.body["response_format"]
    pcm = hum(request.text, request.body.get("speed", 1.0), hertz=110 * (2 + VOICES.index(voice)))
    return Reply(body=encoded(pcm, form), headers={"Content-Type": f"audio/{form}"})


@dataclass
class SpeechServer:
    """`reply` makes the answers; `requests` are what was to be spoken."""

    address: str = ""
    reply: Callable[[Request], Reply] = speaks
    voices: Reply = field(
        default_factory=lambda: Reply(body=json.dumps({"voices": VOICES}).encode())
    )
    requests: list[Request] = field(default_factory=list)

    def in_turn(self, *replies: Reply | Callable[[Request], Reply]) -> None:
        """Answers the first request with the first, and the last for ever."""
        left = list(replies)

        def reply(request: Request) -> Reply:
            now = left.pop(0) if len(left) > 1 else left[0]
            return now(request) if callable(now) else now

        self.reply = reply


@contextmanager
def served() -> Iterator[SpeechServer]:
    speech = SpeechServer()
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            known = self.path == "/v1/audio/voices"
            self._send(speech.voices if known else Reply(404))

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = json.loads(self.rfile.read(length))
            request = Request(self.path, dict(self.headers), body, time.monotonic())
            speech.requests.append(request)
            self._send(speech.reply(request))

        def _send(self, reply: Reply) -> None:
            closing.wait(reply.seconds)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            announced = len(reply.body) if reply.announced is None else reply.announced
            self.send_header("Content-Length", str(announced))
            self.end_headers()
            self.wfile.write(reply.body)
            if announced != len(reply.body):
                self.close_connection = True

        def log_message(self, *_: object) -> None: ...

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that has hung up is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    speech.address = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield speech
    finally:
        closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
