"""`qgov store`: make, look, check, dump, restore, migrate; clear words where something is in the way."""

from __future__ import annotations

import gzip
import json

import pytest

from qgov import decide
from qgov.base.resources import resource
from qgov.cli import main
from qgov.store.decisions import decisions, record_decision
from qgov.store.embedded import EmbeddedStore
from qgov.store.names import METADATA, index_graph


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A store with a decision in it."""
    path = tmp_path_factory.mktemp("cli") / "store"
    assert main(["store", "load", str(path)]) == 0
    with EmbeddedStore(path) as store:
        decision = decide(resource("data/dossiers/2026-us-in-boston-headline.json"), simulate=False)
        record_decision(store, "acme", decision)
    return path


@pytest.mark.parametrize("command", ["load", "dump", "check", "compact", "migrate", "status"])
def test_help_has_examples(command, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["store", command, "--help"])
    assert stop.value.code == 0 and f"qgov store {command} " in capsys.readouterr().out.split("examples:")[1]


def test_status_and_check(folder, capsys):
    assert main(["store", "status", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "1 of 1 tenant(s)" in out and "schema       1" in out
    assert main(["store", "status", str(folder), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["decisions"] == {"acme": 1} and found["upToDate"] and found["graphs"][METADATA] == 14
    assert main(["store", "check", str(folder)]) == 0
    assert capsys.readouterr().err.startswith("0 faults;")


def test_a_dump_is_restored(folder, tmp_path, capsysbinary):
    assert main(["store", "dump", str(folder), "--output", str(tmp_path / "all.nq.gz")]) == 0
    assert main(["store", "dump", str(folder)]) == 0
    plain = capsysbinary.readouterr().out
    assert sorted(gzip.open(tmp_path / "all.nq.gz").read().splitlines()) == sorted(plain.splitlines())
    assert main(["store", "load", str(tmp_path / "new"), "--from", str(tmp_path / "all.nq.gz")]) == 0
    with EmbeddedStore(folder, read_only=True) as old, EmbeddedStore(tmp_path / "new", read_only=True) as new:
        assert decisions(old, "acme") == decisions(new, "acme") and old.graphs() == new.graphs()
    assert main(["store", "check", str(tmp_path / "new")]) == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("<urn:a> <urn:p> <urn:o> <urn:other> .", b"none of qgov's"), ("<urn:a> <urn:p> .", b"is no dump"),
        ("<urn:a> <http://www.w3.org/2002/07/owl#sameAs> <urn:b> <https://w3id.org/qgov/decision/acme/x/claims> .",
         b"cannot take this"),
        ("_:a <https://w3id.org/qgov/note> \"x\" <https://w3id.org/qgov/decision/acme/x/claims> .", b"blank node"),
    ],
)  # fmt: skip
def test_what_is_no_dump_is_refused(folder, tmp_path, capsysbinary, line, said):
    (tmp_path / "bad.nq").write_text(line + "\n")
    assert main(["store", "load", str(folder), "--from", str(tmp_path / "bad.nq")]) == 2
    assert said in capsysbinary.readouterr().err
    with EmbeddedStore(folder, read_only=True) as store:
        assert store.graphs("https://w3id.org/qgov/decision/acme/x") == []


def test_one_graph(folder, capsysbinary):
    assert main(["store", "dump", str(folder), "--graph", METADATA, "--format", "turtle"]) == 0
    assert b"conformsTo" in capsysbinary.readouterr().out
    assert main(["store", "dump", str(folder), "--graph", "https://w3id.org/qgov/graph/nothing"]) == 2
    assert main(["store", "dump", str(folder), "--graph", "no iri"]) == 2
    assert main(["store", "dump", str(folder), "--format", "turtle"]) == 2


def test_a_failed_dump_leaves_the_old_one(tmp_path, capsys):
    (tmp_path / "kept.nq").write_text("before")
    assert main(["store", "dump", str(tmp_path / "none"), "--output", str(tmp_path / "kept.nq")]) == 2
    assert (tmp_path / "kept.nq").read_text() == "before" and "is no store" in capsys.readouterr().err


def test_queries_go_to_a_store(folder, capsys):
    query = "SELECT ?o WHERE { ?d qgov:answersDossier ?dossier ; qgov:outcome ?o }"
    assert main(["query", "--store", str(folder), query, "--format", "csv"]) == 0
    with EmbeddedStore(folder, read_only=True) as store:
        assert capsys.readouterr().out.split()[1:] == [row.outcome for row in decisions(store, "acme")]
    assert main(["query", "--store", str(folder / "none"), "ASK {}"]) == 2
    assert "is no store" in capsys.readouterr().err


def test_compact_and_migrate(tmp_path, capsys):
    folder = tmp_path / "store"
    with EmbeddedStore(folder) as store:
        decision = decide(resource("data/dossiers/2026-us-in-boston-headline.json"), simulate=False)
        record_decision(store, "acme", decision)
        store.remove(index_graph("acme"))
    assert main(["store", "load", str(folder)]) == 2
    assert "qgov store migrate" in capsys.readouterr().err
    assert main(["store", "migrate", str(folder)]) == 0
    assert "1 decisions are listed" in capsys.readouterr().out
    with EmbeddedStore(tmp_path / "store.before-1", read_only=True) as old:
        assert old.graphs(index_graph("acme")) == []
    assert main(["store", "compact", str(folder)]) == 0
    assert main(["store", "check", str(folder)]) == 0


def test_who_has_it_open_is_said(folder, capsys):
    import os

    with EmbeddedStore(folder, purpose="qgov serve"):
        for command in ("load", "dump", "check", "compact", "migrate"):
            assert main(["store", command, str(folder)]) == 2
            assert f"process {os.getpid()} (qgov serve, since" in capsys.readouterr().err
        assert main(["store", "status", str(folder)]) == 0
        assert "qgov serve" in capsys.readouterr().out


def test_an_endpoint_that_is_not_there(capsys):
    assert main(["store", "status", "http://127.0.0.1:1/query"]) == 2
    assert "cannot be reached" in capsys.readouterr().err
    assert main(["store", "load", "http://user:secret@127.0.0.1:1/query"]) == 2
    assert "QGOV_STORE_USER" in capsys.readouterr().err
