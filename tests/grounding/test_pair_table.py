"""Tables of pairs with rows twice, rows left out, and statistics that the rows contradict."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qgov.base.parse import parse_data
from qgov.base.resources import resource
from qgov.dossier.read import from_data
from qgov.grounding import ground_item

from .builders import STATED, computer, ground, q, row

ERROR = "meanCnotInfidelity"
OTHERS = "other pairs may have any error"


def fact(item):
    return ground(item).facts[ERROR]


def loose(index, error, **rest):
    return row(index, error, t1=None, t2=None, **rest)


def chain(length, error="0.02"):
    return [loose(index, error) for index in range(length)]


def incomplete(found) -> bool:
    return any(OTHERS in note for note in found.notes)


# one value a pair


@pytest.mark.parametrize("turn", [1, -1])
def test_two_directions_are_one_pair_with_the_smaller_error(turn):
    rows = [loose(0, "0.03"), loose(1, "0.01", qubits=("1", "0")), loose(2, "0.05")][::turn]
    found = fact(computer(rows))
    assert found.lower == found.upper == Decimal("0.03")
    assert "mean of 2 pair rows" in found.notes


def test_the_smaller_error_is_that_after_conversion():
    rows = [loose(0, q("0.011", metric="process-infidelity")), loose(1, "0.010", qubits=("0", "1"))]
    assert fact(computer(rows)).upper == Decimal("0.0088")


def test_repeating_a_bad_pair_does_not_raise_the_mean():
    rows = [loose(0, "0.001"), loose(1, "0.005"), *(loose(9, "0.6", qubits=("2", "3")) for _ in range(50))]
    assert fact(computer(rows)).upper == Decimal("0.202")


def test_the_smaller_of_two_intervals_that_overlap():
    rows = [loose(0, q(lower="0.01", upper="0.05")), loose(1, q(lower="0.02", upper="0.03"), qubits=("1", "0"))]
    found = fact(computer(rows))
    assert (found.lower, found.upper) == (Decimal("0.01"), Decimal("0.03"))


def test_a_refuted_direction_may_have_been_the_smaller():
    rows = [row(0, "1e-5"), row(1, "0.02", qubits=("1", "0"))]
    found = fact(computer(rows, assume=STATED))
    assert (found.lower, found.upper, found.known) == (0, Decimal("0.02"), True)


# tables with gaps


@pytest.mark.parametrize(
    "rows",
    [
        [loose(0, "0.02")],
        [loose(2 * index, "0.02") for index in range(60)],
        chain(100),
        [loose(0, "0.02", qubits=("0", "1"))] * 119,
    ],
    ids=["one row", "disjoint rows", "qubits left out", "one row many times"],
)
def test_what_is_left_out_may_be_better_or_worse(rows):
    found = fact(computer(rows, physicalQubits=120))
    assert (found.lower, found.upper, found.known, found.as_declared) == (0, 1, False, False)
    assert incomplete(found) and found.estimate is None and found.standard_uncertainty is None


def test_the_note_names_what_is_there():
    found = fact(computer([loose(0, "0.02")], physicalQubits=120))
    assert f"the pair rows name 2 of 120 qubits (1 pair): {OTHERS}" in found.notes


@pytest.mark.parametrize("counts", [{}, {"physicalQubits": 120}, {"physicalQubits": 127, "workingQubits": 120}])
def test_a_whole_table(counts):
    found = fact(computer(chain(119), **counts))
    assert found.lower == found.upper == Decimal("0.02")
    assert not incomplete(found) and not found.as_declared and "mean of 119 pair rows" in found.notes


def test_islands_are_allowed_up_to_a_point():
    fifty = [*chain(43), *(loose(100 + 2 * index, "0.02") for index in range(7))]
    assert not incomplete(fact(computer(fifty, physicalQubits=58)))
    forty = [*chain(23), *(loose(100 + 2 * index, "0.02") for index in range(17))]
    assert incomplete(fact(computer(forty, physicalQubits=58)))


def test_a_count_that_is_refuted_leaves_room_for_more_pairs():
    found = fact(computer([loose(0, "0.02")], physicalQubits=2, workingQubits=120))
    assert (found.lower, found.upper, found.known) == (0, 1, False) and incomplete(found)


@pytest.mark.parametrize(
    "statistic, low, high", [("best", "0.02", "1"), ("median", "0.005", "0.51"), ("worst", "0", "0.02")]
)
def test_a_declared_statistic_of_all_pairs_holds_beside_an_excerpt(statistic, low, high):
    item = computer([loose(0, "0.02")], physicalQubits=120, cnotError=q("0.02", statistic=statistic))
    found = fact(item)
    assert (found.lower, found.upper) == (Decimal(low), Decimal(high)) and incomplete(found)


def test_a_declared_mean_beside_a_table_with_gaps_is_never_milder():
    """An excerpt of the table widens the declared mean towards what it says, and never narrows it."""
    for declared in ("0.001", "0.02", "0.04"):
        found = fact(computer([loose(0, "0.02")], physicalQubits=120, cnotError=declared))
        assert {found.lower, found.upper} == {Decimal(declared), Decimal("0.02")}
        assert found.lower <= Decimal(declared) <= found.upper


@pytest.mark.parametrize(
    "name, own, other",
    [("best", "0.01", "0.001"), ("best", "0.01", "0.02"), ("median", "0.02", "0.001"), ("worst", "0.06", "0.07")],
)
def test_a_declared_statistic_that_the_rows_contradict(name, own, other):
    rows = [loose(0, "0.01"), loose(1, "0.02"), loose(2, "0.06")]
    assert fact(computer(rows, cnotError=q(own, statistic=name))).lower == Decimal("0.03")
    found = fact(computer(rows, cnotError=q(other, statistic=name)))
    assert (found.lower, found.upper, found.known) == (0, 1, False)
    assert any(f"the {name} declared" in note for note in found.notes) and incomplete(found)


def test_one_percent_is_rounding():
    rows = [loose(0, "0.01"), loose(1, "0.02")]
    assert not incomplete(fact(computer(rows, cnotError=q("0.0101", statistic="best"))))
    assert incomplete(fact(computer(rows, cnotError=q("0.01011", statistic="best"))))


# records that ship


def shipped():
    for folder in ("data/devices", "data/dossiers"):
        for path in sorted(resource(folder).glob("*.json")):
            yield pytest.param(folder, path, id=path.stem)


@pytest.mark.parametrize("folder, path", shipped())
def test_no_shipped_table_has_gaps(folder, path):
    record = parse_data(path.read_bytes(), path.name)
    if folder == "data/devices":
        record = {"id": "urn:example:device", "type": "Export", "date": "2026-03-02", "origin": "US",
                  "destination": "DE", "items": [record.get("item", record)]}  # fmt: skip
    for item in from_data(record).items:
        if item.type == "QuantumComputer":
            assert not incomplete(ground_item(item, simulate=False).facts[ERROR])
