"""The closed forms against PennyLane circuits, and against each other where one must be a case of the other."""

from __future__ import annotations

from math import exp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.grounding import circuits, heavy_output
from qgov.grounding.relaxation import floor, process_infidelity, relaxation_floor, relaxation_floor_uncertainty

T1 = st.floats(0.5, 1e6)  # in gate times
SHARE = st.floats(0.01, 2.0)  # T2 in units of T1
STRONG = 2e-7  # PennyLane adds 1e-14 below the roots of its damping channels, which shows where all coherence is lost
QUICK = settings(max_examples=15)


@QUICK
@given(t1=T1, share=SHARE)
def test_one_qubit_floor_is_the_choi_infidelity_of_idling(t1, share):
    value, drawing = circuits.relaxation({"t1 a": t1, "t2 a": share * t1})
    assert value == pytest.approx(floor(1.0, [(t1, share * t1)]), abs=STRONG)
    assert "AmplitudeDamping" in drawing and "t1 a = " in drawing


@QUICK
@given(t1a=T1, t1b=T1, share_a=SHARE, share_b=SHARE)
def test_two_qubit_floor_is_the_choi_infidelity_of_idling(t1a, t1b, share_a, share_b):
    parameters = {"t1 a": t1a, "t2 a": share_a * t1a, "t1 b": t1b, "t2 b": share_b * t1b}
    value, _ = circuits.relaxation(parameters)
    assert value == pytest.approx(floor(1.0, [(t1a, share_a * t1a), (t1b, share_b * t1b)]), abs=STRONG)


@pytest.mark.parametrize("t1, t2", [(500.0, 350.0), (4000.0, 8000.0), (1e5, 1e4)])
def test_weak_relaxation_agrees_far_below_the_floor(t1, t2):
    value, _ = circuits.relaxation({"t1 a": t1, "t2 a": t2, "t1 b": t1, "t2 b": t1})
    assert value == pytest.approx(floor(1.0, [(t1, t2), (t1, t1)]), abs=1e-12)


@pytest.mark.parametrize("t2", [0.4, 1.0, 1.6, 1.99])
def test_damping_channels_equal_pennylanes_thermal_relaxation(t2):
    import pennylane as qml

    def circuit():
        qml.Hadamard(wires=0)
        qml.CNOT(wires=(0, 1))
        qml.ThermalRelaxationError(0.0, 1.0, t2, 0.3, wires=0)
        qml.CNOT(wires=(0, 1))
        qml.Hadamard(wires=0)
        return qml.probs(wires=(0, 1))

    kept = qml.QNode(circuit, qml.device("default.mixed", wires=2), interface=None, diff_method=None)()[0]
    assert 1 - kept == pytest.approx(process_infidelity(0.3, 1.0, t2), abs=1e-9)


@QUICK
@given(t2=SHARE, time=st.floats(0.0, 5.0))
def test_coherence_decays_with_t2(t2, time):
    value, _ = circuits.coherence({"t1": 1.0, "t2": t2, "time": time})
    assert value == pytest.approx(exp(-time / t2), abs=STRONG)


@pytest.mark.parametrize("qubits, factor", [(1, 2 / 3), (2, 4 / 5)])
@pytest.mark.parametrize("error", [0.0, 1e-6, 0.01, 0.3, 0.9, 1.0])
def test_depolarised_gates_lose_the_factor_of_the_process_infidelity(qubits, factor, error):
    value, drawing = circuits.depolarising({"process infidelity": error, "qubits": float(qubits)})
    assert value == pytest.approx(factor * error, abs=1e-9)
    assert "DepolarizingChannel" in drawing


@pytest.mark.parametrize("qubits", [2, 3])
def test_heavy_output_probability_equals_plain_linear_algebra(qubits):
    value, drawing = circuits.heavy_output({"qubits": float(qubits)})
    assert value == pytest.approx(heavy_output.heavy_output_probability(qubits), abs=1e-9)
    assert 0.5 < value < 1
    assert "U(M" in drawing


@pytest.mark.parametrize("qubits", [2, 3])
def test_the_model_circuit_is_square_and_unitary(qubits):
    import numpy as np

    gates = heavy_output.model_circuit(qubits)
    assert len(gates) == qubits * (qubits // 2)
    assert {wire for wires, _ in gates for wire in wires} == set(range(qubits))
    for _, unitary in gates:
        assert np.allclose(unitary @ unitary.conj().T, np.eye(4))
        assert np.isclose(np.linalg.det(unitary), 1)


@given(time=st.floats(1e-9, 1e-5), t1=st.floats(1e-6, 1.0), share=SHARE)
def test_dephasing_only_raises_the_floor(time, t1, share):
    assert floor(time, [(t1, share * t1)] * 2) >= relaxation_floor(time, [t1, t1]) * (1 - 1e-12)


@given(time=st.floats(1e-9, 1e-5), t1=st.floats(1e-6, 1.0))
def test_t2_above_the_limit_is_read_as_the_limit(time, t1):
    assert floor(time, [(t1, 5 * t1)]) == relaxation_floor(time, [t1])


def test_first_order_of_the_floors():
    assert floor(1e-9, [(1e-3, 1e-3)] * 2) == pytest.approx(1e-9 / 5 * 2 * (1e3 + 2e3), rel=1e-5)
    assert relaxation_floor(1e-9, [1e-3] * 2) == pytest.approx(2e-9 / 5 * 2e3, rel=1e-5)
    assert relaxation_floor(1e-9, [1e-3]) == pytest.approx(1e-9 / 3 * 1e3, rel=1e-5)


def test_uncertainty_of_the_floor_is_its_slope():
    step = 1e-9
    by_t1 = (relaxation_floor(5e-7, [1e-4, 2e-4]) - relaxation_floor(5e-7, [1e-4 + step, 2e-4])) / step
    by_time = (relaxation_floor(5e-7 + 1e-12, [1e-4, 2e-4]) - relaxation_floor(5e-7, [1e-4, 2e-4])) / 1e-12
    found = relaxation_floor_uncertainty(5e-7, 0, [1e-4, 2e-4], [1.0, 0])
    assert found == pytest.approx(by_t1, rel=0.01)
    assert relaxation_floor_uncertainty(5e-7, 1.0, [1e-4, 2e-4], [0, 0]) == pytest.approx(by_time, rel=0.01)
