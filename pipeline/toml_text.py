"""Reading the TOML that people edit, so that every complaint names a file, a line and a key."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import tomlkit
from tomlkit.items import AbstractTable, Item, Key, String

from pipeline.errors import SettingsError

BOM = "\ufeff"
_HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]")
_UNQUOTED = re.compile(r"[\s\"']")
_KINDS = {str: "a text in quotation marks", float: "a number", int: "a whole number"}


def load(text: str) -> tomlkit.TOMLDocument:
    """The document, to be changed and dumped again, of a text whose values have been read."""
    return tomlkit.parse(text.removeprefix(BOM))


def dump(document: tomlkit.TOMLDocument, before: str) -> str:
    """The document as text, with the line ends and the byte-order mark that `before` has."""
    text = tomlkit.dumps(document)
    if newline(before) == "\r\n":
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    return (BOM if before.startswith(BOM) else "") + text


def _dotted(*names: str) -> str:
    return ".".join(name for name in names if name)


def newline(text: str) -> str:
    """The line ends that a text has; those of Unix where it has none."""
    return "\r\n" if "\r\n" in text else "\n"


def ended(text: str) -> str:
    """The text with a line end at its end, so that more can follow."""
    return text if not text or text.endswith("\n") else text + newline(text)


def put(table: AbstractTable | tomlkit.TOMLDocument, key: str, value: object) -> None:
    """Sets a key in its place, or adds it after the table's last one.

    What follows the last key, space and a comment on the next table, stays behind it; a
    text keeps the kind of quotation marks that it had.
    """
    body: list[tuple[Key | None, Item]] = []
    following: list[tuple[Key | None, Item]] = []
    if isinstance(table, tomlkit.items.Table) and key not in table:
        body = table.value.body
        while body and body[-1][0] is None:
            following.insert(0, body.pop())
    old = table.get(key)
    if isinstance(value, str) and isinstance(old, String) and old.as_string().startswith("'"):
        table[key] = tomlkit.string(value, literal="'" not in value)
    else:
        table[key] = value
    body.extend(following)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file, as plain values, and where in the file it stands."""

    values: Mapping[str, object]
    text: str
    """The whole file."""
    label: str
    """The file's name, as the user knows it."""
    header: str = ""
    """The table's dotted name in the file; "" is the top of the file."""
    number: int = 0
    """Which of the tables of that name, from 0, in an array of tables."""

    def error(self, key: str, message: str, hint: str = "") -> SettingsError:
        """An error at a key: its file and line, then `key` and the message."""
        place = f"{self.label}, line {self.line(key)}"
        return SettingsError(f"{place}: {key} {message}", hint)

    def line(self, key: str) -> int:
        """The line, from 1, on which a key is set; the table's own where it can't be told."""
        wanted = re.compile(rf"\s*(?:[\w-]+\s*\.\s*)*[\"']?{re.escape(key)}[\"']?\s*[=.]")
        first = self.header_line() or 0
        for number, line in enumerate(self.text.removeprefix(BOM).splitlines()[first:], first + 1):
            if _HEADER.match(line):
                break
            if wanted.match(line):
                return number
        return Table({}, self.text, "", _dotted(self.header, key)).header_line() or first or 1

    def header_line(self) -> int | None:
        """The line, from 1, of the table's header; None where it has none."""
        count = -1
        wanted = _UNQUOTED.sub("", self.header)
        for number, line in enumerate(self.text.removeprefix(BOM).splitlines(), 1):
            if header := _HEADER.match(line):
                count += _UNQUOTED.sub("", header[1]) == wanted
                if count == self.number:
                    return number
        return None

    def known(self, keys: Iterable[str]) -> None:
        """Refuses a key that is none of these, and names the closest."""
        keys = tuple(keys)
        for key in self.values:
            if key not in keys:
                close = difflib.get_close_matches(key, keys, n=1)
                raise self.error(
                    key,
                    "is not a setting that is known here.",
                    f"Did you mean {close[0]}?" if close else f"There are: {', '.join(keys)}.",
                )

    def string(self, key: str, default: str = "") -> str:
        """A text that is not empty, or `default` where the key is absent."""
        value = self.values.get(key)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self.error(key, f"must be {_KINDS[str]}.")
        if not value.strip():
            raise self.error(key, "is empty.", "Give it a value, or delete the line.")
        return value

    def label_text(self, key: str) -> str:
        """A text, or a number as one writes it; empty where the key is absent."""
        value = self.values.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return f"{value}" if isinstance(value, int) else f"{value:g}"
        return self.string(key)

    def flag(self, key: str, default: bool = False) -> bool:
        """True or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.error(key, "must be true or false, without quotation marks.")
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of texts that are not empty."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(key, 'must be a list of texts, such as ["one", "two"].')
        if not all(item.strip() for item in value):
            raise self.error(key, "has an empty text in it.")
        return tuple(value)

    def path(self, key: str) -> str:
        """A path, as it is written; empty where the key is absent."""
        return self._without_nul(key, self.string(key))

    def paths(self, key: str) -> tuple[str, ...]:
        """A list of paths."""
        return tuple(self._without_nul(key, item) for item in self.strings(key))

    def _without_nul(self, key: str, text: str) -> str:
        if "\0" in text:
            raise self.error(key, "has the character U+0000 in it, which no path has.")
        return text

    def number_between(self, key: str, low: float, high: float, default: float) -> float:
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(key, f"must be {_KINDS[float]}.")
        if not low <= value <= high:
            raise self.error(key, f"is {value:g}, and must be from {low:g} to {high:g}.")
        return float(value)

    def table(self, key: str) -> Table:
        """The table of that name; an empty one where there is none."""
        value = self.values.get(key, {})
        if not isinstance(value, Mapping):
            raise self.error(key, f"must be a table, [{key}].")
        return Table(value, self.text, self.label, key)

    def array(self, key: str) -> tuple[Table, ...]:
        """The tables of an array of tables, each headed [[key]]; none where there is none."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise self.error(key, f"must be tables, each under [[{key}]].")
        return tuple(
            Table(item, self.text, self.label, key, number) for number, item in enumerate(value)
        )

    def tables(self, key: str) -> Mapping[str, Table]:
        """The tables in a table of tables, by name."""
        value = self.values.get(key, {})
        if not isinstance(value, Mapping) or not all(
            isinstance(item, Mapping) for item in value.values()
        ):
            raise self.error(key, f"must be tables, such as [{key}.name].")
        return {
            str(name): Table(item, self.text, self.label, f"{key}.{name}")
            for name, item in value.items()
        }


def read(text: str, label: str) -> Table:
    """The whole file as a table; raises SettingsError, with the line, where it is not TOML."""
    try:
        return Table(tomllib.loads(text.removeprefix(BOM)), text, label)
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).rpartition(" (at ")
        line = re.match(r"line (\d+)", place)
        number = int(line[1]) if line else len(text.splitlines())
        raise SettingsError(
            f"{label}, line {number}: this is not TOML ({reason or place}).",
            'Texts stand in straight quotation marks ("…"), lists in square brackets.',
        ) from error
