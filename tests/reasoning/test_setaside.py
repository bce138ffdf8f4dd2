"""Foreclosed exceptions in a decision: what is decided, what each finding says, and that nothing unknown makes it milder."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qgov.base.iri import norm_iri
from qgov.dossier.read import read_dossier
from qgov.norms import NormBook
from qgov.norms.conditions import Has
from qgov.norms.load import check_norms
from qgov.norms.model import EXCEPTION, FORECLOSURE, NORM, Norm
from qgov.reasoning.pipeline import decide_dossier
from qgov.report.text import judgment

BASE = Path(__file__).parents[1] / "cases" / "bases" / "us.json"


def rule(name: str, kind: str, effect: str, term: str, value: str, defeats: str = "") -> Norm:
    return Norm(
        iri=norm_iri("norm", f"us-test:{name}", "2020-01-01"), kind=kind, provision=f"us-test:{name}", jurisdiction="US",
        label=f"rule {name}", definition=f"{name}.", citation=name, in_force_from=date(2020, 1, 1),
        verification="verified", effect=effect, condition=Has(term, (value,)),
        connects_by=("exportFrom",) if kind == NORM and effect != FORECLOSURE else (),
        defeats=(f"us-test:{defeats}",) if defeats else (),
    )  # fmt: skip


CONTROL = rule("1", NORM, "authorisation-required", "itemType", "QuantumComputer")
EXCEPTED = rule("2", EXCEPTION, "exception", "transferType", "Export", "1")
FORECLOSED = rule("3", NORM, FORECLOSURE, "listedParty", "us-unverified", "2")
OPENED = rule("4", EXCEPTION, "exception", "recipientKind", "university", "3")


def decide(*norms: Norm, listed: str | None = None, kind: str | None = "university"):
    given = json.loads(BASE.read_text(encoding="utf-8"))
    given["parties"][1].pop("kind", None)
    given["parties"][1] |= {"kind": kind} if kind else {}
    if listed:
        given["matches"] = [{"party": "user", "list": "us-unverified", "status": listed}]
    book = NormBook(check_norms(norms, {}), sha256="test")
    return decide_dossier(read_dossier(json.dumps(given)), simulate=False, explain=False, book=book)


def us(decision) -> str:
    return dict(decision.jurisdictions)["US"].outcome


def statuses(decision) -> dict[str, str]:
    found = {finding.provision: finding.status for finding in decision.findings}
    return {name.split(":")[1]: status for name, status in found.items() if name.startswith("us-test:")}


def test_an_exception_that_nothing_forecloses_is_shown() -> None:
    decision = decide(CONTROL, EXCEPTED, FORECLOSED)
    assert us(decision) == "permitted"
    assert statuses(decision) == {"1": "defeated", "2": "applies", "3": "does-not-apply"}


def test_a_foreclosed_exception_is_defeated_and_the_control_stands() -> None:
    decision = decide(CONTROL, EXCEPTED, FORECLOSED, listed="confirmed")
    assert us(decision) == "authorisation-required"
    assert statuses(decision) == {"1": "applies", "2": "defeated", "3": "applies"}
    (finding,) = [finding for finding in decision.findings if finding.provision == "us-test:2"]
    assert finding.defeated_by == FORECLOSED.iri
    assert "us-test:2 is ruled out" in judgment(decision)
    assert "Foreclosed by us-test:3" in " ".join(judgment(decision).split())


def test_a_foreclosure_that_may_hold_leaves_the_exception_not_shown() -> None:
    decision = decide(CONTROL, EXCEPTED, FORECLOSED, listed="open")
    assert us(decision) == "authorisation-required"
    assert statuses(decision) == {"1": "applies", "2": "depends", "3": "depends"}


def test_an_exception_to_the_foreclosure_opens_it_again() -> None:
    decision = decide(CONTROL, EXCEPTED, FORECLOSED, OPENED, listed="confirmed")
    assert us(decision) == "permitted"
    assert statuses(decision) == {"1": "defeated", "2": "applies", "3": "defeated", "4": "applies"}
    company = decide(CONTROL, EXCEPTED, FORECLOSED, OPENED, listed="confirmed", kind="company")
    assert us(company) == "authorisation-required"
    assert statuses(company) == {"1": "applies", "2": "defeated", "3": "applies", "4": "does-not-apply"}


def test_an_exception_to_the_foreclosure_has_to_be_shown() -> None:
    unknown = decide(CONTROL, EXCEPTED, FORECLOSED, OPENED, listed="confirmed", kind=None)
    assert us(unknown) == "authorisation-required"
    assert statuses(unknown)["4"] == "depends"
    doubted = decide(CONTROL, EXCEPTED, FORECLOSED, replace(OPENED, verification="secondary"), listed="confirmed")
    assert us(doubted) == "authorisation-required"
    assert statuses(doubted) == {"1": "applies", "2": "defeated", "3": "applies", "4": "depends"}


def test_a_foreclosure_that_was_not_read_harms_all_the_same() -> None:
    doubted = replace(FORECLOSED, verification="unverified")
    assert us(decide(CONTROL, EXCEPTED, doubted, listed="confirmed")) == "authorisation-required"


def test_a_foreclosure_is_found_only_where_a_control_applies() -> None:
    elsewhere = replace(CONTROL, condition=Has("itemType", ("QuantumSensor",)))
    decision = decide(elsewhere, EXCEPTED, FORECLOSED, listed="confirmed")
    assert statuses(decision)["3"] == "does-not-apply"
    assert us(decision) == "no-control-found"


def test_an_exception_that_would_not_hold_anyway_is_not_said_to_be_foreclosed() -> None:
    other = replace(EXCEPTED, condition=Has("transferType", ("Reexport",)))
    decision = decide(CONTROL, other, FORECLOSED, listed="confirmed")
    assert statuses(decision) == {"1": "applies", "2": "does-not-apply", "3": "applies"}


@pytest.mark.parametrize("listed", [None, "open", "confirmed"])
def test_a_foreclosure_is_never_milder_than_none(listed: str | None) -> None:
    severity = ["no-control-found", "permitted", "conditions-open", "authorisation-required", "prohibited"]
    with_it, without = (
        us(decide(CONTROL, EXCEPTED, FORECLOSED, listed=listed)),
        us(decide(CONTROL, EXCEPTED, listed=listed)),
    )
    assert severity.index(with_it) >= severity.index(without)
