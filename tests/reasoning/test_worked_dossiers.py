"""Every worked dossier has the outcome that was written down for it from the law and the physics."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qgov import decide
from qgov.base.resources import resource

EXPECTED = json.loads((Path(__file__).parent.parent / "data/worked/expected.json").read_text(encoding="utf-8"))


def test_every_worked_dossier_has_its_expectation():
    assert set(EXPECTED) == {path.stem for path in resource("data/dossiers").glob("*.json")}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_outcome(name):
    expected = EXPECTED[name]
    decision = decide(resource(f"data/dossiers/{name}.json"), simulate=False)
    assert decision.outcome == expected["outcome"], expected["why"]
    assert list(decision.possible) == expected.get("possible", [expected["outcome"]]), expected["why"]
    if decision.outcome in ("undetermined", "conditions-open"):
        assert decision.residual


@pytest.mark.parametrize("name", ["2026-us-in-impossible-t2", "2026-us-in-impossible-error"])
def test_impossible_claims_are_refuted(name):
    verdicts = {g.verdict for g in decide(resource(f"data/dossiers/{name}.json"), simulate=False).groundings}
    assert "refuted" in verdicts
