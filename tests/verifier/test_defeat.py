"""Foreclosed exceptions, rules that give way and conflicts of duty in a receipt: they hold, and no part is changed unseen."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from qgov.base.iri import norm_iri
from qgov.dossier.read import read_dossier
from qgov.norms import NormBook, hierarchy
from qgov.norms.conditions import Has
from qgov.norms.load import check_norms
from qgov.norms.model import EXCEPTION, FORECLOSURE, NORM, Norm
from qgov.reasoning.pipeline import decide_dossier
from qgov.reasoning.receipt import canonical_receipt
from qgov.verifier.verify import check

from . import receipts
from .receipts import receipt, resealed

BASES = receipts.CASES / "bases"
UNVERIFIED_LIST = "us-ear/740.2: computer for calibration to a party on the Unverified List"
OPEN_LIKENESS = "us-ear/740.2: an open likeness with the Unverified List"
CONSENT = "gdpr/49: consent given to a public authority"
KIND_NOT_STATED = "gdpr/49: consent, kind of the sender not stated"
US_RULE, EU_RULE = "us-ear:740.2(a)(17)", "gdpr:49(3)"
FORECLOSED = {UNVERIFIED_LIST: (US_RULE, "us-ear:740.9(a)(6)"), CONSENT: (EU_RULE, "gdpr:49(1)(a)")}


def told(found: dict) -> list[str]:
    return check(resealed(found)).found


def norm_of(found: dict, provision: str) -> dict:
    (norm,) = [norm for norm in found["norms"]["norms"] if norm["provision"] == provision]
    return norm


def finding_of(found: dict, provision: str) -> dict:
    (finding,) = [finding for finding in found["decision"]["findings"] if finding["provision"] == provision]
    return finding


@pytest.mark.parametrize(("name", "rule", "exception"), [(name, *both) for name, both in FORECLOSED.items()])
def test_a_foreclosed_exception_is_told_with_what_forecloses_it(name, rule, exception):
    found = receipt(name)
    above, below = norm_of(found, rule), norm_of(found, exception)
    rules = {norm["iri"]: norm for norm in found["norms"]["norms"] if norm.get("effect") == "foreclosure"}
    assert above["iri"] in below["foreclosedBy"] and set(below["foreclosedBy"]) <= set(rules)
    cuts = [{"not": rules[iri]["condition"]} for iri in below["foreclosedBy"]]
    assert below["condition"] == {"all": [below["ownCondition"], *cuts]}
    assert finding_of(found, rule)["status"] == "applies"
    assert finding_of(found, exception)["status"] == "defeated"
    assert finding_of(found, exception)["defeatedBy"] == above["iri"]
    assert told(found) == []


def test_a_foreclosure_that_may_hold_leaves_the_exception_open():
    found = receipt(OPEN_LIKENESS)
    assert finding_of(found, US_RULE)["status"] == finding_of(found, "us-ear:740.9(a)(6)")["status"] == "depends"
    finding_of(found, US_RULE)["status"] = "does-not-apply"
    assert any(', status: says "does-not-apply", but it is "depends"' in fault for fault in told(found))


def as_if_free(norm: dict) -> None:
    """As if nothing foreclosed the norm, consistently."""
    norm["condition"] = norm.pop("ownCondition")
    del norm["foreclosedBy"]


FORGED: dict[str, tuple[Callable[[dict], object], str]] = {
    "no foreclosure named": (lambda norm: norm.pop("foreclosedBy"), "foreclosedBy: says null"),
    "another foreclosure named": (lambda norm: norm.update(foreclosedBy=["https://w3id.org/qgov/norm/x"]), "foreclosedBy: says"),
    "one more foreclosure named": (lambda norm: norm["foreclosedBy"].append("https://w3id.org/qgov/norm/x"), "foreclosedBy: says"),
    "another own condition": (lambda norm: norm.update(ownCondition={"always": True}), "condition: is not its ownCondition cut by"),
    "no own condition": (lambda norm: norm.pop("ownCondition"), "ownCondition: is missing"),
    "a condition that is not cut": (lambda norm: norm.update(condition=norm["ownCondition"]), "condition: is not its ownCondition cut by"),
    "a condition that always holds": (lambda norm: norm.update(condition={"always": True}), "condition: is not its ownCondition cut by"),
    "as if nothing foreclosed it": (as_if_free, "foreclosedBy: says null"),
}  # fmt: skip


@pytest.mark.parametrize("how", FORGED)
@pytest.mark.parametrize("name", FORECLOSED)
def test_an_exception_that_is_cut_otherwise_is_told(name, how):
    found = receipt(name)
    norm = norm_of(found, FORECLOSED[name][1])
    forge, fault = FORGED[how]
    forge(norm)
    assert any(one.startswith(f"norms, {norm['iri']}, {fault}") for one in told(found))


@pytest.mark.parametrize("name", FORECLOSED)
def test_a_norm_that_nothing_forecloses_is_not_said_to_be(name):
    for forged in ({"ownCondition": {"always": True}}, {"foreclosedBy": [norm_of(receipt(name), FORECLOSED[name][0])["iri"]]}):
        found = receipt(name)
        norm = next(norm for norm in found["norms"]["norms"] if "foreclosedBy" not in norm and norm["kind"] == "norm")
        norm.update(forged)
        assert any(f"norms, {norm['iri']}, {next(iter(forged))}" in one for one in told(found))


@pytest.mark.parametrize("name", FORECLOSED)
def test_a_foreclosure_that_reads_otherwise_is_told(name):
    rule, exception = FORECLOSED[name]
    cut = f"norms, {norm_of(receipt(name), exception)['iri']}"
    for forge, place, fault in (
        (lambda norm: norm.update(condition={"not": {"always": True}}), cut, "condition: is not its ownCondition"),
        (lambda norm: norm.update(defeats=["x:1"]), cut, "foreclosedBy: says"),
        (lambda norm: norm.update(effect="duty"), cut, "foreclosedBy: says"),
        (lambda norm: norm.pop("reviews"), "", "reviews: leaves out"),
        (lambda norm: norm.pop("connectsBy"), "", "connectsBy: leaves out"),
    ):
        found = receipt(name)
        norm = norm_of(found, rule)
        forge(norm)
        assert any(one.startswith(f"{place or 'norms, ' + norm['iri']}, {fault}") for one in told(found)), fault
    found = receipt(name)
    found["norms"]["norms"].remove(norm_of(found, rule))
    assert any(one.startswith(f"{cut}, foreclosedBy: says") for one in told(found))
    assert any("a finding of a norm that does not concern the line" in one for one in told(found))


@pytest.mark.parametrize("name", FORECLOSED)
def test_a_wrong_finding_of_a_foreclosure_or_of_what_it_takes_away_is_told(name):
    rule, exception = FORECLOSED[name]
    for provision, changes in (
        (rule, ({"status": "does-not-apply"}, {"status": "depends"}, {"status": "defeated"})),
        (exception, ({"status": "applies"}, {"status": "does-not-apply"}, {"defeatedBy": None}, {"defeatedBy": "x"}, {"note": "gone"})),
    ):  # fmt: skip
        for change in changes:
            found = receipt(name)
            finding = finding_of(found, provision)
            finding.update(change)
            where = f"decision.findings, {finding['line']}, {finding['norm']}, {next(iter(change))}: says"
            assert any(one.startswith(where) for one in told(found)), change
        found = receipt(name)
        finding = finding_of(found, provision)
        found["decision"]["findings"].remove(finding)
        assert any(f"{finding['norm']}: missing finding" in one for one in told(found))


def test_findings_out_of_order_are_told():
    found = receipt(CONSENT)
    findings = found["decision"]["findings"]
    findings[0], findings[1] = findings[1], findings[0]
    assert any(one.endswith("stands out of order") for one in told(found))


# Exceptions to a foreclosure. The shipped law has none.


def rule(name: str, kind: str, effect: str, term: str, value: str, defeats: str = "") -> Norm:
    return Norm(
        iri=norm_iri("norm", f"us-test:{name}", "2020-01-01"), kind=kind, provision=f"us-test:{name}", jurisdiction="US",
        label=f"rule {name}", definition=f"{name}.", citation=name, in_force_from=date(2020, 1, 1),
        verification="verified", effect=effect, condition=Has(term, (value,)),
        connects_by=("exportFrom",) if kind == NORM and effect != FORECLOSURE else (),
        defeats=(f"us-test:{defeats}",) if defeats else (),
    )  # fmt: skip


RULES = (
    rule("1", NORM, "authorisation-required", "itemType", "QuantumComputer"),
    rule("2", EXCEPTION, "exception", "transferType", "Export", "1"),
    rule("3", NORM, FORECLOSURE, "listedParty", "us-unverified", "2"),
    rule("4", EXCEPTION, "exception", "recipientKind", "university", "3"),
)


def made(listed: str | None, kind: str | None, rules: tuple[Norm, ...] = RULES) -> dict:
    """A receipt under four rules alone."""
    given = json.loads((BASES / "us.json").read_text(encoding="utf-8"))
    given["parties"][1].pop("kind", None)
    given["parties"][1] |= {"kind": kind} if kind else {}
    if listed:
        given["matches"] = [{"party": "user", "list": "us-unverified", "status": listed}]
    book = NormBook(check_norms(rules, {}), sha256="test")
    decision = decide_dossier(read_dossier(json.dumps(given)), simulate=False, explain=False, book=book)
    return json.loads(canonical_receipt(decision.full_receipt()))


def statuses(found: dict) -> str:
    """The statuses of the four rules, as the first letters of each."""
    said = {one["provision"]: one["status"] for one in found["decision"]["findings"]}
    return " ".join(said[f"us-test:{name}"][:3] for name in "1234")


@pytest.mark.parametrize(
    ("listed", "kind", "right"),
    [
        (None, "university", "def app doe app"),
        ("confirmed", "university", "def app def app"),
        ("confirmed", "company", "app def app doe"),
        ("confirmed", None, "app dep dep dep"),
        ("open", "university", "def app def app"),
        ("open", "company", "app dep dep doe"),
        ("open", None, "app dep dep dep"),
    ],
)
def test_an_exception_to_a_foreclosure_is_read_alike(listed, kind, right):
    found = made(listed, kind)
    assert statuses(found) == right
    assert norm_of(found, "us-test:2")["condition"]["all"][1] == {"not": norm_of(found, "us-test:3")["condition"]}
    assert norm_of(found, "us-test:3")["foreclosedBy"] == [norm_of(found, "us-test:4")["iri"]]
    assert "foreclosedBy" not in norm_of(found, "us-test:4")


def test_an_exception_to_a_foreclosure_that_was_not_read_opens_nothing():
    found = made("confirmed", "university", (*RULES[:3], replace(RULES[3], verification="secondary")))
    assert statuses(found) == "app def app dep"
    assert "foreclosedBy" not in norm_of(found, "us-test:3")
    norm_of(found, "us-test:4")["verification"] = "verified"
    assert any("us-test/3/2020-01-01, foreclosedBy: says null" in one for one in told(found))
    found = made("confirmed", "university")
    norm_of(found, "us-test:4")["verification"] = "secondary"
    assert any("us-test/3/2020-01-01, foreclosedBy: says" in one for one in told(found))


def test_norms_that_defeat_each_other_in_a_circle_are_told():
    found = made("confirmed", "university")
    norm_of(found, "us-test:3")["defeats"].append("us-test:4")
    assert any("what defeats it is defeated by it" in one for one in told(found))
    found = made("confirmed", "university")
    norm_of(found, "us-test:4")["defeats"].append("us-test:1")
    assert any("reviews: are given, but it defeats more than foreclosures" in one for one in told(found))


# A rank among instruments.

LISTED = "fr-arrete2024:4A906"


@pytest.fixture(scope="module")
def outranked() -> str:
    """A receipt of an export from France under the rank of the table, as text."""
    given = json.loads((BASES / "eu.json").read_text(encoding="utf-8"))
    given |= {"origin": "FR", "destination": "CH"}
    given["items"][0] |= {"originCountry": "FR"}
    given["parties"][1]["country"] = "CH"
    decision = decide_dossier(read_dossier(json.dumps(given)), simulate=False, explain=False)
    return canonical_receipt(decision.full_receipt()).decode()


def test_a_rule_that_gives_way_is_told_with_the_rank(outranked):
    found = json.loads(outranked)
    (rank,) = found["norms"]["ranks"]
    norm, finding = norm_of(found, LISTED), finding_of(found, LISTED)
    assert norm["foreclosedBy"] == [rank["iri"]] == [finding["defeatedBy"]] and finding["status"] == "does-not-apply"
    assert "Article 9(1)" in finding["note"]
    assert {"jurisdiction": "FR", "outcome": "no-control-found"}.items() <= {
        "jurisdiction": "FR", **next(one for one in found["decision"]["jurisdictions"] if one["code"] == "FR")
    }.items()  # fmt: skip
    assert told(found) == []


def test_a_rank_that_is_changed_is_told(outranked):
    for forge, fault in (
        (lambda rank: rank.update(verification="secondary"), "was not read, or does not hold on"),
        (lambda rank: rank.update(inForceFrom="2199-01-01"), "was not read, or does not hold on"),
        (lambda rank: rank.update(inForceUntil="2021-12-31"), "was not read, or does not hold on"),
        (lambda rank: rank["inferior"].remove(LISTED), "foreclosedBy: says"),
        (lambda rank: rank["inferior"].append("us-ear:742.6(a)(10)"), "foreclosedBy: says null"),
        (lambda rank: rank.update(superior="us-ear"), "condition: is not its ownCondition cut by"),
        (lambda rank: rank.update(outside=["eu-dual-use:4A506"]), "condition: is not its ownCondition cut by"),
        (lambda rank: rank["outside"].clear(), "condition: is not its ownCondition cut by"),
        (lambda rank: rank.update(says="it is so"), "note: says"),
    ):
        found = json.loads(outranked)
        forge(found["norms"]["ranks"][0])
        assert any(fault in one for one in told(found)), fault
    found = json.loads(outranked)
    found["norms"]["ranks"].append(found["norms"]["ranks"][0])
    assert any(one.startswith("norms.ranks (each once)") for one in told(found))
    found = json.loads(outranked)
    found["norms"]["ranks"].clear()
    assert any(one.startswith(f"norms, {norm_of(found, LISTED)['iri']}, foreclosedBy: says") for one in told(found))


def test_what_a_rank_cuts_is_what_was_read_of_the_higher_instrument(outranked):
    """An entry whose text was not read outranks nothing."""
    found = json.loads(outranked)
    entry = next(n for n in found["norms"]["norms"] if n["provision"] == "eu-dual-use:4A506.a.2")
    entry["verification"] = "secondary"
    where = f"norms, {norm_of(found, LISTED)['iri']}, condition: is not its ownCondition cut by"
    assert any(one.startswith(where) for one in told(found))


def test_the_rank_of_the_table_is_in_a_receipt():
    (rank,) = receipt("2026-fr-ch-berlin-eu001.json")["norms"]["ranks"]
    assert rank["iri"] == hierarchy.ranks()[0].iri


# Conflicts of duty.


@pytest.fixture(scope="module")
def conflicting() -> str:
    """A receipt of an export of an item of United States origin from Canada to Cuba, as text."""
    given = json.loads((BASES / "ca.json").read_text(encoding="utf-8"))
    given |= {"destination": "CU"}
    given["parties"][0] |= {"country": "CA", "kind": "company"}
    given["parties"][1] |= {"country": "CU"}
    given["items"][0] |= {"originCountry": "US", "usContent": 1}
    decision = decide_dossier(read_dossier(json.dumps(given)), simulate=False, explain=False)
    return canonical_receipt(decision.full_receipt()).decode()


def test_a_conflict_of_duty_follows_from_findings_and_table(conflicting):
    found = json.loads(conflicting)
    conflicts = found["decision"]["conflicts"]
    assert conflicts and any(one["between"][0] == "ca-fema-us:5" for one in conflicts)
    assert told(found) == []
    for forge in (
        lambda one: one["decision"]["conflicts"].pop(),
        lambda one: one["decision"]["conflicts"][0].update(certain=not conflicts[0]["certain"]),
        lambda one: one["decision"]["conflicts"][0].update(lines=[]),
        lambda one: one["decision"]["conflicts"][0].update(resolution="none"),
        lambda one: one["decision"]["conflicts"].append(conflicts[0]),
        lambda one: one["situation"]["incompatible"].clear(),
        lambda one: [row.update(verified=not row["verified"]) for row in one["situation"]["incompatible"]],
        lambda one: [row.update(measures=[]) for row in one["situation"]["incompatible"]],
    ):
        found = json.loads(conflicting)
        forge(found)
        assert any(one.startswith("decision.conflicts: says") for one in told(found))


def test_a_conflict_that_is_none_is_told(conflicting):
    found = receipt(CONSENT)
    assert found["decision"]["conflicts"] == []
    found["decision"]["conflicts"] = json.loads(conflicting)["decision"]["conflicts"]
    assert any(one.startswith("decision.conflicts: says") for one in told(found))


# Lines that the solver answered.


@pytest.mark.parametrize("name", (OPEN_LIKENESS, KIND_NOT_STATED, "2026-us-in-kingston-straddling.json"))
def test_what_the_solver_found_is_checked_case_by_case(name, monkeypatch):
    from qgov.reasoning import reach

    monkeypatch.setattr(reach, "MAX_WORLDS", 1)
    solved = receipts.decision.__wrapped__(name)
    assert any(judgment.together and not judgment.blocks for judgment in solved.seal.judged.judgments)
    found = solved.full_receipt()
    assert {line["mode"] for line in found["derivation"]["lines"].values()} == {"cases"}
    assert found["derivation"]["whole"]["mode"] == "joint"
    same = receipt(name)
    for part in ("outcome", "possible", "lines", "jurisdictions"):
        assert found["decision"][part] == same["decision"][part]
    assert {(one["norm"], one["line"]): (one["status"], one["defeatedBy"]) for one in found["decision"]["findings"]} == {
        (one["norm"], one["line"]): (one["status"], one["defeatedBy"]) for one in same["decision"]["findings"]
    }


def test_a_jurisdiction_that_only_may_have_a_control_is_shown_to_have_none():
    """Whether the device is a direct product of United States technology was not said: with it their law reaches it."""
    found = receipt("eu-restrictive-measures/dual-use-embargoes: a qubit device to Russia")
    (said,) = [one for one in found["decision"]["jurisdictions"] if one["code"] == "US"]
    assert "no-control-found" in said["possible"] and len(said["possible"]) > 1
    assert told(found) == []
    said["possible"].remove("no-control-found")
    assert any(one.startswith("decision.jurisdictions, US: says") for one in told(found))


def test_an_exception_that_cannot_hold_is_told_where_its_control_is_undecided():
    """Whether the software is encryption software was not said; technology it is not in any case."""
    found = receipt("us-ear/740.17: software that may be encryption software, under ENC")
    assert finding_of(found, "us-ear:740.17(b)(2)(iv)(B)")["status"] == "does-not-apply"
    assert told(found) == []
    finding_of(found, "us-ear:740.17(b)(2)(iv)(B)")["status"] = "depends"
    assert any(', status: says "depends", but it is "does-not-apply"' in one for one in told(found))
