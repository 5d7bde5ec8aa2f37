"""The attributor `chat` against a real server that answers well, badly, slowly and not at all."""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from chat_server import ChatServer, Reply, Request, completion, says, speakers
from small_story import STORY, spoken, texts

from pipeline.attributors.asking import AGREED, DISAGREED, consult
from pipeline.attributors.chat import ChatAttributor
from pipeline.attributors.exchange import post
from pipeline.errors import EngineUnavailable, SettingsError
from pipeline.events import Asked, Asking
from pipeline.exchange import NoReply
from pipeline.findings import Severity
from pipeline.model import Analysis, Corrections
from pipeline.settings import attributor_table
from pipeline.store import Store
from pipeline.toml_text import Table

Tell = Callable[..., Analysis]
Connect = Callable[..., ChatAttributor]


def alternating(first: str, second: str) -> Callable[[Request], Reply]:
    return lambda request: speakers(
        {id_: (first, second)[place % 2] for place, id_ in enumerate(request.ids)}
    )


def test_its_labels_are_the_speakers(
    server: ChatServer, tell: Tell, store: Store, connect: Connect
) -> None:
    own = tell()
    server.in_turn(
        alternating("anna-marsh", "ben-holt"), says("carol-dean"), alternating("Edwin", "Dora")
    )
    analysis, findings = consult(own, connect(), store)
    assert spoken(analysis) == {
        '"You are late,"': "anna-marsh",
        '"The ferry was late,"': "ben-holt",
        '"It always is."': "anna-marsh",
        '"Not always."': "ben-holt",
        '"She has eaten nothing,"': "carol-dean",
        '"Then we wait,"': "carol-dean",
        '"For what?"': "carol-dean",
        '"They want the house back,"': "edwin-lowe",
        '"They can want it,"': "dora-finch",
        '"You would let them ask?"': "edwin-lowe",
        '"Let them."': "dora-finch",
    }
    assert findings == ()
    assert texts(analysis) == texts(own)
    assert analysis.characters == own.characters
    for before, after in zip(own.attributions, analysis.attributions, strict=True):
        assert (after.utterance, after.method) == (before.utterance, "chat")
        if after.speaker == before.speaker:
            assert after.confidence >= max(AGREED, before.confidence)
        else:
            assert after.confidence == DISAGREED
            assert before.method in after.evidence


def test_it_is_shown_the_scene_and_who_may_speak(
    server: ChatServer, tell: Tell, store: Store, connect: Connect
) -> None:
    server.reply = says("ben-holt")
    consult(tell(), connect(), store)
    asked = server.requests[0]
    assert asked.path == "/v1/chat/completions"
    assert asked.body["model"] == "small:1b"
    assert asked.body["temperature"] == 0
    assert asked.body["response_format"] == {"type": "json_object"}
    assert '"The ferry was late," Ben said.' in asked.prompt
    assert "Anna Marsh put the kettle on" in asked.prompt
    assert "- anna-marsh: Anna Marsh; also Anna; female" in asked.prompt
    assert "She has eaten nothing" not in asked.prompt
    assert [asked.quotation(id_) for id_ in asked.ids][2:] == ['"It always is."', '"Not always."']
    assert "third person" in asked.prompt
    assert "Authorization" not in asked.headers


