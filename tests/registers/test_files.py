"""Registers in files: every format says the same, bad rows are set aside, killed runs go on, clusters agree."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from qgov.base.errors import InputError
from qgov.base.parse import check_tree
from qgov.cli import main
from qgov.dossier.read import from_data
from qgov.registers import sources
from qgov.registers.run import run
from qgov.registers.task import LawOptions, Task

SCREEN = Task((LawOptions(),))


def _helper():
    spec = spec_from_file_location("random_registers", Path(__file__).with_name("registers.py"))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


register = _helper().register


@pytest.fixture(autouse=True)
def _cache(tmp_path_factory, monkeypatch):
    """One cache for the tests of this file: they share a register, and so its keys."""
    monkeypatch.setenv("QGOV_CACHE", str(tmp_path_factory.getbasetemp() / "cache" / "circuits"))


def _rows(count: int = 40) -> list[dict]:
    """Rows of one form: computers with counts and errors."""
    found = []
    for number in range(count):
        found.append({
            "id": f"urn:example:row:{number}", "type": "Export", "date": f"2026-0{1 + number % 9}-11", "origin": "US",
            "destination": ("IN", "CN")[number % 2], "transit": ["FR"] if number % 5 == 0 else [],
            "declarations": {"militaryEndUse": False, "partiesScreened": "2026-01-10"},
            "items": [{"id": f"item-{number}", "type": "QuantumComputer", "computingModel": "circuit",
                       "physicalQubits": (150, 100, 150)[number % 3],
                       "cnotError": {"value": (0.0005, 0.001, 0.003)[number % 3], "uncertainty": 0.0001}}],
        })  # fmt: skip
        if not found[-1]["transit"]:
            del found[-1]["transit"]
    return found


_COLUMNS = {
    "id": "id", "type": "type", "date": "date", "origin": "origin", "destination": "destination",
    "declarations.militaryEndUse": "military", "declarations.partiesScreened": "screened", "items[0].id": "item",
    "items[0].type": "kind", "items[0].computingModel": "model", "items[0].physicalQubits": "qubits",
    "items[0].cnotError.value": "error", "items[0].cnotError.uncertainty": "spread", "transit": "via",
}  # fmt: skip


def _flat(row: dict) -> dict:
    item = row["items"][0]
    return {
        "id": row["id"], "type": row["type"], "date": row["date"], "origin": row["origin"],
        "destination": row["destination"], "declarations.militaryEndUse": row["declarations"]["militaryEndUse"],
        "declarations.partiesScreened": row["declarations"]["partiesScreened"], "items[0].id": item["id"],
        "items[0].type": item["type"], "items[0].computingModel": item["computingModel"],
        "items[0].physicalQubits": item["physicalQubits"], "items[0].cnotError.value": item["cnotError"]["value"],
        "items[0].cnotError.uncertainty": item["cnotError"]["uncertainty"], "transit": row.get("transit"),
    }  # fmt: skip


def _write(folder: Path, rows: list[dict]) -> dict[str, tuple[Path, Path | None]]:
    """The same register in every format: file and mapping."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    import pyoxigraph as ox

    from qgov.dossier.rdf import dossier_triples

    flat = [_flat(row) for row in rows]
    pq.write_table(pa.Table.from_pylist(flat), folder / "flat.parquet", row_group_size=15)
    pq.write_table(pa.Table.from_pylist(rows), folder / "nested.parquet")
    (folder / "lines.ndjson").write_text("".join(json.dumps(row) + "\n" for row in rows))
    names = list(_COLUMNS.values())
    text = [";".join(names)]
    for row in flat:
        cells = {**row, "transit": "|".join(row["transit"] or ()), "items[0].cnotError.value": f"{row['items[0].cnotError.value'] * 100:.10g}",
                 "items[0].cnotError.uncertainty": f"{row['items[0].cnotError.uncertainty'] * 100:.10g}"}  # fmt: skip
        text.append(
            ";".join(
                str(cells[path]).lower() if path.startswith("declarations.m") else str(cells[path]) for path in _COLUMNS
            )
        )
    (folder / "table.csv").write_text("\n".join(text) + "\n")
    columns = {name: path for path, name in _COLUMNS.items()}
    columns |= {"error": {"path": "items[0].cnotError.value", "unit": "%"}, "via": {"path": "transit", "split": "|"}}
    (folder / "mapping.json").write_text(json.dumps({"columns": columns}))
    quads = []
    for row in rows:
        graph = ox.NamedNode(row["id"])
        triples = dossier_triples(from_data(check_tree(row)))
        quads += [ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples]
    (folder / "quads.nq").write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS))
    (folder / "below.nq").write_bytes(
        b"".join(
            ox.serialize(dossier_triples(from_data(check_tree(row))), format=ox.RdfFormat.N_TRIPLES) for row in rows
        )
    )
    (folder / "graphs.trig").write_bytes(ox.serialize(quads, format=ox.RdfFormat.TRIG))
    found = {name: (folder / name, None) for name in
             ("flat.parquet", "nested.parquet", "lines.ndjson", "quads.nq", "below.nq", "graphs.trig")}  # fmt: skip
    return found | {"table.csv": (folder / "table.csv", folder / "mapping.json")}


