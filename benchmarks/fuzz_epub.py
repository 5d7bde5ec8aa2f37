"""Damaged files, one after the other: does a reader ever do anything but read or refuse?

    python -m benchmarks.fuzz_epub FILE... [--seconds 120] [--seed 1]

Each round takes one of the files and changes a few bytes of it, or, of a file that is a ZIP
archive, of one of the files in it, so that the damage is behind the archive's checksums. What
comes out must be a book that can be segmented or a FullcastError; anything else is printed.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path

from pipeline.errors import FullcastError
from pipeline.keys import digest_bytes
from pipeline.segmenter import segment
from pipeline.sources import READERS

PIECES = (
    b"<p>", b"</p>", b"<hr/>", b"<table><tr><td>", b"<blockquote>", b"<a href='#x'>",
    b"<sup>1</sup>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&nbsp;", b"&#0;", b"&x;",
    b"\xff\xfe", b"\0", b"#", b"../", b" epub:type='footnote'", b" hidden=''", b" id='x'",
    b"\xe2\x81\xa0", b"<!DOCTYPE html [", b"<?xml?>",
)  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    held = bytearray(data or b" ")
    for _ in range(chance.randint(1, 16)):
        at = chance.randrange(len(held)) if held else 0
        match chance.randrange(6):
            case 0 if held:
                held[at] = chance.randrange(256)
            case 1:
                held[at:at] = chance.randbytes(chance.randint(1, 8))
            case 2:
                del held[at : at + chance.randint(1, 60)]
            case 3:
                held[at:at] = held[chance.randrange(len(held) or 1) :][: chance.randint(1, 90)]
            case _:
                held[at:at] = chance.choice(PIECES) * chance.choice((1, 1, 1, 40))
    return bytes(held)


def damaged(data: bytes, chance: random.Random) -> bytes:
    if not zipfile.is_zipfile(BytesIO(data)) or chance.random() < 0.2:
        return mutated(data, chance)
    held = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(held, "w") as new:
        names = [info.filename for info in old.infolist() if not info.is_dir()]
        text = [name for name in names if not name.endswith((".png", ".jpg", ".otf", ".mp3"))]
        chosen = set(chance.sample(text, min(len(text), chance.randint(1, 3))))
        for name in names:
            content = old.read(name)
            new.writestr(name, mutated(content, chance) if name in chosen else content)
    return held.getvalue()


def main(files: list[Path], seconds: float, seed: int) -> int:
    chance = random.Random(seed)
    whole = {path: path.read_bytes() for path in files}
    came: Counter[str] = Counter()
    slowest, crashes = 0.0, 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        path = chance.choice(files)
        data = damaged(whole[path], chance)
        started = time.process_time()
        try:
            segment(READERS[path.suffix.lower()](path, data, digest_bytes(data)))
            came["read"] += 1
        except FullcastError:
            came["refused"] += 1
        except Exception as error:  # noqa: BLE001  any other error is what is looked for
            crashes += 1
            kept = Path(f"crash-{crashes}{path.suffix}")
            kept.write_bytes(data)
            print(f"{path.name}: {type(error).__name__}: {error} (kept as {kept})", flush=True)
        slowest = max(slowest, time.process_time() - started)
    print(
        f"{came.total() + crashes:,} damaged files in {seconds:.0f} s: {came['read']:,} read, "
        f"{came['refused']:,} refused, {crashes} crashes; the slowest took {slowest:.2f} s."
    )
    return 1 if crashes else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.exit(main(given.files, given.seconds, given.seed))
