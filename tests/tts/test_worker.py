"""The synthesis job: on every executor, past every accident, and leaving nothing behind."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import EngineUnavailable
from pipeline.model import Audio, Failure, SynthesisRequest
from pipeline.tts import child, worker
from pipeline.tts.registry import find_voice
from pipeline.tts.worker import close_idle, synthesize

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

LONG = "The keeper counted the steps of the tower, and then he counted them again. " * 40


def request(text: str, voice: str = "pyttsx3:gmw/en-us+f3") -> SynthesisRequest:
    return SynthesisRequest(text, "en", find_voice(voice))


def odd(engine: str, text: str = "A line.") -> SynthesisRequest:
    voice = find_voice("tone:c")
    return SynthesisRequest(text, "en", replace(voice, id=f"{engine}:c", engine=engine))


def spoken(of: SynthesisRequest) -> Audio:
    result = synthesize(of)
    assert isinstance(result, Audio), result
    return result


def children(parent: int | None = None) -> list[int]:
    """The speech processes of a process, which is this one unless another is named."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            stat = (folder / "stat").read_text()
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        state, ppid = stat.rpartition(")")[2].split()[:2]
        own = int(ppid) == (os.getpid() if parent is None else parent)
        if own and state != "Z" and b"pipeline.tts.worker" in command:
            found.append(int(folder.name))
    return found


def wait_for(condition, seconds: float = 20.0):
    until = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.005)
    return value


def speaking(pid: int) -> bool:
    """Whether the process has come so far as to load the speech library."""
    try:
        return "espeak" in Path(f"/proc/{pid}/maps").read_text()
    except OSError:
        return False


REQUESTS = [
    ("Everybody off!", "pyttsx3:gmw/en-us+m3"),
    ("Who said that?", "pyttsx3:gmw/en-us+f2"),
    ("Everybody off!", "tone:b"),
    ("She whispered it.", "pyttsx3:gmw/en-us+whisperf"),
    ("Nobody answered, and the lamp went on turning.", "pyttsx3:gmw/en-us"),
]


@pytest.fixture(scope="module")
def inline() -> list[Audio | Failure]:
    return [synthesize(request(*each)) for each in REQUESTS]


class TestExecutors:
    def test_threads(self, inline):
        with ThreadPoolExecutor(3) as executor:
            assert list(executor.map(synthesize, [request(*each) for each in REQUESTS])) == inline

    def test_spawned_processes(self, inline):
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(2, mp_context=context) as executor:
            assert list(executor.map(synthesize, [request(*each) for each in REQUESTS])) == inline

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="has no fork")
    def test_forked_processes_leave_our_children_alone(self, inline):
        spoken(request("Before.", "tone:a"))
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(2, mp_context=context) as executor:
            assert list(executor.map(synthesize, [request(*each) for each in REQUESTS])) == inline
        assert spoken(request("After.", "tone:a")).frames

    def test_another_order_in_another_process(self, inline):
        close_idle()
        backwards = [synthesize(request(*each)) for each in reversed(REQUESTS)]
        assert backwards[::-1] == inline

    def test_the_job_and_what_it_takes_and_gives_can_be_sent(self, inline):
        assert pickle.loads(pickle.dumps(synthesize)) is synthesize  # noqa: S301
        for value in (request(*REQUESTS[0]), inline[0], Failure("so", "do this")):
            assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301
        error = pickle.loads(pickle.dumps(EngineUnavailable("It is not there.", "Install it.")))  # noqa: S301
        assert (error.message, error.hint) == ("It is not there.", "Install it.")


