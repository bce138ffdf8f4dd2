"""Small functions that tell whether the processes that decide live, keep to their limits and carry data whole."""

from __future__ import annotations

import os
import time


def process_id() -> int:
    """The number of the process that answers."""
    return os.getpid()


def pause(seconds: float) -> None:
    """Do nothing for a while: what a probe of the processes asks of them."""
    time.sleep(seconds)


def hold(count: int) -> int:
    """Hold so many bytes for a moment and say how many: whether the limit on memory takes hold."""
    return len(bytearray(count))


def twice(value: object) -> list:
    """A value, two times: whether data come through whole."""
    return [value, value]
