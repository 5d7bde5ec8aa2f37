"""Where a server is that people name in a file, and the key that it wants."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import msgspec

from pipeline.errors import SettingsError
from pipeline.toml_text import Table

_DETAIL = 160
"""Code points of a server's own message that are shown."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    address: str
    """The base address, without a slash at its end."""
    host: str
    """Empty for this machine."""

    def at(self, path: str) -> str:
        """The address of what the server has under `path`, which begins with a slash."""
        return self.address if self.address.endswith(path) else self.address + path


def endpoint(table: Table, written: str, example: str, key: str = "address") -> Endpoint:
    """The server that `key` names in a table. Raises SettingsError for what is no address."""
    written = written.strip()
    try:
        parts = urlsplit(written)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = SplitResult("", "", "", "", ""), "", None
    if parts.scheme not in ("http", "https") or not host or re.search(r"\s", written):
        raise table.error(key, "must be the address of a server.", f"Such as {example}.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise table.error(
            key,
            "must end with the path, and hold no name, password or key.",
            "`key` names the environment variable that holds a key.",
        )
    address = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/') or '/v1'}"
    if _this_machine(host):
        return Endpoint(address, "")
    return Endpoint(address, host if port is None else f"{host}:{port}")


def required(table: Table, key: str, example: str) -> str:
    """A text that the table must have. Raises SettingsError where it has not."""
    if key not in table.values:
        hint = f"Below [{table.header}], add a line {key} = {example}."
        raise table.error(key, "is missing.", hint)
    return table.string(key)


def key_variable(table: Table) -> str:
    """The environment variable that `key` names; empty where no key is needed."""
    variable = table.string("key")
    if variable and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", variable):
        raise table.error(
            "key",
            "must be the name of an environment variable, not the key itself.",
            'For example key = "OPENAI_API_KEY".',
        )
    return variable


def key_of(variable: str, label: str, whose: str) -> str:
    """The key that the environment holds; empty where none is needed.

    `label` names the file that names the variable, `whose` who wants the key. Raises
    SettingsError where the variable holds none.
    """
    if not variable:
        return ""
    key = os.environ.get(variable, "").strip()
    if not key or not key.isascii() or not key.isprintable():
        raise SettingsError(
            f"The environment variable {variable}, which {label} names as the key "
            f"of {whose}, {'holds no key' if key else 'is not set'}.",
            f"Set it (export {variable}=…), or delete the line `key` where none is needed.",
        )
    return key


def authorization(key: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}


def detail(body: bytes, key: str) -> str:
    """What a server says of its refusal, in one line and in brackets; the key is not shown."""
    try:
        told: object = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        told = body.decode(errors="replace")
    while isinstance(told, dict):
        told = told.get("error", told.get("message", told.get("detail", "")))
    plain = hidden(" ".join(str(told).split()), key)[:_DETAIL]
    return f" ({plain})" if plain else ""


def hidden(text: str, key: str) -> str:
    return text.replace(key, "…") if key else text


def _this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