@linux
class TestProcesses:
    def test_children_are_used_again_and_end_when_told(self):
        spoken(request("One.", "tone:a"))
        first = children()
        spoken(request("Two.", "tone:b"))
        assert children() == first
        assert len(first) == 1
        close_idle()
        assert children() == []

    def test_a_child_is_replaced_after_a_while(self, monkeypatch):
        monkeypatch.setattr(worker, "RETIRE_AFTER", 2)
        seen = set()
        for number in range(5):
            spoken(request(f"Number {number}.", "tone:a"))
            seen.update(children())
        assert len(seen) >= 2
        assert len(children()) <= 1

    def test_the_speech_library_is_never_in_this_process(self):
        # `fullcast names` may have loaded it in an earlier test; speaking does not.
        before = "espeak-ng" in Path("/proc/self/maps").read_text()
        spoken(request("Not here."))
        assert ("espeak-ng" in Path("/proc/self/maps").read_text()) == before
        (pid,) = children()
        loaded = [
            line for line in Path(f"/proc/{pid}/maps").read_text().splitlines() if "espeak" in line
        ]
        assert loaded
        assert all("espeakng_loader" in line for line in loaded)

    def test_an_idle_child_that_was_killed_is_no_loss(self):
        spoken(request("One.", "tone:a"))
        for pid in children():
            os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not children())
        assert spoken(request("Two.", "tone:a")).frames

    @pytest.mark.parametrize("accident", [signal.SIGKILL, signal.SIGSTOP, signal.SIGSEGV])
    def test_an_accident_in_the_middle_of_a_clip(self, accident, monkeypatch):
        undisturbed = spoken(request(LONG))
        close_idle()
        if accident == signal.SIGSTOP:
            monkeypatch.setattr(child, "BASE_SECONDS", 5.0)
            monkeypatch.setattr(child, "SECONDS_A_CODE_POINT", 0.0)
        with ThreadPoolExecutor(1) as executor:
            future = executor.submit(synthesize, request(LONG))
            (pid,) = wait_for(children)
            wait_for(lambda: speaking(pid))
            os.kill(pid, accident)
            assert future.result() == undisturbed
        assert pid not in children()

    def test_ctrl_c_does_not_disturb_a_clip(self):
        undisturbed = spoken(request(LONG))
        with ThreadPoolExecutor(1) as executor:
            future = executor.submit(synthesize, request(LONG))
            (pid,) = children()
            time.sleep(0.05)
            os.kill(pid, signal.SIGINT)
            assert future.result() == undisturbed
        assert children() == [pid]

    @pytest.mark.usefixtures("plugins")
    def test_children_do_not_outlive_a_killed_parent(self):
        script = (
            "from dataclasses import replace\n"
            "from pipeline.model import SynthesisRequest\n"
            "from pipeline.tts.registry import find_voice\n"
            "from pipeline.tts.worker import synthesize\n"
            "voice = replace(find_voice('tone:a'), engine='hanging')\n"
            "synthesize(SynthesisRequest('A line.', 'en', voice))\n"
        )
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with subprocess.Popen([sys.executable, "-c", script], env=environment) as parent:
            (pid,) = wait_for(lambda: children(parent.pid))
            time.sleep(0.5)
            parent.kill()
        wait_for(lambda: not Path(f"/proc/{pid}").exists(), seconds=5)


@pytest.mark.usefixtures("plugins")
class TestOddEngines:
    def test_one_that_writes_to_standard_output(self):
        assert spoken(odd("talkative")) == spoken(request("A line.", "tone:c"))

    def test_one_that_crashes(self):
        result = synthesize(odd("crashing"))
        assert isinstance(result, Failure)
        assert "crashing" in result.reason
        assert "the model file is truncated" in result.reason
        assert "A line." in result.reason

    def test_one_that_hangs(self, monkeypatch):
        monkeypatch.setattr(child, "BASE_SECONDS", 0.5)
        monkeypatch.setattr(child, "SECONDS_A_CODE_POINT", 0.0)
        result = synthesize(odd("hanging"))
        assert isinstance(result, Failure)
        assert "did not answer" in result.reason

    def test_one_that_never_starts(self, monkeypatch):
        monkeypatch.setattr(child, "START_SECONDS", 0.001)
        result = synthesize(odd("talkative"))
        assert isinstance(result, Failure)

    @pytest.mark.parametrize(
        ("engine", "says"),
        [
            ("broken", "no_such_module_anywhere"),
            ("failing-late", "The weights are not installed."),
            ("absent", 'There is no speech engine "absent"'),
        ],
    )
    def test_one_that_is_not_there(self, engine, says):
        with pytest.raises(EngineUnavailable, match=says) as caught:
            synthesize(odd(engine))
        assert caught.value.hint


def test_many_threads_on_few_lines():
    requests = [request(f"Line number {number}.", "tone:a") for number in range(40)]
    before = threading.active_count()
    with ThreadPoolExecutor(8) as executor:
        results = list(executor.map(synthesize, requests))
    assert all(isinstance(result, Audio) for result in results)
    assert [len(result.words) for result in results] == [3] * 40
    wait_for(lambda: threading.active_count() <= before)
