"""A circuit text as a plain list of gates: definitions and loops written out, registers resolved, within fixed limits.

What has a fixed list of gates is taken: OpenQASM 2 and 3 with the two standard include files, gate definitions, loops
over a range, ``inv`` and ``ctrl``, one measurement of each qubit after its last gate. What depends on a result, or
cannot be written out, is refused by name. Nothing is read from a disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from qgov.base.errors import InputError
from qgov.base.parse import parse_qasm

from . import gates
from .expressions import SECOND, number, whole
from .limits import MAX_DECLARED, MAX_GATES, MAX_NESTED, MAX_STEPS, Refused

_INCLUDES = ("qelib1.inc", "stdgates.inc")


@dataclass(frozen=True)
class Gate:
    """A standard gate on numbered qubits."""

    name: str
    parameters: tuple[float, ...]
    wires: tuple[int, ...]


@dataclass(frozen=True)
class Program:
    """``qubits`` are in use; ``bits`` are the qubits that the classical bits read, first bit first.

    Where the text measures nothing, all qubits in use are read in the order in which they are declared. ``declared``
    holds the number that each qubit in use has among all that the text declares.
    """

    qubits: int
    gates: tuple[Gate, ...]
    bits: tuple[int, ...]
    declared: tuple[int, ...]


@lru_cache(maxsize=64)
def read(text: str) -> Program:
    """The program of a circuit text; Refused, with the line, where it is none that is simulated."""
    try:
        tree = parse_qasm(text)
    except InputError as error:
        faults = error.faults[0]
        raise Refused(faults.message, *((faults.remedy,) if faults.remedy else ())) from None
    return _Writer().program(tree)


@dataclass
class _Writer:
    registers: dict[str, tuple[int, ...]] = field(default_factory=dict)
    bits: dict[str, tuple[int, ...]] = field(default_factory=dict)
    definitions: dict[str, tuple] = field(default_factory=dict)  # name -> (definition, how many stand before it)
    constants: dict[str, float] = field(default_factory=dict)
    found: list[Gate] = field(default_factory=list)
    read_by: dict[int, int] = field(default_factory=dict)  # bit -> qubit
    count: int = 0
    bit_count: int = 0
    steps: int = 0

    def program(self, tree) -> Program:
        if (tree.version or "3").startswith("2"):
            self.constants[SECOND] = 1.0
        for statement in tree.statements:
            self.statement(statement, self.constants, 0)
        read = [self.read_by[bit] for bit in sorted(self.read_by)]
        used = sorted({wire for gate in self.found for wire in gate.wires} | set(read))
        if not used:
            raise Refused("the circuit has no gate and no measurement", "a circuit with gates")
        place = {wire: index for index, wire in enumerate(used)}
        placed = tuple(Gate(one.name, one.parameters, tuple(place[wire] for wire in one.wires)) for one in self.found)
        return Program(len(used), placed, tuple(place[wire] for wire in read) or tuple(range(len(used))), tuple(used))

    def statement(self, node, names: Mapping[str, float], depth: int) -> None:
        self.step(node, depth)
        kind = type(node).__name__
        handler = getattr(self, f"_{kind}", None)
        if handler is None:
            raise self.refused(node, f"{_WORDS.get(kind, kind)} is not simulated")
        handler(node, names, depth)

    def step(self, node, depth: int) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise Refused(f"the circuit has more than {MAX_STEPS} steps when it is written out", "a shorter circuit")
        if depth > MAX_NESTED:
            raise self.refused(node, f"loops and gates nested more than {MAX_NESTED} deep")

    @staticmethod
    def refused(node, what: str) -> Refused:
        span = getattr(node, "span", None)
        needs = "a circuit that is a fixed list of standard gates, with its measurements at the end"
        return Refused((f"line {span.start_line}: " if span else "") + what, needs)

    # ---- declarations

    def _Include(self, node, names, depth) -> None:
        if node.filename not in _INCLUDES:
            raise self.refused(node, f"the file {node.filename[:60]!r} is not included; known: {', '.join(_INCLUDES)}")

    def size(self, node, names) -> int:
        size = 1 if node is None else whole(node, names)
        if not 1 <= size:
            raise self.refused(node, f"a register of {size}")
        if self.count + self.bit_count + size > 2 * MAX_DECLARED or size > MAX_DECLARED:
            raise self.refused(node, f"more than {MAX_DECLARED} qubits or bits are declared")
        return size

    def new(self, node, name: str) -> str:
        if name in self.registers or name in self.bits or name in self.constants:
            raise self.refused(node, f"{name[:40]!r} is declared twice")
        return name

    def _QubitDeclaration(self, node, names, depth) -> None:
        size = self.size(node.size, names)
        self.registers[self.new(node, node.qubit.name)] = tuple(range(self.count, self.count + size))
        self.count += size

    def _ClassicalDeclaration(self, node, names, depth) -> None:
        from openqasm3 import ast

        name = self.new(node, node.identifier.name)
        if not isinstance(node.type, ast.BitType):
            if node.init_expression is None or isinstance(node.init_expression, ast.QuantumMeasurement):
                raise self.refused(node, f"the variable {name[:40]!r} has no fixed value")
            self.constants[name] = number(node.init_expression, names)
            return
        size = self.size(node.type.size, names)
        self.bits[name] = tuple(range(self.bit_count, self.bit_count + size))
        self.bit_count += size
        if isinstance(node.init_expression, ast.QuantumMeasurement):
            self.measure(node, node.init_expression, self.bits[name], names)
        elif node.init_expression is not None:
            raise self.refused(node, "bits with a value are not simulated")

    def _ConstantDeclaration(self, node, names, depth) -> None:
        self.constants[self.new(node, node.identifier.name)] = number(node.init_expression, names)

    def _QuantumGateDefinition(self, node, names, depth) -> None:
        name = node.name.name
        if name in self.definitions:
            raise self.refused(node, f"the gate {name[:40]!r} is defined twice")
        self.definitions[name] = (node, len(self.definitions))

    # ---- what happens to qubits

    def _QuantumGate(self, node, names, depth) -> None:
        inverted, controls = False, 0
        for modifier in node.modifiers:
            if modifier.modifier.name == "inv":
                inverted = not inverted
            elif modifier.modifier.name == "ctrl":
                controls += 1 if modifier.argument is None else whole(modifier.argument, names)
            else:
                raise self.refused(node, f"the modifier {modifier.modifier.name} is not simulated")
        if not 0 <= controls <= 2:
            raise self.refused(node, f"{controls} controls")
        parameters = tuple(number(one, names) for one in node.arguments)
        for wires in self.broadcast(node, [self.qubits(one, names) for one in node.qubits]):
            self.apply(node, node.name.name, parameters, wires, inverted, controls, len(self.definitions), depth)

    def apply(self, node, name, parameters, wires, inverted, controls, before, depth) -> None:
        # A gate may use the definitions that stand before it, so that none can call itself.
        if name in self.definitions and self.definitions[name][1] < before:
            if controls:
                raise self.refused(node, "the control of a gate that the text defines is not simulated")
            self.defined(node, name, parameters, wires, inverted, depth)
            return
        try:
            name, parameters = gates.canonical(name, parameters)
            if inverted:
                name, parameters = gates.inverse(name, parameters)
            for _ in range(controls):
                name, parameters = gates.controlled(name, parameters)
        except KeyError:
            known = "define it, or use one of qelib1.inc or stdgates.inc"
            raise self.refused(node, f"unknown gate {name[:40]!r}; {known}") from None
        except Refused as error:
            raise self.refused(node, error.reason) from None
        if len(wires) != gates.SHAPES[name][0]:
            raise self.refused(node, f"the gate {name} acts on {gates.SHAPES[name][0]} qubits, not {len(wires)}")
        if len(set(wires)) != len(wires):
            raise self.refused(node, f"the gate {name} acts twice on one qubit")
        if busy := set(wires) & set(self.read_by.values()):
            what = f"a gate after the measurement of qubit {min(busy)}"
            raise self.refused(node, f"{what}, a mid-circuit measurement, is not simulated")
        if len(self.found) >= MAX_GATES:
            raise Refused(f"the circuit has more than {MAX_GATES} gates when it is written out", "a shorter circuit")
        self.found.append(Gate(name, parameters, wires))

    def defined(self, node, name, parameters, wires, inverted, depth) -> None:
        """Write out a gate that the text defines."""
        from openqasm3 import ast

        definition, before = self.definitions[name]
        if len(parameters) != len(definition.arguments) or len(wires) != len(definition.qubits):
            shape = f"{len(definition.arguments)} parameters and {len(definition.qubits)} qubits"
            raise self.refused(node, f"the gate {name[:40]!r} takes {shape}")
        inner = self.constants | {one.name: value for one, value in zip(definition.arguments, parameters, strict=True)}
        local = {one.name: wire for one, wire in zip(definition.qubits, wires, strict=True)}
        for step in reversed(definition.body) if inverted else definition.body:
            self.step(step, depth)
            if isinstance(step, ast.QuantumBarrier | ast.QuantumPhase) and not getattr(step, "modifiers", None):
                continue
            if not isinstance(step, ast.QuantumGate):
                raise self.refused(step, "a gate definition holds something that is no gate")
            turned = sum(one.modifier.name == "inv" for one in step.modifiers) % 2 == 1
            controls = sum(
                1 if one.argument is None else whole(one.argument, inner)
                for one in step.modifiers if one.modifier.name == "ctrl"
            )  # fmt: skip
            if any(one.modifier.name not in ("inv", "ctrl") for one in step.modifiers) or not 0 <= controls <= 2:
                raise self.refused(step, "this modifier is not simulated")
            try:
                targets = tuple(local[one.name] for one in step.qubits)
            except (KeyError, AttributeError, TypeError):  # an entry of a qubit has a name that is no text
                raise self.refused(step, f"the gate {name[:40]!r} uses a qubit that it does not name") from None
            values = tuple(number(one, inner) for one in step.arguments)
            self.apply(step, step.name.name, values, targets, inverted != turned, controls, before, depth + 1)

    def _QuantumBarrier(self, node, names, depth) -> None:
        """Nothing: a barrier holds back a compiler."""

    def _QuantumPhase(self, node, names, depth) -> None:
        if node.modifiers:
            raise self.refused(node, "a controlled phase of the whole is not simulated")

    def _QuantumReset(self, node, names, depth) -> None:
        wires = set(self.qubits(node.qubits, names))
        if wires & ({wire for gate in self.found for wire in gate.wires} | set(self.read_by.values())):
            raise self.refused(node, "a reset after a gate or a measurement is not simulated")

    def _QuantumMeasurementStatement(self, node, names, depth) -> None:
        if node.target is None:
            raise self.refused(node, "a measurement into no bit is not simulated")
        self.measure(node, node.measure, self.place(node.target, self.bits, names), names)

    def measure(self, node, measurement, bits: tuple[int, ...], names) -> None:
        wires = self.qubits(measurement.qubit, names)
        if len(wires) != len(bits):
            raise self.refused(node, f"{len(wires)} qubits are measured into {len(bits)} bits")
        for bit, wire in zip(bits, wires, strict=True):
            if bit in self.read_by or wire in self.read_by.values():
                raise self.refused(node, "a qubit or a bit that was measured is measured again")
            self.read_by[bit] = wire

    def _ForInLoop(self, node, names, depth) -> None:
        from openqasm3 import ast

        span = node.set_declaration
        if isinstance(span, ast.DiscreteSet):
            values = [whole(one, names) for one in span.values]
        elif isinstance(span, ast.RangeDefinition) and span.start is not None and span.end is not None:
            step = 1 if span.step is None else whole(span.step, names)
            if step == 0:
                raise self.refused(node, "a loop with a step of 0")
            values = range(whole(span.start, names), whole(span.end, names) + (1 if step > 0 else -1), step)
        else:
            raise self.refused(node, "a loop over this is not simulated")
        if len(values) > MAX_GATES:
            raise self.refused(node, f"a loop of {len(values)} rounds; at most {MAX_GATES} are written out")
        for value in values:
            self.step(node, depth)
            inner = {**names, node.identifier.name: float(value)}
            for step in node.block:
                self.statement(step, inner, depth + 1)

    # ---- places

    def qubits(self, node, names) -> tuple[int, ...]:
        return self.place(node, self.registers, names)

    def place(self, node, known: dict[str, tuple[int, ...]], names) -> tuple[int, ...]:
        """The qubits or bits that a name, or one entry of it, stands for."""
        from openqasm3 import ast

        name = node.name if isinstance(node, ast.Identifier) else getattr(getattr(node, "name", None), "name", None)
        if name not in known:
            raise self.refused(node, f"{str(name)[:40]!r} is not declared")
        found = known[name]
        if isinstance(node, ast.Identifier):
            return found
        if len(node.indices) != 1 or not isinstance(node.indices[0], list) or len(node.indices[0]) != 1:
            raise self.refused(node, "an index of this kind is not simulated")
        one = node.indices[0][0]
        if isinstance(one, ast.RangeDefinition):
            raise self.refused(node, "a range of a register is not simulated")
        index = whole(one, names)
        if not -len(found) <= index < len(found):
            raise self.refused(node, f"{name[:40]}[{index}] lies outside a register of {len(found)}")
        return (found[index],)

    def broadcast(self, node, operands: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
        """A gate on registers acts on their first qubits, their second ones and so on."""
        sizes = {len(one) for one in operands if len(one) != 1}
        if len(sizes) > 1:
            raise self.refused(node, "a gate on registers of different sizes")
        count = sizes.pop() if sizes else 1
        return [tuple(one[0] if len(one) == 1 else one[index] for one in operands) for index in range(count)]


_WORDS = {
    "BranchingStatement": "a condition (if)",
    "WhileLoop": "a loop without a fixed number of rounds (while)",
    "SwitchStatement": "a condition (switch)",
    "SubroutineDefinition": "a subroutine (def)",
    "ExternDeclaration": "an extern function",
    "ClassicalAssignment": "a variable that changes",
    "AliasStatement": "an alias (let)",
    "IODeclaration": "an input or output variable",
    "DelayInstruction": "a delay",
    "Box": "a timed box",
    "CalibrationStatement": "a calibration",
    "CalibrationDefinition": "a calibration",
    "CalibrationGrammarDeclaration": "a calibration",
    "ExpressionStatement": "a call for its effect",
    "EndStatement": "an end before the end",
    "Pragma": "a pragma",
    "CompoundStatement": "a block",
}
