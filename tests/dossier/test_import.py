"""The importer on real calibration snapshots, recomputed independently, and on hostile ones."""

from __future__ import annotations

import copy
import csv
import json
import math
import statistics
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from qgov.base.errors import InputError
from qgov.base.resources import resource
from qgov.dossier.importers import detect, import_calibration, import_file_text, to_item, write_json

FILES = Path(__file__).parents[1] / "data" / "calibrations"
DEVICES = ("bogota", "burlington", "hanoi", "kingston")


def raw(name: str, kind: str = "props") -> dict:
    """A snapshot with plain floats, as a stranger would read it."""
    return json.loads((FILES / f"{kind}_{name}.json").read_text())


def item(name: str) -> dict:
    configuration = FILES / f"conf_{name}.json"
    return import_calibration(FILES / f"props_{name}.json", configuration if configuration.exists() else None)


def entangling(data: dict) -> dict[frozenset, list[dict]]:
    rows: dict[frozenset, list[dict]] = {}
    for gate in data["gates"]:
        if gate["gate"] in ("cx", "ecr", "cz") and len(gate["qubits"]) == 2:
            values = {parameter["name"]: parameter["value"] for parameter in gate["parameters"]}
            rows.setdefault(frozenset(gate["qubits"]), []).append(gate | values)
    return rows


def live_errors(imported: dict) -> list[Decimal]:
    return [row["cnotError"] for row in imported["pairs"] if row["cnotError"] != 1]


@pytest.fixture
def properties() -> dict:
    return raw("bogota")


@pytest.mark.parametrize(
    ("name", "qubits", "working", "pairs", "out_of_use"),
    [("bogota", 5, 5, 4, 0), ("burlington", 5, 5, 4, 0), ("hanoi", 27, 27, 28, 0), ("kingston", 156, 153, 176, 7)],
)
def test_counts(name, qubits, working, pairs, out_of_use):
    imported = item(name)
    assert imported["type"] == "QuantumComputer" and imported["computingModel"] == "circuit"
    assert imported["physicalQubits"] == qubits
    assert imported["workingQubits"]["value"] == working
    assert len(imported["pairs"]) == pairs
    assert sum(row["cnotError"] == 1 for row in imported["pairs"]) == out_of_use


@pytest.mark.parametrize("name", DEVICES)
def test_one_row_a_pair(name):
    rows = [frozenset(row["qubits"]) for row in item(name)["pairs"]]
    assert len(set(rows)) == len(rows)
    assert set(rows) == set(entangling(raw(name)))


@pytest.mark.parametrize("name", DEVICES)
def test_the_row_of_a_pair_is_the_shortest_live_direction(name):
    candidates = entangling(raw(name))
    for row in item(name)["pairs"]:
        both = candidates[frozenset(row["qubits"])]
        live = [gate for gate in both if gate["gate_error"] != 1] or both
        shortest = min(gate["gate_length"] for gate in live)
        chosen = min((gate for gate in live if gate["gate_length"] == shortest), key=lambda gate: gate["qubits"])
        assert row["qubits"] == chosen["qubits"] and row["gate"] == chosen["gate"]
        assert float(row["cnotError"]) == chosen["gate_error"]


@pytest.mark.parametrize("name", DEVICES)
def test_mean_error_recomputed_with_fractions(name):
    imported = item(name)
    errors = live_errors(imported)
    exact = sum(map(Fraction, errors)) / len(errors)
    claim = imported["cnotError"]
    assert abs(Fraction(claim["value"]) / exact - 1) <= Fraction(5, 10**12)
    assert (claim["metric"], claim["statistic"], claim["basis"]) == ("average-gate-infidelity", "mean", "measured")
    assert math.isclose(claim["value"], statistics.fmean(map(float, errors)), rel_tol=1e-11)


