"""Files made to break a reader: each is a sentence, or is read without the trap in it.

Those that take long or much memory are read by a process of their own, which is measured.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from epub_files import CONTAINER, NAV_ITEM, entry, epub, nav, package, packed, page, read

from pipeline.errors import FullcastError, SourceError
from pipeline.segmenter import segment

PROSE = "It rained upon the harbour, and the boats lay still. " * 10
PAGES = {f"{n}.xhtml": page(f"<h2>{n}</h2><p>{PROSE}</p>") for n in (1, 2, 3)}
LISTED = "".join(entry(f"{n}.xhtml", f"Chapter {n}") for n in (1, 2, 3))
PRIVATE = "root:x:0:0"


def spoken(data: bytes) -> str:
    return " ".join(utterance.text for utterance in segment(read(data)).utterances)


@pytest.mark.parametrize(
    "path",
    ["../../../../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "", "nowhere.opf", "."],
)
def test_a_container_that_points_elsewhere(path: str) -> None:
    with pytest.raises(SourceError, match=r"package document|archive"):
        read(packed({"META-INF/container.xml": CONTAINER.format(path=path), **PAGES}))


@pytest.mark.parametrize(
    "href",
    [
        "../../../../../../../etc/passwd",
        "file:///etc/passwd",
        "/etc/passwd",
        "http://127.0.0.1:9/x.xhtml",
        "%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "gone.xhtml",
        "a\\..\\..\\b.xhtml",
    ],
)
def test_a_spine_that_points_nowhere(href: str) -> None:
    files = {
        "META-INF/container.xml": CONTAINER.format(path="c.opf"),
        "c.opf": package((href,)),
    }
    with pytest.raises(SourceError, match="nothing to read aloud"):
        read(packed(files))
    with_text = {**files, "c.opf": package((href, "1.xhtml")), "1.xhtml": PAGES["1.xhtml"]}
    book = read(packed(with_text))
    assert [section.reason for section in book.sections] == ["missing", ""]
    assert PRIVATE not in spoken(packed(with_text))


def test_an_archive_that_names_files_outside_itself(tmp_path: Path) -> None:
    trap = tmp_path / "out" / "trap.txt"
    data = epub(PAGES, toc=LISTED, more={"../../trap.txt": "x", str(trap): "x", "C:\\x": "y"})
    assert len(segment(read(data)).chapters) == 3
    assert not trap.exists()


ENTITIES = [
    '<!DOCTYPE {root} [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE {root} [<!ENTITY % p SYSTEM "http://127.0.0.1:9/evil.dtd"> %p; <!ENTITY x "y">]>',
    '<!DOCTYPE {root} SYSTEM "http://127.0.0.1:9/evil.dtd">',
    '<!DOCTYPE {root} [<!ENTITY a "lolololol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY x "&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>',
    '<!DOCTYPE {root} [<!ENTITY x "]>"><!-- "]> -->]>',
    "<!DOCTYPE {root} [" + "<!-- ' -->" * 3_000,
]


@pytest.mark.parametrize("declared", ENTITIES, ids=range(len(ENTITIES)))
def test_entities_are_neither_fetched_nor_expanded(declared: str) -> None:
    body = page(f"<p>Before&x; &nbsp;after. {PROSE}</p>").removeprefix(
        '<?xml version="1.0" encoding="utf-8"?>'
    )
    pages = {"1.xhtml": declared.format(root="html") + body, "2.xhtml": PAGES["2.xhtml"]}
    said = spoken(epub(pages, toc=LISTED))
    assert PRIVATE not in said
    assert "lololol" not in said
    assert len(said) < 5_000
    opf = declared.format(root="package") + package(("1.xhtml",)).replace("The Book", "&x;B")
    files = {"META-INF/container.xml": CONTAINER.format(path="c.opf"), "1.xhtml": PAGES["1.xhtml"]}
    with suppress(SourceError):
        assert PRIVATE not in read(packed({**files, "c.opf": opf})).title


@pytest.mark.parametrize("tag", ["div", "span", "blockquote", "i", "table", "ul"])
def test_elements_nested_without_end(tag: str) -> None:
    deep = page(f"<{tag}>" * 50_000 + "x")
    with pytest.raises(SourceError, match=r"within one another|elements"):
        read(epub({**PAGES, "1.xhtml": deep}))
    closed = page(f"<{tag}>" * 5_000 + "x" + f"</{tag}>" * 5_000)
    with pytest.raises(SourceError, match=r"within one another|elements"):
        read(epub({**PAGES, "1.xhtml": closed}))


def test_contents_nested_without_end() -> None:
    below = ""
    for _ in range(200):
        below = entry("1.xhtml", "On", below)
    assert len(segment(read(epub(PAGES, toc=LISTED + below))).chapters) == 3
    assert read(epub(PAGES, toc="<li><ol>" * 4_000)).title == "The Book"
    points = "<navPoint>" * 20_000
    assert read(epub(PAGES, points=points)).title == "The Book"


def test_fallbacks_that_go_in_circles() -> None:
    items = (
        '<item id="x" href="x.json" media-type="application/json" fallback="y"/>'
        '<item id="y" href="y.json" media-type="application/json" fallback="x"/>'
    )
    spine = '<itemref idref="x"/><itemref idref="i0"/><itemref idref="nobody"/>'
    assert len(segment(read(epub(PAGES, items=items, spine=spine))).chapters) == 1


@pytest.mark.parametrize(
    "text",
    [
        PAGES["1.xhtml"].encode("utf-16-le"),
        PAGES["1.xhtml"].encode("utf-16"),
        PAGES["1.xhtml"].replace("utf-8", "shift_jis").encode(),
        PAGES["1.xhtml"].replace("utf-8", "hex").encode(),
        PAGES["1.xhtml"].replace("utf-8", "rot13").encode(),
        PAGES["1.xhtml"].replace("harbour", "h\xe4fen").encode("latin-1"),
        PAGES["1.xhtml"].replace("harbour", "\x00\x01\ufffe\x1b").encode(),
        b"\xef\xbb\xbf" + PAGES["1.xhtml"].encode(),
    ],
    ids=range(8),
)
def test_encodings_that_are_not_what_they_say(text: bytes) -> None:
    files = {
        "META-INF/container.xml": CONTAINER.format(path="c.opf"),
        "c.opf": package(("1.xhtml",)),
        "1.xhtml": text,
    }
    assert "the boats lay still" in spoken(packed(files))


def test_a_document_that_is_no_text_is_a_sentence_or_silence() -> None:
    noise = random.Random(5).randbytes(4_000)
    for data in (noise, b"", b"\0" * 5_000, b"<", b"<?xml", b"<!DOCTYPE", b"\xff\xfe", b"%PDF-1.7"):
        files = {
            "META-INF/container.xml": CONTAINER.format(path="c.opf"),
            "c.opf": package(("1.xhtml", "2.xhtml")),
            "1.xhtml": data,
            "2.xhtml": PAGES["2.xhtml"],
        }
        with suppress(SourceError):
            assert "the boats lay still" in spoken(packed(files))


def test_an_archive_cut_off_anywhere_is_a_sentence() -> None:
    data = epub(PAGES, toc=LISTED)
    for end in range(0, len(data), max(1, len(data) // 60)):
        with pytest.raises(SourceError, match=r"damaged"):
            read(data[:end])


def test_a_file_without_a_name_is_passed_over() -> None:
    data = packed(
        {
            "META-INF/container.xml": CONTAINER.format(path="c.opf"),
            "c.opf": package(("a.xhtml",)),
            "a.xhtml": page("<p>It rained upon the harbour.</p>"),
            "junk.txt": "",
        }
    )
    book = read(data.replace(b"junk.txt", b"\0unk.txt"))
    assert "It rained" in book.sections[0].blocks[0].text


def test_what_is_not_an_archive_at_all() -> None:
    for data in (b"", b"PK", b"PK\x05\x06", b"PK\x05\x06" + b"\xff" * 18, b"Once upon a time."):
        with pytest.raises(SourceError):
            read(data)


def test_methods_and_passwords_of_zip_are_not_followed() -> None:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("META-INF/container.xml", CONTAINER.format(path="c.opf"))
    with pytest.raises(SourceError):
        read(held.getvalue())
    data = bytearray(epub({"1.xhtml": PAGES["1.xhtml"]}))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(sign)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(sign, place + 4)
    with pytest.raises(SourceError):
        read(bytes(data))


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The data with a few bytes changed, put in, taken out or copied."""
    held = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(held))
        match chance.randrange(4):
            case 0:
                held[at] = chance.randrange(256)
            case 1:
                held[at:at] = chance.randbytes(chance.randint(1, 8))
            case 2:
                del held[at : at + chance.randint(1, 40)]
            case _:
                held[at:at] = held[chance.randrange(len(held)) :][: chance.randint(1, 60)]
    return bytes(held)


