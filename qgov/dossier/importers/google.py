"""Calibrations of Google's processors, as cirq-google ships and serves them (``*_calibration.json``).

The file lists metrics, each with its targets (qubits of the grid such as "0_6") and one value. Read are
``single_qubit_idle_t1_micros``, ``single_qubit_rb_pauli_error_per_gate`` (or ``…_average_error_per_gate``), the
assignment errors ``single_qubit_p00_error`` and ``…_p11_error`` (or ``parallel_…``), and of the two-qubit gates
``two_qubit_[parallel_]<gate>_gate_xeb_pauli_error_per_cycle`` (or ``…_average_error_per_cycle``, 4/5 of it). A file
holds no T2 and no gate times. No vendor software is imported.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

from qgov.base.parse import pointer
from qgov.dossier.importers import summary
from qgov.dossier.importers.checked import LONGEST, SHORTEST, TIME_UNITS, Checked

GOOGLE_CALIBRATION = "google-calibration"
_GATE = re.compile(r"two_qubit_(parallel_)?([a-z][a-z0-9_]{0,30})_gate_xeb_(pauli|average)_error_per_cycle")
_T1 = "single_qubit_idle_t1_micros"
_RB = "single_qubit_rb_{}_error_per_gate"
_NAME = re.compile(r"[A-Za-z0-9_]{1,40}")
_VALUES = ("doubleVal", "floatVal", "int32Val", "int64Val")
# Equal to a C-NOT up to one-qubit gates; a Sycamore gate or the root of an iSWAP is not, two of them make a C-NOT.
_CNOT_LIKE = ("cz",)
_PER_CYCLE = "cross-entropy benchmarking; a cycle is the gate and a one-qubit gate on either qubit"
_AVERAGE_TO_PAULI = Decimal("1.25")

Values = dict[tuple[str, ...], Decimal]


def looks_like_google(payload: object) -> bool:
    """Whether this is a calibration with at least one metric."""
    return isinstance(payload, dict) and any(
        isinstance(row, dict) and {"name", "targets", "values"} <= row.keys() for row in _rows(payload)[:1]
    )


def read_google(payload: dict, *, id: str | None = None, source: str | None = None) -> dict:
    """The item of type QuantumComputer; InputError with a JSON Pointer for whatever cannot be read.

    ``source`` is the file's name: the id comes from it where none is given, and the day where the file has no time.
    """
    found = _read(payload)
    name = re.sub(r"(_calibration)?\.json$", "", source or "")
    fits = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", id if id is not None else name)
    check = Checked()
    if id is not None and not fits:
        check.fault("", f"{id[:40]!r} cannot be the id of an item", "use letters, digits, dot, hyphen, underscore")
    day = _day(check, payload, source or "")
    check.done()
    return _Item(found, source or "calibration in the format of cirq-google", day).build(fits[0] if fits else "qpu")


def _rows(payload: dict) -> list:
    """The list of metrics, at the place where the Python object or the message of the service has it."""
    rows = payload.get("metrics")
    rows = rows.get("metrics") if isinstance(rows, dict) else rows
    return rows if isinstance(rows, list) else []


def _read(payload: dict) -> dict[str, Values]:
    """The values of the metrics that are read, by name and qubits."""
    check, found = Checked(), {}
    base = "/metrics/metrics" if isinstance(payload.get("metrics"), dict) else "/metrics"
    for index, row in enumerate(_rows(payload)):
        where = f"{base}/{index}"
        row = check.object(row, where)
        name = check.text(row, "name", where) if row else ""
        two = _GATE.fullmatch(name) is not None
        if not two and name != _T1 and not re.fullmatch(
            r"(single_qubit|parallel)_p(00|11)_error|single_qubit_rb_(pauli|average)_error_per_gate", name
        ):  # fmt: skip
            continue
        targets = check.list(row, "targets", where)
        qubits = tuple(re.sub(r"^q(?=\d)", "", target) for target in targets if isinstance(target, str))
        whole = len(qubits) == len(targets) == len(set(qubits)) == 1 + two
        if not whole or not all(map(_NAME.fullmatch, qubits)):
            check.fault(pointer(where, "targets"), f"{name} needs {1 + two} different qubit(s)", 'such as "0_6"')
            continue
        value = _value(check, check.list(row, "values", where), pointer(where, "values"), name)
        key = tuple(sorted(qubits, key=_order))
        if key in found.setdefault(name, {}):
            check.fault(where, f"{name} of {', '.join(key)} stands twice", "keep one")
        if value is not None:
            found[name][key] = value
    if not any(found.values()):
        check.fault(base, "none of the metrics is one that is read", "give a calibration with T1, RB or XEB errors")
    check.done()
    return found


def _value(check: Checked, values: list, where: str, name: str) -> Decimal | None:
    entry = values[0] if len(values) == 1 and isinstance(values[0], dict) else {}
    number = next((entry[key] for key in _VALUES if key in entry), None)
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        check.fault(where, f"{name} needs one number", 'give [{"doubleVal": …}]')
        return None
    number = Decimal(number)
    if name == _T1 and not SHORTEST <= number * TIME_UNITS["us"] <= LONGEST:
        check.fault(where, f"{number} us is no possible duration here", "check the value; it is in microseconds")
    elif name != _T1 and not 0 <= number <= 1:
        check.fault(where, f"an error of {number} is not between 0 and 1", "give the error as a fraction")
    else:
        return number
    return None


def _order(qubit: str) -> tuple:
    """Rows and columns of the grid as numbers, other names after them."""
    place = re.fullmatch(r"(\d{1,6})_(\d{1,6})", qubit)
    return (0, int(place[1]), int(place[2]), "") if place else (1, 0, 0, qubit)


def _day(check: Checked, payload: dict, source: str) -> tuple[date, str] | None:
    """The day of the calibration and where it stands, or None."""
    inner = payload["metrics"] if isinstance(payload.get("metrics"), dict) else {}
    stamp = payload.get("timestampMs", inner.get("timestampMs"))
    if stamp is not None:
        try:
            return datetime.fromtimestamp(int(stamp) / 1000, UTC).date(), ""
        except (TypeError, ValueError, OverflowError, OSError):
            check.fault("/timestampMs", "the time is no number of milliseconds since 1970", "correct or remove it")
            return None
    written = re.search(r"(?<!\d)(20\d\d)[_-](\d\d)[_-](\d\d)(?!\d)", source)
    try:
        return (date(*map(int, written.groups())), "; day as in the file's name") if written else None
    except ValueError:
        return None


class _Item:
    """Builds the item from the values."""

    def __init__(self, found: dict[str, Values], source: str, day: tuple[date, str] | None):
        self.found, self.source, self.day = found, source, day
        self.t1 = {key[0]: value for key, value in found.get(_T1, {}).items()}
        self.qubits = {qubit for values in found.values() for key in values for qubit in key}
        self.gates = self._gates()

    def _gates(self) -> dict[str, tuple[Values, bool]]:
        """Pauli error per cycle of every gate, and whether all pairs ran at once; that counts before one at a time."""
        gates: dict[str, tuple[Values, bool]] = {}
        for name in sorted(self.found, key=lambda name: ("_parallel_" not in name, "_pauli_" not in name, name)):
            match = _GATE.fullmatch(name)
            if match and match[2] not in gates:
                scale = 1 if match[3] == "pauli" else _AVERAGE_TO_PAULI
                values = {key: min(value * scale, Decimal(1)) for key, value in self.found[name].items()}
                gates[match[2]] = (values, match[1] is not None)
        return gates

    def build(self, id: str) -> dict:
        item: dict = {"id": id, "type": "QuantumComputer", "computingModel": "circuit"}
        linked = {q for values, _ in self.gates.values() for key, error in values.items() if error != 1 for q in key}
        if linked:
            method = "qubits of the file with at least one two-qubit gate in use" + ("" if not self.t1 else " and a T1")
            working = len(linked & self.t1.keys() if self.t1 else linked)
            item["workingQubits"] = {"value": working} | self.measured(method)
        for gate in _CNOT_LIKE:
            values, parallel = self.gates.get(gate, ({}, False))
            live = [error for error in values.values() if error != 1]
            if live and "cnotError" not in item:
                how = "pairs in parallel" if parallel else "one pair at a time"
                method = f"Pauli error of one cycle, mean over {len(live)} pairs, {how}, {_PER_CYCLE}"
                item["cnotError"] = self.mean(live, method, "xeb-error-per-cycle")
        item |= self.one_qubit()
        readout = self.readout()
        if self.t1:
            claim = {"value": summary.median(self.t1.values()), "unit": "us", "statistic": "median"}
            item["t1"] = claim | self.measured(f"over {len(self.t1)} qubits")
        item |= readout
        item["errorCorrection"] = {"value": "none", "source": f"{self.source}: every value is of one qubit or one pair"}
        item["sameQubits"] = {"value": True, "source": f"{self.source}: all values stand under the same qubit names"}
        item["note"] = self.note()
        item["pairs"] = self.pairs()
        return item

    def measured(self, method: str) -> dict:
        on = {} if self.day is None else {"measuredOn": self.day[0].isoformat()}
        method += "" if self.day is None else self.day[1]
        return {"basis": "measured"} | on | {"method": method, "source": self.source}

    def mean(self, values: list[Decimal], method: str, metric: str | None = None) -> dict:
        words = {"metric": metric} if metric else {}
        return {"value": summary.mean(values)} | words | {"statistic": "mean"} | self.measured(method)

    def one_qubit(self) -> dict:
        for kind, metric in (("pauli", "pauli-error"), ("average", "average-gate-infidelity")):
            values = list(self.found.get(_RB.format(kind), {}).values())
            live = [value for value in values if value != 1]
            if live:
                method = f"randomized benchmarking, error per gate, mean over {len(live)} qubits"
                return {"oneQubitError": self.mean(live, method, metric)}
        return {}

    def readout(self) -> dict:
        for prefix, how in (("single_qubit", "one qubit at a time"), ("parallel", "all qubits at once")):
            zero, one = (self.found.get(f"{prefix}_p{state}_error", {}) for state in ("00", "11"))
            both = [(zero[key] + one[key]) / 2 for key in zero if key in one]
            if both:
                return {"readoutError": self.mean(both, f"mean of the two assignment errors, measured {how}")}
        return {}

    def pairs(self) -> list[dict]:
        """One row a pair and gate. Only of a gate equal to a C-NOT is the error a C-NOT error; else it is noted."""
        rows = []
        for gate, (values, parallel) in self.gates.items():
            for key in sorted(values, key=lambda key: [_order(qubit) for qubit in key]):
                row: dict = {"qubits": list(key), "gate": gate}
                if values[key] == 1:
                    row["cnotError"] = 1
                elif gate in _CNOT_LIKE:
                    row["cnotError"] = {"value": values[key], "metric": "xeb-error-per-cycle"}
                else:
                    how = "in parallel" if parallel else "one pair at a time"
                    row["note"] = f"Pauli error of one cycle {values[key]}, {how}; no C-NOT up to one-qubit gates."
                if any(qubit in self.t1 for qubit in key):
                    row["t1"] = [{"value": self.t1[q], "unit": "us"} if q in self.t1 else None for q in key]
                rows.append(row)
        return rows

    def note(self) -> str:
        """What a reader should know and no norm may read."""
        parts = [f"Calibration {self.source} of {len(self.qubits)} qubits; one out of use may be missing from the file"]
        for gate, (values, parallel) in self.gates.items():
            live = [error for error in values.values() if error != 1]
            text = f"{gate}: {len(values)} pairs, {len(values) - len(live)} of them out of use (error 1)"
            if live and gate not in _CNOT_LIKE:
                how = "in parallel" if parallel else "one pair at a time"
                text += f", mean Pauli error of one cycle {summary.mean(live)} {how}, which is no C-NOT error"
            parts.append(text)
        bare = self._bare_neighbours()
        if bare:
            parts.append(f"{bare} neighbouring pairs of the grid have no calibrated gate")
        parts.append("T2 and gate times are not in the file")
        return "; ".join(parts) + "."

    def _bare_neighbours(self) -> int:
        """Neighbours on the grid, both in the file, without a gate: dead pairs, or places without a coupler."""
        cells = {_order(qubit)[1:3] for qubit in self.qubits if _order(qubit)[0] == 0}
        sides = sum(((row + 1, column) in cells) + ((row, column + 1) in cells) for row, column in cells)
        gated = {key for values, _ in self.gates.values() for key in values}
        joined = 0
        for a, b in ((_order(a), _order(b)) for a, b in gated):
            joined += a[0] == b[0] == 0 and abs(a[1] - b[1]) + abs(a[2] - b[2]) == 1
        return sides - joined if self.gates else 0
