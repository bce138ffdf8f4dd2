"""How many pulses fit into a memory."""

from __future__ import annotations

from math import log, pi

import pytest

from qgov.dossier.model import Item
from qgov.grounding.checks.memory.time_bandwidth import most_modes

from ..builders import only, q

CHECK = "memory-time-bandwidth"


def memory(**claims):
    return Item("memory", "QuantumMemory", claims={term: q(number) for term, number in claims.items()})


def test_the_law():
    assert most_modes(1e-6, 1e7) == pytest.approx(10 * pi / (2 * log(2))) and most_modes(1e-9, 1e6) == 1


@pytest.mark.parametrize("modes, verdict", [(1, "supported"), (20, "supported"), (100, "undetermined")])
def test_it_asks_and_never_refutes(modes, verdict):
    found = only(memory(temporalModes=modes, storageTime="1e-6", bandwidth="1e7"), CHECK)
    assert (found.verdict, found.kind) == (verdict, "model")
    assert bool(found.needs) == (verdict == "undetermined")


def test_what_is_missing_is_asked_for():
    assert only(memory(temporalModes=64), CHECK).needs == ("storageTime", "bandwidth")
