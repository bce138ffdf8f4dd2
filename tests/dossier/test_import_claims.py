"""A table of claims becomes items; every fault names its row and column."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qgov.base.errors import InputError
from qgov.cli import main
from qgov.dossier.importers import import_calibration, import_file_text, write_json
from qgov.dossier.read import from_data

HEADER = "item,type,term,value,unit,uncertainty,metric,statistic,basis,source\n"
TABLE = (
    HEADER
    + """qpu,QuantumComputer,cnotError,4.10e-3,,4e-4,average-gate-infidelity,mean,measured,"Table 1, row 2"
qpu,,t1,70,us,,,median,,
qpu,,workingQubits,105,,,,,,
qpu,,computingModel,circuit,,,,,,data sheet
qpu,,errorCorrection,none,,,,,,data sheet
qpu,,sameQubits,TRUE,,,,,,
qpu,,designedFor,cryptanalysis,,,,,,

link,QkdLink,length,80,km,,,,,
link,,keyBases,2,,,,,,paper
link,,finiteKey,false,,,,,,
"""
)


def dossier(items: list[dict]) -> dict:
    return {"type": "Export", "date": "2026-03-02", "origin": "US", "destination": "DE", "items": items}


def faults(text: str | bytes, **options) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        import_file_text(text, **options)
    return {fault.pointer: f"{fault.message}; {fault.remedy}" for fault in caught.value.faults}


def test_items_in_order_with_digits_kept():
    qpu, link = import_file_text(TABLE)
    assert (qpu["id"], qpu["type"], link["id"], link["type"]) == ("qpu", "QuantumComputer", "link", "QkdLink")
    assert qpu["cnotError"] == {
        "value": Decimal("4.10e-3"), "uncertainty": Decimal("4e-4"), "metric": "average-gate-infidelity",
        "statistic": "mean", "basis": "measured", "source": "Table 1, row 2",
    }  # fmt: skip
    assert str(qpu["cnotError"]["value"]) == "0.00410"
    assert qpu["t1"] == {"value": 70, "unit": "us", "statistic": "median"}
    assert qpu["workingQubits"] == 105 and qpu["computingModel"] == "circuit" and qpu["sameQubits"] is True
    assert qpu["errorCorrection"] == {"value": "none", "source": "data sheet"}
    assert qpu["designedFor"] == ["cryptanalysis"] and "computingModel: data sheet" in qpu["note"]
    assert link["keyBases"] == {"value": 2, "source": "paper"} and link["finiteKey"] is False


def test_the_items_are_a_dossier():
    read = from_data(json.loads(write_json(dossier(import_file_text(TABLE))), parse_float=Decimal))
    qpu = read.item("qpu")
    assert qpu.quantity("cnotError").standard_uncertainty == Decimal("2e-4")
    assert qpu.quantity("t1").value == Decimal("70e-6")
    assert qpu.assumptions["errorCorrection"].value == "none"
    assert read.item("link").quantity("length").value == 80_000


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_and_marks_of_spreadsheets(delimiter):
    plain = TABLE.replace('"Table 1, row 2"', "Table 1")
    text = "\r\n".join(plain.replace(",", delimiter).splitlines())
    assert import_file_text(b"\xef\xbb\xbf" + text.encode()) == import_file_text(plain)


def test_bounds_and_coverage_factor():
    text = "item,type,term,value,lower,upper,uncertainty,coverageFactor\n"
    (item,) = import_file_text(text + "q,QuantumComputer,t1,,1e-5,2e-5,,\nq,,t2,1e-5,,,1e-6,1\n")
    assert item["t1"] == {"lower": Decimal("1e-5"), "upper": Decimal("2e-5")}
    assert item["t2"]["coverageFactor"] == 1


def test_id_renames_a_single_item():
    (item,) = import_file_text("item,type,term,value\nq,QuantumComputer,t1,1e-5\n", id="qpu")
    assert item["id"] == "qpu"
    assert "2 items" in faults(TABLE, id="qpu")[""]


@pytest.mark.parametrize(
    ("row", "place", "message"),
    [
        ("q,QuantumComputr,t1,1,s", "row 2, type", "did you mean 'QuantumComputer'"),
        ("q,QuantumComputer,cnotEror,1,", "row 2, term", "did you mean 'cnotError'"),
        ("q,QuantumComputer,CNOTERROR,1,", "row 2, term", "did you mean 'cnotError'"),
        ("q,QuantumComputer,pairs,1,", "row 2, term", "cannot be given in a table"),
        ("q,QuantumComputer,,1,", "row 2, term", "names no term"),
        (",QuantumComputer,t1,1,s", "row 2, item", "names no item"),
        ("q,QuantumComputer,t1,,s", "row 2, value", "no value"),
        ("q,QuantumComputer,computingModel,,", "row 2, value", "no value"),
        ('q,QuantumComputer,t1,"70,5",us', "row 2, value", "decimal point"),
        ("q,QuantumComputer,t1,<70,us", "row 2, value", "upper"),
        ("q,QuantumComputer,t1,NaN,us", "row 2, value", "not a number"),
        ("q,QuantumComputer,t1,1e999,us", "row 2, value", "not a number"),
        ("q,QuantumComputer,t1,70,kg", "row 2, unit", "accepted here"),
        ("q,QuantumComputer,cnotError,1.5,", "row 2, value", "at most 1"),
        ("q,QuantumComputer,workingQubits,1.5,", "row 2, value", "whole number"),
        ("q,QuantumComputer,computingModel,circut,", "row 2, value", "did you mean 'circuit'"),
        ("q,QuantumComputer,computingModel,circuit,us", "row 2, unit", "has no unit"),
        ("q,QuantumComputer,sameQubits,perhaps,", "row 2, value", "true or false"),
        ("q,QuantumComputer,t1,1,s,extra", "row 2", "6 cells"),
        ("q,QuantumComputer,note,\x01,", "row 2", "control character"),
        ("q,,t1,1,s", "row 2, type", "no type"),
        ('q,QuantumComputer,t1,"1,s', "row 2", "CSV"),
        ("", "", "no rows"),
    ],
)
def test_faults_name_row_and_column(row, place, message):
    found = faults(f"item,type,term,value,unit\n{row}\n")
    assert message in found[place]


def test_rows_against_each_other():
    head = "item,type,term,value\nq,QuantumComputer,t1,1e-5\n"
    assert "twice" in faults(head + "q,,t1,2e-5\n")["row 3, term"]
    assert "in a row above" in faults(head + "\nq,QkdLink,t2,2e-5\n")["row 4, type"]
    (item,) = import_file_text(head + "q,,nodes,Alice\nq,,nodes,Bob\n")
    assert item["nodes"] == ["Alice", "Bob"]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ("item,term,value", "'type' is missing"),
        ("item,type,term,valeu", "did you mean 'value'"),
        ("item,type,term,value,value", "stands twice"),
        ("item,type,term,value" + ",a" * 100_000, "100004 columns"),
    ],
)
def test_columns(columns, message):
    assert message in faults(columns + "\nq,QuantumComputer,t1,1\n")[""]


def test_what_is_no_table_is_said():
    assert "item, type, term, value" in faults("name,age\nAda,36\n")[""]
    assert faults(TABLE.encode("utf-16"))


def test_many_faults_stay_cheap():
    rows = "".join(f"q,QuantumComputer,unknown{index},1\n" for index in range(30_000))
    assert len(faults("item,type,term,value\n" + rows)) == 50


@given(st.text(max_size=300))
def test_no_text_ends_in_a_traceback(text):
    for head in ("", "item,type,term,value\n", "item,type,term,value\nq,QuantumComputer,t1,"):
        try:
            import_file_text(head + text)
        except InputError:
            pass


def test_command_line(tmp_path, capsys):
    path = tmp_path / "claims.csv"
    path.write_text(TABLE)
    assert main(["import", str(path)]) == 0
    assert json.loads(capsys.readouterr().out, parse_float=Decimal) == import_calibration(path)
    path.write_text(HEADER + "q,QuantumComputer,cnotEror,1,,,,,,\n")
    assert main(["import", str(path)]) == 2
    assert "row 2, term: unknown term 'cnotEror'" in capsys.readouterr().err
