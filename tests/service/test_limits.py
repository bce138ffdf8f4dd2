"""Token buckets and concurrency, by a clock that the test turns."""

from __future__ import annotations

import pytest

from qgov.service import limits
from qgov.service.limits import Buckets, Concurrency, address_name


def test_a_bucket_gives_its_burst_then_its_rate():
    now = [0.0]
    buckets = Buckets(2.0, 3, lambda: now[0])
    assert [buckets.take("a").wait for _ in range(4)] == [0, 0, 0, 1]
    assert buckets.take("b").wait == 0
    now[0] = 0.5
    assert [buckets.take("a").wait for _ in range(2)] == [0, 1]
    now[0] = 100.0
    assert [buckets.take("a").left for _ in range(3)] == [2, 1, 0]
    assert buckets.policy == "q=3;w=2"


def test_a_refused_request_costs_nothing():
    now = [0.0]
    buckets = Buckets(1.0, 1, lambda: now[0])
    assert buckets.take("a").wait == 0
    for _ in range(50):
        assert buckets.take("a").wait == 1
    now[0] = 1.0
    assert buckets.take("a").wait == 0


def test_a_clock_that_goes_back_gives_nothing():
    now = [10.0]
    buckets = Buckets(1.0, 1, lambda: now[0])
    buckets.take("a")
    now[0] = 0.0
    assert buckets.take("a").wait == 1


def test_names_are_forgotten_so_that_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(limits, "MOST", 10)
    buckets = Buckets(1.0, 1, lambda: 0.0)
    for number in range(1000):
        buckets.take(str(number))
    assert len(buckets._buckets) == 10


def test_concurrency_counts_in_and_out():
    running = Concurrency(2)
    assert [running.enter("a"), running.enter("a"), running.enter("a"), running.enter("b")] == [True, True, False, True]
    running.leave("a")
    assert running.enter("a")
    for name in ("a", "a", "b"):
        running.leave(name)
    assert running._running == {}


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"), ("fe80::1%eth0", "fe80::/64"), ("testclient", "unknown"), ("", "unknown"),
    ],
)  # fmt: skip
def test_addresses_of_one_subscriber_have_one_name(address, name):
    assert address_name(address) == name
