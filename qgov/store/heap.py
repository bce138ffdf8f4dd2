"""Memory that was freed goes back to the system, in a process that writes a store for months.

RocksDB takes and frees buffers of a megabyte in several threads: what is written last, what it merges, what it reads
ahead. The C library of GNU learns from the first that is freed that such blocks come and go, and from then on keeps
them in its heaps, where lasting blocks come to lie between them, so that the heaps grow with what was ever written
(mallopt(3), M_MMAP_THRESHOLD: the threshold is dynamic unless it is set). With a fixed threshold each large block is a
mapping of its own, and gone when it is freed.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from functools import cache

# Bytes from which a block is mapped: below RocksDB's buffers (1 MiB), above what a request takes.
LARGE = 256 * 1024
_M_MMAP_THRESHOLD = -3  # malloc.h


@cache
def give_back() -> bool:
    """Have large blocks given back when they are freed, from now on, in this process; whether the system can do so.

    What ``MALLOC_MMAP_THRESHOLD_`` in the environment says is overridden.
    """
    return trim() and bool(_libc().mallopt(_M_MMAP_THRESHOLD, LARGE))


def trim() -> bool:
    """Give back what is free in the heaps now; False where the C library is not that of GNU."""
    libc = _libc()
    if libc is not None:
        libc.malloc_trim(0)
    return libc is not None


@cache
def _libc() -> ctypes.CDLL | None:
    if sys.platform.startswith("linux"):
        with suppress(AttributeError, OSError):  # other C libraries lack them
            libc = ctypes.CDLL(None)
            libc.mallopt, libc.malloc_trim  # noqa: B018 - found
            return libc
    return None
