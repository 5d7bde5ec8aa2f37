"""Where a person's own files lie, which hold for all productions on this machine."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER_VARIABLE = "FULLCAST_CONFIG"
"""The environment variable that names another folder for them."""


def config_folder() -> Path:
    """The folder of engines.toml, lexicon.toml and voices/, whether or not it is there."""
    if named := os.environ.get(FOLDER_VARIABLE):
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("fullcast", appauthor=False)
