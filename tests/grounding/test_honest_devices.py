"""Real devices are not refuted and impossible claims are: over every calibration row that is shipped."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal

import pytest

from qgov.base.parse import parse_data
from qgov.base.resources import resource
from qgov.dossier.read import from_data
from qgov.grounding import ground_item


def devices() -> dict[str, list[dict]]:
    found = defaultdict(list)
    with resource("data/devices/calibration-pairs.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            found[row["device"]].append(row)
    return found


def pair(row: dict, understated: int) -> dict | None:
    if not row["error"] or not row["gate_time_ns"] or not row["t1a_us"] or not row["t1b_us"]:
        return None
    error = Decimal(row["error"])
    return {
        "qubits": [int(row["a"]), int(row["b"])], "gate": row["gate"],
        "cnotError": error if error == 1 else error / understated,
        "twoQubitGateTime": {"value": Decimal(row["gate_time_ns"]), "unit": "ns"},
        "t1": [{"value": Decimal(row[name]), "unit": "us"} for name in ("t1a_us", "t1b_us")],
        "t2": [{"value": Decimal(row[name]), "unit": "us"} if row[name] else None for name in ("t2a_us", "t2b_us")],
    }  # fmt: skip


def refuted_share(understated: int) -> float:
    judged = refuted = 0
    for name, rows in devices().items():
        pairs = [found for row in rows if (found := pair(row, understated))]
        if not pairs:
            continue
        item = {
            "id": "qpu", "type": "QuantumComputer", "computingModel": "circuit", "pairs": pairs,
            "sameQubits": True, "errorCorrection": "none", "postselection": "none",
        }  # fmt: skip
        dossier = from_data(
            {"id": f"urn:example:{name}", "type": "Export", "date": "2026-03-02", "origin": "US", "destination": "DE",
             "items": [item]}
        )  # fmt: skip
        for grounding in ground_item(dossier.items[0], simulate=False).groundings:
            if grounding.check == "two-qubit-relaxation-floor":
                judged += grounding.count or 1
                refuted += grounding.verdict == "refuted"
    assert judged > 3000
    return refuted / judged


def test_honest_rows_are_not_refuted():
    assert refuted_share(1) <= 0.001


def test_errors_understated_a_hundredfold_are_refuted():
    assert refuted_share(100) >= 0.95


@pytest.mark.parametrize("path", sorted(resource("data/devices").glob("*.json")), ids=lambda path: path.stem)
def test_no_device_record_is_refuted(path):
    record = parse_data(path.read_bytes(), path.name)
    item = record["item"] if "item" in record else record
    dossier = from_data(
        {"id": "urn:example:device", "type": "Export", "date": "2026-03-02", "origin": "US", "destination": "DE",
         "items": [item]}
    )  # fmt: skip
    verdicts = [g for g in ground_item(dossier.items[0], simulate=False).groundings if g.verdict == "refuted"]
    assert all(ref.term.startswith("pairs.") for grounding in verdicts for ref in grounding.claims)
    assert len(verdicts) <= 3
