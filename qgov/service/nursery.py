"""The nursery: a process with one thread that reads the law once and forks the processes that decide.

It is started by ``qgov.service.processes`` as ``python -m qgov.service.nursery FD MEMORY_MB MODULE:FUNCTION…``; the
functions named warm it up. What was read is shared by all its children, so that each starts within milliseconds.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import os
import resource
import select
import signal
import socket
import sys

from qgov.base.errors import InputError
from qgov.service.frames import LENGTH, pack, size, unpack

SPAWN, KILL, READY = b"s", b"k", b"r"
_PID = 8
_PR_SET_PDEATHSIG = 1
_MANY = 20_000  # objects that calls may leave before what they left is collected


def find(reference: str):
    """The function that ``module:name`` means; only of this package, since the name comes over a socket."""
    module, _, name = reference.partition(":")
    if not module.startswith("qgov.") or not name.isidentifier():
        raise ValueError(f"{reference!r} is no function of qgov")
    return getattr(importlib.import_module(module), name)


def main(descriptor: int, memory_mb: int, warm: list[str]) -> None:
    """Warm up, say so, then fork a child for each request until the service closes its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    control = socket.socket(fileno=descriptor)
    for reference in warm:
        find(reference)()
    gc.collect()
    # Pages that no collector touches stay shared between the children.
    gc.freeze()
    control.sendall(READY)
    children: set[int] = set()
    while True:
        readable, _, _ = select.select([control], [], [], 1.0)
        if readable:
            command = control.recv(1)
            if not command:
                break
            if command == SPAWN:
                children.add(_spawn(control, memory_mb))
            elif command == KILL:
                pid = int.from_bytes(control.recv(_PID, socket.MSG_WAITALL), "big")
                if pid in children:
                    os.kill(pid, signal.SIGKILL)
        children -= _ended()
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def _spawn(control: socket.socket, memory_mb: int) -> int:
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        control.close()
        theirs.close()
        code = 1
        try:
            _confine(memory_mb)
            _serve(ours)
            code = 0
        finally:
            os._exit(code)
    ours.close()
    socket.send_fds(control, [pid.to_bytes(_PID, "big")], [theirs.fileno()])
    theirs.close()
    return pid


def _ended() -> set[int]:
    found = set()
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return found
        if pid == 0:
            return found
        found.add(pid)


def _confine(memory_mb: int) -> None:
    """No child outlives the nursery, takes more memory than allowed, or leaves its memory on disk when it fails."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    limit = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _serve(connection: socket.socket) -> None:
    """Answer calls, one after another, until the service closes its end."""
    # Between two calls a collection delays no answer; amid one that makes very many objects it keeps memory low.
    gc.set_threshold(10 * _MANY)
    while True:
        head = connection.recv(LENGTH.size, socket.MSG_WAITALL)
        if len(head) < LENGTH.size:
            return
        reference, arguments = unpack(connection.recv(size(head), socket.MSG_WAITALL))
        connection.sendall(_answer(reference, arguments))
        if gc.get_count()[0] > _MANY:
            gc.collect()
            gc.freeze()  # what outlives a call was put by for later ones, and need not be gone through each time


def _answer(reference: str, arguments: list) -> bytes:
    try:
        return pack(["result", find(reference)(*arguments)])
    except InputError as error:
        return pack(["faults", [[_plain(f.pointer), _plain(f.message), _plain(f.remedy)] for f in error.faults]])
    except MemoryError:
        return pack(["memory", ""])
    except Exception as error:
        return pack(["failed", type(error).__name__, place(error)])


def _plain(text: str) -> str:
    # Faults repeat the input, which may hold halves of characters that no encoding takes.
    return text.encode("utf-8", "backslashreplace").decode()


def place(error: BaseException) -> str:
    """Module and line where an error arose; its text may hold what a party sent, so that is left out."""
    trace, found = error.__traceback__, "nowhere"
    while trace is not None:
        found = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
