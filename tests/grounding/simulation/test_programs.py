"""Circuit texts: what is read, and what is refused by name, in time and without touching a disk."""

from __future__ import annotations

import time
import tracemalloc
from math import isclose, pi

import pytest

from qgov.grounding.checks.simulation import program, state
from qgov.grounding.checks.simulation.limits import Refused

from .claims import BELL, HEAD, ghz, only

OLD = 'OPENQASM 2.0;\ninclude "qelib1.inc";\n'


def gates(text: str) -> list[tuple]:
    return [(one.name, one.wires) for one in program.read(text).gates]


def test_both_versions_give_one_circuit():
    old = OLD + "qreg q[2]; creg c[2]; h q[0]; CX q[0], q[1]; barrier q; measure q -> c;"
    assert program.read(old) == program.read(BELL)
    assert gates(BELL) == [("h", (0,)), ("cx", (0, 1))]


def test_definitions_loops_and_broadcasts_are_written_out():
    text = HEAD + (
        "const float half = pi / 2; gate pair(a) x, y { rz(a / 2) x; cx x, y; inv @ s y; }\n"
        "qubit[3] q; for int i in [0:1] { pair(half) q[i], q[i + 1]; } x q;"
    )
    found = program.read(text)
    assert [one.name for one in found.gates] == ["rz", "cx", "sdg"] * 2 + ["x"] * 3
    assert found.gates[0].parameters == (pi / 4,) and found.gates[4].wires == (1, 2)


def test_the_inverse_of_a_definition_undoes_it():
    text = (
        HEAD + "gate g(a) x, y { u3(a, 0.2, 0.3) x; cx x, y; t y; crz(0.4) x, y; } qubit[2] q; h q; g(1) q[0], q[1]; "
    )
    there = state.pure(program.read(HEAD + "qubit[2] q; h q;"))
    back = state.pure(program.read(text + "inv @ g(1) q[0], q[1];"))
    assert isclose(abs(sum(a.conjugate() * b for a, b in zip(there, back, strict=True))), 1)


def test_controls_make_the_controlled_gate():
    assert gates(HEAD + "qubit[3] q; ctrl @ x q[0], q[1]; ctrl(2) @ x q[0], q[1], q[2];") == [
        ("cx", (0, 1)), ("ccx", (0, 1, 2)),
    ]  # fmt: skip


def test_the_versions_differ_in_their_operators():
    assert program.read(OLD + "qreg q[1]; rx(1/2*pi) q[0]; rz(2^3) q[0];").gates[0].parameters == (pi / 2,)
    assert program.read(HEAD + "qubit q; rx(4/2) q; rx(2**3) q;").gates[1].parameters == (8.0,)


def test_qubits_that_nothing_touches_cost_nothing():
    found = program.read(HEAD + "qubit[127] q; h q[100]; cx q[100], q[3];")
    assert found.qubits == 2 and found.declared == (3, 100) and found.gates[0].wires == (1,)


def test_bits_keep_their_order():
    found = program.read(HEAD + "qubit[2] q; bit[2] c; x q[0]; c[0] = measure q[1]; c[1] = measure q[0];")
    assert found.bits == (1, 0)


