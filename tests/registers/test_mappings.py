"""Mappings of tables: what they say of every row counts as if each row said it, and what they cannot mean is refused."""

from __future__ import annotations

import csv
import json

import pytest

from qgov.base.errors import InputError
from qgov.registers.run import run
from qgov.registers.task import LawOptions, Task

SCREEN = Task((LawOptions(),))
COLUMNS = {"Id": "id", "To": "destination", "Qubits": "items[0].physicalQubits"}
SAME = {
    "type": "Export", "date": "2026-03-02", "origin": "US", "items[0].id": "qpu", "items[0].type": "QuantumComputer",
    "items[0].computingModel": "circuit", "items[0].workingQubits": 100, "items[0].cnotError": 0.0009,
    "declarations.partiesScreened": "2026-03-01",
    "authorisations[0].type": "licence", "authorisations[0].validUntil": "2026-12-31",
}  # fmt: skip
ROWS = [("urn:x:1", "IN", 120), ("urn:x:2", "CN", 120), ("urn:x:3", "IN", 2500)]


@pytest.fixture(autouse=True)
def _cache(tmp_path_factory, monkeypatch):
    """One cache for the tests of this file: a result that is kept must not bring along another register's words."""
    monkeypatch.setenv("QGOV_CACHE", str(tmp_path_factory.getbasetemp() / "mappings" / "circuits"))


def screened(folder, mapping: dict, table: str) -> list[tuple]:
    (folder / "mapping.json").write_text(json.dumps(mapping))
    (folder / "table.csv").write_text(table)
    found = run(str(folder / "table.csv"), str(folder / "out.csv"), SCREEN, mapping=str(folder / "mapping.json"))
    assert found.rejected == 0
    with (folder / "out.csv").open(newline="") as file:
        return [tuple(row.values()) for row in csv.DictReader(file)]


def table(same: dict | None = None) -> str:
    """The rows, and in every row what ``same`` says."""
    same = same or {}
    head = ",".join([*COLUMNS, *same])
    return "\n".join([head, *(",".join(map(str, [*row, *same.values()])) for row in ROWS)]) + "\n"


def test_constants_count_as_columns_do(tmp_path):
    """Days and numbers too, which differ from row to row elsewhere."""
    constant = screened(tmp_path, {"columns": COLUMNS, "constants": SAME}, table())
    column = screened(tmp_path, {"columns": COLUMNS | {path: path for path in SAME}}, table(SAME))
    assert constant == column and len({row[4:] for row in constant}) > 1


def test_a_result_that_is_kept_has_the_id_of_its_own_item(tmp_path):
    for name in ("first", "second"):
        found = screened(tmp_path, {"columns": COLUMNS, "constants": SAME | {"items[0].id": name}}, table())
        assert {row[2] for row in found} == {name}


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ({"columns": COLUMNS, "constants": ["date"]}, "constants"),
        ({"columns": COLUMNS, "ignore": "Id"}, "ignore"),
        ({"columns": COLUMNS, "ignore": [{}]}, "ignore"),
        ({"columns": COLUMNS | {"To": {"path": "transit", "split": ""}}}, "split"),
        ({"columns": COLUMNS | {"To": {"path": "transit", "split": 1}}}, "split"),
        ({"columns": COLUMNS | {"Qubits": {"path": "items[0].physicalQubits", "unit": []}}}, "unit"),
        ({"columns": COLUMNS, "constants": {"destination.x": 1}}, "part of what"),
        ({"columns": COLUMNS, "constants": {"id": "urn:x:1"}}, "both say the same"),
        ({"columns": COLUMNS | {"Qubits": "items[0].physicalQubits[0]"},
          "constants": {"items[0].physicalQubits.value": 1}}, "a list and an object"),
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_be_meant_is_refused(tmp_path, mapping, says):
    with pytest.raises(InputError, match=says):
        screened(tmp_path, mapping, table())


def test_a_header_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(b"id,\xff\n")
    with pytest.raises(InputError, match="header"):
        run(str(path), str(tmp_path / "out.csv"), SCREEN)


def test_a_long_cell_is_the_fault_of_its_row(tmp_path):
    """Also where another row is no UTF-8, so that all are read in another way."""
    head = "id,type,date,origin,destination,items[0].id,items[0].type"
    good = "urn:x:{},Export,2026-03-02,US,IN,{},CryogenicCooler"
    path = tmp_path / "table.csv"
    rows = [good.format(1, "q"), good.format(2, "q" * 200_000), good.format(3, "q")]
    path.write_bytes("\n".join([head, *rows]).encode() + b"\n" + good.format(4, "q").encode() + b"\xff\n")
    found = run(str(path), str(tmp_path / "out.csv"), SCREEN)
    assert (found.rows, found.rejected) == (4, 2)
