"""Calibrations in the shape that cirq-google ships, made small here; hostile ones too."""

from __future__ import annotations

import copy
import json
from decimal import Decimal

import pytest

from qgov.base.errors import InputError
from qgov.cli import main
from qgov.dossier.importers import GOOGLE_CALIBRATION, detect, import_calibration, import_file_text, to_item
from qgov.dossier.read import from_data

CZ = "two_qubit_parallel_cz_gate_xeb_pauli_error_per_cycle"
SYCAMORE = "two_qubit_{}sycamore_gate_xeb_{}_error_per_cycle"
T1 = "single_qubit_idle_t1_micros"
RB = "single_qubit_rb_{}_error_per_gate"


def metric(name: str, value: float, *targets: str) -> dict:
    return {"name": name, "targets": list(targets), "values": [{"doubleVal": value}]}


def calibration(*rows: dict) -> dict:
    return {"cirq_type": "Calibration", "metrics": {"metrics": list(rows)}}


def square() -> dict:
    """Four qubits in a square; 0_0 has three metrics more than need be, and one pair is out of use."""
    qubits = ("0_0", "0_1", "1_0", "1_1")
    rows = [metric(T1, value, qubit) for qubit, value in zip(qubits, (70, 60.5, 80, 90), strict=True)]
    rows += [metric(RB.format("pauli"), 4e-4, qubit) for qubit in qubits]
    rows += [metric("single_qubit_p00_error", 0.01, qubit) for qubit in qubits]
    rows += [metric("single_qubit_p11_error", 0.03, qubit) for qubit in qubits]
    rows += [metric(CZ, 0.003, "0_0", "0_1"), metric(CZ, 0.005, "1_1", "0_1"), metric(CZ, 1, "1_0", "1_1")]
    rows += [metric("two_qubit_parallel_cz_gate_xeb_entangler_phi_error_per_cycle", -0.04, "0_0", "0_1")]
    rows += [{"name": "something_new", "targets": [], "values": [{"strVal": "x"}]}]
    return calibration(*rows)


def refused(payload: object, **options) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        import_file_text(payload, **options)
    return {fault.pointer: fault.message for fault in caught.value.faults}


def test_claims_of_the_device():
    assert detect(square()) == GOOGLE_CALIBRATION
    item = import_file_text(square(), source="oak_2024_08_16_calibration.json")
    assert item["id"] == "oak_2024_08_16" and item["type"] == "QuantumComputer"
    error = item["cnotError"]
    assert (error["value"], error["metric"], error["statistic"]) == (Decimal("0.004"), "xeb-error-per-cycle", "mean")
    assert error["measuredOn"] == "2024-08-16" and "name" in error["method"] and "oak" in error["source"]
    assert item["oneQubitError"]["value"] == Decimal("0.0004") and item["oneQubitError"]["metric"] == "pauli-error"
    assert item["readoutError"]["value"] == Decimal("0.02")
    assert item["t1"]["value"] == 75 and item["t1"]["unit"] == "us" and item["t1"]["statistic"] == "median"
    assert item["workingQubits"]["value"] == 3 and "physicalQubits" not in item
    assert not {"t2", "twoQubitGateTime", "dynamicalDecoupling"} & set(item)


def test_pair_rows_dead_pairs_and_bare_neighbours():
    item = to_item(square())
    assert [row["qubits"] for row in item["pairs"]] == [["0_0", "0_1"], ["0_1", "1_1"], ["1_0", "1_1"]]
    assert item["pairs"][1] == {
        "qubits": ["0_1", "1_1"], "gate": "cz",
        "cnotError": {"value": Decimal("0.005"), "metric": "xeb-error-per-cycle"},
        "t1": [{"value": Decimal("60.5"), "unit": "us"}, {"value": 90, "unit": "us"}],
    }  # fmt: skip
    assert item["pairs"][2]["cnotError"] == 1
    assert "1 of them out of use" in item["note"] and "1 neighbouring pairs" in item["note"]
    base = {"type": "Export", "date": "2026-03-02", "origin": "US", "destination": "DE"}
    read = from_data(base | {"items": [item]}).items[0]
    assert [pair.dead for pair in read.pairs] == [False, False, True]
    assert read.pairs[0].cnot_error.metric == "xeb-error-per-cycle"


