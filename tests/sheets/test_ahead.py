"""What is read in a process beside is what would be read here, whatever becomes of that process."""

import gc
import os
import signal
import threading
import time
from functools import partial

import pytest

from flows.sheets import ahead
from flows.sheets.ahead import read_ahead
from flows.sheets.ledgers import parse
from tests.sheets.conftest import PAYROLL, ROSTER, payroll_row, roster_row, xlsx

HERE = os.getpid


@pytest.fixture
def alone(monkeypatch):
    """As in a worker of the queue: the threads of xdist are not asked about (they hold nothing that
    a reading process wants)."""
    monkeypatch.setattr(ahead.threading, "active_count", lambda: 1)


def is_gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_the_first_is_read_here_and_the_rest_beside_in_their_order(alone):
    here = HERE()
    found = list(read_ahead([lambda n=n: (n, os.getpid()) for n in range(5)]))
    assert [n for n, _ in found] == list(range(5))
    first, *rest = [pid for _, pid in found]
    assert first == here and len(set(rest)) == 1 and rest[0] != here and is_gone(rest[0])
    assert gc.get_freeze_count() == 0


def test_the_same_ledgers_as_one_after_the_other(alone):
    sheets = {
        "a-2025-06.xlsx": xlsx([PAYROLL, *(payroll_row(n) for n in range(3))]),
        "b.xlsx": xlsx([ROSTER, roster_row()]),
        "c-2025-07.xlsx": xlsx([PAYROLL, payroll_row(0), payroll_row(1, 身份证号="11011")]),
        "d.txt": b"\0" * 2_000_000,
    }
    reads = [partial(parse, name, data) for name, data in sheets.items()]
    found = list(read_ahead(reads))
    assert found == [read() for read in reads]
    assert len(found[0].id_indexes) == 3 and [bool(each.errors) for each in found[2:]] == [True] * 2


def test_an_answer_longer_than_the_pipe_holds(alone):
    assert [len(each) for each in read_ahead([lambda: b"x" * 5_000_000] * 3)] == [5_000_000] * 3


def test_a_process_that_is_killed_leaves_its_work_to_this_one(alone):
    here = HERE()

    def killed():
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return here

    assert list(read_ahead([os.getpid, killed, os.getpid])) == [here] * 3


def test_a_bug_is_met_here_and_nothing_of_the_file_is_printed(alone, capfd):
    def bug():
        raise RuntimeError("6222020238347017465")

    answers = read_ahead([os.getpid, bug])
    next(answers)
    with pytest.raises(RuntimeError):
        next(answers)
    assert capfd.readouterr() == ("", "") and gc.get_freeze_count() == 0


def test_who_stops_asking_leaves_no_process_behind(alone):
    answers = read_ahead([os.getpid, os.getpid, partial(time.sleep, 600)])
    next(answers)
    beside = next(answers)
    assert not is_gone(beside)
    answers.close()
    assert is_gone(beside)


@pytest.mark.parametrize("count", [0, 1])
def test_for_one_file_there_is_no_other_process(alone, monkeypatch, count):
    monkeypatch.delattr(ahead, "Process")
    assert list(read_ahead([os.getpid] * count)) == [HERE()] * count


def test_nothing_is_forked_where_another_thread_runs():
    over = threading.Event()
    other = threading.Thread(target=over.wait)
    other.start()
    try:
        assert set(read_ahead([os.getpid] * 3)) == {HERE()}
    finally:
        over.set()
        other.join()