@pytest.mark.parametrize("seed", range(150))
def test_damaged_containers_and_files_never_crash(seed: int) -> None:
    chance = random.Random(seed)
    whole = epub(PAGES, toc=LISTED)
    tried = [mutated(whole, chance)]
    rich = page(
        "<header><p>Ada</p></header><hr/><table><tr><td>1</td><td>2</td></tr></table><p>“A<sup>"
        "<a href='#n'>1</a></sup>”<br/>b</p><aside id='n' epub:type='footnote'>n</aside>"
    )
    files: dict[str, str | bytes] = {
        "META-INF/container.xml": CONTAINER.format(path="c.opf"),
        "c.opf": package(("1.xhtml", "2.xhtml"), manifest=NAV_ITEM),
        "nav.xhtml": nav(LISTED),
        "1.xhtml": rich,
        "2.xhtml": PAGES["2.xhtml"],
    }
    name = chance.choice(list(files))
    content = files[name]
    assert isinstance(content, str)
    tried.append(packed({**files, name: mutated(content.encode(), chance)}))
    for data in tried:
        with suppress(FullcastError):
            segment(read(data))


# --- what is large ----------------------------------------------------------

MEMORY = 500_000_000
SECONDS = 10


def huge(name: str, content: bytes, times: int, where: Path) -> Path:
    """A book whose chapter is `content` again and again."""
    path = where / f"{name}.epub"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("META-INF/container.xml", CONTAINER.format(path="c.opf"))
        archive.writestr("c.opf", package(("1.xhtml", "2.xhtml")))
        archive.writestr("2.xhtml", PAGES["2.xhtml"])
        with archive.open("1.xhtml", "w", force_zip64=True) as file:
            file.write(b"<html><body>")
            for _ in range(times):
                file.write(content)
            file.write(b"</body></html>")
    return path


