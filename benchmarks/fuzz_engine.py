"""The engine that queries are for, in a process that may die: a fuzzer finds out which one ended it."""

from __future__ import annotations

import atexit
import select
import struct
import subprocess
import sys
from functools import cache

SECONDS = 4  # below the fuzzer's own patience, so that a slow query is told apart from a look that hangs
_SERVE = """
import resource, struct, sys
import pyoxigraph as ox
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
store, pipe = ox.Store(), sys.stdin.buffer
while len(head := pipe.read(4)) == 4:
    text = pipe.read(struct.unpack("<I", head)[0]).decode("utf-8", "surrogatepass")
    try:
        store.query(text)
    except (SyntaxError, ValueError, OSError, RuntimeError, MemoryError):
        pass
    sys.stdout.buffer.write(b".")
    sys.stdout.buffer.flush()
"""


class Engine:
    """Parses and plans queries over an empty store."""

    def __init__(self):
        self._process: subprocess.Popen | None = None

    def parse(self, text: str) -> None:
        """AssertionError where the process dies of the query. What only takes long is ended: queries run in workers
        with a deadline, and the evaluation of ASK is not the parser's."""
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-c", _SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        process, data = self._process, text.encode("utf-8", "surrogatepass")
        try:
            process.stdin.write(struct.pack("<I", len(data)) + data)
            process.stdin.flush()
        except BrokenPipeError:
            pass
        if not select.select([process.stdout], [], [], SECONDS)[0]:
            self.close()
            if "ASK" not in text.upper():
                raise AssertionError(f"the engine takes more than {SECONDS} s to parse and plan a query that passed")
        elif process.stdout.read(1) != b".":
            code = process.wait()
            self.close()
            raise AssertionError(f"a query that passed ended the engine's process (status {code})")

    def close(self) -> None:
        """End the process; the next query gets another."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@cache
def engine() -> Engine:
    """The one engine of this process."""
    found = Engine()
    atexit.register(found.close)
    return found
