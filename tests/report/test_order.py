"""What decides is told first, what is owed next, the rest after it; in every decision the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from qgov.dossier.read import read_dossier
from qgov.norms.model import NORM, PROHIBITED, REQUIRED
from qgov.reasoning.findings import NOT
from qgov.reasoning.pipeline import decide_dossier
from qgov.report.html import page
from qgov.report.order import in_order
from qgov.report.text import because_rows, judgment

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests/cases/bases/eu-data.json"


def decided(path: Path, **changes):
    dossier = json.loads(path.read_text(encoding="utf-8")) | changes
    return decide_dossier(read_dossier(json.dumps(dossier)), simulate=False, explain=False)


@pytest.fixture(scope="module")
def forbidden():
    return decided(DATA)


def test_the_rule_that_forbids_is_the_first_reason(forbidden):
    rows = because_rows(forbidden)
    assert rows[0][1].provision == "gdpr:44" and len(rows) > 10
    assert judgment(forbidden).split("Because\n")[1].startswith(" 1 gdpr:44 applies")
    assert page(forbidden).split("<h2>Because</h2><ol>")[1].lstrip().startswith("<li>gdpr:44 applies")


def test_what_lifts_the_rule_stands_before_the_duties():
    safeguards = [{"type": "adequacy", "date": "2026-01-02", "conditionsMet": ["recipient-covered"]}]
    parties = json.loads(DATA.read_text(encoding="utf-8"))["parties"]
    parties[1]["country"] = "US"
    decision = decided(DATA, destination="US", parties=parties, safeguards=safeguards)
    assert decision.outcome == "permitted"
    told = [finding.provision for _, finding in because_rows(decision) if finding]
    assert set(told[:2]) == {"gdpr:44", "gdpr:45(3)"}


@pytest.mark.parametrize("name", ["2026-de-in-aachen", "2026-us-in-boston-licensed"])
def test_duties_follow_what_decides(name):
    decision = decided(ROOT / f"data/dossiers/{name}.json")
    rows = in_order(decision, decision.shown())
    controls = [
        number for number, finding in enumerate(rows)
        if finding.norm.kind == NORM and finding.norm.effect in (PROHIBITED, REQUIRED) and finding.status != NOT
    ]  # fmt: skip
    duties = [n for n, finding in enumerate(rows) if finding.norm.effect == "duty" and finding.status != NOT]
    assert controls and duties and min(controls) < min(duties)


def test_the_line_that_decides_stands_before_one_that_is_open():
    """A listed cooler with electronics that a list not read may name: the licence is needed whatever they are."""
    data = json.loads((ROOT / "tests/cases/bases/us.json").read_text(encoding="utf-8"))
    rack = {"id": "rack", "type": "QuantumControlComponent", "speciallyDesignedFor": ["us-ear:none"],
            "originCountry": "US"}  # fmt: skip
    sensor = {"id": "sensor", "type": "CryogenicCooler", "coolingTemperature": 0.1, "holdTime": 180000,
              "originCountry": "US"}  # fmt: skip
    data["items"] = [rack, sensor, *data["items"]]
    data |= {"destination": "TH", "parties": [party | {"country": "TH"} if party["role"] != "exporter" else party
                                              for party in data["parties"]]}  # fmt: skip
    decision = decide_dossier(read_dossier(json.dumps(data)), simulate=False, explain=False)
    outcomes = {item: verdict.outcome for item, verdict in decision.lines}
    assert decision.outcome == outcomes["qpu"] == "authorisation-required"
    assert outcomes["rack"] == outcomes["sensor"] == "undetermined"
    rows = in_order(decision, decision.shown())
    decides = next(n for n, one in enumerate(rows) if (one.line, one.provision) == ("qpu", "us-ear:742.4(a)(5)"))
    assert decides < min(n for n, one in enumerate(rows) if one.line in ("rack", "sensor"))


def test_the_law_that_decides_stands_before_one_that_leaves_it_open():
    """From France, made in the United States: the French list was not read, theirs names the computer."""
    data = json.loads((ROOT / "tests/cases/bases/eu.json").read_text(encoding="utf-8"))
    data["items"][0] |= {"originCountry": "US", "usContent": 1}
    data |= {"date": "2025-06-02", "origin": "FR"}
    decision = decide_dossier(read_dossier(json.dumps(data)), simulate=False, explain=False)
    codes = dict(decision.jurisdictions)
    assert codes["US"].outcome == "authorisation-required"
    told = [finding.norm.jurisdiction for finding in in_order(decision, decision.shown())]
    open_codes = {code for code, verdict in codes.items() if verdict.outcome == "undetermined"
                  and verdict.precaution == "authorisation-required"}  # fmt: skip
    assert open_codes and told.index("US") < min(told.index(code) for code in open_codes if code in told)


def test_the_order_does_not_depend_on_that_of_the_findings(forbidden):
    turned = replace(forbidden, findings=tuple(reversed(forbidden.findings)))
    assert [f.norm.iri for f in in_order(turned, turned.shown())] == [
        f.norm.iri for f in in_order(forbidden, forbidden.shown())
    ]


def test_the_order_of_the_document_stays(forbidden):
    shown = [finding.norm.iri for finding in forbidden.shown()]
    assert [finding["norm"] for finding in forbidden.to_dict()["findings"]] == shown
