"""Published experiments are not refuted, impossible claims are, each by the check that should."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from qgov.base.parse import parse_data
from qgov.dossier.model import Assumption, Item, Quantity
from qgov.dossier.read import from_data
from qgov.grounding import ground_item

RECORDS = parse_data(Path(__file__).with_name("experiments.json").read_bytes(), "experiments.json")
GENUINE = [record for record in RECORDS if record["expect"] == "not-refuted"]
IMPOSSIBLE = [record for record in RECORDS if record["expect"] == "refuted"]
NEEDED = {"dimension", "inputCopies", "outputCopies"}  # part of the question, not assumptions about the device
ONLY_IF_STATED = {"monogamy-concurrence", "teleport-without-entanglement"}  # what bounds these is itself a statement


def item_of(record: dict) -> Item:
    dossier = {
        "id": f"urn:example:{record['id']}", "type": "Export", "date": "2026-03-02", "origin": "US",
        "destination": "DE", "items": [record["item"]],
    }  # fmt: skip
    return from_data(dossier).items[0]


def ground(item: Item):
    return ground_item(item, simulate=False).groundings


@pytest.mark.parametrize("record", GENUINE, ids=lambda record: record["id"])
def test_a_genuine_result_is_not_refuted(record):
    found = ground(item_of(record))
    assert [grounding for grounding in found if grounding.verdict == "refuted"] == []
    assert found, "nothing was judged"


@pytest.mark.parametrize("record", IMPOSSIBLE, ids=lambda record: record["id"])
def test_an_impossible_claim_is_refuted_for_the_right_reason(record):
    refuted = [grounding for grounding in ground(item_of(record)) if grounding.verdict == "refuted"]
    assert record["check"] in {grounding.check for grounding in refuted}
    for grounding in refuted:
        assert grounding.kind == "theorem" and not grounding.needs


@pytest.mark.parametrize("record", IMPOSSIBLE, ids=lambda record: record["id"])
def test_without_its_assumptions_it_is_asked_about(record):
    item = item_of(record)
    bare = Item(item.id, item.type, claims=item.claims,
                assumptions={term: value for term, value in item.assumptions.items() if term in NEEDED})  # fmt: skip
    found = [grounding for grounding in ground(bare) if grounding.check == record["check"]]
    if record["check"] == "holevo-limit" and record["id"] in {"holevo", "dense-2.5", "qubits-per-carrier"}:
        assert {grounding.verdict for grounding in found} == {"refuted"}  # beyond any help
        return
    assert all(grounding.verdict != "refuted" for grounding in found)
    if record["check"] != "werner-identities" and record["id"] not in ONLY_IF_STATED:
        assert any(grounding.needs for grounding in found)


@pytest.mark.parametrize("record", IMPOSSIBLE, ids=lambda record: record["id"])
def test_a_large_uncertainty_leaves_it_undetermined(record):
    item = item_of(record)
    wide = {
        term: Quantity(value=claim.value, standard_uncertainty=max(abs(claim.value), Decimal(1)))
        if isinstance(claim, Quantity) and term not in ("inputCopies", "outputCopies", "links", "trials") else claim
        for term, claim in item.claims.items()
    }  # fmt: skip
    assert all(
        grounding.verdict != "refuted"
        for grounding in ground(Item(item.id, item.type, claims=wide, assumptions=item.assumptions))
    )


def test_the_set_is_large_enough():
    assert len(GENUINE) >= 40 and len(IMPOSSIBLE) >= 35
    assert sum(bool(record.get("trap")) for record in RECORDS) >= 15
    assert len({record["id"] for record in RECORDS}) == len(RECORDS)
    assert Assumption("none") in item_of(IMPOSSIBLE[1]).assumptions.values()
