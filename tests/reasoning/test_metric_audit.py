"""Which readings of a quoted number flip the decision, and what settles it."""

from __future__ import annotations

from decimal import Decimal

from qgov.dossier.read import read_dossier
from qgov.grounding import ground_item
from qgov.grounding.readings import readings

from .changing import data_of, explain, explained, outcome


def audit(data: dict, term: str = "meanCnotInfidelity") -> dict | None:
    return next((one for one in explain(data).metric_audit if one["term"] == term), None)


def bare(value: str, **stated: str) -> dict:
    """A processor of 125 qubits whose error is quoted as this number, with nothing else said but ``stated``."""
    data = data_of("2026-us-in-boston-headline")
    item = data["items"][0]
    item["cnotError"] = {"value": Decimal(value), **stated} if stated else Decimal(value)
    item["workingQubits"] = item["physicalQubits"] = 125
    return data


def test_a_number_without_a_metric_may_be_a_process_infidelity():
    """0.00105 is not caught as it stands; as a process infidelity it would be 0.00084, which is."""
    found = audit(bare("0.00105", statistic="mean"))
    flipping = {word: row["outcome"] for row in found["readings"] for word in row["reading"]}
    assert flipping["process-infidelity, mean over pairs"] == "authorisation-required"
    assert all(row["outcome"] != "no-control-found" for row in found["readings"])
    assert "average gate infidelity" in found["settledBy"] and found["settledBy"].endswith("stated with metric")


def test_an_error_per_clifford_may_hide_a_smaller_error():
    """At 0.0014 a Clifford holds 1.5 gates in the mean, so that a gate may have 0.00093 or less: it may be caught."""
    words = [word for row in audit(bare("0.0014", statistic="mean"))["readings"] for word in row["reading"]]
    assert "rb-error-per-clifford, mean over pairs" in words


def test_a_median_is_not_a_mean():
    found = audit(bare("0.0009", metric="average-gate-infidelity"))
    words = [word for row in found["readings"] for word in row["reading"]]
    assert "average-gate-infidelity, median over pairs" in words
    assert not any("process" in word for word in words)
    assert found["settledBy"].endswith("stated with statistic")


def test_what_is_stated_in_full_has_one_reading():
    assert audit(bare("0.00091234", metric="average-gate-infidelity", statistic="mean")) is None


def test_rounding_alone_asks_for_more_digits():
    found = audit(bare("0.001", metric="average-gate-infidelity", statistic="mean"))
    assert "to more digits" in found["settledBy"]


def test_each_reading_named_leads_to_its_outcome():
    """The interval of each reading stated outright: bounds that a claim gives are used as they are."""
    data = bare("0.00105", statistic="mean")
    now = outcome(data)
    item = read_dossier(data).items[0]
    own = {word: one for one in readings(ground_item(item, simulate=False))["meanCnotInfidelity"] for word in one.words}
    told = {word: row["outcome"] for row in audit(data)["readings"] for word in row["reading"]}
    assert told
    for word, one in own.items():
        claim = {
            "lower": one.fact.lower,
            "upper": one.fact.upper,
            "metric": "average-gate-infidelity",
            "statistic": "mean",
        }
        stated = bare("1", statistic="mean")
        stated["items"][0]["cnotError"] = claim
        assert outcome(stated) == told.get(word, now), word


def test_nothing_is_audited_where_no_reading_flips():
    assert explained("2026-us-cn-helios").metric_audit == () or all(
        row["outcome"] != explained("2026-us-cn-helios").outcome
        for one in explained("2026-us-cn-helios").metric_audit
        for row in one["readings"]
    )
    assert explained("2024-09-05-us-sg-willow-headline").metric_audit == ()


def flipping(found: dict) -> dict[str, str]:
    return {word: row["outcome"] for row in found["readings"] for word in row["reading"]}


def test_of_two_claims_at_odds_each_is_a_reading():
    data = bare("0.0012", metric="average-gate-infidelity", statistic="mean")
    data["items"][0]["processInfidelity"] = {"value": Decimal("0.0012"), "statistic": "mean"}
    found = audit(data)
    read = flipping(found)
    assert read["cnotError alone, average-gate-infidelity, mean over pairs"] != "authorisation-required"
    assert read["processInfidelity alone, mean over pairs"] == "authorisation-required"
    assert "brought into agreement" in found["settledBy"]


def test_an_error_that_may_be_a_percentage_is_read_as_one():
    data = bare("0.09", metric="average-gate-infidelity", statistic="mean")
    found = audit(data)
    assert flipping(found)["average-gate-infidelity, mean over pairs, the number in percent"] == "authorisation-required"
    assert "with the unit" in found["settledBy"]
    for value, unit, now in ((Decimal("0.09"), "%", "authorisation-required"), (9, "%", "no-control-found")):
        data["items"][0]["cnotError"] |= {"value": value, "unit": unit}
        assert outcome(data) == now


def test_a_purity_is_not_settled_by_digits():
    data = data_of("2026-us-in-boston-headline")
    data["items"] = [{"id": "s", "type": "IsotopicMaterial", "element": "Si", "form": "bulk",
                      "isotopicImpurity": Decimal("0.9999")}]  # fmt: skip
    found = audit(data, "isotopicImpurity")
    assert flipping(found)["a purity, of which 1 less it is the impurity"] == "authorisation-required"
    assert "digits" not in found["settledBy"] and "1 - purity" in found["settledBy"]


def test_an_excerpt_of_a_table_has_no_reading():
    """Rows of some pairs say nothing of the mean over all, in whatever sense that is meant."""
    data = bare("0.001")
    del data["items"][0]["cnotError"]
    data["items"][0]["pairs"] = [{"qubits": [0, 1], "cnotError": Decimal("0.002")}]
    assert audit(data) is None
