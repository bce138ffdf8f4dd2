"""What was made lately, as much of it as fits into so many bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

BYTES = 32 * 1024 * 1024


class Sized(Protocol):
    """Anything that says how large it is."""

    @property
    def size(self) -> int: ...


T = TypeVar("T", bound=Sized)


@dataclass
class Remembered(Generic[T]):
    """The last answers by what was asked. A decision depends on the dossier, the day and the program alone, so the same
    question has the same answer; each time it is asked it is a decision of its own in the ledger."""

    limit: int = BYTES
    _answers: OrderedDict[str, T] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _size: int = 0

    def get(self, question: str) -> T | None:
        with self._lock:
            found = self._answers.get(question)
            if found is not None:
                self._answers.move_to_end(question)
            return found

    def put(self, question: str, answer: T) -> None:
        """Keep an answer, unless it is there or takes more than an eighth of the room."""
        with self._lock:
            if question in self._answers or answer.size > self.limit // 8:
                return
            self._answers[question] = answer
            self._size += answer.size
            while self._size > self.limit:
                self._size -= self._answers.popitem(last=False)[1].size
