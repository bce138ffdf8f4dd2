"""Why not permitted: the controls that stand, the conjunct that fails, the repair."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from qgov.norms.conditions import And, Has, Not, Or, View, Within
from qgov.norms.words import conjuncts, in_words
from qgov.reasoning.changes.repairs import Paper, kind_of, papers, unmet
from qgov.reasoning.pipeline import APPLIES, DEPENDS

from .changing import data_of, explain, explained
from .test_nearest import NAMES, sampled


def row(name: str, provision: str) -> dict:
    (told,) = explained(name).why_not
    return next(way for way in told["exceptions"] if way["exception"] == provision)


@pytest.mark.parametrize("name", NAMES)
def test_every_control_that_stands_is_named_and_no_other(name):
    decision = explained(name)
    standing = {
        (finding.line, finding.norm.iri)
        for finding in decision.findings
        if finding.status in (APPLIES, DEPENDS) and finding.norm.effect in ("prohibited", "authorisation-required")
        and finding.norm.kind == "norm"
    }  # fmt: skip
    assert {(told["line"], one["norm"]) for told in decision.why_not for one in told["controls"]} == standing


def test_the_failing_conjunct_is_named():
    failing = {part["conjunct"]: part for part in row("2026-us-in-boston-headline", "us-ear:740.10(b)(2)")["failing"]}
    assert failing["claimed privilege: RPL"]["holds"] == "no"
    assert failing["claimed privilege: RPL"]["kind"] == "paper"
    assert failing["reached group: none of us-ear:E:1"]["kind"] == "place"
    assert not any("transfer type" in conjunct for conjunct in failing)


def test_an_exception_whose_text_was_not_read_is_barred():
    assert "not read" in row("2026-us-in-boston-headline", "us-ear:740.24")["barred"]


@pytest.mark.parametrize("text", sampled()[:12])
def test_an_exception_of_which_nothing_fails_would_defeat(text):
    """Where no conjunct fails and nothing bars it, only what is not on file keeps the control standing."""
    for told in explain(json.loads(text, parse_float=Decimal)).why_not:
        for way in told["exceptions"]:
            if not way["failing"] and not way.get("barred"):
                assert way["notOnFile"] or any(one["status"] == DEPENDS for one in told["controls"]), way


def test_a_repair_takes_the_conjunct_away():
    data = data_of("2026-us-in-boston-headline")
    before = row("2026-us-in-boston-headline", "us-ear:740.10(b)(2)")
    data["authorisations"] = [
        {"type": "exception", "code": "RPL", "conditionsMet": ["lawful-before", "after-servicing"]}
    ]
    (told,) = explain(data).why_not
    after = next(way for way in told["exceptions"] if way["exception"] == "us-ear:740.10(b)(2)")
    assert len(after["failing"]) == len(before["failing"]) - 1
    assert after["notOnFile"] == ["conditionsMet:same-item"]


def test_conjuncts_look_through_denied_alternatives():
    a, b, c = (Has("destination", (code,)) for code in "abc")
    assert list(conjuncts(And((a, Not(Or((b, c))))))) == [a, Not(b), Not(c)]


def test_only_what_does_not_hold_in_every_world_is_unmet():
    view = View(frozenset(), {}, {"destination": frozenset("a")}, {"destination": frozenset("b")})
    a, b, c = (Has("destination", (code,)) for code in "abc")
    assert unmet(And((a, b, c)), view) == [(b, None), (c, False)]


def test_the_fewest_papers_are_taken():
    view = View(frozenset())
    relied, bcr, scc = (
        Has("claimedPrivilege", ("X",)),
        Has("safeguardOnFile", ("bcr",)),
        Has("safeguardOnFile", ("scc",)),
    )
    assert papers(Or((And((relied, bcr)), scc)), view) == (Paper("safeguardOnFile", "scc"),)
    assert papers(And((relied, Has("destination", ("a",)))), view) is None


def test_conditions_in_words():
    assert in_words(Within("operationalQubits", max_exclusive=Decimal(100))) == "operational qubits below 100"
    assert in_words(Not(Has("destination", ("CU",)))) == "destination: none of CU"
    assert kind_of(Has("recipientKind", ("university",))) == "party"
