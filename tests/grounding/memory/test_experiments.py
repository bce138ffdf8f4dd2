"""Published memories are never refuted; impossible ones are, by the check that should."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from qgov.dossier.read import read_dossier
from qgov.grounding import ground_item

FILE = Path(__file__).with_name("experiments.json")
ENTRIES = json.loads(FILE.read_text(), parse_float=Decimal)


def read(entry: dict):
    dossier = {"id": "urn:example:transfer:1", "type": "Export", "date": "2026-03-02", "origin": "US", "destination": "DE"}
    (item,) = read_dossier(dossier | {"items": [entry["item"]]}).items
    return item


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])
def test_experiments(entry):
    found = ground_item(read(entry), simulate=False).groundings
    assert found
    refuted = {one.check for one in found if one.verdict == "refuted"}
    if entry["expect"] == "refuted":
        assert entry["check"] in refuted
    else:
        assert not refuted


def test_there_are_enough_of_them():
    assert sum(entry["expect"] == "not-refuted" for entry in ENTRIES) >= 8
    assert sum(entry["expect"] == "refuted" for entry in ENTRIES) >= 12
    assert len({entry["id"] for entry in ENTRIES}) == len(ENTRIES)
