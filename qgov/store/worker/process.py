"""The processes for queries from the service's side: the one that forks, and each that it forked."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys

from qgov.store.worker.frames import REQUEST, RESPONSE
from qgov.store.worker.nursery import PID
from qgov.store.worker.walls import child_environment

_START_SECONDS = 60
_BUFFER = 1 << 18
# Most answers fit into the first; a larger one would cost the system more than the answer.
_FIRST, _NEXT = 1 << 14, 1 << 18
_NURSERY = "from qgov.store.worker.nursery import main; main()"


class Gone(Exception):
    """The worker had ended before it was given the query."""


class Nursery:
    """The process that forks workers; ``report`` is what it says of its walls."""

    def __init__(self, path: str | None, disk: bool, memory_mb: int):
        if not hasattr(os, "fork"):
            raise OSError("this system cannot fork")
        self.control, theirs = socket.socketpair()
        plan = json.dumps({"path": path, "disk": disk, "memory_mb": memory_mb})
        command = [sys.executable, "-P", "-c", _NURSERY, str(theirs.fileno()), plan]
        try:
            self.process = subprocess.Popen(  # noqa: S603 (a fixed command)
                command, pass_fds=[theirs.fileno()], env=child_environment(), stdin=subprocess.DEVNULL, cwd="/",
                start_new_session=True,
            )  # fmt: skip
        finally:
            theirs.close()
        self.control.settimeout(_START_SECONDS)
        report = b""
        while len(report) < 512:
            part = self.control.recv(512 - len(report))
            if not part:
                self.close()
                raise EOFError("the process for queries ended before it was ready")
            report += part
        self.report = json.loads(report)

    def fork(self) -> Worker:
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(self.control, [b"w"], [theirs.fileno()])
        finally:
            theirs.close()
        message, handles, _, _ = socket.recv_fds(self.control, PID.size, 1)
        if len(message) != PID.size:
            ours.close()
            raise EOFError("the process for queries is gone")
        return Worker(ours, PID.unpack(message)[0], handles[0] if handles else None)

    def close(self) -> None:
        self.control.close()
        with contextlib.suppress(OSError):
            self.process.kill()
        self.process.wait()


class Worker:
    """One worker: its socket is watched by the event loop that asks."""

    def __init__(self, connection: socket.socket, pid: int, handle: int | None):
        self.connection, self.pid, self.handle = connection, pid, handle
        self._loop: asyncio.AbstractEventLoop | None = None
        self._answer: asyncio.Future | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._parts: list[bytes] = []
        self._size, self._expected = 0, 0
        for size in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            connection.setsockopt(socket.SOL_SOCKET, size, _BUFFER)
        connection.setblocking(False)

    async def exchange(self, head: bytes, text: bytes, seconds: float) -> tuple[int, bytes]:
        """Status and body; TimeoutError after so many seconds, EOFError or OSError where the worker ended instead, Gone
        where it had ended before."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            loop.add_reader(self.connection.fileno(), self._readable)
            self._loop = loop
        self._parts, self._size, self._expected = [], 0, 0
        self._answer = answer = loop.create_future()
        self._due = loop.time() + seconds
        if self._timer is None:
            self._timer = loop.call_at(self._due, self._look)
        try:
            frame = REQUEST.pack(len(head), len(text)) + head + text
            try:
                sent = self.connection.send(frame)
            except BlockingIOError:
                sent = 0
            except OSError as error:
                raise Gone from error
            if sent < len(frame):
                await loop.sock_sendall(self.connection, memoryview(frame)[sent:])
            return await answer
        finally:
            self._answer = None

    def _look(self) -> None:
        """One timer serves many queries: it waits on where the query that it was set for has long been answered."""
        self._timer = None
        if self._answer is None or self._loop is None:
            return
        if self._loop.time() >= self._due:
            self._fail(TimeoutError())
        else:
            self._timer = self._loop.call_at(self._due, self._look)

    def _readable(self) -> None:
        try:
            data = self.connection.recv(_NEXT if self._expected else _FIRST)
        except BlockingIOError:
            return
        except OSError as error:
            self._fail(error)
            return
        if not data:
            self._unwatch()
            self._fail(EOFError("the worker ended"))
            return
        answer = self._answer
        if not self._parts and len(data) >= RESPONSE.size:
            status, length = RESPONSE.unpack_from(data)
            if len(data) == RESPONSE.size + length:
                if answer is not None and not answer.done():
                    answer.set_result((status, data[RESPONSE.size :]))
                return
        self._parts.append(data)
        self._size += len(data)
        if not self._expected and self._size >= RESPONSE.size:
            self._parts = [b"".join(self._parts)]
            self._expected = RESPONSE.size + RESPONSE.unpack_from(self._parts[0])[1]
        if self._expected and self._size >= self._expected and answer is not None and not answer.done():
            whole = b"".join(self._parts)
            answer.set_result((RESPONSE.unpack_from(whole)[0], whole[RESPONSE.size :]))

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)

    def _unwatch(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self.connection.fileno())
        self._loop = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def kill(self) -> None:
        """End the process at once, whatever it does."""
        self._unwatch()
        self._fail(EOFError("the worker was ended"))
        self.connection.close()
        try:
            if self.handle is not None:
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)
            else:
                os.kill(self.pid, signal.SIGKILL)
        except OSError:
            return
        finally:
            if self.handle is not None:
                os.close(self.handle)
                self.handle = None