@pytest.mark.parametrize("name", DEVICES)
@pytest.mark.parametrize(("term", "parameter"), [("t1", "T1"), ("t2", "T2")])
def test_median_times_recomputed_with_statistics(name, term, parameter):
    values = [entry["value"] for qubit in raw(name)["qubits"] for entry in qubit if entry["name"] == parameter]
    claim = item(name)[term]
    assert claim["unit"] == "us" and claim["statistic"] == "median"
    assert math.isclose(claim["value"], statistics.median(values), rel_tol=1e-14)


@pytest.mark.parametrize("name", DEVICES)
def test_one_qubit_and_readout_errors_leave_out_what_is_out_of_use(name):
    data = raw(name)
    gate = "u2" if name == "burlington" else "sx"
    errors = [
        parameter["value"]
        for row in data["gates"]
        if row["gate"] == gate
        for parameter in row["parameters"]
        if parameter["name"] == "gate_error" and parameter["value"] != 1
    ]
    readout = [entry["value"] for qubit in data["qubits"] for entry in qubit if entry["name"] == "readout_error"]
    imported = item(name)
    assert math.isclose(imported["oneQubitError"]["value"], statistics.fmean(errors), rel_tol=1e-11)
    assert math.isclose(imported["readoutError"]["value"], statistics.fmean(readout), rel_tol=1e-11)


def test_fractional_gates_do_not_count_beside_a_fixed_one():
    assert {row["gate"] for row in item("kingston")["pairs"]} == {"cz"}
    only = raw("bogota")
    for gate in only["gates"]:
        gate["gate"] = gate["gate"].replace("cx", "rzz")
    assert {row["gate"] for row in to_item(only)["pairs"]} == {"rzz"}


def test_a_direction_in_use_stands_for_the_pair():
    """In the snapshot of Hanoi two pairs have one direction with the error 1."""
    marked = [key for key, rows in entangling(raw("hanoi")).items() if any(row["gate_error"] == 1 for row in rows)]
    assert len(marked) == 2
    assert all(row["cnotError"] != 1 for row in item("hanoi")["pairs"])


def test_a_qubit_without_times_keeps_its_row_and_does_not_work():
    imported = item("kingston")
    rows = [row for row in imported["pairs"] if 146 in row["qubits"]]
    assert rows and all(row["t1"][row["qubits"].index(146)] is None for row in rows)
    assert all(row["t1"][1 - row["qubits"].index(146)]["unit"] == "us" for row in rows)


def test_digits_are_kept_as_given():
    text = (FILES / "props_bogota.json").read_text()
    for row in import_file_text(text)["pairs"]:
        assert str(row["cnotError"]) in text
        assert all(str(entry["value"]) in text for entry in row["t1"] + row["t2"])


def test_floats_and_text_give_the_same_item(properties):
    assert to_item(properties) == import_file_text((FILES / "props_bogota.json").read_bytes())


def test_provenance_and_dates():
    claim = item("bogota")["cnotError"]
    assert "ibmq_bogota" in claim["source"] and "2021-03-15" in claim["source"]
    assert claim["measuredOn"] == "2021-03-15"
    assert "randomized benchmarking" in claim["method"]
    assert import_file_text(raw("bogota"), source="my file", id="qpu")["t1"]["source"] == "my file"


def test_assumptions_are_those_the_file_states():
    imported = item("hanoi")
    assert imported["errorCorrection"]["value"] == "none" and imported["sameQubits"]["value"] is True
    assert "ibm_hanoi" in imported["errorCorrection"]["source"]
    assert imported["postselection"]["value"] == "none" and "ibm_hanoi" in imported["postselection"]["source"]
    assert not {"dynamicalDecoupling", "distillation"} & set(imported)


def test_corrupt_durations_are_left_out_and_said():
    payload = copy.deepcopy(raw("bogota"))
    for gate in payload["gates"]:
        for parameter in gate["parameters"]:
            if parameter["name"] == "gate_length":
                parameter["value"] *= 16
    imported = import_file_text(payload)
    assert "oneQubitGateTime" not in imported and "twoQubitGateTime" not in imported
    assert all("twoQubitGateTime" not in row for row in imported["pairs"])
    assert "corrupt" in imported["note"]


