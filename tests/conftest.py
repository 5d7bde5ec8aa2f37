"""What the tests share: where things are, and productions spoken in tones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.tts import kokoro_model
from pipeline.tts.install import models_folder

REPOSITORY = Path(__file__).parent.parent
SAMPLE = REPOSITORY / "tests" / "data" / "the-lamp-at-north-point.md"
SHARED = REPOSITORY.parent / "shared"


@pytest.fixture(scope="session")
def sample() -> Path:
    """The sample story that the README renders."""
    return SAMPLE


@pytest.fixture(scope="session")
def shared() -> Path:
    """Corpora and stories that lie beside the repository where they are at hand."""
    if not SHARED.is_dir():
        pytest.skip("the corpora are not beside this repository")
    return SHARED


MODELS = models_folder()
"""Where the models lie that are installed on this machine."""


@pytest.fixture(autouse=True, scope="session")
def _no_models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The tests see the engines that always work, whatever is installed on this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FULLCAST_MODELS", str(tmp_path_factory.mktemp("models")))
        yield


@pytest.fixture(scope="session")
def kokoro_files() -> Path:
    """Kokoro's model and voices, as they are installed here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FULLCAST_MODELS", str(MODELS))
        if kokoro_model.missing_packages():
            pytest.skip("Kokoro's packages are not installed: pip install 'fullcast[kokoro]'")
        if not kokoro_model.installed():
            pytest.skip("Kokoro's model is not installed: fullcast voices install kokoro")
    return MODELS / "kokoro"


@pytest.fixture(scope="class")
def kokoro(kokoro_files: Path) -> Iterator[None]:
    """Kokoro is installed, for the tests of a class or a function."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FULLCAST_MODELS", str(kokoro_files.parent))
        yield


@pytest.fixture(autouse=True)
def no_words_of_ones_own(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs the tests may have a lexicon, voices and a server of their own."""
    monkeypatch.setenv("FULLCAST_CONFIG", str(tmp_path_factory.getbasetemp() / "no-config"))


@pytest.fixture
def fullcast(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    """Runs a command line in an empty folder: its exit code, output and errors."""
    from pipeline.cli import main

    monkeypatch.chdir(tmp_path)

    def run(*words: str | Path) -> tuple[int, str, str]:
        capfd.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = capfd.readouterr()
        return code, out, err

    return run
