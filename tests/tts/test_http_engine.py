"""The engine http against servers that answer well, badly, slowly and not at all."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable, Iterator

import numpy
import pytest
from speech_server import RATE, Reply, Request, SpeechServer, encoded, hum, served, speaks, wav

from pipeline.errors import EngineUnavailable, SettingsError
from pipeline.model import Audio, Failure, Gender, SynthesisRequest
from pipeline.stitching.calibration import PHRASES
from pipeline.toml_text import Table, read
from pipeline.tts.http_engine import HttpEngine
from pipeline.tts.http_pace import Turns
from pipeline.tts.http_servers import TRIES
from pipeline.tts.request_key import clip_key
from pipeline.tts.testing import SENTENCE, EngineLaws, LongTextLaws, Watched

WAV = {"Content-Type": "audio/wav"}


@pytest.fixture
def server() -> Iterator[SpeechServer]:
    with served() as speech:
        yield speech


@pytest.fixture
def pauses() -> list[float]:
    """How long the engine has waited between tries, in seconds, without waiting."""
    return []


Connect = Callable[..., HttpEngine]


@pytest.fixture
def connect(server: SpeechServer, pauses: list[float]) -> Iterator[Connect]:
    """An engine that asks the server, with the settings given."""
    engines = []

    def connected(**said: object) -> HttpEngine:
        values = {"address": server.address, "model": "kokoro", **said}
        engines.append(HttpEngine(Table(values, "", "engines.toml", "http"), pauses.append))
        return engines[-1]

    yield connected
    for engine in engines:
        engine.close()


def speak(engine: HttpEngine, text: str = SENTENCE, **how: object) -> Audio | Failure:
    (result,) = engine.synthesize([request(engine, text, **how)])
    return result


def request(engine: HttpEngine, text: str = SENTENCE, **how: object) -> SynthesisRequest:
    return SynthesisRequest(text, "en", engine.voices()[0], **how)


class TestHttp(EngineLaws, LongTextLaws):
    @pytest.fixture
    def engine(self, connect):
        return connect()


class TestHttpRepeatable(EngineLaws):
    @pytest.fixture
    def engine(self, connect):
        return connect(repeatable=True, format="flac")


# --- what is asked and what comes back ----------------------------------------


def test_what_is_sent(server, connect):
    engine = connect()
    assert isinstance(speak(engine, "Fine weather."), Audio)
    assert isinstance(speak(engine, "Fine weather.", pace=1.25), Audio)
    first, second = server.requests
    assert first.path == "/v1/audio/speech"
    assert first.body == {
        "model": "kokoro",
        "voice": "af_heart",
        "input": "Fine weather.",
        "response_format": "wav",
    }
    assert second.body == {**first.body, "speed": 1.25}
    assert "Authorization" not in first.headers


@pytest.mark.parametrize("form", ["wav", "flac", "pcm"])
def test_lossless_formats_give_the_samples_that_were_sent(connect, form):
    audio = speak(connect(format=form))
    assert isinstance(audio, Audio)
    sent = hum(SENTENCE)
    assert audio.rate == RATE
    assert audio.pcm.startswith(sent.rstrip(b"\0")[:-2])


@pytest.mark.parametrize("form", ["mp3", "opus"])
def test_lossy_formats_are_decoded_and_in_the_key(connect, form):
    engine = connect(format=form)
    audio = speak(engine)
    assert isinstance(audio, Audio)
    assert audio.frames == pytest.approx(len(hum(SENTENCE)) // 2, rel=0.1)
    assert ("format", form) in engine.voices()[0].parameters


def test_another_rate_is_brought_to_the_one_that_is_declared(server, connect):
    server.reply = lambda asked: Reply(body=wav(hum(asked.text, rate=44_100), 44_100), headers=WAV)
    audio = speak(connect())
    assert isinstance(audio, Audio)
    assert audio.rate == RATE
    assert audio.frames == pytest.approx(len(hum(SENTENCE)) // 2, rel=0.01)
    kept = speak(connect(rate=44_100))
    assert isinstance(kept, Audio)
    assert kept.rate == 44_100


def test_stereo_is_mixed_down(server, connect):
    def stereo(asked: Request) -> Reply:
        import io

        import soundfile

        left = numpy.frombuffer(hum(asked.text), dtype="<i2")
        sound = io.BytesIO()
        soundfile.write(sound, numpy.stack([left, left], axis=1), RATE, format="FLAC")
        return Reply(body=sound.getvalue())

    server.reply = stereo
    audio = speak(connect())
    assert isinstance(audio, Audio)
    assert audio.frames == pytest.approx(len(hum(SENTENCE)) // 2, rel=0.01)


def test_a_stream_that_could_not_know_its_length(server, connect):
    server.reply = lambda asked: Reply(body=wav(hum(asked.text), announced=2**32 - 1), headers=WAV)
    audio = speak(connect())
    assert isinstance(audio, Audio)
    assert audio.frames == pytest.approx(len(hum(SENTENCE)) // 2, rel=0.01)


def test_the_silence_at_the_end_is_left_out(server, connect):
    server.reply = lambda asked: Reply(body=wav(hum(asked.text) + bytes(2 * RATE)), headers=WAV)
    audio = speak(connect())
    assert isinstance(audio, Audio)
    assert audio.frames < len(hum(SENTENCE)) // 2 + 0.05 * RATE


# --- what goes wrong for a while ----------------------------------------------

SILENCE = wav(bytes(2 * RATE * 5))
GOOD = wav(hum(SENTENCE))


@pytest.mark.parametrize(
    ("bad", "pause"),
    [
        (Reply(500, b"out of memory"), 1),
        (Reply(503, headers={"Retry-After": "7"}), 7),
        (Reply(429, b'{"error": {"message": "slow down"}}', {"Retry-After": "20"}), 20),
        (Reply(body=b"", headers=WAV), 1),
        (Reply(body=GOOD[:40_000], headers=WAV), 1),
        (Reply(body=GOOD[:40_000], headers=WAV, announced=len(GOOD)), 1),
        (Reply(body=encoded(hum(SENTENCE), "flac")[:9_000]), 1),
        (Reply(body=b'{"error": "busy"}', headers={"Content-Type": "application/json"}), 1),
        (Reply(body=b"<html>", headers={"Content-Type": "text/html"}), 1),
        (Reply(body=b"not audio at all" * 100, headers=WAV), 1),
        (Reply(body=SILENCE, headers=WAV), 1),
        (Reply(body=wav(hum("No.")), headers=WAV), 1),
    ],
)
def test_what_passes_is_waited_for(server, connect, pauses, bad, pause):
    server.in_turn(bad, bad, speaks)
    assert isinstance(speak(connect()), Audio)
    assert pauses[0] == pause
    assert len(server.requests) == 3


def test_the_pause_grows_and_nothing_in_it_is_left_to_chance(server, connect, pauses):
    server.reply = lambda _: Reply(500)
    assert isinstance(speak(connect()), Failure)
    assert pauses == [1, 2, 4]
    assert len(server.requests) == TRIES


def test_a_failure_says_who_answered_what(server, connect):
    server.reply = lambda _: Reply(500, b'{"error": {"message": "out of memory"}}')
    failure = speak(connect())
    assert isinstance(failure, Failure)
    assert server.address in failure.reason
    assert "HTTP 500 (out of memory)" in failure.reason


def test_a_slow_server_is_given_up(server, connect):
    server.in_turn(Reply(seconds=30), speaks)
    began = time.monotonic()
    assert isinstance(speak(connect(seconds=1)), Audio)
    assert time.monotonic() - began < 20


def test_thousands_of_texts_are_not_tried_one_by_one(server, connect):
    engine = connect()
    server.reply = lambda _: Reply(500)
    wanted = [request(engine, f"Line number {number}.") for number in range(1_000)]
    with pytest.raises(EngineUnavailable, match="3 texts in a row") as caught:
        list(engine.synthesize(wanted))
    assert "render again" in caught.value.hint
    assert len(server.requests) == 3 * TRIES


def test_one_text_that_is_refused_does_not_end_the_others(server, connect):
    engine = connect()

    def picky(asked: Request) -> Reply:
        return Reply(400, b'{"detail": "no emoji"}') if "bad" in asked.text else speaks(asked)

    server.reply = picky
    texts = ["Good.", "bad one", "bad two", "bad three", "bad four", "Good again."]
    kinds = [type(each) for each in engine.synthesize([request(engine, text) for text in texts])]
    assert kinds == [Audio, Failure, Failure, Failure, Failure, Audio]
    assert len(server.requests) == len(texts)


# --- what does not pass -------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "says", "hint"),
    [
        (
            Reply(401, b'{"error": {"message": "bad key"}}'),
            "HTTP 401 (bad key)",
            "FULLCAST_TEST_KEY",
        ),
        (Reply(403), "HTTP 403", "FULLCAST_TEST_KEY"),
        (Reply(404, b'{"error": "no model x"}'), "HTTP 404 (no model x)", "model"),
        (Reply(402), "HTTP 402", "credit"),
        (Reply(429, b'{"error": {"code": "insufficient_quota"}}'), "HTTP 429", "credit"),
        (Reply(429, headers={"Retry-After": "3600"}), "3600 seconds", "render again"),
    ],
)
def test_what_will_not_pass_ends_at_once(server, connect, pauses, monkeypatch, reply, says, hint):
    monkeypatch.setenv("FULLCAST_TEST_KEY", "sk-secret")
    engine = connect(key="FULLCAST_TEST_KEY")
    server.reply = lambda _: reply
    with pytest.raises(EngineUnavailable) as caught:
        speak(engine)
    assert says in caught.value.message
    assert hint in caught.value.hint
    assert len(server.requests) == 1
    assert pauses == []


def test_the_key_comes_from_the_environment_and_is_never_shown(server, connect, monkeypatch):
    monkeypatch.setenv("FULLCAST_TEST_KEY", "sk-secret")
    engine = connect(key="FULLCAST_TEST_KEY")
    speak(engine)
    assert server.requests[0].headers["Authorization"] == "Bearer sk-secret"
    server.reply = lambda _: Reply(401, b'{"error": "sk-secret is not known"}')
    with pytest.raises(EngineUnavailable) as caught:
        speak(engine)
    assert "sk-secret" not in str(caught.value)


def test_a_key_that_is_not_set(connect, monkeypatch):
    monkeypatch.delenv("FULLCAST_TEST_KEY", raising=False)
    with pytest.raises(EngineUnavailable, match="FULLCAST_TEST_KEY"):
        speak(connect(key="FULLCAST_TEST_KEY"))


def test_a_server_that_is_not_there(connect):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(EngineUnavailable) as caught:
        connect(address=address).voices()
    assert address in caught.value.message
    with pytest.raises(EngineUnavailable) as caught:
        speak(connect(address=address, voices=["alloy"]))
    assert "can't be reached" in caught.value.message
    assert "Start it" in caught.value.hint


def test_without_httpx_the_error_says_what_to_install(connect, monkeypatch):
    monkeypatch.delitem(sys.modules, "pipeline.tts.http_servers")
    monkeypatch.delitem(sys.modules, "pipeline.exchange")
    monkeypatch.setitem(sys.modules, "httpx", None)  # an import of it fails
    with pytest.raises(EngineUnavailable) as caught:
        speak(connect(voices=["alloy"]))
    assert "fullcast[http]" in caught.value.hint


# --- several servers ----------------------------------------------------------


def test_the_second_server_takes_over_and_the_first_is_left_alone(server, connect):
    with served() as other:
        server.reply = lambda _: Reply(500)
        engine = connect(address=[server.address, other.address])
        texts = [f"Line number {number}." for number in range(5)]
        results = list(engine.synthesize([request(engine, text) for text in texts]))
        assert all(isinstance(each, Audio) for each in results)
        assert len(server.requests) == 1
        assert [each.text for each in other.requests] == texts


def test_a_wrong_key_at_one_of_two_servers(server, connect):
    with served() as other:
        server.reply = lambda _: Reply(401)
        assert isinstance(speak(connect(address=[server.address, other.address])), Audio)
        other.reply = lambda _: Reply(401)
        with pytest.raises(EngineUnavailable, match="401"):
            speak(connect(address=[server.address, other.address]))


def test_requests_are_shared_out_and_always_in_the_same_way(server, connect):
    def split() -> list[str]:
        with served() as other:
            server.requests.clear()
            # The servers are told apart by their place in the list and not by their ports.
            engine = connect(address=[server.address, other.address], share=True)
            texts = [f"Line number {number}." for number in range(20)]
            list(engine.synthesize([request(engine, text) for text in texts]))
            assert len(server.requests) + len(other.requests) == 20
            return [each.text for each in server.requests]

    first = split()
    assert 3 < len(first) < 17
    assert split() == first


# --- voices, keys and settings --------------------------------------------------


def test_kokoros_voices_are_described_by_their_names(connect):
    heart, george, wanda = connect().voices()
    assert (heart.id, heart.name, heart.gender, heart.language) == (
        "http:af_heart", "Heart", Gender.FEMALE, "en-us",
    )  # fmt: skip
    assert (george.gender, george.accent) == (Gender.MALE, "British")
    assert (wanda.gender, wanda.language) == (Gender.UNKNOWN, "")


@pytest.mark.parametrize(
    "told",
    [
        b'["alloy", "nova"]',
        b'{"voices": ["alloy", "nova"]}',
        b'{"voices": [{"id": "alloy", "name": "Alloy"}, {"name": "nova"}]}',
        b'{"data": [{"voice_id": "alloy"}, {"id": "nova"}]}',
        b'{"voices": {"alloy": {}, "nova": {}}}',
    ],
)
def test_every_form_of_list_is_read(server, connect, told):
    server.voices = Reply(body=told)
    assert [voice.id for voice in connect().voices()] == ["http:alloy", "http:nova"]


def test_a_server_that_lists_no_voices(server, connect):
    server.voices = Reply(404)
    with pytest.raises(EngineUnavailable) as caught:
        connect().voices()
    assert "voices = " in caught.value.hint
    described = connect(voice={"nova": {"gender": "female", "language": "en", "timbre": "bright"}})
    (nova,) = described.voices()
    assert (nova.gender, nova.timbre) == (Gender.FEMALE, "bright")
    assert [voice.id for voice in connect(voices=["alloy", "nova"]).voices()] == [
        "http:alloy", "http:nova",
    ]  # fmt: skip


def test_the_key_of_a_clip_knows_the_model_and_not_the_address(connect):
    def key(**said: object) -> str:
        engine = connect(**said)
        return clip_key(request(engine), engine.traits)

    with served() as other:
        assert key() == key(address=other.address, seconds=5, per_minute=9, format="flac")
    assert len({key(), key(model="tts-1"), key(rate=48_000), key(format="mp3")}) == 4


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('model = "kokoro"', "address"),
        ('address = "http://127.0.0.1:1/v1"', "model"),
        ('address = "127.0.0.1:1"\nmodel = "m"', "address"),
        ('address = "http://me:secret@host/v1"\nmodel = "m"', "address"),
        ('address = []\nmodel = "m"', "address"),
        ('address = "http://h/v1"\nmodel = "m"\nformat = "wma"', "format"),
        ('address = "http://h/v1"\nmodel = "m"\nkey = "sk-1234"', "key"),
        ('address = "http://h/v1"\nmodel = "m"\npace = "yes"', "pace"),
        ('address = "http://h/v1"\nmodel = "m"\nvoises = ["a"]', "voises"),
        ('address = "http://h/v1"\nmodel = "m"\n[http.voice.a]\ngender = "lady"', "gender"),
    ],
)
def test_settings_that_cannot_be_followed(text, key):
    table = read(f"[http]\n{text}\n", "engines.toml").table("http")
    with pytest.raises(SettingsError, match=rf"engines\.toml, line \d+: {key} ") as caught:
        HttpEngine(table)
    assert "secret" not in str(caught.value)


def test_where_text_is_sent_to(connect):
    assert connect().host == ""
    addresses = ["https://api.example.com/v1", "http://localhost:1/v1", "http://10.0.0.9:8880/v1"]
    assert connect(address=addresses).host == "api.example.com, 10.0.0.9:8880"


def test_a_rate_limit_holds_for_all_who_share_it(tmp_path):
    waited: list[float] = []
    now = [1_000.0]
    one, two = (
        Turns(tmp_path / "turns", 30, waited.append, clock=lambda: now[0]) for _ in range(2)
    )
    one()
    two()
    one()
    assert waited == [2, 4]
    now[0] += 60
    two()
    assert waited == [2, 4]
    now[0] -= 5_000  # the clock was set back
    one()
    assert waited == [2, 4]


def test_an_answer_with_a_secret_address_is_not_made(connect):
    with pytest.raises(SettingsError):
        connect(address="https://host/v1?key=abc")


# --- as the program runs it -----------------------------------------------------


@pytest.fixture
def said(tmp_path, monkeypatch) -> Callable[[str], None]:
    """Writes the user's engines.toml."""
    from pipeline.tts import registry

    monkeypatch.setenv("FULLCAST_CONFIG", str(tmp_path / "config"))
    (tmp_path / "config").mkdir()
    for cached in (registry._loaded, registry._voices, registry.library):
        cached.cache_clear()

    def write(text: str) -> None:
        (tmp_path / "config" / "engines.toml").write_text(f"[http]\n{text}\n")

    return write


