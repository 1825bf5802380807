"""Batches of notes to batches of evidence by several worker processes, in order; a note that ends its worker is refused alone."""

import os
import selectors
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

import pyarrow as pa

from review.evidence_batch import EVIDENCE, NOTES, evidence_row
from review.rejection import Rejection, UserError

READER = "review.evidence_batch:read_batch"
# Batches that may be open for each worker: the first that is not done holds back all after it.
AHEAD = 4
# A worker can be killed by somebody else: a note alone is tried so often before it is refused.
TRIES = 2
STARTS = 3
# So many notes refused one after another, and none read between them: then it is not the notes.
MOST_REFUSED = 20
OVERRAN = (-signal.SIGPROF, -signal.SIGALRM)
Context = TypeVar("Context")


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may take: seconds of the processor for a note (and for a batch, else it is read note by note), bytes of memory.

    By the clock it may take `clock` times as long: a note that waits for something takes no time of the processor.
    """

    seconds: float = 30
    memory: int = 2 * 1024**3
    clock: float = 10


@dataclass(frozen=True, slots=True)
class Task:
    """Rows of an open batch from `start` on, and how often they have ended a worker alone."""

    batch: int
    start: int
    notes: pa.RecordBatch
    failures: int = 0


@dataclass(slots=True)
class Open(Generic[Context]):
    """A batch that is not yet told: what came with it, how many rows it has, and its evidence so far by first row."""

    context: Context
    rows: int
    parts: dict[int, pa.RecordBatch] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """Whether every row was read or refused."""
        return bool(sum(part.num_rows for part in self.parts.values()) == self.rows)

    def evidence(self) -> pa.RecordBatch:
        """One batch of all parts."""
        parts = [part for _, part in sorted(self.parts.items())]
        return pa.concat_batches(parts) if parts else pa.RecordBatch.from_pylist([], EVIDENCE)


class Worker:
    """One process and the task it has."""

    def __init__(self, reader: str, limits: Limits) -> None:
        told = (reader, limits.seconds, limits.memory, limits.clock)
        command = [sys.executable, "-m", "review.note_worker", *map(str, told)]
        # A group of its own: Ctrl-C is for whoever reads the notes. No stderr: a crash could quote a note there.
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, process_group=0,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )  # fmt: skip
        assert self.process.stdin and self.process.stdout
        self.notes, self.evidence = self.process.stdin, self.process.stdout
        self.sink = pa.ipc.new_stream(self.notes, NOTES)
        self.source: pa.ipc.RecordBatchStreamReader | None = None
        self.is_ready = False
        self.task: Task | None = None

    def give(self, task: Task) -> None:
        """Have it read this next; where it has died meanwhile, its answer tells so."""
        self.task = task
        with suppress(OSError, pa.ArrowException):
            self.sink.write_batch(task.notes)
            self.notes.flush()

    def answer(self) -> pa.RecordBatch | None:
        """What it says now: that it is ready, with None, or the evidence of its task. EOFError when it is dead."""
        if not self.is_ready:
            # Past the buffer, which would take the beginning of an answer along.
            if not os.read(self.evidence.fileno(), 1):
                raise EOFError
            self.is_ready = True
            return None
        try:
            if self.source is None:
                self.source = pa.ipc.open_stream(self.evidence)
            return self.source.read_next_batch()
        except (StopIteration, OSError, pa.ArrowException):
            raise EOFError from None

    def end(self) -> int:
        """Kill it if it lives; its exit code."""
        self.process.kill()
        code = self.process.wait()
        for pipe in (self.notes, self.evidence):
            with suppress(OSError):
                pipe.close()
        return code


class NotePool(Generic[Context]):
    """Reads batches side by side; `waiting` is called every second that nothing comes, and may stop all by raising.

    `reader` names the function that the workers run, as module:function.
    """

    def __init__(
        self, workers: int, limits: Limits, *, reader: str = READER, waiting: Callable[[], None] = lambda: None
    ) -> None:
        self._most, self._limits, self._reader, self._waiting = workers, limits, reader, waiting
        self._selector = selectors.DefaultSelector()
        self._workers: set[Worker] = set()
        self._todo: deque[Task] = deque()
        self._open: deque[Open[Context]] = deque()
        self._told = 0  # batches told so far: the number of the first open one
        self._failed_starts = 0
        self._refused = 0  # in a row

    @property
    def workers(self) -> tuple[int, ...]:
        """The process numbers of those that live."""
        return tuple(worker.process.pid for worker in self._workers)

    def read(
        self, batches: Iterator[tuple[Context, pa.RecordBatch]]
    ) -> Generator[tuple[Context, pa.RecordBatch], None, None]:
        """The evidence of each batch of notes, a row a note, with what came with the batch, in the order they came in.

        UserError when no worker can be started, or every note ends its worker. Closed early, it leaves no worker behind.
        """
        try:
            while self._fill(batches):
                while self._open and self._open[0].is_done:
                    done = self._open.popleft()
                    self._told += 1
                    yield done.context, done.evidence()
                if self._open:
                    self._assign()
                    self._listen()
        finally:
            for worker in self._workers:
                worker.end()
            self._workers.clear()
            self._selector.close()

    def _fill(self, batches: Iterator[tuple[Context, pa.RecordBatch]]) -> bool:
        """Take in as many batches as may be open; whether any is."""
        while len(self._open) < self._most * AHEAD:
            try:
                context, notes = next(batches)
            except StopIteration:
                break
            if notes.num_rows:
                self._todo.append(Task(self._told + len(self._open), 0, notes))
            self._open.append(Open(context, notes.num_rows))
        return bool(self._open)

    def _assign(self) -> None:
        """Give tasks to workers that have none, and start workers while there is more to do."""
        coming = sum(not worker.is_ready for worker in self._workers)
        for worker in self._workers:
            if self._todo and worker.is_ready and worker.task is None:
                worker.give(self._todo.popleft())
        while len(self._workers) < self._most and coming < len(self._todo):
            worker = Worker(self._reader, self._limits)
            self._workers.add(worker)
            self._selector.register(worker.evidence, selectors.EVENT_READ, worker)
            coming += 1

    def _listen(self) -> None:
        """Take what the workers say, for a second at most."""
        ready = self._selector.select(timeout=1)
        if not ready:
            self._waiting()
        for key, _ in ready:
            worker: Worker = key.data
            try:
                found = worker.answer()
            except EOFError:
                self._bury(worker)
                continue
            self._failed_starts = 0
            if found is not None and worker.task is not None:
                self._keep(worker.task, found)
                worker.task, self._refused = None, 0

    def _keep(self, task: Task, found: pa.RecordBatch) -> None:
        """Put the evidence of a task to its batch."""
        self._open[task.batch - self._told].parts[task.start] = found

    def _bury(self, worker: Worker) -> None:
        """Take out a worker that died, and see what becomes of its task."""
        self._selector.unregister(worker.evidence)
        self._workers.discard(worker)
        code = worker.end()
        if not worker.is_ready:
            self._failed_starts += 1
            if self._failed_starts >= STARTS:
                raise UserError(
                    f"no process for reading notes can be started (it ended with {code}): check memory and installation"
                )
        if worker.task is None:
            return
        task, overran = worker.task, code in OVERRAN
        if task.notes.num_rows > 1:
            alone = [
                replace(task, start=task.start + row, notes=task.notes.slice(row, 1))
                for row in range(task.notes.num_rows)
            ]
            self._todo.extendleft(reversed(alone))
        elif overran or task.failures + 1 >= TRIES:
            self._refuse(task, code)
        else:
            self._todo.appendleft(replace(task, failures=task.failures + 1))

    def _refuse(self, task: Task, code: int) -> None:
        """Have the note of a task be told as refused; UserError where that comes to every note."""
        self._refused += 1
        if self._refused >= MOST_REFUSED:
            raise UserError(f"{self._why(code)} and {self._refused - 1} notes before it: check memory and installation")
        self._keep(task, refused(task.notes, self._why(code)))

    def _why(self, code: int) -> str:
        """What the end of a worker says of the note it was at."""
        if code in OVERRAN:
            return f"the reader took longer than {self._limits.seconds:g} s of processor time on it"
        if code < 0:
            return f"the reader was ended by {signal.Signals(-code).name} on it"
        return f"the reader ended with {code} on it"


def refused(note: pa.RecordBatch, why: str) -> pa.RecordBatch:
    """The evidence of one note that ended its worker."""
    reason = Rejection("", why, "the other notes are read; after a mend, --retry reads it again")
    return pa.RecordBatch.from_pylist([evidence_row(note.to_pylist()[0], reason)], EVIDENCE)
