"""Dependencies that only look at the request, run where they stand: a thread for each would cost more than the look."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import Request

T = TypeVar("T")


def inline(check: Callable[[Request], T]) -> Callable[[Request], Awaitable[T]]:
    """A check that does not wait for anything, as a dependency that takes no thread."""

    async def checked(request: Request) -> T:
        return check(request)

    return checked
