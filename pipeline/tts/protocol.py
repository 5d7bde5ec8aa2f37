"""What a worker and its child say to each other: one line of JSON, then raw samples."""

from __future__ import annotations

from typing import IO

import msgspec

from pipeline.model import Audio, Failure, SynthesisRequest, WordTime


class Ready(msgspec.Struct, tag="ready"):
    """The engine is there; requests may be sent."""

    patience: float = 0.0
    """Seconds that a request may take; 0 where it takes as long as its text lets expect."""


class Unavailable(msgspec.Struct, tag="unavailable"):
    """The engine does not start, and why."""

    message: str
    hint: str


class Refused(msgspec.Struct, tag="refused"):
    """The request can't be honoured, and why."""

    reason: str
    hint: str


class Spoken(msgspec.Struct, tag="spoken"):
    """The request is spoken; `size` bytes of samples follow."""

    rate: int
    size: int
    words: tuple[tuple[int, int, int, int], ...]
    """Start and end in code points, begin and end in frames."""


Header = Ready | Unavailable | Refused | Spoken

_header = msgspec.json.Decoder(Header)
_request = msgspec.json.Decoder(SynthesisRequest)


class Broken(Exception):
    """The other side ended, or said something that is not of this protocol."""


def encode_request(request: SynthesisRequest) -> bytes:
    return msgspec.json.encode(request) + b"\n"


def decode_request(line: bytes) -> SynthesisRequest:
    return _request.decode(line)


def write_header(stream: IO[bytes], header: Header) -> None:
    stream.write(msgspec.json.encode(header) + b"\n")
    stream.flush()


def write_result(stream: IO[bytes], result: Audio | Failure) -> None:
    if isinstance(result, Failure):
        write_header(stream, Refused(result.reason, result.hint))
        return
    times = tuple((word.start, word.end, word.begins, word.ends) for word in result.words)
    stream.write(msgspec.json.encode(Spoken(result.rate, len(result.pcm), times)) + b"\n")
    stream.write(result.pcm)
    stream.flush()


def read_header(stream: IO[bytes]) -> Header:
    """The next header. Raises Broken."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        raise Broken("the process ended")
    try:
        header: Header = _header.decode(line)
    except msgspec.DecodeError as error:
        raise Broken(f"the process said {line[:80]!r}") from error
    return header


def read_result(stream: IO[bytes]) -> Audio | Failure | Unavailable:
    """The next result. Raises Broken."""
    header = read_header(stream)
    if isinstance(header, Spoken):
        pcm = stream.read(header.size)
        if len(pcm) != header.size:
            raise Broken("the process ended")
        return Audio(header.rate, pcm, tuple(WordTime(*times) for times in header.words))
    if isinstance(header, Refused):
        return Failure(header.reason, header.hint)
    if isinstance(header, Unavailable):
        return header
    raise Broken("the process answered before it was asked")
