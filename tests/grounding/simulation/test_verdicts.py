"""Claims of a circuit: what is supported, left open or refuted, and what the verdict asks for."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .claims import BELL, HEAD, ghz, grounded, only

NONE = {"circuitNoise": "none"}
EVEN = {"circuit": BELL, "circuitOutcomes": ["00", "11"]}
HALF = {"circuit": BELL, "circuitOutcomes": "00"}
DEPOLARISED = [{"process": "two-qubit-depolarizing", "probability": 0.06, "convention": "pauli-probability"}]
ONE_X = HEAD + "qubit[2] q; bit[2] c; x q[0]; c = measure q;"


def test_an_item_without_circuit_or_claim_of_it_is_not_judged():
    assert grounded(outcomeProbability=0.5) == [] and grounded(circuit=BELL) == []


@pytest.mark.parametrize("type", ["QuantumComputer", "QuantumAlgorithm", "Software"])
def test_what_the_circuit_gives_is_supported_by_simulation_and_pennylane(type, own_cache):
    found = only(True, type=type, **HALF, **NONE, outcomeProbability=0.5)
    assert found.verdict == "supported" and found.check == "ideal-circuit" and found.kind == "theorem"
    assert found.bound == Decimal("0.5") and found.simulated["value"] == Decimal("0.5") and "●" in found.circuit


def test_another_number_of_the_noiseless_circuit_is_refuted():
    for value in (0.4, 0.6, 1, 0):
        assert only(**HALF, **NONE, outcomeProbability=value).verdict == "refuted", value


def test_noise_that_is_not_excluded_is_asked_for():
    found = only(**EVEN, outcomeProbability=0.93)
    assert found.verdict == "undetermined" and "circuitNoise: none" in found.needs
    assert only(**EVEN, outcomeProbability=0.93, circuitNoise=True).verdict == "undetermined"
    assert only(**EVEN, outcomeProbability=0.93, **NONE).verdict == "refuted"


def test_a_noise_model_refutes_nothing():
    close = only(circuit=BELL, noiseModel=DEPOLARISED, circuitFidelity=0.952)
    far = only(circuit=BELL, noiseModel=DEPOLARISED, circuitFidelity=0.99)
    assert (close.check, close.kind, close.verdict) == ("noisy-circuit", "model", "supported")
    assert far.verdict == "undetermined" and far.bound == Decimal("0.952") and far.needs


def test_a_noise_model_and_no_noise_contradict_each_other():
    found = only(circuit=BELL, noiseModel=DEPOLARISED, circuitFidelity=0.94, **NONE)
    assert found.verdict == "undetermined" and "states a noise model and that there is no noise" in found.reason


def test_counting_spreads():
    share = {"value": 0.52, "unit": "1"}
    assert only(**HALF, **NONE, outcomeProbability=share, shots=1000).verdict == "supported"  # 1.3 standard deviations
    assert only(**HALF, **NONE, outcomeProbability=0.54, shots=1000).verdict == "undetermined"  # 2.5
    assert only(**HALF, **NONE, outcomeProbability=0.56, shots=1000).verdict == "refuted"  # 3.8
    assert only(**HALF, **NONE, outcomeProbability=0.56, shots=100).verdict == "supported"


def test_counts_are_shares_of_all_shots():
    assert only(**HALF, **NONE, outcomeCount=507, shots=1000).verdict == "supported"
    assert only(**HALF, **NONE, outcomeCount=650, shots=1000).verdict == "refuted"
    found = only(**HALF, **NONE, outcomeCount=507)
    assert found.verdict == "undetermined" and found.needs == ("shots",)
    impossible = {"circuit": BELL, "circuitOutcomes": "01"}
    assert only(**impossible, **NONE, outcomeCount=0, shots=1000).verdict == "supported"
    assert only(**impossible, **NONE, outcomeCount=3, shots=1000).verdict == "refuted"


def test_the_order_of_bits_is_not_supposed():
    one = {"circuit": ONE_X, "circuitOutcomes": "10", "outcomeProbability": 1, **NONE}
    found = only(**one)
    assert found.verdict == "undetermined" and found.needs == ("bitOrder: first-bit-left or last-bit-left",)
    assert only(**one, bitOrder="first-bit-left").verdict == "supported"
    assert only(**one, bitOrder="last-bit-left").verdict == "refuted"
    assert only(**(one | {"outcomeProbability": 0.5})).verdict == "refuted"  # in either order


def test_the_meaning_of_a_depolarisation_is_not_supposed():
    row = {"process": "two-qubit-depolarizing", "probability": 0.2}
    claim = {"circuit": BELL, "circuitFidelity": {"value": 0.84, "uncertainty": 0.002}}
    found = only(**claim, noiseModel=[row])
    assert found.verdict == "undetermined" and any("convention" in need for need in found.needs)
    assert only(**claim, noiseModel=[row | {"convention": "pauli-probability"}]).verdict == "supported"
    assert only(**claim, noiseModel=[row | {"convention": "mixing-probability"}]).verdict == "undetermined"


def test_the_uncertainty_of_the_noise_counts():
    def claim(**more):
        row = {
            "process": "two-qubit-depolarizing",
            "probability": {"value": 0.06, **more},
            "convention": "pauli-probability",
        }
        return only(circuit=BELL, noiseModel=[row], circuitFidelity={"value": 0.96, "uncertainty": 0.002})

    assert claim().verdict == "undetermined"
    assert claim(uncertainty=0.03).verdict == "supported"
    assert claim(lower=0.03, upper=0.09).verdict == "supported"


def test_bell_quantities_are_bounds():
    for value in (2.0, 2.8284):
        assert only(circuit=BELL, chsh=value, **NONE).verdict == "supported"
    product = HEAD + "qubit[2] q; h q;"
    assert only(circuit=product, chsh=2.5, **NONE).verdict == "refuted"
    assert only(circuit=product, bellFidelity=0.8, **NONE).verdict == "refuted"
    assert only(circuit=product, bellFidelity=0.5, **NONE).verdict == "supported"
    three = only(circuit=ghz(3), chsh=2.5, **NONE)
    assert three.verdict == "undetermined" and "3 qubits" in three.reason and "two qubits" in three.needs[0]


def test_a_rounded_number_is_not_refuted():
    third = HEAD + "qubit q; ry(1.9106332362490186) q;"  # probability of 1: two thirds
    for text in ("0.67", "0.7", "0.6667"):
        found = only(circuit=third, circuitOutcomes="1", outcomeProbability=Decimal(text), **NONE)
        assert found.verdict == "supported", text
    assert only(circuit=third, circuitOutcomes="1", outcomeProbability=Decimal("0.5"), **NONE).verdict != "supported"


BAD_ROWS = [
    ({"process": "bit-flip"}, "lacks probability"),
    ({"process": "bit-flip", "probability": 0.1, "t1": 1}, "t1 means nothing"),
    ({"process": "bit-flip", "probability": 0.1, "gates": ["foo"]}, "unknown gate 'foo'"),
    ({"process": "bit-flip", "probability": 0.1, "gates": ["cz"]}, "meets no gate"),
    ({"process": "bit-flip", "probability": 0.1, "wires": [7]}, "meets no gate"),
    ({"process": "bit-flip", "probability": 0.1, "convention": "pauli-probability"}, "convention"),
    ({"process": "two-qubit-depolarizing", "probability": 0.1, "gates": ["h"]}, "gates on two qubits"),
    ({"process": "thermal-relaxation", "t1": 1e-4, "t2": 1e-4}, "lacks duration"),
    ({"process": "thermal-relaxation", "t1": 1e-4, "t2": 3e-4, "duration": 1e-7}, "T2 above 2 T1"),
    ({"process": "readout-error", "probability": 0.1, "gates": ["h"]}, "follows no gate"),
]


@pytest.mark.parametrize(("row", "words"), BAD_ROWS, ids=[words for _, words in BAD_ROWS])
def test_a_row_that_means_nothing_is_named(row, words):
    found = only(circuit=BELL, noiseModel=[row], circuitFidelity=0.9)
    assert found.verdict == "undetermined" and words in found.reason


@pytest.mark.parametrize("outcomes", [["0"], ["000"], ["0x"], ["0 0"], ["2 1"]])
def test_an_outcome_of_another_length_is_named(outcomes):
    found = only(circuit=BELL, circuitOutcomes=outcomes, outcomeProbability=0.5, **NONE)
    assert found.verdict == "undetermined" and "2 bits" in found.reason


def test_a_probability_of_nothing_asks_for_its_outcomes():
    assert only(circuit=BELL, outcomeProbability=0.5, **NONE).needs == ("circuitOutcomes",)


@settings(max_examples=40)
@given(st.floats(0, 3.14), st.floats(0, 1))
def test_a_number_is_supported_only_where_it_is_the_simulated_one(angle, claimed):
    text = HEAD + f"qubit q; ry({angle:.9f}) q;"
    given_value = Decimal(f"{claimed:.6f}")
    found = only(circuit=text, circuitOutcomes="1", outcomeProbability=given_value, **NONE)
    away = abs(found.bound - given_value)
    if found.verdict == "supported":
        assert away <= Decimal("6e-7")
    if found.verdict == "refuted":
        assert away > Decimal("0.02") * found.bound
