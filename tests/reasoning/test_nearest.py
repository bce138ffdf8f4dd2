"""Each change that is named flips the outcome as said, and nothing smaller of its kind does."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from qgov.base.resources import resource
from qgov.curation.readings.dossiers import random_dossier
from qgov.dossier.read import read_dossier
from qgov.norms.model import SEVERITY
from qgov.reasoning.changes.claims import with_value
from qgov.reasoning.changes.places import all_places
from qgov.reasoning.decision import plain
from qgov.reasoning.pipeline import decide_dossier
from qgov.situation import reference

from .changing import data_of, explain, explained, of_kind, outcome
from .test_cases import base_of, changed, dump, files

NAMES = sorted(path.stem for path in resource("data/dossiers").glob("*.json"))
# Every so many of the cases, so that each subject is met; those that suppose another law are left out.
EVERY = 83


def sampled() -> list:
    plain_cases = [
        pytest.param(dump(changed(base_of(file), case.get("change", {}))), id=f"{name}: {case['name']}")
        for name, file in files()
        for case in file["cases"]
        if not {"assume", "doubt", "answers", "editions", "at"} & case.keys() and "refused" not in case["expect"]
    ]
    return plain_cases[::EVERY]


def flips(data: dict, decision) -> None:
    for change in decision.nearest:
        assert change["outcome"] != decision.outcome
        assert outcome(data, change["edit"]) == change["outcome"], change


@pytest.mark.parametrize("name", NAMES)
def test_what_is_named_flips_a_worked_dossier(name):
    flips(data_of(name), explained(name))


@pytest.mark.parametrize("text", sampled())
def test_what_is_named_flips_a_case(text):
    data = json.loads(text, parse_float=Decimal)
    flips(data, explain(data))


@pytest.mark.parametrize("number", range(12))
def test_what_is_named_flips_a_random_dossier(number):
    """Of several priced lines too: every second dossier has a cheap item before a dear one."""
    data = random_dossier(23, number)
    if number % 2:
        prices = [{"value": Decimal(price), "currency": "EUR"} for price in (4_000, 900_000, 50)]
        data["items"] = [item | {"value": price} for item, price in zip(data["items"] * 2, prices, strict=False)]
        for index, item in enumerate(data["items"]):
            item["id"] = f"item{index}"
    flips(data, explain(data))


def test_the_value_of_a_contract_is_that_of_all_its_lines():
    """The price is of the dearest line, wherever it stands; the other lines keep their own quantities."""
    item = {"originCountry": "DE", "usContent": 0}
    cooler = item | {"id": "cooler", "type": "CryogenicCooler", "coolingPower": Decimal("0.001"),
                     "coolingTemperature": Decimal("0.1"), "holdTime": 360_000,
                     "value": {"value": 4_000, "currency": "EUR"}}  # fmt: skip
    computer = item | {"id": "computer", "type": "QuantumComputer", "computingModel": "circuit", "physicalQubits": 20,
                       "workingQubits": 20, "value": {"value": 900_000, "currency": "EUR"},
                       "cnotError": {"value": Decimal("0.01"), "metric": "average-gate-infidelity",
                                     "statistic": "mean", "basis": "specified"}}  # fmt: skip
    data = {"type": "Export", "date": "2025-03-03", "origin": "DE", "destination": "KR", "endUse": "civil-research",
            "parties": [{"id": "lab", "role": "endUser", "name": "Example Laboratory", "country": "KR"}],
            "declarations": {"militaryEndUse": False, "wmdEndUse": False, "informedByAuthority": False,
                             "partiesScreened": "2025-03-03"}}  # fmt: skip
    for items in ([cooler, computer], [computer, cooler]):
        decision = explain(data | {"items": items})
        flips(data | {"items": items}, decision)
        terms = {(change["item"], change["term"]) for change in of_kind(decision, "quantity")}
        assert ("cooler", "coolingPowerAt100mK") in terms


def test_the_edit_is_good_as_printed():
    """The printed decision holds binary floating point; the edit read from it does the same."""
    decision = explained("2026-us-cn-helios-100")
    for change in json.loads(json.dumps(plain(list(decision.nearest))), parse_float=Decimal):
        assert outcome(data_of("2026-us-cn-helios-100"), change["edit"]) == change["outcome"]


def test_every_kind_of_change_is_found_somewhere():
    kinds = {change["kind"] for name in NAMES for change in explained(name).nearest}
    assert kinds == {"quantity", "date", "place", "party", "paper"}


def outcomes_of(data: dict, term: str, values) -> set[str]:
    """The outcomes with other values of a measurand, claimed as a named change would claim them."""
    dossier = read_dossier(data)
    fact = next(line for line in judged(dossier).lines if line.item.id == "qpu").facts[term]
    return {outcome(data, with_value(dossier, dossier.item("qpu"), fact, value)[1]) for value in values}


def judged(dossier):
    from qgov.norms import norm_book
    from qgov.reasoning.pipeline import ground_dossier, judge, norms_for
    from qgov.situation import reference

    facts = ground_dossier(dossier, False).facts
    norms = norms_for(dossier, norm_book(), reference(), dossier.date)
    return judge(dossier, facts, norms, reference(), dossier.date, norm_book())


def changes_of(name: str, term: str) -> list[dict]:
    return [change for change in of_kind(explained(name), "quantity") if change["term"] == term]


@pytest.mark.parametrize("name", ["2026-us-in-boston-headline", "2026-gb-jp-h2", "2026-us-in-kingston-straddling"])
def test_no_smaller_count_flips(name):
    data, now = data_of(name), explained(name).outcome
    counts = [int(claim["value"] if isinstance(claim, dict) else claim) for key, claim in data["items"][0].items()
              if key in ("physicalQubits", "workingQubits", "connectedQubits", "controlledQubits")]  # fmt: skip
    changes = changes_of(name, "operationalQubits")
    assert changes
    for change in changes:
        low, high = sorted((min(counts), int(change["value"])))
        assert outcomes_of(data, "operationalQubits", map(Decimal, range(low + 1, high))) <= {now}


@pytest.mark.parametrize(
    "name", ["2026-us-cn-helios-100", "2026-us-in-kingston-straddling", "2026-us-cn-boston-headline"]
)
def test_no_smaller_error_flips_but_for_the_step(name):
    data, decision = data_of(name), explained(name)
    value = next(row["value"] for row in decision.robustness if row["term"] == "meanCnotInfidelity")
    changes = changes_of(name, "meanCnotInfidelity")
    assert changes
    for change in (c for c in changes if c["way"] != "measure-better"):
        towards = change["step"].copy_sign(value - change["value"])
        nearer = change["value"] + towards
        tried = [nearer + (value - nearer) * share / 8 for share in range(8)]
        assert outcomes_of(data, "meanCnotInfidelity", tried) == {decision.outcome}


def test_an_uncertain_number_keeps_its_uncertainty():
    """0.0009671 + 1.645 * 0.00002 = 0.001: from there on the bound may be passed, as the guard band is 1.645 u."""
    change = next(
        c for c in changes_of("2026-us-cn-helios-100", "meanCnotInfidelity") if c["outcome"] == "undetermined"
    )
    assert change["change"] == "above 0.0009671 (same uncertainty)"
    assert Decimal("0.0009671") < change["value"] <= Decimal("0.0009671") + change["step"]
    claim = data_of("2026-us-cn-helios-100")["items"][0]["cnotError"]
    assert claim["coverageFactor"] == 1  # the edit states it with k = 2
    assert change["edit"][0]["value"]["uncertainty"] == 2 * claim["uncertainty"]


def test_a_better_measurement_settles():
    """0.00087 lies 0.00013 below the bound, so that the guard band of 1.645 u clears it with u below 0.000079."""
    change = next(
        c for c in changes_of("2026-us-in-kingston-straddling", "meanCnotInfidelity") if c["way"] == "measure-better"
    )
    assert change["outcome"] == "authorisation-required" and change["uncertainty"] == 2 * Decimal("0.0000790")
    coarser = json.loads(json.dumps(plain(change["edit"])), parse_float=Decimal)
    coarser[0]["value"]["uncertainty"] = 2 * Decimal("0.0000791")
    assert outcome(data_of("2026-us-in-kingston-straddling"), coarser) == "undetermined"


def test_a_seller_can_rate_lower():
    ways = {change["term"]: change["way"] for change in of_kind(explained("2026-us-in-boston-headline"), "quantity")}
    assert ways == {"meanCnotInfidelity": "rate-lower", "operationalQubits": "rate-lower"}
    better = {change["way"] for change in of_kind(explained("2026-gb-jp-h2"), "quantity")}
    assert better == {"more-capable"}


def slow_gates(gate_time: int) -> dict:
    """A processor whose relaxation forbids a small error where its gates are slow, with all assumptions stated."""
    data = data_of("2026-us-in-impossible-error")
    item = data["items"][0]
    item["cnotError"] = {**item["cnotError"], "value": Decimal("0.02")}
    item["twoQubitGateTime"] = {"value": gate_time, "unit": "ns", "statistic": "best", "basis": "specified"}
    return data


def test_what_physics_refutes_is_not_named():
    named = {
        gate_time: [c for c in of_kind(explain(slow_gates(gate_time)), "quantity") if c["term"] == "meanCnotInfidelity"]
        for gate_time in (68, 1000)
    }
    assert [change["change"] for change in named[68]] == ["at most 0.001"]
    assert named[1000] == []


@pytest.mark.parametrize("name", ["2025-11-15-ie-in-kingston-headline", "2024-09-05-us-sg-willow-headline"])
def test_no_earlier_day_flips(name):
    found = of_kind(explained(name), "date")
    data, now = data_of(name), explained(name).outcome
    first = date.fromisoformat(data["date"])
    last = date.fromisoformat(found[0]["edit"][0]["value"]) if found else first + timedelta(days=60)
    assert last > first
    days = [first + timedelta(days=n) for n in range(1, (last - first).days)]
    assert {outcome(data, [{"op": "replace", "path": "/date", "value": day.isoformat()}]) for day in days} <= {now}


def test_a_paper_that_ends_flips_on_the_day_after():
    data = data_of("2026-us-in-boston-licensed")
    data["authorisations"][0]["validUntil"] = "2027-01-31"
    (change,) = of_kind(explain(data), "date")
    assert change["edit"][0]["value"] == "2027-02-01"


def test_the_end_of_what_was_searched_is_no_change_of_law():
    """Nothing is named for the day after the vintages end; the licence holds longer, but what law is in force then is not known."""
    data, after = data_of("2026-us-in-boston-licensed"), reference().vintages["US"].stale_after + timedelta(days=1)
    assert date.fromisoformat(data["authorisations"][0]["validUntil"]) > after
    assert not of_kind(explain(data), "date")
    assert outcome(data, [{"op": "replace", "path": "/date", "value": after.isoformat()}]) != outcome(data)


@pytest.mark.parametrize("name", ["2026-de-in-aachen", "2026-us-ca-kingston-average"])
def test_places_read_alike_are_alike_and_no_nearer_place_flips(name):
    """Every place of the first named kind flips to the same, and as many places as are nearer all stay."""
    data, decision = data_of(name), explained(name)
    change = of_kind(decision, "place")[0]
    for code in change["places"]:
        moved = [{**operation, "value": code} for operation in change["edit"]]
        assert outcome(data, moved) == change["outcome"], code


def test_every_place_has_the_outcome_of_its_kind():
    """The law reads two places alike only if they lead to one outcome: all of them, judged one by one."""
    from qgov.norms import norm_book
    from qgov.reasoning.changes.places import _kinds, moved_to, read_of
    from qgov.reasoning.changes.trials import Trials
    from qgov.reasoning.pipeline import Again, ground_dossier
    from qgov.situation import reference

    dossier = read_dossier(data_of("2026-jp-kr-berlin-headline"))
    again = Again(dossier, ground_dossier(dossier, False), norm_book(), reference(), dossier.date)
    trials = Trials(again, judged(dossier))
    kinds = _kinds(trials, read_of(trials.norms))
    assert sum(len(kind.codes) for kind in kinds) == len(set(all_places()) - {"JP", "KR"})
    differences: dict[frozenset, set[str]] = {}
    for kind in kinds:
        outcomes = {again.outcome(dossier=trials.apply(moved_to(trials, code))) for code in kind.codes}
        assert len(outcomes) == 1, kind.codes
        difference = trials.difference(trials.lines(trials.apply(moved_to(trials, kind.codes[0]))))
        differences.setdefault(difference, set()).update(outcomes)
    assert all(len(outcomes) == 1 for outcomes in differences.values())
    assert differences.get(frozenset(), {trials.now.outcome}) == {trials.now.outcome}


def test_the_parties_move_along_with_the_destination():
    change = of_kind(explained("2026-de-in-aachen"), "place")[0]
    assert [operation["path"] for operation in change["edit"]] == ["/destination", "/parties/1/country"]


def test_a_military_end_user_is_replaced_by_another():
    data = data_of("2026-us-cn-helios")
    data["parties"][1]["kind"] = "military"
    decision = explain(data)
    milder = [
        c for c in of_kind(decision, "party") if SEVERITY.get(c["outcome"], 9) < SEVERITY[decision.overall.precaution]
    ]
    assert milder and milder[0]["size"] == 1
    assert outcome(data, milder[0]["edit"]) == milder[0]["outcome"]


def test_a_release_to_somebody_else():
    """A release in the United States to a citizen of China; of whoever else receives it the citizenship counts."""
    data = data_of("2026-us-cn-boston-headline")
    data |= {"type": "TechnologyRelease", "destination": "US"}
    data["items"].append({"id": "how", "type": "Technology", "relatesTo": ["qpu"], "activity": "development"})
    data["parties"][1] |= {"kind": "person", "country": "US", "citizenship": ["CN"], "residency": ["CN"]}
    decision = explain(data)
    found = of_kind(decision, "party")
    assert found and all(outcome(data, change["edit"]) == change["outcome"] for change in found)
    assert any("permanently resident in US" in c["change"] or "citizen of" in c["change"] for c in found)


def test_a_listed_party_is_replaced_by_one_on_no_list():
    data = data_of("2026-us-in-boston-headline")
    data["matches"] = [{"party": "user", "list": "us-entity-list", "status": "confirmed", "entry": "1"}]
    data["items"][0]["cnotError"] = {"value": Decimal("0.01"), "metric": "average-gate-infidelity", "statistic": "mean"}
    decision = explain(data)
    change = next(c for c in of_kind(decision, "party") if "on no list" in c["change"])
    assert SEVERITY[change["outcome"]] < SEVERITY[decision.overall.precaution]
    assert outcome(data, change["edit"]) == change["outcome"]


def test_a_confirmed_likeness_may_be_dismissed_with_a_reason():
    """Who finds that the party is another than the entry says so; a match without an entry can be dismissed by nobody."""
    data = data_of("2026-us-in-boston-headline")
    data["matches"] = [{"party": "user", "list": "us-entity-list", "status": "confirmed", "entry": "1"}]
    data["items"][0]["cnotError"] = {"value": Decimal("0.01"), "metric": "average-gate-infidelity", "statistic": "mean"}
    change = next(c for c in of_kind(explain(data), "party") if "dismissed with a reason" in c["change"])
    assert change["edit"][0]["value"][0]["reason"] and change["edit"][0]["value"][0]["entry"] == "1"
    assert outcome(data, change["edit"]) == change["outcome"] == "no-control-found"
    del data["matches"][0]["entry"]
    assert not any("dismissed" in c["change"] for c in of_kind(explain(data), "party"))


def test_no_end_use_is_told_where_what_the_recipient_does_is_asked():
    """15 CFR 744.23 asks what a company in China makes: another word for the end use answers nothing."""
    data = data_of("2026-us-in-boston-headline") | {"destination": "CN", "endUse": "commercial"}
    data["parties"][1] |= {"country": "CN", "kind": "company"}
    data["items"] = [{"id": "dr", "type": "CryogenicCooler", "coolingPower": Decimal("0.0005"),
                      "coolingTemperature": Decimal("0.1"), "holdTime": 3600, "originCountry": "US"}]  # fmt: skip
    decision = explain(data)
    assert decision.overall.outcome == "undetermined"
    assert not any("the end use" in change["change"] for change in of_kind(decision, "party"))


def test_nothing_in_a_set_of_papers_can_be_left_out():
    name = "2026-us-de-torino-undeclared"
    data, decision = data_of(name), explained(name)
    change = of_kind(decision, "paper")[0]
    assert len(change["edit"]) > 1 or len(change["edit"][0]["value"]) > 1
    for index in range(len(change["edit"])):
        fewer = change["edit"][:index] + change["edit"][index + 1 :]
        if index or "add" not in change["edit"][0]["op"]:
            assert outcome(data, fewer) != change["outcome"]


def reexport(**changes) -> dict:
    """A computer of United States origin from Germany to India: the Union, Germany and the United States each deny."""
    return {**data_of("2026-de-in-boston-reexport"), "authorisations": [], **changes}


def test_each_sovereign_licenses_under_its_own_law():
    decision = explain(reexport())
    denied = {code for code, verdict in decision.jurisdictions if verdict.precaution == "authorisation-required"}
    assert denied == {"EU", "US"}  # the German list gives way to Annex I
    licences = of_kind(decision, "paper")[0]
    covers = [operation["value"]["covers"] for operation in licences["edit"]]
    assert covers == [["eu-dual-use:4A506.a"], ["us-ear:4A906.a"]]
    assert outcome(reexport(), licences["edit"]) == licences["outcome"] == "permitted"


def test_an_exception_of_one_sovereign_is_joined_with_a_licence_of_the_other():
    found = of_kind(explain(reexport()), "paper")
    joined = next(c for c in found if "relying on GOV" in c["change"] and "licence" in c["change"])
    assert joined["change"].endswith("; and a licence covering eu-dual-use:4A506.a")
    assert outcome(reexport(), joined["edit"]) == joined["outcome"] == "permitted"
    for index in range(len(joined["edit"])):
        fewer = joined["edit"][:index] + joined["edit"][index + 1 :]
        assert outcome(reexport(), fewer) == "authorisation-required"


def test_exceptions_of_two_sovereigns_are_joined():
    data = reexport()
    joined = next(c for c in of_kind(explain(data), "paper") if c["change"].count("relying on") == 2)
    codes = {operation["value"]["code"] for operation in joined["edit"]}
    assert codes == {"GOV", "EU004"} and "licence" not in joined["change"]
    assert outcome(data, joined["edit"]) == joined["outcome"] == "permitted"
    for operation in joined["edit"]:
        assert outcome(data, [operation]) == "authorisation-required"
    for operation in joined["edit"]:
        for word in operation["value"]["conditionsMet"]:
            fewer = [w for w in operation["value"]["conditionsMet"] if w != word]
            changed_one = {**operation, "value": {**operation["value"], "conditionsMet": fewer}}
            edit = [changed_one if one is operation else one for one in joined["edit"]]
            assert outcome(data, edit) != joined["outcome"], word


def test_nothing_is_joined_where_one_paper_is_enough():
    told = of_kind(explained("2026-us-in-boston-headline"), "paper")
    assert told and not any("; and " in change["change"] for change in told)


def test_a_safeguard_of_each_type_that_flips():
    """From the Union to a place without an adequacy decision: clauses, with what their use asks for, permit."""
    file = next(file for name, file in files() if name.startswith("gdpr/46"))
    for case in file["cases"]:
        data = json.loads(dump(changed(base_of(file), case.get("change", {}))), parse_float=Decimal)
        found = of_kind(explain(data), "paper") if "refused" not in case["expect"] else []
        if any("scc-module" in change["change"] for change in found):
            assert all(outcome(data, change["edit"]) == change["outcome"] for change in found)
            return
    raise AssertionError("no case in which clauses help")


def test_robustness_counts_in_standard_uncertainties():
    row = next(r for r in explained("2026-us-cn-helios-100").robustness if r["term"] == "meanCnotInfidelity")
    claim = data_of("2026-us-cn-helios-100")["items"][0]["cnotError"]
    assert row["threshold"] == Decimal("0.001") and row["standardUncertainty"] == claim["uncertainty"]
    expected = (Decimal("0.001") - claim["value"]) / claim["uncertainty"]
    assert row["inStandardUncertainties"] == round(expected, 2)
    bare = next(r for r in explained("2026-us-in-boston-headline").robustness if r["term"] == "operationalQubits")
    assert bare["inStandardUncertainties"] is None and bare["relative"] == Decimal("0.3590")


@pytest.mark.parametrize(("statistic", "value"), [("median", "0.0009"), ("best", "0.0007")])
def test_without_estimate_each_threshold_inside_is_no_way_off(statistic, value):
    """The middle of an interval is nobody's claim: its ends are given, and what lies between them."""
    data = data_of("2026-us-in-boston-headline")
    data["items"][0]["cnotError"] = {"value": Decimal(value), "statistic": statistic}
    rows = [row for row in explain(data).robustness if row["term"] == "meanCnotInfidelity"]
    assert [(row["value"], row["threshold"], row["distance"]) for row in rows] == [(None, Decimal("0.001"), 0)]
    assert rows[0]["lower"] <= Decimal("0.001") < rows[0]["upper"] and rows[0]["relative"] is None
    assert rows[0]["outcome"] == "authorisation-required"


