"""What the tree promises: pure stages stay pure, and the public names are there."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import pipeline

PACKAGE = Path(pipeline.__file__).parent
PURE = [
    PACKAGE / "model.py",
    PACKAGE / "publication.py",
    PACKAGE / "keys.py",
    PACKAGE / "slugs.py",
    PACKAGE / "findings.py",
    PACKAGE / "selection.py",
    PACKAGE / "analysis_json.py",
    PACKAGE / "contents.py",
    PACKAGE / "stitching" / "timeline.py",
    PACKAGE / "checking" / "verdicts.py",
    *(path for path in (PACKAGE / "readalong").rglob("*.py") if path.name != "archive.py"),
    *(
        PACKAGE / "overlays" / f"{name}.py"
        for name in ("contents", "lighting", "modern", "page", "places", "tokens", "weaving")
    ),
    *(PACKAGE / "segmenter").rglob("*.py"),
    *(PACKAGE / "casting").rglob("*.py"),
]
IMPURE_MODULES = {
    "asyncio", "datetime", "logging", "multiprocessing", "os", "pathlib", "random",
    "secrets", "shutil", "socket", "subprocess", "sys", "tempfile", "threading", "time", "urllib",
    "uuid",
}  # fmt: skip
IMPURE_CALLS = {"open", "print", "input", "hash"}


@pytest.mark.parametrize("path", PURE, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_pure_modules_have_no_io_clock_randomness_or_logging(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            used = {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            used = {(node.module or "").partition(".")[0]}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in IMPURE_CALLS, f"line {node.lineno}"
            continue
        else:
            continue
        assert not used & IMPURE_MODULES, f"line {node.lineno}"


def test_every_public_name_is_there() -> None:
    for name in pipeline.__all__:
        assert getattr(pipeline, name).__module__.startswith("pipeline.")
    with pytest.raises(AttributeError):
        _ = pipeline.no_such_name  # type: ignore[attr-defined]


def test_no_module_is_too_long_to_hold_in_the_head() -> None:
    lengths = {
        str(path.relative_to(PACKAGE)): len(path.read_text("utf-8").splitlines())
        for path in PACKAGE.rglob("*.py")
    }
    assert {name: length for name, length in lengths.items() if length > 500} == {}
