"""A read-along EPUB from an EPUB, as a user gets it: the book's own pages and its sound."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from pipeline.checking.epub import check_epub
from pipeline.readalong.captions import milliseconds
from pipeline.stitching.timeline import RATE
from tests.overlays import own_books
from tests.overlays.overlay_files import Par, pars, shown_text

Run = Callable[..., tuple[int, str, str]]
EPUBCHECK = Path("/usr/share/java/epubcheck.jar")
BOOKS = {"two": own_books.epub2, "three": own_books.epub3}


@pytest.fixture(params=sorted(BOOKS))
def rendered(request: pytest.FixtureRequest, tmp_path: Path, fullcast: Run) -> tuple[Path, Path]:
    """A source and the folder of its production."""
    source = tmp_path / "quay.epub"
    source.write_bytes(BOOKS[request.param]())
    code, out, errors = fullcast("render", "quay.epub", "--engine", "pyttsx3", "--read-along")
    assert code == 0, errors
    assert "light up nowhere" not in out + errors
    return source, tmp_path / "output" / "quay"


def test_the_books_own_pages_light_up(rendered: tuple[Path, Path], fullcast: Run) -> None:
    source, folder = rendered
    made = folder / "quay.epub"
    _keeps_all_files(source, made)
    _covers_every_utterance(folder, made)
    _matches_clips(folder, made)
    _lights_up_in_pieces(made)
    assert check_epub(made).findings == ()
    before = made.read_bytes()
    code, _, errors = fullcast("render", folder, "--read-along")
    assert code == 0, errors
    assert made.read_bytes() == before
    made.unlink()
    code, _, errors = fullcast("render", folder, "--read-along")
    assert code == 0, errors
    assert made.read_bytes() == before


def _keeps_all_files(source: Path, made: Path) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(made) as new:
        assert new.namelist()[0] == "mimetype"
        assert set(old.namelist()) <= set(new.namelist())
        for name in old.namelist():
            if name.endswith((".css", ".png", ".ncx", "container.xml")):
                assert new.read(name) == old.read(name)
            elif name.endswith(".xhtml"):
                assert shown_text(new.read(name)) == shown_text(old.read(name))
        package = etree.fromstring(new.read("OPS/content.opf"))
    assert package.get("version") == "3.0"
    told = [element.get("property") for element in package.iter("{*}meta")]
    for name in ("dcterms:modified", "media:active-class", "media:narrator"):
        assert name in told
    hrefs = [item.get("href") for item in package.iter("{*}item")]
    assert sum(href.endswith(".mp3") for href in hrefs) == len(list(made.parent.glob("*.mp3")))
    notes = next(i for i in package.iter("{*}item") if i.get("href") == "text/notes.xhtml")
    assert notes.get("media-overlay") is None


def _covers_every_utterance(folder: Path, made: Path) -> None:
    script = json.loads((folder / "script.json").read_text())
    wanted = [
        utterance["id"]
        for chapter in script["chapters"]
        for scene in chapter["scenes"]
        for utterance in scene["utterances"]
        if any(map(str.isalnum, utterance["text"]))
    ]
    heard = [par.anchor[1:].rpartition("-")[0] for par in pars(made)]
    assert list(dict.fromkeys(heard)) == wanted


def _matches_clips(folder: Path, made: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    sounds = {file["chapter"]: file for file in manifest["files"] if file["name"].endswith(".mp3")}
    found = pars(made)
    for chapter in manifest["chapters"]:
        own = [p for p in found if p.sound == sounds[chapter["id"]]["name"]]
        placements = chapter["timeline"]["placements"]
        by_utterance: dict[str, list[Par]] = {}
        for par in own:
            by_utterance.setdefault(par.anchor[1:].rpartition("-")[0], []).append(par)
        for utterance, lit in by_utterance.items():
            clips = [p for p in placements if p["utterance"] == utterance]
            assert lit[0].begins == milliseconds(clips[0]["start"], RATE)
            assert lit[-1].ends == milliseconds(clips[-1]["start"] + clips[-1]["frames"], RATE)
        times = [0, *[time for par in own for time in (par.begins, par.ends)]]
        assert times == sorted(times)
        assert times[-1] <= milliseconds(chapter["timeline"]["frames"], RATE)
        assert all(par.begins < par.ends for par in own)


@pytest.mark.slow
def test_epubcheck_finds_nothing_that_the_source_has_not(rendered: tuple[Path, Path]) -> None:
    java = shutil.which("java")
    if java is None or not EPUBCHECK.exists():
        pytest.skip("epubcheck is not installed (Debian's package epubcheck)")
    source, folder = rendered
    errors = {}
    for path in (source, folder / "quay.epub"):
        command = [java, "-jar", str(EPUBCHECK), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        told = (done.stdout + done.stderr).splitlines()
        assert any("essages" in line or "No errors" in line for line in told), told
        errors[path] = [line for line in told if line.startswith(("ERROR", "FATAL"))]
    assert len(errors[folder / "quay.epub"]) <= len(errors[source]), errors


def _lights_up_in_pieces(made: Path) -> None:
    """What no single span can hold, and what one can."""
    with zipfile.ZipFile(made) as book:
        name = next(n for n in book.namelist() if n.startswith("OPS/text/one"))
        page = etree.fromstring(book.read(name))
    texts = {e.get("id"): "".join(e.itertext()) for e in page.iter("{*}span") if e.get("id")}
    lit = [texts[par.anchor] for par in pars(made) if par.anchor in texts]
    assert "She had waited." in lit
    assert "Long" in lit
    assert "The tide comes in and the tide goes out," in lit
    assert "and nobody knows what it is about." in lit
    assert "The ferry came at last." in lit


def test_a_story_in_the_productions_folder_is_not_overwritten(
    tmp_path: Path, fullcast: Run
) -> None:
    data = own_books.epub3()
    (tmp_path / "quay").mkdir()
    (tmp_path / "quay" / "quay.epub").write_bytes(data)
    code, _, errors = fullcast(
        "render", "quay/quay.epub", "-o", "quay", "--engine", "tone", "--read-along", "--quiet"
    )
    assert code == 0, errors
    assert (tmp_path / "quay" / "quay.epub").read_bytes() == data
    assert check_epub(tmp_path / "quay" / "quay-read-along.epub").findings == ()


def test_what_is_not_in_the_book_has_no_overlay(tmp_path: Path, fullcast: Run) -> None:
    (tmp_path / "quay.epub").write_bytes(own_books.epub3())
    code, _, errors = fullcast("cast", "quay.epub", "--engine", "tone")
    assert code == 0, errors
    folder = tmp_path / "output" / "quay"
    settings = folder / "production.toml"
    settings.write_text("credits = true\n" + settings.read_text())
    code, _, errors = fullcast("render", folder, "--read-along", "--quiet", "--engine", "tone")
    assert code == 0, errors
    _covers_every_utterance(folder, folder / "quay.epub")
    _matches_clips(folder, folder / "quay.epub")


def test_a_page_that_is_no_xml_is_left_as_it_is_and_reported(tmp_path: Path, fullcast: Run) -> None:
    data = own_books.epub3(more="<p>A line <br> that HTML has.</p>")
    (tmp_path / "quay.epub").write_bytes(data)
    code, out, errors = fullcast("render", "quay.epub", "--engine", "tone", "--read-along")
    assert code == 0, errors
    assert "OPS/text/one.xhtml are heard and light up nowhere" in out + errors
    made = tmp_path / "output" / "quay" / "quay.epub"
    with zipfile.ZipFile(tmp_path / "quay.epub") as old, zipfile.ZipFile(made) as new:
        assert new.read("OPS/text/one.xhtml") == old.read("OPS/text/one.xhtml")
    assert check_epub(made).findings == ()