def test_explaining_changes_nothing_of_the_decision():
    name = "2026-us-in-boston-headline"
    bare = decide_dossier(read_dossier(data_of(name)), simulate=False, explain=False)
    assert bare.nearest == bare.robustness == bare.metric_audit == bare.why_not == ()
    assert bare.findings == explained(name).findings and bare.overall == explained(name).overall


def test_parties_that_differ_in_name_alone_are_tried_once_and_no_more_than_so_many():
    from itertools import product

    from qgov import decide
    from qgov.base.resources import resource
    from qgov.reasoning.changes.parties import MOST

    source = json.loads(resource("data/dossiers/2026-us-in-boston-headline.json").read_text("utf-8"))

    def among(parties: list[dict]):
        rows = [{"role": "consignee", "name": "Example Consignee", **party} for party in parties]
        return decide({**source, "parties": source["parties"] + rows}, simulate=False)

    def told(decision) -> list:
        return [{k: v for k, v in change.items() if k != "edit"} for change in decision.nearest]

    one = among([{"id": "c0", "country": "IN", "kind": "company"}])
    many = among([{"id": f"c{n}", "name": f"Example {n}", "country": "IN", "kind": "company"} for n in range(40)])
    assert told(one) == told(many) and one.explanation.warnings == many.explanation.warnings == ()
    differing = product(("IN", "JP", "FR", "CA", "BR", "IL", "KR", "CH", "AU"), ("company", "university", "government"))
    found = among([{"id": f"c{n}", "country": c, "kind": k} for n, (c, k) in enumerate(differing)])
    assert any(f"first {MOST} alone" in warning for warning in found.warnings)
