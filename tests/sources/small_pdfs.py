"""PDFs that a test sets itself, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A line of print, in points from the lower left of the page."""

    text: str
    left: float
    base: float
    size: float = 12
    font: str = "F1"


def column(
    texts: Sequence[str], left: float = 72, top: float = 700, lead: float = 14
) -> list[Line]:
    """Lines under one another."""
    return [Line(text, left, top - lead * index) for index, text in enumerate(texts)]


def made(pages: Sequence[Sequence[Line]], extra: bytes = b"", info: bytes = b"") -> bytes:
    """A PDF of these pages in Helvetica, and what else its trailer says."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    fonts = b"/Font<</F1 3 0 R/F2 4 0 R>>"
    objects += [
        b"<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>" % name
        for name in (b"Helvetica", b"Helvetica-Bold")
    ]
    kids = []
    for lines in pages:
        drawn = "".join(
            f"/{line.font} {line.size} Tf 1 0 0 1 {line.left} {line.base} Tm "
            f"({_escaped(line.text)}) Tj\n"
            for line in lines
        )
        content = f"BT {drawn}ET".encode("cp1252")
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        kids.append(len(objects) + 1)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R/Resources<<%s>>>>"
            % (len(objects), fonts)
        )
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (
        b" ".join(b"%d 0 R" % kid for kid in kids),
        len(kids),
    )
    if info:
        objects.append(info)
        extra += b"/Info %d 0 R" % len(objects)
    return assembled(objects, extra)


def assembled(objects: Sequence[bytes], extra: bytes = b"") -> bytes:
    """A file of numbered objects, the first of which is the catalogue."""
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    trailer = b"trailer<</Size %d/Root 1 0 R%s>>\n" % (len(objects) + 1, extra)
    return data + trailer + b"startxref\n%d\n%%%%EOF" % start


def scan() -> bytes:
    """A page that is a picture and nothing else."""
    picture = b"\x80" * 100
    return assembled([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</XObject<</I 5 0 R>>>>>>",
        b"<</Length 28>>stream\nq 612 0 0 792 0 0 cm /I Do Q\nendstream",
        b"<</Type/XObject/Subtype/Image/Width 10/Height 10/BitsPerComponent 8"
        b"/ColorSpace/DeviceGray/Length %d>>stream\n%s\nendstream" % (len(picture), picture),
    ])  # fmt: skip


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
