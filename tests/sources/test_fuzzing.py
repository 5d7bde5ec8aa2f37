"""A few seconds of what `benchmarks/fuzz_readers.py` does for minutes."""

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "reader", ["txt", "md", "html", "epub", "docx", "odt", "rtf", "fb2", "pdf"]
)
def test_a_mutated_file_is_a_book_or_a_sentence(reader):
    if reader == "pdf":
        pytest.importorskip("pypdfium2")
    command = [sys.executable, "-m", "benchmarks.fuzz_readers", "--seconds", "2"]
    done = subprocess.run(
        [*command, "--readers", reader], cwd=REPOSITORY, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