def test_micro_sign_is_read_and_written_as_the_lexicon_has_it():
    assert {entry["unit"] for row in item("burlington")["pairs"] for entry in row["t1"]} == {"us"}


def test_the_written_item_reads_back_with_the_same_numbers():
    imported = item("hanoi")
    assert json.loads(write_json(imported), parse_float=Decimal) == imported
    with pytest.raises(TypeError):
        write_json({"value": 0.1})
    with pytest.raises(ValueError):
        write_json([Decimal("NaN")])


def test_detection(properties):
    assert detect(properties) != detect(raw("bogota", "conf"))
    for other in ({}, [], "text", None, {"metrics": []}):
        with pytest.raises(InputError):
            detect(other)


def test_every_pair_out_of_use_says_nothing_of_error_or_working_qubits(properties):
    for gate in properties["gates"]:
        for parameter in gate["parameters"]:
            if parameter["name"] == "gate_error":
                parameter["value"] = 1
    imported = to_item(properties)
    assert not {"cnotError", "twoQubitGateTime", "oneQubitError", "workingQubits"} & set(imported)
    assert imported["physicalQubits"] == 5
    assert [row["cnotError"] for row in imported["pairs"]] == [1, 1, 1, 1]


def test_a_file_without_any_t1_says_nothing_of_working_qubits(properties):
    """None would be a computer of no qubit, which no entry describes."""
    properties["qubits"] = [[node for node in qubit if node["name"] != "T1"] for qubit in properties["qubits"]]
    imported = to_item(properties)
    assert "workingQubits" not in imported and "working qubits" not in imported["note"]
    assert imported["physicalQubits"] == 5 and "cnotError" in imported
    properties["qubits"] = [[] for _ in properties["qubits"]]
    assert "workingQubits" not in to_item(properties)
    properties["qubits"].append([{"name": "T1", "unit": "us", "value": 100, "date": properties["last_update_date"]}])
    assert "workingQubits" not in to_item(properties)


def test_an_error_near_one_is_an_error(properties):
    for gate in properties["gates"]:
        if gate["gate"] == "cx" and set(gate["qubits"]) == {0, 1}:
            gate["parameters"][0]["value"] = 0.999
    assert Decimal("0.999") in live_errors(to_item(properties))


def test_a_missing_error_is_no_error_of_zero(properties):
    before = len(live_errors(to_item(properties)))
    for gate in properties["gates"]:
        if gate["gate"] == "cx" and set(gate["qubits"]) == {0, 1}:
            del gate["parameters"][0]
    imported = to_item(properties)
    rows = [row for row in imported["pairs"] if set(row["qubits"]) == {0, 1}]
    assert len(rows) == 1 and "cnotError" not in rows[0]
    assert f"over {before - 1} nearest" in imported["cnotError"]["method"]
    assert imported["workingQubits"]["value"] == 4


def test_a_split_chip_is_noted_and_not_counted(properties):
    for gate in properties["gates"]:
        if gate["gate"] == "cx" and set(gate["qubits"]) == {1, 2}:
            gate["parameters"][0]["value"] = 1
    imported = to_item(properties)
    assert imported["workingQubits"]["value"] == 5
    assert "3 working qubits joined" in imported["note"]


def test_one_qubit_without_gates():
    data = {
        "backend_name": "one", "backend_version": "1.0.0", "last_update_date": "2021-03-15T00:40:24-04:00",
        "qubits": [[{"name": "T1", "unit": "us", "value": 100}]], "gates": [],
    }  # fmt: skip
    imported = to_item(data)
    assert imported["physicalQubits"] == 1 and imported["pairs"] == [] and "cnotError" not in imported


# --- hostile input ------------------------------------------------------------------------------------------


def refused(data: object, configuration: object = None) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        import_file_text(data, configuration)
    return {fault.pointer: fault.message for fault in caught.value.faults}


