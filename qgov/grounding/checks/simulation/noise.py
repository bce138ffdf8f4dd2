"""A declared noise model: which channel follows which gate on which qubits, read from the rows of a claim.

A channel acts after a gate, on each qubit of it alone; two-qubit depolarisation acts on the pair. Where several rows
meet one gate they act in the order of ``ORDER``, whatever the order of the rows. Idle time has no noise of its own.
Kraus operators: M. A. Nielsen and I. L. Chuang (DOI 10.1017/CBO9780511976667), section 8.3; relaxation with a
population at equilibrium: generalised amplitude damping followed by dephasing, which exists for T2 <= 2 T1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, expm1, sqrt

from qgov.dossier.model import Assumption, Quantity

from ...estimate import Estimate, estimate, is_readable
from . import gates
from .limits import MAX_ROWS, Refused
from .program import Gate, Program

DEPOLARIZING, PAIRWISE, THERMAL, READOUT = (
    "depolarizing", "two-qubit-depolarizing", "thermal-relaxation", "readout-error",
)  # fmt: skip
ORDER = (
    THERMAL, "amplitude-damping", "phase-damping", "bit-flip", "phase-flip", DEPOLARIZING, PAIRWISE, READOUT,
)  # fmt: skip
PAULI, MIXING = "pauli-probability", "mixing-probability"
_RELAXING = ("t1", "t2", "duration", "excitedPopulation")
_UNIT = 1e-12  # by how much a probability may pass 1 for its rounding


@dataclass(frozen=True, eq=False)
class Row:
    """One row; two rows that say the same are two.

    ``numbers`` are the claimed quantities by key; no ``gates`` or ``wires`` means all of them.
    """

    process: str
    numbers: dict[str, Estimate]
    gates: frozenset[str]
    wires: frozenset[int]
    convention: str | None

    def meets(self, gate: Gate) -> bool:
        return not self.gates or gate.name in self.gates

    def on(self, wires: Iterable[int], program: Program) -> tuple[int, ...]:
        return tuple(wire for wire in wires if not self.wires or program.declared[wire] in self.wires)


@dataclass(frozen=True)
class Channel:
    """One channel with its numbers, as they enter the simulation."""

    process: str
    numbers: tuple[float, ...]


def rows(claim: object) -> tuple[Row, ...]:
    """The rows of a claimed noise model in the order in which they act; Refused if one cannot be read."""
    if not isinstance(claim, tuple) or not claim:
        raise Refused("the noise model has no rows", "noiseModel with at least one row")
    if len(claim) > MAX_ROWS:
        raise Refused(f"the noise model has {len(claim)} rows; at most {MAX_ROWS} are simulated")
    found = [_row(raw, index) for index, raw in enumerate(claim)]
    return tuple(sorted(found, key=lambda row: (ORDER.index(row.process), str(sorted(row.numbers.items(), key=repr)))))


def _row(raw: Mapping, index: int) -> Row:
    where = f"noiseModel, row {index}: "
    process = raw.get("process")
    if process not in ORDER:
        raise Refused(f"{where}no known process of noise", "process: " + " or ".join(ORDER))
    needed = _RELAXING[:3] if process == THERMAL else ("probability",)
    takes = _RELAXING if process == THERMAL else ("probability", "convention")
    numbers = {}
    for key in (*_RELAXING, "probability"):
        quantity = raw.get(key)
        if quantity is None:
            continue
        if key not in takes:
            raise Refused(f"{where}{key} means nothing for {process}", f"{process} with {', '.join(needed)}")
        if not isinstance(quantity, Quantity) or not is_readable(quantity):
            raise Refused(f"{where}{key} cannot be read", f"{key} as a number")
        numbers[key] = estimate(quantity)
    if missing := tuple(key for key in needed if key not in numbers):
        raise Refused(f"{where}{process} lacks {', '.join(missing)}", *missing)
    convention = raw.get("convention")
    convention = convention.value if isinstance(convention, Assumption) else convention
    if convention is not None and (process not in (DEPOLARIZING, PAIRWISE) or convention not in (PAULI, MIXING)):
        raise Refused(f"{where}the convention {convention} means nothing for {process}")
    names = frozenset(_gate(name, where) for name in raw.get("gates", ()))
    if names and process == READOUT:
        raise Refused(f"{where}a readout error follows no gate", "the row without gates")
    if process == PAIRWISE and any(gates.SHAPES[name][0] != 2 for name in names):
        raise Refused(f"{where}two-qubit depolarisation follows gates on two qubits", "gates on two qubits")
    return Row(process, numbers, names, frozenset(_wire(one) for one in raw.get("wires", ())), convention)


def _wire(raw: object) -> int:
    if isinstance(raw, Quantity) and raw.value is not None:
        return int(raw.value)
    raise Refused("noiseModel: wires names something that is no qubit", "wires as numbers of qubits, from 0")


def _gate(name: str, where: str) -> str:
    found = gates.named(name)
    if found is None:
        raise Refused(f"{where}unknown gate {str(name)[:40]!r}", "a gate of qelib1.inc or stdgates.inc")
    return found


def placed(program: Program, model: tuple[Row, ...]) -> None:
    """Refused if a row meets nothing in the circuit: it is then not the model of this circuit."""
    for row in model:
        if row.process == READOUT:
            met = row.on(program.bits, program)
        else:
            width = 2 if row.process == PAIRWISE else 1
            met = [gate for gate in program.gates if row.meets(gate) and len(row.on(gate.wires, program)) >= width]
        if not met:
            where = ", ".join(sorted(row.gates)) or "any gate"
            reason = f"the noise {row.process} after {where} meets no gate of the circuit"
            raise Refused(reason, "a noise model of this circuit")


def channel(row: Row, numbers: Mapping[str, float], convention: str) -> Channel:
    """The channel of a row at given numbers; Refused if they are those of no channel."""
    if row.process == THERMAL:
        t1, t2, time, excited = (*(numbers[key] for key in _RELAXING[:3]), numbers.get("excitedPopulation", 0.0))
        if not (t1 > 0 and t2 > 0 and time >= 0 and 0 <= excited <= 1):
            raise Refused("thermal relaxation needs T1 and T2 above zero, and a duration and a population that exist")
        if t2 > 2 * t1 * (1 + 1e-9):
            raise Refused("thermal relaxation with T2 above 2 T1 is no channel", "t2 <= 2 t1 in the noise model")
        return Channel(THERMAL, (t1, min(t2, 2 * t1), time, excited))
    p = numbers["probability"]
    if row.process in (DEPOLARIZING, PAIRWISE):
        share = 3 / 4 if row.process == DEPOLARIZING else 15 / 16
        if (row.convention or convention) == MIXING:
            p *= share
    if not 0 <= p <= 1 + _UNIT:
        raise Refused(f"{row.process} with a probability of {p:.6g} is no channel")
    return Channel(row.process, (min(p, 1.0),))


def kraus(one: Channel) -> list:
    """The Kraus operators of a channel, on one qubit or on two."""
    import numpy as np

    paulis = [gates.matrix(name, ()) for name in ("id", "x", "y", "z")]
    if one.process == THERMAL:
        t1, t2, time, excited = one.numbers
        gamma, kept = -expm1(-time / t1), exp(-time / t2 + time / (2 * t1))
        ways = ((1 - excited, False), (excited, True))
        relax = [sqrt(weight) * one for weight, upwards in ways for one in _damping(gamma, upwards)]
        return [a @ b for a in _dephasing(1 - min(1.0, kept) ** 2) for b in relax if np.any(b)]
    p = one.numbers[0]
    if one.process == "amplitude-damping":
        return _damping(p, False)
    if one.process == "phase-damping":
        return _dephasing(p)
    if one.process in ("bit-flip", READOUT):
        return [sqrt(1 - p) * paulis[0], sqrt(p) * paulis[1]]
    if one.process == "phase-flip":
        return [sqrt(1 - p) * paulis[0], sqrt(p) * paulis[3]]
    if one.process == DEPOLARIZING:
        return [sqrt(1 - p) * paulis[0], *(sqrt(p / 3) * pauli for pauli in paulis[1:])]
    both = [np.kron(a, b) for a in paulis for b in paulis]
    return [sqrt(1 - p) * both[0], *(sqrt(p / 15) * pauli for pauli in both[1:])]


def _damping(gamma: float, upwards: bool) -> list:
    import numpy as np

    kept, lost = np.diag([1.0, sqrt(1 - gamma)]).astype(complex), np.array([[0, sqrt(gamma)], [0, 0]], dtype=complex)
    return [kept[::-1, ::-1], lost[::-1, ::-1]] if upwards else [kept, lost]


def _dephasing(loss: float) -> list:
    import numpy as np

    return [np.diag([1.0, sqrt(1 - loss)]).astype(complex), np.diag([0.0, sqrt(loss)]).astype(complex)]
