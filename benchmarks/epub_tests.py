"""The W3C's EPUB test books, each read and segmented: a table of what was made of them.

    python -m benchmarks.epub_tests FOLDER [--refused]

FOLDER holds the .epub files of https://w3c.github.io/epub-tests/. No network is used.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from pipeline.errors import FullcastError
from pipeline.segmenter import segment
from pipeline.sources import WHY, read


def main(folder: Path, *, refused_only: bool) -> int:
    books = sorted(folder.glob("*.epub"))
    refused = 0
    slowest = 0.0
    print("| Book | Read | Chapters | Words | Left out, or why refused |\n|---|---|---:|---:|---|")
    for path in books:
        started = time.perf_counter()
        try:
            book = read(path)
            script = segment(book)
        except FullcastError as error:
            refused += 1
            said = error.message.replace(str(path), "it")
            print(f"| {path.stem} | no | | | {said} |")
        else:
            if not refused_only:
                words = sum(len(utterance.text.split()) for utterance in script.utterances)
                left = ", ".join(WHY[s.reason] for s in book.sections if s.reason)
                print(f"| {path.stem} | yes | {len(script.chapters)} | {words} | {left} |")
        slowest = max(slowest, time.perf_counter() - started)
    print(f"\n{len(books) - refused} of {len(books)} read; the slowest took {slowest:.2f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), refused_only="--refused" in sys.argv))
