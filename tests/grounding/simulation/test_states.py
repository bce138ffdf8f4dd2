"""The simulated numbers against closed forms, against PennyLane and against its own reading of OpenQASM 3."""

from __future__ import annotations

import random
from decimal import Decimal
from math import exp, isclose, sqrt

import numpy as np
import pytest

from qgov.dossier.model import Quantity
from qgov.grounding.checks.simulation import gates, noise, outputs, program, run, state, written
from qgov.grounding.checks.simulation.circuits import claimed_circuit
from qgov.grounding.checks.simulation.claims import Claimed, Setting

from .claims import BELL, HEAD, ghz

CLOSE = 1e-9
STATED = Setting()
QUANTITIES = ("outcomeProbability", "heavyOutputProbability", "circuitFidelity", "chsh", "bellFidelity")


def row(process: str, **numbers) -> dict:
    read = {
        key: Quantity(value=Decimal(str(value))) if isinstance(value, float) else value
        for key, value in numbers.items()
    }
    return {"process": process} | read


def number(term: str, text: str, *rows: dict, outcomes: tuple[str, ...] = (), setting: Setting = STATED) -> float:
    one = Claimed(program.read(text), noise.rows(rows) if rows else (), outcomes)
    return run.simulated(term, one, setting).value


def random_text(seed: int, qubits: int, length: int) -> str:
    draw = random.Random(seed)
    lines = []
    for _ in range(length):
        name = draw.choice([name for name, (width, _) in gates.SHAPES.items() if width <= qubits])
        width, count = gates.SHAPES[name]
        angles = f"({', '.join(f'{draw.uniform(-4, 4):.6f}' for _ in range(count))})" if count else ""
        lines.append(f"{name}{angles} {', '.join(f'q[{wire}]' for wire in draw.sample(range(qubits), width))};")
    return HEAD + f"qubit[{qubits}] q;\n" + "\n".join(lines)


def random_rows(seed: int, text: str) -> list[dict]:
    draw = random.Random(seed)
    used = sorted({gate.name for gate in program.read(text).gates})
    pairs = [name for name in used if gates.SHAPES[name][0] == 2]
    rows = [
        row("depolarizing", probability=draw.uniform(0, 0.2)),
        row("readout-error", probability=draw.uniform(0, 0.2)),
    ]
    rows += [row(name, probability=draw.uniform(0, 0.3), gates=(draw.choice(used),))
             for name in ("amplitude-damping", "phase-damping", "bit-flip", "phase-flip")]  # fmt: skip
    t1 = draw.uniform(1e-5, 1e-3)
    rows.append(row("thermal-relaxation", t1=t1, t2=draw.uniform(0.1, 2) * t1, duration=draw.uniform(0, 0.3) * t1,
                    excitedPopulation=draw.uniform(0, 0.3)))  # fmt: skip
    if pairs:
        rows.append(row("two-qubit-depolarizing", probability=draw.uniform(0, 0.2), gates=(draw.choice(pairs),)))
    draw.shuffle(rows)
    return rows


@pytest.mark.parametrize("name", gates.SHAPES)
def test_every_gate_is_unitary_and_has_its_inverse(name):
    parameters = (0.3, -1.1, 2.2)[: gates.SHAPES[name][1]]
    unitary = gates.matrix(name, parameters)
    size = 2 ** gates.SHAPES[name][0]
    assert np.allclose(gates.matrix(*gates.inverse(name, parameters)) @ unitary, np.eye(size))


@pytest.mark.parametrize("seed", range(12))
def test_a_random_circuit_is_that_of_pennylane(seed):
    text = random_text(seed, 2 if seed < 6 else 4, 14)
    outcomes = ("0" * program.read(text).qubits,)
    for term in QUANTITIES[: 5 if program.read(text).qubits == 2 else 2]:
        one = Claimed(program.read(text), (), outcomes)
        found = run.simulated(term, one, Setting())
        value, _ = claimed_circuit(written.encode(term, one, Setting(), found.channels))
        assert isclose(value, found.value, abs_tol=CLOSE), term


@pytest.mark.parametrize("seed", range(12))
def test_a_random_noise_model_is_that_of_pennylane(seed):
    text = random_text(100 + seed, 2 if seed < 7 else 3, 10)
    outcomes = ("1" * program.read(text).qubits,)
    one = Claimed(program.read(text), noise.rows(tuple(random_rows(seed, text))), outcomes)
    setting = Setting(convention=noise.MIXING if seed % 2 else noise.PAULI)
    for term in QUANTITIES[: 5 if one.program.qubits == 2 else 3]:
        found = run.simulated(term, one, setting)
        value, _ = claimed_circuit(written.encode(term, one, setting, found.channels))
        assert isclose(value, found.value, abs_tol=CLOSE), term


