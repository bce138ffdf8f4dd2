"""State vectors and density matrices in numpy: the numbers that decide, computed without PennyLane.

PennyLane corroborates them (``circuits.py``). Qubit 0 is the first axis. A density matrix has the axes of its rows,
then those of its columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from . import gates
from .noise import PAIRWISE, READOUT, Channel, Row, kraus
from .program import Gate, Program


def pure(program: Program):
    """The state vector that the gates make of all qubits in zero."""
    import numpy as np

    state = np.zeros(2**program.qubits, dtype=complex)
    state[0] = 1
    for gate in program.gates:
        state = _apply(state, gates.matrix(gate.name, gate.parameters), gate.wires, program.qubits)
    return state


def mixed(program: Program, model: Mapping[Row, Channel], readout: bool):
    """The density matrix after the gates with the noise that follows each; with the readout errors if asked for."""
    import numpy as np

    n = program.qubits
    state = np.zeros(4**n, dtype=complex)
    state[0] = 1
    maps = {row: sum(np.kron(one, one.conj()) for one in kraus(channel)) for row, channel in model.items()}

    def through(wires: tuple[int, ...], row: Row):
        return _apply(state, maps[row], (*wires, *(wire + n for wire in wires)), 2 * n)

    for gate in program.gates:
        unitary = gates.matrix(gate.name, gate.parameters)
        state = _apply(state, unitary, gate.wires, 2 * n)
        state = _apply(state, unitary.conj(), tuple(wire + n for wire in gate.wires), 2 * n)
        for wires, row in noise_after(gate, model, program):
            state = through(wires, row)
    if readout:
        for wires, row in noise_of_readout(model, program):
            state = through(wires, row)
    return state.reshape(2**n, 2**n)


def noise_after(gate: Gate, model: Iterable[Row], program: Program) -> Iterable[tuple[tuple[int, ...], Row]]:
    """Where the noise of a model acts after a gate, in the order in which it acts."""
    for row in model:
        if row.process == READOUT or not row.meets(gate):
            continue
        met = row.on(gate.wires, program)
        if row.process == PAIRWISE:
            if len(gate.wires) == len(met) == 2:
                yield met, row
        else:
            yield from (((wire,), row) for wire in met)


def noise_of_readout(model: Iterable[Row], program: Program) -> Iterable[tuple[tuple[int, ...], Row]]:
    for row in model:
        if row.process == READOUT:
            yield from (((wire,), row) for wire in row.on(program.bits, program))


def operations(program: Program, model: Iterable[Row]) -> int:
    """How many matrices are applied in one run; the map of a pair counts for its size."""
    model = tuple(model)
    count = 2 * len(program.gates)
    for gate in program.gates:
        count += sum(4 if row.process == PAIRWISE else 1 for _, row in noise_after(gate, model, program))
    return count + sum(1 for _ in noise_of_readout(model, program))


def _apply(state, operator, axes: tuple[int, ...], count: int):
    """A matrix on some of ``count`` two-valued axes of a flat array; the axes between them are taken together."""
    import numpy as np

    k = len(axes)
    order = sorted(axes)
    edges = [-1, *order, count]
    shape = [1 << (edges[i + 1] - edges[i] - 1) for i in range(k + 1)]
    full = [size for pair in zip(shape, (2,) * k, strict=False) for size in pair] + [shape[-1]]
    place = {axis: 2 * index + 1 for index, axis in enumerate(order)}
    front = [place[axis] for axis in axes]
    turn = [*front, *range(0, 2 * k + 1, 2)]
    turned = state.reshape(full).transpose(turn)
    rows = turned.reshape(1 << k, -1)
    # Most entries are zero; and a matrix product of this shape would wait for the threads of the linear algebra.
    found = np.zeros_like(rows)
    for i, j in zip(*np.nonzero(operator), strict=True):
        found[i] += operator[i, j] * rows[j]
    found = found.reshape(turned.shape)
    back = sorted(range(2 * k + 1), key=turn.__getitem__)
    return found.transpose(back).reshape(-1)
