"""Builds the dossier item from a snapshot: device-level claims, pair rows, assumptions, each with its provenance."""

from __future__ import annotations

import re
from decimal import Decimal

from qgov.base.errors import Fault, InputError
from qgov.dossier.importers import summary
from qgov.dossier.importers.snapshot import GateReading, Reading, Snapshot

_DOCUMENTED = "IBM Quantum documentation, page QPU information"
# What that page says of the present procedure; no snapshot says which procedure produced it.
_TWO_QUBIT = (
    "randomized benchmarking of separated pairs, average gate infidelity, the layer of single-qubit gates included "
    f"({_DOCUMENTED}; the snapshot does not say that it was made so)"
)
_ONE_QUBIT = (
    f"randomized benchmarking on all qubits at once, average gate infidelity ({_DOCUMENTED}; not said in the snapshot)"
)
_READOUT = f"mean of the two assignment errors ({_DOCUMENTED})"
_ECHO = f"Hahn echo ({_DOCUMENTED}; not said in the snapshot)"


def build_item(snapshot: Snapshot, *, id: str | None = None, source: str | None = None) -> dict:
    """The item; keys whose numbers the snapshot lacks are left out."""
    source = source or f"backend properties of {snapshot.name}, version {snapshot.version}, {snapshot.time}"
    rows = summary.pair_rows(snapshot)
    live = [row for row in rows if row.live]
    working = summary.working_qubits(snapshot, rows)
    item: dict = {
        "id": _local_id(id, snapshot.name),
        "type": "QuantumComputer",
        "computingModel": "circuit",
        "physicalQubits": len(snapshot.qubits),
    }
    if working is not None:
        item["workingQubits"] = _count(
            len(working),
            snapshot,
            source,
            "qubits that have a measured T1 and at least one two-qubit gate with an error other than 1",
        )
    timed = not summary.corrupt_durations(snapshot)
    claims = {
        "cnotError": _mean(
            [row.error for row in live], source,
            f"mean over {len(live)} nearest-neighbour pairs, one row a pair; {_TWO_QUBIT}",
            metric="average-gate-infidelity",
        ),
        "twoQubitGateTime": _median([row.length for row in live if timed], source, f"over {len(live)} pairs"),
        "oneQubitError": _one_qubit_error(snapshot, source),
        "oneQubitGateTime": _median(
            [row.length for row in summary.one_qubit_rows(snapshot) if row.live and timed],
            source,
            "over the qubits in use",
        ),
        "readoutError": _mean(
            [error for qubit in snapshot.qubits if (error := qubit.readout_error) and error.value != 1],
            source, _READOUT,
        ),
        "t1": _median([qubit.t1 for qubit in snapshot.qubits], source, "over all qubits for which it is given"),
        "t2": _median(
            [qubit.t2 for qubit in snapshot.qubits], source, f"over all qubits for which it is given; {_ECHO}"
        ),
    }  # fmt: skip
    item |= {term: claim for term, claim in claims.items() if claim is not None}
    item |= _assumptions(source)
    item["note"] = _note(snapshot, rows, live, working)
    if not timed:
        item["note"] += f" {summary.CORRUPT}"
    item["pairs"] = [_pair(snapshot, row, timed) for row in rows]
    return item


def _local_id(id: str | None, name: str) -> str:
    chosen = id if id is not None else name
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", chosen):
        return chosen
    where = "" if id is not None else "/backend_name"
    raise InputError(
        [Fault(where, f"{chosen[:40]!r} cannot be the id of an item", "use letters, digits, dot, hyphen, underscore")]
    )


def _count(value: int, snapshot: Snapshot, source: str, method: str) -> dict:
    return {
        "value": value,
        "basis": "measured",
        "measuredOn": snapshot.day.isoformat(),
        "method": method,
        "source": source,
    }


