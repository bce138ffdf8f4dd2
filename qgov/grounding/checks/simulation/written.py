"""A circuit with its noise as named numbers and back: the form in which evidence is kept, compared and cached.

Each gate is an entry ``g0001 rz 2 0`` (index, name, qubits, number of the parameter) with the parameter as its value,
each number of a noise row ``n00 depolarizing cx,h 0,1 0``; ``*`` stands for all gates or qubits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .claims import Claimed, Setting, outcomes_read
from .noise import Channel, Row
from .program import Gate


@dataclass(frozen=True)
class Placed:
    """A channel with the gates and the qubits that it follows; None for all."""

    channel: Channel
    gates: frozenset[str] | None
    wires: frozenset[int] | None


@dataclass(frozen=True)
class Written:
    term: str
    qubits: int
    bits: tuple[int, ...]
    gates: tuple[Gate, ...]
    noise: tuple[Placed, ...]
    outcomes: tuple[str, ...]


def encode(term: str, one: Claimed, setting: Setting, channels: Mapping[Row, Channel]) -> dict[str, float]:
    program = one.program
    found = {f"term {term}": 1.0, "qubits": float(program.qubits), "bits " + _list(program.bits): 1.0}
    for index, gate in enumerate(program.gates):
        place = f"g{index:04d} {gate.name} {_list(gate.wires)}"
        found |= {f"{place} {k}": value for k, value in enumerate(gate.parameters)} or {f"{place} -": 0.0}
    for index, (row, channel) in enumerate(channels.items()):
        wires = [wire for wire in range(program.qubits) if program.declared[wire] in row.wires] if row.wires else "*"
        place = f"n{index:02d} {channel.process} {_list(sorted(row.gates) or '*')} {_list(wires)}"
        found |= {f"{place} {k}": value for k, value in enumerate(channel.numbers)}
    if term in ("outcomeProbability", "outcomeCount"):
        found |= {f"outcome {text}": 1.0 for text in outcomes_read(one, setting)}
    return found


def decode(parameters: Mapping[str, float]) -> Written:
    gates: dict[str, Gate] = {}
    noise: dict[str, Placed] = {}
    term, bits, outcomes = "", (), []
    for name in sorted(parameters):
        head, *rest = name.split()
        value = parameters[name]
        if head == "term":
            term = rest[0]
        elif head == "bits":
            bits = _numbers(rest[0])
        elif head == "outcome":
            outcomes.append(rest[0])
        elif head[0] == "g":
            known = gates.get(head, Gate(rest[0], (), _numbers(rest[1])))
            more = () if rest[2] == "-" else (value,)
            gates[head] = Gate(known.name, known.parameters + more, known.wires)
        elif head[0] == "n":
            before = noise[head].channel.numbers if head in noise else ()
            noise[head] = Placed(
                Channel(rest[0], (*before, value)),
                None if rest[1] == "*" else frozenset(rest[1].split(",")),
                None if rest[2] == "*" else frozenset(_numbers(rest[2])),
            )
    return Written(
        term, round(parameters["qubits"]), bits, tuple(gates[name] for name in sorted(gates)),
        tuple(noise[name] for name in sorted(noise)), tuple(outcomes),
    )  # fmt: skip


def _list(values) -> str:
    return ",".join(str(one) for one in values)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(one) for one in text.split(","))
