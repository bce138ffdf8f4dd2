"""What comes in while something is being kept is kept together, and each gets what is its own."""

from __future__ import annotations

import asyncio
import threading

import pytest

from qgov.api.decisions.together import MOST, Together


class Slow:
    """Writes when it is let, and remembers what it was given at once."""

    def __init__(self):
        self.begun, self.go, self.batches = threading.Event(), threading.Event(), []

    def __call__(self, wanted: list[int]) -> list[int | Exception]:
        self.batches.append(wanted)
        self.begun.set()
        assert self.go.wait(60)
        return [ValueError(one) if one < 0 else 10 * one for one in wanted]


async def behind_one(together: Together, slow: Slow, wanted: list[int]) -> list[asyncio.Task]:
    """Tasks for what comes in while 1 is being written."""
    tasks = [asyncio.create_task(together.put(1))]
    await asyncio.to_thread(slow.begun.wait, 60)
    tasks += [asyncio.create_task(together.put(one)) for one in wanted]
    await asyncio.sleep(0)  # each has begun
    return tasks


def test_what_waits_is_written_at_once_and_each_has_its_own():
    async def run() -> list:
        tasks = await behind_one(together, slow, [2, -3, 4])
        slow.go.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    slow = Slow()
    together = Together(slow)
    found = asyncio.run(run())
    together.close()
    assert slow.batches == [[1], [2, -3, 4]]
    assert (found[0], found[1], found[3]) == (10, 20, 40)
    assert isinstance(found[2], ValueError) and found[2].args == (-3,)


def test_no_more_than_the_most_at_once():
    async def run() -> list:
        tasks = await behind_one(together, slow, list(range(2, MOST + 5)))
        slow.go.set()
        return await asyncio.gather(*tasks)

    slow = Slow()
    together = Together(slow)
    assert asyncio.run(run()) == [10 * one for one in range(1, MOST + 5)]
    together.close()
    assert [len(batch) for batch in slow.batches] == [1, MOST, 3]


def test_who_leaves_does_not_disturb_the_others_and_is_written_all_the_same():
    async def run() -> int:
        first, gone, last = await behind_one(together, slow, [2, 3])
        gone.cancel()
        slow.go.set()
        await first
        return await last

    slow = Slow()
    together = Together(slow)
    assert asyncio.run(run()) == 30
    together.close()
    assert slow.batches == [[1], [2, 3]]


def test_an_error_of_the_writing_reaches_all_and_ends_nothing():
    def write(wanted: list[int]) -> list[int]:
        if 1 in wanted:
            raise KeyError("the index")
        return wanted

    async def run() -> int:
        with pytest.raises(KeyError, match="the index"):
            await together.put(1)
        return await together.put(2)

    together = Together(write)
    assert asyncio.run(run()) == 2
    together.close()


def test_what_waits_is_written_before_the_end_and_nothing_after():
    async def run() -> list:
        tasks = await behind_one(together, slow, [2, 3])
        ending = asyncio.create_task(asyncio.to_thread(together.close))
        slow.go.set()
        await ending
        found = await asyncio.gather(*tasks)
        with pytest.raises(RuntimeError):
            await together.put(4)
        return found

    slow = Slow()
    together = Together(slow)
    assert asyncio.run(run()) == [10, 20, 30]
