"""How far a render is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from pipeline.cli.tables import counted
from pipeline.events import (
    Asked,
    Asking,
    ClipFailed,
    ClipReady,
    Event,
    FileReady,
    Planned,
    Sending,
)


@contextmanager
def shown(quiet: bool) -> Iterator[Callable[[Event], None]]:
    """Something that takes a render's events and shows them on standard error.

    `quiet` leaves only the sentence that says where the text is sent to.
    """
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    if quiet:
        yield _Quiet(console)
    elif console.is_terminal:
        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeRemainingColumn(),
            console=console,
        )
        with bar:
            yield _Bar(bar)
    else:
        yield _Lines(console)


@contextmanager
def fetching() -> Iterator[Callable[[str, int, int], None]]:
    """Something that shows on standard error how much of each file is fetched."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    if not console.is_terminal:
        begun: set[str] = set()

        def line(what: str, _: int, total: int) -> None:
            if what not in begun:
                begun.add(what)
                console.print(f"Fetching {what} ({total / 1e6:.0f} MB)", markup=False)

        yield line
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console) as bar:
        tasks: dict[str, TaskID] = {}

        def advance(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done)

        yield advance


class Questions:
    """Shows on standard error who is asked about the story, and how far that is."""

    def __init__(self, quiet: bool) -> None:
        """`quiet` leaves only the sentence that says where the text is sent to."""
        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._quiet = quiet
        self._total = self._done = self._tenths = 0

    def __call__(self, event: Event) -> None:
        match event:
            case Asking():
                self._total, self._done, self._tenths = event.questions, 0, 0
                if event.host:
                    self._print(
                        f"The text of the story is sent to {event.host} by the attributor "
                        f"{event.attributor}."
                    )
                if not self._quiet:
                    self._print(f"To ask {event.attributor}: {event.questions} parts of the story.")
            case Asked():
                self._done += 1
                tenths = 10 * self._done // max(1, self._total)
                if tenths > self._tenths and not self._quiet:
                    self._tenths = tenths
                    self._print(f"Asked: {10 * tenths} %")

    def _print(self, line: str) -> None:
        self._console.print(line, markup=False)


class _Quiet:
    def __init__(self, console: Console) -> None:
        self._console = console

    def __call__(self, event: Event) -> None:
        if isinstance(event, Sending):
            self._console.print(sent(event), markup=False)


class _Bar:
    """Time left counts what is synthesised now, not what was there or what is loaded."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task: TaskID | None = None

    def __call__(self, event: Event) -> None:
        match event:
            case Planned():
                self._bar.console.print(_planned(event))
                if event.due:
                    self._task = self._bar.add_task("Speaking", total=event.characters, start=False)
            case ClipReady():
                if self._task is not None:
                    self._bar.start_task(self._task)
                    self._bar.advance(self._task, event.characters)
            case Sending():
                self._bar.console.print(sent(event), markup=False)
            case ClipFailed() | FileReady():
                self._bar.console.print(_line(event), markup=False)


class _Lines:
    """A line for every tenth of the work."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._total = self._done = self._tenths = 0

    def __call__(self, event: Event) -> None:
        match event:
            case Planned():
                self._total = event.characters
                self._print(_planned(event))
            case ClipReady():
                self._done += event.characters
                tenths = 10 * self._done // max(1, self._total)
                if tenths > self._tenths:
                    self._tenths = tenths
                    self._print(f"Spoken: {10 * tenths} %")
            case Sending():
                self._print(sent(event))
            case ClipFailed() | FileReady():
                self._print(_line(event))

    def _print(self, line: str) -> None:
        self._console.print(line, markup=False)


def sent(event: Sending) -> str:
    """What people are told before a text leaves this machine."""
    return f"The text is sent to {event.host} by the speech engine {event.engine}."


def _planned(event: Planned) -> str:
    if not event.due:
        return f"Nothing to speak: {counted(event.ready, 'clip')} there already."
    return f"To speak: {counted(event.due, 'clip')}; there already: {event.ready}."


def _line(event: ClipFailed | FileReady) -> str:
    if isinstance(event, ClipFailed):
        return f"Failed: utterance {event.utterance}: {event.reason}"
    return f"{'Written' if event.written else 'Unchanged'}: {event.name}"
