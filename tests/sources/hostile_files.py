"""Files made to harm whoever reads them: bombs, entities, endless nesting, lies."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
_ENTITIES = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 10}'>" for i in range(9)
) + "]>"  # fmt: skip
_EXTERNAL = "<!DOCTYPE x [<!ENTITY j SYSTEM 'file:///etc/passwd'>]>"
_MEGA = 1_000_000


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip file of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def docx(body: str, before: str = "") -> bytes:
    return zipped(
        {
            "word/document.xml": (
                f"{before}<w:document {_W}><w:body>{body}</w:body></w:document>"
            ).encode()
        }
    )


def odt(body: str, before: str = "") -> bytes:
    return zipped(
        {
            "content.xml": (
                f"{before}<office:document-content {_OFFICE}><office:body><office:text>{body}"
                "</office:text></office:body></office:document-content>"
            ).encode()
        }
    )


def fb2(body: str, before: str = "") -> bytes:
    return f"{before}<FictionBook><body><section>{body}</section></body></FictionBook>".encode()


def pdf(content: bytes, extra: bytes = b"") -> bytes:
    """A PDF of one page with this content stream."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return made + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, extra, start,
    )  # fmt: skip


def _run(text: str = "x") -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


MAKERS: dict[str, Callable[[], bytes]] = {
    # text
    "long.txt": lambda: b"It rained and rained. \n" * (200 * _MEGA // 23),
    "line-ends.txt": lambda: b"\n" * (20 * _MEGA) + b"x",
    "one-paragraph.txt": lambda: b"It rained. " * (20 * _MEGA // 11),
    "many-paragraphs.txt": lambda: b"x\n\n" * 249_000,
    "stray-bytes.txt": lambda: "é".encode() * 400_000 + b"\xe9 " * 40_000,
    "mojibake.txt": lambda: "â€œâ€ ".encode() * 400_000,
    "binary.txt": lambda: bytes(range(256)) * 1000,
    # Markdown
    "long.md": lambda: b"It rained and rained. \n" * (200 * _MEGA // 23),
    "fences.md": lambda: b"```{=html}\n" * 100_000,
    "comments.md": lambda: b"<!-- x\n" * 200_000,
    "tags.md": lambda: b"<div \n" * 200_000,
    "brackets.md": lambda: b"[" * _MEGA + b"\n\nIt rained.",
    "pictures.md": lambda: b"![" * (_MEGA // 2) + b"\n\nIt rained.",
    "quotes.md": lambda: b"> " * (_MEGA // 2) + b"x",
    "ticks.md": lambda: b"`<" * (_MEGA // 2) + b"x",
    "spans.md": lambda: b"[x]{" * (_MEGA // 4),
    # HTML
    "long.html": lambda: b"<p>It rained.</p>\n" * (200 * _MEGA // 18),
    "deep.html": lambda: b"<div>" * 200_000 + b"x",
    "many-tags.html": lambda: b"<p>x" * 2_000_000,
    "entities.html": lambda: (_ENTITIES + "<html><p>&j;</p></html>").encode(),
    "external.html": lambda: (_EXTERNAL + "<html><p>x &j;</p></html>").encode(),
    "doctype.html": lambda: b"<!DOCTYPE x [" + b"<!-- -->" * 100_000 + b"<p>x</p>",
    "open-comments.html": lambda: b"<html>" + b"<!--" * 500_000 + b"x",
    "attributes.html": lambda: b"<p " + b"a=b " * 2_000_000 + b">x</p>",
    "table.html": lambda: b"<table><tr>" * 20_000 + b"<td>x",
    "wrong-charset.html": lambda: b"<meta charset=unicode_escape><p>x \\u0041</p>",
    # DOCX
    "bomb.docx": lambda: zipped({"word/document.xml": b" " * (400 * _MEGA)}),
    "media-bomb.docx": lambda: zipped(
        {"word/document.xml": docx(_run()), "word/media/a.png": b"\0" * (300 * _MEGA)}
    ),
    "long.docx": lambda: docx(_run("It rained. " * 20) * 260_000),
    "deep.docx": lambda: docx("<w:sdt>" * 100_000),
    "many-runs.docx": lambda: docx("<w:p>" + "<w:r><w:t>x</w:t></w:r>" * 1_000_000 + "</w:p>"),
    "empty-paragraphs.docx": lambda: docx("<w:p/>" * 1_500_000),
    "entities.docx": lambda: docx("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", _ENTITIES),
    "external.docx": lambda: docx("<w:p><w:r><w:t>x&j;</w:t></w:r></w:p>", _EXTERNAL),
    "truncated.docx": lambda: docx(_run() * 1000)[:150],
    "text.docx": lambda: b"It rained.",
    "other.docx": lambda: odt("<text:p>x</text:p>"),
    "loop.docx": lambda: zipped(
        {
            "word/document.xml": (
                f"<w:document {_W}><w:body><w:p><w:pPr><w:pStyle w:val='a'/></w:pPr>"
                "<w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>"
            ).encode(),
            "word/styles.xml": (
                f"<w:styles {_W}><w:style w:styleId='a'><w:basedOn w:val='a'/></w:style></w:styles>"
            ).encode(),
        }
    ),
    # ODT
    "bomb.odt": lambda: zipped({"content.xml": b" " * (400 * _MEGA)}),
    "deep.odt": lambda: odt("<text:section>" * 100_000),
    "long.odt": lambda: odt(f"<text:p>{'It rained. ' * 20}</text:p>" * 260_000),
    "spaces.odt": lambda: odt("<text:p>x<text:s text:c='999999999'/>x</text:p>"),
    "entities.odt": lambda: odt("<text:p>&j;</text:p>", _ENTITIES),
    "external.odt": lambda: odt("<text:p>x&j;</text:p>", _EXTERNAL),
    "truncated.odt": lambda: odt("<text:p>x</text:p>" * 1000)[:150],
    # FB2
    "long.fb2": lambda: fb2("<p>It rained.</p>" * (200 * _MEGA // 17)),
    "deep.fb2": lambda: fb2("<section>" * 100_000),
    "entities.fb2": lambda: fb2("<p>&j;</p>", _ENTITIES),
    "external.fb2": lambda: fb2("<p>x&j;</p>", _EXTERNAL),
    "bomb.fb2": lambda: zipped({"a.fb2": b" " * (400 * _MEGA)}),
    "truncated.fb2": lambda: fb2("<p>x</p>" * 100)[:200],
    "many.fb2": lambda: fb2("<p>x</p>" * 1_400_000),
    # RTF
    "long.rtf": lambda: b"{\\rtf1 " + b"It rained. \\par\n" * (150 * _MEGA // 16) + b"}",
    "deep.rtf": lambda: b"{\\rtf1 " + b"{" * 5_000_000,
    "closed.rtf": lambda: b"{\\rtf1 " + b"}" * 5_000_000 + b"x",
    "paragraphs.rtf": lambda: b"{\\rtf1 x" + b"\\par" * 5_000_000 + b"}",
    "words.rtf": lambda: b"{\\rtf1 x" + b"\\b" * 10_000_000 + b"}",
    "bytes.rtf": lambda: b"{\\rtf1 " + b"\\'93" * 3_000_000 + b"}",
    "bin.rtf": lambda: b"{\\rtf1 \\bin999999999 x}",
    "numbers.rtf": lambda: b"{\\rtf1 \\uc9999999999\\u9999999999 \\u-9999999999 x}",
    "truncated.rtf": lambda: b"{\\rtf1 {\\fonttbl{\\f0",
    # PDF
    "truncated.pdf": lambda: pdf(b"BT /F1 12 Tf 72 700 Td (It rained.) Tj ET")[:200],
    "text.pdf": lambda: b"It rained.",
    "header-only.pdf": lambda: b"%PDF-1.7\n" + b"\0" * 1000,
    "many-signs.pdf": lambda: pdf(
        b"BT /F1 1 Tf 72 700 Td " + b"(It rained. It rained. It rained.) Tj " * 500_000 + b"ET"
    ),
    "scattered.pdf": lambda: pdf(
        b"BT /F1 12 Tf "
        + b"".join(
            b"1 0 0 1 %d %d Tm (x) Tj " % (i * 7919 % 600, i * 104729 % 780) for i in range(200_000)
        )
        + b"ET"
    ),
    "huge-page.pdf": lambda: pdf(b"BT /F1 12 Tf 72 700 Td (It rained.) Tj ET").replace(
        b"[0 0 612 792]", b"[0 0 9e9 9e9]"
    ),
    "nested.pdf": lambda: pdf(b"[" * 2_000_000),
    "saves.pdf": lambda: pdf(b"q " * 2_000_000 + b"BT /F1 12 Tf (x) Tj ET"),
    "no-text.pdf": lambda: pdf(b"0 0 100 100 re f"),
    "long.pdf": lambda: b"%PDF-1.4\n" + b"% rain\n" * (199 * _MEGA // 7),
}


def make(folder: Path) -> Iterator[Path]:
    """Each of the files, written into a folder when it is asked for."""
    for name, maker in MAKERS.items():
        path = folder / name
        path.write_bytes(maker())
        yield path
