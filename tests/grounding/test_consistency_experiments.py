"""Published results are never refuted, impossible sets are, by the check that should: experiments of this family."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from qgov.base.parse import parse_data
from qgov.dossier.model import Dossier
from qgov.dossier.read import from_data
from qgov.grounding import ground_item
from qgov.reasoning.pipeline import domain

HERE = Path(__file__).parent / "consistency" / "experiments.json"


def refuted(raw: dict) -> list:
    whole = {"id": "urn:example:e", "type": "Export", "date": "2026-03-02", "origin": "US", "destination": "DE"}
    read: Dossier = from_data(whole | {"items": [raw]})
    found = ground_item(read.items[0], simulate=False, domain=domain).groundings
    return [grounding for grounding in found if grounding.verdict == "refuted"]


EXPERIMENTS = parse_data(HERE.read_text(encoding="utf-8"), "experiments.json")
GENUINE = [entry for entry in EXPERIMENTS if entry["expect"] == "not-refuted"]
IMPOSSIBLE = [entry for entry in EXPERIMENTS if entry["expect"] == "refuted"]


@pytest.mark.parametrize("entry", GENUINE, ids=lambda entry: entry["id"])
def test_genuine(entry):
    assert entry["doi"].startswith("10.")
    assert refuted(entry["item"]) == []


@pytest.mark.parametrize("entry", IMPOSSIBLE, ids=lambda entry: entry["id"])
def test_impossible(entry):
    assert entry["check"] in {grounding.check for grounding in refuted(entry["item"])}


@pytest.mark.parametrize("entry", IMPOSSIBLE, ids=lambda entry: entry["id"])
def test_not_refuted_without_what_it_states(entry):
    """Without their assumptions the same claims are asked about; counts alone need none."""
    stated = ("modes", "dimension", "medium", "opticalAmplifiers", "stateModel", "sameState",
              "sameSession")  # fmt: skip
    bare = {key: value for key, value in entry["item"].items() if key not in stated}
    if entry["check"] not in ("quantum-volume", "qubit-count-pairs"):
        assert entry["check"] not in {grounding.check for grounding in refuted(bare)}


def test_the_set_is_large_enough():
    assert len(GENUINE) >= 8 and len(IMPOSSIBLE) >= 12 and len({entry["id"] for entry in EXPERIMENTS}) == len(EXPERIMENTS)
    assert isinstance(EXPERIMENTS[0]["item"]["channelLoss"], Decimal)
