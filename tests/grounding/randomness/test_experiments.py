"""Published generators of random numbers are not refuted; impossible ones are, by the check that should."""

from __future__ import annotations

from pathlib import Path

import pytest

from qgov.base.parse import parse_data
from qgov.dossier.read import from_data
from qgov.grounding import ground_item

RECORDS = parse_data(Path(__file__).with_name("experiments.json").read_bytes(), "experiments.json")
ROUTE = {"type": "Export", "date": "2026-03-02", "origin": "US", "destination": "DE"}


def refuted_by(record: dict) -> set[str]:
    dossier = from_data({"id": f"urn:example:{record['id']}", **ROUTE, "items": [record["item"]]})
    found = ground_item(dossier.items[0], simulate=False).groundings
    assert found, "nothing was judged"
    return {one.check for one in found if one.verdict == "refuted"}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["id"])
def test_experiments(record):
    assert refuted_by(record) == ({record["check"]} if record["expect"] == "refuted" else set())