def _mean(readings: list[Reading | None], source: str, method: str, metric: str | None = None) -> dict | None:
    known = [reading for reading in readings if reading is not None]
    if not known:
        return None
    claim = {"value": summary.mean(reading.value for reading in known)}
    if metric:
        claim["metric"] = metric
    return claim | {"statistic": "mean"} | _measured(known, source, method)


def _median(readings: list[Reading | None], source: str, method: str) -> dict | None:
    known = [reading for reading in readings if reading is not None]
    if not known:
        return None
    unit = known[0].unit
    if any(reading.unit != unit for reading in known):
        known = [Reading(_in_seconds(reading), "s", reading.measured_on) for reading in known]
        unit = "s"
    value = summary.median(reading.value for reading in known)
    return {"value": value, "unit": unit, "statistic": "median"} | _measured(known, source, method)


def _in_seconds(reading: Reading) -> Decimal:
    exact = summary.seconds(reading)
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def _measured(readings: list[Reading], source: str, method: str) -> dict:
    days = sorted(reading.measured_on for reading in readings if reading.measured_on)
    found: dict = {"basis": "measured"}
    if days:
        found["measuredOn"] = days[-1].isoformat()
        if days[0] != days[-1]:
            method += f"; measured from {days[0]} to {days[-1]}"
    return found | {"method": method, "source": source}


def _one_qubit_error(snapshot: Snapshot, source: str) -> dict | None:
    rows = [row for row in summary.one_qubit_rows(snapshot) if row.live]
    if not rows:
        return None
    method = f"mean over {len(rows)} qubits of the gate {rows[0].gate}; {_ONE_QUBIT}"
    return _mean([row.error for row in rows], source, method, metric="average-gate-infidelity")


def _assumptions(source: str) -> dict:
    """What the file itself states: every value is of a numbered physical qubit or pair, the same number throughout,
    and an error per gate with no share of discarded runs beside it.

    Dynamical decoupling is not spoken of (and T2 is an echo time), so nothing is said of it here.
    """
    return {
        "errorCorrection": {
            "value": "none",
            "source": f"{source}: every value is of one physical qubit or one pair of them",
        },
        "sameQubits": {
            "value": True,
            "source": f"{source}: T1, T2 and gate errors stand under the same qubit numbers (cooldown not stated)",
        },
        "postselection": {
            "value": "none",
            "source": f"{source}: errors are stated per gate, without a share of discarded runs",
        },
    }


def _pair(snapshot: Snapshot, row: GateReading, timed: bool) -> dict:
    found: dict = {"qubits": list(row.qubits), "gate": row.gate}
    if row.error is not None:
        found["cnotError"] = row.error.value
    if row.length is not None and timed:
        found["twoQubitGateTime"] = _quantity(row.length)
    for term in ("t1", "t2"):
        ends = [getattr(snapshot.qubits[qubit], term) for qubit in row.qubits]
        if any(ends):
            found[term] = [_quantity(reading) if reading else None for reading in ends]
    return found


def _quantity(reading: Reading) -> dict:
    return {"value": reading.value, "unit": reading.unit}


def _note(snapshot: Snapshot, rows: list[GateReading], live: list[GateReading], working: set[int] | None) -> str:
    """What a reader should know and no norm may read; among it the size of the largest connected part.

    That size is no claim: a gate that is out of use for a day can split a chip whose design is connected, and the count
    decides under which limit a computer falls.
    """
    parts = [f"Calibration snapshot of {snapshot.name}" + (f" ({snapshot.processor})" if snapshot.processor else "")]
    parts.append(f"{len(rows)} pairs, {len(rows) - len(live)} of them out of use (error 1 or none given)")
    if working is not None:
        parts.append(f"{len(summary.connected_qubits(working, rows))} working qubits joined by pairs in use")
    if snapshot.coupled is not None:
        bare = snapshot.coupled - {frozenset(row.qubits) for row in rows}
        if bare:
            parts.append(f"{len(bare)} coupled pairs without a calibrated gate")
    return "; ".join(parts) + "."
