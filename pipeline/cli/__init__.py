"""The command line: words to functions to exit codes."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

DONE, FAILED, INTERRUPTED = 0, 1, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit codes: 0 done, 1 failed, 2 not understood, 130 interrupted."""
    from pipeline.cli.parser import parser
    from pipeline.errors import FullcastError

    options = parser().parse_args(arguments)
    try:
        from pipeline.cli import commands

        code = commands.run(options)
        sys.stdout.flush()
    except FullcastError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        _fail("Interrupted. What was rendered is kept; run the same command to go on.")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception:  # noqa: BLE001 - the last resort: a report instead of a traceback
        return _fail(
            f"Fullcast itself has failed; what was rendered is kept. "
            f"Please report it with the file {_report()}."
        )
    return code


def _fail(sentence: str) -> int:
    print(f"fullcast: {sentence}", file=sys.stderr)
    return FAILED


def _report() -> Path:
    with tempfile.NamedTemporaryFile(
        "w", prefix="fullcast-", suffix=".txt", delete=False, encoding="utf-8"
    ) as report:
        report.write(traceback.format_exc())
    return Path(report.name)