def test_the_key_comes_from_the_environment_and_goes_nowhere_else(
    server: ChatServer,
    tell: Tell,
    store: Store,
    connect: Connect,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("A_CLOUD_KEY", "sk-very-secret")
    refused = {"error": {"message": "sk-very-secret is no key of ours"}}
    server.in_turn(says("ben-holt"), Reply(401, json.dumps(refused).encode()))
    chat = connect(key="A_CLOUD_KEY")
    analysis, findings = consult(tell(), chat, store)
    assert server.requests[0].headers["Authorization"] == "Bearer sk-very-secret"
    assert "HTTP 401 (… is no key of ours)" in findings[0].message
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert kept
    assert not any(b"very-secret" in data for data in kept)
    assert "very-secret" not in f"{findings}{analysis}{chat.identity}"

    monkeypatch.delenv("A_CLOUD_KEY")
    with pytest.raises(SettingsError, match="A_CLOUD_KEY"):
        consult(tell(), chat, store)


@pytest.mark.parametrize(
    "written",
    [
        "Here you are:\n```json\n{labels}\n```\nAnything else?",
        '<think>{{"{first}": "anna-marsh"}} no, wait</think> {labels}',
        "{labels}",
    ],
)
def test_json_is_found_in_what_is_around_it(
    server: ChatServer, tell: Tell, store: Store, connect: Connect, written: str
) -> None:
    def reply(request: Request) -> Reply:
        labels = json.dumps({"speakers": dict.fromkeys(request.ids, "Ben")}, indent=1)
        return completion(written.format(labels=labels, first=request.ids[0]))

    server.reply = reply
    analysis, _ = consult(tell(), connect(), store)
    assert set(list(spoken(analysis).values())[:7]) == {"ben-holt"}


@pytest.mark.parametrize(
    "form",
    [
        lambda ids: json.dumps([{"id": id_, "speaker": "BEN HOLT"} for id_ in ids]),
        lambda ids: json.dumps({"answers": [{"utterance": i, "character": "Ben"} for i in ids]}),
        lambda ids: json.dumps(dict.fromkeys(ids, "ben-holt")),
        lambda ids: "{" + "".join(f'"{id_}": "Ben", ' for id_ in ids),
    ],
)
def test_other_forms_of_json_are_read(
    server: ChatServer,
    tell: Tell,
    store: Store,
    connect: Connect,
    form: Callable[[list[str]], str],
) -> None:
    server.reply = lambda request: completion(form(request.ids))
    analysis, _ = consult(tell(), connect(), store)
    assert set(list(spoken(analysis).values())[:7]) == {"ben-holt"}


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (completion("I think that Anna says most of it."), "without a label that can be read"),
        (completion(""), "without a label that can be read"),
        (completion("{" * 5_000 + "[" * 5_000), "without a label that can be read"),
        (completion('{"speakers": ', "length"), "context is too small"),
        (Reply(body=b"<html>Welcome</html>"), "not a chat completion"),
        (Reply(body=b'{"choices": []}'), "not a chat completion"),
        (Reply(body=b"\xff\xfe"), "not a chat completion"),
        (Reply(413, b"too long a prompt"), "HTTP 413 (too long a prompt)"),
        (speakers({"00000000": "ben-holt"}), "left out 4; it answered for 1"),
    ],
)
def test_an_answer_without_labels_leaves_everything_as_it_was(
    server: ChatServer, tell: Tell, store: Store, connect: Connect, reply: Reply, why: str
) -> None:
    own = tell()
    server.in_turn(reply, says("unknown"))
    analysis, findings = consult(own, connect(), store)
    assert analysis == own
    (finding,) = findings
    assert why in finding.message
    assert finding.message.startswith("4 of the 4 quotations of scene 1.1 keep the speaker")
    assert (finding.where, finding.severity) == ("1.1", Severity.WARNING)
    server.reply = says("ben-holt")
    before = len(server.requests)
    analysis, findings = consult(own, connect(), store)
    assert len(server.requests) == before + 1, "what could not be read is asked again"
    assert not findings


def test_bad_labels_fall_back_line_by_line(
    server: ChatServer, tell: Tell, store: Store, connect: Connect
) -> None:
    def first(request: Request) -> Reply:
        one, two, three, _ = request.ids
        return speakers(
            {one: "ben-holt", two: "Zorro", three: '"It never is."', "ffffffff": "anna-marsh"}
        )

    own = tell()
    server.in_turn(first, says("unknown"))
    analysis, findings = consult(own, connect(), store)
    assert list(spoken(analysis).values()) == ["ben-holt", *list(spoken(own).values())[1:]]
    assert texts(analysis) == texts(own)
    (finding,) = findings
    assert finding.message == (
        "3 of the 4 quotations of scene 1.1 keep the speaker that the built-in method found, "
        'since chat named "It never is.", "Zorro", whom it was not shown as a character; '
        "it left out 1; it answered for 1 that it was not asked for."
    )


def test_what_was_answered_is_not_asked_again(
    server: ChatServer, tell: Tell, store: Store, connect: Connect
) -> None:
    server.reply = says("ben-holt")
    events: list[object] = []
    first = consult(tell(), connect(), store, events.append)
    assert events == [Asking("chat", "", 3), Asked(), Asked(), Asked()]
    assert consult(tell(), connect(), store, events.append) == first
    assert len(server.requests) == 3
    assert len(events) == 4
    consult(tell(), connect(model="large:70b"), store)
    assert len(server.requests) == 6