def test_a_text_means_what_pennylane_reads_in_it():
    """PennyLane reads OpenQASM 3 by an interpreter of its own."""
    import pennylane as qml

    text = (
        "qubit q0; qubit q1; float theta = 0.4;\n"
        "h q0; ry(theta / 2) q0; rx(theta) q1; cx q0, q1; inv @ s q1; ctrl @ x q1, q0; cp(pi / 3) q0, q1; t q0;"
    )

    @qml.qnode(qml.device("default.qubit", wires=["q0", "q1"]))
    def theirs():
        qml.from_qasm3(text, {"q0": "q0", "q1": "q1"})()
        return qml.probs(wires=["q0", "q1"])

    ours = np.abs(state.pure(program.read(text))) ** 2
    assert np.allclose(ours, theirs(), atol=CLOSE)


@pytest.mark.parametrize("process", noise.ORDER)
def test_every_channel_keeps_probability(process):
    numbers = (1e-4, 1.3e-4, 3e-5, 0.2) if process == noise.THERMAL else (0.17,)
    operators = noise.kraus(noise.Channel(process, numbers))
    assert np.allclose(sum(one.conj().T @ one for one in operators), np.eye(len(operators[0])))


def test_relaxation_has_its_two_times_and_its_equilibrium():
    t1, t2, time, excited = 1e-4, 1.5e-4, 4e-5, 0.1
    operators = noise.kraus(noise.Channel(noise.THERMAL, (t1, t2, time, excited)))
    plus = np.full((2, 2), 0.5, dtype=complex)
    found = sum(one @ plus @ one.conj().T for one in operators)
    assert isclose(found[0, 1].real, 0.5 * exp(-time / t2)) and isclose(
        found[1, 1].real, excited + 0.4 * exp(-time / t1)
    )


@pytest.mark.parametrize("n", [2, 3, 5])
@pytest.mark.parametrize("p", [0.0, 0.01, 0.3])
def test_depolarised_ghz_states(n, p):
    """A product of one-qubit depolarisations on a GHZ state, in closed form: (a^n + b^n)/2 and the coherence."""
    text = ghz(n) + "".join(f"id q[{wire}];" for wire in range(n))
    found = number("circuitFidelity", text, row("depolarizing", probability=p, gates=("id",)))
    flip = 2 * p / 3
    # Even numbers of Pauli faults on all qubits leave the state: count stabilisers by their weight.
    shrink = 1 - 4 * p / 3
    even = sum(_choose(n, k) * shrink**k for k in range(0, n + 1, 2))
    assert isclose(found, (even + 2 ** (n - 1) * shrink**n) / 2**n, abs_tol=CLOSE)
    same = number(
        "outcomeProbability", text, row("depolarizing", probability=p, gates=("id",)), outcomes=("0" * n, "1" * n)
    )
    assert isclose(same, (1 - flip) ** n + flip**n, abs_tol=CLOSE)


def _choose(n: int, k: int) -> int:
    from math import comb

    return comb(n, k)


@pytest.mark.parametrize("p", [0.0, 0.05, 0.2, 15 / 16])
def test_a_depolarised_bell_pair_is_a_werner_state(p):
    noisy = row("two-qubit-depolarizing", probability=p, convention="pauli-probability")
    v = 1 - 16 * p / 15
    assert isclose(number("chsh", BELL, noisy), 2 * sqrt(2) * abs(v), abs_tol=CLOSE)
    assert isclose(number("circuitFidelity", BELL, noisy), (1 + 3 * v) / 4, abs_tol=CLOSE)
    assert isclose(number("bellFidelity", BELL, noisy), (1 + 3 * v) / 4, abs_tol=CLOSE)
    mixed = row("two-qubit-depolarizing", probability=min(1.0, 16 * p / 15), convention="mixing-probability")
    assert isclose(number("circuitFidelity", BELL, mixed), (1 + 3 * v) / 4, abs_tol=CLOSE)


@pytest.mark.parametrize("theta", [0.0, 0.3, 1.0, 1.5707963])
def test_bell_quantities_of_a_partly_entangled_state(theta):
    text = HEAD + f"qubit[2] q; ry({theta}) q[0]; cx q[0], q[1];"
    c = np.sin(theta)
    assert isclose(number("chsh", text), 2 * sqrt(1 + c * c), abs_tol=1e-6)
    assert isclose(number("bellFidelity", text), (1 + c) / 2, abs_tol=1e-6)


def test_a_readout_error_changes_what_is_read_and_not_the_state():
    noisy = row("readout-error", probability=0.1)
    text = HEAD + "qubit q; x q;"
    assert isclose(number("outcomeProbability", text, noisy, outcomes=("1",)), 0.9)
    assert isclose(number("circuitFidelity", text, noisy), 1.0)


