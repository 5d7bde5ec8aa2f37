"""The table [http] of engines.toml: which speech servers are asked, and for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.endpoint import Endpoint, endpoint, key_variable, required
from pipeline.errors import NotSetUp
from pipeline.model import Age, Gender
from pipeline.toml_text import Table
from pipeline.tts.engine_settings import engines_file

ENGINE = "http"
FORMATS = ("wav", "flac", "pcm", "mp3", "opus")
"""Those that libsndfile decodes, and bare samples."""
LOSSLESS = FORMATS[:3]
RATE = 24_000
LONGEST = 4_096
"""Code points; what OpenAI takes at once."""
SECONDS = 120.0
_EXAMPLE = '"http://127.0.0.1:8880/v1"'
_KEYS = (
    "address", "model", "voices", "voice", "key", "format", "rate", "pace", "repeatable",
    "longest", "seconds", "per_minute", "share",
)  # fmt: skip
_DESCRIBED = ("name", "language", "gender", "age", "accent", "timbre", "licence")


@dataclass(frozen=True, slots=True)
class Description:
    """What the user says of a voice."""

    name: str = ""
    language: str = ""
    gender: Gender = Gender.UNKNOWN
    age: Age = Age.UNKNOWN
    accent: str = ""
    timbre: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """What [http] says."""

    endpoints: tuple[Endpoint, ...]
    model: str
    voices: tuple[str, ...] = ()
    """The only ones to use; empty where the server is asked for what it has."""
    described: Mapping[str, Description] = field(default_factory=dict)
    variable: str = ""
    """The environment variable with the key; empty where none is needed."""
    format: str = "wav"
    rate: int = RATE
    """Hertz that clips have; what a `pcm` has too."""
    pace: bool = True
    """Whether the server follows `speed`."""
    repeatable: bool = False
    """Whether the same request always gives the same bytes."""
    longest: int = LONGEST
    seconds: float = SECONDS
    """How long one answer may take."""
    per_minute: float = 0
    """Requests a minute at most, of all processes together; 0 for as many as it takes."""
    share: bool = False
    """Whether requests are shared out among the servers, or go to the first that answers."""
    label: str = ""
    """The file that says so."""

    @property
    def host(self) -> str:
        """Where text is sent to; empty where it stays on this machine."""
        return ", ".join(dict.fromkeys(each.host for each in self.endpoints if each.host))


def settings(table: Table) -> HttpSettings:
    """What a table says.

    Raises NotSetUp where it says nothing, and SettingsError, with line and key, for
    what can't be followed.
    """
    if not table.values:
        raise NotSetUp(
            "The speech engine http does not know which server to ask.",
            f"Say so in {engines_file()}: below [{ENGINE}], address = {_EXAMPLE} and "
            'model = "kokoro", for example (docs/http.md).',
        )
    table.known(_KEYS)
    several = isinstance(table.values.get("address"), list)
    addresses = table.strings("address") if several else (required(table, "address", _EXAMPLE),)
    if not addresses:
        raise table.error("address", "is empty.", f"For example: address = {_EXAMPLE}.")
    described = {name: _description(each) for name, each in table.tables("voice").items()}
    form = table.string("format", "wav").lower()
    if form not in FORMATS:
        raise table.error("format", f"is {form!r}, which is none of {', '.join(FORMATS)}.")
    return HttpSettings(
        endpoints=tuple(endpoint(table, each, _EXAMPLE) for each in dict.fromkeys(addresses)),
        model=required(table, "model", '"kokoro"'),
        voices=tuple(dict.fromkeys(table.strings("voices"))),
        described=described,
        variable=key_variable(table),
        format=form,
        rate=round(table.number_between("rate", 8_000, 192_000, RATE)),
        pace=_flag(table, "pace", True),
        repeatable=_flag(table, "repeatable", False),
        longest=round(table.number_between("longest", 100, 100_000, LONGEST)),
        seconds=table.number_between("seconds", 1, 3_600, SECONDS),
        per_minute=table.number_between("per_minute", 0, 100_000, 0),
        share=_flag(table, "share", False),
        label=table.label,
    )


def _description(table: Table) -> Description:
    table.known(_DESCRIBED)
    values = {key: table.string(key) for key in _DESCRIBED if key in table.values}
    for key, kind in (("gender", Gender), ("age", Age)):
        if key in values and values[key] not in list(kind):
            raise table.error(key, f"must be one of {', '.join(kind)}.")
    return Description(
        name=values.get("name", ""),
        language=values.get("language", ""),
        gender=Gender(values.get("gender", Gender.UNKNOWN)),
        age=Age(values.get("age", Age.UNKNOWN)),
        accent=values.get("accent", ""),
        timbre=values.get("timbre", ""),
        licence=values.get("licence", ""),
    )


def _flag(table: Table, key: str, default: bool) -> bool:
    value = table.values.get(key, default)
    if not isinstance(value, bool):
        raise table.error(key, "must be true or false.")
    return value
