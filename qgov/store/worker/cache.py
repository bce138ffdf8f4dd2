"""Answers to queries that were asked before of the same graphs, up to a number of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable


class AnswerCache:
    """The answers used last, each no larger than a sixteenth of the whole."""

    def __init__(self, capacity: int):
        self.capacity, self.size = capacity, 0
        self._found: OrderedDict[Hashable, tuple[bytes, int]] = OrderedDict()

    def get(self, key: Hashable) -> bytes | None:
        entry = self._found.get(key)
        if entry is None:
            return None
        self._found.move_to_end(key)
        return entry[0]

    def put(self, key: Hashable, body: bytes, weight: int) -> None:
        """Keep an answer; ``weight`` is what its key takes in bytes."""
        cost = len(body) + weight + 512
        if cost > self.capacity // 16 or key in self._found:
            return
        self._found[key] = body, cost
        self.size += cost
        while self.size > self.capacity:
            _, (_, freed) = self._found.popitem(last=False)
            self.size -= freed

    def clear(self) -> None:
        self._found.clear()
        self.size = 0
