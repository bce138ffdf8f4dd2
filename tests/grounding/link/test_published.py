"""Published links are not refuted, impossible ones are and for the right reason; each as a user would write it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qgov.base.parse import parse_data
from qgov.dossier.read import from_data
from qgov.grounding import ground_item

FILE = Path(__file__).with_name("experiments.json")
EXPERIMENTS = parse_data(FILE.read_bytes(), FILE.name)


def item_of(experiment: dict):
    route = {"type": "Export", "date": "2026-03-02", "origin": "US", "destination": "DE"}
    return from_data({"id": f"urn:example:{experiment['id']}", **route, "items": [experiment["item"]]}).items[0]


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda experiment: experiment["id"])
def test_experiments(experiment):
    found = ground_item(item_of(experiment), simulate=False).groundings
    assert found
    refuted = [grounding for grounding in found if grounding.verdict == "refuted"]
    if experiment["expect"] == "not-refuted":
        assert not refuted, [(grounding.check, grounding.reason) for grounding in refuted]
    else:
        assert experiment["check"] in {grounding.check for grounding in refuted}
        assert all(grounding.kind == "theorem" and not grounding.needs for grounding in refuted)


def test_the_set_is_as_large_as_it_should_be():
    plain = json.loads(FILE.read_text(encoding="utf-8"))
    genuine = {entry["doi"] for entry in plain if entry["expect"] == "not-refuted"}
    assert len(genuine) >= 15 and sum(entry["expect"] == "refuted" for entry in plain) >= 20
    assert len({entry["id"] for entry in plain}) == len(plain)
    assert sum(entry.get("trap", False) for entry in plain) >= 8
