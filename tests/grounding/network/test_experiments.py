"""Published networks, item by item as a user would write them, are not refuted; impossible services are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qgov.base.parse import parse_data
from qgov.dossier.read import from_data
from qgov.grounding.services import ground_services

RECORDS = parse_data(Path(__file__).with_name("experiments.json").read_bytes(), "experiments.json")
IMPOSSIBLE = [record for record in RECORDS if record["expect"] == "refuted"]


def items_of(record: dict):
    route = {"type": "Export", "date": "2026-03-02", "origin": "US", "destination": "DE"}
    return from_data({"id": f"urn:example:{record['id']}", **route, "items": record["items"]}).items


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["id"])
def test_experiments(record):
    found = ground_services(items_of(record), simulate=False)
    refuted = {one.check for one in found if one.verdict == "refuted"}
    assert found and refuted == ({record["check"]} if record["expect"] == "refuted" else set())


@pytest.mark.parametrize("record", IMPOSSIBLE, ids=lambda record: record["id"])
def test_without_its_assumptions_it_is_asked_about(record):
    bare = [replace(item, assumptions={}) for item in items_of(record)]
    (found,) = [one for one in ground_services(bare, simulate=False) if one.check == record["check"]]
    assert found.verdict == "undetermined" and found.needs


@pytest.mark.parametrize("record", IMPOSSIBLE, ids=lambda record: record["id"])
def test_without_its_count_of_links_there_may_be_others(record):
    items = items_of(record)
    bare = [
        replace(item, claims={term: claim for term, claim in item.claims.items() if term != "links"}) for item in items
    ]
    (found,) = [one for one in ground_services(bare, simulate=False) if one.check == record["check"]]
    assert found.verdict == "undetermined" and any(need.startswith("links: ") for need in found.needs)
