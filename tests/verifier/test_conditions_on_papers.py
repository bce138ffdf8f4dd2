"""A condition of use that a receipt says a paper shows has to stand on that paper in the dossier."""

from __future__ import annotations

import json
from pathlib import Path

from qgov.dossier.read import read_dossier
from qgov.reasoning.pipeline import decide_dossier
from qgov.reasoning.receipt import canonical_receipt

from .receipts import resealed
from .test_tampering import faults

BASE = Path(__file__).parents[1] / "cases" / "bases" / "eu001.json"


def receipt_of_an_amplifier(*met: str) -> dict:
    """That of an amplifier which 3A001 may list, to Japan under EU001 with these conditions met."""
    data = json.loads(BASE.read_text(encoding="utf-8"))
    data["authorisations"][0]["conditionsMet"] = list(met)
    data["items"] = [{"id": "amplifier", "type": "ParametricAmplifier", "operatingTemperature": 1, "noiseFigure": 1,
                      "frequencyLow": 4000000000, "frequencyHigh": 8000000000, "originCountry": "DE", "usContent": 0}]  # fmt: skip
    decision = decide_dossier(read_dossier(json.dumps(data)), simulate=False)
    return json.loads(canonical_receipt(decision.full_receipt()))


def test_a_condition_that_the_paper_shows_holds():
    found = receipt_of_an_amplifier("register", "notify")
    assert found["decision"]["outcome"] == "permitted"
    assert faults(found) == []


def test_a_condition_that_the_paper_lacks_is_told():
    found = receipt_of_an_amplifier("register")
    assert faults(found) == []
    (line,) = found["situation"]["lines"]
    line["members"]["conditionShown"] = ["EU001:notify", "EU001:register"]
    assert any("no paper in the dossier shows EU001:notify" in fault for fault in faults(resealed(found)))