def test_a_gate_that_is_no_cnot_claims_no_cnot_error():
    rows = [
        metric(SYCAMORE.format("", "pauli"), 0.01, "q0_0", "q0_1"),
        metric(SYCAMORE.format("parallel_", "pauli"), 0.02, "0_0", "0_1"),
        metric(SYCAMORE.format("parallel_", "average"), 0.016, "0_0", "0_1"),
    ]
    item = to_item(calibration(*rows))
    assert "cnotError" not in item and item["workingQubits"]["value"] == 2
    (row,) = item["pairs"]
    assert row["gate"] == "sycamore" and "cnotError" not in row and "0.02, in parallel" in row["note"]
    assert "no C-NOT error" in item["note"]


def test_average_errors_stand_in_where_pauli_errors_are_missing():
    name = CZ.replace("pauli", "average")
    item = to_item(calibration(metric(name, 0.004, "0_0", "0_1"), metric(RB.format("average"), 0.001, "0_0")))
    assert item["cnotError"]["value"] == Decimal("0.005")
    assert item["oneQubitError"]["metric"] == "average-gate-infidelity"


def test_pairs_in_parallel_count_before_pairs_alone():
    alone = CZ.replace("parallel_", "")
    item = to_item(calibration(metric(alone, 0.001, "0_0", "0_1"), metric(CZ, 0.004, "0_0", "0_1")))
    assert item["cnotError"]["value"] == Decimal("0.004") and len(item["pairs"]) == 1


def test_message_of_the_service_with_its_time():
    rows = square()["metrics"]["metrics"]
    item = to_item({"timestampMs": "1562544000021", "metrics": rows}, id="qpu")
    assert item["id"] == "qpu" and item["t1"]["measuredOn"] == "2019-07-08"
    assert "/timestampMs" in refused({"timestampMs": "noon", "metrics": rows})
    assert "measuredOn" not in to_item(square())["t1"]
    assert "measuredOn" not in import_file_text(square(), source="oak_2024_13_45.json")["t1"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"values": []}, "/values"),
        ({"values": [{"doubleVal": "0.1"}]}, "/values"),
        ({"values": [{"doubleVal": True}]}, "/values"),
        ({"values": [{"strVal": "x"}]}, "/values"),
        ({"values": [{"doubleVal": -0.1}]}, "/values"),
        ({"values": [{"doubleVal": 1.1}]}, "/values"),
        ({"values": [{"doubleVal": float("nan")}]}, "/values/0/doubleVal"),
        ({"values": None}, "/values"),
        ({"targets": ["0_0"]}, "/targets"),
        ({"targets": ["0_0", "0_0"]}, "/targets"),
        ({"targets": ["0_0", "q0_0"]}, "/targets"),
        ({"targets": ["0_0", "0_1", "q0_1"]}, "/targets"),
        ({"targets": ["0_0", 1]}, "/targets"),
        ({"targets": ["0_0", "a b"]}, "/targets"),
        ({"name": 3}, "/name"),
    ],
)
def test_wrong_rows_are_refused_where_they_stand(change, pointer):
    payload = square()
    index = next(i for i, row in enumerate(payload["metrics"]["metrics"]) if row["name"] == CZ)
    payload["metrics"]["metrics"][index] |= change
    assert f"/metrics/metrics/{index}{pointer}" in refused(payload)


def test_other_faults():
    twice = copy.deepcopy(square())
    twice["metrics"]["metrics"].append(metric(CZ, 0.1, "0_1", "0_0"))
    assert any("twice" in message for message in refused(twice).values())
    assert refused(calibration(metric(T1, 0, "0_0")))
    assert "none of the metrics" in refused(calibration(metric("new", 0, "0_0")))["/metrics/metrics"]
    assert refused(square(), id="a b")
    mixed = square()
    mixed["metrics"]["metrics"].insert(1, 3)
    assert "/metrics/metrics/1" in refused(mixed)
    with pytest.raises(InputError):
        import_file_text(square(), square())


@pytest.mark.parametrize("payload", [{"metrics": []}, {"metrics": [1]}, {"metrics": {"metrics": 1}}, {"metrics": None}])
def test_other_objects_are_no_calibration(payload):
    with pytest.raises(InputError):
        detect(payload)


def test_command_line_and_file(tmp_path, capsys):
    path = tmp_path / "oak_2024_08_16_calibration.json"
    path.write_text(json.dumps(square()))
    assert main(["import", str(path)]) == 0
    out = json.loads(capsys.readouterr().out, parse_float=Decimal)
    assert out == import_calibration(path) and out["id"] == "oak_2024_08_16"
