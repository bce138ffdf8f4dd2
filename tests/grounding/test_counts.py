"""Quantum volume and pair rows against the qubits claimed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .builders import by_check, computer, ground, only, q, row

VOLUME, PAIRS = "quantum-volume", "qubit-count-pairs"


@pytest.mark.parametrize("volume, verdict", [(2, "supported"), (128, "supported"), (129, "refuted"), (256, "refuted")])
def test_quantum_volume_is_bounded_by_the_qubits(volume, verdict):
    found = only(computer(quantumVolume=volume, physicalQubits=7), VOLUME)
    assert (found.verdict, found.kind) == (verdict, "theorem")
    assert found.bound == 128 and found.margin == 128 - volume


def test_the_smallest_count_is_the_one_that_is_doubted():
    found = only(computer(quantumVolume=2**20, physicalQubits=127, workingQubits=12), VOLUME)
    assert [claim.term for claim in found.claims] == ["quantumVolume", "workingQubits"]
    assert found.verdict == "refuted"


def test_logical_qubits_are_not_counted():
    found = only(computer(quantumVolume=2**20, logicalQubits=4), VOLUME)
    assert found.verdict == "undetermined" and "physicalQubits" in found.needs[0]


@pytest.mark.parametrize("word, verdict", [(None, "refuted"), ("none", "refuted"), ("surface-code", "refuted")])
def test_error_correction_adds_no_qubits(word, verdict):
    assume = {} if word is None else {"errorCorrection": word}
    assert only(computer(quantumVolume=256, physicalQubits=7, assume=assume), VOLUME).verdict == verdict


@pytest.mark.parametrize("volume, verdict", [("0.5", "refuted"), ("0", "refuted"), ("1", "supported")])
def test_quantum_volume_is_at_least_one(volume, verdict):
    assert only(computer(quantumVolume=volume, physicalQubits=7), VOLUME).verdict == verdict


def test_uncertain_numbers_are_given_their_room():
    assert only(computer(quantumVolume=q(140, 10), physicalQubits=7), VOLUME).verdict == "undetermined"
    assert only(computer(quantumVolume=q(140, 3), physicalQubits=7), VOLUME).verdict == "refuted"
    assert only(computer(quantumVolume=256, physicalQubits=q(7, lower=6, upper=8)), VOLUME).verdict == "undetermined"
    assert only(computer(quantumVolume=q(upper=512), physicalQubits=7), VOLUME).verdict == "undetermined"


@pytest.mark.parametrize("qubits", [5000, 10**6])
def test_very_many_qubits(qubits):
    assert only(computer(quantumVolume=Decimal("1E+200"), physicalQubits=qubits), VOLUME).verdict == "supported"


@pytest.mark.parametrize("volume, verdict", [(100, "undetermined"), (128, "supported"), (1, "supported")])
def test_a_volume_is_a_power_of_two(volume, verdict):
    assert only(computer(quantumVolume=volume, physicalQubits=156), VOLUME).verdict == verdict


@given(qubits=st.integers(1, 900))
def test_the_bound_is_exact_at_every_power(qubits):
    item = computer(quantumVolume=2**qubits, physicalQubits=qubits)
    above = computer(quantumVolume=2**qubits + 1, physicalQubits=qubits)
    assert only(item, VOLUME).verdict == "supported"
    assert only(above, VOLUME).verdict == "refuted"


# counts of some and of all


@pytest.mark.parametrize("term", ["workingQubits", "connectedQubits", "controlledQubits"])
def test_a_part_larger_than_its_whole_refutes_both(term):
    item = computer(physicalQubits=33, **{term: 34})
    found = only(item, PAIRS)
    assert (found.verdict, found.kind, found.value, found.bound, found.margin) == ("refuted", "theorem", 34, 33, -1)
    assert [claim.term for claim in found.claims] == ["physicalQubits", term]
    facts = ground(item).facts
    for count in ("physicalQubits", term, "operationalQubits"):
        assert not facts[count].known and (facts[count].lower, facts[count].upper) == (0, None)


def test_parts_that_are_no_larger_are_passed_over():
    assert by_check(computer(physicalQubits=34, workingQubits=34, controlledQubits=20), PAIRS) == []
    assert by_check(computer(workingQubits=34, controlledQubits=20, logicalQubits=99), PAIRS) == []


def test_room_for_uncertain_parts():
    assert only(computer(physicalQubits=q(33, 1), workingQubits=34), PAIRS).verdict == "undetermined"
    assert only(computer(physicalQubits=33, workingQubits=q(34, 1)), PAIRS).verdict == "undetermined"
    assert only(computer(physicalQubits=33, workingQubits=q(lower=20, upper=40)), PAIRS).verdict == "undetermined"
    assert only(computer(physicalQubits=q(lower=30, upper=33), workingQubits=34), PAIRS).verdict == "refuted"


# pair rows


def chain(length: int, **rest):
    return [row(index, "0.01", **rest) for index in range(length)]


@pytest.mark.parametrize("count, verdict", [(5, "supported"), (4, "supported"), (3, "refuted")])
def test_working_pairs_show_their_qubits(count, verdict):
    found = only(computer(chain(3), physicalQubits=count), PAIRS)
    assert (found.verdict, found.kind) == (verdict, "theorem")
    assert found.value == count and found.bound == 4


def test_count_and_rows_are_refuted_together():
    item = computer(chain(5), physicalQubits=20, controlledQubits=4, computingModel="circuit")
    assert [claim.term for claim in only(item, PAIRS).claims] == ["controlledQubits", "pairs"]
    found = ground(item)
    assert not found.facts["operationalQubits"].known
    assert (found.facts["operationalQubits"].lower, found.facts["operationalQubits"].upper) == (0, None)
    assert not found.facts["meanCnotInfidelity"].known
    assert found.facts["physicalQubits"].known
    assert any("controlledQubits" in warning for warning in found.warnings)


def test_dead_pairs_show_nothing():
    rows = [*chain(1), row(1, "1"), row(2, "0.01", dead=True), row(3, None)]
    assert only(computer(rows, physicalQubits=2), PAIRS).verdict == "supported"


def test_room_for_an_uncertain_count():
    assert only(computer(chain(5), physicalQubits=q(5, 1)), PAIRS).verdict == "undetermined"
    assert only(computer(chain(5), physicalQubits=q(5, "0.1")), PAIRS).verdict == "refuted"


def test_nothing_to_compare():
    assert by_check(computer(chain(2)), PAIRS) == []
    assert by_check(computer(physicalQubits=5), PAIRS) == []


@given(u=st.floats(0.01, 5), shrink=st.lists(st.floats(0.5, 0.999), max_size=6))
def test_shrinking_uncertainty_never_turns_a_verdict_around(u, shrink):
    order = ["supported", "undetermined", "refuted"]
    verdicts = []
    for share in [1.0, *shrink]:
        u *= share
        verdicts.append(only(computer(chain(5), physicalQubits=q(5, u)), PAIRS).verdict)
    assert verdicts == sorted(verdicts, key=order.index)
