"""Excited population in equilibrium, and readout of a qubit that starts out hot."""

from __future__ import annotations

from decimal import Decimal
from math import exp

import pytest

from qgov.grounding import ground_item

from .builders import by_check, computer, only, q

THERMAL, READOUT = "thermal-population", "readout-floor"
ALONE = {"activeReset": "none"}


def qubit(population, temperature="0.1", frequency="5e9", assume=ALONE, **rest):
    return computer(thermalPopulation=population, operatingTemperature=temperature, frequency=frequency, assume=assume,
                    **rest)  # fmt: skip


def test_genuine_qubits():
    # 0.1 % residual population of a transmon in a refrigerator at 15 mK: 10.1103/PhysRevLett.114.240501
    assert only(qubit("0.001", "0.015", "5.1e9"), THERMAL).verdict == "supported"
    # a fluxonium of 14 MHz that is reset: 10.1103/PhysRevX.11.011010
    reset = only(qubit("0.03", "0.015", "14e6", assume=ALONE | {"activeReset": True}), THERMAL)
    assert reset.verdict == "undetermined" and reset.needs == ("activeReset: none (stated: true)",)
    # the same found in its ground state by a measurement: no reset, and no equilibrium
    heralded = only(qubit("0.03", "0.015", "14e6", assume=ALONE | {"inEquilibrium": False}), THERMAL)
    assert heralded.verdict == "undetermined" and heralded.needs == ("inEquilibrium: true (stated: false)",)
    assert only(qubit("0.03", "0.015", "14e6", assume=ALONE | {"inEquilibrium": True}), THERMAL).verdict == "refuted"
    # an ion at room temperature, optically pumped: 10.1103/PhysRevLett.113.220501
    assert only(qubit("7e-4", "300", "3.2e9", assume={"activeReset": True}), THERMAL).verdict == "undetermined"


def test_the_bound_is_bose_einstein():
    found = only(qubit("0.09"), THERMAL)
    x = 6.62607015e-34 * 5e9 / (1.380649e-23 * 0.1)
    n = 1 / (exp(x) - 1)
    assert float(found.bound) == pytest.approx(n / (2 * n + 1))
    assert (found.verdict, found.kind) == ("supported", "theorem")


@pytest.mark.parametrize(
    "population, temperature, verdict",
    [
        ("0.08", "0.1", "supported"),  # within a tenth of the temperature
        ("0.04", "0.1", "refuted"),
        ("0.04", q("0.1", "0.001"), "refuted"),
        ("0.04", q("0.1", "0.02"), "undetermined"),
        (q("0.06", "0.02"), "0.1", "undetermined"),
        ("1e-9", "0.1", "refuted"),
        ("0", "0.1", "refuted"),
        ("1e-9", "0.01", "supported"),
        ("0.5", "0.1", "supported"),
        ("0.6", "0.1", "refuted"),
        (q("0.6", "0.1"), "0.1", "undetermined"),
    ],
)
def test_verdicts(population, temperature, verdict):
    assert only(qubit(population, temperature), THERMAL).verdict == verdict


def test_what_is_missing_is_asked_for():
    assert only(qubit("1e-9", assume=None), THERMAL).needs == ("activeReset: none",)
    assert only(computer(thermalPopulation="0.01"), THERMAL).needs == (
        "frequency",
        "operatingTemperature of the qubits",
    )
    assert by_check(computer(frequency="5e9", operatingTemperature="0.1"), THERMAL) == []


def test_the_coldest_temperature_claimed_counts():
    one = qubit("0.001", "4", baseTemperature="0.01")
    assert only(one, THERMAL).verdict == "supported"


@pytest.mark.parametrize(
    "error, verdict",
    [
        ("0.01", "supported"),
        ("0.5", "supported"),
        ("0.98", "undetermined"),
        (q("0.49", "0.1"), "supported"),
        ("0", "supported"),
    ],
)
def test_a_readout_is_not_wrong_more_often_than_right(error, verdict):
    found = only(computer(readoutError=error), READOUT)
    assert (found.verdict, found.kind) == (verdict, "model")
    assert verdict == "supported" or "fidelity" in found.reason


def test_a_qubit_that_starts_out_wrong_is_read_wrongly():
    claims = {"thermalPopulation": "0.05", "readoutError": "0.01"}
    assert only(computer(assume=ALONE, **claims), READOUT).verdict == "undetermined"
    assert only(computer(assume={"activeReset": False}, **claims), READOUT).verdict == "undetermined"
    assert only(computer(assume={"activeReset": True}, **claims), READOUT).verdict == "supported"
    assert only(computer(**claims), READOUT).verdict == "supported"
    assert only(computer(assume=ALONE, thermalPopulation="0.01", readoutError="0.01"), READOUT).verdict == "supported"


@pytest.mark.parametrize("population, temperature", [("0.09", "0.1"), ("0.4", "1e6"), ("1e-9", "1e-9"), ("0.6", "0.1")])
def test_circuits_agree(population, temperature):
    one = qubit(population, temperature, readoutError="0.2")
    for found in ground_item(one).groundings:
        if found.check in {THERMAL, READOUT} and found.verdict != "refuted":
            assert found.simulated["difference"] < Decimal("1e-6")


@pytest.mark.parametrize(
    "error, verdict", [("0.006", "supported"), ("0.0047", "undetermined"), ("1e-4", "undetermined")]
)
def test_a_qubit_decays_while_it_is_read(error, verdict):
    found = only(computer(readoutError=error, readoutTime="1e-6", t1="50e-6"), READOUT)
    assert (found.verdict, found.kind) == (verdict, "model")
    assert float(found.bound) == pytest.approx((1 - exp(-0.01)) / 2)


def test_population_and_decay_are_both_judged():
    claims = {"readoutError": "1e-3", "readoutTime": "1e-6", "t1": "50e-6", "thermalPopulation": "0.02"}
    found = by_check(computer(assume={"activeReset": "none"}, **claims), READOUT)
    assert [one.claims[1].term for one in found] == ["thermalPopulation", "readoutTime"]
    assert {one.verdict for one in found} == {"undetermined"}
