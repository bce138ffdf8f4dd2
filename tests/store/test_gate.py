"""Busy readers starve nobody, no reading is cut off, and no reader waits for itself."""

from __future__ import annotations

import threading
from contextlib import ExitStack

import pytest

from qgov.store import gate as module
from qgov.store.gate import Gate

LONG = 60.0


@pytest.fixture
def gate():
    return Gate()


class Other:
    """A thread that does one thing with the gate and says when it was let in."""

    def __init__(self, entering):
        self.entering, self.inside, self.leave, self.error = entering, threading.Event(), threading.Event(), None
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            with self.entering:
                self.inside.set()
                self.leave.wait(LONG)
        except TimeoutError as error:
            self.error = error

    def end(self) -> None:
        self.leave.set()
        self.thread.join(LONG)
        assert not self.thread.is_alive()


def waits(gate: Gate) -> None:
    """Return once somebody wants to be alone."""
    for _ in range(6000):
        if gate._wanted:
            return
        threading.Event().wait(0.01)
    pytest.fail("nobody wants in")


def test_readers_are_inside_together(gate):
    with gate.reading():
        other = Other(gate.reading())
        assert other.inside.wait(LONG)
        other.end()


def test_who_wants_to_be_alone_comes_before_readers_that_come_later(gate, monkeypatch):
    """Readers whose readings overlap without end would let nobody in."""
    monkeypatch.setattr(module, "_HOLD", LONG)
    first = Other(gate.reading())
    assert first.inside.wait(LONG)
    writer = Other(gate.alone(LONG))
    waits(gate)
    later = Other(gate.reading())
    assert not later.inside.wait(0.2) and not writer.inside.is_set()
    first.end()
    assert writer.inside.wait(LONG) and not later.inside.wait(0.2)
    writer.end()
    assert later.inside.wait(LONG)
    later.end()


def test_a_thread_that_reads_may_read_again(gate, monkeypatch):
    monkeypatch.setattr(module, "_HOLD", LONG)
    with gate.reading():
        writer = Other(gate.alone(LONG))
        waits(gate)
        with gate.reading(), gate.reading():
            assert not writer.inside.is_set()
    assert writer.inside.wait(LONG)
    writer.end()


def test_a_reading_that_goes_on_is_not_cut_off_and_holds_others_up_for_a_while_only(gate, monkeypatch):
    monkeypatch.setattr(module, "_HOLD", 0.05)
    first = Other(gate.reading())
    assert first.inside.wait(LONG)
    writer = Other(gate.alone(LONG))
    waits(gate)
    later = Other(gate.reading())
    assert later.inside.wait(LONG) and not writer.inside.is_set()
    first.end(), later.end()
    assert writer.inside.wait(LONG)
    writer.end()


def test_patience_ends_and_all_is_as_before(gate):
    first = Other(gate.reading())
    assert first.inside.wait(LONG)
    with pytest.raises(TimeoutError, match="goes on reading"), gate.alone(0.05):
        pytest.fail("it was let in")
    with gate.reading():
        pass
    first.end()
    with gate.alone(0):
        other = Other(gate.reading())
        assert not other.inside.wait(0.2)
    assert other.inside.wait(LONG)
    other.end()


def test_a_reading_may_end_in_another_thread(gate):
    reading = ExitStack()
    reading.enter_context(gate.reading())
    ended = threading.Thread(target=reading.close)
    ended.start()
    ended.join(LONG)
    with gate.alone(0):
        pass
    again = Other(gate.reading())  # and whoever began it reads no more
    assert again.inside.wait(LONG)
    again.end()


def test_a_fault_of_who_was_alone_lets_others_in(gate):
    with pytest.raises(OSError, match="broken"), gate.alone(0):
        raise OSError("broken")
    with gate.reading():
        pass
