"""``qgov audit``: what it says, what it writes and which code it ends with."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest

import qgov
from qgov.base.resources import resource
from qgov.cli import main
from qgov.ledger import Ledger, verify
from qgov.ledger.entry import read_entry

from .ledgers import files, filled, whole

PROV, QGOV = "http://www.w3.org/ns/prov#", "https://w3id.org/qgov/"


def run(capsys, *argv: object) -> tuple[int, str, str]:
    code = main(["audit", *map(str, argv)])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture(scope="module")
def decision() -> dict:
    return qgov.decide(resource("data/dossiers/2026-us-in-boston-headline.json"), simulate=False).to_dict()


@pytest.fixture
def ledger(tmp_path, decision):
    folder = tmp_path / "ledger"
    with Ledger(folder) as ledger:
        for tenant in ("acme", "other", "acme"):
            ledger.append("decision", tenant, decision)
    return folder


def test_verify_says_whether_the_ledger_holds(capsys, ledger):
    code, out, _ = run(capsys, "verify", ledger)
    assert code == 0 and "The ledger holds: 3 sound entries" in out and "checkpoint kept elsewhere" in out
    content = whole(ledger)
    files(ledger)[0].write_bytes(content.replace(b"authorisation-required", b"permitted", 1))
    code, out, _ = run(capsys, "verify", ledger)
    assert code == 1 and "WRONG  entry 1: changed" in out and "does not hold: 0 sound entries" in out
    found = json.loads(run(capsys, "verify", ledger, "--format", "json")[1])
    assert found["holds"] is False and found["wrong"]["seq"] == 1


def test_checkpoints_show_that_the_end_was_cut_off(capsys, tmp_path, ledger):
    key, seen = tmp_path / "key.pem", tmp_path / "checkpoints.jsonl"
    assert main(["key", str(key)]) == 0
    did = capsys.readouterr().out.strip()
    code, out, _ = run(capsys, "checkpoint", ledger, "-o", seen, "--sign", key)
    assert code == 0 and json.loads(out)["seq"] == 3 and json.loads(out)["issuer"] == did
    (tmp_path / "public.did").write_text(did)
    trusted = ("--checkpoints", seen, "--trust")
    assert run(capsys, "verify", ledger, *trusted, tmp_path / "public.did")[0] == 0
    stranger = "did:key:z6MkjchhfUsD6mmvni8mCdXHw216Xrm9bQe2mBH1P5RDjVJG"
    assert "not by the trusted key" in run(capsys, "verify", ledger, *trusted, stranger)[1]
    files(ledger)[0].write_bytes(whole(ledger).splitlines(keepends=True)[0])
    assert run(capsys, "verify", ledger)[0] == 0
    code, out, _ = run(capsys, "verify", ledger, *trusted, did)
    assert code == 1 and "WRONG  entry 2: cut off: the checkpoint of" in out
    before = seen.read_bytes()
    code, out, _ = run(capsys, "checkpoint", ledger, "-o", seen, "--sign", key)
    assert code == 1 and "no checkpoint was written" in out and seen.read_bytes() == before


def test_show_lists_entries_and_shows_one(capsys, ledger, decision):
    code, out, _ = run(capsys, "show", ledger)
    assert code == 0 and [line.split()[0] for line in out.splitlines()] == ["1", "2", "3"]
    assert len(run(capsys, "show", ledger, "--tenant", "acme")[1].splitlines()) == 2
    assert run(capsys, "show", ledger, "--after", "1", "--limit", "1")[1].split()[0] == "2"
    assert run(capsys, "show", ledger, "--limit", "1")[1].split()[0] == "3"
    out = run(capsys, "show", ledger, 2)[1]
    assert '"outcome": "authorisation-required"' in out and "tenant other" in out
    digest = decision["receipt"]["sha256"]
    shown = json.loads(run(capsys, "show", ledger, "--receipt", f"sha256:{digest}", "--format", "json")[1])
    assert [entry["header"]["seq"] for entry in shown] == [1, 2, 3]
    code, _, err = run(capsys, "show", ledger, "--receipt", "00" * 32)
    assert code == 2 and "no entry was made for this receipt" in err
    assert "no entry 4" in run(capsys, "show", ledger, 4)[2]


def test_text_of_others_cannot_move_the_terminal(capsys, tmp_path):
    folder = filled(tmp_path / "l", [{"name": "\x1b[2J\u202e"}])
    out = run(capsys, "show", folder, 1)[1]
    assert "\x1b" not in out and "\u202e" not in out


def test_redact_and_retain_tell_what_they_did(capsys, ledger):
    code, out, _ = run(capsys, "redact", ledger, 1, 2, "--reason", "a request", "--by", "privacy office")
    assert code == 0 and out == "redacted 1: told by entry 4\nredacted 2: told by entry 5\n"
    assert "(redacted)" in run(capsys, "show", ledger)[1].splitlines()[0]
    code, _, err = run(capsys, "redact", ledger, 1, "--reason", "a request", "--by", "privacy office")
    assert code == 2 and "redacted already" in err
    assert run(capsys, "retain", ledger, "--days", 30, "--by", "job")[1] == "nothing is older than 30 days\n"
    assert run(capsys, "retain", ledger, "--days", 0, "--by", "job")[1] == "redacted 3: told by entry 6\n"
    found = verify(ledger)
    assert found.holds and found.redacted == 3


def test_the_export_as_lines_can_be_read_back(capsys, tmp_path, ledger):
    out = tmp_path / "out.ndjson"
    assert run(capsys, "export", ledger, "--format", "ndjson", "-o", out)[0] == 0
    assert out.read_bytes() == whole(ledger)
    run(capsys, "export", ledger, "--format", "ndjson", "--tenant", "other", "-o", out)
    assert [read_entry(line).seq for line in out.read_bytes().splitlines(keepends=True)] == [2]


@pytest.mark.parametrize("format", ["turtle", "jsonld"])
def test_the_export_in_prov_says_who_made_what_of_what(capsys, ledger, decision, format):
    run(capsys, "redact", ledger, 2, "--reason", "a request", "--by", "privacy office")
    code, out, _ = run(capsys, "export", ledger, "--format", format)
    assert code == 0
    store = ox.Store()
    store.load(out, format={"turtle": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD}[format])
    assert not any(isinstance(term, ox.BlankNode) for quad in store for term in quad)
    ask = "PREFIX prov: <%s> PREFIX qgov: <%s> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> " % (PROV, QGOV)

    def rows(query: str) -> set:
        return {tuple(term.value for term in row) for row in store.query(ask + query)}

    first = next(iter(rows('SELECT ?e { ?e rdfs:label "ledger entry 1: decision" }')))[0]
    assert rows(f"SELECT ?o {{ <{first}-payload> a prov:Entity, qgov:Decision ; qgov:outcome ?o }}") == {
        (decision["outcome"],)
    }
    used = rows(f"SELECT ?label {{ <{first}> prov:wasGeneratedBy/prov:used/rdfs:label ?label }}")
    assert used == {("dossier",), ("lexicon",), ("norms",), ("normsInForce",), ("situation",)}
    agents = rows(f"SELECT ?label {{ <{first}-activity> prov:wasAssociatedWith/rdfs:label ?label }}")
    assert agents == {("acme",), (f"qgov {qgov.__version__}",)}
    assert rows(f"SELECT ?e {{ ?e prov:wasDerivedFrom+ <{first}> }}") == {
        (first.replace("#1", f"#{n}"),) for n in (2, 3, 4)
    }
    gone = rows("SELECT ?p ?by { ?p prov:wasInvalidatedBy ?a . ?a prov:wasAssociatedWith/rdfs:label ?by }")
    second = first.replace("#1", "#2-payload")
    assert gone == {(second, "privacy office"), (second, "other")}
    assert not rows(f"SELECT ?o {{ <{second}> qgov:outcome ?o }}")


def test_the_export_holds_no_party(capsys, ledger, decision):
    """PROV-O carries hashes and outcomes; payloads leave by ndjson alone."""
    out = run(capsys, "export", ledger)[1]
    assert decision["findings"][0]["provision"] not in out and decision["dossier"] not in out


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (("verify", "no-such-folder"), "is no folder"),
        (("verify", "{ledger}", "--trust", "nothing"), "key to trust"),
        (("verify", "{ledger}", "--checkpoints", "no-such-file"), "cannot be read"),
        (("redact", "no-such-folder", "1", "--reason", "r", "--by", "b"), "is no folder"),
        (("redact", "{ledger}", "9", "--reason", "r", "--by", "b"), "no entry 9"),
        (("checkpoint", "{ledger}", "-o", "/no/such/file"), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said_with_code_2(capsys, ledger, argv, why):
    code, _, err = run(capsys, *(text.replace("{ledger}", str(ledger)) for text in argv))
    assert code == 2 and why in err


@pytest.mark.parametrize("name", ["", "verify", "show", "export", "checkpoint", "redact", "retain"])
def test_help_has_examples(capsys, name):
    with pytest.raises(SystemExit) as stop:
        main([*filter(None, ["audit", name]), "--help"])
    assert stop.value.code == 0 and "examples:" in capsys.readouterr().out
