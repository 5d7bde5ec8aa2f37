"""The picture of a book: the user's, the source's, or a plain one with title and author."""

from __future__ import annotations

import colorsys
import io
from typing import TYPE_CHECKING

from pipeline.errors import SettingsError
from pipeline.folder import COVER, PRODUCTION
from pipeline.keys import digest, digest_bytes
from pipeline.production import Production
from pipeline.stitching.packaging import Cover
from pipeline.store import unreadable

if TYPE_CHECKING:
    from PIL import ImageFont
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

SIDE = 2400
"""Pixels of a cover that is drawn: what the shops ask for."""
LARGEST = 3000
"""Pixels that a longer side is brought down to."""
_QUALITY = 88
_MARGIN = 0.12
"""Of the side."""


def cover_of(production: Production) -> Cover:
    """The cover: `cover` of production.toml, a cover.jpg that somebody has put into the
    folder, the source's own, or one that is drawn.

    Raises SettingsError for a picture that can't be read.
    """
    folder, settings = production.folder, production.settings
    if settings.cover:
        path = folder.path / settings.cover
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise SettingsError(
                f"{folder.label(PRODUCTION)}: the cover {path} is not there.",
                "Mend `cover`, or delete the line: one will be drawn.",
            ) from error
        except OSError as error:
            raise unreadable(path, error) from error
        return _prepared(data, str(path))
    own = folder.path / COVER
    manifest = folder.manifest()
    if own.is_file():
        data = own.read_bytes()
        if digest_bytes(data) != (manifest.cover if manifest else ""):
            return _prepared(data, str(own))
    book = production.book
    if book.cover is not None:
        try:
            return _prepared(book.cover.data, book.source.path)
        except SettingsError:
            pass  # a source's broken picture is no reason not to deliver: one is drawn
    author = settings.author or ", ".join(book.authors)
    return drawn(settings.title or book.title, author)


def drawn(title: str, author: str) -> Cover:
    """A plain typographic cover; its colour follows from the words."""
    from PIL import Image, ImageDraw

    hue = int(digest([title, author])[:4], 16) / 0xFFFF
    ground = _colour(hue, 0.30, 0.42)
    paper = _colour(hue, 0.93, 0.30)
    image = Image.new("RGB", (SIDE, SIDE), ground)
    draw = ImageDraw.Draw(image)
    margin = round(SIDE * _MARGIN)
    draw.rectangle(
        (margin // 2, margin // 2, SIDE - margin // 2, SIDE - margin // 2), None, paper, 6
    )
    bottom = _lines(draw, title, margin * 2, SIDE * 0.52, 260, paper)
    if author:
        draw.line((margin, bottom + 90, margin + 400, bottom + 90), paper, 8)
        _lines(draw, author, bottom + 170, SIDE * 0.2, 120, paper)
    return Cover(_jpeg(image), SIDE, SIDE)


def _lines(
    draw: ImageDraw, text: str, top: float, room: float, size: int, colour: tuple[int, int, int]
) -> float:
    """Write a text as large as fits, from `top` down, and return where it ends.

    A text that the font has no letters for is left out: a row of empty boxes says less.
    """
    from PIL import ImageFont

    width = SIDE - 2 * round(SIDE * _MARGIN)
    while True:
        font = ImageFont.load_default(size)
        if not isinstance(font, ImageFont.FreeTypeFont) or not _has_letters(font, text):
            return top
        lines = _wrapped(font, text, width)
        step = size * 1.18
        fits = len(lines) * step <= room and all(font.getlength(line) <= width for line in lines)
        if fits or size <= 40:
            break
        size = round(size * 0.9)
    for number, line in enumerate(lines):
        draw.text((round(SIDE * _MARGIN), top + number * step), line, colour, font)
    return top + len(lines) * step


def _wrapped(font: ImageFont.FreeTypeFont, text: str, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _has_letters(font: ImageFont.FreeTypeFont, text: str) -> bool:
    missing = bytes(font.getmask("\uffff"))
    return bool(text.strip()) and all(
        c.isspace() or bytes(font.getmask(c)) != missing for c in set(text)
    )


def _prepared(data: bytes, name: str) -> Cover:
    """A picture as a JPEG of a size that players show; one that is that already stays."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            if image.format == "JPEG" and max(image.size) <= LARGEST and image.mode == "RGB":
                return Cover(data, *image.size)
            plain = image.convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        why = "it is none" if isinstance(error, UnidentifiedImageError) else str(error)
        raise SettingsError(
            f"{name} can't be read as a picture ({why}).", "Give a JPEG or PNG as cover."
        ) from error
    plain.thumbnail((LARGEST, LARGEST))
    return Cover(_jpeg(plain), *plain.size)


def _jpeg(image: Image) -> bytes:
    data = io.BytesIO()
    image.save(data, "JPEG", quality=_QUALITY)
    return data.getvalue()


def _colour(hue: float, light: float, strength: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hls_to_rgb(hue, light, strength)
    return round(red * 255), round(green * 255), round(blue * 255)