@pytest.mark.parametrize("key", ["backend_name", "backend_version", "last_update_date", "qubits", "gates"])
def test_missing_keys(properties, key):
    del properties[key]
    assert any(key in message for message in refused(properties).values())


@pytest.mark.parametrize(
    ("path", "value", "pointer"),
    [
        (("qubits",), {}, "/qubits"),
        (("qubits",), [], "/qubits"),
        (("qubits", 0), "T1", "/qubits/0"),
        (("qubits", 0, 0), None, "/qubits/0/0"),
        (("qubits", 0, 0, "value"), "110", "/qubits/0/0/value"),
        (("qubits", 0, 0, "value"), True, "/qubits/0/0/value"),
        (("qubits", 0, 0, "value"), None, "/qubits/0/0/value"),
        (("qubits", 0, 0, "value"), -1, "/qubits/0/0/value"),
        (("qubits", 0, 0, "value"), 0, "/qubits/0/0/value"),
        (("qubits", 0, 0, "value"), 1e30, "/qubits/0/0/value"),
        (("qubits", 0, 0, "value"), float("nan"), "/qubits/0/0/value"),
        (("qubits", 0, 0, "value"), float("inf"), "/qubits/0/0/value"),
        (("qubits", 0, 0, "unit"), "furlong", "/qubits/0/0/unit"),
        (("qubits", 0, 0, "unit"), ["us"], "/qubits/0/0/unit"),
        (("qubits", 0, 0, "date"), "yesterday", "/qubits/0/0/date"),
        (("qubits", 0, 0, "date"), 20210315, "/qubits/0/0/date"),
        (("last_update_date",), "", "/last_update_date"),
        (("backend_name",), 7, "/backend_name"),
        (("backend_name",), "a name with spaces", "/backend_name"),
        (("gates", 0), [], "/gates/0"),
        (("gates", 0, "qubits"), [], "/gates/0/qubits"),
        (("gates", 0, "qubits"), [99], "/gates/0/qubits/0"),
        (("gates", 0, "qubits"), [-1], "/gates/0/qubits/0"),
        (("gates", 0, "qubits"), [0.5], "/gates/0/qubits/0"),
        (("gates", 0, "qubits"), [1, 1], "/gates/0/qubits"),
        (("gates", 0, "parameters"), None, "/gates/0/parameters"),
        (("gates", 0, "parameters", 0), 3, "/gates/0/parameters/0"),
        (("gates", 0, "parameters", 0, "value"), 1.5, "/gates/0/parameters/0/value"),
        (("gates", 0, "parameters", 0, "value"), -0.001, "/gates/0/parameters/0/value"),
        (("gates", 0, "parameters", 0, "unit"), "%", "/gates/0/parameters/0/unit"),
        (("gates", 0, "parameters", 1, "value"), -35, "/gates/0/parameters/1/value"),
    ],
)
def test_wrong_values_are_refused_where_they_stand(properties, path, value, pointer):
    node = properties
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    assert pointer in refused(properties)


def test_a_two_qubit_gate_takes_time(properties):
    index = next(i for i, gate in enumerate(properties["gates"]) if gate["gate"] == "cx")
    properties["gates"][index]["parameters"][1]["value"] = 0
    assert f"/gates/{index}/parameters/1/value" in refused(properties)


def test_repeated_rows_and_parameters(properties):
    properties["gates"].append(copy.deepcopy(properties["gates"][0]))
    properties["qubits"][0].append(copy.deepcopy(properties["qubits"][0][0]))
    assert len(refused(properties)) == 2


