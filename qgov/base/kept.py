"""What follows from one object alone, a norm or a dossier, worked out once for all who ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Thing, Found = TypeVar("Thing"), TypeVar("Found")

MOST = 8_192  # a book has fewer norms and leaves; the pointers made for single transfers may not pile up
KEPT_DOSSIERS = 64  # those under way, and what is tried of them


class Kept(Generic[Thing, Found]):
    """A function of one object that never changes, kept by the object's identity: to hash a deep condition costs as
    much as to read it. The object is kept too, or its identity may be reused."""

    def __init__(self, work: Callable[[Thing], Found], most: int = MOST):
        self._work, self._most = work, most
        self._found: dict[int, tuple[Thing, Found]] = {}

    def __call__(self, thing: Thing) -> Found:
        known = self._found.get(id(thing))
        if known is None:
            if len(self._found) >= self._most:
                self._found.clear()
            known = self._found[id(thing)] = thing, self._work(thing)
        return known[1]
