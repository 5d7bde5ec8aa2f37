"""What the user has said of speech engines on this machine: `engines.toml`, a table an engine.

It lies in the user's own folder and not in a production, since a server's address and the
program that runs beside it belong to the machine; what shapes sound travels in the voice.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import SettingsError
from pipeline.own_files import config_folder
from pipeline.toml_text import Table, read

FILE = "engines.toml"


def engines_file() -> Path:
    """Where the file is looked for, whether or not it is there."""
    return config_folder() / FILE


def engine_table(engine: str) -> Table:
    """What the file says to one engine; an empty table where it says nothing or is not there.

    Raises SettingsError where it can't be read or is not TOML.
    """
    path = engines_file()
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        text = ""
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path} can't be read ({error}).", "Save it as a text in UTF-8."
        ) from error
    return read(text, str(path)).table(engine)
