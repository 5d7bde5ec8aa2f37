"""The same book in every format: chapters, words and speakers against those of the EPUB.

    python -m benchmarks.same_book BOOK.epub [--keep FOLDER] [--formats docx,pdf]

pandoc writes the book in each format, and LibreOffice prints its DOCX as PDF; both are Debian's
(`apt-get install pandoc libreoffice-writer`). Each is read, cast and compared with the EPUB:
the chapters' titles, the words as they are spoken, and the speaker of each quotation. Exits with
1 where a format has other chapters, under 99.5 % of the words, or under 98 % of the speakers.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from pipeline.casting.spoken import spoken_form
from pipeline.model import Analysis, UtteranceKind
from pipeline.production import analyze

_PANDOC = {
    "docx": "docx", "html": "html", "md": "markdown", "txt": "plain", "odt": "odt", "rtf": "rtf",
    "fb2": "fb2",
}  # fmt: skip
ASKED = ("docx", "html", "md", "pdf", "txt")
OTHERS = ("odt", "rtf", "fb2")
LEAST_WORDS, LEAST_SPEAKERS = 0.995, 0.98
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What of a book can be compared."""

    titles: tuple[str, ...]
    words: tuple[str, ...]
    quotations: tuple[tuple[str, str], ...]
    """The words of each, and the name of who speaks it."""
    seconds: float


def convert(book: Path, suffix: str, folder: Path) -> Path:
    """The book in a format, written by pandoc or, from its DOCX, by LibreOffice."""
    made = folder / f"{book.stem}.{suffix}"
    if suffix == "pdf":
        docx = convert(book, "docx", folder)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless"]
        command += ["--convert-to", "pdf", "--outdir", str(folder), str(docx)]
    else:
        command = ["pandoc", "-s", str(book), "-t", _PANDOC[suffix], "-o", str(made)]
    if not made.exists():
        subprocess.run(command, check=True, capture_output=True, timeout=600)
    return made


def read(path: Path) -> Reading:
    begun = time.perf_counter()
    book, analysis, _ = analyze(path)
    seconds = time.perf_counter() - begun
    utterances = analysis.script.utterances
    words = tuple(w for u in utterances for w in _words(u.text, book.language))
    names = _names(analysis)
    quotations = tuple(
        (" ".join(_words(u.text, book.language)), names.get(u.speaker, u.speaker))
        for u in utterances
        if u.kind is UtteranceKind.QUOTATION
    )
    titles = tuple(chapter.title for chapter in analysis.script.chapters)
    return Reading(titles, words, quotations, seconds)


def _words(text: str, language: str) -> list[str]:
    said = spoken_form(text, language).lower().replace("’", "'").replace("'", "")
    return _WORD.findall(said)


def _names(analysis: Analysis) -> dict[str, str]:
    return {character.id: character.name for character in analysis.characters}


def same_words(reference: Reading, other: Reading) -> float:
    """Words in common, in order, of the longer reading's."""
    matcher = SequenceMatcher(None, reference.words, other.words, autojunk=False)
    common = sum(block.size for block in matcher.get_matching_blocks())
    return common / max(len(reference.words), len(other.words))


def same_speakers(reference: Reading, other: Reading) -> float:
    """Quotations of the reference that the other has too, by the same speaker."""
    ours, theirs = [q for q, _ in reference.quotations], [q for q, _ in other.quotations]
    same = 0
    for a, b, size in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
        same += sum(
            reference.quotations[a + i][1] == other.quotations[b + i][1] for i in range(size)
        )
    return same / max(1, len(ours))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("book", type=Path)
    parser.add_argument("--keep", type=Path, help="a folder in which the files stay")
    parser.add_argument("--formats", default=",".join((*ASKED, *OTHERS)))
    options = parser.parse_args()
    missing = [name for name in ("pandoc", "soffice") if shutil.which(name) is None]
    if missing:
        print(f"{' and '.join(missing)} not found: apt-get install pandoc libreoffice-writer")
        return 2
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.keep or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        return compare(options.book.resolve(), options.formats.split(","), folder)


def compare(book: Path, suffixes: list[str], folder: Path) -> int:
    reference = read(book)
    failed = False
    print(f"{'format':8}{'chapters':>10}{'words':>9}{'same words':>12}"
          f"{'quotations':>12}{'same speakers':>15}{'seconds':>9}")  # fmt: skip
    print(f"{'epub':8}{len(reference.titles):>10}{len(reference.words):>9}{'':>12}"
          f"{len(reference.quotations):>12}{'':>15}{reference.seconds:>9.1f}")  # fmt: skip
    for suffix in suffixes:
        other = read(convert(book, suffix, folder))
        words, speakers = same_words(reference, other), same_speakers(reference, other)
        chapters = other.titles == reference.titles
        print(f"{suffix:8}{'same' if chapters else len(other.titles):>10}{len(other.words):>9}"
              f"{words:>12.2%}{len(other.quotations):>12}{speakers:>15.2%}"
              f"{other.seconds:>9.1f}")  # fmt: skip
        if suffix in ASKED:
            failed |= not chapters or words < LEAST_WORDS or speakers < LEAST_SPEAKERS
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