def _results(path: Path) -> list[tuple]:
    import csv

    import pyarrow.parquet as pq

    if path.suffix == ".parquet":
        rows = pq.read_table(path).to_pylist()
    elif path.suffix == ".csv":
        with path.open(newline="") as file:
            rows = list(csv.DictReader(file))
    else:
        rows = [json.loads(line) for line in path.read_text().splitlines()]
    found = []
    for row in rows:
        row.pop("row")
        found.append(tuple("; ".join(value) if isinstance(value, list) else value or "" for value in row.values()))
    return sorted(found)


def test_formats_agree(tmp_path):
    rows = _rows()
    expected = None
    for name, (path, mapping) in _write(tmp_path, rows).items():
        for suffix in (".parquet",) if expected else (".parquet", ".csv", ".ndjson"):
            out = tmp_path / f"{name}.out{suffix}"
            found = run(str(path), str(out), SCREEN, mapping=mapping and str(mapping))
            assert (found.rows, found.rejected) == (len(rows), 0), name
            results = _results(out)
            expected = expected or results
            assert results == expected, name
    assert {row[3] for row in expected} >= {"undetermined", "authorisation-required", "conditions-open"}


def test_bad_rows_are_set_aside_and_counted(tmp_path):
    rows = _rows(12)
    good = [json.dumps(row) for row in rows]
    bad = [
        '{"id": "urn:x:1", "type": "Export"', "[1, 2]", json.dumps(rows[0] | {"destination": "XX"}),
        json.dumps(rows[1] | {"date": "2026-02-30"}), json.dumps(rows[2] | {"id": "no iri"}), '"\\ud800"',
        json.dumps(rows[3] | {"items": [rows[3]["items"][0] | {"cnotError": 1.5}]}),
        json.dumps(rows[4] | {"items": [rows[4]["items"][0] | {"physicalQubits": 99.5}]}),
        json.dumps(rows[5] | {"extra": 1}), "x" * 3_000_000, json.dumps(rows[6] | {"date": "1850-01-01"}),
    ]  # fmt: skip
    lines = [text for pair in zip(good, bad, strict=False) for text in pair] + good[len(bad) :]
    path, out = tmp_path / "register.ndjson", tmp_path / "out.ndjson"
    path.write_text("\n".join(lines) + "\n\n")
    found = run(str(path), str(out), SCREEN)
    assert (found.rows, found.rejected) == (len(lines), len(bad))
    rejected = [json.loads(line) for line in (tmp_path / "out.ndjson.rejected.ndjson").read_text().splitlines()]
    assert [one["row"] for one in rejected] == [2 * number for number in range(1, len(bad) + 1)]
    assert all(one["reasons"] and one["raw"] for one in rejected)
    whole = [row for row in _results(out) if row[2] == "*"]
    assert len(whole) == len(good)
    assert main(["screen", str(path), "--out", str(out)]) == 2


def test_bad_rows_of_tables(tmp_path):
    header = (
        "id,type,date,origin,destination,items[0].id,items[0].type,items[0].physicalQubits,items[0].cnotError.value"
    )
    fine = "urn:x:{},Export,2026-03-02,US,IN,q,QuantumComputer,120,0.0009"
    rows = [
        fine.format(1), "urn:x:2,Export,2026-03-02,US,IN,q,QuantumComputer,120", "urn:x:3,Export,02.03.2026,US,IN,q,QuantumComputer,1,0.1",
        "urn:x:4,Export,2026-03-02,US,Atlantis,q,QuantumComputer,120,0.1", "urn:x:5,Export,2026-03-02,US,IN,q,QuantumComputer,many,0.1",
        "urn:x:6,Export,2026-03-02,US,IN,items,QuantumComputer,120,0.1", '"urn:x:7","Export","2026-03-02","US","IN","q","QuantumComputer","120","0.1"',
        "urn:x:8,Export,2026-03-02,US,IN,,QuantumComputer,120,0.1", fine.format(9),
    ]  # fmt: skip
    path, out = tmp_path / "register.csv", tmp_path / "out.csv"
    path.write_bytes("\n".join([header, *rows]).encode() + b"\nurn:x:\xff," + fine[8:].encode() + b"\n")
    found = run(str(path), str(out), SCREEN)
    rejected = [json.loads(line) for line in (tmp_path / "out.csv.rejected.ndjson").read_text().splitlines()]
    assert [one["row"] for one in rejected] == [2, 3, 4, 5, 6, 8, 10]
    assert found.rows == 10
    assert {row[0] for row in _results(out)} == {"urn:x:1", "urn:x:7", "urn:x:9"}


