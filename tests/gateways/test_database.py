"""The gate before an embedded office's writes: one at a time, and nobody waits for ever."""

from __future__ import annotations

import fcntl
import threading

import pytest

from engine.office import Busy, Office
from tests.office import register


def test_a_process_that_stays_inside_makes_the_office_busy_and_not_stuck(office: Office) -> None:
    office.database.patience = 0.05

    with office.database.file.with_suffix(".gate").open("a+b") as elsewhere:
        fcntl.flock(elsewhere, fcntl.LOCK_EX)
        with pytest.raises(Busy):
            register(office)

    assert register(office).code == "H32.901-261116-0001"


def test_a_thread_that_stays_inside_makes_the_office_busy_and_not_stuck(office: Office) -> None:
    office.database.patience = 0.05
    inside, done = threading.Event(), threading.Event()

    def stay() -> None:
        with office.database.gate():
            inside.set()
            done.wait()

    thread = threading.Thread(target=stay)
    thread.start()
    inside.wait()
    with pytest.raises(Busy):
        register(office)
    done.set()
    thread.join()

    assert register(office).code == "H32.901-261116-0001"
