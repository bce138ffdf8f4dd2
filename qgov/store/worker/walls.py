"""What keeps a query's process apart from this machine, and how to find out how much of it there is.

On Linux: a user and a network namespace of its own (no interface, not even loopback), no sockets and no other programs
by a filter of system calls, no new privileges, and limits on memory, processor time, files and core dumps. Either of
the first two is enough against the network. Elsewhere there are only the limits that the system knows.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache

from qgov.store.worker.calls import forgo_calls

_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWIPC, _CLONE_NEWUTS = 0x10000000, 0x40000000, 0x08000000, 0x04000000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_PROBE_SECONDS = 20


@dataclass(frozen=True)
class Isolation:
    """Which walls stand: no network, no new privileges, memory, processor time, and files limited; killable at all."""

    processes: bool = False
    network: bool = False
    privileges: bool = False
    memory: bool = False
    processor: bool = False
    files: bool = False
    reason: str = ""

    @property
    def complete(self) -> bool:
        """Whether a query of a stranger may be run: a process to kill, without network, within its memory."""
        return self.processes and self.network and self.privileges and self.memory and self.processor and self.files

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for name, value in asdict(self).items() if value is False)

    def __str__(self) -> str:
        if self.complete:
            return "queries run apart: no network, no new privileges, limited memory, time and files"
        lacking = ", ".join(self.missing)
        return f"queries are not fully isolated here; missing: {lacking}" + (f" ({self.reason})" if self.reason else "")


@cache
def isolation() -> Isolation:
    """What this platform gives, found out by putting the walls around a process that does nothing else."""
    if not hasattr(os, "fork"):
        return Isolation(reason="this system cannot fork")
    command = [sys.executable, "-P", "-c", "from qgov.store.worker.walls import trial; trial()"]
    try:
        done = subprocess.run(  # noqa: S603 (a fixed command)
            command, capture_output=True, timeout=_PROBE_SECONDS, env=child_environment(), check=True
        )
        return Isolation(**json.loads(done.stdout))
    except (OSError, subprocess.SubprocessError, ValueError, TypeError) as error:
        return Isolation(reason=f"the trial failed: {type(error).__name__}")


def child_environment() -> dict[str, str]:
    """What a process for queries is told of its surroundings: where modules lie, and nothing of the service."""
    kept = ("PATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "SYSTEMROOT", "PYTHONHOME")
    found = {name: os.environ[name] for name in kept if name in os.environ}
    paths = [os.path.abspath(path) for path in sys.path if path]
    # One arena for all threads: each other reserves 64 MiB of the address space that is limited.
    told = {"RUST_BACKTRACE": "0", "MALLOC_ARENA_MAX": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return found | told | {"PYTHONPATH": os.pathsep.join(paths)}


def unshare() -> str:
    """Leave the network and the users of the machine; the reason why not, or nothing."""
    if not sys.platform.startswith("linux"):
        return "namespaces are a thing of Linux"
    libc = ctypes.CDLL(None, use_errno=True)
    wanted = _CLONE_NEWNET | _CLONE_NEWIPC | _CLONE_NEWUTS
    for flags in (_CLONE_NEWUSER | wanted, wanted):  # the second is for root where user namespaces are switched off
        if libc.unshare(ctypes.c_int(flags)) == 0:
            return ""
    return f"unshare: {os.strerror(ctypes.get_errno())}"


def forgo_privileges() -> bool:
    """No program that this process might start has more rights than it; it is neither dumped nor traced."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    return libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0


def die_with_parent() -> None:
    """Be killed when the process that forked this one ends."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, 9, 0, 0, 0)


def limit(memory: int, files: int) -> dict[str, bool]:
    """Limit the memory beyond what is in use now (bytes), the open files (count), writing and core dumps.

    The limits can only be lowered afterwards. Says which took hold.
    """
    import resource

    def put(what: str, value: int) -> bool:
        with suppress(AttributeError, OSError, ValueError):
            resource.setrlimit(getattr(resource, what), (value, value))
            return True
        return False

    put("RLIMIT_CORE", 0)
    put("RLIMIT_FSIZE", 0)
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")
    return {"memory": put("RLIMIT_AS", address_space() + memory), "files": put("RLIMIT_NOFILE", files)}


def address_space() -> int:
    """The bytes of address space in use; a gibibyte where the system does not say."""
    with suppress(OSError, ValueError, IndexError), open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return 1 << 30


def allow_processor(seconds: int) -> bool:
    """Let the system end this process when it has used this much more processor time; may be called again."""
    import resource

    with suppress(AttributeError, OSError, ValueError):
        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (int(used) + seconds + 1, hard))
        return True
    return False


def connects() -> bool:
    """Whether anything of the network is within reach: an interface that is up, or a route."""
    import socket

    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("127.0.0.1", 9))
        return True
    return False


def trial() -> None:
    """Put the walls around this process, and say on stdout which of them stand."""
    reason = unshare()
    privileges = forgo_privileges()
    filtered = forgo_calls()
    network = (filtered or not reason) and not connects()
    found = limit(1 << 29, 64)
    found_walls = Isolation(
        True, network, privileges, found["memory"], allow_processor(60), found["files"],
        "" if network else reason or "the network can still be reached",
    )  # fmt: skip
    print(json.dumps(asdict(found_walls)))
