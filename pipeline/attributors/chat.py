"""Asks a language model who speaks, through any OpenAI-compatible chat endpoint."""

from __future__ import annotations

import ipaddress
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import msgspec

from pipeline.attributors.attributor import Answer, Question
from pipeline.attributors.prompt import messages
from pipeline.attributors.replies import labels
from pipeline.errors import EngineUnavailable, SettingsError
from pipeline.keys import Json
from pipeline.toml_text import Table

SECONDS = 180.0
"""How long one answer may take."""
_EXAMPLE = '"http://localhost:11434/v1"'
_DETAIL = 160
"""Code points of a server's own message that are shown."""

_JSON: dict[str, Json] = {"response_format": {"type": "json_object"}}
_STEADY: dict[str, Json] = {"temperature": 0}
_WAYS: tuple[dict[str, Json], ...] = (_JSON | _STEADY, _STEADY, {})
"""What is asked for beside the question; a server that refuses it is asked the next way."""


class _Message(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: str | None = None


class _Completion(msgspec.Struct):
    choices: list[_Choice]


@dataclass(frozen=True, slots=True)
class _Endpoint:
    address: str
    """The whole address that is posted to."""
    host: str
    """Empty for this machine."""


class ChatAttributor:
    """The attributor `chat`; its table in production.toml says where the model is.

    `address` is the base address, `model` the model's name there, `key` the name of the
    environment variable that holds the key, where one is needed, and `seconds` how long one
    answer may take.
    """

    name = "chat"
    revision = 1

    def __init__(self, table: Table, wait: Callable[[float], None] = time.sleep) -> None:
        """Raises SettingsError, with line and key, for what can't be followed in the table."""
        table.known(("address", "model", "key", "seconds"))
        self._endpoint = _endpoint(table)
        self._model = _required(table, "model", '"qwen2.5:7b"')
        self._variable = table.string("key")
        if self._variable and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", self._variable):
            raise table.error(
                "key",
                "must be the name of an environment variable, not the key itself.",
                'For example key = "OPENAI_API_KEY".',
            )
        self._label = table.label
        self._seconds = table.number_between("seconds", 1, 3_600, SECONDS)
        self._wait = wait
        self._way = 0

    @property
    def identity(self) -> str:
        return self._model

    @property
    def host(self) -> str:
        return self._endpoint.host

    def answer(self, question: Question) -> Answer:
        """The labels that the model gives.

        Raises SettingsError where the environment variable with the key is not set, and
        EngineUnavailable where httpx is not installed.
        """
        try:
            from pipeline.attributors.exchange import NoReply, post
        except ImportError as error:
            raise EngineUnavailable(
                f"The attributor chat can't be used: {error}.",
                "Install what it needs: pip install 'fullcast[chat]'.",
            ) from error
        key = self._key()
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        asked: dict[str, Json] = {"model": self._model, "messages": messages(question)}
        refused = Answer()
        for way in range(self._way, len(_WAYS)):
            reply = post(
                self._endpoint.address,
                asked | {"stream": False} | _WAYS[way],
                headers,
                self._seconds,
                self._wait,
                proxies=bool(self.host),
            )
            if isinstance(reply, NoReply):
                return Answer(problem=_hidden(reply.reason, key), reached=False)
            if reply.status == 200:
                self._way = way
                return _read(reply.body, question)
            problem = f"answers with HTTP {reply.status}{_detail(reply.body, key)}"
            refused = Answer(problem=problem, reached=reply.status in (400, 413, 422))
            if reply.status not in (400, 422):
                break
        return refused

    def _key(self) -> str:
        if not self._variable:
            return ""
        key = os.environ.get(self._variable, "").strip()
        if not key or not key.isascii() or not key.isprintable():
            raise SettingsError(
                f"The environment variable {self._variable}, which {self._label} names as the key "
                f"of chat, {'holds no key' if key else 'is not set'}.",
                f"Set it (export {self._variable}=…), or delete the line `key` where none is "
                "needed.",
            )
        return key


def _required(table: Table, key: str, example: str) -> str:
    if key not in table.values:
        hint = f"Below [{table.header}], add a line {key} = {example}."
        raise table.error(key, "is missing.", hint)
    return table.string(key)


def _endpoint(table: Table) -> _Endpoint:
    written = _required(table, "address", _EXAMPLE).strip()
    try:
        parts = urlsplit(written)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = SplitResult("", "", "", "", ""), "", None
    if parts.scheme not in ("http", "https") or not host or re.search(r"\s", written):
        raise table.error("address", "must be the address of a server.", f"Such as {_EXAMPLE}.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise table.error(
            "address",
            "must end with the path, and hold no name, password or key.",
            "`key` names the environment variable that holds a key.",
        )
    path = parts.path.rstrip("/") or "/v1"
    if not path.endswith("/chat/completions"):
        path += "/chat/completions"
    address = f"{parts.scheme}://{parts.netloc}{path}"
    if _this_machine(host):
        return _Endpoint(address, "")
    return _Endpoint(address, host if port is None else f"{host}:{port}")


def _this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _read(body: bytes, question: Question) -> Answer:
    try:
        completion = msgspec.json.decode(body, type=_Completion)
        choice = completion.choices[0]
    except (msgspec.MsgspecError, UnicodeDecodeError, IndexError):
        return Answer(problem="answered with something that is not a chat completion")
    found = labels(choice.message.content or "", question)
    if choice.finish_reason == "length":
        return Answer(found, "had no room to end its answer (the model's context is too small)")
    return Answer(found, "" if found else "answered without a label that can be read")


def _detail(body: bytes, key: str) -> str:
    """What the server says of its refusal, in one line."""
    try:
        told: object = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        told = body.decode(errors="replace")
    while isinstance(told, dict):
        told = told.get("error", told.get("message", told.get("detail", "")))
    plain = _hidden(" ".join(str(told).split()), key)[:_DETAIL]
    return f" ({plain})" if plain else ""


def _hidden(text: str, key: str) -> str:
    return text.replace(key, "…") if key else text