@pytest.mark.parametrize("name", ["gate_error", "gate_length"])
@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
def test_a_gate_has_one_error_and_one_length(properties, name, first):
    """The last would count in silence, which may be the one that keeps the computer off the list."""
    index, gate = next((i, gate) for i, gate in enumerate(properties["gates"]) if len(gate["qubits"]) == 2)
    again = {**next(node for node in gate["parameters"] if node["name"] == name), "value": 0.5}
    gate["parameters"].insert(0 if first else len(gate["parameters"]), again)
    (where,) = refused(properties)
    assert where.startswith(f"/gates/{index}/parameters/")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"qubits": NaN}',
        b"\xff\xfe",
        "[" * 100_000,
        '{"qubits": [], "qubits": []}',
        '{"qubits": 1e999999999}',
    ],
)
def test_broken_text(text):
    refused(text)


def test_all_faults_are_reported_together_and_within_bounds(properties):
    for qubit in properties["qubits"]:
        for entry in qubit:
            entry["value"] = -1
    assert 10 <= len(refused(properties)) <= 50


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError):
        import_calibration(tmp_path / "missing.json")
    with pytest.raises(InputError):
        import_calibration("a\0b")


@pytest.mark.parametrize("id", ["", "two words", "a/b", "x" * 65])
def test_ids_that_cannot_be_used(properties, id):
    with pytest.raises(InputError):
        to_item(properties, id=id)


@pytest.mark.parametrize(
    ("key", "value", "pointer"),
    [
        ("n_qubits", 6, "/n_qubits"),
        ("n_qubits", "5", "/n_qubits"),
        ("backend_name", "ibm_other", "/backend_name"),
        ("basis_gates", "cx", "/basis_gates"),
        ("coupling_map", {}, "/coupling_map"),
        ("coupling_map", [[0, 1, 2]], "/coupling_map/0"),
        ("coupling_map", [[0, 9]], "/coupling_map/0"),
        ("coupling_map", [["0", 1]], "/coupling_map/0/0"),
    ],
)
def test_a_configuration_of_another_device(properties, key, value, pointer):
    configuration = raw("bogota", "conf")
    configuration[key] = value
    assert pointer in refused(properties, configuration)


def test_files_in_the_wrong_order(properties):
    refused(raw("bogota", "conf"), properties)
    refused(properties, properties)


# --- shipped records ----------------------------------------------------------------------------------------


def records() -> dict[str, dict]:
    return {
        path.stem: json.loads(path.read_text(), parse_float=Decimal)
        for path in sorted(resource("data/devices").glob("*.json"))
    }


def test_shipped_records_are_what_the_importer_makes():
    shipped = records()
    for name, key in (("bogota", "ibmq-bogota"), ("hanoi", "ibm-hanoi"), ("kingston", "ibm-kingston")):
        assert shipped[key]["item"] == item(name)


def test_every_record_says_where_it_comes_from():
    shipped = records()
    assert len(shipped) >= 12
    for name, record in shipped.items():
        provenance = record["provenance"]
        assert provenance["verification"] in ("verified", "secondary", "unverified"), name
        assert provenance["licence"] and provenance["verificationNote"], name
        assert provenance.get("files") or provenance.get("publication"), name


def test_the_table_of_pairs_agrees_with_the_records():
    with (resource("data/devices") / "calibration-pairs.csv").open(newline="") as file:
        table: dict[str, list[dict]] = {}
        for row in csv.DictReader(file):
            table.setdefault(row["device"], []).append(row)
    assert len(table) == 65
    for record in records().values():
        rows = table.get(record["item"]["id"])
        if rows is None:
            continue
        assert [Decimal(row["error"]) for row in rows] == [pair["cnotError"] for pair in record["item"]["pairs"]]
        assert [[int(row["a"]), int(row["b"])] for row in rows] == [pair["qubits"] for pair in record["item"]["pairs"]]


def test_worked_dossiers_are_listed_and_named_by_their_id():
    folder = resource("data/dossiers")
    listed = (folder / "README.md").read_text()
    files = sorted(folder.glob("*.json"))
    assert len(files) >= 14
    for path in files:
        assert json.loads(path.read_text())["id"] == f"urn:example:transfer:{path.stem}"
        assert f"`{path.name}`" in listed