def test_an_interrupted_run_goes_on_where_it_stopped(
    server: ChatServer, tell: Tell, store: Store, connect: Connect
) -> None:
    server.reply = says("ben-holt")

    def interrupt(event: object) -> None:
        if isinstance(event, Asked) and len(server.requests) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        consult(tell(), connect(), store, interrupt)
    consult(tell(), connect(), store)
    assert len(server.requests) == 3


def test_an_edited_scene_is_asked_again_alone(
    server: ChatServer, tell: Tell, store: Store, connect: Connect
) -> None:
    server.reply = says("ben-holt")
    consult(tell(), connect(), store)
    changed = STORY.replace("shut the gate", "closed the gate").replace("For what", "Not always")
    consult(tell(changed), connect(), store)
    assert len(server.requests) == 4
    assert "closed the gate" in server.requests[-1].prompt


def test_what_the_user_has_decided_is_neither_asked_nor_changed(
    server: ChatServer, tell: Tell, store: Store, connect: Connect
) -> None:
    line = next(u.id for u in tell().script.utterances if u.text == '"Not always."')
    own = tell(corrections=Corrections(speakers=((line, "carol-dean"),)))
    server.reply = says("anna-marsh")
    analysis, _ = consult(own, connect(), store)
    assert spoken(analysis)['"Not always."'] == "carol-dean"
    assert spoken(analysis)['"It always is."'] == "anna-marsh"
    assert line not in server.requests[0].ids
    assert '[spoken by carol-dean] "Not always."' in server.requests[0].prompt


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_or_broken_server_is_asked_again(
    server: ChatServer,
    tell: Tell,
    store: Store,
    connect: Connect,
    pauses: list[float],
    status: int,
) -> None:
    server.in_turn(Reply(status), Reply(status, headers={"Retry-After": "7"}), says("ben-holt"))
    analysis, findings = consult(tell(), connect(), store)
    assert spoken(analysis)['"You are late,"'] == "ben-holt"
    assert findings == ()
    assert pauses == [1.0, 7.0]


def test_a_server_that_wants_an_hour_is_not_waited_for(
    server: ChatServer, tell: Tell, store: Store, connect: Connect, pauses: list[float]
) -> None:
    server.reply = lambda _: Reply(429, headers={"Retry-After": "3600"})
    own = tell()
    analysis, findings = consult(own, connect(), store)
    assert analysis == own
    assert "asks to wait 3600 seconds" in findings[0].message
    assert (pauses, len(server.requests)) == ([], 2)


def test_a_server_that_stays_broken_is_left_alone(
    server: ChatServer, tell: Tell, store: Store, connect: Connect
) -> None:
    server.in_turn(alternating("ben-holt", "ben-holt"), Reply(500))
    analysis, findings = consult(tell(), connect(), store)
    assert list(spoken(analysis).values())[:4] == ["ben-holt"] * 4
    (finding,) = findings
    assert finding.code == "attributor-silent"
    assert finding.message == (
        "chat was not asked any more, since it answers with HTTP 500, 3 times in a row: "
        "7 quotations in 2 scenes keep the speaker that the built-in method found. Run the "
        "command again once it answers; what it has answered is kept."
    )
    server.reply = says("ben-holt")
    before = len(server.requests)
    assert consult(tell(), connect(), store)[1] == ()
    assert len(server.requests) == before + 2


