"""RocksDB merges what was written, in threads of its own and with all the processors there are; requests go first.

A merge halts nobody who reads or writes, but it runs for seconds at a time, and a service that decides shares the
processors with it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

NICENESS = 10  # a tenth of the share of a thread that answers (sched(7), the nice value)
_TASKS = Path("/proc/self/task")
_MERGES = "rocksdb:low"


def step_back() -> int:
    """Have the merges of this process wait for whatever else runs; how many threads that took, 0 where the system is
    not Linux. To be called after a store was opened for writing: its first opening starts the threads."""
    found = 0
    with suppress(OSError):
        for task in _TASKS.iterdir():
            with suppress(OSError):  # a thread that ended meanwhile
                if (task / "comm").read_text().strip() == _MERGES:
                    thread = int(task.name)
                    os.setpriority(os.PRIO_PROCESS, thread, max(NICENESS, os.getpriority(os.PRIO_PROCESS, thread)))
                    found += 1
    return found
