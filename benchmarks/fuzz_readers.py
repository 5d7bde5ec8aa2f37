"""Fuzz every reader: whatever a file holds, reading it gives a book or a sentence.

    python -m benchmarks.fuzz_readers [FILE...] [--seconds 120] [--readers docx,pdf] [--seed 1]

The files, or small books of our own in each format, are cut, doubled, spliced and sprinkled with
the format's own words, behind the checksums of their archives too. A file that raises anything
but SourceError, or takes more than ten seconds, is kept as `fuzz-<reader>-<number>` and makes the
run end with 1. The seconds are those of each reader.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from pipeline import sources
from pipeline.errors import SourceError
from pipeline.segmenter import segment

SLOW = 10.0
_SHOWN = 3
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".otf", ".ttf", ".woff", ".mp3", ".mp4")
_STORY = "“It rains,” said Zoë. — ‘Does it?’ Ann’s boat lay in the mud…"
_WORDS = {
    "txt": ["\r\n", "\r", "\n\n", "CHAPTER I.", "* * *", "Contents", "Share this:", "12", "“", "—",
            "*** START OF THE PROJECT GUTENBERG EBOOK X ***", "\ufeff", "\u2028", "Colophon"],
    "md": ["# ", "---\n", "```{=html}\n", ":::", "[]{#a}", "<!--", "-->", "> ", "[^1]: ", "`<b>`",
           "![x](y)", "| ", "===", "{.x}", "\\", "</div>", "<div\n", "[x]{.y}"],
    "html": ["<p>", "</p>", "<h1>", "<div class='share'>", "<nav>", "<br/>", "<hr>", "&#x0;",
             "<table><tr><td>", "<!DOCTYPE x [", "]>", "<!--", "<meta charset=utf-16>", "&amp",
             "<svg>", "<title>", "<article>", "<blockquote>", "<span hidden>", "<ruby><rt>"],
    "epub": ["<p>", "</p>", "<section epub:type='chapter'>", "<a href='#n'>1</a>", "<itemref idref='a'/>",
             "<li><a href='b.xhtml#x'>Two</a></li>", "../", "%2e", "linear='no'", "<ol>", "</ol>",
             "<!DOCTYPE x [", "]>", "<table><tr><td>", "<hr/>", "fallback='a'", "id='x'", "&#x0;",
             "<navPoint>", "properties='nav'", "<aside epub:type='footnote'>", "<h2>", "<br/>"],
    "docx": ["<w:p>", "</w:p>", "<w:r>", "<w:t>", "<w:br/>", "<w:tbl>", "<w:txbxContent>",
             "<w:pPr><w:outlineLvl w:val='9'/></w:pPr>", "<w:ins>", "w:val='Title'", "&#0;"],
    "odt": ["<text:p>", "</text:p>", "<text:h text:outline-level='x'>", "<text:s text:c='-1'/>",
            "<text:note>", "<text:section>", "<text:span>", "_20_", "<draw:frame>"],
    "rtf": ["{", "}", "\\par", "\\'93", "\\u8220 ?", "\\uc99", "\\bin9", "\\*", "\\fonttbl", "\\s1",
            "\\outlinelevel0", "\\v", "\\ansicpg932", "\\fcharset128", "\\u-10240 ", "\\\n"],
    "fb2": ["<section>", "</section>", "<title><p>", "<empty-line/>", "<poem><stanza><v>",
            "<binary>", "<body name='notes'>", "<a type='note'>", "<description><title-info>"],
    "pdf": ["BT", "ET", "Tj", "Td", "Tf", "obj", "endobj", "stream", "<<", ">>", "/Kids",
            "/Encrypt", "/Parent 2 0 R", "0 0 R", "-1", "99999999999", "/Rotate 90", "(", "\\377"],
}  # fmt: skip
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
    for name, full in [("office", "office"), ("text", "text"), ("draw", "drawing")]
)


def _text() -> bytes:
    body = "\n\n".join([_STORY] * 4)
    return (
        f"THE HARBOUR\n\nby Ann Example\n\nCHAPTER I.\n\n{body}\n\n* * *\n\n12\n\n{body}\n".encode()
    )


def _markdown() -> bytes:
    return (
        f"---\ntitle: The Harbour\n---\n\n# One {{#one}}\n\n{_STORY}\n\n> {_STORY}\n\n---\n\n"
        f"::: x\n[^1]: A note.\n:::\n\nTwo\n===\n\n[{_STORY}]{{.x}} `<b>`{{=html}}\n\n![a](b)\n"
    ).encode()


def _html() -> bytes:
    return (
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>The Harbour</title></head>"
        f"<body><nav>Menu</nav><article><h1>One</h1><p>{_STORY}</p><hr/><p>{_STORY}<br>x</p>"
        f"<table><tr><td>a<td>b</table></article><div class=share>Share this:</div></body></html>"
    ).encode()


def _epub() -> bytes:
    head = "<html xmlns='http://www.w3.org/1999/xhtml' xmlns:epub='http://www.idpf.org/2007/ops'>"
    item = "<item id='{0}' href='{0}.xhtml' media-type='application/xhtml+xml' properties='{1}'/>"
    note = "<a epub:type='noteref' href='#n'>1</a>"
    return _zipped({
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'>"
        "<rootfiles><rootfile full-path='o/c.opf' media-type='application/oebps-package+xml'/>"
        "</rootfiles></container>",
        "o/c.opf": "<package xmlns='http://www.idpf.org/2007/opf' version='3.0'><metadata xmlns:dc="
        "'http://purl.org/dc/elements/1.1/'><dc:title>The Harbour</dc:title><dc:language>en"
        f"</dc:language></metadata><manifest>{item.format('a', '')}{item.format('b', '')}"
        f"{item.format('nav', 'nav')}</manifest><spine><itemref idref='a'/><itemref idref='b'/>"
        "</spine></package>",
        "o/nav.xhtml": f"{head}<body><nav epub:type='toc'><ol><li><a href='a.xhtml'>One</a></li>"
        "<li><a href='b.xhtml'>Two</a><ol><li><a href='b.xhtml#x'>Three</a></li></ol></li></ol>"
        "</nav></body></html>",
        "o/a.xhtml": f"{head}<head><title>One</title></head><body><section epub:type='chapter'><h2>"
        f"One</h2><p>{_STORY}{note}</p><hr/><blockquote><p>{_STORY}</p></blockquote>"
        "<aside epub:type='footnote' id='n'><p>A note.</p></aside></section></body></html>",
        "o/b.xhtml": f"{head}<body><h2>Two</h2><p>{_STORY}</p><p class='asterism'>* * *</p>"
        f"<h3 id='x'>Three</h3><p>{_STORY}<br/>x</p></body></html>",
    })  # fmt: skip


def _docx() -> bytes:
    styled = "<w:p><w:pPr><w:pStyle w:val='h'/></w:pPr><w:r><w:t>One</w:t></w:r></w:p>"
    return _zipped({
        "word/document.xml": f"<w:document {_W}><w:body>{styled}<w:p><w:r><w:t>{_STORY}</w:t></w:r>"
        f"<w:r><w:br/><w:t>x</w:t></w:r></w:p></w:body></w:document>",
        "word/styles.xml": f"<w:styles {_W}><w:style w:styleId='h'><w:name w:val='heading 1'/>"
        "<w:basedOn w:val='h'/></w:style></w:styles>",
        "docProps/core.xml": "<a xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>T</dc:title></a>",
    })  # fmt: skip


def _odt() -> bytes:
    return _zipped({
        "content.xml": f"<office:document-content {_OFFICE}><office:body><office:text>"
        f"<text:h text:outline-level='1'>One</text:h><text:p>{_STORY}<text:s text:c='3'/>x"
        "<text:line-break/>y</text:p></office:text></office:body></office:document-content>",
        "meta.xml": f"<office:document-meta {_OFFICE}/>",
    })  # fmt: skip


def _rtf() -> bytes:
    return (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset128 B;}}{\stylesheet"
        rb"{\s1\outlinelevel0 heading 1;}}{\info{\title The Harbour}}\pard\s1 One\par\pard "
        rb"\'93It rains,\'94 said Zo\u235 e.\par{\*\x y}{\footnote n}{\v z}\f1 "
        rb"\'82\'a0\par It is.\par}"
    )


def _fb2() -> bytes:
    return (
        "<?xml version='1.0' encoding='utf-8'?><FictionBook><description><title-info><author>"
        "<first-name>Ann</first-name></author><book-title>H</book-title></title-info></description>"
        f"<body><section><title><p>One</p></title><p>{_STORY}</p><empty-line/><poem><stanza>"
        f"<v>a</v><v>b</v></stanza></poem><subtitle>* * *</subtitle><p>{_STORY}</p></section>"
        "</body><body name='notes'><section><p>n</p></section></body></FictionBook>"
    ).encode()


def _pdf() -> bytes:
    rows = "".join(
        f"1 0 0 1 72 {700 - 14 * i} Tm (It rained and the boats lay in the mu-) Tj "
        for i in range(9)
    )
    content = (
        f"BT /F1 18 Tf 72 740 Td (One) Tj /F1 12 Tf {rows} 1 0 0 1 300 30 Tm (1) Tj ET".encode()
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font"
        b"<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]  # fmt: skip
    numbered = (b"%d 0 obj\n%s\nendobj\n" % (i, body) for i, body in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + b"".join(numbered) + b"trailer<</Root 1 0 R>>\n%%EOF"


def _zipped(parts: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue()


SEEDS: dict[str, Callable[[], bytes]] = {
    "txt": _text, "md": _markdown, "html": _html, "epub": _epub, "docx": _docx, "odt": _odt, "rtf": _rtf,
    "fb2": _fb2, "pdf": _pdf,
}  # fmt: skip


def mutated(data: bytes, words: list[bytes], chance: random.Random) -> bytes:
    """The data after a few changes, each of which might be an accident or an attack."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 5, 12, 40))):
        at = chance.randrange(len(changed) + 1)
        end = min(len(changed), at + chance.choice((1, 2, 8, 40, 300)))
        kind = chance.randrange(7)
        if kind == 0 and at < len(changed):
            changed[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del changed[at:end]
        elif kind == 2:
            changed[at:at] = changed[at:end] * chance.choice((1, 2, 50, 1000))
        elif kind == 3:
            changed[at:at] = chance.choice(words) * chance.choice((1, 1, 1, 3, 400))
        elif kind == 4:
            changed[at:end] = chance.randbytes(end - at)
        elif kind == 5:
            to = chance.randrange(len(changed) + 1)
            changed[to:to] = changed[at:end]
        elif kind == 6 and chance.random() < 0.2:
            del changed[at:]
        if len(changed) > 3_000_000:
            break
    return bytes(changed)


def one(reader: str, seed: bytes, chance: random.Random) -> bytes:
    """A file for a reader: mutated inside its archive, outside, or as text in another encoding."""
    words = [word.encode() for word in _WORDS.get(reader, _WORDS["html"]) + _WORDS["txt"]]
    if zipfile.is_zipfile(io.BytesIO(seed)) and chance.random() < 0.8:
        with zipfile.ZipFile(io.BytesIO(seed)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        names = sorted(name for name in parts if not name.endswith((*_PICTURES, "/")))
        for name in chance.sample(names, min(len(names), chance.choice((1, 1, 2, 3)))):
            parts[name] = mutated(parts[name], words, chance)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for part, data in parts.items():
                archive.writestr(part, data)
        return made.getvalue()
    data = mutated(seed, words, chance)
    if reader in ("txt", "md", "html", "fb2") and chance.random() < 0.2:
        name = chance.choice(("utf-16", "utf-16-le", "cp1252", "mac_roman", "utf-32", "cp1251"))
        return data.decode("utf-8", "replace").encode(name, "replace")
    return data


def fuzz(
    reader: str, seeds: list[bytes], seconds: float, number: int, folder: Path
) -> tuple[int, int, int, float]:
    """Runs, books among them, faults and the longest run's seconds."""
    chance = random.Random(f"{reader} {number}")
    path = folder / f"story.{reader}"
    runs = books = faults = 0
    slowest, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        data = one(reader, chance.choice(seeds), chance)
        runs += 1
        path.write_bytes(data)
        begun = time.process_time()
        fault = ""
        try:
            segment(sources.read(path))
            books += 1
        except SourceError as error:
            fault = "a message of several lines" if "\n" in str(error) else ""
        except Exception:  # noqa: BLE001 (whatever it is, it is what is looked for)
            fault = traceback.format_exc()
        took = time.process_time() - begun
        slowest = max(slowest, took)
        if fault or took > SLOW:
            faults += 1
            if faults > _SHOWN:
                continue
            kept = Path(f"fuzz-{reader}-{runs}.{reader}")
            kept.write_bytes(data)
            print(f"{kept}: {took:.1f} s\n{fault}", file=sys.stderr)
    return runs, books, faults, slowest


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", type=Path, nargs="*", help="books to begin from")
    parser.add_argument("--seconds", type=float, default=120.0, help="for each reader")
    parser.add_argument("--readers", default="", help="those of our own books, with commas")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{'reader':8}{'runs':>8}{'books':>8}{'refused':>9}{'faults':>8}{'slowest':>10}")
    failed = 0
    seeds: dict[str, list[bytes]] = {}
    for path in options.files:
        seeds.setdefault(path.suffix.lstrip(".").lower(), []).append(path.read_bytes())
    for reader in options.readers.split(",") if options.readers else [] if seeds else SEEDS:
        seeds.setdefault(reader, []).append(SEEDS[reader]())
    with tempfile.TemporaryDirectory() as folder:
        for reader, books_in in seeds.items():
            # A process each: libxml2 keeps every name that it has seen, and has a limit for them.
            with ProcessPoolExecutor(1, get_context("spawn")) as process:
                runs, books, faults, slowest = process.submit(
                    fuzz, reader, books_in, options.seconds, options.seed, Path(folder)
                ).result()
            failed += faults or not books
            print(f"{reader:8}{runs:>8}{books:>8}{runs - books - faults:>9}{faults:>8}"
                  f"{slowest:>8.2f} s", flush=True)  # fmt: skip
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