def test_nobody_there(tell: Tell, store: Store, connect: Connect, pauses: list[float]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = tell()
    events: list[object] = []
    chat = connect(address=f"http://127.0.0.1:{port}")
    analysis, findings = consult(own, chat, store, events.append)
    assert analysis == own
    (finding,) = findings
    assert "can't be reached" in finding.message
    assert "11 quotations in 3 scenes" in finding.message
    assert len(events) == 3, "after two questions in vain no more are asked"
    assert pauses == [1.0, 1.0]


def test_one_silent_answer_is_no_reason_to_give_up(
    server: ChatServer, tell: Tell, store: Store, connect: Connect
) -> None:
    server.in_turn(Reply(500), Reply(500), Reply(500), says("ben-holt"))
    own = tell()
    analysis, findings = consult(own, connect(), store)
    assert list(spoken(analysis).values())[:4] == list(spoken(own).values())[:4]
    assert spoken(analysis)['"For what?"'] == "ben-holt"
    assert [(finding.code, finding.where) for finding in findings] == [
        ("attributor-fell-back", "1.1")
    ]
    assert "HTTP 500" in findings[0].message


def test_an_answer_that_takes_too_long(
    server: ChatServer, tell: Tell, store: Store, connect: Connect
) -> None:
    server.reply = lambda _: Reply(body=completion("{}").body, seconds=60)
    began = time.monotonic()
    (finding,) = consult(tell(STORY.partition("* * *")[0]), connect(seconds=1), store)[1]
    assert time.monotonic() - began < 30
    assert "4 of the 4 quotations of scene 1.1" in finding.message
    assert "chat did not answer within 1 seconds" in finding.message
    assert len(server.requests) == 2


def test_an_answer_that_drips_for_ever(server: ChatServer) -> None:
    server.reply = lambda _: Reply(body=b"x" * 1_000, drip=0.05)
    began = time.monotonic()
    came = post(server.address, {}, {}, 0.3, [].append)
    assert time.monotonic() - began < 30
    assert came == NoReply("did not answer within 0.3 seconds", reached=True)


def test_a_server_that_cannot_promise_json(
    server: ChatServer, tell: Tell, store: Store, connect: Connect
) -> None:
    def picky(request: Request) -> Reply:
        if "response_format" in request.body or "temperature" in request.body:
            return Reply(400, b'{"error": "unsupported"}')
        return says("ben-holt")(request)

    server.reply = picky
    _, findings = consult(tell(), connect(), store)
    assert len(server.requests) == 5, "what it refuses is found out once"
    assert findings == ()


def test_without_httpx_the_error_says_what_to_install(
    tell: Tell, store: Store, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "pipeline.attributors.exchange")
    monkeypatch.delitem(sys.modules, "pipeline.exchange")
    monkeypatch.setitem(sys.modules, "httpx", None)  # an import of it fails
    with pytest.raises(EngineUnavailable, match=r"pip install 'fullcast\[chat\]'"):
        consult(tell(), connect(), store)


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("http://localhost:11434", ""),
        ("http://127.0.0.1:8080/v1/", ""),
        ("http://[::1]:8080/v1", ""),
        ("http://LOCALHOST/v1", ""),
        ("https://api.example.com/v1", "api.example.com"),
        ("http://192.168.1.20:11434/v1", "192.168.1.20:11434"),
        ("http://localhost.example.com/v1", "localhost.example.com"),
    ],
)
def test_who_is_told_the_story(connect: Connect, written: str, host: str) -> None:
    assert connect(address=written).host == host


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", ("address", "is missing", "[chat]")),
        ('address = "localhost:11434"', ("address", "line 2")),
        ('address = "http://"', ("address",)),
        ('address = "http://[::1"', ("address",)),
        ('address = "http://host:99999"', ("address",)),
        ('address = "https://me:secret@example.com/v1"', ("address", "password")),
        ('address = "http://localhost"', ("model", "is missing")),
        ('address = "http://localhost"\nmodel = "a"\nkey = "sk-12345"', ("key", "environment")),
        ('address = "http://localhost"\nmodel = "a"\nseconds = 0', ("seconds", "line 4")),
        ('address = "http://localhost"\nmodle = "a"', ("modle", "Did you mean model?")),
    ],
)
def test_settings_that_cannot_be_followed(line: str, words: tuple[str, ...]) -> None:
    text = f"[chat]\n{line}\n"
    with pytest.raises(SettingsError) as error:
        ChatAttributor(attributor_table(text, "production.toml", "chat"))
    assert all(word in str(error.value) for word in ("production.toml", *words)), error.value
    assert "sk-12345" not in str(error.value)
    assert "secret" not in str(error.value)


def test_a_table_is_not_needed_to_be_in_a_file() -> None:
    chat = ChatAttributor(Table({"address": "http://localhost", "model": "a"}, "", "x", "chat"))
    assert (chat.name, chat.identity, chat.host) == ("chat", "a", "")
