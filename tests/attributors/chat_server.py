"""A chat endpoint on the loopback, which answers as a test tells it to."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Request:
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def prompt(self) -> str:
        """All that the model is shown."""
        return "\n".join(message["content"] for message in self.body["messages"])

    @property
    def ids(self) -> list[str]:
        """The ids that it is asked about, in the order of the story."""
        return re.findall(r"\[([0-9a-f]{8})\]", self.prompt)

    def quotation(self, id_: str) -> str:
        """What follows an id in the prompt, up to the end of the paragraph."""
        return self.prompt.partition(f"[{id_}] ")[2].partition("\n")[0]


@dataclass
class Reply:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0
    """How long it takes until the answer begins."""
    drip: float = 0
    """Seconds between two bytes of it."""


def completion(content: str, finish_reason: str = "stop") -> Reply:
    choice = {"message": {"role": "assistant", "content": content}, "finish_reason": finish_reason}
    return Reply(body=json.dumps({"object": "chat.completion", "choices": [choice]}).encode())


def speakers(labels: Mapping[str, str]) -> Reply:
    return completion(json.dumps({"speakers": labels}))


def says(who: str) -> Callable[[Request], Reply]:
    """Gives every quotation to one person."""
    return lambda request: speakers(dict.fromkeys(request.ids, who))


@dataclass
class ChatServer:
    """`reply` makes the answers; `requests` are what came in."""

    address: str = ""
    reply: Callable[[Request], Reply] = lambda _: Reply(404)
    requests: list[Request] = field(default_factory=list)

    def in_turn(self, *replies: Reply | Callable[[Request], Reply]) -> None:
        """Answers the first request with the first, and the last for ever."""
        left = list(replies)

        def reply(request: Request) -> Reply:
            now = left.pop(0) if len(left) > 1 else left[0]
            return now(request) if callable(now) else now

        self.reply = reply


@contextmanager
def served() -> Iterator[ChatServer]:
    chat = ChatServer()
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = json.loads(self.rfile.read(length))
            request = Request(self.path, dict(self.headers), body)
            chat.requests.append(request)
            reply = chat.reply(request)
            closing.wait(reply.seconds)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if not reply.drip:
                self.wfile.write(reply.body)
            for byte in reply.body if reply.drip else b"":
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                if closing.wait(reply.drip):
                    return

        def log_message(self, *_: object) -> None: ...

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that has hung up is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    chat.address = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield chat
    finally:
        closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
