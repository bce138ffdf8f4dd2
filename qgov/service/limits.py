"""How often and how much at once one caller, or one address, may ask."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MOST = 50_000


@dataclass(frozen=True, slots=True)
class Taken:
    """What is left of a bucket after a request; ``wait`` is 0 where it was let in, else the seconds until one is."""

    left: int
    full_in: int
    wait: int


class Buckets:
    """A token bucket for each name: ``burst`` requests at once, ``rate`` a second over time.

    Names not seen for long are forgotten first; by then their bucket is full again, unless more than ``MOST`` names
    come within the time that it takes to fill one.
    """

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic):
        self.rate, self.burst, self._clock = rate, burst, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self.policy = f"q={burst};w={max(1, math.ceil(burst / rate))}"

    def take(self, name: str) -> Taken:
        """Take one token of a name if it has one."""
        now = self._clock()
        level, then = self._buckets.get(name, (float(self.burst), now))
        level = min(float(self.burst), level + max(0.0, now - then) * self.rate)
        allowed = level >= 1.0
        if allowed:
            level -= 1.0
        self._buckets[name] = (level, now)
        self._buckets.move_to_end(name)
        if len(self._buckets) > MOST:
            self._buckets.popitem(last=False)
        wait = 0 if allowed else max(1, math.ceil((1.0 - level) / self.rate))
        return Taken(int(level), max(0, math.ceil((self.burst - level) / self.rate)), wait)


class Concurrency:
    """How many requests of each name are under way; no more than ``most``."""

    def __init__(self, most: int):
        self.most = most
        self._running: dict[str, int] = {}

    def enter(self, name: str) -> bool:
        """Count a request of a name in; False where it has its most under way, and then it is not counted."""
        running = self._running.get(name, 0)
        if running >= self.most:
            return False
        self._running[name] = running + 1
        return True

    def leave(self, name: str) -> None:
        """Count a request out that was counted in."""
        running = self._running[name] - 1
        if running:
            self._running[name] = running
        else:
            del self._running[name]


def address_name(address: str) -> str:
    """The name that an address is limited under: itself, or for IPv6 its /64, which one subscriber has to itself."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if found.version == 6:
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
