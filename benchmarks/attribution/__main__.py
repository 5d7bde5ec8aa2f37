"""Scores attribution on novels whose authors the ranker has not seen, and makes its model.

    python -m benchmarks.attribution              cross-validation by author, end to end
    python -m benchmarks.attribution --write      the same, then the model that is shipped
    python -m benchmarks.attribution --shipped    the shipped model on three novels, with floors

Cross-validation and writing need lightgbm; the novels and the scorer lie in `--shared`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.attribution.confidence import AS_IT_IS, Sample, report, samples, stair
from benchmarks.attribution.corpus import authors, load
from pipeline.casting.attribution import attribute, attribute_by
from pipeline.casting.attribution.ranker import MODEL, Model
from pipeline.model import Analysis, UtteranceKind
from pipeline.segmenter import segment
from pipeline.sources import read

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "pipeline" / "casting" / "attribution"
FAST = ("DaisyMiller", "TheAwakening", "TheSignOfTheFour")
FLOORS = {"ACC": 0.79, "B3": 0.71, "qF": 0.95}
"""Macro figures of the shipped model on the fast novels, under which something broke."""


def main() -> int:
    """Run what the command line asks for; 1 where a floor is broken."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    parser.add_argument("--shipped", action="store_true", help="score the shipped model only")
    parser.add_argument("--write", action="store_true", help="write the model after validation")
    parser.add_argument("--folds", type=int, default=13, help="groups of authors held out in turn")
    parser.add_argument("--keep", type=Path, help="folder for the predictions")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if options.shipped:
            return shipped(options.shared, folder)
        return validate(options.shared, folder, options.folds, write=options.write)


def shipped(shared: Path, folder: Path) -> int:
    """Score the model that is shipped, which has seen these novels, and hold it to the floors."""
    for name in FAST:
        begun = time.process_time()
        script = segment(read(shared / "pdnc-dev" / name / "novel_text.txt"))
        predict(attribute(script), folder / f"{name}.json", begun)
    macro = score(shared, folder, FAST)["macro"]
    low = {key: floor for key, floor in FLOORS.items() if macro[key] < floor}
    for key, floor in low.items():
        print(f"{key} is {100 * macro[key]:.1f}, under its floor of {100 * floor:.1f}.")
    return 1 if low else 0


def validate(shared: Path, folder: Path, folds: int, *, write: bool) -> int:
    """Hold out the novels of each author in turn, score all, and write the model if asked."""
    from benchmarks.attribution.train import fit, packed

    by = authors(shared)
    novels = [load(shared, name, author) for name, author in by.items()]
    names = sorted(set(by.values()))
    seen: list[Sample] = []
    for fold in range(folds):
        held = set(names[fold::folds])
        model = Model(*fit([novel for novel in novels if novel.author not in held]), AS_IT_IS)
        for novel in novels:
            if novel.author in held:
                seen += samples(model, novel)
                begun = time.process_time()
                predict(
                    attribute_by(model, novel.script),
                    folder / f"{novel.name}.json",
                    begun,
                )
    score(shared, folder, tuple(by))
    print(report(seen))
    if write:
        path = PACKAGE / MODEL
        path.write_bytes(packed(Model(*fit(novels), stair(seen))))
        print(f"{path}: {path.stat().st_size} bytes")
    return 0


def predict(analysis: Analysis, path: Path, begun: float) -> None:
    """Write what an analysis says of every quotation, and the seconds that it took."""
    names = {character.id: character.name for character in analysis.characters}
    quotes = [
        {"start": u.span.start, "end": u.span.end, "speaker": names.get(u.speaker, u.speaker)}
        for u in analysis.script.utterances
        if u.kind is UtteranceKind.QUOTATION
    ]
    path.write_text(json.dumps({"quotes": quotes, "seconds": time.process_time() - begun}))


def score(shared: Path, folder: Path, names: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Print the shared scorer's table for the predictions in a folder; its figures."""
    figures = folder / "figures.json"
    command = [
        *(sys.executable, str(shared / "bench" / "score_pdnc.py")),
        *("--pdnc", str(shared / "pdnc-dev"), "--pred", str(folder)),
        *("--novels", ",".join(names), "--json", str(figures)),
    ]
    subprocess.run(command, check=True)
    found: dict[str, dict[str, float]] = json.loads(figures.read_text("utf-8"))
    return found


if __name__ == "__main__":
    sys.exit(main())
