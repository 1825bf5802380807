"""A worker as a process of its own: batches of notes from standard input, evidence to standard output, within limits.

usage: python -m review.note_worker MODULE:FUNCTION SECONDS BYTES CLOCK

The system itself ends it when a batch takes longer: also inside an endless regular expression, and also when whoever
started it is no more. Otherwise it ends with its input. SECONDS are of the processor, so that a busy machine changes nothing;
by the clock it may take CLOCK times as long.
"""

import os
import resource
import signal
import sys
from importlib import import_module

import pyarrow as pa

from extraction import prepare
from review.evidence_batch import EVIDENCE

READY = b"\n"


def main() -> None:
    """Say that it is ready, then answer each batch with what the function makes of it."""
    named, seconds, memory, clock = sys.argv[1:]
    module, _, function = named.partition(":")
    read = getattr(import_module(module), function)
    prepare()
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what somebody prints is no answer
    limits = {signal.ITIMER_PROF: float(seconds), signal.ITIMER_REAL: float(clock) * float(seconds)}
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold the note
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    out.write(READY)
    out.flush()
    with pa.ipc.open_stream(sys.stdin.buffer) as notes, pa.ipc.new_stream(out, EVIDENCE) as evidence:
        for batch in notes:
            for timer, limit in limits.items():
                signal.setitimer(timer, limit)  # nobody handles its signal: it ends the process
            found = read(batch)
            for timer in limits:
                signal.setitimer(timer, 0)
            evidence.write_batch(found)
            out.flush()


if __name__ == "__main__":
    main()
