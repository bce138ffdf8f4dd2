"""The command line as a user meets it: exit codes, formats, messages, and hostile input without a traceback."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from qgov.base.resources import resource
from qgov.cli import main

DOSSIERS = resource("data/dossiers")
HEADLINE = str(DOSSIERS / "2026-us-in-boston-headline.json")


def run(capsys, *argv: str) -> tuple[int, str, str]:
    code = main(list(argv))
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("2026-us-de-torino", 0),
        ("2026-us-in-boston-licensed", 0),
        ("2026-us-in-boston-headline", 1),
        ("2026-de-jp-aachen", 1),
        ("2026-us-in-boston-best", 3),
    ],
)
def test_exit_code_says_the_outcome(capsys, name, code):
    assert run(capsys, "decide", "--no-sim", str(DOSSIERS / f"{name}.json"))[0] == code


def test_json_is_the_python_decision(capsys):
    from qgov import decide

    _, out, err = run(capsys, "decide", "--no-sim", "--format", "json", HEADLINE)
    assert json.loads(out) == decide(HEADLINE, simulate=False).to_dict()
    assert err == ""


@pytest.mark.parametrize("format", ["text", "json", "turtle", "jsonld", "html"])
def test_every_format_says_the_outcome(capsys, format):
    _, out, _ = run(capsys, "decide", "--no-sim", "--format", format, HEADLINE)
    assert "uthori" in out and "4A906.a.2" in out


def test_law_date_is_a_choice(capsys):
    assert run(capsys, "decide", "--no-sim", "--at", "2024-09-05", HEADLINE)[0] == 0
    code, _, err = run(capsys, "decide", "--no-sim", "--at", "5 May", HEADLINE)
    assert code == 2 and "year-month-day" in err


def test_stdin(capsys, monkeypatch):
    text = Path(HEADLINE).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text), encoding="utf-8"))
    assert run(capsys, "decide", "--no-sim", "-")[0] == 1


def test_ground_exits_1_only_for_a_refuted_claim(capsys):
    code, out, _ = run(capsys, "ground", "--no-sim", str(DOSSIERS / "2026-us-in-impossible-t2.json"))
    assert code == 1 and "refuted" in out
    code, out, _ = run(capsys, "ground", "--format", "json", "--no-sim", HEADLINE)
    assert code == 0 and {row["verdict"] for row in json.loads(out)} == {"supported"}


def test_ground_draws_a_circuit(capsys):
    _, out, _ = run(capsys, "ground", str(DOSSIERS / "2026-us-in-impossible-t2.json"))
    assert "pennylane" in out.lower() and "─" in out


def test_validate_and_round_trip_through_turtle(capsys, tmp_path):
    code, turtle, _ = run(capsys, "validate", "--format", "turtle", HEADLINE)
    assert code == 0 and "_:" not in turtle
    copy = tmp_path / "copy.ttl"
    copy.write_text(turtle)
    assert run(capsys, "decide", "--no-sim", str(copy))[0] == 1


def test_validate_writes_json_ld_that_is_read_again(capsys, tmp_path):
    bare = tmp_path / "bare.json"
    bare.write_text(json.dumps({k: v for k, v in json.loads(Path(HEADLINE).read_bytes()).items() if k != "id"}))
    for path in (HEADLINE, str(bare)):
        code, text, _ = run(capsys, "validate", "--format", "jsonld", path)
        assert (code, json.loads(text)["@context"]) == (0, "https://w3id.org/qgov/context/v1.jsonld")
        copy = tmp_path / "copy.jsonld"
        copy.write_text(text)
        turtles = [run(capsys, "validate", "--format", "turtle", which)[1] for which in (path, str(copy))]
        assert turtles[0] == turtles[1] != ""


def test_norms_in_force_on_a_day(capsys):
    _, out, _ = run(capsys, "norms", "uk-eco:PL9014", "--at", "2025-12-15", "--format", "json")
    assert "uk-eco:PL9014.a.1.a.2" in {row["provision"] for row in json.loads(out)}
    code, _, err = run(capsys, "norms", "uk-eco:PL9014", "--at", "2025-12-16")
    assert code == 2 and "no norm fits" in err


@pytest.mark.parametrize("argv, said", [
    (("XX",), "there is no instrument 'XX'; known: ae-national-list"),
    (("us-eer",), "did you mean us-ear? known: "),
    (("us-eer:742.4",), "there is no instrument 'us-eer'; did you mean us-ear?"),
    (("us-ear:4A906.a.9",), "us-ear has no provision 'us-ear:4A906.a.9'; did you mean us-ear:4A906.a."),
    (("us-ear:none",), "qgov norms us-ear lists its "),
    (("de",), "the norms of a jurisdiction: --jurisdiction DE"),
    (("--jurisdiction", "XX"), "none is of the jurisdiction 'XX'; known: AE, "),
    (("--jurisdiction", "us"), "did you mean US? known: "),
    (("uk-eco:PL9014", "--at", "2025-12-16"), "none in force on 2025-12-16; without --at it shows more"),
    (("us-ear:4A906", "--jurisdiction", "DE"), "none of DE; without --jurisdiction it shows more"),
])  # fmt: skip
def test_where_no_norm_fits_the_word_near_it_is_named(capsys, argv, said):
    code, out, err = run(capsys, "norms", *argv)
    assert (code, out) == (2, "")
    assert err.startswith("qgov: no norm fits: ")
    assert said in err


def test_a_dossier_of_many_items_is_sent_to_the_register(capsys, tmp_path):
    from qgov.base.limits import MAX_ITEMS

    dossier = json.loads(Path(HEADLINE).read_bytes())
    items = [{"id": f"item-{number}", "type": "Technology"} for number in range(30_000)]
    path = tmp_path / "many.json"
    for count, code in ((30_000, 2), (MAX_ITEMS + 1, 2), (MAX_ITEMS, 0)):
        path.write_text(json.dumps(dossier | {"items": items[:count]}))
        assert run(capsys, "validate", str(path))[0] == code
    path.write_text(json.dumps(dossier | {"items": items}))
    _, out, err = run(capsys, "decide", str(path))
    assert out == ""
    assert f"/items: the dossier has 30000 items, more than the {MAX_ITEMS} that one may have" in err
    assert "qgov screen" in err


def test_norm_page_has_citation_and_verification(capsys):
    _, out, _ = run(capsys, "norms", "us-ear:742.4(a)(5)")
    assert "15 CFR 742.4(a)(5)" in out and "verified" in out


def test_term_page_and_nearest_term(capsys):
    assert "average gate infidelity" in run(capsys, "term", "meanCnotInfidelity")[1]
    code, _, err = run(capsys, "term", "cnotErrror")
    assert code == 2 and "cnotError" in err


def test_query_over_norms_and_a_decision(capsys):
    sparql = 'SELECT ?p WHERE { ?f qgov:findingProvision ?p ; qgov:status "applies" } ORDER BY ?p'
    _, out, _ = run(capsys, "query", "--decision", HEADLINE, "--format", "csv", sparql)
    assert "us-ear:4A906.a.2" in out.split()
    code, out, _ = run(capsys, "query", "SELECT (COUNT(*) AS ?n) WHERE { ?e a qgov:ControlEntry }")
    assert code == 0 and "(1 rows)" in out


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT nonsense",
        "SELECT * WHERE { " + "{" * 5000 + "}" * 5000 + " }",
        "SELECT (" + "(" * 9000 + "1" + ")" * 9000 + " AS ?x) WHERE {}",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "SELECT * WHERE { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "",
    ],
)
def test_queries_that_are_refused(capsys, sparql):
    code, _, err = run(capsys, "query", sparql)
    assert code == 2 and err.startswith("qgov: ")


def test_import_makes_an_item_that_decides(capsys, tmp_path):
    raw = next((Path(__file__).parent.parent / "data" / "calibrations").rglob("*props*bogota*"))
    code, out, _ = run(capsys, "import", str(raw), "--id", "qpu")
    assert code == 0
    dossier = {
        "id": "urn:example:transfer:imported", "type": "Export", "date": "2026-03-02", "origin": "US",
        "destination": "DE", "items": [json.loads(out)],
        "declarations": {"militaryEndUse": False, "wmdEndUse": False, "informedByAuthority": False,
                         "partiesScreened": "2026-03-01"},
    }  # fmt: skip
    path = tmp_path / "imported.json"
    path.write_text(json.dumps(dossier))
    assert run(capsys, "decide", "--no-sim", str(path))[0] == 0


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"{", "JSON"),
        (b"[]", "object"),
        (b'{"type": "Export"}', "lacks"),
        (b"[" * 100_000, "deep"),
        (b'{"a": ' * 5000 + b"1" + b"}" * 5000, "deep"),
        (b" " * 10_000_000, "bytes"),
        (b"a: &a [*a, *a]", "alias"),
        (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "qgov"),
        (b'{"@context": "http://127.0.0.1:9/context", "type": "Export"}', "@context"),
    ],
)
def test_unreadable_input_is_said_plainly(capsys, tmp_path, content, where):
    path = tmp_path / "dossier.json"
    path.write_bytes(content)
    suffixes = ["dossier.json"] if content[:1] in b"{[ " else ["dossier.json", "dossier.yaml"]
    for name in suffixes:
        path = tmp_path / name
        path.write_bytes(content)
        code, out, err = run(capsys, "decide", str(path))
        assert code == 2 and out == "" and err.startswith("qgov: ") and "Traceback" not in err
    assert where.lower() in err.lower()


def test_a_missing_file(capsys):
    code, _, err = run(capsys, "decide", "/no/such/file.json")
    assert code == 2 and "/no/such/file.json" in err


def test_an_internal_fault_has_its_own_exit_code(capsys, monkeypatch):
    import qgov.reasoning.pipeline as module

    def broken(*_args, **_kwargs):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(module, "judge", broken)
    code, out, err = run(capsys, "decide", "--no-sim", HEADLINE)
    assert code == 4 and out == "" and "internal error" in err and "Traceback" not in err


def test_a_receipt_of_too_many_cases_is_refused_by_name(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("qgov.reasoning.derivation.MAX_CASES", 1)
    dossier = str(DOSSIERS / "2026-us-in-kingston-straddling.json")
    code, _, err = run(capsys, "decide", "--no-sim", "--receipt", str(tmp_path / "receipt.json"), dossier)
    assert code == 2 and "so much is unknown of qpu" in err
    assert not (tmp_path / "receipt.json").exists()


def test_a_closed_input_and_a_full_disk_are_told(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    code, _, err = run(capsys, "decide", "-")
    assert code == 2 and "standard input is closed" in err
    with Path("/dev/full").open("w") as full, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", full)
        patch.setattr("os.dup2", lambda *ends: None)
        assert main(["norms", "us-ear:4A906"]) == 4
        patch.undo()
    assert "not all was written" in capsys.readouterr().err


def test_a_reader_that_has_gone_is_told_nothing_clear():
    """`set -o pipefail; qgov decide ... | head` must not pass for permitted."""
    command = [sys.executable, "-m", "qgov", "decide", "--no-sim", "--all-findings", HEADLINE]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    assert process.wait(120) == 4 and b"Traceback" not in process.stderr.read()


def test_every_command_shows_an_example():
    import argparse

    from qgov.cli.arguments import build_parser

    waiting, count = [build_parser()], 0
    while waiting:
        parser = waiting.pop()
        count += 1
        assert "example" in (parser.epilog or ""), parser.prog
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                waiting += action.choices.values()
    assert count > 40