def test_a_child_asks_what_the_users_file_says(server, said):
    said(f'address = "{server.address}"\nmodel = "kokoro"')
    engine = Watched("http")
    try:
        (audio,) = engine.synthesize([request(engine)])
    finally:
        engine.close()
    assert isinstance(audio, Audio)
    assert audio.pcm.startswith(hum(SENTENCE)[:10_000])


@pytest.mark.usefixtures("said")
def test_without_settings_the_error_says_where_they_go(fullcast, tmp_path):
    code, _, err = fullcast("voices", "list", "--engine", "http")
    assert code == 1
    assert str(tmp_path / "config" / "engines.toml") in err
    code, out, err = fullcast("voices", "list")
    assert code == 0
    assert "pyttsx3:" in out
    assert "http" not in err


def test_a_story_is_rendered_by_a_server_and_goes_on_where_it_broke_off(
    server, said, fullcast, tmp_path
):
    (tmp_path / "story.txt").write_text(
        "“Is it late?” said Anna.\n\nIt was. The clock had struck nine.\n\n“Yes,” said Ben Holt.\n"
    )
    said(f'address = "{server.address}"\nmodel = "kokoro"\nvoices = ["af_heart", "bm_george"]')
    spoken = 0

    def breaking(asked: Request) -> Reply:
        nonlocal spoken
        spoken += 1
        # What two voices read to be matched comes first: the passage and its phrases.
        return speaks(asked) if spoken <= 2 * (1 + PHRASES) + 2 else Reply(401)

    server.reply = breaking
    ways = ("--jobs", "1", "--format", "wav")
    code, _, err = fullcast("render", "story.txt", "--engine", "http", *ways)
    assert code == 1
    assert "HTTP 401" in err
    assert "is sent to" not in err
    server.reply = speaks
    server.requests.clear()
    code, out, err = fullcast("render", "story.txt", *ways)
    assert code == 0, err
    assert "2 reused" in out
    assert {each.body["voice"] for each in server.requests} <= {"af_heart", "bm_george"}


def test_text_that_leaves_the_machine_is_told_of_once(said, fullcast, tmp_path, monkeypatch):
    (tmp_path / "story.txt").write_text("It was late.\n")
    # A name that never resolves (RFC 6761): nothing can be sent, and the sentence comes first.
    said('address = "http://speech.invalid/v1"\nmodel = "m"\nvoices = ["nova"]\nseconds = 1')
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for more in ((), ("--quiet",), ("--json",)):
        code, _, err = fullcast("render", "story.txt", "--engine", "http", *more)
        assert code == 1
        assert err.count("The text is sent to speech.invalid by the speech engine http.") == 1
    code, _, err = fullcast("voices", "preview", "http:nova")
    assert code == 1
    assert err.count("The text is sent to speech.invalid") == 1