def test_a_column_that_is_no_path_is_refused_by_name(tmp_path):
    path = tmp_path / "register.csv"
    path.write_text("id,type,qubits\nurn:x:1,Export,5\n")
    with pytest.raises(InputError, match="qubits"):
        run(str(path), str(tmp_path / "out.csv"), SCREEN)
    (tmp_path / "mapping.yaml").write_text("columns: {id: id, type: type, qubits: 'items[0].phsicalQubits'}\n")
    with pytest.raises(InputError, match="did you mean 'physicalQubits'"):
        run(str(path), str(tmp_path / "out.csv"), SCREEN, mapping=str(tmp_path / "mapping.yaml"))


def test_quads_of_a_dossier_that_stand_apart_are_refused(tmp_path):
    _write(tmp_path, _rows(3))
    lines = (tmp_path / "quads.nq").read_bytes().splitlines(keepends=True)
    (tmp_path / "apart.nq").write_bytes(b"".join(lines[5:] + lines[:5]))
    with pytest.raises(InputError, match="together"):
        run(str(tmp_path / "apart.nq"), str(tmp_path / "out.csv"), SCREEN)


_DRIVER = """
import sys
from qgov.registers import sources
from qgov.registers.run import run
from qgov.registers.task import LawOptions, Task
sources.PART_BYTES = 2500
run(sys.argv[1], sys.argv[2], Task((LawOptions(),)), workers=2, kept=False)
"""


@pytest.mark.parametrize(("suffix", "kind"), [(".parquet", ".ndjson"), (".ndjson", ".ndjson"), (".csv", ".nq")],
                         ids=[".parquet", ".ndjson", "quads to .csv"])  # fmt: skip
def test_a_killed_run_goes_on_and_ends_with_the_same_bytes(tmp_path, monkeypatch, suffix, kind):
    rows = register(5, 120, patterns=3)
    path = tmp_path / f"register{kind}"
    if kind == ".nq":
        _write(tmp_path, _rows(60))
        text = (tmp_path / "quads.nq").read_bytes()
        path.write_bytes(text + text[-600:].split(b"\n", 1)[1].replace(b":row:59", b":row:60"))
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "no dossier\n")
    killed, whole = tmp_path / f"killed{suffix}", tmp_path / f"whole{suffix}"
    process = subprocess.Popen([sys.executable, "-c", _DRIVER, str(path), str(killed)])
    folder = Path(f"{killed}.parts")
    while process.poll() is None and len(list(folder.glob("*.json"))) < 4:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert not killed.exists()
    monkeypatch.setattr(sources, "PART_BYTES", 2500)
    found = run(str(path), str(killed), SCREEN, workers=1)
    assert found.reused >= 2 and not folder.exists()
    run(str(path), str(whole), SCREEN, workers=1)
    assert killed.read_bytes() == whole.read_bytes()
    rejected = [Path(f"{one}.rejected.ndjson").read_bytes() for one in (killed, whole)]
    assert rejected[0] == rejected[1] != b""


def test_parts_of_another_run_are_not_taken(tmp_path):
    path, out = tmp_path / "register.ndjson", tmp_path / "out.csv"
    path.write_text("".join(json.dumps(row) + "\n" for row in _rows(3)))
    folder = tmp_path / "out.csv.parts"
    folder.mkdir()
    (folder / "journal.json").write_text('{"register": "another"}')
    with pytest.raises(InputError, match="left from a run"):
        run(str(path), str(out), SCREEN)
    assert run(str(path), str(out), SCREEN, fresh=True).rows == 3


