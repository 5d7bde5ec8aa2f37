"""The command line: words to functions to exit codes."""

from __future__ import annotations

import errno
import io
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

    _prepare_streams()
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
    except Exception as error:  # noqa: BLE001 - the last resort: a report instead of a traceback
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            return _fail("There is no room left where this is written to. Make some.")
        return _fail(
            f"Fullcast itself has failed; what was rendered is kept. "
            f"Please report it with the file {_report()}."
        )
    return code


def _prepare_streams() -> None:
    """Let any text be printed: in UTF-8 into files and pipes, as well as it can be elsewhere.

    What is printed is read again, by `script --apply` and as JSON, whatever the locale.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for good
            setattr(sys, name, nowhere)
        elif isinstance(stream, io.TextIOWrapper):
            if name == "stdout" and not stream.isatty():
                stream.reconfigure(encoding="utf-8")
            else:
                stream.reconfigure(errors="replace")


def _fail(sentence: str) -> int:
    print(f"fullcast: {sentence}", file=sys.stderr)
    return FAILED


def _report() -> Path:
    with tempfile.NamedTemporaryFile(
        "w", prefix="fullcast-", suffix=".txt", delete=False, encoding="utf-8"
    ) as report:
        report.write(traceback.format_exc())
    return Path(report.name)
