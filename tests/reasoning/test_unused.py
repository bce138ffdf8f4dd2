"""A privilege that lacks conditions is silent where another way already permits what it would."""

from __future__ import annotations

import json
from pathlib import Path

from qgov.dossier.read import read_dossier
from qgov.reasoning.pipeline import decide_dossier
from qgov.reasoning.receipt import canonical_receipt
from qgov.verifier.verify import check

BASE = Path(__file__).parents[1] / "cases" / "bases" / "eu.json"


def decided(exporter: str = "DE", **change: object):
    given = json.loads(BASE.read_text(encoding="utf-8")) | {"origin": exporter} | change
    given["parties"][0]["country"] = exporter
    given["parties"][1]["country"] = given["destination"]
    given["items"][0]["originCountry"] = exporter[:2]
    return decide_dossier(read_dossier(json.dumps(given)), simulate=False)


def defeaters(decision) -> set[str]:
    return {f.defeated_by.rpartition("/eu-dual-use/")[2] for f in decision.findings if f.status == "defeated"}


def provisions(rows) -> set[str]:
    return {row.provision for row in rows}


def test_goods_to_great_britain_are_freed_by_the_framework_and_not_by_a_general_authorisation() -> None:
    decision = decided("GB-NIR", destination="GB")
    assert decision.outcome == "permitted"
    assert defeaters(decision) == {"windsor-6%281%29/2021-09-09"}
    assert decision.to_dict()["residual"] == []
    assert "eu-dual-use:EU001" not in provisions(decision.duties)


def test_of_two_ways_of_one_authorisation_the_complete_one_is_named() -> None:
    met = ["register", "notify", "after-servicing", "original-end-user", "lawful-before", "within-period",
           "no-enhancement", "authorisation-stands", "state-on-documents", "inspect-test-repair", "like-for-like"]  # fmt: skip
    complete = [{"type": "general-authorisation", "code": "EU003", "conditionsMet": met}]
    decision = decided(authorisations=complete)
    assert decision.outcome == "permitted" and decision.to_dict()["residual"] == []
    ways = {f.norm.iri for f in decision.findings if f.provision == "eu-dual-use:EU003" and not f.missing}
    assert {f.defeated_by for f in decision.findings if f.status == "defeated"} <= ways


def test_a_privilege_that_is_needed_says_what_it_lacks() -> None:
    decision = decided(destination="JP")
    assert decision.outcome == "conditions-open"
    assert {row["about"] for row in decision.to_dict()["residual"]} == {"notify", "register"}
    assert "eu-dual-use:EU001" in provisions(decision.duties)


def test_the_receipt_holds_and_a_duty_of_the_unused_privilege_would_not() -> None:
    decision = decided("GB-NIR", destination="GB")
    receipt = json.loads(canonical_receipt(decision.full_receipt()))
    assert check(receipt, None).found == []
    needed = json.loads(canonical_receipt(decided(destination="JP").full_receipt()))
    assert check(needed, None).found == []
    (first, *_) = [duty for duty in needed["decision"]["duties"] if duty["provision"] == "eu-dual-use:EU001"]
    receipt["decision"]["duties"].append(first)
    assert any("decision.duties" in fault for fault in check(receipt, None).found)
