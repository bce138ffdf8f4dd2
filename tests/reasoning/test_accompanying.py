"""Duties and review policies where the facts leave too much open to try every world."""

from __future__ import annotations

import json
from datetime import date

import pytest

from qgov.dossier.read import read_dossier
from qgov.reasoning import reach
from qgov.reasoning.pipeline import decide_dossier

ITEM = {"id": "kms", "type": "Software", "designedFor": ["cyber-surveillance"], "originCountry": "FR", "usContent": 0}


def findings(monkeypatch, limit, origin="US", destination="FR", statuses=("manufacturer",), declared=None):
    """The status of each norm, with room for so many worlds."""
    monkeypatch.setattr(reach, "MAX_WORLDS", limit)
    party = {"id": "maker", "role": "exporter", "name": "Example Vendor", "country": origin, "kind": "company"}
    user = {"id": "user", "role": "endUser", "name": "Example User", "country": destination, "kind": "company"}
    party["regulatedAs"], user["regulatedAs"] = list(statuses), ["unregulated"]
    declarations = {"militaryEndUse": False, "wmdEndUse": False, "informedByAuthority": False,
                    "partiesScreened": "2026-01-02"} | (declared or {})  # fmt: skip
    dossier = {
        "id": "urn:example:accompanying", "type": "Export", "date": "2026-10-05", "origin": origin,
        "destination": destination, "parties": [party, user], "endUse": "commercial", "declarations": declarations,
        "items": [ITEM | {"originCountry": origin}],
    }  # fmt: skip
    decision = decide_dossier(read_dossier(json.dumps(dossier)), date(2026, 10, 5), simulate=False, explain=False)
    return {finding.provision: finding.status for finding in decision.findings}


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [(("manufacturer",), "applies"), (("unregulated",), "does-not-apply")],
)
def test_a_duty_that_nothing_open_touches_is_decided_in_the_cautious_reading_too(monkeypatch, statuses, expected):
    assert findings(monkeypatch, 0, statuses=statuses)["cra:14"] == expected


def test_a_duty_whose_declaration_was_not_given_stays_open(monkeypatch):
    for limit in (0, 20_000):
        open_ = findings(monkeypatch, limit, origin="FR", destination="IN")
        assert open_["eu-dual-use:5(2)"] == "depends"
        closed = findings(monkeypatch, limit, origin="FR", destination="IN", declared={"internalRepression": False})
        assert closed["eu-dual-use:5(2)"] == "does-not-apply"
