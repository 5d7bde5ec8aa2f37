"""The one dear step: synthesise what is due, on any executor, and keep it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass

from pipeline.model import Audio, Clip, Direction, Due, Failure, SynthesisRequest
from pipeline.store import Store

Synthesize = Callable[[SynthesisRequest], Audio | Failure]


@dataclass(frozen=True, slots=True)
class Failed:
    """A clip that could not be made."""

    direction: Direction
    reason: str
    hint: str


class InlineExecutor(Executor):
    """Runs each job at once, in the caller's thread."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        future: Future[object] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 - the caller's result() raises it again
            future.set_exception(error)
        return future


def produce(
    missing: Sequence[Due],
    store: Store,
    executor: Executor,
    synthesize: Synthesize,
    window: int = 8,
) -> Iterator[Clip | Failed]:
    """Synthesise what is missing and yield each clip once it is in the store.

    `synthesize` runs on the executor and must be picklable for one that is elsewhere; all
    writing is done here. No more than `window` requests are under way at once, so that
    neither memory nor what an interruption loses grows with the book. Results come in the
    order in which they are done.
    """
    todo = iter(missing)
    under_way: dict[Future[Audio | Failure], Direction] = {}
    try:
        while True:
            while len(under_way) < window and (due := next(todo, None)) is not None:
                future = executor.submit(synthesize, due.direction.request)
                under_way[future] = due.direction
            if not under_way:
                return
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                direction = under_way.pop(future)
                result = future.result()
                if isinstance(result, Audio):
                    yield store.put(direction.key, result)
                else:
                    yield Failed(direction, result.reason, result.hint)
    finally:
        for future in under_way:
            future.cancel()