def test_noise_acts_only_on_its_gates_and_qubits():
    text = HEAD + "qubit[2] q; x q[0]; x q[1]; y q[1];"
    flips = row("bit-flip", probability=0.25, gates=("x",), wires=(Quantity(value=Decimal(1)),))
    assert isclose(number("outcomeProbability", text, flips, outcomes=("10",)), 0.75)
    assert isclose(number("outcomeProbability", text, flips, outcomes=("11",)), 0.25)


def test_two_equal_rows_are_two():
    text = HEAD + "qubit q; x q;"
    one = row("bit-flip", probability=0.25)
    assert isclose(number("outcomeProbability", text, one, dict(one), outcomes=("1",)), 0.75**2 + 0.25**2)


def test_the_order_of_the_rows_does_not_matter():
    rows = [
        row("depolarizing", probability=0.1),
        row("amplitude-damping", probability=0.3),
        row("bit-flip", probability=0.2),
    ]
    found = {round(number("circuitFidelity", BELL, *some), 12) for some in (rows, rows[::-1])}
    assert len(found) == 1


def test_heavy_outputs_are_those_above_the_median():
    text = HEAD + "qubit[2] q; ry(0.6) q[0]; ry(1.1) q[1];"
    shares = np.sort(np.abs(state.pure(program.read(text))) ** 2)
    assert isclose(number("heavyOutputProbability", text), shares[2] + shares[3])
    assert number("heavyOutputProbability", HEAD + "qubit[3] q; h q;") == 0  # all equal: none is above


@pytest.mark.parametrize("seed", range(6))
def test_all_outcomes_together_are_certain(seed):
    text = random_text(200 + seed, 3, 12)
    n = program.read(text).qubits
    every = tuple(f"{index:0{n}b}" for index in range(2**n))
    rows = random_rows(seed, text)
    assert isclose(number("outcomeProbability", text, *rows, outcomes=every), 1, abs_tol=CLOSE)


def test_a_subset_of_the_qubits_is_read_in_the_order_of_the_bits():
    text = HEAD + "qubit[3] q; bit[2] c; x q[2]; h q[0]; c[0] = measure q[2]; c[1] = measure q[1];"
    assert isclose(number("outcomeProbability", text, outcomes=("10",)), 1)
    found = outputs.of_bits(outputs.probabilities(state.pure(program.read(text)), 3), program.read(text).bits)
    assert np.allclose(found, [0, 0, 1, 0])


def test_what_is_written_can_be_read_again():
    text = random_text(5, 3, 9)
    one = Claimed(program.read(text), noise.rows(tuple(random_rows(5, text))), ("101",))
    found = run.simulated("outcomeProbability", one, Setting())
    back = written.decode(written.encode("outcomeProbability", one, Setting(), found.channels))
    assert back.gates == one.program.gates and back.bits == one.program.bits and back.outcomes == ("101",)
    assert [placed.channel for placed in back.noise] == list(found.channels.values())


def test_a_drawing_holds_the_gates_and_the_noise_and_nothing_else():
    one = Claimed(program.read(BELL), noise.rows((row("two-qubit-depolarizing", probability=0.1),)), ("00",))
    found = run.simulated("outcomeProbability", one, STATED)
    _, drawing = claimed_circuit(written.encode("outcomeProbability", one, STATED, found.channels))
    assert drawing.splitlines()[0].startswith("0: ──H─╭●─╭QubitChannel") and drawing.splitlines()[0].endswith(
        "─┤ ╭Probs"
    )


def test_a_long_circuit_is_told_in_words():
    text = HEAD + "qubit q; for int i in [1:100] { h q; }"
    _, drawing = claimed_circuit(written.encode("circuitFidelity", Claimed(program.read(text), (), ()), STATED, {}))
    assert drawing.startswith("100 gates on 1 qubits")


def test_a_circuit_that_pennylane_writes_is_read():
    import pennylane as qml

    @qml.qnode(qml.device("default.qubit", wires=3))
    def theirs():
        qml.Hadamard(0)
        qml.U3(0.3, -0.4, 1.2, wires=1)
        qml.CRY(0.7, wires=(0, 2))
        qml.Toffoli(wires=(0, 1, 2))
        qml.adjoint(qml.S(1))
        qml.IsingXX(0.6, wires=(1, 2))
        qml.CSWAP(wires=(0, 1, 2))
        return qml.probs(wires=range(3))

    text = qml.to_openqasm(theirs, measure_all=True)()
    found = outputs.of_bits(outputs.probabilities(state.pure(program.read(text)), 3), program.read(text).bits)
    assert np.allclose(found, theirs(), atol=1e-6)  # PennyLane writes its angles with few digits
