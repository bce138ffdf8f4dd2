"""What a judgment tells of law that was looked at and from which nothing follows."""

from __future__ import annotations

import json
from pathlib import Path

from qgov.dossier.read import read_dossier
from qgov.norms.model import ENTRY
from qgov.reasoning.findings import DEPENDS, NOT
from qgov.reasoning.pipeline import decide_dossier
from qgov.report.html import page
from qgov.report.order import in_order
from qgov.report.perhaps import perhaps_owed
from qgov.report.text import because_rows, duty_words, judgment

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


def silent(**changes):
    """Between two companies that do not say as what they are regulated."""
    data = json.loads((BASES / "network.json").read_text(encoding="utf-8"))
    for party in data["parties"]:
        party.pop("regulatedAs", None)
    return decide_dossier(read_dossier(json.dumps(data | changes)), simulate=False, explain=False)


def perhaps(decision):
    return [f.provision for f in decision.shown() if f.norm.effect == "duty" and f.status == DEPENDS]


def test_duties_that_only_may_apply_are_gathered_in_one_last_line_an_instrument():
    decision = silent()
    assert len(perhaps(decision)) > 10
    rows = [row for row, _ in because_rows(decision)]
    gathered = [row for row in rows if "may apply and decide nothing" in row]
    assert rows[-len(gathered) :] == gathered and len(gathered) == len({p.split(":")[0] for p in perhaps(decision)})
    assert all(any(f" {provision}" in row for row in gathered) for provision in perhaps(decision))
    assert all("Settled by what each party is regulated as (regulatedAs)." in row for row in gathered)
    assert not any(" may apply: " in row for row in rows)
    for row in gathered:
        assert row in page(decision)


def test_of_all_findings_each_such_duty_is_told_with_its_citation():
    decision = silent()
    rows = [row for row, _ in because_rows(decision, all_findings=True)]
    assert not any("may apply and decide nothing" in row for row in rows)
    assert all(any(row.startswith(f"{provision} may apply: ") for row in rows) for provision in perhaps(decision))
    assert {f["provision"] for f in decision.to_dict()["findings"]} >= set(perhaps(decision))


def test_a_single_duty_that_may_apply_keeps_its_sentence():
    decision = silent(items=[{"id": "qkd", "type": "QkdSystem", "originCountry": "US", "usContent": 1}],
                      destination="DE", date="2026-10-05")  # fmt: skip
    left, groups = perhaps_owed([f for f in decision.shown() if f.provision in ("cra:14", "dora:17", "dora:18")])
    assert [f.provision for f in left] == ["cra:14"] and [len(group) for group in groups] == [2]


def test_a_gathered_line_names_its_items_where_others_owe_nothing():
    cooler = {"id": "cooler", "type": "CryogenicCooler", "coolingTemperature": 0.1, "holdTime": 180000,
              "originCountry": "US", "usContent": 1}  # fmt: skip
    items = [{"id": "qkd", "type": "QkdSystem", "originCountry": "US", "usContent": 1}, cooler]
    rows = [row for row, _ in because_rows(silent(items=items)) if "dora:17" in row]
    assert len(rows) == 1 and rows[0].startswith("[qkd] Duties that may apply")


def test_what_is_owed_under_what_decides_is_the_first_duty():
    decision = silent()
    assert decision.outcome == "authorisation-required"
    assert "must obtain a licence" in duty_words(decision)[0]
    assert len(duty_words(decision)) == len({(d.who, d.what, d.by_when) for d in decision.duties})