BOMB = (
    OLD
    + "gate g0 a { x a; }\n"
    + "".join(f"gate g{i} a {{ g{i - 1} a; g{i - 1} a; }}\n" for i in range(1, 25))
    + "qreg q[1]; g24 q[0];"
)
EMPTY_BOMB = (
    OLD
    + "gate g0 a { }\n"
    + "".join(f"gate g{i} a {{ g{i - 1} a; g{i - 1} a; }}\n" for i in range(1, 30))
    + "qreg q[1]; g29 q[0];"
)
DEEP = (
    OLD
    + "gate g0 a { x a; }\n"
    + "".join(f"gate g{i} a {{ g{i - 1} a; }}\n" for i in range(1, 200))
    + "qreg q[1]; g199 q[0];"
)
LOOPS = HEAD + "qubit q; for int i in [0:4000] { for int j in [0:4000] { } }"
REFUSED = {
    "no program": ("", "empty"),
    "no qasm": ("hello", "line 1"),
    "a missing semicolon": (HEAD + "qubit[2] q;\nh q[0]\ncx q[0], q[1];", "line 5"),
    "an unknown gate": (HEAD + "qubit q;\nfoo q;", "line 4: unknown gate 'foo'"),
    "a file of the machine": (
        'OPENQASM 2.0; include "/etc/passwd"; qreg q[1]; x q[0];',
        "'/etc/passwd' is not included",
    ),
    "a file of the network": ('include "https://example.org/a.inc"; qubit q; x q;', "is not included"),
    "a gate bomb": (BOMB, "more than 4096 gates"),
    "a bomb of nothing": (EMPTY_BOMB, "more than 20000 steps"),
    "a tower of gates": (DEEP, "nested more than 32 deep"),
    "nested empty loops": (LOOPS, "more than 20000 steps"),
    "a huge loop": (HEAD + "qubit q; for int i in [0:1000000000] { x q; }", "loop of 1000000001 rounds"),
    "a loop without end": (HEAD + "qubit q; while (true) { x q; }", "while"),
    "a loop of no step": (HEAD + "qubit q; for int i in [0:0:5] { x q; }", "step of 0"),
    "a gate that calls itself": (HEAD + "gate g a { g a; } qubit q; g q;", "unknown gate 'g'"),
    "a measurement in mid-circuit": (HEAD + "qubit q; bit c; h q; c = measure q;\nx q;", "line 4: .*mid-circuit"),
    "a condition": (OLD + "qreg q[1]; creg c[1]; measure q -> c; if (c == 1) x q[0];", "condition"),
    "a reset in mid-circuit": (HEAD + "qubit q; x q; reset q; x q;", "reset"),
    "a subroutine": (HEAD + "def f(qubit q) { x q; } qubit q; f(q);", "subroutine"),
    "a huge register": (HEAD + "qubit[100000000] q; x q[0];", "1024"),
    "many registers": (HEAD + "".join(f"qubit[1024] q{i};" for i in range(9)) + "x q0[0];", "1024"),
    "outside a register": (HEAD + "qubit[2] q; x q[5];", "outside a register of 2"),
    "one qubit twice": (HEAD + "qubit[2] q; cx q[0], q[0];", "twice on one qubit"),
    "no such register": (HEAD + "qubit[2] q; x r[0];", "'r' is not declared"),
    "a missing parameter": (HEAD + "qubit q; rx q;", "takes 1 parameters"),
    "a division by zero": (HEAD + "qubit q; rx(pi/0) q;", "no value"),
    "a power too large": (HEAD + "qubit q; rx(9**9**9) q;", "no value"),
    "a bitwise operator": (HEAD + "qubit[4] q; for int i in [0:1] { x q[i ^ 1]; }", "operator \\^"),
    "a fraction that may be none": (HEAD + "qubit q; rx(1 / 2 * pi) q;", "fraction of two whole numbers"),
    "a long chain of fractions": (HEAD + "qubit q; rx(" + "1/" * 150 + "0) q;", "no value"),
    "a fraction deeper than the reader goes": (HEAD + "qubit q; rx(" + "1/" * 1000 + "1) q;", "nested too deeply"),
    "an entry of a qubit in a gate": (HEAD + "gate g a { x a[0]; } qubit q; g q;", "qubit that it does not name"),
    "an unknown name": (HEAD + "qubit q; rx(alpha) q;", "'alpha' has no value"),
    "an input": (HEAD + "input float a; qubit q; rx(a) q;", "input"),
    "an opaque gate": (OLD + "opaque g a; qreg q[1]; g q[0];", "not valid OpenQASM"),
    "brackets without end": ("qubit q; rx(" + "(" * 30000, "nested too deeply"),
    "signs without end": ("qubit q; rx(" + "-" * 60000 + "1) q;", "too long"),
    "a text too large": ("// " + "x" * 65530 + "\nqubit q; x q;", "limited to 65536 bytes"),
    "nothing happens": (HEAD + "qubit[2] q;", "no gate and no measurement"),
    "a fraction for an index": (HEAD + "qubit[2] q; x q[1/2.0];", "whole number"),
    "an ambiguous gate": (OLD + "qreg q[2]; cu3(1,2,3) q[0], q[1];", "unknown gate 'cu3'"),
    "an ambiguous control": (HEAD + "qubit[2] q; ctrl @ u3(1,2,3) q[0], q[1];", "control of the gate u3"),
    "a measured qubit again": (HEAD + "qubit q; bit[2] c; c[0] = measure q; c[1] = measure q;", "measured again"),
    "a calibration": (HEAD + 'defcalgrammar "openpulse"; qubit q; x q;', "calibration"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_simulated_is_refused_by_name_and_at_once(name):
    text, words = REFUSED[name]
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(Refused, match=words):
        program.read.__wrapped__(text)
    taken, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 10 and peak < 150e6


def test_a_refusal_is_a_verdict_with_its_reason():
    found = only(circuit=HEAD + "qubit q;\nfoo q;", circuitOutcomes="0", outcomeProbability=1, circuitNoise="none")
    assert found.verdict == "undetermined" and "line 4: unknown gate 'foo'" in found.reason and found.needs


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"circuit": ghz(30)}, "30 qubits; at most 20"),
        ({"circuit": ghz(9), "noiseModel": [{"process": "bit-flip", "probability": 0.01}]}, "9 qubits; at most 8"),
        ({"circuit": HEAD + "qubit[20] q; for int i in [0:199] { h q[i % 20]; }"}, "at most 67108864"),
    ],
)
def test_size_is_counted_before_memory_is_taken(claims, words):
    tracemalloc.start()
    found = only(circuitFidelity=1, circuitNoise="none" if "noiseModel" not in claims else True, **claims)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.verdict == "undetermined" and words in found.reason and peak < 60e6


def test_every_run_of_an_uncertain_noise_model_is_counted():
    rows = [{"process": "bit-flip", "probability": {"value": 0.01, "uncertainty": 0.001}} for _ in range(40)]
    began = time.process_time()
    found = only(circuit=ghz(8), noiseModel=rows, circuitFidelity=0.5)
    assert found.verdict == "undetermined" and "at most 67108864" in found.reason and time.process_time() - began < 5
