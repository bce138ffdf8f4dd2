"""The process that workers are forked from: it leaves network and privileges behind and loads the graphs.

It is started by its own exec, so that nothing of the service's memory is in it, and answers no query. On the control
socket each byte asks for a worker and brings the worker's end of a socket pair; back go the worker's process number and
a handle to kill it by.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import struct
import sys
from contextlib import suppress

from qgov.store.worker import walls
from qgov.store.worker.calls import forgo_calls
from qgov.store.worker.run import serve

PID = struct.Struct("!q")
_FILES_ON_DISK = 1024
_LOOK_SECONDS = 2.0
_IDLE_SECONDS = 60  # of processor time before the first query, which brings its own limit


def main() -> None:
    """Run until the control socket is closed; arguments: its number, and how to set up as JSON."""
    control = socket.socket(fileno=int(sys.argv[1]))
    plan = json.loads(sys.argv[2])
    _quiet()
    reason = walls.unshare()
    privileges = walls.forgo_privileges()
    store = _load(plan)
    import pyoxigraph  # noqa: F401 (before the limits on files)

    with suppress(ImportError):
        import msgspec  # noqa: F401
    report = {"network": not reason and not walls.connects(), "privileges": privileges, "reason": reason}
    control.sendall(json.dumps(report).encode().ljust(512))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # What no collector touches stays shared between the workers.
    gc.collect()
    gc.freeze()
    parent = os.getppid()
    control.settimeout(_LOOK_SECONDS)
    # A copy of the socket may live on in other children of the service, so its end alone does not tell of its death.
    while os.getppid() == parent:
        try:
            message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        except TimeoutError:
            continue
        if not message:
            return
        _fork(control, descriptors[0], store, plan)


def _fork(control: socket.socket, descriptor: int, store, plan: dict) -> None:
    pid = os.fork()
    if pid:
        os.close(descriptor)
        handle = _handle(pid)
        socket.send_fds(control, [PID.pack(pid)], [handle] if handle is not None else [])
        if handle is not None:
            os.close(handle)
        return
    code = 1
    try:
        walls.die_with_parent()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        control.close()
        connection = socket.socket(fileno=descriptor)
        memory = plan["memory_mb"] << 20
        # Graphs in memory need no file at all: then none can be opened, nor any socket.
        forgo_calls()
        walls.limit(memory, _FILES_ON_DISK if plan["disk"] else connection.fileno() + 1)
        walls.allow_processor(_IDLE_SECONDS)
        serve(connection, store, memory)
        code = 0
    finally:
        os._exit(code)


def _handle(pid: int) -> int | None:
    with suppress(AttributeError, OSError):
        return os.pidfd_open(pid)
    return None


def _quiet() -> None:
    """Ends of engines write much to stderr, and a query's text may be in it: nobody reads that."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    if nothing > 2:
        os.close(nothing)


def _load(plan: dict):
    """The graphs that are answered from where a query names no snapshot."""
    import pyoxigraph as ox

    if plan["path"]:
        return ox.Store() if plan["disk"] else _from_file(plan["path"])
    store = ox.Store()
    if not plan["disk"]:
        from qgov.store.graphs import load_shipped

        load_shipped(store)
    return store


def _from_file(path: str):
    import pyoxigraph as ox

    store = ox.Store()
    store.load(path=path, format=ox.RdfFormat.N_QUADS)
    return store
