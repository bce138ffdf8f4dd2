"""Dossiers that differ in id and notes alone are decided once; what is written for the next one is what it would get."""

from __future__ import annotations

import json
from base64 import b64encode

import pyoxigraph as ox
import pytest

from qgov.api.decisions import judging
from qgov.api.decisions.alike import Named
from qgov.api.decisions.document import dossier_of, member, unpacked
from qgov.api.decisions.judging import JSON, decided, graphed
from qgov.api.decisions.remembered import Remembered
from qgov.base.errors import InputError
from qgov.base.resources import resource
from qgov.dossier.read import read_dossier

NAMES = (
    "2026-us-in-boston-headline", "2026-de-in-boston-reexport", "2026-us-de-torino", "2026-nl-sg-atoms",
    "2025-11-14-ie-in-kingston-headline", "2026-us-ca-kingston-average",
)  # fmt: skip
IDS = ("urn:example:transfer:other", "https://example.org/a?b=%22&c='d", "urn:exämple:größe")
WAYS = [(None, True, True), ("2026-01-02", False, False)]


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch):
    monkeypatch.setattr(judging, "_PATTERNS", Remembered())


def source(name: str) -> dict:
    return json.loads(resource(f"data/dossiers/{name}.json").read_text("utf-8"))


def renamed(dossier: dict, id: str) -> bytes:
    noted = {**dossier, "id": id, "items": [{**item, "note": f'about "{id}"'} for item in dossier["items"]]}
    return json.dumps(noted).encode()


def ask(body: bytes, at=None, simulate=False, explain=True, tenant="local", every=False) -> dict:
    return decided(body, "json", at, simulate, every, JSON, tenant, explain)


def triples(text: str) -> set:
    return {triple for triple in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("way", WAYS, ids=["explained", "at-a-day-unexplained"])
def test_what_is_written_anew_is_what_is_decided_anew(name, way, monkeypatch):
    at, explain, every = way
    first = source(name)
    bodies = [renamed(first, id) for id in IDS[: 3 if explain else 2]]
    wanted = []
    for body in bodies:
        judging._PATTERNS = Remembered()
        wanted.append(ask(body, at, explain=explain, every=every))
    judging._PATTERNS = Remembered()
    ask(json.dumps(first).encode(), at, explain=explain, every=every)
    monkeypatch.setattr(judging, "_made", lambda *_: pytest.fail("decided again"))
    for body, fresh in zip(bodies, wanted, strict=True):
        made = ask(body, at, explain=explain, every=every)
        assert made["graphs"] is None
        for part in ("content", "receipt", "kept", "outcome"):
            assert made[part] == fresh[part], part


@pytest.mark.parametrize("name", NAMES[:3])
def test_graphs_are_the_same_either_way(name, monkeypatch):
    """Whether they are made with the decision, from a pattern, or from the ledger: those of a decision made alone."""
    from qgov.reasoning.pipeline import decide_dossier
    from qgov.store.decisions import decision_record

    first = source(name)
    body = renamed({**first, "note": "of \\ the whole\n"}, IDS[2])
    made = [ask(body)]
    judging._PATTERNS = Remembered()
    ask(json.dumps(first).encode())
    monkeypatch.setattr(judging, "_made", lambda *_: pytest.fail("decided again"))
    again = ask(body)
    made.append(graphed(again["kept"]["document"], None, False, True, "local"))
    decision = decide_dossier(read_dossier(body, format="json"), simulate=False)
    wanted = decision_record("local", decision).graphs
    for found in made:
        assert found["receipt"] == decision.receipt and list(found["graphs"]) == list(wanted)
        for graph, text in found["graphs"].items():
            if not graph.endswith("/index"):
                assert triples(text) == triples(wanted[graph]) and text.count("\n") == wanted[graph].count("\n") > 0
            else:  # all but when it was made
                assert len(triples(text) & triples(wanted[graph])) == len(triples(text)) - 1 == 5


@pytest.mark.parametrize("name", NAMES)
def test_the_dossier_is_read_back_from_the_document_alone(name):
    body = renamed(source(name), IDS[2])
    document = ask(body)["kept"]["document"]
    assert read_dossier(dossier_of(document), format="json") == read_dossier(body, format="json")
    whole = json.dumps(unpacked(document), ensure_ascii=False)
    for packed in (member(whole), member(whole[:99]) + member(whole[99:])):  # in one part, or cut anywhere
        kept = b64encode(packed).decode()
        assert unpacked(kept) == unpacked(document)
    assert dossier_of(b64encode(member(whole)).decode()) == dossier_of(document)


def test_a_written_receipt_is_accepted_by_the_verifier():
    import gzip
    from base64 import b64decode

    from qgov.norms import norm_book
    from qgov.norms.notation import norms_document
    from qgov.reasoning import law_date
    from qgov.verifier import verify

    first = source(NAMES[0])
    ask(json.dumps(first).encode())
    made = ask(renamed(first, IDS[1]))
    full = json.loads(gzip.decompress(b64decode(made["kept"]["document"])))
    full["norms"] = norms_document(norm_book(), law_date(first["date"]))
    assert verify.check(full).found == []
    assert json.loads(made["content"])["dossier"] == full["decision"]["dossier"] == IDS[1]


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["items"][0].update(quantity=7), lambda d: d.update(date="2026-03-03"),
        lambda d: d["items"][0].update(id="another"), lambda d: d.update(origin="CA"),
        lambda d: d["parties"][0].update(name="Another Example"), lambda d: d.update(safeguards=[{"type": "redress"}]),
        lambda d: d["items"][0].update(value={"value": 7, "currency": "EUR"}), lambda d: d.pop("endUse"),
    ],
    ids=["quantity", "date", "item-id", "origin", "party-name", "safeguard", "value", "end-use"],
)  # fmt: skip
def test_whatever_else_differs_is_another_decision(change):
    one, other = source(NAMES[0]), source(NAMES[0])
    change(other)
    way = (None, True, False, True, True)

    def likeness(dossier: dict, asked: tuple = way) -> str:
        return Named(read_dossier(dossier)).likeness(asked)

    assert likeness(one) != likeness(other)
    assert likeness(one) != likeness(one, ("2026-03-03", True, False, True, True))
    assert likeness(one) == likeness({**one, "id": "urn:example:x", "note": "n"})


def test_a_name_that_cannot_be_kept_is_refused_the_second_time_too():
    first = source(NAMES[0])
    ask(json.dumps(first).encode())
    for id in ("javascript:alert(1)", "x-scheme:1"):
        with pytest.raises(InputError):
            ask(renamed(first, id))
        assert ask(renamed(first, id), tenant=None)["outcome"]


def test_a_dossier_without_an_id_is_kept_and_goes_by_the_hash_of_what_it_says():
    first = source(NAMES[0])
    del first["id"]
    noted = {**first, "note": 'said "so" \\ </script>'}
    fresh = ask(json.dumps(noted).encode())
    judging._PATTERNS = Remembered()
    ask(json.dumps(first).encode())
    again = ask(json.dumps(noted).encode())
    assert again["graphs"] is None and [again[part] for part in ("content", "receipt", "kept")] == [
        fresh[part] for part in ("content", "receipt", "kept")
    ]
    assert json.loads(again["content"])["dossier"] == "urn:sha256:" + again["receipt"]["dossier"]