def test_what_if_lists_flips_with_their_causes(tmp_path):
    path, out = tmp_path / "register.ndjson", tmp_path / "flips.ndjson"
    path.write_text("".join(json.dumps(row) + "\n" for row in _rows(12)))
    assert main(["whatif", str(path), "--without", "us-ear:4A906", "--out", str(out)]) == 0
    flips = [json.loads(line) for line in out.read_text().splitlines()]
    assert flips and all("us-ear:4A906" in "".join(one["causes"]) for one in flips)
    assert any(one["before"] == "authorisation-required" != one["after"] for one in flips)
    screened = {}
    for name, laws in (("before", LawOptions()), ("after", LawOptions(without=("us-ear:4A906",)))):
        run(str(path), str(tmp_path / f"{name}.ndjson"), Task((laws,)))
        rows = [json.loads(line) for line in (tmp_path / f"{name}.ndjson").read_text().splitlines()]
        screened[name] = {(one["dossier"], one["jurisdiction"]): one["possible"] for one in rows}
    differ = {key for key in screened["before"] if screened["before"][key] != screened["after"][key]}
    assert differ == {(one["dossier"], one["jurisdiction"]) for one in flips}
    page = Path(f"{out}.summary.html").read_text()
    assert "<svg" in page and "us-ear:4A906" in page


def test_a_cluster_agrees_and_a_lost_worker_loses_nothing(tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed")
    rows = register(6, 60, patterns=3)
    path = tmp_path / "register.ndjson"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    monkeypatch.setattr(sources, "PART_BYTES", 2500)
    run(str(path), str(tmp_path / "here.ndjson"), SCREEN)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        lost = next(worker.pid for worker in cluster.workers.values())

        def kill(parts: int, *_) -> None:
            if parts == 2:
                os.kill(lost, signal.SIGKILL)

        found = run(
            str(path), str(tmp_path / "there.ndjson"), SCREEN, scheduler=cluster.scheduler_address, progress=kill
        )
    assert found.rows == len(rows)
    assert (tmp_path / "here.ndjson").read_bytes() == (tmp_path / "there.ndjson").read_bytes()


def test_orders_that_are_split_into_shipments(tmp_path, capsys):
    """Three shipments of EUR 2,000 within a year: German law asks nothing of a contract up to EUR 5,000."""
    rows = _rows(4)
    for row, day in zip(rows, ("2026-01-11", "2026-03-11", "2026-09-11", "2026-04-11"), strict=True):
        row |= {"date": day, "origin": "DE", "destination": "US"}
        row["items"][0]["value"] = {"value": 2000, "currency": "EUR"}
        row["parties"] = [{"id": "a", "role": "exporter", "name": "Example Exporter"}]
    rows[3]["parties"][0]["name"] = "Another Example"
    rows.append({"id": "urn:example:broken"})
    (tmp_path / "r.ndjson").write_text("".join(json.dumps(row) + "\n" for row in rows))
    code = main(["screen", str(tmp_path / "r.ndjson"), "--out", str(tmp_path / "o.csv"), "--workers", "1",
                 "--orders", str(tmp_path / "orders.ndjson")])  # fmt: skip
    assert code == 2 and "1 orders that may be split" in capsys.readouterr().err
    (found,) = map(json.loads, (tmp_path / "orders.ndjson").read_text().splitlines())
    assert found["dossiers"] == ["urn:example:row:0", "urn:example:row:1", "urn:example:row:2"]
    assert (found["total"], found["bound"], found["from"], found["until"]) == ("6000", "5000", "2026-01-11", "2026-09-11")
    assert found["provisions"] and all(provision.startswith("de-awv:") for provision in found["provisions"])


def test_a_cell_is_no_formula(tmp_path):
    """A spreadsheet runs what begins with one of these signs; the id of an item may."""
    rows = _rows(4)
    for row, start in zip(rows, "=+-@", strict=True):
        row["items"][0]["id"] = f"{start}1+1"
    (tmp_path / "r.ndjson").write_text("".join(json.dumps(row) + "\n" for row in rows))
    run(str(tmp_path / "r.ndjson"), str(tmp_path / "o.csv"), SCREEN)
    text = (tmp_path / "o.csv").read_text()
    assert all(f"'{start}1+1" in text for start in "=+-@")
    assert not any(cell[:1] in "=+-@" for row in csv.reader(text.splitlines()) for cell in row if cell)


@pytest.mark.parametrize(
    ("head", "remedy"), [(b'"id,' + b"type," * 40_000 + b"date", "quotes"), (b"id,\xff\xfe,type", "UTF-8")], ids=["quote", "bytes"]
)
def test_the_fault_of_a_header_has_its_own_remedy(tmp_path, head, remedy):
    path = tmp_path / "register.csv"
    path.write_bytes(head + b"\n")
    with pytest.raises(InputError) as caught:
        list(sources.open_register(str(path), {}).spans())
    assert remedy in caught.value.faults[0].remedy and len(str(caught.value)) < 500