ON_LINUX = pytest.mark.skipif(
    sys.platform != "linux", reason="memory is measured as Linux tells it"
)
_MEASURED = """
import atexit, runpy, sys
from pathlib import Path

book, peak = sys.argv[1:]

@atexit.register
def tell():
    status = Path("/proc/self/status").read_text()
    Path(peak).write_text(status.partition("VmHWM:")[2].split()[0])

sys.argv = ["fullcast", "contents", book]
runpy.run_module("pipeline", run_name="__main__")
"""


def measured(path: Path) -> tuple[str, float, int]:
    """What `fullcast contents` says of a file, its processor's seconds and its bytes of memory.

    The process itself tells its memory: what `wait4` says is never less than that of the process
    that started it.
    """
    peak = path.with_suffix(".peak")
    done = subprocess.Popen(
        [sys.executable, "-c", _MEASURED, str(path), str(peak)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = done.stdout.read() if done.stdout else ""
    _, _, usage = os.wait4(done.pid, 0)
    done.returncode = 0
    if done.stdout:
        done.stdout.close()
    return said, usage.ru_utime + usage.ru_stime, int(peak.read_text()) * 1024


MEGABYTE = (b"<p>" + b"It rained upon the harbour. " * 30 + b"</p>") * 1_180


@pytest.mark.slow
@ON_LINUX
@pytest.mark.parametrize(
    ("name", "content", "times"),
    [
        ("a-chapter-of-200-mb", MEGABYTE, 200),
        ("a-bomb-of-2-gb", b"\0" * 10_000_000, 200),
        ("one-word", b"x" * 1_000_000, 9),
        ("elements", b"<p>a</p>" * 10_000, 100),
        ("empty-elements", b"<i/>" * 10_000, 200),
        ("attributes", b"<i a='' b='' c='' d='' e=''/>" * 10_000, 30),
        ("spans", b"<span class='a b c'>a</span>" * 10_000, 7),
        ("ampersands", b"&" * 1_000_000, 9),
        ("links", b"<a href='#a'><sup>1</sup></a>" * 10_000, 5),
        ("brackets", b"<" * 1_000_000, 9),
        ("quotes", "“".encode() * 100_000, 6),
    ],
)
def test_what_is_huge_is_a_sentence_and_cheap(
    name: str, content: bytes, times: int, tmp_path: Path
) -> None:
    said, seconds, memory = measured(huge(name, content, times, tmp_path))
    assert "Traceback" not in said
    assert said.strip()
    assert seconds < SECONDS
    assert memory < MEMORY


@pytest.mark.slow
@ON_LINUX
def test_many_files_are_a_sentence_and_cheap(tmp_path: Path) -> None:
    names = tuple(f"{n}.xhtml" for n in range(3_000))
    body = page("<p>" + "x" * 1_000 * 90 + "</p>")
    path = tmp_path / "many.epub"
    path.write_bytes(
        packed(
            {
                "META-INF/container.xml": CONTAINER.format(path="c.opf"),
                "c.opf": package(names),
                **dict.fromkeys(names, body),
            }
        )
    )
    said, seconds, memory = measured(path)
    assert "no more than" in said
    assert seconds < SECONDS
    assert memory < MEMORY
