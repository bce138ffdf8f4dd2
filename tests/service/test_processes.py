"""Processes that decide: killed past their deadline, replaced when they end, and gone when the service is."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time

import pytest

from qgov.base.errors import InputError
from qgov.service import nursery
from qgov.service.frames import LARGEST, LENGTH, pack, size, unpack
from qgov.service.probes import hold, pause, process_id, twice
from qgov.service.processes import Busy, Ended, FailedElsewhere, Late, Processes, reference
from qgov.service.warm import warm


def nothing_to_warm() -> None:
    """Not of qgov: such a function is refused."""


def run(check, count: int = 1, deadline: float = 30.0, patience: float = 0.1, memory_mb: int = 4096):
    async def whole():
        processes = Processes(count, (), deadline, patience, memory_mb)
        await processes.start()
        try:
            return await check(processes)
        finally:
            await processes.stop(5)

    return asyncio.run(whole())


def test_frames_carry_plain_data_and_nothing_else():
    message = ["a", b"b", 1, 2.5, None, True, {"c": ["d"]}]
    frame = pack(message)
    assert unpack(frame[LENGTH.size :]) == message
    assert size(frame[: LENGTH.size]) == len(frame) - LENGTH.size
    with pytest.raises(TypeError):
        pack(object())
    with pytest.raises(ValueError, match="frame"):
        size(LENGTH.pack(LARGEST + 1))


def test_only_functions_of_the_package_are_found():
    assert nursery.find("qgov.service.warm:warm") is warm
    for name in ("os:system", "qgov:__class__.x", "qgov.service.warm:a.b", "builtins:eval", "qgovx:y", ""):
        with pytest.raises(ValueError, match="no function"):
            nursery.find(name)
    with pytest.raises(ValueError, match="no function"):
        reference(nothing_to_warm)
    with pytest.raises(ValueError, match="no function"):
        reference(lambda: 1)


def test_calls_return_what_the_function_does():
    async def check(processes):
        assert await processes.call(twice, [1, b"x"]) == [[1, b"x"], [1, b"x"]]
        numbers = await asyncio.gather(*(processes.call(process_id) for _ in range(8)))
        assert len(set(numbers)) == 2
        assert os.getpid() not in numbers
        assert processes.ready

    run(check, count=2, patience=10)


def test_faults_of_a_dossier_come_back_as_they_are():
    from qgov.api.decisions.judging import validated

    async def check(processes):
        with pytest.raises(InputError) as error:
            await processes.call(validated, b'{"type": "Expert"}', "json")
        assert any(fault.pointer == "/type" for fault in error.value.faults)
        with pytest.raises(InputError):
            await processes.call(validated, b'{"\\ud800": 1}', "json")
        with pytest.raises(FailedElsewhere) as failed:
            await processes.call(hold, "no number")
        assert failed.value.kind == "TypeError"
        assert failed.value.place.startswith("qgov.service.probes:")
        assert "no number" not in str(failed.value)

    run(check)


def test_a_call_past_its_deadline_is_ended_and_the_next_is_answered():
    async def check(processes):
        before = await processes.call(process_id)
        begun = time.monotonic()
        with pytest.raises(Late):
            await processes.call(pause, 60.0)
        assert time.monotonic() - begun < 20
        processes.patience = 20
        after = await processes.call(process_id)
        assert after != before
        for _ in range(200):
            if not _alive(before):
                break
            await asyncio.sleep(0.05)
        assert not _alive(before)
        assert processes.restarts == 1

    run(check, deadline=1.0)


def _alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_whoever_finds_none_free_is_turned_away():
    async def check(processes):
        slow = asyncio.ensure_future(processes.call(pause, 3.0))
        await asyncio.sleep(0.2)
        with pytest.raises(Busy):
            await processes.call(pause, 0.0)
        await slow

    run(check)


def test_a_process_that_is_killed_is_replaced():
    async def check(processes):
        pid = await processes.call(process_id)
        slow = asyncio.ensure_future(processes.call(pause, 30.0))
        await asyncio.sleep(0.2)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(Ended):
            await slow
        processes.patience = 20
        assert await processes.call(process_id) != pid

    run(check)


def test_memory_is_limited():
    async def check(processes):
        assert await processes.call(hold, 1 << 20) == 1 << 20
        with pytest.raises(Ended):
            await processes.call(hold, 1 << 31)
        processes.patience = 20
        assert await processes.call(hold, 1) == 1

    run(check, memory_mb=1024)


def test_a_nursery_that_ends_is_started_again():
    async def check(processes):
        slow = asyncio.ensure_future(processes.call(pause, 30.0))
        await asyncio.sleep(0.2)
        processes._nursery.kill()
        processes._nursery.wait()
        with pytest.raises(Busy):
            await processes.call(pause, 0.0)
        await processes._reviving
        with pytest.raises(Ended):
            await slow
        assert processes.ready
        assert await processes.call(pause, 0.0) is None
        assert processes.alive == 2

    run(check, count=2)


class LosesOneAmid(Processes):
    """A call's process is found to have ended in the moment before the next nursery is started."""

    lost = None

    async def start(self):
        if self.lost is not None:
            self._replace(self.lost)
        await super().start()


def test_a_process_of_the_nursery_that_ended_asks_nothing_of_the_next(monkeypatch):
    monkeypatch.setattr("qgov.service.processes.START", 20.0)

    async def whole():
        processes = LosesOneAmid(2, (), 30.0, 5.0)
        await processes.start()
        try:
            processes.lost = processes._idle.get_nowait()
            processes._nursery.kill()
            processes._nursery.wait()
            with pytest.raises(Busy):
                await processes.call(pause, 0.0)
            await processes._reviving
            assert processes.alive == 2
            numbers = await asyncio.gather(*(processes.call(process_id) for _ in range(8)))
            assert len(set(numbers)) == 2
        finally:
            await processes.stop(5)

    asyncio.run(whole())


def test_nothing_is_left_when_the_service_is_killed():
    code = (
        "import asyncio, os\nfrom qgov.service.processes import Processes\nfrom qgov.service.probes import process_id\n"
        "async def main():\n    p = Processes(1, (), 30.0, 1.0); await p.start()\n"
        "    print(p._nursery.pid, await p.call(process_id), flush=True); await asyncio.sleep(60)\nasyncio.run(main())"
    )
    service = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        pids = [int(word) for word in service.stdout.readline().split()]
        assert all(_alive(pid) for pid in pids)
    finally:
        service.kill()
        service.wait()
        service.stdout.close()
    until = time.monotonic() + 20
    while any(_alive(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(_alive(pid) for pid in pids)


def test_a_nursery_that_cannot_warm_up_stops_the_start():
    async def check():
        from qgov.service.probes import hold

        processes = Processes(1, (hold,), 1.0, 1.0)  # needs an argument, so it fails
        with pytest.raises(RuntimeError, match="did not start"):
            await processes.start()
        assert not processes.ready

    asyncio.run(check())
