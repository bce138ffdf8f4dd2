"""Conflicts of duty between sovereigns: reported where both laws bind or may bind, and nowhere else."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path

import pytest

from qgov.base.errors import NormError
from qgov.dossier.read import read_dossier
from qgov.norms import norm_book
from qgov.norms.model import EXCEPTION, POINTER
from qgov.reasoning.conflicts import conflicts
from qgov.reasoning.pipeline import decide_dossier
from qgov.report.html import page
from qgov.report.rdf import decision_text
from qgov.report.text import judgment
from qgov.situation.incompatible import COLUMNS, incompatible, read_incompatible

BASES = Path(__file__).parents[1] / "cases" / "bases"


def dossier(base: str, **changes: object) -> dict:
    found = json.loads((BASES / f"{base}.json").read_text(encoding="utf-8"))
    changes = copy.deepcopy(changes)
    found["items"][0] |= changes.pop("item", {})
    return found | changes


def decide(given: dict, book=None):
    return decide_dossier(read_dossier(json.dumps(given)), simulate=False, explain=False, book=book)


def between(decision, certain: bool | None = None) -> set[tuple[str, ...]]:
    return {tuple(c["between"]) for c in decision.conflicts if certain is None or c["certain"] is certain}


def parties(sender: str, receiver: str, kind: str = "university") -> list[dict]:
    return [
        {"id": "exporter", "role": "exporter", "name": "Example Exporter", "country": sender, "kind": "company"},
        {"id": "user", "role": "endUser", "name": "Example University", "country": receiver, "kind": kind},
    ]


CUBA = {
    "type": "Reexport", "destination": "CU", "parties": parties("CA", "CU"),
    "item": {"originCountry": "US", "usContent": 1},
}  # fmt: skip


def test_the_cuban_embargo_and_the_canadian_order_conflict_for_certain() -> None:
    decision = decide(dossier("ca", **CUBA))
    (one,) = [c for c in decision.conflicts if c["between"] == ["ca-fema-us:5", "us-ear:746.2(a)"]]
    assert one["certain"] is True
    assert one["jurisdictions"] == ["CA", "US"]
    assert one["lines"] == ["qpu"]
    assert "Attorney General" in one["resolution"]
    assert "SOR/92-584" in one["citation"]


def test_rules_that_are_only_pointed_to_may_conflict() -> None:
    decision = decide(dossier("ca", **CUBA))
    assert ("ca-fema-us:5", "us-ear:746") in between(decision, certain=False)


def test_a_licence_of_the_foreign_sovereign_leaves_no_conflict_with_its_embargo() -> None:
    licence = {
        "type": "licence", "code": "D1", "authority": "Bureau of Industry and Security",
        "covers": ["us-ear:746.2(a)", "us-ear:4A906"], "destinations": ["CU"],
        "validFrom": "2026-01-02", "validUntil": "2027-01-02",
    }  # fmt: skip
    decision = decide(dossier("ca", **CUBA, authorisations=[licence]))
    assert {f.status for f in decision.findings if f.provision == "us-ear:746.2(a)"} == {"satisfied"}
    assert ("ca-fema-us:5", "us-ear:746.2(a)") not in between(decision)


def test_a_duty_that_only_may_bind_conflicts_only_perhaps() -> None:
    given = dossier("ca", **CUBA)
    del given["parties"][0]["kind"]
    decision = decide(given)
    assert ("ca-fema-us:5", "us-ear:746.2(a)") in between(decision, certain=False)


def test_an_item_of_no_united_states_origin_leaves_the_order_without_a_counterpart() -> None:
    decision = decide(dossier("ca", destination="CU", parties=parties("CA", "CU")))
    assert {f.status for f in decision.findings if f.provision == "ca-fema-us:5"} == {"applies"}
    assert not decision.conflicts


def test_a_text_that_was_not_read_makes_no_conflict_certain() -> None:
    book = norm_book()
    doubted = tuple(
        replace(norm, verification="unverified") if norm.provision == "ca-fema-us:5" else norm for norm in book.norms
    )
    decision = decide(dossier("ca", **CUBA), replace(book, norms=doubted))
    assert ("ca-fema-us:5", "us-ear:746.2(a)") in between(decision, certain=False)


def test_a_ground_that_was_not_read_makes_no_conflict_certain() -> None:
    decision = decide(dossier("ca", **CUBA))
    doubted = [replace(row, verified=False) for row in incompatible()]
    assert decision.conflicts and not any(c["certain"] for c in conflicts(decision.findings, doubted))


@pytest.mark.parametrize("destination", ["CU", "IR"])
def test_the_blocking_statute_and_the_listed_sanctions(destination: str) -> None:
    given = dossier("eu", type="Reexport", destination=destination, parties=parties("DE", destination))
    given["items"][0] |= {"originCountry": "US", "usContent": 1}
    found = between(decide(given))
    assert ("eu-blocking:5", "us-ear:746") in found
    # The Export Administration Regulations are not in the Annex: their licence requirements alone are no conflict.
    assert not {pair for pair in found if pair[0] == "eu-blocking:5" and pair[1].startswith("us-ear:746.")}


def test_a_chinese_person_on_a_foreign_list() -> None:
    given = dossier("us", destination="CN", parties=parties("US", "CN", "company"),
                    matches=[{"party": "user", "list": "us-entity-list-all-items", "status": "confirmed"}])  # fmt: skip
    assert ("cn-afsl:12", "us-ear:744.11(a)") in between(decide(given), certain=False)
    assert not decide(given | {"matches": []}).conflicts


def order_for_data(sender: str, receiver: str) -> dict:
    return dossier("eu-data", origin=sender, destination=receiver, parties=[
        {"id": "sender", "role": "controller", "name": "Example Cloud", "country": sender, "kind": "company",
         "regulatedAs": ["evidence-service-provider"]},
        {"id": "user", "role": "recipient", "name": "Example Authority", "country": receiver, "kind": "government",
         "regulatedAs": ["unregulated"]},
    ], item={"originCountry": sender, "subjectsFrom": [sender]})  # fmt: skip


def test_foreign_orders_for_data() -> None:
    assert ("gdpr:48", "us-sca:2713") in between(decide(order_for_data("DE", "US")), certain=False)
    china_to_union = between(decide(order_for_data("CN", "DE")), certain=False)
    assert {("cn-dsl:36", "e-evidence:10"), ("cn-pipl:41", "e-evidence:10")} <= china_to_union
    china_to_states = between(decide(order_for_data("CN", "US")), certain=False)
    assert {("cn-dsl:36", "us-sca:2713"), ("cn-pipl:41", "us-sca:2713")} <= china_to_states


def test_one_sovereign_permits_what_another_forbids_is_no_conflict_of_duty() -> None:
    """Whoever does not send breaks neither law."""
    decision = decide(
        dossier("eu", type="Reexport", destination="JP", parties=parties("DE", "JP"), authorisations=[
            {"type": "general-authorisation", "code": "EU001", "conditionsMet": ["register", "notify"]}],
            item={"originCountry": "US", "usContent": 1})
    )  # fmt: skip
    verdicts = dict(decision.jurisdictions)
    assert verdicts["EU"].outcome == "permitted"
    assert verdicts["US"].precaution == "authorisation-required"
    assert not decision.conflicts


def test_two_sovereigns_that_both_ask_for_a_licence_do_not_conflict() -> None:
    decision = decide(dossier("ca", item={"originCountry": "US", "usContent": 1}, type="Reexport"))
    required = {code for code, verdict in decision.jurisdictions if verdict.precaution == "authorisation-required"}
    assert {"CA", "US"} <= required
    assert not decision.conflicts


def test_every_line_is_told() -> None:
    given = dossier("ca", **CUBA)
    given["items"].append({**given["items"][0], "id": "second"})
    given["items"].append({**given["items"][0], "id": "third", "originCountry": "CA", "usContent": 0})
    (one,) = [c for c in decide(given).conflicts if c["between"] == ["ca-fema-us:5", "us-ear:746.2(a)"]]
    assert one["lines"] == ["qpu", "second"]


def test_conflicts_change_no_outcome() -> None:
    book = norm_book()
    silent = replace(book, norms=tuple(norm for norm in book.norms if norm.instrument != "ca-fema-us"))
    for given in (dossier("ca", **CUBA), dossier("ca", destination="CU", parties=parties("CA", "CU"))):
        with_order, without = decide(given), decide(given, silent)
        assert with_order.overall == without.overall
        assert with_order.jurisdictions == without.jurisdictions
        assert not without.conflicts


def test_the_reports_show_what_the_json_says() -> None:
    decision = decide(dossier("ca", **CUBA))
    told = decision.to_dict()["conflicts"]
    assert told and json.loads(json.dumps(told)) == told
    for shown in (judgment(decision).replace("\n     ", " "), page(decision)):
        assert "Conflicts between sovereigns" in shown
        assert "Conflict of ca-fema-us:5 with us-ear:746.2(a)" in shown
    turtle = decision_text(decision, "turtle")
    assert turtle.count("a qgov:Conflict ") == len(told)
    assert 'qgov:conflictProvision "ca-fema-us:5" , "us-ear:746.2(a)"' in turtle
    silent = decide(dossier("ca"))
    assert "Conflicts between sovereigns" not in judgment(silent) + page(silent)


def test_every_provision_of_the_table_is_in_the_book() -> None:
    """But for the programmes of the Office of Foreign Assets Control, which are named for the day they are encoded."""
    known = {norm.provision for norm in norm_book().norms if norm.kind != EXCEPTION}
    binding = {n.provision for n in norm_book().norms if n.kind == POINTER or n.effect in
               ("duty", "prohibited", "authorisation-required")}  # fmt: skip
    for row in incompatible():
        assert row.duty in binding, row.id
        named = {measure for measure in row.measures if not measure.endswith("*")}
        assert named <= known and named <= binding, (row.id, named - binding)
        assert {measure.split(":")[0] for measure in row.measures if measure.endswith("*")} <= {"us-ofac"}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (
            ["a", "ca-fema-us", "us-ear:746", "w", "r", "c", "verified", "s", ""],
            "column duty: 'ca-fema-us' is no provision",
        ),
        (["a", "ca-fema-us:5", "", "w", "r", "c", "verified", "s", ""], "column measure: empty"),
        (["a", "ca-fema-us:5", "ca-fema-us:5", "w", "r", "c", "verified", "s", ""], "cannot conflict with itself"),
        (["a", "ca-fema-us:5", "us-ear:746", "w", "r", "c", "read", "s", ""], "column verification"),
        (["a", "ca-fema-us:5", "us-ear:746", "w", "", "c", "verified", "s", ""], "column resolution: empty"),
    ],
)
def test_a_faulty_table_is_refused(tmp_path, row: list[str], why: str) -> None:
    path = tmp_path / "conflicts.csv"
    path.write_text(",".join(COLUMNS) + "\n" + ",".join(row) + "\n", encoding="utf-8")
    with pytest.raises(NormError, match=why.replace("(", r"\(")):
        read_incompatible(path)
