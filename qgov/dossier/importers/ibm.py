"""IBM Quantum backend properties and configuration, as qiskit-ibm-runtime stores them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from qgov.base.parse import pointer
from qgov.dossier.importers.checked import Checked
from qgov.dossier.importers.snapshot import GateReading, QubitReading, Reading, Snapshot

IBM_PROPERTIES, IBM_CONFIGURATION = "ibm-backend-properties", "ibm-backend-configuration"
_QUBIT_PARAMETERS = {"T1": "t1", "T2": "t2", "readout_error": "readout_error"}


def looks_like(payload: object) -> str | None:
    """The format by its telling keys, or None."""
    if not isinstance(payload, dict):
        return None
    if "qubits" in payload or "last_update_date" in payload:
        return IBM_PROPERTIES
    if "n_qubits" in payload or "coupling_map" in payload:
        return IBM_CONFIGURATION
    return None


def read_properties(payload: dict) -> Snapshot:
    """The snapshot that a properties file describes; InputError on any fault."""
    check = Checked()
    name, version = check.text(payload, "backend_name", ""), check.text(payload, "backend_version", "")
    day = check.day(payload, "last_update_date", "", required=True)
    if "qubits" in payload and payload["qubits"] == []:
        check.fault("/qubits", "no qubit is described", "give the parameters of every qubit")
    qubits = tuple(
        _qubit(check, parameters, f"/qubits/{index}")
        for index, parameters in enumerate(check.list(payload, "qubits", ""))
    )
    gates = tuple(
        gate
        for index, node in enumerate(check.list(payload, "gates", ""))
        if (gate := _gate(check, node, f"/gates/{index}", len(qubits))) is not None
    )
    seen: set[tuple[str, tuple[int, ...]]] = set()
    for gate in gates:
        if (gate.gate, gate.qubits) in seen:
            check.fault("/gates", f"{gate.gate} on qubits {list(gate.qubits)} stands twice", "keep one row")
        seen.add((gate.gate, gate.qubits))
    check.done()
    return Snapshot(name, version, day, payload["last_update_date"], qubits, gates)


def _qubit(check: Checked, parameters: object, where: str) -> QubitReading:
    found: dict[str, Reading] = {}
    if not isinstance(parameters, list):
        check.fault(where, "a qubit is described by a list of parameters", "give a list of {name, value, unit, date}")
        return QubitReading()
    for index, node in enumerate(parameters):
        here = f"{where}/{index}"
        node = check.object(node, here)
        name = check.text(node, "name", here) if node else ""
        field = _QUBIT_PARAMETERS.get(name)
        if field is None:
            continue
        if field in found:
            check.fault(here, f"{name} stands twice for this qubit", "keep one of them")
        reading = _reading(check, node, here, fraction=field == "readout_error")
        if reading is not None:
            found[field] = reading
    return QubitReading(**found)


def _gate(check: Checked, node: object, where: str, qubits: int) -> GateReading | None:
    node = check.object(node, where)
    if not node:
        return None
    name = check.text(node, "gate", where)
    numbers = check.list(node, "qubits", where)
    on = tuple(check.whole(number, f"{where}/qubits/{index}") for index, number in enumerate(numbers))
    parameters = check.list(node, "parameters", where)
    if None in on or not on:
        if not numbers and isinstance(node.get("qubits"), list):
            check.fault(pointer(where, "qubits"), "a gate acts on no qubit", "name its qubits")
        return None
    for index, number in enumerate(on):
        if number >= qubits:
            check.fault(
                f"{where}/qubits/{index}", f"qubit {number} is not among the {qubits} described", "correct the number"
            )
    if len(set(on)) != len(on):
        check.fault(pointer(where, "qubits"), "a gate names the same qubit twice", "name distinct qubits")
    found: dict[str, Reading | None] = {}
    for index, parameter in enumerate(parameters):
        here = f"{where}/parameters/{index}"
        parameter = check.object(parameter, here)
        kind = check.text(parameter, "name", here) if parameter else ""
        if kind not in ("gate_error", "gate_length"):
            continue
        if kind in found:
            check.fault(here, f"{kind} stands twice for this gate", "keep one of them")
        is_error = kind == "gate_error"
        # A virtual rotation takes no time; no gate between two qubits does.
        found[kind] = _reading(check, parameter, here, fraction=is_error, zero=not is_error and len(on) == 1)
    return GateReading(name, on, found.get("gate_error"), found.get("gate_length"))


def _reading(check: Checked, node: dict, where: str, *, fraction: bool, zero: bool = False) -> Reading | None:
    day = check.day(node, "date", where)
    if fraction:
        value = check.fraction(node, where)
        return None if value is None else Reading(value, "", day)
    found = check.time(node, where, zero=zero)
    return None if found is None else Reading(found[0], found[1], day)


def read_configuration(payload: dict, snapshot: Snapshot) -> Snapshot:
    """The snapshot with what the configuration adds; InputError where the two files are not of the same device."""
    check = Checked()
    count = check.whole(payload.get("n_qubits"), "/n_qubits")
    if count is not None and count != len(snapshot.qubits):
        check.fault(
            "/n_qubits",
            f"{count} qubits, but the properties describe {len(snapshot.qubits)}",
            "give files of one device",
        )
    name = payload.get("backend_name", snapshot.name)
    if name != snapshot.name:
        check.fault("/backend_name", f"{str(name)[:60]!r} is not {snapshot.name!r}", "give files of one device")
    basis = payload.get("basis_gates", [])
    if not isinstance(basis, list) or not all(isinstance(gate, str) for gate in basis):
        check.fault("/basis_gates", "the basis gates are no list of names", "give a list of texts")
    coupled = _coupled(check, payload.get("coupling_map"), len(snapshot.qubits))
    check.done()
    return replace(
        snapshot, basis_gates=tuple(basis), coupled=coupled, processor=_processor(payload.get("processor_type"))
    )


def _processor(kind: object) -> str | None:
    """The family and revision of the processor, such as "Heron r2", where both are stated as they should be."""
    if not isinstance(kind, dict) or not isinstance(kind.get("family"), str):
        return None
    revision = kind.get("revision")
    known = isinstance(revision, str | int | Decimal) and not isinstance(revision, bool)
    return kind["family"] + (f" r{revision}" if known else "")


def _coupled(check: Checked, rows: object, qubits: int) -> frozenset[frozenset[int]] | None:
    """Unordered coupled pairs, or None where the configuration states no map (every qubit then counts as coupled)."""
    if rows is None:
        return None
    if not isinstance(rows, list):
        check.fault("/coupling_map", "the coupling map is no list", "give a list of [qubit, qubit]")
        return None
    pairs = set()
    for index, row in enumerate(rows):
        where = f"/coupling_map/{index}"
        if not isinstance(row, list) or len(row) != 2:
            check.fault(where, "a coupling is no pair", "give [qubit, qubit]")
            continue
        ends = [check.whole(number, f"{where}/{position}") for position, number in enumerate(row)]
        if None in ends:
            continue
        if ends[0] == ends[1] or max(ends) >= qubits:
            check.fault(where, f"{ends} is no pair of the {qubits} qubits", "name two distinct qubits of the device")
            continue
        pairs.add(frozenset(ends))
    return frozenset(pairs)
