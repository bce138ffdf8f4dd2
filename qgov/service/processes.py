"""Processes that decide: warm, killable, one decision at a time each; the service itself only carries bytes.

Threads of one interpreter take turns, so decisions scale with processors only in processes; and a decision that runs
past its deadline, or takes all memory, is ended with its process, whatever it hangs in.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from qgov.base.errors import Fault, InputError
from qgov.service.frames import LENGTH, pack, size, unpack
from qgov.service.nursery import _PID, KILL, READY, SPAWN

START = 120.0
MEMORY_MB = 4096
CALLS = 20_000
_CHUNK = 1 << 17


class Busy(Exception):
    """No process came free in time."""


class Late(Exception):
    """The call did not end within its deadline; its process was ended."""


class Ended(Exception):
    """The process ended amid the call: out of memory, or a fault of a library."""


class FailedElsewhere(Exception):
    """The function raised in its process; ``kind`` is the type of the error and ``place`` its module and line."""

    def __init__(self, kind: str, place: str):
        super().__init__(kind)
        self.kind, self.place = kind, place


@dataclass
class _Process:
    """One process; ``control`` is the connection to the nursery that it came from, and lives and dies with it."""

    pid: int
    connection: socket.socket
    control: socket.socket
    calls: int = 0


class Processes:
    """``count`` processes, each of which runs one call at a time; must be started, used and stopped on one loop.

    ``warm`` are functions without arguments, run once before the first fork; ``deadline`` and ``patience`` are seconds.
    """

    def __init__(
        self, count: int, warm: tuple[Callable[[], object], ...], deadline: float, patience: float,
        memory_mb: int = MEMORY_MB,
    ):  # fmt: skip
        self.count, self.deadline, self.patience = count, deadline, patience
        self._warm, self._memory_mb = [reference(function) for function in warm], memory_mb
        self._idle: asyncio.Queue[_Process] = asyncio.Queue()
        self._spawning = asyncio.Lock()
        self._tasks: set[asyncio.Task] = set()
        self._nursery: subprocess.Popen | None = None
        self._control: socket.socket | None = None
        self._reviving: asyncio.Task | None = None
        self.alive = self.restarts = 0

    async def start(self) -> None:
        """Start the nursery and its first processes; RuntimeError where it does not come up."""
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "qgov.service.nursery", str(theirs.fileno()), str(self._memory_mb)]
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self._nursery = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [*command, *self._warm], pass_fds=(theirs.fileno(),), env=environment, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        theirs.close()
        ours.setblocking(False)
        self._control = ours
        loop = asyncio.get_running_loop()
        try:
            ready = await asyncio.wait_for(loop.sock_recv(ours, 1), START)
        except (TimeoutError, OSError):
            ready = b""
        if ready != READY:
            await self.stop(0)
            raise RuntimeError("the processes that decide did not start; `qgov doctor` may say why")
        for _ in range(self.count):
            self._idle.put_nowait(await self._spawn(ours))

    async def call(self, function: Callable, *arguments: object) -> object:
        """What a function of a module of qgov returns; arguments and result are plain data (no dates, no objects).

        Raises InputError as the function does; Busy, Late, Ended; FailedElsewhere for any other error.
        """
        message = pack([reference(function), arguments])
        if self._nursery is None or self._nursery.poll() is not None:
            self._revive()
            raise Busy
        try:
            process = self._idle.get_nowait()
        except asyncio.QueueEmpty:
            try:
                async with asyncio.timeout(self.patience):
                    process = await self._idle.get()
            except TimeoutError:
                raise Busy from None
        try:
            async with asyncio.timeout(self.deadline):
                answer = await _exchange(process.connection, message)
        except TimeoutError:
            self._replace(process)
            raise Late from None
        except (OSError, EOFError):
            self._replace(process)
            raise Ended from None
        except BaseException:
            self._replace(process)
            raise
        process.calls += 1
        if process.calls >= CALLS or process.control is not self._control:
            self._replace(process)
        else:
            self._idle.put_nowait(process)
        return _result(answer)

    @property
    def started(self) -> bool:
        """Whether ``start`` has been called; from then on calls go to processes and nowhere else."""
        return self._nursery is not None

    @property
    def ready(self) -> bool:
        """Whether the nursery lives and at least one process does."""
        return self._nursery is not None and self._nursery.poll() is None and self.alive > 0

    async def stop(self, patience: float = 10.0) -> None:
        """Wait until nothing is under way, at most ``patience`` seconds; then end all processes."""
        until = time.monotonic() + patience
        while self._idle.qsize() < self.alive and time.monotonic() < until:
            await asyncio.sleep(0.02)
        for task in self._tasks:
            task.cancel()
        while not self._idle.empty():
            self._idle.get_nowait().connection.close()
        self.alive = 0
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._nursery is not None:
            with suppress(subprocess.TimeoutExpired):
                await asyncio.to_thread(self._nursery.wait, 5)
            if self._nursery.poll() is None:
                self._nursery.kill()
                await asyncio.to_thread(self._nursery.wait)

    async def _spawn(self, control: socket.socket) -> _Process:
        loop = asyncio.get_running_loop()
        async with self._spawning:
            await loop.sock_sendall(control, SPAWN)
            pid, connection = await asyncio.wait_for(_receive(loop, control), START)
        connection.setblocking(False)
        self.alive += 1
        return _Process(pid, connection, control)

    def _revive(self) -> None:
        """Start again from nothing after the nursery has ended, which nothing does but the system or an operator."""
        if self._reviving is None or self._reviving.done():

            async def again() -> None:
                await self.stop(0)
                self.restarts += 1
                await self.start()

            self._reviving = asyncio.get_running_loop().create_task(again())

    def _replace(self, process: _Process) -> None:
        """End a process and start another; whoever waits gets the new one."""
        process.connection.close()
        control = process.control
        if control is not self._control:
            return  # it died with its nursery, and those of the next one are there or to come
        self.alive -= 1
        self.restarts += 1

        async def renew() -> None:
            with suppress(OSError, EOFError):  # the nursery has ended; the next call starts another
                async with self._spawning:
                    kill = KILL + process.pid.to_bytes(_PID, "big")
                    await asyncio.get_running_loop().sock_sendall(control, kill)
                self._idle.put_nowait(await self._spawn(control))

        task = asyncio.get_running_loop().create_task(renew())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def reference(function: Callable) -> str:
    """The name under which a process finds a function: module and name."""
    if "." in function.__qualname__ or not function.__module__.startswith("qgov."):
        raise ValueError(f"{function.__qualname__} is no function at the top of a module of qgov")
    return f"{function.__module__}:{function.__qualname__}"


async def _exchange(connection: socket.socket, message: bytes) -> object:
    """The answer to a message; one is under way at a time, so that all that arrives belongs to it."""
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(connection, message)
    found, whole = bytearray(), LENGTH.size
    while len(found) < whole:
        chunk = await loop.sock_recv(connection, _CHUNK)
        if not chunk:
            raise EOFError
        found += chunk
        if whole == LENGTH.size <= len(found):
            whole += size(bytes(found[: LENGTH.size]))
    return unpack(bytes(found[LENGTH.size :]))


async def _receive(loop, control: socket.socket) -> tuple[int, socket.socket]:
    """The next process of the nursery: its number, and our end of the connection to it."""
    arrived = loop.create_future()

    def readable() -> None:
        if arrived.done():
            return
        try:
            content, descriptors, _, _ = socket.recv_fds(control, _PID, 1)
        except BlockingIOError:
            return
        except OSError as error:
            arrived.set_exception(error)
            return
        if len(content) < _PID or len(descriptors) != 1:
            arrived.set_exception(EOFError())
        else:
            arrived.set_result((int.from_bytes(content, "big"), socket.socket(fileno=descriptors[0])))

    loop.add_reader(control, readable)
    try:
        return await arrived
    finally:
        loop.remove_reader(control)


def _result(answer) -> object:
    kind, *rest = answer
    if kind == "result":
        return rest[0]
    if kind == "faults":
        raise InputError([Fault(*row) for row in rest[0]])
    if kind == "memory":
        raise Ended
    raise FailedElsewhere(*rest)
