"""What a player shows of a file: tags and chapter marks, as ffmpeg takes them."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_TAG = 1000
"""Characters; players show far fewer."""
GENRE = "Audiobook"
VORBIS = ("opus", "flac")
"""Formats whose chapters are Vorbis comments. ffmpeg has none for FLAC, and in its Ogg a chapter
that begins in the second half of a second is a second late; so they are written as tags."""

_LANGUAGES = {
    "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa", "fi": "fin",
    "fr": "fra", "hi": "hin", "hu": "hun", "it": "ita", "ja": "jpn", "ko": "kor", "la": "lat",
    "nb": "nob", "nl": "nld", "no": "nor", "pl": "pol", "pt": "por", "ru": "rus", "sv": "swe",
    "tr": "tur", "uk": "ukr", "zh": "zho",
}  # fmt: skip
"""ISO 639-2 codes, which ID3 and MP4 ask for, by those of ISO 639-1."""


@dataclass(frozen=True, slots=True)
class Tags:
    """What a player shows of a file."""

    title: str
    """The chapter's, or the book's of a file that holds it whole."""
    album: str
    """The book's title."""
    artist: str
    """The authors."""
    track: int = 0
    """From 1; 0 for a file that is no track."""
    tracks: int = 0
    """How many there are."""
    narrator: str = ""
    """Who reads, the voices by name."""
    series: str = ""
    series_part: str = ""
    year: str = ""
    language: str = ""
    """BCP 47."""
    publisher: str = ""

    def metadata(self, form: str = "mp3") -> dict[str, str]:
        """By ffmpeg's names; what can't be shown is a space, and what is long is cut.

        Players look for the narrator under the composer, and for the series under several
        names. A media type of 2 is what Apple calls an audiobook.
        """
        values = {
            "title": self.title,
            "album": self.album,
            "artist": self.artist,
            "album_artist": self.artist,
            "composer": self.narrator,
            "narrator": self.narrator,
            "comment": f"Narrated by {self.narrator}" if self.narrator else "",
            "track": f"{self.track}/{self.tracks}" if self.track else "",
            "genre": GENRE,
            "date": self.year,
            "publisher": self.publisher,
            "language": iso_639_2(self.language),
            "series": self.series,
            "series-part": self.series_part,
            "grouping": f"{self.series} #{self.series_part}".rstrip(" #") if self.series else "",
        }
        if form == "m4b":
            # MP4 has no tag for a series; these are those of a television series.
            values |= {"show": self.series, "episode_id": self.series_part, "media_type": "2"}
        return {key: shown(value) for key, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class ChapterMark:
    title: str
    start: int
    """Frame of the file."""
    end: int


def labels(
    tags: Tags, marks: Sequence[ChapterMark], rate: int, form: str, picture: str = ""
) -> str:
    """Tags and chapters in the form of ffmpeg's `ffmetadata`; times are whole milliseconds.

    `picture` is a METADATA_BLOCK_PICTURE, for the formats that keep a cover among their tags.
    """
    lines = [";FFMETADATA1"]
    values = tags.metadata(form) | ({"METADATA_BLOCK_PICTURE": picture} if picture else {})
    if form in VORBIS:
        for number, mark in enumerate(marks):
            values[f"CHAPTER{number:03}"] = _clock(milliseconds(mark.start, rate))
            values[f"CHAPTER{number:03}NAME"] = shown(mark.title)
    lines += [f"{key}={_escaped(value)}" for key, value in values.items()]
    for mark in () if form in VORBIS else marks:
        lines += [
            "[CHAPTER]",
            "TIMEBASE=1/1000",
            f"START={milliseconds(mark.start, rate)}",
            f"END={milliseconds(mark.end, rate)}",
            f"title={_escaped(shown(mark.title))}",
        ]
    return "\n".join(lines) + "\n"


def _clock(thousandths: int) -> str:
    seconds, thousandths = divmod(thousandths, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"


def milliseconds(frames: int, rate: int) -> int:
    """To the nearest."""
    return (frames * 1000 + rate // 2) // rate


def iso_639_2(language: str) -> str:
    """The three letters that files ask for; empty for a language that is not among ours."""
    return _LANGUAGES.get(re.split(r"[-_]", language)[0].casefold(), "")


def shown(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text[:LONGEST_TAG]).strip()


def picture_block(jpeg: bytes, width: int, height: int) -> str:
    """A JPEG as FLAC's picture block (RFC 9639, 8.8), in base64 for Vorbis comments."""
    front_cover = 3
    kind = b"image/jpeg"
    fields = (
        *(front_cover.to_bytes(4, "big"), len(kind).to_bytes(4, "big"), kind),
        *(bytes(4), width.to_bytes(4, "big"), height.to_bytes(4, "big")),
        *((24).to_bytes(4, "big"), bytes(4), len(jpeg).to_bytes(4, "big"), jpeg),
    )
    return base64.b64encode(b"".join(fields)).decode()


def _escaped(text: str) -> str:
    return re.sub(r"([=;#\\\n])", r"\\\1", text)
