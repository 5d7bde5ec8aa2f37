"""The frames of an MP3 file, read from their headers: bit rate, rate and channels.

ISO/IEC 11172-3, 2.4.1.3 and 2.4.2.3; 13818-3 for the lower sampling rates. The first frame
is the encoder's table of contents ("Xing" or "Info") where it says so, and is not counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

_MPEG1, _MPEG2, _MPEG25 = 3, 2, 0
_BIT_RATES = {
    _MPEG1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    _MPEG2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    _MPEG25: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {
    _MPEG1: (44_100, 48_000, 32_000),
    _MPEG2: (22_050, 24_000, 16_000),
    _MPEG25: (11_025, 12_000, 8_000),
}
_MODES = ("stereo", "joint stereo", "dual channel", "mono")
_LAYER_3 = 1
_READ = 1 << 22
"""Bytes that are looked at together."""


@dataclass(frozen=True, slots=True)
class Frames:
    count: int
    bit_rates: tuple[int, ...]
    """kbit/s, every one that occurs."""
    rates: tuple[int, ...]
    """Hertz, every one that occurs."""
    modes: tuple[str, ...]
    """`mono`, `stereo`, `joint stereo` or `dual channel`, every one that occurs."""
    strays: int
    """Bytes between frames that belong to none of them."""


def scan(path: Path) -> Frames:
    """The frames of a file; none where it is no MPEG layer III."""
    seen: Counter[tuple[int, int, str]] = Counter()
    strays = 0
    with path.open("rb") as file:
        data = file.read(_READ)
        at = _after_tag(data)
        if at > len(data):
            file.seek(at)
            data, at = file.read(_READ), 0
        first = True
        while True:
            if len(data) - at < 4096:
                data, at = data[at:] + file.read(_READ), 0
            if len(data) - at < 4:
                break
            frame = _header(data, at)
            if frame is None:
                if data[at : at + 3] == b"TAG":  # ID3v1 stands at the end
                    break
                strays += 1
                at += 1
                continue
            bit_rate, rate, mode, size = frame
            contents = first and any(
                data.find(name, at, at + 60) >= 0 for name in (b"Info", b"Xing")
            )
            if not contents:
                seen[bit_rate, rate, mode] += 1
            first = False
            at += size
    return Frames(
        count=sum(seen.values()),
        bit_rates=tuple(sorted({key[0] for key in seen})),
        rates=tuple(sorted({key[1] for key in seen})),
        modes=tuple(sorted({key[2] for key in seen})),
        strays=strays,
    )


def _after_tag(data: bytes) -> int:
    """Where the sound begins: an ID3v2 tag's size is in bytes of seven bits."""
    if data[:3] != b"ID3" or len(data) < 10:
        return 0
    a, b, c, d = data[6:10]
    return 10 + (a << 21 | b << 14 | c << 7 | d)


def _header(data: bytes, at: int) -> tuple[int, int, str, int] | None:
    """Bit rate, rate, mode and size in bytes of the frame at a place; None where there is none."""
    first, second, third, fourth = data[at : at + 4]
    version, layer, bits, speed = second >> 3 & 3, second >> 1 & 3, third >> 4, third >> 2 & 3
    if first != 0xFF or second & 0xE0 != 0xE0 or version not in _RATES or layer != _LAYER_3:
        return None
    if bits in (0, 15) or speed == 3:
        return None
    bit_rate, rate = _BIT_RATES[version][bits], _RATES[version][speed]
    size = (144 if version == _MPEG1 else 72) * bit_rate * 1000 // rate + (third >> 1 & 1)
    return bit_rate, rate, _MODES[fourth >> 6], size
