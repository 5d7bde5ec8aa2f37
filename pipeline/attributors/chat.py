"""Asks a language model who speaks, through any OpenAI-compatible chat endpoint."""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec

from pipeline.attributors.attributor import Answer, Question
from pipeline.attributors.prompt import messages
from pipeline.attributors.replies import labels
from pipeline.endpoint import (
    authorization,
    detail,
    endpoint,
    hidden,
    key_of,
    key_variable,
    required,
)
from pipeline.errors import EngineUnavailable
from pipeline.keys import Json
from pipeline.toml_text import Table

SECONDS = 180.0
"""How long one answer may take."""
_EXAMPLE = '"http://localhost:11434/v1"'

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
        self._endpoint = endpoint(table, required(table, "address", _EXAMPLE), _EXAMPLE)
        self._model = required(table, "model", '"qwen2.5:7b"')
        self._variable = key_variable(table)
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
            from pipeline.attributors.exchange import post
            from pipeline.exchange import NoReply
        except ImportError as error:
            raise EngineUnavailable(
                f"The attributor chat can't be used: {error}.",
                "Install what it needs: pip install 'fullcast[chat]'.",
            ) from error
        key = key_of(self._variable, self._label, "chat")
        asked: dict[str, Json] = {"model": self._model, "messages": messages(question)}
        refused = Answer()
        for way in range(self._way, len(_WAYS)):
            reply = post(
                self._endpoint.at("/chat/completions"),
                asked | {"stream": False} | _WAYS[way],
                authorization(key),
                self._seconds,
                self._wait,
                proxies=bool(self.host),
            )
            if isinstance(reply, NoReply):
                return Answer(problem=hidden(reply.reason, key), reached=False)
            if reply.status == 200:
                self._way = way
                return _read(reply.body, question)
            problem = f"answers with HTTP {reply.status}{detail(reply.body, key)}"
            refused = Answer(problem=problem, reached=reply.status in (400, 413, 422))
            if reply.status not in (400, 422):
                break
        return refused


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
