"""The attributors that are installed, found by entry points and imported only when used."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points

from pipeline.attributors.attributor import Attributor
from pipeline.errors import EngineUnavailable
from pipeline.toml_text import Table

GROUP = "fullcast.attributors"
BUILT_IN = "built-in"
"""What production.toml says where nobody else is asked."""


def attributor_names() -> tuple[str, ...]:
    """The names that production.toml may say, the built-in's first; nothing is imported."""
    return (BUILT_IN, *sorted(_entry_points()))


def load_attributor(name: str, table: Table) -> Attributor:
    """The attributor of that name, whatever its case, set up as its table of settings says.

    Raises EngineUnavailable, with what to install, where there is none or it can't be imported,
    and SettingsError where it can't follow the table.
    """
    entry = _entry_points().get(name.casefold())
    if entry is None:
        raise EngineUnavailable(
            f'There is no attributor "{name}".', f"There are: {', '.join(attributor_names())}."
        )
    try:
        make: Callable[[Table], Attributor] = entry.load()
    except ImportError as error:
        brought = entry.dist.name if entry.dist is not None else entry.value
        raise EngineUnavailable(
            f"The attributor {entry.name} can't be imported: {error}.",
            f"Install again what brought it: pip install --force-reinstall {brought}.",
        ) from error
    return make(table)


def _entry_points() -> dict[str, EntryPoint]:
    return {entry.name.casefold(): entry for entry in entry_points(group=GROUP)}
