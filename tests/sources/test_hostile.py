"""Whatever a file holds, reading it gives a book or a sentence, soon and in little memory."""

import json
import subprocess
import sys

import pytest
from hostile_files import MAKERS, docx, fb2, odt

from pipeline import sources
from pipeline.errors import SourceError

SECONDS, MEGABYTES = 10, 500
_CHILD = """
import json, resource, sys, time
from pathlib import Path
from pipeline import sources
from pipeline.errors import SourceError
begun = time.process_time()
try:
    book = sources.read(Path(sys.argv[1]))
    outcome = f"{sum(len(s.blocks) for s in book.sections)} blocks"
except SourceError as error:
    outcome = str(error)
children = resource.getrusage(resource.RUSAGE_CHILDREN)
seconds = time.process_time() - begun + children.ru_utime + children.ru_stime
status = Path("/proc/self/status").read_text()
kilobytes = int(status.partition("VmHWM:")[2].split()[0]) + children.ru_maxrss
print(json.dumps([outcome, seconds, kilobytes / 1024]))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux tells it")
@pytest.mark.parametrize("name", MAKERS)
def test_a_book_or_a_sentence_soon_and_in_little_memory(tmp_path, name):
    if name.endswith(".pdf"):
        pytest.importorskip("pypdfium2")
    path = tmp_path / name
    path.write_bytes(MAKERS[name]())
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    outcome, seconds, megabytes = json.loads(done.stdout)
    sys.stdout.write(f"\n{name:24}{seconds:6.1f} s {megabytes:6.0f} MB  {outcome[:150]}\n")
    assert "\n" not in outcome
    assert "root:" not in outcome
    assert seconds < SECONDS
    assert megabytes < MEGABYTES


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.docx", b"It rained.", "no DOCX"),
        ("a.docx", b"", "no DOCX"),
        ("a.docx", odt("<text:p>x</text:p>"), "no DOCX"),
        ("a.docx", docx("<w:p>")[:150], "no DOCX"),
        ("a.docx", docx("<w:p>"), "damaged"),
        ("a.docx", docx("<w:p/>"), "nothing to read aloud"),
        ("a.odt", docx("<w:p/>"), "no ODT"),
        ("a.odt", odt("<text:p>"), "damaged"),
        ("a.fb2", b"<html><p>x</p></html>", "no FB2"),
        ("a.rtf", b"It rained.", "no RTF"),
        ("a.rtf", b"{\\rtf1 }", "nothing to read aloud"),
        ("a.html", b"It rained.", "no HTML"),
        ("a.html", b"<p></p>", "nothing to read aloud"),
        ("a.pdf", b"It rained.", "no PDF"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused_in_a_sentence(tmp_path, name, data, words):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(SourceError, match=words) as caught:
        sources.read(path)
    assert name in str(caught.value)


@pytest.mark.parametrize("make", [docx, odt, fb2])
def test_external_entities_are_never_read(tmp_path, make):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    paragraph = {
        docx: "<w:p><w:r><w:t>It rained.&j;</w:t></w:r></w:p>",
        odt: "<text:p>It rained.&j;</text:p>",
        fb2: "<p>It rained.&j;</p>",
    }[make]
    path = tmp_path / f"a.{make.__name__}"
    path.write_bytes(make(paragraph, f"<!DOCTYPE x [<!ENTITY j SYSTEM '{secret.as_uri()}'>]>"))
    try:
        book = sources.read(path)
        told = " ".join(b.text for s in book.sections for b in s.blocks)
    except SourceError as error:
        told = error.message.replace(str(path), "")
    assert "secret" not in told
