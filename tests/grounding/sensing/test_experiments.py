"""Published results are not refuted; impossible claims are, by the check that should."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from qgov.dossier.read import from_data
from qgov.grounding import ground_item

EXPERIMENTS = json.loads((Path(__file__).parent / "experiments.json").read_text(), parse_float=Decimal)


def refuted_by(raw: dict) -> set[str]:
    dossier = from_data({
        "id": "urn:example:transfer:1", "type": "Export", "date": "2026-03-02", "origin": "US", "destination": "DE",
        "items": [raw],
    })  # fmt: skip
    groundings = ground_item(dossier.items[0], simulate=False).groundings
    assert groundings
    return {entry.check for entry in groundings if entry.verdict == "refuted"}


@pytest.mark.parametrize("one", EXPERIMENTS, ids=[one["id"] for one in EXPERIMENTS])
def test_experiment(one):
    expected = {one["check"]} if one["expect"] == "refuted" else set()
    assert refuted_by(one["item"]) == expected


def test_the_set_is_large_enough():
    assert sum(one["expect"] == "not-refuted" for one in EXPERIMENTS) >= 8
    assert sum(one["expect"] == "refuted" for one in EXPERIMENTS) >= 12
    assert sum(one.get("trap", False) for one in EXPERIMENTS) >= 5
    assert all(one["doi"].startswith("10.") for one in EXPERIMENTS if one["expect"] == "not-refuted")
