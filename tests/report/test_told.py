"""What a judgment tells of law that was looked at and from which nothing follows."""

from __future__ import annotations

import json
from pathlib import Path

from qgov.dossier.read import read_dossier
from qgov.norms.model import ENTRY
from qgov.reasoning.findings import DEPENDS, NOT
from qgov.reasoning.pipeline import decide_dossier
from qgov.report.order import in_order
from qgov.report.text import because_rows, judgment

BASES = Path(__file__).parents[1] / "cases" / "bases"


def decided(**changes):
    data = json.loads((BASES / "eu.json").read_text(encoding="utf-8")) | changes
    return decide_dossier(read_dossier(json.dumps(data)), simulate=False)


def visit(*residency: str):
    guest = {"id": "guest", "role": "recipient", "name": "Example Guest", "country": "DE", "kind": "person",
             "citizenship": ["IN"], "residency": list(residency)}  # fmt: skip
    maker = {"id": "maker", "role": "exporter", "name": "Example Maker", "country": "DE", "kind": "university"}
    item = {"id": "tech", "type": "Technology", "relatesTo": ["eu-dual-use:4A506.a"], "activity": ["development"],
            "published": False, "fundamentalResearch": False, "originCountry": "DE", "usContent": 0}  # fmt: skip
    return decided(type="TechnologyRelease", destination="DE", parties=[maker, guest], items=[item])


def test_a_release_to_a_visitor_tells_that_nothing_is_exported_and_what_was_looked_at():
    decision = visit("IN")
    assert any("is no export" in warning for warning in decision.warnings)
    assert any(row.startswith("eu-dual-use:8(1) does not apply") for row, _ in because_rows(decision))


def test_of_a_release_to_a_resident_neither_is_told():
    decision = visit("DE")
    assert not any("is no export" in warning for warning in decision.warnings)
    assert not any("eu-dual-use:8(1)" in row for row, _ in because_rows(decision))


def test_an_entry_that_annex_i_outranks_says_so():
    text = " ".join(judgment(decided()).split())
    assert "de-awv:4A1906a.2" in text
    assert "Nothing follows from it here: eu-dual-use:4A506.a.2 describes the item" in text


def test_an_entry_from_which_a_control_follows_says_nothing_of_it():
    assert "Nothing follows from it here" not in judgment(decided(date="2025-06-02"))


def test_duties_that_may_apply_are_told_after_the_entries():
    bank = {"id": "user", "role": "endUser", "name": "Example User", "country": "FR", "kind": "university"}
    maker = {"id": "maker", "role": "exporter", "name": "Example Maker", "country": "DE", "kind": "company"}
    decision = decided(destination="FR", parties=[maker, bank])
    told = in_order(decision, decision.shown())
    entries = [place for place, f in enumerate(told) if f.norm.kind == ENTRY and f.status != NOT]
    perhaps = [place for place, f in enumerate(told) if f.norm.effect == "duty" and f.status == DEPENDS]
    assert entries and perhaps and max(entries) < min(perhaps)
