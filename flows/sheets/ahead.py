"""While one file is written the next is read, in a process beside ours.

What is read is all it does: it is forked before the first file, asks no database, and is killed when
nobody wants its answers any more.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from billiard import Pipe, Process  # the workers of Celery may have children of this kind alone

from flows.sheets.ledgers import Ledger

Read = Callable[[], Ledger]


def read_ahead(reads: Sequence[Read]) -> Iterator[Ledger]:
    """What ``reads`` read, in their order; each is called once, while the caller has the one before.

    The first is called here, and so is what the process beside did not answer. Where other threads
    run nothing is forked: what they hold would be held there for ever.
    """
    if len(reads) < 2 or threading.active_count() > 1:
        yield from (read() for read in reads)
        return
    answers, sending = Pipe(duplex=False)
    beside = Process(target=_read_all, args=(reads[1:], answers, sending))
    gc.freeze()  # what is there already need not be walked, and so not copied, in either of the two
    beside.start()
    sending.close()
    try:
        yield reads[0]()
        for read in reads[1:]:
            yield _answer(answers) or read()
    finally:
        answers.close()
        with suppress(ProcessLookupError):
            os.kill(beside.pid, signal.SIGKILL)
        beside.join()
        gc.unfreeze()


def _answer(answers: Any) -> Ledger | None:
    try:
        found: Ledger = answers.recv()
    except (EOFError, OSError):  # killed, or it came upon a bug, which is better found here
        return None
    return found


def _read_all(reads: Sequence[Read], answers: Any, sending: Any) -> None:
    answers.close()
    with suppress(Exception):  # what it says might quote the file
        for read in reads:
            sending.send(read())
