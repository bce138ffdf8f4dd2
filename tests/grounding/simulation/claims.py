"""Items that claim something of a circuit, read as a dossier is read."""

from __future__ import annotations

from qgov.dossier.read import read_dossier
from qgov.grounding import ground_item

DOSSIER = {"id": "urn:example:transfer:1", "type": "Export", "date": "2026-03-02", "origin": "US", "destination": "DE"}
HEAD = 'OPENQASM 3.0;\ninclude "stdgates.inc";\n'
BELL = HEAD + "qubit[2] q;\nbit[2] c;\nh q[0];\ncx q[0], q[1];\nc = measure q;\n"
CHECKS = ("ideal-circuit", "noisy-circuit")


def item_of(type: str = "QuantumComputer", **claims):
    (item,) = read_dossier(DOSSIER | {"items": [{"id": "qpu", "type": type, **claims}]}).items
    return item


def grounded(simulate: bool = False, **claims):
    """The groundings of the circuit checks."""
    found = ground_item(item_of(**claims), simulate=simulate).groundings
    return [one for one in found if one.check in CHECKS]


def only(simulate: bool = False, **claims):
    (found,) = grounded(simulate, **claims)
    return found


def ghz(n: int) -> str:
    return HEAD + f"qubit[{n}] q; h q[0]; for int i in [0:{n - 2}] {{ cx q[i], q[i + 1]; }}\n"
